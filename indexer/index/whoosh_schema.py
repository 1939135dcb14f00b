"""How does Whoosh see a document? The schema under which a stock Whoosh reads our segments.

The classes here are pickled into the table of contents of every commit: their names and that of this module
are part of the format.
"""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any, NoReturn

from whoosh import analysis, columns, fields, writing

from indexer.analysis.tokenizer import occurrences
from indexer.index.schema import COLUMNS, TEXT_FIELDS

ID, STORED = "id", "stored"
NO_VALUE = ""  # by which a document without any value sorts

_analysis: Any = analysis  # Whoosh's functions are untyped
_columns: Any = columns
_fields: Any = fields
_indexing_error: Any = writing.IndexingError


class WordAnalyzer(_analysis.Composable):  # type: ignore[misc]  # the base class is untyped
    """Our tokenizer in the form Whoosh calls it."""

    def __call__(self, value: str, **_wanted: Any) -> Iterator[Any]:
        """The tokens of ``value``; Whoosh hands on one object that changes."""
        token = _analysis.Token(positions=True)
        found = occurrences(value)
        for position, term in zip(found.places, found.terms, strict=True):
            token.text = term
            token.pos = position
            token.boost = 1.0
            token.stopped = False
            yield token


class ValuesColumn(_columns.Column):  # type: ignore[misc]  # the base class is untyped
    """A column of ours: each document has a tuple of strings, in the order it was given.

    ``groupedby`` and ``sortedby`` take a document by its first value, or by ``NO_VALUE`` if it has none. To
    group it under each of its values ask for ``sorting.FieldFacet(name, allow_overlap=True)``.
    """

    reversible = False

    def writer(self, dbfile: object) -> NoReturn:
        """Raises IndexingError."""
        refuse_to_write(dbfile)

    def default_value(self, reverse: bool = False) -> tuple[str, ...]:
        """What a document has that has no value; in either order."""
        del reverse
        return ()

    def stores_lists(self) -> bool:
        """Whether a document may have several values."""
        return True


def refuse_to_write(*_asked: object) -> NoReturn:
    """Raises IndexingError: Whoosh reads our segments, nothing but our own writer makes them."""
    raise _indexing_error(
        "These segments are written by indexer.index.writer only. Change the records and run 'kb index'."
    )


def whoosh_schema() -> Any:
    """The id, all that pages show as one text, a text field per field and language, and our columns."""
    found: dict[str, Any] = {ID: _fields.ID(unique=True, stored=True), STORED: _fields.STORED()}
    for name in TEXT_FIELDS:
        found[name] = _fields.TEXT(analyzer=WordAnalyzer(), phrase=True)
    for name in COLUMNS:
        found[name] = _fields.COLUMN(ValuesColumn())
    return _fields.Schema(**found)
