"""Here is a heading: of which field of a record is the text below it?

A heading means a field if all its words that carry meaning belong to it: "Ergebnisse und Wirkung" are
results, "3. Our approach" is the approach. If only some do, as in "Results of the first survey", it may.
"""

from __future__ import annotations

import re
from functools import lru_cache
from typing import NamedTuple

from indexer.analysis.forms import is_stop_word
from indexer.analysis.keys import phrase_of
from indexer.ingest.suggesting.cues import by_phrase

LONGEST = 8  # words of a heading that can mean a field
LONGEST_PARTLY = 5  # words of one that holds the words of a field beside others
LONGEST_PHRASE = 6  # words

_NUMBER = re.compile(r"\s*(?:[0-9]{1,2}(?:\.[0-9]{1,2}){0,3}[.):]?|[A-Za-z][.)]|[IVX]{1,4}\.)\s+")
_TRANSPARENT = frozenset({"unser", "unsere", "our", "vores", "das", "key", "main", "wichtigste", "zentrale"})


class Meant(NamedTuple):
    """The field of a heading, or nothing; and whether it means nothing else."""

    field: str | None
    sure: bool


def without_number(heading: str) -> str:
    """A heading without "3.1" or "a)" before it."""
    found = _NUMBER.match(heading)
    return heading[found.end() :] if found else heading


@lru_cache(maxsize=5_000)
def field_of(heading: str) -> Meant:
    """The field a heading means."""
    words = phrase_of(without_number(heading[:200])).split()
    if not 0 < len(words) <= LONGEST:
        return Meant(None, False)
    fields, others = _fields(words)
    if len(fields) != 1:
        return Meant(None, False)
    field = fields.pop()
    if not others:
        return Meant(field, True)
    partly = len(words) <= LONGEST_PARTLY and field not in ("aside", "lists")
    return Meant(field if partly else None, False)


def _fields(words: list[str]) -> tuple[set[str], int]:
    """The fields of the longest phrases of a heading, and how many words say something else."""
    known = by_phrase("sections")
    fields: set[str] = set()
    others = first = 0
    while first < len(words):
        for end in range(min(len(words), first + LONGEST_PHRASE), first, -1):
            field = known.get(" ".join(words[first:end]))
            if field:
                fields.add(field)
                first = end
                break
        else:
            others += not (is_stop_word(words[first]) or words[first] in _TRANSPARENT)
            first += 1
    return fields, others
