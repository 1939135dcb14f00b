"""What does a file say of itself, and is it to be believed?

Programs fill in titles nobody wrote and days on which nothing came out.
"""

from __future__ import annotations

import re
from collections.abc import Iterable
from datetime import UTC, date, datetime
from pathlib import PurePath

from indexer.ingest.extraction import Found
from indexer.ingest.languages import language_of
from kb.localized import LANGUAGES, Language

FIRST_YEAR = 1990  # before that nobody wrote files of these kinds; programs state 1601, 1970 or 1980
ENOUGH = 200  # signs of a text that say more about its language than the file does
_MADE_BY_PROGRAMS = re.compile(
    r"(?:microsoft (?:word|powerpoint|excel|office)\b.*|word document|powerpoint[- ]pr(?:ä|ae|e)sentation"
    r"|powerpoint presentation|(?:untitled|unbenannt|ohne titel|uden titel|printing |adobe ).*"
    r"|(?:titel|title|document|dokument|folie|slide|layout)\s*\d*|\(?(?:anonymous|unspecified)\)?"
    r"|scan(?:ned)?\b.*|none|null|about:blank)",
    re.IGNORECASE,
)
_FILE = re.compile(r"\S+\.[a-z][a-z0-9]{1,4}", re.IGNORECASE)
_ANY_FILE = re.compile(r".*\.(?:docx?|pdf|pptx?|xlsx?|odt|rtf|indd|qxd|tex|dvi|html?)", re.IGNORECASE)
_NAMED_LIKE_A_FILE = re.compile(r"\S*_\S*|\S+[-.]v\d+(?:[.-]\d+)*", re.IGNORECASE)  # report_final_v2


def believable_title(title: str | None, file_name: str = "") -> str | None:
    """The title a file states, unless a program made it up or it is a file name."""
    title = " ".join((title or "").split())
    if not any(sign.isalpha() for sign in title) or len(title) < 3:
        return None
    if _MADE_BY_PROGRAMS.fullmatch(title) or _FILE.fullmatch(title) or _ANY_FILE.fullmatch(title):
        return None
    if _NAMED_LIKE_A_FILE.fullmatch(title):
        return None
    if title.casefold() in (file_name.casefold(), PurePath(file_name).stem.casefold()) and " " not in title:
        return None
    return title


def believable_day(day: date) -> str | None:
    """A day as ISO, unless no file of these kinds can be of it."""
    if day.year < FIRST_YEAR or day > datetime.now(UTC).date():
        return None
    return day.isoformat()


def title_of(found: Iterable[Found]) -> str | None:
    """The first title that was found."""
    return next((one.value for one in found if one.what == "title"), None)


def language_in(text: str, found: Iterable[Found]) -> Language | None:
    """The language of a text.

    What the file states only counts for a text too short to tell: as a rule it is the language of a program.
    """
    language = language_of(text)
    if language or len(text) >= ENOUGH:
        return language
    tags = (one.value for one in found if one.what == "language")
    return next((language for language in map(_language_of_tag, tags) if language), None)


def _language_of_tag(tag: str) -> Language | None:
    code = tag.strip().casefold().replace("_", "-").partition("-")[0]
    return next((language for language in LANGUAGES if language == code), None)
