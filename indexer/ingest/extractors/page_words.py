"""By which words is it known what a piece of a page is for? They are data, in German, English and Danish."""

from __future__ import annotations

import re
from functools import cache
from pathlib import Path
from typing import Any

from kb import strict_yaml

_DATA = Path(__file__).parent / "data" / "pages.yaml"
_CAPITAL = re.compile(r"(?<=[a-z])(?=[A-Z])")
_ENDS = re.compile(r"^[\W_]+|[\W_]+$")
LONGEST_PHRASE = 80  # signs


@cache
def _words() -> dict[str, Any]:
    value: dict[str, Any] = strict_yaml.read(_DATA.read_text("utf-8")).value
    return value


@cache
def phrases(*groups: str) -> frozenset[str]:
    """The phrases of a group of the data file, or of a group within a group, as ``key`` makes them."""
    found: Any = _words()
    for group in groups:
        found = found[group]
    return frozenset(key(phrase) for phrase in found)


def key(text: str) -> str:
    """A short text as it is compared: small letters, no signs around it; empty for a long one."""
    return _ENDS.sub("", text).casefold() if len(text) <= LONGEST_PHRASE else ""


@cache
def named(*groups: str) -> re.Pattern[str]:
    """Finds one of the names of some groups of classes in what ``names_of`` gives."""
    found = [name for group in groups for name in _words()["classes"][group]]
    any_of = "|".join(re.escape(name).replace(r"\*", "[a-z0-9]*") for name in found)
    return re.compile(rf"(?:^|[\s_-])(?:{any_of})(?=$|[\s_0-9-])")


def names_of(attribute: str) -> str:
    """The value of a class or id with hyphens between its words."""
    return _CAPITAL.sub("-", attribute).casefold()


@cache
def before(group: str) -> re.Pattern[str]:
    """Finds one of the phrases of a group, as a label with or without a colon."""
    any_of = "|".join(re.escape(phrase) for phrase in sorted(phrases(group), key=len, reverse=True))
    return re.compile(rf"(?<![\w-])(?:{any_of})(?![\w-])\s*[:.\-–]?\s*", re.IGNORECASE)


@cache
def states() -> dict[str, re.Pattern[str]]:
    """What finds the words by which a page says that it has no text, by reason."""
    return {
        reason: re.compile("|".join(rf"(?<!\w){re.escape(phrase)}(?!\w)" for phrase in found), re.IGNORECASE)
        for reason, found in _words()["states"].items()
    }
