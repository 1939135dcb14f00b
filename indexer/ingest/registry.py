"""Which extractor reads which kind of file, and what does it give for these bytes?

A module is imported when the first file of its kind comes, because most of them need a large library.
"""

from __future__ import annotations

import importlib
from dataclasses import replace
from typing import cast

from indexer.ingest.extraction import Extract, Extractor, FileKind, Hints, Text
from indexer.ingest.kinds import has_macros, kind_of

EXTRACTORS: dict[FileKind, str] = {
    "html": "html",
    "pdf": "pdf",
    "docx": "docx",
    "xlsx": "workbook",
    "csv": "delimited",
    "jsonl": "json_lines",
    "markdown": "markdown",
    "text": "plain_text",
}
MACROS = "It holds macros; they were neither run nor kept."


def extractor_of(kind: FileKind) -> Extractor:
    """The extractor of a kind. Raises KeyError for archives and our own records, which have none."""
    module = importlib.import_module(f"indexer.ingest.extractors.{EXTRACTORS[kind]}")
    return cast(Extractor, module.extract)


def read(data: bytes, hints: Hints) -> tuple[FileKind, Extract]:
    """The kind of a file and what it holds: nothing for archives and our own records.

    Raises SourceUnreadable if it cannot be read.
    """
    kind = kind_of(data, hints)
    if kind not in EXTRACTORS:
        return kind, ()
    content = extractor_of(kind)(data, hints)
    if kind in ("docx", "xlsx") and has_macros(data):
        content = _with_note(content)
    return kind, content


def _with_note(content: Extract) -> Extract:
    if isinstance(content, Text):
        return replace(content, notes=(*content.notes, MACROS))
    return tuple(
        replace(table, notes=(*table.notes, MACROS)) if number == 0 else table
        for number, table in enumerate(content)
    )
