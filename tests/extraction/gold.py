"""What does each file of the test set hold? The gold, written down before any extractor ran.

A file lies beside its gold in ``tests/golden/ingest/<kind>/``; PDF, DOCX and XLSX files are drawn from a
description at the same place, so that the repository holds only text.
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from functools import partial
from pathlib import Path
from typing import Any

from pydantic import BaseModel, ConfigDict, Field

from indexer.ingest.extraction import FileKind, Hints
from kb import strict_yaml
from tests.extraction.drawing_office import draw_docx, draw_xlsx
from tests.extraction.drawing_pdf import draw_pdf

FOLDER = Path(__file__).resolve().parent.parent / "golden" / "ingest"
GOLD, DRAWING = ".gold.yaml", ".drawing.yaml"
DRAW: dict[str, Callable[[dict[str, Any]], bytes]] = {
    ".pdf": draw_pdf,
    ".docx": draw_docx,
    ".xlsx": draw_xlsx,
}


class Stated(BaseModel):
    """Any part of the gold: an unknown key is a slip of the pen."""

    model_config = ConfigDict(extra="forbid", frozen=True)


class GoldFigure(Stated):
    """A number the text states. ``what`` is a word that its name has to hold.

    ``maybe``: a reader may take it or leave it; suggesting it is no mistake, leaving it out is none either.
    """

    what: str
    value: int | float
    year: int | None = None
    maybe: bool = False


class GoldSuggestions(Stated):
    """By field, the values that have to be suggested and those that must not be."""

    expected: dict[str, list[str | int]] = {}
    wrong: dict[str, list[str | int]] = {}


class GoldTable(Stated):
    """A table of rows; ``first_row`` is the number of the first row below the headers as people count."""

    name: str
    first_row: int
    headers: list[str]
    rows: list[dict[str, Any]]


class Gold(Stated):
    """What a file holds: a text, or tables."""

    kind: FileKind
    title: str | None = None
    language: str | None = None
    organisation: list[str] = []
    published: str | None = None
    text: str = ""
    figures: list[GoldFigure] = []
    suggestions: GoldSuggestions = Field(default=GoldSuggestions())
    tables: list[GoldTable] = []

    @property
    def words(self) -> str:
        """The main text, or everything that stands in the tables."""
        lines = [self.text]
        for table in self.tables:
            lines += table.headers
            lines += [str(cell) for row in table.rows for cell in row.values()]
        return "\n".join(lines)


@dataclass(frozen=True)
class GoldFile:
    """A file of the test set: its bytes are read or drawn when they are asked for."""

    name: str
    gold: Gold
    data: Callable[[], bytes]

    @property
    def hints(self) -> Hints:
        """What is known of a file somebody names on the command line."""
        return Hints(name=self.name)


def gold_files() -> tuple[GoldFile, ...]:
    """All files of the test set, by kind and name."""
    return tuple(_gold_file(path) for path in sorted(FOLDER.glob(f"*/*{GOLD}")))


def _gold_file(path: Path) -> GoldFile:
    file = path.with_name(path.name.removesuffix(GOLD))
    gold = Gold.model_validate(strict_yaml.read(path.read_text("utf-8")).value)
    return GoldFile(file.name, gold, file.read_bytes if file.is_file() else partial(_drawn, file))


def _drawn(file: Path) -> bytes:
    description: Any = strict_yaml.read(file.with_name(file.name + DRAWING).read_text("utf-8")).value
    return DRAW[file.suffix](description)
