"""Here is the content of a file: what can be read out of it, and where in it does each thing stand?

One protocol for every kind of file. What runs on with headings, paragraphs and pages becomes a ``Text``; what
lies in rows becomes a ``Table``. An extractor is a pure function of bytes: it opens no other file, asks no
network and knows nothing of records, so it can run in a process of its own.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Literal, Protocol

from kb.findings import Finding
from kb.localized import Language

FileKind = Literal["html", "pdf", "docx", "xlsx", "csv", "jsonl", "markdown", "text", "yaml", "zip"]
PassageKind = Literal["heading", "paragraph", "item", "table"]


@dataclass(frozen=True)
class Hints:
    """What is known of a file beside its bytes: its name, and what a server said of it."""

    name: str = ""
    address: str | None = None
    media_type: str | None = None
    charset: str | None = None


@dataclass(frozen=True)
class Passage:
    """One piece of the main text. ``level`` is that of a heading (1 to 6), ``page`` counts from 1.

    A table is one passage: a line for each row, its cells parted by tabs.
    """

    kind: PassageKind
    text: str
    level: int = 0
    page: int | None = None


@dataclass(frozen=True)
class Found:
    """One thing that was found: ``what`` it is, its value as it stands there, and ``where``.

    ``what`` is one of title, description, organisation, published, modified, language, keyword, address
    (the one the page itself calls canonical), feed, outline. ``where`` names the place in words of the
    format, such as ``og:title``, ``<h1>``, ``JSON-LD name``, ``PDF title``, ``page 3``. Days are ISO
    (2024-05-01), or only year (2024) or month (2024-05) where no more is said.
    """

    what: str
    value: str
    where: str


@dataclass(frozen=True)
class Link:
    """A link in the main text, absolute, with the words it stands under."""

    url: str
    text: str


@dataclass(frozen=True)
class Text:
    """What runs on: main text without navigation, notices and ways to reach persons.

    ``extractor`` names who read it with the versions that decide the outcome: ``html 1, trafilatura 2.3.1``.
    ``notes`` are sentences for the person who brought the file, each with what to do.
    """

    kind: FileKind
    extractor: str
    passages: tuple[Passage, ...]
    title: str | None = None
    language: Language | None = None
    found: tuple[Found, ...] = ()
    links: tuple[Link, ...] = ()
    pages: int | None = None
    notes: tuple[str, ...] = ()

    def plain(self) -> str:
        """The main text, a line for each passage."""
        return "\n".join(passage.text for passage in self.passages)

    def first(self, what: str) -> str | None:
        """The value of the first finding of a kind: the most trustworthy one, as extractors order them."""
        return next((found.value for found in self.found if found.what == what), None)


@dataclass(frozen=True)
class Row:
    """One row: its number in the file as people see it, and the cells by the header they stand under.

    Empty cells are left out. Values are text; of JSON Lines also lists and mappings.
    """

    number: int
    cells: Mapping[str, object]


@dataclass(frozen=True)
class Table:
    """Rows under headers. ``name`` is that of the sheet, empty where a file has only one.

    ``findings`` say what is wrong with single rows; which file they stand in is added by who knows it.
    """

    kind: FileKind
    extractor: str
    headers: tuple[str, ...]
    rows: tuple[Row, ...]
    name: str = ""
    notes: tuple[str, ...] = field(default=())
    findings: tuple[Finding, ...] = field(default=())


Extract = Text | tuple[Table, ...]


class Extractor(Protocol):
    """Reads one kind of file."""

    def __call__(self, data: bytes, hints: Hints) -> Extract:
        """What the bytes hold.

        Raises SourceUnreadable with the problem and the repair if they cannot be read.
        """
