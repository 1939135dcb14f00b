"""Here is a page without its frame: which headings, paragraphs, items and tables does it hold, in its order?

Terms and what they mean become one item, "Members: 350", if that is short; else the term is a heading.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass, field

from lxml import etree

from indexer.ingest.extraction import Link, PassageKind
from indexer.ingest.extractors.html_tree import BLOCKS, HEADINGS, Element, Page, is_link, names, plain
from indexer.ingest.extractors.page_words import names_of
from indexer.ingest.extractors.tidying import tidied

LONGEST_MEANING = 100  # signs of what a term means if both are one item
LONGEST_SENTENCE_AS_MEANING = 60  # … if it ends with a stop
LONGEST_TERM = 80  # signs
LONGEST_BOLD_HEADING = 90  # signs
LONGEST_CELL = 150  # signs; in a table of one or two rows longer cells are columns of a layout
FEW_ROWS = 2
DEEPEST = 6  # level of a heading
_BREAK = "\x1d"  # counts as a blank, and no parser lets it through
_PARAGRAPHS = re.compile(rf"{_BREAK}\s*{_BREAK}")
_APART = frozenset(("span", "strong", "b", "em", "small"))
_TERM = re.compile(r"(?:^|[\s_-])(?:field-label|field__label|label|term)(?=$|\s)")
_BULLET = re.compile(r"[•‣▪■●○◦·–]\s+")


@dataclass(frozen=True)
class Block:
    """One passage with the element it stands in. ``linked`` are the signs of it that are links."""

    kind: PassageKind
    text: str
    element: Element
    level: int = 0
    linked: int = 0
    links: tuple[Link, ...] = ()


@dataclass
class _Context:
    """What the text within an element is."""

    element: Element
    kind: PassageKind | None = None
    level: int = 0
    is_term: bool = False


def blocks_of(page: Page) -> list[Block]:
    """The blocks of the body."""
    return list(_Walk(page).blocks())


@dataclass
class _Walk:
    page: Page
    contexts: list[_Context] = field(default_factory=list)
    parts: list[str] = field(default_factory=list)
    linked: int = 0
    links: list[Link] = field(default_factory=list)
    link: Element | None = None
    level: int = 1
    term: str = ""

    def blocks(self) -> Iterator[Block]:
        walker = etree.iterwalk(self.page.body, events=("start", "end"))
        for event, element in walker:
            if event == "start":
                if element.tag == "table" and is_data(element):
                    yield from self.flushed()
                    yield from self.table(element)
                    walker.skip_subtree()
                    self.contexts.append(_Context(element))
                    continue
                yield from self.started(element)
            else:
                yield from self.ended(element)
        yield from self.flushed()

    def started(self, element: Element) -> Iterator[Block]:
        if element.tag == "br":
            self.parts.append(_BREAK)
        elif element.tag in BLOCKS or _is_term(element):
            yield from self.flushed()
            self.contexts.append(self.context(element))
        elif element.tag in _APART and _is_figure("".join(self.parts[-1:]), element.text):
            self.parts.append(" ")
        if element.tag == "a" and self.link is None:
            self.link = element
        self.add(element.text)

    def ended(self, element: Element) -> Iterator[Block]:
        if self.contexts and self.contexts[-1].element is element:
            yield from self.flushed()
            self.contexts.pop()
        if self.link is not None and element is self.link:
            self.link = None
            url = self.page.absolute(element.get("href"))
            text = plain(element)
            if url and text:
                self.links.append(Link(url, text))
        if element is not self.page.body:
            self.add(element.tail)

    def context(self, element: Element) -> _Context:
        outer = self.contexts[-1] if self.contexts else _Context(element)
        if element.tag in HEADINGS:
            self.level = HEADINGS[element.tag]
            return _Context(element, "heading", self.level)
        if element.tag == "dt" or _is_term(element):
            return _Context(element, "item", is_term=True)
        if element.tag == "dd":
            return _Context(element)
        if element.tag == "li":
            holds_heading = next(element.iter(*HEADINGS), None) is not None
            return _Context(element, None if holds_heading else "item")
        if outer.kind == "heading":
            return _Context(element, "heading", outer.level)
        if outer.kind is None and element.tag in ("p", "div") and _is_bold(element):
            return _Context(element, "heading", min(DEEPEST, self.level + 1))
        return _Context(element, outer.kind, is_term=outer.is_term)

    def add(self, text: str | None) -> None:
        if not text:
            return
        self.parts.append(text)
        if self.link is not None and is_link(self.link):
            self.linked += sum(map(len, text.split()))

    def flushed(self) -> Iterator[Block]:
        """What was collected since the last block, as one or more blocks."""
        texts = [tidied(part) for part in _PARAGRAPHS.split("".join(self.parts))]
        linked, links = self.linked, tuple(self.links)
        context = self.contexts[-1] if self.contexts else _Context(self.page.body)
        self.parts, self.linked = [], 0
        for text in filter(None, texts):
            yield from self.block(context, text, linked, links)
            linked, links = 0, ()
            self.links = []

    def block(self, context: _Context, text: str, linked: int, links: tuple[Link, ...]) -> Iterator[Block]:
        term, self.term = self.term, ""
        element = context.element
        if context.is_term and len(text) <= LONGEST_TERM:
            self.term = text
            if term:
                yield Block("item", term, element)
            return
        if term and context.kind != "heading" and _is_meaning(text):
            colon = " " if term[-1] in ":?!." else ": "
            yield Block("item", f"{term}{colon}{text}", element, 0, linked, links)
            return
        if term:
            yield Block("heading", term.rstrip(":"), element, min(DEEPEST, self.level + 1))
        kind = context.kind or "paragraph"
        bullet = _BULLET.match(text)
        if bullet and kind != "heading":
            text, kind = text[bullet.end() :], "item"
        yield Block(kind, text, element, context.level if kind == "heading" else 0, linked, links)

    def table(self, table: Element) -> Iterator[Block]:
        caption = table.find("caption")
        if caption is not None and plain(caption):
            yield Block("paragraph", plain(caption), table)
        rows = ("\t".join(plain(cell) for cell in row).rstrip() for row in _rows(table))
        text = "\n".join(row for row in rows if row)
        links = [link for link in table.iter("a") if is_link(link)]
        if text:
            linked = sum(len("".join(plain(link).split())) for link in links)
            found = ((self.page.absolute(link.get("href")), plain(link)) for link in links)
            kept = tuple(Link(url, words) for url, words in found if url and words)
            yield Block("table", text, table, 0, linked, kept)


def is_data(table: Element) -> bool:
    """Whether a table is one, and not a way to place things on a page."""
    if (
        table.get("role") in ("presentation", "none")
        or next(table.iterdescendants("table"), None) is not None
    ):
        return False
    rows = list(_rows(table))
    cells = [cell for row in rows for cell in row]
    if not cells or max(map(len, rows)) < 2:
        return False
    if any(next(cell.iter(*HEADINGS), None) is not None for cell in cells if cell.tag == "td"):
        return False
    if next(table.iter("th"), None) is not None:
        return True
    lengths = [len(plain(cell)) for cell in cells]
    if len(rows) <= FEW_ROWS and max(lengths) > LONGEST_CELL:
        return False
    return not any(_is_column(cell) for cell in cells)


def _is_column(cell: Element) -> bool:
    """Whether a cell rather holds a part of the page: several paragraphs, or a list beside other text."""
    return len(list(cell.iter("p"))) > 1 and len(plain(cell)) > LONGEST_CELL


def _rows(table: Element) -> Iterator[list[Element]]:
    for row in table.iter("tr"):
        yield list(row.iterchildren("td", "th"))


def _is_term(element: Element) -> bool:
    """Whether it is a label before a value, as content management systems write them."""
    if element.tag not in ("div", "span", "p", "strong", "h6") or not element.get("class"):
        return False
    return bool(_TERM.search(names_of(names(element)))) and element.getnext() is not None


def _is_figure(before: str, text: str | None) -> bool:
    """Whether a number ends where a word begins, which are set apart by their style: 350 members."""
    return before[-1:].isdigit() and (text or "")[:1].isalpha()


def _is_meaning(text: str) -> bool:
    return len(text) <= (LONGEST_SENTENCE_AS_MEANING if text[-1] in ".!?" else LONGEST_MEANING)


def _is_bold(paragraph: Element) -> bool:
    """Whether a paragraph is one short bold line, which stands for a heading."""
    inner = [child for child in paragraph if child.tag != "br"]
    if len(inner) != 1 or inner[0].tag not in ("strong", "b"):
        return False
    text = plain(paragraph)
    return (
        text == plain(inner[0])
        and 3 <= len(text) <= LONGEST_BOLD_HEADING
        and text[-1] not in ".,;!"
        and paragraph.getnext() is not None
        and paragraph.getnext().tag not in HEADINGS
    )
