"""Here are two states of a record: what is different, field by field?

Both are plain values, as in the YAML of a record or a draft; what is empty is not stated. Lists are compared
item by item: concepts by their id, groups by what names them (the address of a source, type and target of a
relation, what and year of a figure), and what took the place of something else by its place.

    >>> differences({"title": {"de": "Hafen"}}, {"title": {"de": "Häfen"}, "themes": ["skills"]})
    (Change('title.de', 'Hafen' -> 'Häfen'), Change('themes[0]', None -> 'skills'))
"""

from __future__ import annotations

import json
from collections import defaultdict, deque
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from kb.localized import LANGUAGES, Language
from kb.record import Record, stated
from kb.strict_yaml import Path
from kb.validation import field_path

FIELD_ORDER = {name: place for place, name in enumerate(Record.model_fields)}


@dataclass(frozen=True)
class Change:
    """One difference; None means not stated.

    ``steps`` lead to it. The number of an item of a list is its place after the change, or its place before
    if it was removed. A list whose items were only put in another order is one change.
    """

    steps: Path
    before: Any
    after: Any

    @property
    def path(self) -> str:
        """The place as people read it, such as ``summary.de`` or ``figures[2].value``."""
        return field_path(self.steps)

    def __repr__(self) -> str:
        return f"Change({self.path!r}, {self.before!r} -> {self.after!r})"


def differences(before: Mapping[str, Any], after: Mapping[str, Any]) -> tuple[Change, ...]:
    """Every difference, in the order of the fields of a record; none if both say the same."""
    return tuple(_between((), stated(dict(before)), stated(dict(after))))


def _between(steps: Path, before: Any, after: Any) -> Iterator[Change]:
    if before == after:
        return
    shapes = {type(value) for value in (before, after) if value is not None}
    if shapes == {dict}:
        yield from _between_groups(steps, before or {}, after or {})
    elif shapes == {list}:
        yield from _between_lists(steps, before or [], after or [])
    else:
        yield Change(steps, before, after)


def _between_groups(steps: Path, before: dict[str, Any], after: dict[str, Any]) -> Iterator[Change]:
    names = list(dict.fromkeys([*before, *after]))
    if not steps:
        names.sort(key=lambda name: FIELD_ORDER.get(name, len(FIELD_ORDER)))
    for name in names:
        yield from _between((*steps, name), before.get(name), after.get(name))


def _between_lists(steps: Path, before: list[Any], after: list[Any]) -> Iterator[Change]:
    origins = aligned(steps, before, after)
    kept = [origin for origin in origins if origin is not None]
    if kept != sorted(kept):
        yield Change(steps, before, after)
        return
    origins = with_replaced(origins, len(before))
    for place in sorted(set(range(len(before))) - set(origins)):
        yield Change((*steps, place), before[place], None)
    for place, origin in enumerate(origins):
        if origin is None:
            yield Change((*steps, place), None, after[place])
        else:
            yield from _between((*steps, place), before[origin], after[place])


def aligned(steps: Path, before: Sequence[Any], after: Sequence[Any]) -> list[int | None]:
    """For each item of ``after`` the place it had in ``before``, None for one that is new.

    ``steps`` lead to the list: its name decides what names an item. Whatever is before and whatever after,
    the same items belong together.
    """
    name = next((step for step in reversed(steps) if isinstance(step, str)), "")
    origins: list[int | None] = [None] * len(after)
    # What is exactly the same first; then by name, language by language, as translations come and go.
    for language in (None, *LANGUAGES):
        places: defaultdict[str, deque[int]] = defaultdict(deque)
        for place in sorted(set(range(len(before))) - set(origins)):
            places[_key(name, before[place], language)].append(place)
        for number, item in enumerate(after):
            key = _key(name, item, language)
            if origins[number] is None and key and places[key]:
                origins[number] = places[key].popleft()
    return origins


def with_replaced(origins: Sequence[int | None], length: int) -> list[int | None]:
    """Origins as of ``aligned`` from a list of ``length`` items, with replacements taken for changes.

    What is new after a kept item came in the place of what stood there before and is gone, in their order.
    """
    found = list(origins)
    kept = set(origins)
    following = 0
    for place, origin in enumerate(origins):
        if origin is not None:
            following = origin + 1
        elif following < length and following not in kept:
            found[place] = following
            following += 1
    return found


def _key(name: str, item: Any, language: Language | None) -> str:
    """What an item is known by in a language, all of it if that is None; nothing if it has no name."""
    if language is None:
        return json.dumps(item, sort_keys=True)
    if not isinstance(item, dict):
        return ""
    match name:
        case "sources":
            named = [item.get("url")]
        case "relations":
            named = [item.get("type"), item.get("to")]
        case "stages" | "ecei":
            named = [item.get("value")]
        case "figures":
            named = [_text(item.get("what"), language), item.get("year")]
        case "limiting_factors":
            named = [_text(item.get("text"), language)]
        case _:
            return ""
    return json.dumps(named) if named[0] is not None else ""


def _text(texts: Any, language: Language) -> Any:
    return texts.get(language) if isinstance(texts, dict) else None
