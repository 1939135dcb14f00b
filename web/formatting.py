"""How are numbers, days and passages in other languages written for a reader?"""

from __future__ import annotations

import re
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import date, datetime
from typing import Any
from zoneinfo import ZoneInfo

from babel.dates import format_date, format_datetime
from babel.numbers import format_decimal, format_percent
from babel.units import format_unit

from kb.localized import LOCALES as LOCALES
from kb.localized import Language, choose


def number(value: float, reader: Language) -> str:
    """A number with the separators of the language.

    >>> number(1234.5, "de")
    '1.234,5'
    """
    return format_decimal(value, format="#,##0.######", locale=LOCALES[reader])


def percent(share: float, reader: Language) -> str:
    """A share between 0 and 1.

    >>> percent(0.45, "en")
    '45%'
    """
    text: str = format_percent(share, locale=LOCALES[reader])
    return text


def day(text: str, reader: Language) -> str:
    """A day, or the day of a timestamp, as people write it.

    >>> day("2026-11-24T09:30:00Z", "de")
    '24. November 2026'
    >>> day("2026-11-24", "en")
    '24 November 2026'
    """
    return format_date(date.fromisoformat(text[:10]), "long", locale=LOCALES[reader])


def local_day(text: str, timezone: ZoneInfo) -> str:
    """The day of a timestamp in UTC on the clock of the site, as days are kept.

    >>> local_day("2026-11-24T23:30:00Z", ZoneInfo("Europe/Berlin"))
    '2026-11-25'
    """
    return datetime.fromisoformat(text).astimezone(timezone).date().isoformat()


def moment(text: str, reader: Language, timezone: ZoneInfo) -> str:
    """A timestamp in UTC as the clock of the site shows it.

    >>> moment("2026-11-24T09:30:00Z", "de", ZoneInfo("Europe/Berlin"))
    '24.11.2026, 10:30:00'
    """
    at = datetime.fromisoformat(text)
    return format_datetime(at, "medium", tzinfo=timezone, locale=LOCALES[reader])


def size(count: int, reader: Language) -> str:
    """A number of bytes in the unit people use.

    >>> size(1_240_000, "de")
    '1,2 MB'
    """
    units = (("megabyte", 1_000_000), ("kilobyte", 1_000), ("byte", 1))
    unit, bytes_each = next((unit for unit in units if count >= unit[1]), units[-1])
    shape = "#,##0.#" if unit == "megabyte" else "#,##0"
    locale = LOCALES[reader]
    return format_unit(count / bytes_each, f"digital-{unit}", "short", format=shape, locale=locale)


def shortened(text: str, length: int) -> str:
    """The text, or as many of its whole words as fit into ``length`` characters, with the sign of omission.

    >>> shortened("One agency, five countries", 12)
    'One agency\\xa0…'
    """
    if len(text) <= length:
        return text
    words = text[:length].rpartition(" ")[0] or text[:length]
    return words.rstrip(" ,;:–-") + "\N{NO-BREAK SPACE}…"


def once(words: Iterable[str]) -> tuple[str, ...]:
    """The words without repetitions, whatever their case.

    >>> once(["Cluster", "cluster", "Netz"])
    ('Cluster', 'Netz')
    """
    found: dict[str, str] = {}
    for word in words:
        found.setdefault(word.casefold(), word)
    return tuple(found.values())


def side_by_side(words: Iterable[str], text: str) -> str | None:
    """The words as they stand together in a text, with blanks or hyphens between them; None if they do not.

    >>> side_by_side(["e", "mobility"], "all about e-mobility")
    'e-mobility'
    """
    found = re.search(r"[\s-]{1,3}".join(map(re.escape, words)), text)
    return found[0] if found else None


def unbroken(label: str) -> str:
    """A label whose lines do not break after a hyphen that begins a word, as in „Gewinnung und -bindung“."""
    return label.replace(" -", " \N{NON-BREAKING HYPHEN}")


@dataclass(frozen=True)
class Text:
    """A text of a record. ``lang`` is its language where the page speaks another one, else None."""

    text: str
    lang: Language | None = None


def text_for(texts: Mapping[Language, str], reader: Language) -> Text | None:
    """The text a reader gets, marked where it is not in their language; None if there is none."""
    found = choose(texts, reader)
    if found is None:
        return None
    language, text = found
    return Text(text, None if language == reader else language)


@dataclass(frozen=True)
class Period:
    """The years of a record; ``ongoing`` says that it still runs."""

    start: int | None
    end: int | None
    ongoing: bool


def period(record: Mapping[str, Any]) -> Period | None:
    """When it ran, or for what was published the year of that; None if neither is stated."""
    stated = record.get("period")
    if stated:
        return Period(stated.get("start"), stated.get("end"), bool(stated.get("ongoing")))
    year = record.get("published_year")
    return Period(year, year, False) if year else None
