"""How is a hit shown: with which passages, and why was it found?"""

from __future__ import annotations

from dataclasses import dataclass

from indexer.search.results import Hit, Snippet
from indexer.search.state import SearchState
from indexer.search.stored_texts import texts_of
from web.formatting import Text
from web.pages.cards import Card, card
from web.pages.layout import Site
from web.pages.why import Why, why

SENTENCE_ENDS = (".", "!", "?", ":", ";")


@dataclass(frozen=True)
class Passage:
    """A snippet in pieces: each a text and whether it matched; ``before`` and ``after`` say what was cut."""

    field: str
    pieces: tuple[tuple[str, bool], ...]
    language: Text
    before: bool
    after: bool


@dataclass(frozen=True)
class ShownHit:
    """A hit with its passages and the account of why it was found."""

    card: Card
    passages: tuple[Passage, ...]
    why: Why | None


def shown(hit: Hit, state: SearchState, site: Site) -> ShownHit:
    """What the page shows of a hit."""
    return ShownHit(
        card=card(hit.record, site),
        passages=tuple(_passage(snippet, hit, site) for snippet in hit.snippets),
        why=why(hit, state.text, ranked=state.sorting == "relevance"),
    )


def _passage(snippet: Snippet, hit: Hit, site: Site) -> Passage:
    pieces: list[tuple[str, bool]] = []
    done = 0
    for start, end in snippet.ranges:
        pieces += [(snippet.text[done:start], False), (snippet.text[start:end], True)]
        done = end
    pieces.append((snippet.text[done:], False))
    language = None if snippet.language == site.reader else snippet.language
    before, after = _cut(snippet, hit)
    return Passage(
        field=snippet.field,
        pieces=tuple((text, marked) for text, marked in pieces if text),
        language=Text(snippet.text, language),
        before=before,
        after=after,
    )


def _cut(snippet: Snippet, hit: Hit) -> tuple[bool, bool]:
    """Whether a snippet begins, and whether it ends, in the middle of a sentence."""
    for name, language, text in texts_of(hit.record):
        if (name, language) == (snippet.field, snippet.language) and snippet.text in text:
            before, _, after = text.partition(snippet.text)
            begins = before.rstrip(" -*#>")[-1:] in ("", "\n", *SENTENCE_ENDS)
            ends = after[:1] in ("", "\n") or snippet.text.endswith(SENTENCE_ENDS)
            return not begins, not ends
    return False, False
