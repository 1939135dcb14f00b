"""Here are suggestions somebody accepts: which values does the record hold then?

The certain ones fill what is empty and never change what is there. One that a person picks takes the place of
what is there, unless the field holds a list: then it is added.
"""

from __future__ import annotations

import copy
import hashlib
import json
from collections.abc import Iterable, Mapping
from typing import Any

from indexer.ingest.suggesting.suggestion import Suggestion

LISTS = frozenset(
    ("place.countries", "place.regions", "sectors", "themes", "target_groups", "funding", "figures")
)


def key_of(suggestion: Suggestion) -> str:
    """What a suggestion is known by: the same field, value and passage have the same key in every reading."""
    said = [suggestion.field, suggestion.value, suggestion.passage]
    text = json.dumps(said, ensure_ascii=False, sort_keys=True)
    return hashlib.sha256(text.encode("utf-8", "surrogatepass")).hexdigest()[:16]


def filled(values: Mapping[str, Any], suggestions: Iterable[Suggestion]) -> dict[str, Any]:
    """The values with what suggestions add to them, the first of each field that has only one."""
    found = copy.deepcopy(dict(values))
    for one in suggestions:
        holder, name = _holder(found, one.field)
        held = holder.get(name)
        if one.field in LISTS:
            holder[name] = _added(held, [one.value])
        elif isinstance(one.value, Mapping) and isinstance(held, Mapping):
            holder[name] = {**one.value, **held}
        elif held in (None, "", {}):
            holder[name] = copy.deepcopy(one.value)
    return found


def accepted(values: Mapping[str, Any], suggestion: Suggestion) -> dict[str, Any]:
    """The values with a suggestion in them; of a text the other languages stay as they are."""
    found = copy.deepcopy(dict(values))
    holder, name = _holder(found, suggestion.field)
    held, value = holder.get(name), copy.deepcopy(suggestion.value)
    if suggestion.field in LISTS:
        holder[name] = _added(held, [value])
    elif isinstance(value, Mapping):
        texts = dict(held) if isinstance(held, Mapping) else {}
        for language, text in value.items():
            texts[language] = _added(texts.get(language), text) if isinstance(text, list) else text
        holder[name] = texts
    else:
        holder[name] = value
    return found


def holds(values: Mapping[str, Any], suggestion: Suggestion) -> bool:
    """Whether the values say what a suggestion says."""
    return accepted(values, suggestion) == values


def current(values: Mapping[str, Any], field: str) -> Any:
    """What the values hold at the field of a suggestion; None if nothing."""
    group, _, name = field.partition(".")
    held = values.get(group)
    return held if not name else held.get(name) if isinstance(held, Mapping) else None


def _holder(values: dict[str, Any], field: str) -> tuple[dict[str, Any], str]:
    """The mapping a field lies in and its name there; a group that is no mapping is no group of a record."""
    group, _, name = field.partition(".")
    if not name:
        return values, group
    if not isinstance(values.get(group), dict):
        values[group] = {}
    return values[group], name


def _added(held: Any, items: Iterable[Any]) -> list[Any]:
    found = list(held) if isinstance(held, list) else []
    found += [item for item in items if item not in found]
    return found
