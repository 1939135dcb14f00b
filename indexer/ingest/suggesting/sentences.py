"""Here is a passage: where do its sentences begin and end?

A stop ends a sentence if a new one begins after it and it belongs to no abbreviation, number or initial.
Wrong cuts only shorten what is shown as evidence, so the rules are few; each sign is looked at once. What
never stops is cut all the same, so that no reader of sentences works longer on one than on many.
"""

from __future__ import annotations

import re
from collections.abc import Iterator

from indexer.analysis.tokenizer import term_of
from indexer.ingest.suggesting.cues import cues

LONGEST_SENTENCE = 1_000  # signs
LONGEST_PASSAGE = 400  # signs of what is shown as evidence

_STOP = re.compile(r"[.!?…][\"'”“’»)\]]{0,2}\s+|\n+")
_LAST_WORD = re.compile(r"[^\s(\[]{1,20}\Z")
_OPENERS = "\"'„“‚‘«»([-–•*"


def sentences(text: str) -> Iterator[tuple[int, int]]:
    """The beginning and the end of each sentence, without blanks around it."""
    start = 0
    for stop in _STOP.finditer(text):
        if stop[0].startswith("\n") or _ends(text, stop.start(), stop.end()):
            yield from _trimmed(text, start, stop.end())
            start = stop.end()
    yield from _trimmed(text, start, len(text))


def _ends(text: str, stop: int, following: int) -> bool:
    sign = text[following : following + 1].lstrip(_OPENERS) or text[following + 1 : following + 2]
    if sign.islower():
        return False
    if text[stop] != ".":
        return True
    last = _LAST_WORD.search(text, max(0, stop - 20), stop)
    word = term_of(last[0]) if last else ""
    return not (word in cues("sentences")["abbreviations"] or len(word) == 1 or _is_ordinal(word))


def _is_ordinal(word: str) -> bool:
    """Whether a number before a stop is rather "the 3rd" than the end of a sentence: years end sentences."""
    return word.isdecimal() and len(word) <= 2


def _trimmed(text: str, start: int, end: int) -> Iterator[tuple[int, int]]:
    piece = text[start:end]
    first = start + len(piece) - len(piece.lstrip())
    last = start + len(piece.rstrip())
    while last - first > LONGEST_SENTENCE:
        cut = text.rfind(" ", first, first + LONGEST_SENTENCE)
        cut = cut if cut > first else first + LONGEST_SENTENCE
        yield first, cut
        first = cut + (text[cut] == " ")
    if first < last:
        yield first, last


def window(text: str, start: int, end: int) -> str:
    """A piece of a text of at most 400 signs around a place, cut between words."""
    if len(text) <= LONGEST_PASSAGE:
        return text
    low = max(0, min(start - LONGEST_PASSAGE // 3, len(text) - LONGEST_PASSAGE))
    high = min(len(text), max(low + LONGEST_PASSAGE, min(end, low + LONGEST_PASSAGE)))
    if low:
        low = text.find(" ", low, start) + 1 or low
    if high < len(text):
        cut = text.rfind(" ", min(end, high), high)
        high = cut if cut > low else high
    return text[low:high].strip()
