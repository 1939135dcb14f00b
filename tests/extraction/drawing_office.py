"""What do a DOCX and an XLSX file look like that hold these headings, lists, tables and sheets?"""

from __future__ import annotations

import io
from collections.abc import Iterator
from datetime import UTC, date, datetime
from typing import Any

from docx import Document
from docx.document import Document as DocxDocument
from openpyxl import Workbook

DRAWN = datetime(2024, 5, 6, tzinfo=UTC)
STYLES = {"p": "Normal", "title": "Title", "h1": "Heading 1", "h2": "Heading 2"}


def draw_docx(description: dict[str, Any]) -> bytes:
    """The bytes of a DOCX file; a list within a list is one level deeper."""
    document = Document()
    metadata, layout = description["metadata"], description["layout"]
    document.core_properties.title = metadata["title"]
    document.core_properties.language = metadata.get("language", "")
    document.core_properties.author = ""
    document.core_properties.created = document.core_properties.modified = DRAWN
    document.sections[0].header.paragraphs[0].text = layout["header"]
    document.sections[0].footer.paragraphs[0].text = layout["footer"]
    for block in description["blocks"]:
        _write(document, block)
    target = io.BytesIO()
    document.save(target)
    return target.getvalue()


def _write(document: DocxDocument, block: dict[str, Any]) -> None:
    ((what, content),) = block.items()
    if what == "table":
        table = document.add_table(len(content), len(content[0]), style="Table Grid")
        for row, texts in zip(table.rows, content, strict=True):
            for cell, text in zip(row.cells, texts, strict=True):
                cell.text = text
    elif what == "list":
        for text, style in _items(content):
            document.add_paragraph(text, style)
    elif what == "numbered":
        for text in content:
            document.add_paragraph(text, "List Number")
    else:
        document.add_paragraph(content, STYLES[what])


def _items(content: list[Any]) -> Iterator[tuple[str, str]]:
    for item in content:
        if isinstance(item, list):
            yield from ((text, "List Bullet 2") for text in item)
        else:
            yield item, "List Bullet"


def draw_xlsx(description: dict[str, Any]) -> bytes:
    """The bytes of an XLSX file; ``{day: 2024-05-06}`` is a cell with a date."""
    book = Workbook()
    book.remove(book.worksheets[0])
    for sheet in description["sheets"]:
        drawn = book.create_sheet(sheet["name"])
        for row in sheet["rows"]:
            drawn.append([_cell(value) for value in row])
    target = io.BytesIO()
    book.save(target)
    return target.getvalue()


def _cell(value: Any) -> Any:
    return date.fromisoformat(value["day"]) if isinstance(value, dict) else value
