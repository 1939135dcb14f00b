"""Here is a figure in a sentence: for which year does it hold?

The year stands in brackets after the figure or after its label, or near it after words such as "in" or "by
the end of". A year at the beginning of a sentence holds for all its figures. The years of a range and those
since when something is done are not the year of a figure.
"""

from __future__ import annotations

import re

from indexer.ingest.suggesting.cues import cues
from indexer.ingest.suggesting.numbers import Number
from kb.localized import Language

NEAR = 80  # signs between a figure and its year
BEFORE = 40  # signs before a year that are looked at
OPENING = 25  # signs before a year that opens a sentence
GOVERNED = 300  # signs after it for which it holds

_A_YEAR = r"(?:19|20)[0-9]{2}"
_YEAR = re.compile(rf"(?<![\w./-]){_A_YEAR}(?![\w/]|[.-][0-9])")
_IN_BRACKETS = re.compile(rf"[^()0-9]{{0,60}}\(\s*(?:[^()0-9]{{0,20}}\s)?({_A_YEAR})\s*\)")
_LABELLED = re.compile(rf"\(\s*(?:[^()0-9]{{0,20}}\s)?({_A_YEAR})\s*\)\s*[:=\t\n][^()0-9]{{0,20}}\Z")
_YEAR_FIRST = re.compile(rf"\s*({_A_YEAR})\s*[:–]\s")
_RANGE = re.compile(rf"\s?(?:bis|to|til|until|and|und|og|–|-|/)\s?{_A_YEAR}")
_END_OF_A_RANGE = re.compile(rf"{_A_YEAR}\s?(?:bis|to|til|until|and|und|og|–|-|/)\s?\Z")
_VERB_AFTER = re.compile(r"\s[a-zäöü]")
_OPENED = re.compile(r"(?:\A|[.;:–—]\s)\s*\w+\s\Z")
_PARTED = re.compile("[0-9;]")


def words_before(text: str, end: int, most: int = 3) -> list[str]:
    """The last words before a place, in lower case, nearest last."""
    return [word.strip("(.:;,–-").casefold() for word in text[max(0, end - 40) : end].split()][-most:]


def year_of(text: str, number: Number, end: int, language: Language) -> int | None:
    """The year a figure holds for, where the sentence states it; ``end`` is that of what is counted."""
    found = (
        _IN_BRACKETS.match(text, end)
        or _LABELLED.search(text, max(0, number.start - NEAR), number.start)
        or _YEAR_FIRST.match(text)
    )
    if found:
        return int(found[1])
    years = [
        year
        for year in _YEAR.finditer(text, max(0, number.start - GOVERNED), end + NEAR)
        if not number.start <= year.start() < number.end
    ]
    before = [year for year in years if year.start() < number.start][-1:]
    after = [year for year in years if year.start() >= end][:1]
    near = [
        (number.start - year.end(), year)
        for year in before
        if number.start - year.end() <= NEAR or _opens(text, year.start())
    ]
    near += [(year.start() - end, year) for year in after if not _PARTED.search(text, end, year.start())]
    when = [(far, int(year[0])) for far, year in near if _is_when(text, year, number, language)]
    return min(when)[1] if when else None


def _opens(text: str, start: int) -> bool:
    return start <= OPENING and not any(sign in text[:start] for sign in ",.;:")


def _is_when(text: str, year: re.Match[str], number: Number, language: Language) -> bool:
    """Whether a year says when: after a word such as "in", or as German does it, without one."""
    before = text[max(0, year.start() - BEFORE) : year.start()]
    if _RANGE.match(text, year.end()) or _END_OF_A_RANGE.search(before):
        return False
    if _begins(before, text[year.end() : number.start]):
        return False
    *_, earlier, word = ["", "", *words_before(text, year.start(), 2)]
    if word in cues("figures")["until"]:
        return _OPENED.search(before) is not None
    if word in cues("figures")["months"] or word in cues("figures")["seasons"]:
        return earlier not in cues("figures")["from_year"]
    bare = (
        before.rstrip()[-1:] in ("", "–", "—", ";", ":") and _VERB_AFTER.match(text, year.end()) is not None
    )
    said = language == "de" and before.split()[-1:] == [word] and word not in cues("figures")["not_when"]
    return word in cues("figures")["in_year"] or bare or (said and word.isalpha())


def _begins(before: str, between: str) -> bool:
    """Whether a comma parts the figure from the year of a beginning: founded in 2006, it has 9 members."""
    words = {word.strip("(.:;,–-").casefold() for word in (*before.split()[-3:], *between.split()[:6])}
    return "," in between and bool(words & set(cues("periods")["begin"]))
