"""Here is the text of a paper: as which pages is it searched?

A page is what a hit leads to: a page of the paper, or a section where it has no pages. Long ones are divided
into pieces, so that words count as standing together only where they are near and a passage is soon found.
"""

from __future__ import annotations

import json
from collections.abc import Iterator
from dataclasses import dataclass

from kb.localized import Language
from kb.paper import PaperText

LONGEST = 10_000  # characters of a page; a printed one seldom has more than 6,000
MOST_PAGES = 4_000  # of one paper; what is longer is no paper but a collection
_ENDS = ("\n", ". ", " ")  # where a page is divided, the best places first


@dataclass(frozen=True)
class Page:
    """One page of a paper. ``number`` is that of the printed page; pieces of one page share it."""

    text: str
    language: Language
    number: int | None = None
    heading: str | None = None

    def stored(self) -> bytes:
        """The text as it is kept in the index, with its language."""
        values = {"language": self.language, "text": self.text}
        return json.dumps(values, ensure_ascii=False).encode("utf-8", "surrogatepass")


def pages_of(paper: PaperText) -> tuple[Page, ...]:
    """The pages in their order, without empty ones."""
    return tuple(
        Page(text, paper.language, part.page, part.heading)
        for part in paper.parts
        for text in _pieces(part.text)
    )


def _pieces(text: str) -> Iterator[str]:
    """The text in pieces of at most ``LONGEST`` characters, cut where a paragraph, sentence or word ends."""
    first = 0
    while len(text) - first > LONGEST:
        half, most = first + LONGEST // 2, first + LONGEST
        found = (text.rfind(sign, half, most) + len(sign) for sign in _ENDS)
        end = next((end for end in found if end > half), most)
        yield from _unless_empty(text[first:end])
        first = end
    yield from _unless_empty(text[first:])


def _unless_empty(text: str) -> Iterator[str]:
    if text.strip():
        yield text.strip()
