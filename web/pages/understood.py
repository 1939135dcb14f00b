"""How were the words understood: what was searched beside them, and how can that be left out again?

Corrections stand for themselves; what else was added is told in one line for each word or run of words.
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from itertools import zip_longest

from indexer.search.results import Expansion, Results
from indexer.search.state import SearchState
from web.formatting import once, side_by_side
from web.pages.layout import Site

SHOWN_AT_ONCE = 4  # words of one expansion, the others behind a click
MOST_OTHERS = 8  # behind it; a concept with everything narrower can have fifty names
IN_SUMMARY = 4  # words told before the lines are opened
FEW = 3  # as many expansions are open on a wide screen
KINDS = ("concept", "dictionary", "compounds", "typos", "concepts")  # what says most about a word first


@dataclass(frozen=True)
class Correction:
    """A word as it was typed, and the spelling that was searched instead."""

    typed: str
    searched: str


@dataclass(frozen=True)
class Extra:
    """A part of the search that can be left out or is: its kind, the concept it is about, and the address
    that changes that. ``key`` is what ``without`` calls it."""

    key: str
    kind: str
    concept: str | None
    url: str


@dataclass(frozen=True)
class Added:
    """What one part of the search adds: some words at once, some behind a click, ``more`` only counted."""

    extra: Extra
    first: tuple[str, ...]
    others: tuple[str, ...]
    more: int


@dataclass(frozen=True)
class Line:
    """Everything that was searched beside a word, or beside words that mean something together."""

    word: str
    added: tuple[Added, ...]


@dataclass(frozen=True)
class Proposal:
    """Another query, and how many records it finds."""

    text: str
    total: int
    url: str


@dataclass(frozen=True)
class Understood:
    """The account. ``as_typed`` is the address without corrections; ``summary`` are some of all added words,
    ``more`` counts the others; ``few`` says that the lines need not be folded on a wide screen."""

    corrections: tuple[Correction, ...]
    as_typed: str
    did_you_mean: Proposal | None
    lines: tuple[Line, ...]
    summary: tuple[str, ...]
    more: int
    few: bool
    dropped: tuple[Extra, ...]


def understood(state: SearchState, results: Results, site: Site) -> Understood:
    """What the page says about the words of a search."""
    corrected = [one for one in results.expansions if one.kind == "typos"]
    lines = _lines([one for one in results.expansions if one.kind != "typos"], state, site)
    words = _summary(lines)
    meant = results.did_you_mean
    return Understood(
        corrections=tuple(Correction(one.word, ", ".join(one.added)) for one in corrected),
        as_typed=state.dropping("typos").url,
        did_you_mean=Proposal(meant.text, meant.total, state.with_text(meant.text).url) if meant else None,
        lines=lines,
        summary=words[:IN_SUMMARY],
        more=len(words) - len(words[:IN_SUMMARY]),
        few=sum(len(line.added) for line in lines) <= FEW,
        dropped=dropped(state, site),
    )


def dropped(state: SearchState, site: Site) -> tuple[Extra, ...]:
    """What this search leaves out, each with the address that brings it back."""
    if not state.text:
        return ()
    return tuple(_extra(key, state.restoring(key).url, site) for key in state.without if _is_known(key, site))


def _is_known(key: str, site: Site) -> bool:
    kind, _, concept = key.partition(":")
    return key in KINDS[1:] or (kind == "concept" and concept in site.vocabularies["thesaurus"].concepts)


def _extra(key: str, url: str, site: Site) -> Extra:
    kind, _, concept = key.partition(":")
    called = site.vocabularies["thesaurus"].called(concept, site.reader) if concept else None
    return Extra(key, kind, called, url)


def _lines(expansions: Sequence[Expansion], state: SearchState, site: Site) -> tuple[Line, ...]:
    by_word: dict[str, dict[str, Added]] = {one.word: {} for one in expansions}
    for expansion in sorted(expansions, key=lambda one: KINDS.index(one.kind)):
        words = _shown(expansion)
        if words:
            extra = _extra(expansion.key, state.dropping(expansion.key).url, site)
            shown = len(words) if len(words) == SHOWN_AT_ONCE + 1 else SHOWN_AT_ONCE
            others = words[shown : shown + MOST_OTHERS]
            added = Added(extra, words[:shown], others, len(words) - shown - len(others))
            by_word[expansion.word].setdefault(expansion.key, added)
    return tuple(
        Line(side_by_side(word.split(), state.text) or word, tuple(added.values()))
        for word, added in by_word.items()
        if added
    )


def _shown(expansion: Expansion) -> tuple[str, ...]:
    """The words once each, whatever their case; compounds with a capital letter if the word has one.

    What the word itself is made of is searched together, and so it is written.
    """
    typed = expansion.word
    found = tuple(word for word in once(expansion.added) if word.casefold() != typed.casefold())
    if expansion.kind != "compounds":
        return found
    if typed[:1].isupper():
        found = tuple(word[:1].upper() + word[1:] for word in found)
    if found and all(word.casefold() in typed.casefold() for word in found):
        return (" + ".join(found),)
    return found


def _summary(lines: Iterable[Line]) -> tuple[str, ...]:
    """All added words, those that say most about each line first."""
    every = [added for line in lines for added in line.added]
    every.sort(key=lambda added: KINDS.index(added.extra.kind))
    columns = zip_longest(*(added.first + added.others for added in every))
    return once(word for column in columns for word in column if word)
