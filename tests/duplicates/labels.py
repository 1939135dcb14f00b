"""Which records tell one story, which overlap, which only look alike? Reads ``tests/golden/duplicates``."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import Literal, TypeVar, get_args

from pydantic import BaseModel, ConfigDict, TypeAdapter

from kb import strict_yaml
from kb.record import RecordId

FOLDER = Path(__file__).parents[1] / "golden" / "duplicates"
VARIANTS = FOLDER / "variants"

Way = Literal["reworded", "shortened", "reordered", "translated"]
WAYS: tuple[Way, ...] = get_args(Way)
SAME_LANGUAGE: tuple[Way, ...] = ("reworded", "shortened", "reordered")

Ids = frozenset[str]  # of two records, in no order


class Label(BaseModel):
    """Any entry of the files: frozen, and an unknown key is an error."""

    model_config = ConfigDict(extra="forbid", frozen=True, strict=True)


class Languages(Label):
    """The languages the original and its variant can be read in."""

    original: str
    variant: str


class Planted(Label):
    """A record of the corpus and the record that tells its story again."""

    original: RecordId
    variant: RecordId
    way: Way
    languages: Languages

    @property
    def ids(self) -> Ids:
        return frozenset({self.original, self.variant})


class TwoRecords(Label):
    """Two records of the corpus."""

    one: RecordId
    other: RecordId

    @property
    def ids(self) -> Ids:
        return frozenset({self.one, self.other})


class Related(TwoRecords):
    """Two that tell the same or an overlapping story: neither duplicates nor the opposite."""

    reason: Literal["same-programme", "organisation", "part", "series", "relation"]


class Different(TwoRecords):
    """Two that tell different stories although they look alike; ``alike`` says in what."""

    alike: str


@dataclass(frozen=True)
class Labels:
    """All labels of the test set."""

    planted: tuple[Planted, ...]
    related: tuple[Related, ...]
    different: tuple[Different, ...]

    def originals(self) -> Mapping[str, str]:
        """The record of the corpus whose story a variant tells, by the id of the variant."""
        return {pair.variant: pair.original for pair in self.planted}


def read_labels() -> Labels:
    """The labels as they are written. Raises SourceUnreadable or ValidationError."""
    return Labels(_read("pairs", Planted), _read("related", Related), _read("different", Different))


Entry = TypeVar("Entry", bound=Label)


def _read(name: str, entry: type[Entry]) -> tuple[Entry, ...]:
    values = strict_yaml.read((FOLDER / f"{name}.yaml").read_text("utf-8")).value
    return tuple(TypeAdapter(list[entry]).validate_python(values))  # type: ignore[valid-type]
