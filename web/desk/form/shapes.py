"""Here is a field of the record: with which inputs is it written, and what limits them?

All of it follows from the annotations of ``kb.record``: a new field of the schema has its inputs at once.
"""

from __future__ import annotations

import types
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from functools import cache
from typing import Annotated, Any, Literal, Union, get_args, get_origin, get_type_hints

from annotated_types import Ge, Le
from pydantic import BaseModel, StringConstraints
from pydantic.fields import FieldInfo

from kb.fields import CONCEPT_FIELDS
from kb.localized import LongWords, Words
from kb.record import ID_LENGTH, Address, ConceptId, Day, Number, Record, RecordId, Year

Kind = Literal[
    "words",  # a line, or several where the text has them
    "markdown",
    "lines",  # a list, one item a line
    "number",
    "year",
    "day",
    "address",
    "record",  # the id of a record
    "choice",  # one of some
    "choices",  # any of some
    "flag",
]
VOCABULARIES: Mapping[str, str] = {
    ".".join(step for step in field.path if step not in ("*", "value")): field.vocabulary
    for field in CONCEPT_FIELDS
} | {"relations.type": "relation-types", "original_language": "languages"}
PROSE = "passage"  # the one part that always holds whole sentences


@dataclass(frozen=True)
class Leaf:
    """One input. ``limit`` is in characters, ``lowest`` and ``highest`` bound a year.

    ``vocabulary`` names the concepts to choose from; ``choices`` are the values where these are fixed.
    """

    kind: Kind
    limit: int | None = None
    lowest: int | None = None
    highest: int | None = None
    vocabulary: str | None = None
    choices: tuple[str, ...] = ()
    several_lines: bool = False


@dataclass(frozen=True)
class PerLanguage:
    """The same input once for each language."""

    leaf: Leaf


@dataclass(frozen=True)
class Group:
    """A part of a record with named parts of its own."""

    parts: tuple[Named, ...]


@dataclass(frozen=True)
class Rows:
    """A list of such parts."""

    group: Group


Shape = Leaf | PerLanguage | Group | Rows


@dataclass(frozen=True)
class Named:
    """A field with its shape. ``path`` has no numbers: ``figures.what``."""

    name: str
    path: str
    shape: Shape
    required: bool


@cache
def field_of(name: str) -> Named:
    """A field of the record. Raises TypeError if no input is known for its annotation."""
    return _field(Record, name, name)


def with_parts(field: Named) -> Iterator[Named]:
    """A field and every part of it, outer ones first."""
    yield field
    if isinstance(field.shape, Group | Rows):
        group = field.shape.group if isinstance(field.shape, Rows) else field.shape
        for part in group.parts:
            yield from with_parts(part)


def _field(model: type[BaseModel], name: str, path: str) -> Named:
    annotation = get_type_hints(model, include_extras=True)[name]
    return Named(name, path, _shape(annotation, path), model.model_fields[name].is_required())


def _group(model: type[BaseModel], path: str) -> Group:
    return Group(tuple(_field(model, name, f"{path}.{name}") for name in model.model_fields))


def _shape(annotation: Any, path: str) -> Shape:
    if get_origin(annotation) in (Union, types.UnionType) and type(None) in get_args(annotation):
        stated = [part for part in get_args(annotation) if part is not type(None)]
        annotation = stated[0] if len(stated) == 1 else Union[tuple(stated)]  # noqa: UP007  # made at run time
    if isinstance(annotation, type) and issubclass(annotation, BaseModel):
        return _group(annotation, path)
    if get_origin(annotation) is list:
        return _list(get_args(annotation)[0], path)
    if get_origin(annotation) is dict:
        inner = _shape(get_args(annotation)[1], path)
        assert isinstance(inner, Leaf), path
        return PerLanguage(inner)
    return _leaf(annotation, path)


def _list(item: Any, path: str) -> Shape:
    if isinstance(item, type) and issubclass(item, BaseModel):
        return Rows(_group(item, path))
    if item == ConceptId:
        return Leaf("choices", vocabulary=VOCABULARIES.get(path))
    return Leaf("lines", limit=_limit(item))


SIMPLE: tuple[tuple[Any, Kind], ...] = (
    (Words, "words"),
    (LongWords, "markdown"),
    (Number, "number"),
    (Year, "year"),
    (Day, "day"),
    (Address, "address"),
    (RecordId, "record"),
    (ConceptId, "choice"),
    (bool, "flag"),
)


def _leaf(annotation: Any, path: str) -> Leaf:
    vocabulary = VOCABULARIES.get(path.removesuffix(".value"))
    if get_origin(annotation) is Literal:
        fixed = tuple(str(value) for value in get_args(annotation))
        return Leaf("choice", vocabulary=vocabulary, choices=fixed)
    for known, kind in SIMPLE:
        if annotation == known:
            lowest, highest = _bounds(annotation) if kind == "year" else (None, None)
            limit = ID_LENGTH if kind == "record" else _limit(annotation)
            prose = kind == "markdown" or path.endswith(f".{PROSE}")
            return Leaf(kind, limit, lowest, highest, vocabulary, several_lines=prose)
    raise TypeError(f"{path}: no input is known for {annotation}; add it to SIMPLE.")


def _constraints(annotation: Any) -> Iterator[Any]:
    for constraint in annotation.__metadata__ if get_origin(annotation) is Annotated else ():
        yield from constraint.metadata if isinstance(constraint, FieldInfo) else (constraint,)


def _limit(annotation: Any) -> int | None:
    found = (one.max_length for one in _constraints(annotation) if isinstance(one, StringConstraints))
    return next(found, None)


def _bounds(annotation: Any) -> tuple[Any, Any]:
    constraints = list(_constraints(annotation))
    lowest = next((one.ge for one in constraints if isinstance(one, Ge)), None)
    highest = next((one.le for one in constraints if isinstance(one, Le)), None)
    return lowest, highest
