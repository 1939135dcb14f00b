"""Here are two states of a record: how does a person see what changed?

Field by field, in the words of the form; within a text word by word. What is gone and what is new are pieces
of their own, which the template marks with ``<del>`` and ``<ins>``.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

from kb.difference import Change, differences
from web.desk.field_names import FieldName, Reading, language_in, leaf_of, plain_path
from web.desk.words import Marking, Piece

# What the program writes by itself with every change.
OF_THE_PROGRAM = frozenset({"format", "edited"})
PROSE = frozenset({"words", "markdown", "lines"})


@dataclass(frozen=True)
class ShownChange:
    """One change. ``lang`` is the language of its text where it has one."""

    name: FieldName
    lang: str | None
    pieces: tuple[Piece, ...]


def shown_changes(
    before: Mapping[str, Any],
    after: Mapping[str, Any],
    reading: Reading,
    without: frozenset[str] = OF_THE_PROGRAM,
) -> tuple[ShownChange, ...]:
    """Every difference between two states, but for the fields named in ``without``."""
    marking = Marking()
    return tuple(
        ShownChange(reading.name(change.steps), language_in(change.steps), _pieces(change, reading, marking))
        for change in differences(before, after)
        if change.steps[0] not in without
    )


def shown_texts(before: str, after: str, label: str) -> tuple[ShownChange, ...]:
    """The difference of two files that hold no values, line by line and word by word."""
    if before == after:
        return ()
    return (ShownChange(FieldName(label), None, Marking().marked(before, after)),)


def _pieces(change: Change, reading: Reading, marking: Marking) -> tuple[Piece, ...]:
    leaf = leaf_of(plain_path(change.steps))
    both = isinstance(change.before, str) and isinstance(change.after, str)
    if both and leaf and leaf.kind in PROSE:
        return marking.marked(change.before, change.after)
    gone, new = reading.text(change.steps, change.before), reading.text(change.steps, change.after)
    found = []
    if gone:
        found.append(Piece("gone", gone))
    if gone and new:
        found.append(Piece("same", "\n" if "\n" in gone + new else " "))
    if new:
        found.append(Piece("new", new))
    return tuple(found)
