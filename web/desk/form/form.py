"""What does the form of a record show? Its values, with every word, name and id in place."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date
from typing import Literal

from kb.findings import Severity
from kb.localized import Language
from web.desk.form.completeness import Completeness
from web.desk.form.problems import Said
from web.desk.form.shapes import Kind


@dataclass(frozen=True)
class Problem:
    """A finding beside the field it is about."""

    severity: Severity
    said: Said


@dataclass(frozen=True)
class Place:
    """A finding in the list above the form: ``target`` is the id of the input that mends it, if one does."""

    label: str
    target: str | None
    problem: Problem


@dataclass(frozen=True)
class Option:
    """Something to choose. ``path`` are the labels of what it belongs to, the widest first.

    ``only_heading`` is said of what is chosen already and stands here for what is below it.
    """

    value: str
    label: str
    path: tuple[str, ...] = ()
    only_heading: bool = False


@dataclass(frozen=True)
class Input:
    """One input and what it holds.

    ``chosen`` are the options that are chosen, ``options`` are the others, or all where only one can be.
    ``limit`` is in characters, ``lowest`` and ``highest`` bound a year. ``language`` is that of the text.
    """

    kind: Kind
    name: str
    id: str
    label: str
    text: str
    limit: int | None
    lowest: int | None
    highest: int | None
    several_lines: bool
    language: Language | None
    vocabulary: str | None
    chosen: tuple[Option, ...]
    options: tuple[Option, ...]
    problems: tuple[Problem, ...] = ()
    autofocus: bool = False

    @property
    def fits(self) -> bool:
        """Whether the input made for this kind would show the text: browsers empty a date that is none."""
        if self.kind != "day" or not self.text:
            return True
        try:
            return date.fromisoformat(self.text).isoformat() == self.text
        except ValueError:
            return False

    @property
    def invalid(self) -> bool:
        """Whether what it holds stands in the way of publishing."""
        return any(problem.severity == "error" for problem in self.problems)


@dataclass(frozen=True)
class Field:
    """A field with one input, or with one for each language.

    With one input its id is that of the input, and it has no problems of its own.
    """

    shape: Literal["single", "languages"]
    name: str
    id: str
    label: str
    help: str
    required: bool
    limit: int | None
    inputs: tuple[Input, ...]
    problems: tuple[Problem, ...]


@dataclass(frozen=True)
class Group:
    """A field with parts of its own."""

    shape: Literal["group"]
    name: str
    id: str
    label: str
    help: str
    fields: tuple[Field, ...]
    problems: tuple[Problem, ...]


@dataclass(frozen=True)
class Row:
    """One of several equal parts. ``number`` counts from 1; ``remove`` is the action that takes it away."""

    number: int
    id: str
    fields: tuple[Field, ...]
    remove: str
    problems: tuple[Problem, ...]


@dataclass(frozen=True)
class Rows:
    """A field with any number of equal parts. ``add`` is the action that offers one more."""

    shape: Literal["rows"]
    name: str
    id: str
    label: str
    help: str
    rows: tuple[Row, ...]
    add: str
    autofocus: bool
    problems: tuple[Problem, ...]


Shown = Field | Group | Rows


@dataclass(frozen=True)
class Section:
    """A part of the form."""

    name: str
    id: str
    title: str
    fields: tuple[Shown, ...]


@dataclass(frozen=True)
class Form:
    """The whole form. ``language`` is the one in which its numbers are written.

    ``errors`` stand in the way of publishing, ``remarks`` do not. ``concepts`` and ``records`` are the
    addresses that pickers ask.
    """

    language: Language
    sections: tuple[Section, ...]
    errors: tuple[Place, ...]
    remarks: tuple[Place, ...]
    completeness: Completeness
    concepts: str
    records: str
