"""How does Whoosh see a document?"""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

from whoosh import analysis, fields

from indexer.analysis.tokenizer import occurrences
from indexer.documents import NEUTRAL, TEXTS, Document
from kb.localized import LANGUAGES

_whoosh: Any = analysis  # untyped


class WordAnalyzer(_whoosh.Composable):  # type: ignore[misc]  # the base class is untyped
    """Our tokenizer in the form Whoosh calls it."""

    def __call__(self, value: str, **_wanted: Any) -> Iterator[Any]:
        """The tokens of ``value``; Whoosh hands on one object that changes."""
        token = _whoosh.Token(positions=True)
        found = occurrences(value)
        for position, term in zip(found.places, found.terms, strict=True):
            token.text = term
            token.pos = position
            token.boost = 1.0
            token.stopped = False
            yield token


TEXT_FIELDS: tuple[str, ...] = tuple(
    f"{name}_{language}" for name in TEXTS for language in (*LANGUAGES, NEUTRAL)
)


def schema() -> Any:
    """One text field per field and language; all that pages show is stored as one text."""
    columns: dict[str, Any] = {"id": fields.ID(unique=True, stored=True), "stored": fields.STORED()}
    for name in TEXT_FIELDS:
        columns[name] = fields.TEXT(analyzer=WordAnalyzer(), phrase=True)
    return fields.Schema(**columns)


def row(document: Document) -> dict[str, str]:
    """The document as arguments of Whoosh's ``add_document``."""
    return {"id": document.id, "stored": document.stored(), **document.texts}
