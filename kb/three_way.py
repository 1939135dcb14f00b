"""Two people changed the same record: what is right by both, and what has to be asked?

Texts are merged as a whole for each field and language, lists of concepts item by item. A group such as a
figure or a source makes one statement: it is merged as a whole, apart from its texts in several languages,
since the value of one and the unit of the other would be a fact nobody has stated. Nothing is lost: what each
of the two changed is in the merged values, or in a conflict that holds both.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any, Final

from kb.difference import aligned, with_replaced
from kb.localized import LANGUAGES
from kb.record import stated
from kb.strict_yaml import Path
from kb.validation import field_path

UNKNOWN: Final = object()  # what both started from, if nobody can tell; equal to no value
CONTAINERS = frozenset({"place", "tags"})  # groups whose fields say nothing of each other


@dataclass(frozen=True)
class Conflict:
    """A place where both changed the same thing in different ways; None means not stated.

    ``steps`` lead to it in the merged values, where lists still hold every item that is in conflict.
    """

    steps: Path
    base: Any
    mine: Any
    theirs: Any

    @property
    def path(self) -> str:
        """The place as people read it, such as ``summary.de`` or ``figures[2]``."""
        return field_path(self.steps)


@dataclass(frozen=True)
class Merge:
    """What came of it. ``merged`` holds a Conflict wherever there is one."""

    merged: Mapping[str, Any]
    conflicts: tuple[Conflict, ...]

    @property
    def values(self) -> dict[str, Any]:
        """The merged values, with mine where both are in conflict."""
        return self.resolved({})

    def resolved(self, chosen: Mapping[Path, Any]) -> dict[str, Any]:
        """The merged values with what was chosen for conflicts, by their ``steps``; None removes."""
        values: dict[str, Any] = stated(_resolved(self.merged, chosen))
        return values


def merge(base: Mapping[str, Any] | None, mine: Mapping[str, Any], theirs: Mapping[str, Any]) -> Merge:
    """Merge two changes of the same plain values; without a base every difference is a conflict."""
    conflicts: list[Conflict] = []
    start = UNKNOWN if base is None else stated(dict(base))
    merged = _Merging(conflicts).value((), start, stated(dict(mine)), stated(dict(theirs)))
    return Merge(merged, tuple(conflicts))


@dataclass(frozen=True)
class _Merging:
    conflicts: list[Conflict]

    def value(self, steps: Path, base: Any, mine: Any, theirs: Any) -> Any:
        if mine == theirs or theirs == base:
            return mine
        if mine == base:
            return theirs
        given = [value for value in (base, mine, theirs) if value is not None and value is not UNKNOWN]
        if all(isinstance(value, dict) for value in given):
            if _is_container(steps, given):
                return self._container(steps, base, mine or {}, theirs or {})
            if mine and theirs:
                return self._statement(steps, base, mine, theirs)
        elif all(isinstance(value, list) for value in given) and not _is_prose(steps) and base is not UNKNOWN:
            return self._list(steps, base or [], mine or [], theirs or [])
        return self._conflict(steps, base, mine, theirs)

    def _conflict(self, steps: Path, base: Any, mine: Any, theirs: Any) -> Conflict:
        found = Conflict(steps, None if base is UNKNOWN else base, mine, theirs)
        self.conflicts.append(found)
        return found

    def _container(
        self, steps: Path, base: Any, mine: Mapping[str, Any], theirs: Mapping[str, Any]
    ) -> dict[str, Any]:
        return {
            name: self.value((*steps, name), _below(base, name), mine.get(name), theirs.get(name))
            for name in dict.fromkeys([*mine, *theirs])
        }

    def _statement(self, steps: Path, base: Any, mine: Mapping[str, Any], theirs: Mapping[str, Any]) -> Any:
        """One fact: texts in several languages for each of them, all else as a whole."""
        sides = [mine, theirs] if base is UNKNOWN or base is None else [mine, theirs, base]
        texts = [
            name
            for name in dict.fromkeys([*mine, *theirs])
            if _in_languages([side[name] for side in sides if name in side])
        ]
        my_fact, their_fact, *start = [
            {name: value for name, value in side.items() if name not in texts} for side in sides
        ]
        if my_fact != their_fact and my_fact not in start and their_fact not in start:
            return self._conflict(steps, base, mine, theirs)
        return (their_fact if my_fact in start else my_fact) | self._container(
            steps, base, {name: mine.get(name) for name in texts}, {name: theirs.get(name) for name in texts}
        )

    def _list(self, steps: Path, base: list[Any], mine: list[Any], theirs: list[Any]) -> list[Any]:
        """Item by item: what one removed and the other left alone goes, what either has added comes."""
        my_marks, their_marks = _marks(steps, base, mine, theirs)
        at_mine = dict(zip(my_marks, mine, strict=True))
        at_theirs = dict(zip(their_marks, theirs, strict=True))
        merged: list[Any] = []
        for mark in _woven(my_marks, their_marks, len(base)):
            start = base[mark] if mark < len(base) else None
            item = self.value((*steps, len(merged)), start, at_mine.get(mark), at_theirs.get(mark))
            if item is not None:
                merged.append(item)
        return merged


def _below(base: Any, name: str) -> Any:
    return UNKNOWN if base is UNKNOWN else (base or {}).get(name)


def _in_languages(values: Sequence[Any]) -> bool:
    """Whether all of the values are texts by language."""
    return all(isinstance(value, dict) and value.keys() <= set(LANGUAGES) for value in values)


def _is_container(steps: Path, values: Sequence[Any]) -> bool:
    return not steps or steps[-1] in CONTAINERS or _in_languages(values)


def _is_prose(steps: Path) -> bool:
    """Whether the list is a text in one language, one line for each item."""
    return steps[-1] in LANGUAGES


def _marks(steps: Path, base: list[Any], mine: list[Any], theirs: list[Any]) -> tuple[list[int], list[int]]:
    """A number for each item of mine and of theirs: its place in the base, or one beyond for what is new.

    What both have added is the same item if it has the same name.
    """
    my_origins, their_origins = _origins(steps, base, mine), _origins(steps, base, theirs)
    my_marks = [len(base) + place if origin is None else origin for place, origin in enumerate(my_origins)]
    my_added = [place for place, origin in enumerate(my_origins) if origin is None]
    their_added = [place for place, origin in enumerate(their_origins) if origin is None]
    their_marks = [0 if origin is None else origin for origin in their_origins]
    same = aligned(steps, [mine[place] for place in my_added], [theirs[place] for place in their_added])
    for place, twin in zip(their_added, same, strict=True):
        their_marks[place] = len(base) + (len(mine) + place if twin is None else my_added[twin])
    return my_marks, their_marks


def _origins(steps: Path, base: list[Any], side: list[Any]) -> list[int | None]:
    """Where the items were in the base. A group in the place of another one is that one, changed."""
    origins = aligned(steps, base, side)
    groups = all(isinstance(item, dict) for item in (*base, *side))
    return with_replaced(origins, len(base)) if groups else origins


def _woven(mine: list[int], theirs: list[int], length: int) -> list[int]:
    """All marks in one order: that of mine, or of theirs if only they have moved items of the base."""

    def moved(marks: list[int]) -> bool:
        kept = [mark for mark in marks if mark < length]
        return kept != sorted(kept)

    first, second = (theirs, mine) if moved(theirs) and not moved(mine) else (mine, theirs)
    following: defaultdict[int | None, list[int]] = defaultdict(list)
    known, previous = set(first), None
    for mark in second:
        if mark in known:
            previous = mark
        else:
            following[previous].append(mark)
    return following[None] + [each for mark in first for each in (mark, *following[mark])]


def _resolved(value: Any, chosen: Mapping[Path, Any]) -> Any:
    if isinstance(value, Conflict):
        return chosen.get(value.steps, value.mine)
    if isinstance(value, dict):
        return {name: _resolved(item, chosen) for name, item in value.items()}
    if isinstance(value, list):
        return [_resolved(item, chosen) for item in value]
    return value
