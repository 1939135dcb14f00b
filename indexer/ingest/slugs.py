"""Here is a title: which record id does it give, and which one if that is taken?

>>> slug("Förderung für Straßen & Häfen")
'foerderung-fuer-strassen-haefen'
"""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Callable

from kb.record import ID_LENGTH

_WRITTEN_OUT = str.maketrans(
    {"ä": "ae", "ö": "oe", "ü": "ue", "ß": "ss", "æ": "ae", "ø": "oe", "å": "aa", "ł": "l", "đ": "d", "’": ""}
)
_BETWEEN = re.compile(r"[^a-z0-9]+")


def slug(title: str) -> str:
    """The id: a-z and digits, at most 80 signs, cut between words; empty if the title holds neither."""
    text = unicodedata.normalize("NFKC", title).casefold().translate(_WRITTEN_OUT)
    text = unicodedata.normalize("NFKD", text)
    text = "".join(sign for sign in text if not unicodedata.combining(sign))
    found = _BETWEEN.sub("-", text).strip("-")
    if len(found) <= ID_LENGTH:
        return found
    whole_words = found[: ID_LENGTH + 1].rpartition("-")[0]
    return whole_words or found[:ID_LENGTH]


def free_id(wanted: str, is_taken: Callable[[str], bool]) -> str:
    """The id, with a number behind it if it is taken."""
    wanted = wanted or "without-title"
    found, number = wanted, 1
    while is_taken(found):
        number += 1
        ending = f"-{number}"
        found = wanted[: ID_LENGTH - len(ending)].rstrip("-") + ending
    return found
