"""What does a dictionary in Ding format say means the same?

A line holds an entry, German before ``::`` and English after it; ``|`` parts its senses, which stand in the same
order on both sides, and ``;`` the alternatives of a sense::

    Hafen {m}; Seehafen {m} [naut.] | Häfen {pl} :: port; harbour (for ships) | ports

Marks of grammar and subject, explanations and placeholders (etw., sb.) are taken off. Part of a word in
parentheses is optional, words with a slash between them are alternatives. No line is ever an error: what says
nothing gives no sense.
"""

from __future__ import annotations

import gzip
import re
import zlib
from collections.abc import Iterator
from dataclasses import dataclass
from itertools import islice
from pathlib import Path

from indexer.errors import SourceRefused

SEPARATOR = "::"
MOST_VARIANTS = 4  # spellings one alternative can stand for
_PROBE = 200  # lines that show whether a file is a dictionary at all
_LONGEST = 100_000  # characters of a line that are read

_MARKS = re.compile(r"\{[^{}]*\}|\[[^\[\]]*\]|<[^<>]*>|(?<!\S)/[^/]*/(?!\S)")
_EXPLANATION = re.compile(r"(?<!\w)\((?:[^()]|\([^()]*\))*\)(?!\w)")
_OPTIONAL = re.compile(r"\(([^()]*)\)")
_SPLIT = {sign: re.compile(rf"{re.escape(sign)}(?![^(]*\))") for sign in "|;"}
_DASH = r"[-\u2010\u2011]"
_PLACEHOLDER = re.compile(
    r"(?<![\w.])(?:etw|jdn|jdm|jds|jd|sb|sth|so|usw|etc|bzw)\.(?:/(?:etw|jdn|jdm|jds|jd|sb|sth|so)\.)*(?:['’]s)?"
    r"|(?<!\w)(?:sb|sth|so)['’]s(?!\w)|\+\w+|…|\.\.+"
)
_LEADING = {
    "de": re.compile(r"(?:sich|der|die|das|ein|eine|einen|er/sie|ich/er/sie|er/sie/es)(?:\s+|$)", re.IGNORECASE),
    "en": re.compile(r"(?:to(?: be)?|the|an?|he/she|he/she/it|I/he/she(?:/it)?)(?:\s+|$)", re.IGNORECASE),
}


@dataclass(frozen=True)
class Sense:
    """What means the same: German and English headwords of one or several words, best first."""

    german: tuple[str, ...]
    english: tuple[str, ...]


def senses(line: str) -> tuple[Sense, ...]:
    """The senses of one line; none for a comment or a line without a translation."""
    left, separator, right = line[:_LONGEST].partition(SEPARATOR)
    if not separator or line.lstrip().startswith("#"):
        return ()
    pairs = zip(_parts(left, "|"), _parts(right, "|"), strict=False)
    found = (Sense(_headwords(german, "de"), _headwords(english, "en")) for german, english in pairs)
    return tuple(sense for sense in found if sense.german and sense.english)
