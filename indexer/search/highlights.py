"""Here are the texts of a hit: which pieces of them answered which word of the query, and how well?

A phrase (the label of a concept) counts only where its words stand side by side, the parts of a compound and
the words of a translation only where the record holds them all.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator, Sequence
from typing import NamedTuple

from indexer.search.groups import Form, Group
from indexer.search.ranking import WordMatch
from indexer.search.results import MATCH_CLASSES, Match, MatchClass
from indexer.search.stored_texts import ReadText
from kb.localized import LANGUAGES, Language


class Highlight(NamedTuple):
    """A piece [start, end) of a text that answers a word of the query; words are numbered.

    ``concept`` is the id of the concept it is a label of.
    """

    start: int
    end: int
    word: int
    match: MatchClass
    concept: str | None = None


class _Wish(NamedTuple):
    """What a term is wanted for; ``parts`` are those of a phrase that begins with it."""

    word: int
    form: Form
    part: int


class Wanted:
    """What is looked for in the texts of every hit of one request; ``words`` are those of the query."""

    def __init__(self, words: Sequence[WordMatch]) -> None:
        self.words = tuple({word.group: word for word in words}.values())  # repeated ones once
        self._by_term: dict[Language, dict[str, list[_Wish]]] = {language: {} for language in LANGUAGES}
        for number, word in enumerate(self.words):
            for form in sorted(word.group.forms, key=_rank):
                self._add(number, form)

    def _add(self, word: int, form: Form) -> None:
        by_term = self._by_term[form.language]
        parts = form.parts[:1] if form.adjacent else form.parts
        for number, part in enumerate(parts):
            for term in part:
                by_term.setdefault(term, []).append(_Wish(word, form, number))

    def wishes(self, term: str, language: Language) -> Sequence[_Wish]:
        """For what a term of a language is wanted; the best class of each word first."""
        return self._by_term[language].get(term, ())


def highlights(texts: Sequence[ReadText], wanted: Wanted) -> list[tuple[Highlight, ...]]:
    """For each text the pieces that answered, in their order."""
    held: dict[Form, set[int]] = {}
    rows = [list(_wishes(read, wanted)) for read in texts]
    for wish, _, _ in (found for row in rows for found in row):
        held.setdefault(wish.form, set()).add(wish.part)
    groups = [word.group for word in wanted.words]
    return [tuple(_chosen(row, held, groups)) for row in rows]


def _wishes(read: ReadText, wanted: Wanted) -> Iterator[tuple[_Wish, int, int]]:
    terms = read.terms
    for row, term in enumerate(terms.terms):
        for wish in wanted.wishes(term, read.language):
            last = _phrase_end(read, row, wish.form) if wish.form.adjacent else row
            if last is not None:
                yield wish, terms.starts[row], terms.ends[last]


def _phrase_end(read: ReadText, row: int, form: Form) -> int | None:
    """The row of the last word of a phrase whose first word stands in ``row``."""
    terms, place = read.terms, read.terms.places[row]
    last = row
    for part in form.parts[1:]:
        place += 1
        following = last + 1
        while following < len(terms.terms) and terms.places[following] < place:
            following += 1
        while following < len(terms.terms) and terms.places[following] == place:
            if terms.terms[following] in part:
                break
            following += 1
        else:
            return None
        last = following
    return last


def _chosen(
    row: list[tuple[_Wish, int, int]], held: dict[Form, set[int]], groups: Sequence[Group]
) -> Iterator[Highlight]:
    """One highlight for each piece and word, in its best class, of forms the record holds whole."""
    best: dict[tuple[int, int, int], Form] = {}
    for wish, start, end in row:
        whole = wish.form.adjacent or len(held[wish.form]) == len(wish.form.parts)
        if whole:  # several terms may stand at one place: ki, and KI as written
            known = best.get((start, end, wish.word), wish.form)
            best[start, end, wish.word] = min(known, wish.form, key=_rank)
    for (start, end, word), form in best.items():
        yield Highlight(start, end, word, groups[word].match_of(form.match), form.concept)


def _rank(form: Form) -> int:
    return MATCH_CLASSES.index(form.match)


def matches(
    texts: Sequence[ReadText],
    found: Iterable[Sequence[Highlight]],
    words: Sequence[WordMatch],
    called: Callable[[str], str],
) -> dict[MatchClass, tuple[Match, ...]]:
    """Per class the words of the query and the words of the record that answered them.

    ``called`` names a concept for the reader.
    """
    entries: dict[MatchClass, dict[tuple[str, str], Match]] = {}
    fields: dict[tuple[MatchClass, str, str], dict[str, None]] = {}
    for read, marks in zip(texts, found, strict=True):
        for mark in marks:
            group, text = words[mark.word].group, read.text[mark.start : mark.end]
            key = (group.term, text.casefold())
            label = called(mark.concept) if mark.concept else None
            entries.setdefault(mark.match, {}).setdefault(key, Match(group.term, text, label))
            fields.setdefault((mark.match, *key), {})[read.field] = None
    return {
        name: tuple(
            Match(match.word, match.found, match.label, tuple(fields[name, *key]))
            for key, match in entries[name].items()
        )
        for name in MATCH_CLASSES
        if name in entries
    }
