"""Here is a row of a table, or a number on a line of its own: what does it count?

A header with years gives a figure for each year of a row. Else the header of a column says what its numbers
count, and the first cell for whom: "Networks (Alive)". The label of a row alone says so where there are but
two columns. A number on a line of its own is counted by the line before it or, as in tiles, after it.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from dataclasses import replace
from functools import lru_cache
from typing import NamedTuple

from indexer.analysis.keys import phrase_of, words_of
from indexer.ingest.suggesting.cues import all_of, labels_in
from indexer.ingest.suggesting.numbers import Number, numbers
from indexer.ingest.suggesting.reading import Sentence
from kb.localized import Language

LONGEST_REST = 12  # signs beside the number of a cell
LONGEST_ROW = 60  # signs of the label of a row that is kept
LONGEST_LABEL = 60  # signs of a line that says what the number beside it counts
SEVERAL = 3  # columns from which the header says what a number counts

_A_YEAR = re.compile(r"\D{0,12}((?:19|20)[0-9]{2})\D{0,3}\Z")
_YEAR = re.compile(r"(?:19|20)[0-9]{2}")


class Cell(NamedTuple):
    """One cell of a row: where it begins, and where it is a mere number, what the table says of that."""

    text: str
    start: int
    number: Number | None = None
    what: str = ""
    row: str = ""
    year: int | None = None


def cells_of(sentence: Sentence, language: Language) -> list[Cell] | None:
    """The cells of a row as its header explains them; nothing where the header does not."""
    header = [cell.strip() for cell in sentence.header.split("\t")]
    cells = list(_cells(sentence.text, language))
    years = _years(header, cells)
    if years:
        return _by_year(cells, years)
    explains = not any(map(str.isdigit, sentence.header)) and len(cells) <= len(header)
    if not explains or not (len(header) >= SEVERAL or (len(cells) == len(header) and is_counted(header[-1]))):
        return None
    row = next((cell.text.strip() for cell in cells if any(map(str.isalpha, cell.text))), "")
    return [_explained(cell, name, row) for cell, name in zip(cells, header, strict=False)]


@lru_cache(maxsize=1_000)
def is_counted(words: str) -> bool:
    """Whether words name what editors of this field count."""
    return bool({word.key for word in words_of(words)} & all_of("figures", "counted"))


def _cells(text: str, language: Language) -> Iterator[Cell]:
    start = 0
    for cell in text.split("\t"):
        number = only_number(cell, language)
        placed = number._replace(start=start + number.start, end=start + number.end) if number else None
        yield Cell(cell, start, placed)
        start += len(cell) + 1


def only_number(text: str, language: Language) -> Number | None:
    """The number of a cell or line that holds nothing else of weight."""
    found = list(numbers(text, language)) if len(text) <= 2 * LONGEST_LABEL else []
    if len(found) != 1:
        return None
    rest = text[: found[0].start] + text[found[0].end :]
    return found[0] if len(rest.strip()) <= LONGEST_REST else None


def _years(header: list[str], cells: list[Cell]) -> dict[int, int]:
    """The year of each column: from the header, or from the cell below "year"."""
    first = cells[0].text
    if not any(map(str.isalpha, first)):
        return {}
    column = next(
        (n for n, name in enumerate(header) if phrase_of(name) in labels_in("figures", "year_header")), None
    )
    if column is not None and column < len(cells) and (found := _A_YEAR.match(cells[column].text.strip())):
        return {n: int(found[1]) for n in range(1, len(header)) if n != column}
    return {n: int(found[1]) for n, name in enumerate(header) if n and (found := _A_YEAR.match(name))}


def _by_year(cells: list[Cell], years: dict[int, int]) -> list[Cell]:
    what = cells[0].text.strip()
    return [
        cell._replace(what=what, year=years[n]) for n, cell in enumerate(cells) if n in years and cell.number
    ]


def _explained(cell: Cell, name: str, row: str) -> Cell:
    """The cell with what it counts, or without its number where the header names nothing that is counted."""
    number = cell.number
    if number is None:
        return cell
    unlabelled = phrase_of(name) in labels_in("figures", "no_labels")
    year = number.plain and _YEAR.fullmatch(number.digits)
    if unlabelled or year or not name or not (number.unit or is_counted(name)):
        return cell._replace(text="", number=None)
    kept = row if row != cell.text.strip() and len(row) <= LONGEST_ROW else ""
    return cell._replace(what=name, row=kept)


def beside(sentences: Sequence[Sentence], language: Language) -> dict[int, Sentence]:
    """For numbers on lines of their own the line beside them that says what they count, by their places."""
    found: dict[int, Sentence] = {}
    taken: set[int] = set()
    for place, sentence in enumerate(sentences):
        number = only_number(sentence.text, language)
        if (
            number is None
            or sentence.kind == "table"
            or any(map(str.isalpha, _without(sentence.text, number)))
        ):
            continue
        for near in (place - 1, place + 1):
            label = sentences[near] if 0 <= near < len(sentences) and near not in taken else None
            if label and label.where == sentence.where and _is_label(label, number):
                taken.add(near)
                found[place] = label
                break
    return found


def _without(text: str, number: Number) -> str:
    return text[: number.start] + text[number.end :]


def _is_label(label: Sentence, number: Number) -> bool:
    text = _YEAR.sub("", label.text).rstrip()
    short = len(text) <= LONGEST_LABEL and label.kind not in ("heading", "table")
    whole = text[-1:] not in ".!?…;" and not any(map(str.isdigit, text))
    return short and whole and (is_counted(text) or (number.unit is not None and any(map(str.isalpha, text))))


def joined(sentence: Sentence, label: Sentence) -> Sentence:
    """Both lines as if they stood on one."""
    return replace(sentence, text=f"{label.text.rstrip(' :')}: {sentence.text}")
