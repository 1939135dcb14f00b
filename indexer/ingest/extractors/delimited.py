"""Here is a text of rows whose cells are parted by a sign: which table is it?

The sign is the one that gives most rows the same number of cells. A quote that is never closed would swallow
the rest of the file, so its row is reported and reading goes on with the next line.
"""

from __future__ import annotations

import csv
import io
import re
from collections import Counter
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field

from indexer.ingest.extraction import Hints, Table
from indexer.ingest.extractors.decoding import decoded
from indexer.ingest.extractors.grid import (
    MAX_ROWS,
    PREAMBLE,
    Line,
    Origin,
    header_index,
    table,
    too_many_rows,
)
from kb.errors import SourceUnreadable
from kb.findings import Finding

EXTRACTOR = "delimited 1"
DELIMITERS = ";\t|,"  # the comma last: it also stands within texts
ONE_COLUMN = "\x1f"  # a sign no text holds
LONGEST_CELL = 1_000_000  # signs; beyond it a quote was not closed
SAMPLE = 400  # lines that decide on the sign
DAMAGED = 1_000  # rows
_TIGHT_COMMA = re.compile(r",[^\s,]")
_SEPARATOR_LINE = re.compile(r'"?sep=(.)"?\s*\Z', re.IGNORECASE | re.DOTALL)


def extract(data: bytes, hints: Hints) -> tuple[Table, ...]:
    """The one table of a file.

    Raises SourceUnreadable if it holds no row, or too many of them.
    """
    csv.field_size_limit(LONGEST_CELL)
    lines = list(io.StringIO(decoded(data, hints), newline=""))
    stated = _SEPARATOR_LINE.match(lines[0]) if lines else None
    reader = _Reader(lines, *_dialect(lines, stated[1] if stated else None))
    rows = list(reader.rows(int(bool(stated))))
    if not any(row.filled for row in rows):
        raise SourceUnreadable("The table is empty.", "Write headers into its first row and a record below.")
    header = header_index(rows)
    origin = Origin("csv", EXTRACTOR)
    findings = [_damaged(number) for number in reader.damaged]
    return (table(origin, rows[header].cells, rows[header + 1 :], exact=True, findings=findings),)


def _dialect(lines: Sequence[str], stated: str | None) -> tuple[str, int]:
    """The sign that parts cells and the most frequent number of cells in a row."""
    sample = [line for line in lines[:SAMPLE] if line.strip()]
    if stated:
        return stated, _evenness(sample, stated)[1]
    signs = DELIMITERS[:-1] if _has_commas_of_prose(sample) else DELIMITERS
    rated = {sign: _evenness(sample, sign) for sign in signs}
    best = max(signs, key=lambda sign: rated[sign])
    return (best, rated[best][1]) if rated[best][1] > 1 else (ONE_COLUMN, 1)


def _has_commas_of_prose(lines: Sequence[str]) -> bool:
    """Whether the header holds no comma and a blank follows each of the others."""
    return "," not in lines[0] and not any(_TIGHT_COMMA.search(line) for line in lines) if lines else True


def _evenness(lines: Sequence[str], delimiter: str) -> tuple[float, int]:
    """How large a share of the rows has the most frequent width, and this width; no share if it is 1."""
    rows = _Reader(lines, delimiter).rows(0)
    widths = Counter(len(row.cells) for row in rows if row.filled)
    if not widths:
        return 0.0, 0
    width, rows_of_it = max(widths.items(), key=lambda one: (one[1], one[0]))
    return (rows_of_it / widths.total() if width > 1 else 0.0), width


@dataclass
class _Reader:
    """Reads rows and goes on behind a broken one. ``damaged`` are the lines on which broken rows begin."""

    lines: Sequence[str]
    delimiter: str
    width: int = 0
    damaged: list[int] = field(default_factory=list)

    def rows(self, first: int) -> Iterator[Line]:
        """The rows with the line each begins on. Raises SourceUnreadable for too many, or too many broken."""
        filled = 0
        while first < len(self.lines):
            reader = csv.reader(self._from(first), delimiter=self.delimiter, strict=True)
            start = first
            try:
                for cells in reader:
                    filled += any(cells)
                    if filled > MAX_ROWS + PREAMBLE:
                        raise too_many_rows()
                    yield Line(start + 1, cells)
                    start = first + reader.line_num
                return
            except csv.Error:
                first = start
            found = self._lenient(first)
            if found:
                yield Line(first + 1, found[0])
            else:
                self._note_damage(first + 1)
            first += found[1] if found else 1

    def _from(self, first: int) -> Iterator[str]:
        """The lines from one on; not a slice, which would pass over those before for every broken row."""
        return map(self.lines.__getitem__, range(first, len(self.lines)))

    def _lenient(self, first: int) -> tuple[list[str], int] | None:
        """The cells of a row with words behind a closed quote, as spreadsheets read it, and its lines.

        Nothing if it is not as wide as others: then the quote of another row closed it.
        """
        reader = csv.reader(self._from(first), delimiter=self.delimiter)
        try:
            cells = next(reader)
        except csv.Error:
            return None
        return (cells, reader.line_num) if len(cells) == self.width else None

    def _note_damage(self, number: int) -> None:
        self.damaged.append(number)
        if len(self.damaged) > DAMAGED:
            raise SourceUnreadable(
                f"More than {DAMAGED:,} rows are damaged.", "Save the table anew as CSV.", number
            )


def _damaged(number: int) -> Finding:
    problem = "A double quote opens a cell and is not closed where the cell ends; the row was not read."
    return Finding("", number, "", "error", problem, "Close it, or write it twice if it belongs to the text.")
