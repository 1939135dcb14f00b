"""Here is one row: what does it say of each field, in which language, and what of it has no place?"""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field
from typing import Any, NamedTuple

from indexer.export import COLUMNS, unguarded
from indexer.ingest.extraction import Row, Table
from indexer.ingest.languages import language_of
from indexer.ingest.sheets import LeftOut, Reading, concepts, once
from indexer.ingest.tables.cells import words
from indexer.ingest.tables.columns import LOCALIZED, Column, ColumnMap
from kb.localized import LANGUAGES, Language
from kb.validation import nearest
from kb.vocabulary import Vocabularies, Vocabulary

_OF_OUR_EXPORT = frozenset(COLUMNS)


class Cell(NamedTuple):
    """One value and the column it stands under; a default of the mapping file stands under its field."""

    column: Column
    value: Any

    @property
    def is_exported(self) -> bool:
        """Whether it stands under a header of our own export, and so in its form."""
        return self.column.header in _OF_OUR_EXPORT


class NoLanguage(ValueError):
    """The language of a text is not to be known."""


@dataclass
class RowCells:
    """The cells of a row by field, and the values that are made of them.

    ``states`` are the fields of the record the row itself speaks of. ``exact``: its numbers were written by
    programs.
    """

    cells: Mapping[str, list[Cell]]
    vocabularies: Vocabularies
    separator: str | None
    exact: bool
    reading: Reading = field(default_factory=lambda: Reading({}))
    states: set[str] = field(default_factory=set)
    _language: Language | None = None

    @property
    def values(self) -> dict[str, Any]:
        """The values of the record so far."""
        return self.reading.values

    def of(self, name: str, states: str = "") -> list[Cell]:
        """The cells of a field, which then counts as stated; ``states`` if it has another name in records."""
        found = self.cells.get(name, [])
        if any(not is_default(cell) for cell in found):
            self.states.add(states or name)
        return found

    def one(self, name: str, states: str = "") -> Any:
        """The value of a field with one column."""
        found = self.of(name, states)
        return found[0].value if found else None

    def leave_out(self, cell: Cell, problem: str, repair: str) -> None:
        """Note that a value has no place in the record."""
        self.reading.left_out.append(LeftOut((cell.column.header,), problem, repair))

    @property
    def language(self) -> Language:
        """The language of texts whose column names none. Raises NoLanguage if it is not to be known."""
        if self._language is None:
            self._language = self._stated_language() or self._told_language()
        return self._language

    def _stated_language(self) -> Language | None:
        languages = self.vocabularies["languages"]
        for cell in self.cells.get("language", ()):
            named = self.split(cell, languages)
            if len(named) == 1:
                concept = languages.match(str(named[0]))
                code = concept.id if concept else ""
                found = next((language for language in LANGUAGES if language == code), None)
                if found is None:
                    raise NoLanguage(f"{named[0]!r:.40} is not German, English or Danish")
                return found
        return None

    def _told_language(self) -> Language:
        texts = [
            cell
            for name in ("title", "summary", *sorted(LOCALIZED))
            for cell in self.cells.get(name, ())
            if isinstance(cell.value, str)
        ]
        open_ones = [cell.value for cell in texts if not cell.column.language]
        stated = {cell.column.language for cell in texts if cell.column.language}
        if not open_ones and stated:  # only a figure or the like is without a language
            return min(stated, key=lambda language: LANGUAGES.index(language))
        found = language_of("\n".join(open_ones))
        if found is None:
            raise NoLanguage(
                "Its language is not German, English or Danish, or there is too little text to tell"
            )
        return found

    def split(self, cell: Cell, vocabulary: Vocabulary) -> list[Any]:
        """The words in a cell of concepts."""
        if isinstance(cell.value, list):
            return cell.value
        text = str(cell.value)
        return words(text, self.separator, lambda word: vocabulary.match(word) is not None)

    def matched(self, name: str, vocabulary: Vocabulary, states: str = "") -> list[Any]:
        """The concepts all columns of a field name; what is none becomes a tag."""
        found: list[Any] = []
        for cell in self.of(name, states):
            stated = self.split(cell, vocabulary)
            if cell.is_exported and all(word in vocabulary for word in stated):
                found += stated  # ids, even if one is the label of another concept
                self.reading.matched.setdefault(name, []).extend(stated)
            else:
                found += concepts(name, stated, vocabulary, self.reading)
        return once(found)

    def chosen(self, cell: Cell, vocabulary: Vocabulary) -> Iterator[str]:
        """The concepts of a cell whose field has no tags; what is none is left out."""
        for word in self.split(cell, vocabulary):
            concept = vocabulary.match(str(word))
            if concept:
                yield concept.id
            else:
                labels = [label for one in vocabulary for _, label in one.labels()]
                repair = (
                    nearest(str(word)[:80], labels) or "Write one of: " + ", ".join(vocabulary.concepts)[:200]
                )
                self.leave_out(
                    cell, f"{word!r:.60} is no concept of {vocabulary.name} and was left out.", repair
                )


def is_default(cell: Cell) -> bool:
    """Whether a value comes from the mapping file, not from the row."""
    return not cell.column.header


def row_cells(row: Row, columns: ColumnMap, table: Table, vocabularies: Vocabularies) -> RowCells:
    """The cells of a row by the fields their columns mean, and the defaults of fields it says nothing of."""
    cells: dict[str, list[Cell]] = {}
    for column in columns.columns:
        value = row.cells.get(column.header)
        if isinstance(value, str):
            value = unguarded(value) if table.kind == "csv" else value
            value = value if value.strip() else None
        if value not in (None, [], {}):
            cells.setdefault(column.field, []).append(Cell(column, value))
    for name, value in columns.defaults.items():
        cells.setdefault(name, [Cell(Column("", name), value)])
    return RowCells(cells, vocabularies, columns.separator, table.kind != "csv")
