"""Here is the text of one cell: which words, years, numbers, figures, days or addresses does it state?

>>> period("seit 2018")
{'start': 2018, 'ongoing': True}
>>> figure("rund 350 Mitglieder (2019)", "de")
{'what': {'de': 'Mitglieder (rund)'}, 'value': 350, 'year': 2019}
"""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator
from datetime import date
from functools import cache
from typing import Any, NamedTuple

from indexer.ingest.suggesting.counted import qualifier
from indexer.ingest.suggesting.cues import cues
from indexer.ingest.suggesting.numbers import numbers
from kb.localized import Language

_SEPARATORS = re.compile(r"[;|\n]")
_BULLET = re.compile(r"\s*(?:[-–•*·]\s+|[0-9]{1,2}[.)]\s+)")
_ISO_MONTH = re.compile(r"(?<!\d)([0-9]{4})-(?:0[1-9]|1[0-2])(?:-[0-3][0-9])?(?![0-9])")
_SHORT_END = re.compile(r"(?<!\d)((?:1[5-9]|20)[0-9]{2})\s*[-–/]\s*([0-9]{2})(?![0-9./-])")
_YEAR = re.compile(r"(?<!\d)(?:1[5-9][0-9]{2}|20[0-9]{2}|2100)(?!\d)")
_WORD = re.compile(r"[^\W\d_]+")
_PLAIN_NUMBER = re.compile(r"(-?[0-9]+(?:\.[0-9]+)?(?:[eE][+-]?[0-9]{1,3})?)(?:\s*(%|€))?\Z")
_THOUSANDS = re.compile(r"[0-9]{1,3}\.[0-9]{3}\Z")
_YEAR_IN_BRACKETS = re.compile(r"\s*[(\[][^()\[\]0-9]{0,20}((?:1[5-9]|20)[0-9]{2})[^()\[\]0-9]{0,10}[)\]]")
_EXPORTED_FIGURE = re.compile(
    r"(?P<what>.+?): (?P<value>-?[0-9]{1,300}(?:\.[0-9]{1,300})?(?:e[+-][0-9]{1,3})?)"
    r"(?: \((?P<year>[0-9]{4})\))?(?:; |\Z)",
    re.DOTALL,
)
_ADDRESS = re.compile(r"(?:https?://|www\.)[^\s<>\"|]+", re.IGNORECASE)
_NEXT_ADDRESS = re.compile(r"[;,](?=https?://)", re.IGNORECASE)
_GERMAN_DAY = re.compile(r"([0-9]{1,2})\.\s?([0-9]{1,2})\.\s?([0-9]{4})(?![0-9])")
_ISO_DAY = re.compile(r"([0-9]{4})-([0-9]{2})-([0-9]{2})(?![0-9])")


class Address(NamedTuple):
    """A web address and the words before it, if they are its title."""

    url: str
    title: str | None


def words(text: str, separator: str | None, is_known: Callable[[str], bool]) -> list[str]:
    """The values in a cell, parted by semicolons, bars or line ends; by commas if all parts are known."""
    parts = text.split(separator) if separator else _SEPARATORS.split(text)
    found = []
    for part in (_BULLET.sub("", part, count=1).strip() for part in parts):
        pieces = [piece.strip() for piece in part.split(",")]
        if separator is None and len(pieces) > 1 and not is_known(part) and all(map(is_known, pieces)):
            found += pieces
        else:
            found.append(part)
    return list(filter(None, found))


def lines(text: str) -> list[str]:
    """The items of a cell: its lines, or what semicolons part if it has only one."""
    parts = text.split("\n") if "\n" in text.strip() else text.split(";")
    return list(filter(None, (_BULLET.sub("", part, count=1).strip() for part in parts)))


def year(text: str) -> int | None:
    """The one year a cell states, also within a day."""
    found = {int(found) for found in _YEAR.findall(text)}
    return found.pop() if len(found) == 1 else None


def is_ongoing(text: str) -> bool:
    """Whether a cell says that something still runs."""
    spoken = f" {' '.join(_WORD.findall(text.casefold()))} "
    return any(f" {word} " in spoken for word in cues("periods")["ongoing"])


def period(text: str) -> dict[str, Any] | None:
    """The period a cell states; nothing if it cannot be understood."""
    text = _SHORT_END.sub(_with_whole_end, _ISO_MONTH.sub(r"\1", text))
    years = list(_YEAR.finditer(text))
    ongoing = {"ongoing": True} if is_ongoing(text) else {}
    if len(years) > 2 or not (years or ongoing):
        return None
    if len(years) == 2:
        return {"start": int(years[0][0]), "end": int(years[1][0])}
    if not years:
        return ongoing
    before = text[: years[0].start()].casefold()
    spoken = set(_WORD.findall(before))
    if spoken & _cue("end") or before.rstrip().endswith(("-", "–")):
        return {"end": int(years[0][0])}
    if spoken & _cue("running"):
        ongoing = {"ongoing": True}
    return {"start": int(years[0][0]), **ongoing}


def _with_whole_end(found: re.Match[str]) -> str:
    """2014-20 as 2014-2020."""
    start = int(found[1])
    end = start // 100 * 100 + int(found[2])
    return f"{start}-{end}" if end > start else found[0]


@cache
def _cue(group: str) -> frozenset[str]:
    return frozenset(cues("periods")[group])


def number(text: str, language: Language, *, exact: bool) -> tuple[int | float, str | None] | None:
    """The number a cell holds, with its unit. ``exact``: a program wrote it, so 1.125 is not thousands."""
    text = text.strip()
    plain = _PLAIN_NUMBER.match(text)
    if plain and (exact or not _THOUSANDS.match(plain[1].lstrip("-"))):
        value = float(plain[1])
        whole = value.is_integer() and abs(value) < 1e15
        return (int(value) if whole else value), plain[2]
    sign = -1 if text[:1] in ("-", "−") else 1
    found = list(numbers(text[1:].lstrip() if sign < 0 else text, language))
    return (sign * found[0].value, found[0].unit) if len(found) == 1 else None


def figure(text: str, language: Language) -> dict[str, Any] | None:
    """The figure a cell states in words, as "350 Mitglieder (2019)" or "Mitglieder: 350"."""
    of_year = _YEAR_IN_BRACKETS.search(text)
    rest = text[: of_year.start()] + text[of_year.end() :] if of_year else text
    found = list(numbers(rest, language))
    if len(found) != 1:
        return None
    one = found[0]
    said = qualifier(rest, one, language)
    before = rest[: one.start].rstrip()
    before = before[: len(before) - len(said)] if said else before
    what = " ".join(f"{before} {rest[one.end :]}".strip(" \t\n:=;,.").split())
    if not what:
        return None
    stated: dict[str, Any] = {"what": {language: f"{what} ({said})" if said else what}, "value": one.value}
    stated |= {"unit": one.unit} if one.unit else {}
    return stated | ({"year": int(of_year[1])} if of_year else {})


def exported_figures(text: str, language: Language) -> list[dict[str, Any]] | None:
    """The figures of a cell as our own export writes them; nothing if it was written by someone else."""
    found: list[dict[str, Any]] = []
    place = 0
    while place < len(text):
        one = _EXPORTED_FIGURE.match(text, place)
        if one is None:
            return None
        is_whole = one["value"].lstrip("-").isdecimal()
        value = int(one["value"]) if is_whole else float(one["value"])
        stated: dict[str, Any] = {"what": {language: one["what"]}, "value": value}
        found.append(stated | ({"year": int(one["year"])} if one["year"] else {}))
        place = one.end()
    return found


def addresses(text: str) -> Iterator[Address]:
    """The web addresses in a cell, each with the words before it on its line."""
    for line in _NEXT_ADDRESS.sub("\n", text).split("\n"):
        end = 0
        for found in _ADDRESS.finditer(line):
            url = found[0].rstrip(".,;:!?]'")
            url = url if "(" in url else url.rstrip(")")
            title = _BULLET.sub("", line[end : found.start()], count=1).strip(" \t:;,-–([])|")
            end = found.end()
            yield Address(url if url[:4].casefold() == "http" else f"https://{url}", title or None)


def day(text: str) -> str:
    """The day a cell states as ISO, else the cell as it stands."""
    iso, german = _ISO_DAY.match(text.strip()), _GERMAN_DAY.match(text.strip())
    try:
        if iso:
            return date(int(iso[1]), int(iso[2]), int(iso[3])).isoformat()
        if german:
            return date(int(german[3]), int(german[2]), int(german[1])).isoformat()
    except ValueError:
        pass  # no day of the calendar; the rules of records say so
    return text
