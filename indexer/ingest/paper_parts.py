"""Here is the text of a paper: into which parts is it divided, so that a hit can lead to the place?

Pages where the format has them; sections under headings where it has not, long ones at the next paragraph.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from itertools import groupby

from indexer.ingest.extraction import Passage
from kb.paper import PaperPart

SECTION_LEVEL = 3  # headings below this level do not begin a section of their own
LONGEST = 8_000  # signs of a section


def parts_of(passages: Iterable[Passage]) -> Iterator[PaperPart]:
    """The parts of a paper in order; none is empty."""
    passages = list(passages)
    if any(passage.page for passage in passages):
        yield from _pages(passages)
    else:
        yield from _sections(passages)


def _pages(passages: list[Passage]) -> Iterator[PaperPart]:
    heading: str | None = None
    for page, group in groupby(passages, lambda passage: passage.page):
        held = list(group)
        heading = next((passage.text for passage in held if passage.kind == "heading"), heading)
        yield PaperPart(text=_joined(held), heading=heading, page=page)


def _sections(passages: list[Passage]) -> Iterator[PaperPart]:
    held: list[Passage] = []
    heading: str | None = None
    for passage in passages:
        begins = passage.kind == "heading" and passage.level <= SECTION_LEVEL
        if held and (begins or sum(len(one.text) for one in held) > LONGEST):
            yield PaperPart(text=_joined(held), heading=heading)
            held = []
        if begins:
            heading = passage.text
        held.append(passage)
    if held:
        yield PaperPart(text=_joined(held), heading=heading)


def _joined(passages: list[Passage]) -> str:
    return "\n".join(passage.text for passage in passages)
