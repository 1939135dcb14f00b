"""What do the paragraphs and tables in the XML of a Word document say, and what are they by their styles?"""

from __future__ import annotations

import re
from collections.abc import Iterator
from typing import Any

from docx.oxml.ns import nsmap

from indexer.ingest.extraction import Passage

_NAMESPACES = {
    **nsmap,
    "mc": "http://schemas.openxmlformats.org/markup-compatibility/2006",
    "wps": "http://schemas.microsoft.com/office/word/2010/wordprocessingShape",
    "m": "http://schemas.openxmlformats.org/officeDocument/2006/math",
}
_HEADING = re.compile(r"(?:heading|überschrift|overskrift)\s*([1-9])", re.IGNORECASE)
_TITLE = re.compile(r"(?:title|titel)", re.IGNORECASE)
_CONTENTS = re.compile(
    r"(?:toc|verzeichnis|inhaltsverzeichnis|indholdsfortegnelse|contents)(?:\s*\d|\s*heading|überschrift|\s*$)",
    re.IGNORECASE,
)
_LIST = re.compile(r"(?:list (?:bullet|number)|aufzählung|listennummer|opstilling)", re.IGNORECASE)
_BULLET = re.compile(r"[•‣▪■●○◦·\uf0b7\uf0a7]\s*")
_DEEPEST = 6  # level of a heading
_BODY_TEXT = 9  # outline level that means: no heading


def qualified(name: str, prefix: str = "w") -> str:
    """The name of an element or attribute as lxml has it."""
    return f"{{{_NAMESPACES[prefix]}}}{name}"


_PARAGRAPH, _TABLE, _ROW, _CELL = (qualified(name) for name in ("p", "tbl", "tr", "tc"))
_PROPERTIES = frozenset(map(qualified, ("pPr", "rPr", "tblPr", "trPr", "tcPr", "sectPr", "sdtPr")))
_DELETED = frozenset(map(qualified, ("del", "moveFrom", "delText", "instrText", "delInstrText")))
_LEFT_OUT = _PROPERTIES | _DELETED | {qualified("Fallback", "mc"), qualified("footnoteRef")}
_TEXT_BOX = qualified("txbxContent")
_SIGNS = {
    qualified("tab"): " ",
    qualified("br"): " ",
    qualified("cr"): " ",
    qualified("ptab"): " ",
    qualified("noBreakHyphen"): "-",
}
_TEXTS = frozenset((qualified("t"), qualified("t", "m")))
_RUN, _HIDDEN, _LINK = qualified("r"), f"{qualified('rPr')}/{qualified('vanish')}", qualified("hyperlink")


class Styles:
    """What the styles of a document mean. ``language`` is the tag of the language they state."""

    def __init__(self, element: Any) -> None:
        self._by_id = {style.get(qualified("styleId")): style for style in element.iter(qualified("style"))}
        self._meanings: dict[str, tuple[int, bool, bool]] = {}
        language = element.find(f".//{qualified('rPrDefault')}//{qualified('lang')}")
        self.language: str | None = None if language is None else language.get(qualified("val"))

    def meaning(self, paragraph: Any) -> tuple[int, bool, bool]:
        """Of a paragraph: its level as a heading or 0, whether it is an item, or a line of the contents."""
        own = paragraph.find(qualified("pPr"))
        style = "" if own is None else _value(own, "pStyle") or ""
        level, item, contents = self._of_style(style)
        if own is not None:
            level = _outline(own, level)
            item = _numbered(own, item)
        return level, item and not level, contents

    def _of_style(self, style_id: str) -> tuple[int, bool, bool]:
        if style_id not in self._meanings:
            self._meanings[style_id] = 0, False, False  # a style may be based on itself
            self._meanings[style_id] = self._found(style_id)
        return self._meanings[style_id]

    def _found(self, style_id: str) -> tuple[int, bool, bool]:
        style = self._by_id.get(style_id)
        if style is None:
            return 0, False, False
        name = _value(style, "name") or ""
        level, item, contents = self._of_style(_value(style, "basedOn") or "")
        heading = _HEADING.fullmatch(name)
        if heading:
            level = min(_DEEPEST, int(heading[1]))
        elif _TITLE.fullmatch(name):
            level = 1
        own = style.find(qualified("pPr"))
        if own is not None:
            level = _outline(own, level)
            item = _numbered(own, item)
        return level, item or bool(_LIST.match(name)), contents or bool(_CONTENTS.match(name))


def _value(element: Any, name: str) -> str | None:
    found = element.find(qualified(name))
    return None if found is None else found.get(qualified("val"))


def _outline(properties: Any, level: int) -> int:
    stated = _value(properties, "outlineLvl")
    if stated is None or not stated.isdecimal():
        return level
    return 0 if int(stated) >= _BODY_TEXT else min(_DEEPEST, int(stated) + 1)


def _numbered(properties: Any, item: bool) -> bool:
    numbering = properties.find(qualified("numPr"))
    return item if numbering is None else _value(numbering, "numId") not in (None, "0")


def blocks(container: Any, styles: Styles) -> Iterator[Passage]:
    """What stands in a body, a cell or a note, in order."""
    for element in container:
        if not isinstance(element.tag, str) or element.tag in _LEFT_OUT:
            continue
        if element.tag == _PARAGRAPH:
            yield from _paragraph(element, styles)
        elif element.tag == _TABLE:
            yield from _table(element, styles)
        else:  # tracked insertions, content controls and the like
            yield from blocks(element, styles)


def _paragraph(element: Any, styles: Styles) -> Iterator[Passage]:
    level, is_item, is_contents = styles.meaning(element)
    if is_contents:
        return
    text = text_of(element)
    bullet = _BULLET.match(text)
    text = text[bullet.end() :] if bullet else text
    if text and level:
        yield Passage("heading", text, level)
    elif text:
        yield Passage("item" if is_item or bullet else "paragraph", text)
    for box in _text_boxes(element):
        yield from blocks(box, styles)


def _table(element: Any, styles: Styles) -> Iterator[Passage]:
    rows = [list(_within(row, _CELL)) for row in _within(element, _ROW)]
    if len(rows) == 1 and len(rows[0]) == 1:  # a frame around something
        yield from blocks(rows[0][0], styles)
        return
    lines = ["\t".join(_cell(cell, styles) for cell in row) for row in rows]
    text = "\n".join(line.rstrip() for line in lines if line.strip())
    if text:
        yield Passage("table", text)


def _within(element: Any, tag: str) -> Iterator[Any]:
    """The rows of a table or the cells of a row, also those inserted or in content controls."""
    for child in element:
        if child.tag == tag:
            if child.find(f"{qualified('trPr')}/{qualified('del')}") is None:
                yield child
        elif isinstance(child.tag, str) and child.tag not in _LEFT_OUT:
            yield from _within(child, tag)


def _cell(cell: Any, styles: Styles) -> str:
    return " ".join(" ".join(passage.text.split()) for passage in blocks(cell, styles))


def text_of(element: Any) -> str:
    """The text of a paragraph or a link, its blanks put right; text boxes are no part of it."""
    return " ".join("".join(_pieces(element)).split())


def _pieces(element: Any) -> Iterator[str]:
    for child in element:
        if child.tag in _TEXTS:
            yield child.text or ""
        elif child.tag in _SIGNS:
            yield _SIGNS[child.tag]
        elif child.tag == _RUN and child.find(_HIDDEN) is not None:
            continue
        elif isinstance(child.tag, str) and child.tag not in _LEFT_OUT and child.tag != _TEXT_BOX:
            yield from _pieces(child)


def _text_boxes(element: Any) -> Iterator[Any]:
    for child in element:
        if child.tag == _TEXT_BOX:
            yield child
        elif isinstance(child.tag, str) and child.tag not in _LEFT_OUT:
            yield from _text_boxes(child)


def links_of(element: Any) -> Iterator[Any]:
    """The links below an element, but for deleted ones."""
    for child in element:
        if child.tag == _LINK:
            yield child
        elif isinstance(child.tag, str) and child.tag not in _LEFT_OUT:
            yield from links_of(child)
