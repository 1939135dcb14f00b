"""Of which parts does a handout consist, whatever form it takes?

One ``Kit`` is made from a reading list; the print page, the Word document and the Markdown each show exactly
its sections and their blocks, in this order. Texts are in the language of the kit unless their ``lang`` says
otherwise.
"""

from __future__ import annotations

import re
from dataclasses import dataclass
from typing import ClassVar, Literal

from markupsafe import Markup

from kb.localized import Language
from web.formatting import Text
from web.markdown import to_html

Role = Literal["plain", "lead", "note", "mark"]
Texts = tuple[Text, ...]
"""Shown with commas between them."""
LEVELS = (2, 3, 4)
_UNWRITABLE = re.compile("[^\t\n\r\x20-\x7e\x85\xa0-\ud7ff\ue000-\ufffd\U00010000-\U0010ffff]")


def writable(text: str) -> str:
    """The text without the signs that XML refuses: control characters, halves of surrogate pairs, U+FFFE.

    >>> writable("a\\x00b\\x0cc")
    'abc'
    """
    return _UNWRITABLE.sub("", text)


@dataclass(frozen=True)
class Paragraph:
    """Plain words, line by line. A ``note`` is about the handout, a ``mark`` about a language."""

    kind: ClassVar = "paragraph"
    text: Text
    role: Role = "plain"


@dataclass(frozen=True)
class Prose:
    """A text of a record, written in Markdown."""

    kind: ClassVar = "prose"
    text: Text
    role: Role = "plain"

    @property
    def html(self) -> Markup:
        """The text as the site shows it everywhere."""
        return to_html(self.text.text)


@dataclass(frozen=True)
class Items:
    """A list of plain texts."""

    kind: ClassVar = "items"
    items: Texts
    numbered: bool = False


@dataclass(frozen=True)
class Reference:
    """Something to read elsewhere; ``details`` say whose it is and when it was read.

    ``lang`` is the language of the title where it is not that of the kit, ``url`` an absolute address.
    """

    title: str
    lang: str | None
    url: str
    details: str


@dataclass(frozen=True)
class References:
    """A list of links whose addresses can be read on paper, too."""

    kind: ClassVar = "references"
    entries: tuple[Reference, ...]


@dataclass(frozen=True)
class Facts:
    """Names with their values; a name without a value is filled in by hand."""

    kind: ClassVar = "facts"
    rows: tuple[tuple[str, Texts], ...]


@dataclass(frozen=True)
class Table:
    """Rows below a row of headings; the first cell of each row names it. ``shares`` are relative widths.

    A cell without texts is filled in by hand.
    """

    kind: ClassVar = "table"
    caption: str
    columns: Texts
    rows: tuple[tuple[Texts, ...], ...]
    shares: tuple[int, ...]


@dataclass(frozen=True)
class Lines:
    """Empty lines to write on."""

    kind: ClassVar = "lines"
    count: int


Block = Paragraph | Prose | Items | References | Facts | Table | Lines


@dataclass(frozen=True)
class Section:
    """A heading with what stands below it; ``name`` is unique in the kit, ``level`` is 2, 3 or 4.

    ``number`` stands before the title of a case. ``new_page``: on paper it starts a page.
    """

    name: str
    level: int
    title: Text
    blocks: tuple[Block, ...] = ()
    number: int | None = None
    new_page: bool = False

    @property
    def heading(self) -> str:
        """The title with its number."""
        return f"{self.number}. {self.title.text}" if self.number else self.title.text


@dataclass(frozen=True)
class Kit:
    """The handout. ``made_on`` is the day on which it was put together, as 2026-11-24."""

    language: Language
    title: str
    made_on: str
    introduction: tuple[Block, ...]
    sections: tuple[Section, ...]
