"""Here is the source of a page: which elements does it hold, and what does their text read like?

Nothing here or in the modules beside it calls itself for elements in elements, so depth does no harm.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from typing import Any, NamedTuple

from bs4.dammit import EncodingDetector
from lxml import etree
from lxml.html import HTMLParser, document_fromstring

from indexer.ingest.addresses import web_address
from indexer.ingest.extraction import Hints
from indexer.ingest.extractors.decoding import decoded
from indexer.ingest.extractors.page_words import phrases
from indexer.ingest.extractors.tidying import tidied
from kb.errors import SourceUnreadable

DECLARED_WITHIN = 4_000  # bytes
DEEPEST = 200  # elements in elements
ATTRIBUTES = 200  # of one element; beyond it looking for one takes long
FORMATTING = ("font", "b", "i", "u", "em", "strong", "big", "small", "tt", "span", "center", "a", "nobr")
HEADINGS = {f"h{level}": level for level in range(1, 7)}
BLOCKS = phrases("elements", "blocks")
Element = Any


@dataclass(frozen=True)
class Page:
    """A page as a tree. ``base`` is what its links are relative to.

    ``elements`` are all there were: as long as they are held, lxml need not make them anew at each visit.
    ``is_cut`` tells that it is nested so deeply that some of it could not be read.
    """

    root: Element
    elements: tuple[Element, ...]
    address: str | None
    base: str
    is_cut: bool

    @property
    def body(self) -> Element:
        """Where the text stands; pages without a body have it all the same."""
        found = self.root.find("body")
        return self.root if found is None else found

    def absolute(self, href: str | None) -> str | None:
        """The address of a link without session tokens; None for one within the page, or not of the web."""
        return web_address(href or "", self.base)


class Size(NamedTuple):
    """Signs of the text of an element, and those of them that stand in links to other pages."""

    signs: int
    linked: int


def parsed(data: bytes, hints: Hints) -> Page:
    """The page in these bytes. Raises SourceUnreadable if there is none."""
    declared = EncodingDetector.find_declared_encoding(data[:DECLARED_WITHIN], is_html=True)
    text = decoded(data, hints, declared).replace("\x00", "")
    # The deepest nesting allowed is then 2,048 elements instead of 255, which unclosed <font> surpass.
    parser = HTMLParser(encoding="utf-8", remove_comments=True, remove_pis=True, huge_tree=True)
    try:
        root = document_fromstring(text.encode("utf-8", "replace"), parser=parser)
    except etree.ParserError as error:
        raise SourceUnreadable(
            "The page is empty.", "Open it in a browser and save it from there."
        ) from error
    is_cut = any("depth" in str(entry.message) for entry in parser.error_log)
    root = _flattened(root, parser)
    base = hints.address or ""
    stated = next((one.get("href") for one in root.iter("base") if one.get("href")), "")
    return Page(root, tuple(root.iter()), hints.address, web_address(stated, base) or base, is_cut)


def _flattened(root: Element, parser: HTMLParser) -> Element:
    """The page without what nests too deeply, so that the way up from an element is never long.

    Unclosed formatting of old pages goes first; what is still too deep becomes paragraphs where it begins.
    """
    if _too_deep(root):
        etree.strip_tags(root, *FORMATTING)
        root = document_fromstring(etree.tostring(root, encoding="utf-8", method="html"), parser=parser)
    for element in _too_deep(root):
        etree.strip_elements(element, "script", "style", "noscript", "template", with_tail=False)
        texts = list(element.itertext())
        del element[:]
        element.text = None
        for text in texts:
            etree.SubElement(element, "p").text = text
    for element in root.iter():
        if len(element.attrib) > ATTRIBUTES:
            element.attrib.clear()
    return root


def _too_deep(root: Element) -> list[Element]:
    """The elements at the greatest depth allowed that hold others."""
    found = []
    depth = 0
    for event, element in etree.iterwalk(root, events=("start", "end")):
        depth += 1 if event == "start" else -1
        if event == "start" and depth == DEEPEST and len(element):
            found.append(element)
    return found


def plain(element: Element) -> str:
    """The text of an element on one line; blocks in it are parted by blanks."""
    parts: list[str] = []
    for event, inner in etree.iterwalk(element, events=("start", "end")):
        if inner.tag in BLOCKS or inner.tag == "br":
            parts.append(" ")
        text = inner.text if event == "start" else inner.tail if inner is not element else None
        parts.append(text or "")
    return tidied("".join(parts))


def sizes(root: Element) -> dict[Element, Size]:
    """The size of each element."""
    signs: dict[Element, int] = {}
    linked: dict[Element, int] = {}
    for _, element in etree.iterwalk(root, events=("end",)):
        own = _signs(element.text)
        own_linked = 0
        for child in element:
            own += signs[child] + _signs(child.tail)
            own_linked += linked[child]
        signs[element] = own
        linked[element] = own if is_link(element) else own_linked
    return {element: Size(signs[element], linked[element]) for element in signs}


def _signs(text: str | None) -> int:
    return 0 if not text or text.isspace() else len(text)


def is_link(element: Element) -> bool:
    """Whether an element leads to another page, not to a place in this one or to a script."""
    if element.tag != "a":
        return False
    href = (element.get("href") or "").strip().casefold()
    return bool(href) and not href.startswith(("#", "javascript:"))


def names(element: Element) -> str:
    """Its classes and its id."""
    return f"{element.get('class') or ''} {element.get('id') or ''}".strip()


def ancestors_and_self(element: Element) -> Iterator[Element]:
    """The element and all it stands in, innermost first."""
    yield element
    yield from element.iterancestors()


def remove(element: Element) -> None:
    """Take an element out; what follows it stays."""
    if element.getparent() is not None:
        element.drop_tree()
