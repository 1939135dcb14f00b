"""Here are the blocks of a page: which of them are its main text?

trafilatura tells where the main text stands. It also loses accordions, lists of terms and tables, and at
times takes teasers; so the place is what is taken from it, and the blocks in that place are our own.
"""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Iterable, Iterator
from itertools import pairwise

import trafilatura

from indexer.ingest.extractors.days import begins_with_day, day_in
from indexer.ingest.extractors.html_blocks import Block
from indexer.ingest.extractors.html_tree import HEADINGS, Element, Page, ancestors_and_self, plain, sizes
from indexer.ingest.extractors.page_words import before, key, phrases

MOST = 0.85  # share of what trafilatura keeps that stands in the place of the main text
STATED = 0.6  # … in an element that is marked as the main text
LINKED = 0.5  # share of links from which on a block outside of prose is navigation
AROUND = 0.35  # share of links up to which what stands around the place belongs to it
SHORTEST_OUTSIDE = 60  # signs of a block elsewhere that is kept because trafilatura keeps it
LEADING_ON = 0.25  # share of links from which on what follows the text is no part of it
LONG = 150  # signs of a passage there that is text all the same
OFTEN = 4  # times a label stands on a page
LONGEST_BYLINE = 100  # signs
LONGEST_DAY = 4  # words
SHORTEST_LEAD = 40  # signs of what stands by a headline that stands elsewhere
LONGEST_HERO = 600  # signs around such a headline
_SHINGLE = 4  # words
_SEEN = 0.7  # share of the shingles of a block that have to be seen
_WORD = re.compile(r"\w+")
_CREDIT = re.compile(r"(?:©|\(c\))\s*\S", re.IGNORECASE)


def main_blocks(page: Page, blocks: list[Block]) -> list[Block]:
    """The blocks of the main text, in their order."""
    kept = _kept(page, blocks)
    place = _place(page.body, blocks, kept)
    inside = {*place.iter(), *_hero(blocks, place)}
    surplus = _leading_on(blocks, kept, inside) | _repeated(blocks)
    chosen = [
        block
        for block, is_kept in zip(blocks, kept, strict=True)
        if block not in surplus and _belongs(block, is_kept, block.element in inside)
    ]
    chosen = [block for block in chosen if not _is_aside(block)]
    return without_empty_headings(chosen) or blocks


def _hero(blocks: list[Block], place: Element) -> Iterator[Element]:
    """What stands by a headline above the place, in the same short part of the page."""
    for block in blocks:
        if block.kind == "heading" and block.level == 1 and place not in block.element.iterancestors():
            part = block.element.getparent()
            if part is not None and part.tag != "body" and len(plain(part)) <= LONGEST_HERO:
                yield from (one for one in part.iter("p", "div") if len(plain(one)) >= SHORTEST_LEAD)


def _belongs(block: Block, is_kept: bool, is_inside: bool) -> bool:
    if block.kind == "heading" and block.level == 1:
        return True
    linked = block.linked > LINKED * len("".join(block.text.split()))
    if not is_inside:
        return is_kept and not linked and len(block.text) >= SHORTEST_OUTSIDE
    return is_kept or not linked or block.kind == "table" or _names_something(block)


def _leading_on(blocks: list[Block], kept: list[bool], inside: set[Element]) -> set[Block]:
    """What follows the last block that trafilatura keeps, if much of it leads to other pages.

    Tables, long passages and lists below a heading, such as of partners, stay: trafilatura loses them too.
    """
    last = max((number for number, is_kept in enumerate(kept) if is_kept), default=len(blocks))
    rest = [block for block in blocks[last + 1 :] if block.element in inside]
    signs = sum(len("".join(block.text.split())) for block in rest)
    if sum(block.linked for block in rest) <= LEADING_ON * signs:
        return set()
    return {block for block in rest if block.kind != "table" and len(block.text) < LONG and not _lists(block)}


def _lists(block: Block) -> bool:
    """Whether it stands in a list right below a heading or a paragraph, or is what announces one."""
    following = block.element.getnext() if block.element.tag in (*HEADINGS, "p") else None
    announces = following is not None and following.tag in ("ul", "ol")
    return announces or _is_announced(block.element)


def _repeated(blocks: list[Block]) -> set[Block]:
    """Short passages that stand so often on a page that they are labels of things, such as of pictures."""
    short = [block for block in blocks if block.kind in ("paragraph", "item")]
    short = [block for block in short if len(block.text) < SHORTEST_OUTSIDE]
    counts = Counter(block.text for block in short)
    return {block for block in short if counts[block.text] >= OFTEN}


def _names_something(block: Block) -> bool:
    """Whether a block that is a link is rather the name of a thing than a way on."""
    marked = next(block.element.iterancestors("main", "article"), None) is not None
    return (marked or _is_announced(block.element)) and len(block.text.split()) >= 2


def _is_announced(element: Element) -> bool:
    """Whether it stands in a list right below a heading or a paragraph."""
    whole = next((one for one in ancestors_and_self(element) if one.tag in ("ul", "ol")), None)
    before_it = None if whole is None else whole.getprevious()
    return before_it is not None and before_it.tag in (*HEADINGS, "p")


def _kept(page: Page, blocks: list[Block]) -> list[bool]:
    """Whether trafilatura keeps each block: it does if it has most of its sequences of four words."""
    document = trafilatura.bare_extraction(
        page.root, url=page.address, fast=True, include_comments=False, include_tables=True
    )
    text = getattr(document, "text", None) or ""
    words = _WORD.findall(text.casefold())
    seen = set(_shingles(words))
    lines = {" ".join(_WORD.findall(line)) for line in text.casefold().splitlines()}
    return [_is_seen(_WORD.findall(block.text.casefold()), seen, lines) for block in blocks]


def _shingles(words: list[str]) -> Iterable[tuple[str, ...]]:
    return zip(*(words[start:] for start in range(_SHINGLE)), strict=False)


def _is_seen(words: list[str], seen: set[tuple[str, ...]], lines: set[str]) -> bool:
    shingles = list(_shingles(words))
    if not shingles:
        return " ".join(words) in lines
    return sum(shingle in seen for shingle in shingles) >= _SEEN * len(shingles)


def _place(body: Element, blocks: list[Block], kept: list[bool]) -> Element:
    """The element that holds the main text."""
    weights: dict[Element, int] = {}
    for block, is_kept in zip(blocks, kept, strict=True):
        if is_kept:
            for element in ancestors_and_self(block.element):
                weights[element] = weights.get(element, 0) + len(block.text)
    whole = weights.get(body, 0)
    if not whole:
        return body
    marked = [element for element in weights if _is_marked(element) and weights[element] >= STATED * whole]
    if marked:
        return min(marked, key=lambda element: sum(1 for _ in element.iterancestors()))
    heavy = [element for element in weights if weights[element] >= MOST * whole]
    place = max(heavy, key=lambda element: sum(1 for _ in element.iterancestors()))
    return _widened(place, body)


def _is_marked(element: Element) -> bool:
    return element.tag in ("main", "article") or element.get("role") in ("main", "article")


def _widened(place: Element, body: Element) -> Element:
    """The place with what stands around it, as long as that is text rather than links."""
    measured = sizes(body)
    while place is not body and place.getparent() is not None:
        parent = place.getparent()
        more = measured[parent].signs - measured[place].signs
        linked = measured[parent].linked - measured[place].linked
        if more and linked > AROUND * more:
            return place
        place = parent
    return place


def _is_aside(block: Block) -> bool:
    """Buttons, hints, credits of pictures, bylines and lone dates."""
    text = block.text
    if block.kind == "table" or len(text) > LONGEST_BYLINE:
        return False
    if key(text) in phrases("buttons") or (not key(text) and len(text) < 4):
        return True
    if block.kind == "heading":
        return False
    if _CREDIT.match(text):
        return True
    label = before("bylines").match(text)
    if label and ":" in label[0]:
        return True
    dated = before("published").match(text) or before("modified").match(text)
    return bool(dated and begins_with_day(text[dated.end() :])) or _is_day(text)


def _is_day(text: str) -> bool:
    """Whether a text is nothing but a day. Years and numbers alone are facts."""
    day = day_in(text) if begins_with_day(text) and len(text.split()) <= LONGEST_DAY else None
    return day is not None and len(day) == len("2024-05-01")


def without_empty_headings(blocks: list[Block]) -> list[Block]:
    """The blocks without headings below which nothing stands; the headline stays."""
    if not blocks:
        return []
    kept = []
    for block, following in pairwise([*blocks, None]):
        assert block is not None
        ends = following is None or (following.kind == "heading" and following.level <= block.level)
        if not (block.kind == "heading" and block.level > 1 and ends):
            kept.append(block)
    return kept
