"""What somebody types who means harm: ATTACKS["markup"], and a record that says it in every field.

hostile("practice", kind="best-practice")     # valid and to be published
hostile("draft", valid=False)                  # as only a draft can be

The fields are those of the schema, so that a new one is attacked at once.
"""

from __future__ import annotations

import types
from collections.abc import Iterator, Mapping
from pathlib import Path
from typing import Annotated, Any, Literal, Union, get_args, get_origin, get_type_hints

from pydantic import BaseModel

from kb import strict_yaml
from kb.localized import LANGUAGES, Language, LongWords, Words
from kb.record import Address, ConceptId, Day, Number, Record, RecordId, Timestamp, Year
from tests.kb.corpora import delivered_vocabularies
from web.desk.form.shapes import VOCABULARIES

GOLDEN = Path(__file__).parents[2] / "golden/web"
ATTACKS: Mapping[str, list[str]] = strict_yaml.read((GOLDEN / "attacks.yaml").read_text("utf-8")).value
EVERYTHING = "\n\n".join((*ATTACKS["markdown"], *ATTACKS["markup"]))
ADDRESS = "https://xss.example/\"'><xss/onxss=1>?x=javascript:xss&lt;xss&gt;#](javascript:xss)"
# What the schema asks for in a form of its own, or another record has to be.
GIVEN: Mapping[Any, Any] = {
    Day: "2026-05-04",
    Timestamp: "2026-05-04T10:00:00Z",
    Year: 2020,
    Number: 7,
    RecordId: "web",
    Address: ADDRESS,
    Language: "de",
    bool: False,  # what ended does not go on
    int: 7,
}
# What says what a record is, instead of what is in it; and what only a paper has.
OF_THE_PROGRAM = frozenset({"format", "id", "kind", "status", "merged_into", "former_ids", "file", "rights"})
OF_THE_PROGRAM |= {"not_applicable"}  # everything is stated
Path_ = tuple[str, ...]


def hostile(record_id: str, *, valid: bool = True, **fields: Any) -> dict[str, Any]:
    """The values of a record with an attack in every field; a draft may hold one in place of anything."""
    walk = _Filling(valid)
    names = [name for name in Record.model_fields if name not in OF_THE_PROGRAM]
    values = {name: walk.model(Record, name, (name,)) for name in names}
    own: dict[str, Any] = {"format": 1, "id": record_id, "kind": "best-practice", "status": "published"}
    if not valid:
        some = ATTACKS["markup"][:3]
        own |= {"rights": some[1], "former_ids": some, "not_applicable": some, some[1]: "xss"}
    return {**own, **values, **fields}


def texts(values: Any) -> Iterator[str]:
    """Every text in plain values."""
    if isinstance(values, Mapping):
        for value in values.values():
            yield from texts(value)
    elif isinstance(values, list):
        for value in values:
            yield from texts(value)
    elif isinstance(values, str):
        yield values


class _Filling:
    """Gives every field its attack: another one from field to field."""

    def __init__(self, valid: bool) -> None:
        self._valid = valid
        self._number = 0

    def model(self, model: type[BaseModel], name: str, path: Path_) -> Any:
        """A value for a field of a model."""
        return self._value(get_type_hints(model, include_extras=True)[name], path)

    def _value(self, annotation: Any, path: Path_) -> Any:
        if get_origin(annotation) in (Union, types.UnionType):
            stated = [part for part in get_args(annotation) if part is not type(None)]
            if len(stated) < len(get_args(annotation)):
                return self._value(stated[0] if len(stated) == 1 else Union[tuple(stated)], path)  # noqa: UP007
        if isinstance(annotation, type) and issubclass(annotation, BaseModel):
            parts = annotation.model_fields
            return {name: self.model(annotation, name, (*path, name)) for name in parts}
        if get_origin(annotation) is list:
            return [self._value(get_args(annotation)[0], path)]
        if get_origin(annotation) is dict:
            return {code: self._value(get_args(annotation)[1], path) for code in LANGUAGES}
        return self._leaf(annotation, ".".join(path))

    def _leaf(self, annotation: Any, path: str) -> Any:
        if annotation == LongWords:
            return EVERYTHING
        if not self._valid:
            return "javascript:xss//\n<xss>" if annotation == Address else self._next()
        if annotation == Words:
            return self._next()
        if annotation == ConceptId:
            return self._concept(path)
        if get_origin(annotation) is Literal and annotation != Language:
            return get_args(annotation)[0]
        if get_origin(annotation) is Annotated and annotation not in GIVEN:
            return "0" * 64  # a digest
        return GIVEN[annotation]

    def _concept(self, path: str) -> str:
        name = VOCABULARIES.get(path.removesuffix(".value"), "languages")
        return next(iter(delivered_vocabularies()[name].concepts))

    def _next(self) -> str:
        self._number += 1
        return ATTACKS["markup"][self._number % len(ATTACKS["markup"])]
