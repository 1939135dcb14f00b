"""What does a record state in a field, what does it leave open, and what does it say does not apply?"""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from kb.fields import CONCEPT_FIELDS, concepts_at
from kb.record import Record

CONCEPTS = {field.name: field for field in CONCEPT_FIELDS}
FIELDS = frozenset({*CONCEPTS, *Record.model_fields})
"""The names of fields that can be asked for: those of a record, and ``place.countries`` and its like."""


def keys_of(record: Mapping[str, Any], field: str) -> tuple[str, ...]:
    """The concepts a record states in a field; none for fields that hold texts."""
    concepts = CONCEPTS.get(field)
    return tuple(key for _, key in concepts_at(record, concepts)) if concepts else ()


def is_stated(record: Mapping[str, Any], field: str) -> bool:
    """Whether a record states anything in a field, be it in free words."""
    if keys_of(record, field) or record.get("tags", {}).get(field):
        return True
    return field not in CONCEPTS and bool(record.get(field))


def does_not_apply(record: Mapping[str, Any], field: str) -> bool:
    """Whether the record itself says that a field does not apply to it."""
    return field in record.get("not_applicable", ())
