"""Here is a value: which text stands in its input? And here is what was typed: which value is that?

What somebody typed is kept as they typed it, also where it cannot be valid; only what neither a page nor a
file can hold is left out, blanks around ids, addresses, days and numbers, and empty lines of a list.
"""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Mapping, Sequence
from typing import Any

from kb.localized import Language
from web.desk.form.numbers import read_number, read_year, typed_number
from web.desk.form.shapes import Leaf

YES = "yes"  # what a ticked box sends
CONTINUED = "    "  # begins a line that belongs to the list item above it
_LINE_ENDS = re.compile("\r\n|[\r\v\f\x85]")
_BLANKS_MEAN_NOTHING = frozenset({"number", "year", "day", "address", "record"})


def visible(text: str) -> str:
    """The text with line feeds only, without signs that neither HTML nor YAML can hold."""
    text = _LINE_ENDS.sub("\n", text)
    if text.isprintable():
        return text
    return "".join(one for one in text if one in "\n\t" or not _is_forbidden(one))


def _is_forbidden(one: str) -> bool:
    return unicodedata.category(one) in ("Cc", "Cs") or one in "\ufffe\uffff"


def typed(leaf: Leaf, value: Any, reader: Language) -> tuple[str, ...]:
    """What the inputs of a value send, empty ones left out; a value of another form is not shown."""
    if isinstance(value, bool):
        return (YES,) if leaf.kind == "flag" and value else ()
    if leaf.kind in ("lines", "choices"):
        items = [visible(str(item)) for item in value if _is_scalar(item)] if _is_list(value) else []
        if leaf.kind == "choices":
            return tuple(dict.fromkeys(item for item in items if item))
        joined = "\n".join(item.replace("\n", f"\n{CONTINUED}") for item in items)
        return (joined,) if joined else ()
    if isinstance(value, int | float):
        return (typed_number(value, reader) if leaf.kind == "number" else str(value),)
    return (visible(value),) if isinstance(value, str) and value else ()


def read(leaf: Leaf, sent: Sequence[str], reader: Language) -> Any | None:
    """The value of what was sent, or None if that is nothing. A number that is none stays a text."""
    if leaf.kind == "choices":
        return list(dict.fromkeys(text for text in sent if text.strip())) or None
    if leaf.kind == "flag":
        return True if YES in sent else None
    text = visible(sent[0]) if sent else ""
    if not text.strip():
        return None
    if leaf.kind == "lines":
        return _items(text) or None
    if leaf.kind in _BLANKS_MEAN_NOTHING:
        text = text.strip()
    if leaf.kind == "number":
        number = read_number(text, reader)
        return text if number is None else number
    if leaf.kind == "year":
        year = read_year(text)
        return text if year is None else year
    return text


def _items(text: str) -> list[str]:
    found: list[str] = []
    for line in text.split("\n"):
        if line.startswith(CONTINUED) and found:
            found[-1] += f"\n{line.removeprefix(CONTINUED)}"
        elif line.strip():
            found.append(line.strip())
    return [item.rstrip() for item in found]


def _is_list(value: Any) -> bool:
    return isinstance(value, Sequence) and not isinstance(value, str)


def _is_scalar(value: Any) -> bool:
    return value is not None and not isinstance(value, Mapping | list)
