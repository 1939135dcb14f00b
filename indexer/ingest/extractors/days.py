"""Here are words with a date: which day is it, or which month or year, if no more is said?

>>> day_in("Veröffentlicht am 3. März 2021")
'2021-03-03'
>>> day_in("2024-05")
'2024-05'
"""

from __future__ import annotations

import re
from datetime import date
from functools import cache

from babel.dates import get_month_names

from indexer.ingest.extractors.statements import believable_day
from kb.localized import LANGUAGES

_ISO = re.compile(r"(?<!\d)(\d{4})-(\d{1,2})(?:-(\d{1,2}))?(?!\d)|(?<!\d)(\d{4})(\d{2})(\d{2})(?!\d)")
_NUMBERS = re.compile(r"(?<![\d.])(\d{1,2})[./-]\s?(\d{1,2})[./-]\s?(\d{4}|\d{2})(?!\d)")
_MONTH = re.compile(r"(?<![\d./])(\d{1,2})/(\d{4})(?!\d)")
_YEAR = re.compile(r"(?<!\d)((?:19|20)\d{2})(?!\d)")
SHORT_YEARS = 2000


def day_in(text: str) -> str | None:
    """The first date in a short text, as ISO. Of 3/4/2021 the first number is the day, as in Europe."""
    text = text[:200]
    found = _ISO.search(text)
    if found:
        year, month, day = found.groups()[:3] if found[1] else found.groups()[3:]
        return _iso(int(year), int(month), int(day) if day else None)
    found = _NUMBERS.search(text)
    if found:
        day, month, year = (int(number) for number in found.groups())
        if month > 12:
            day, month = month, day
        return _iso(year if year > 99 else SHORT_YEARS + year, month, day)
    return _in_words(text) or _month_or_year(text)


def begins_with_day(text: str) -> bool:
    """Whether a date comes first in a text, save for "on", "am" or a day of the week."""
    return bool(_begins().match(text))


@cache
def _begins() -> re.Pattern[str]:
    names = "|".join(re.escape(name) for name in sorted(_months(), key=len, reverse=True))
    return re.compile(
        rf"\W*(?:(?:am|den|d|on|vom|the|\w+(?:day|tag|woch|dag))\W+)*(?:\d|(?:{names})\W)", re.IGNORECASE
    )


def _month_or_year(text: str) -> str | None:
    found = _MONTH.search(text)
    if found:
        return _iso(int(found[2]), int(found[1]), None)
    found = _YEAR.search(text)
    return _iso(int(found[1]), None, None) if found else None


def _in_words(text: str) -> str | None:
    names = "|".join(re.escape(name) for name in sorted(_months(), key=len, reverse=True))
    for form in (
        rf"(?<!\d)(?P<day>\d{{1,2}})(?:\.|st|nd|rd|th)?\s*(?:of\s+)?(?P<month>{names})\.?,?\s+(?P<year>\d{{4}})(?!\d)",
        rf"(?<!\w)(?P<month>{names})\.?\s+(?P<day>\d{{1,2}})(?:st|nd|rd|th)?,?\s+(?P<year>\d{{4}})(?!\d)",
        rf"(?<!\w)(?P<month>{names})\.?,?\s+(?P<year>\d{{4}})(?!\d)",
    ):
        found = re.search(form, text, re.IGNORECASE)
        if found:
            parts = found.groupdict()
            day = parts.get("day")
            return _iso(int(parts["year"]), _months()[parts["month"].casefold()], int(day) if day else None)
    return None


@cache
def _months() -> dict[str, int]:
    return {
        name.rstrip(".").casefold(): number
        for language in LANGUAGES
        for width in ("wide", "abbreviated")
        for number, name in get_month_names(width, locale=language).items()
    } | {"jänner": 1, "mrz": 3, "sept": 9}


def _iso(year: int, month: int | None, day: int | None) -> str | None:
    try:
        first = believable_day(date(year, month or 1, day or 1))
    except ValueError:
        return None
    return first[: 10 if day else 7 if month else 4] if first else None
