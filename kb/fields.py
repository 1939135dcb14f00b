"""Which fields of a record hold text, and which hold concepts of which vocabulary?

Validation, the search document, the import of sheets and the record page all read these tables.
"""

from __future__ import annotations

from dataclasses import dataclass

from kb.localized import LocalizedList, LocalizedText, LocalizedWords
from kb.record import Record


@dataclass(frozen=True)
class ConceptField:
    """A field that holds ids of one vocabulary. ``path`` leads to it inside the plain values of a record."""

    name: str
    path: tuple[str, ...]
    vocabulary: str


CONCEPT_FIELDS: tuple[ConceptField, ...] = (
    ConceptField("kind", ("kind",), "kinds"),
    ConceptField("outcome", ("outcome", "value"), "outcomes"),
    ConceptField("effort", ("effort", "value"), "efforts"),
    ConceptField("evidence", ("evidence", "value"), "evidence"),
    ConceptField("stages", ("stages", "*", "value"), "stages"),
    ConceptField("ecei", ("ecei", "*", "value"), "ecei"),
    ConceptField("place.countries", ("place", "countries", "*"), "countries"),
    ConceptField("place.regions", ("place", "regions", "*"), "regions"),
    ConceptField("sectors", ("sectors", "*"), "sectors"),
    ConceptField("themes", ("themes", "*"), "themes"),
    ConceptField("target_groups", ("target_groups", "*"), "target-groups"),
    ConceptField("funding", ("funding", "*"), "funding"),
    ConceptField("label", ("label",), "labels"),
    ConceptField("sources.language", ("sources", "*", "language"), "languages"),
)

# Long texts per language, in the order readers meet them.
TEXT_FIELDS: tuple[str, ...] = (
    "summary",
    "challenge",
    "approach",
    "results",
    "resources",
    "transferability",
)

# Everything written once for each language, in the order of the model.
LOCALIZED_FIELDS: tuple[str, ...] = tuple(
    name
    for name, field in Record.model_fields.items()
    if field.annotation in (LocalizedWords, LocalizedText, LocalizedList)
)
