"""What does ingestion make of each file of the test set, and how far is it from the gold?"""

from __future__ import annotations

from dataclasses import dataclass

from indexer.ingest.extraction import Extract, FileKind, Row, Text
from indexer.ingest.isolation import Isolated
from indexer.ingest.suggesting.suggest import suggest
from indexer.ingest.suggesting.suggestion import Suggestion
from kb.vocabulary import Vocabularies
from tests.extraction.gold import GoldFile, GoldTable
from tests.extraction.measures import Judged, judge_figures, judge_suggestions, token_f1


@dataclass(frozen=True)
class Reading:
    """What came out of one file."""

    file: GoldFile
    kind: FileKind
    extract: Extract
    suggestions: tuple[Suggestion, ...]

    @property
    def words(self) -> str:
        """The main text, or everything that stands in the tables."""
        if isinstance(self.extract, Text):
            return self.extract.plain()
        lines: list[str] = []
        for table in self.extract:
            lines += table.headers
            lines += [str(cell) for row in table.rows for cell in row.cells.values()]
        return "\n".join(lines)

    @property
    def f1(self) -> float:
        return token_f1(self.words, self.file.gold.words)

    @property
    def title(self) -> str | None:
        return self.extract.title if isinstance(self.extract, Text) else None

    @property
    def language(self) -> str | None:
        return self.extract.language if isinstance(self.extract, Text) else None

    @property
    def figures(self) -> Judged:
        return judge_figures(self.suggestions, self.file.gold.figures)

    @property
    def concepts(self) -> Judged:
        return judge_suggestions(self.suggestions, self.file.gold.suggestions)

    def found(self, what: str) -> str | None:
        """The most trustworthy finding of a kind."""
        return self.extract.first(what) if isinstance(self.extract, Text) else None

    @property
    def tables(self) -> list[GoldTable]:
        """The tables that came out, in the shape of the gold."""
        if isinstance(self.extract, Text):
            return []
        return [
            GoldTable(
                name=table.name,
                first_row=table.rows[0].number if table.rows else 0,
                headers=list(table.headers),
                rows=[_cells(row) for row in table.rows],
            )
            for table in self.extract
        ]


def read(file: GoldFile, parser: Isolated, vocabularies: Vocabularies) -> Reading:
    """Read one file as an import would. Raises SourceUnreadable."""
    kind, extract = parser.extract(file.data(), file.hints)
    suggestions = suggest(extract, vocabularies) if isinstance(extract, Text) else ()
    return Reading(file, kind, extract, suggestions)


def _cells(row: Row) -> dict[str, object]:
    """A number and its digits are the same cell."""
    return {head: str(cell) if isinstance(cell, int | float) else cell for head, cell in row.cells.items()}
