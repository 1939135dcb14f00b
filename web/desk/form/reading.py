"""Here is what a browser sent: which values does the record have now?

Names of inputs are paths into the values: ``summary.de``, ``figures.0.value``. What the form does not show,
what was not sent and what nobody changed stays exactly as it was; empty rows and empty texts are not stated.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from typing import Any

from starlette.datastructures import FormData

from kb.localized import LANGUAGES, Language
from kb.record import Record
from web.desk.form.fields import shown_fields
from web.desk.form.shapes import Group, Leaf, Named, PerLanguage, Rows, Shape
from web.desk.form.typed import read, typed, visible

REMOVE = "remove:"  # an action that takes a row away: remove:figures.2
ADD = "add:"  # an action that offers another row: add:figures
_ROW = re.compile(r"(?P<rows>[a-z_]+)\.(?P<number>[0-9]{1,4})\.")
MOST_ROWS = 500  # of a field in the form; what a file has beyond them stays as it is
_SAYS_NOTHING = frozenset({"by"})  # what a row may have without anybody having filled it in


@dataclass(frozen=True)
class Sent:
    """The texts that were sent, by the name of their input. ``reader`` typed the numbers."""

    texts: Mapping[str, list[str]]
    numbers: Mapping[str, list[int]]
    reader: Language
    removed: str

    @classmethod
    def of(cls, form: FormData) -> Sent:
        """What a form holds; files are not looked at."""
        texts: dict[str, list[str]] = {}
        numbers: dict[str, set[int]] = {}
        for name, text in form.multi_items():
            if not isinstance(text, str):
                continue
            texts.setdefault(name, []).append(visible(text))
            found = _ROW.match(name)
            if found and int(found["number"]) < MOST_ROWS:
                numbers.setdefault(found["rows"], set()).add(int(found["number"]))
        language = (texts.get("_language") or [""])[0]
        action = (texts.get("_action") or [""])[0]
        return cls(
            texts,
            {rows: sorted(found) for rows, found in numbers.items()},
            next((one for one in LANGUAGES if one == language), LANGUAGES[0]),
            action.removeprefix(REMOVE) if action.startswith(REMOVE) else "",
        )


def values_of(form: FormData, before: Mapping[str, Any]) -> dict[str, Any]:
    """The plain values after a form was sent, in the order of the model; it was made from ``before``."""
    sent = Sent.of(form)
    values = dict(before)
    for field in shown_fields():
        value = _read(field.shape, field.name, values.get(field.name), sent)
        if value is None:
            values.pop(field.name, None)
        else:
            values[field.name] = value
    return in_order(values, Record.model_fields)


def in_order(values: Mapping[str, Any], names: Iterable[str]) -> dict[str, Any]:
    """The values with the named ones first and in that order."""
    known = {name: values[name] for name in names if name in values}
    return known | {name: value for name, value in values.items() if name not in known}


def _read(shape: Shape, name: str, before: Any, sent: Sent) -> Any | None:
    """The value below one name, or None if there is none."""
    if isinstance(shape, Leaf):
        return _leaf(shape, name, before, sent)
    if isinstance(shape, Rows):
        return _rows(shape, name, before, sent)
    parts = shape.parts if isinstance(shape, Group) else _languages(shape, name, before)
    values = dict(before) if isinstance(before, Mapping) else {}
    for part in parts:
        value = _read(part.shape, f"{name}.{part.name}", values.get(part.name), sent)
        if value is None:
            values.pop(part.name, None)
        else:
            values[part.name] = value
    if not values.keys() - _SAYS_NOTHING:
        return None if before is None or isinstance(before, Mapping) else before
    return in_order(values, [part.name for part in parts])


def _languages(shape: PerLanguage, name: str, before: Any) -> tuple[Named, ...]:
    """The languages as parts: those there are stay in their order, others follow."""
    codes = dict.fromkeys([*(before if isinstance(before, Mapping) else ()), *LANGUAGES])
    return tuple(Named(str(code), name, shape.leaf, required=False) for code in codes)


def _leaf(leaf: Leaf, name: str, before: Any, sent: Sent) -> Any | None:
    if name not in sent.texts:
        return before
    value = read(leaf, sent.texts[name], sent.reader)
    # Nobody touched it: a number keeps its digits, and what the form cannot show is not lost.
    return before if value == read(leaf, typed(leaf, before, sent.reader), sent.reader) else value


def _rows(shape: Rows, name: str, before: Any, sent: Sent) -> Any | None:
    if name not in sent.numbers:
        return before
    old = before if isinstance(before, list) else []
    found = []
    for number in sent.numbers[name]:
        row = f"{name}.{number}"
        before_it = _of_this_row(shape, row, old[number], sent) if number < len(old) else None
        value = _read(shape.group, row, before_it, sent)
        if value is not None and row != sent.removed:
            found.append(value)
    found += old[MOST_ROWS:]
    return found or (None if isinstance(before, list) else before)


def _of_this_row(shape: Rows, row: str, before: Any, sent: Sent) -> Any:
    """What a row may keep of the one that had its number in the state the form was made from.

    Rows come and go while somebody types, so that may have been another one. The form shows every language a
    row has: a text in one that was not sent beside others belongs to that other row.
    """
    if not isinstance(before, Mapping):
        return before
    kept = dict(before)
    for part in shape.group.parts:
        texts = kept.get(part.name)
        if isinstance(part.shape, PerLanguage) and isinstance(texts, Mapping):
            absent = {code for code in LANGUAGES if f"{row}.{part.name}.{code}" not in sent.texts}
            if len(absent) < len(LANGUAGES):
                kept[part.name] = {code: text for code, text in texts.items() if code not in absent}
    return kept
