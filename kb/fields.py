"""Which fields of a record hold text, and which hold concepts of which vocabulary?

Validation, the search document, the import of sheets and the record page all read these tables.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from typing import Any

from pydantic import BaseModel

from kb.localized import LocalizedList, LocalizedText, LocalizedWords
from kb.record import Record
from kb.strict_yaml import Path


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


def concepts_at(values: Any, field: ConceptField) -> Iterator[tuple[Path, str]]:
    """The concepts that plain values hold in a field, each with its path."""
    found: list[tuple[Path, Any]] = [((), values)]
    for step in field.path:
        deeper: list[tuple[Path, Any]] = []
        for path, value in found:
            if step == "*":
                deeper += [((*path, number), item) for number, item in enumerate(value or ())]
            elif isinstance(value, dict) and value.get(step) is not None:
                deeper.append(((*path, step), value[step]))
        found = deeper
    for path, value in found:
        if value is not None:
            yield path, value


def fields_at(path: Path) -> list[str]:
    """The names of the fields there are at a place in a record."""
    model: type[BaseModel] = Record
    for step in path:
        if isinstance(step, int) or step not in model.model_fields:
            continue
        found = [part for part in _parts(model.model_fields[step].annotation) if part]
        model = found[0] if found else model
    return list(model.model_fields)


def _parts(annotation: Any) -> Iterator[type[BaseModel]]:
    if isinstance(annotation, type) and issubclass(annotation, BaseModel):
        yield annotation
    for part in getattr(annotation, "__args__", ()):
        yield from _parts(part)
