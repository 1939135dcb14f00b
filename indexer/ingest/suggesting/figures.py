"""Which figures does a text state: how many of what, in which year?

A number is one only if the text says what it counts. Days, years, numbers of pages, houses, paragraphs and
norms are none, and neither is what stands in an address. In a table a figure takes its year from the header.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import replace
from functools import cache
from itertools import islice, pairwise
from typing import Any, NamedTuple

from indexer.analysis.keys import phrase_of, words_of
from indexer.ingest.suggesting.counted import Counted, counted, qualifier
from indexer.ingest.suggesting.cues import all_of, cues
from indexer.ingest.suggesting.evidence import ordered, suggested
from indexer.ingest.suggesting.numbers import Number, numbers
from indexer.ingest.suggesting.places import is_address
from indexer.ingest.suggesting.reading import Reading, Sentence
from indexer.ingest.suggesting.rows import beside, cells_of, is_counted, joined
from indexer.ingest.suggesting.suggestion import Suggestion
from indexer.ingest.suggesting.years import words_before, year_of
from kb.localized import Language

MOST = 20
MOST_IN_A_SENTENCE = 30  # numbers; where there are more, it is a table without its columns
LONGEST_WHAT = 120  # signs
YEARS = range(1500, 2101)
HIGHEST_DAY = 31
LONGEST_OPENING = 30  # signs of the words that say that a sentence speaks of the page

COUNTED = 0.78  # confidence of what editors of this field count
OTHER = 0.6
TIME = 0.4  # of lengths of time
IN_A_TABLE = 0.84
AIM = 0.25  # less for what is only aimed at
FEW = 0.15  # less for one or two of something
FROM_BEFORE = 0.08  # less where the words for it stand before the number
LOOSE = 0.1  # and less still where nothing binds these to the number
STATED = 0.03  # more with a year, and in the title or lead

_NEXT_WORD = re.compile(r"[ \u00a0.]*([^\W\d_]+)")
_LABELLED = re.compile(r"[:\t]\s*\S{0,12}\s*\Z")
_ANOTHER_DAY = re.compile(
    r"\.?\s?(?:and|und|og|to|bis|til|or|oder|eller|[–/,&-])\s?[0-9]{1,2}\.? ([^\W\d_]+)"
)


class Figure(NamedTuple):
    """A figure as it is suggested."""

    what: str
    number: Number
    year: int | None
    confidence: float
    row: str = ""

    def value(self, language: Language) -> dict[str, Any]:
        """The group a record holds."""
        group: dict[str, Any] = {"what": {language: self.what}, "value": self.number.value}
        if self.number.unit:
            group["unit"] = self.number.unit
        if self.year:
            group["year"] = self.year
        return group


def figures(reading: Reading) -> Iterator[Suggestion]:
    """The suggested figures, each once."""
    best: dict[tuple[float, str | None, str, str], tuple[Figure, Suggestion]] = {}
    labels = beside(reading.sentences, reading.language)
    for place, sentence in enumerate(reading.sentences):
        if sentence.role == "keyword" or _is_of_the_page(sentence.text) or is_address(sentence.text):
            continue
        read = joined(sentence, labels[place]) if place in labels else sentence
        for figure in _of_row(read, reading.language):
            number, value = figure.number, figure.value(reading.language)
            suggestion = suggested("figures", value, sentence, figure.confidence, number.start, number.end)
            key = (number.value, number.unit, _head(figure.what), figure.row)
            known = best.get(key)
            if known is None or _worth(figure) > _worth(known[0]):
                best[key] = (figure, suggestion)
    yield from ordered((suggestion for _, suggestion in best.values()), MOST)


def _is_of_the_page(text: str) -> bool:
    return text[:LONGEST_OPENING].casefold().startswith(tuple(cues("figures")["of_the_page"]))


def _worth(figure: Figure) -> tuple[bool, float]:
    return figure.year is not None, figure.confidence


def _head(what: str) -> str:
    """The word by which two namings of the same figure are recognised."""
    words = phrase_of(what.partition(" (")[0]).split()
    return words[-1][:5] if words else ""


def _of_sentence(sentence: Sentence, language: Language) -> Iterator[Figure]:
    text = sentence.text
    for number in _single(text, language):
        if _is_no_figure(text, number, language):
            continue
        what = counted(text, number, language)
        if what is None or len(what.words) > LONGEST_WHAT:
            continue
        confidence = _confidence(sentence, number, what)
        if confidence:
            year = year_of(text, number, what.end, language)
            words = _qualified(what.words, qualifier(text, number, language))
            yield Figure(words, number, year, confidence + STATED * (year is not None))


def _single(text: str, language: Language) -> Iterator[Number]:
    """The numbers that are no ends of a range."""
    found = list(islice(numbers(text, language), MOST_IN_A_SENTENCE + 1))
    if len(found) > MOST_IN_A_SENTENCE:
        return
    joined = [
        text[one.end : other.start].strip(" \u00a0()").casefold() in cues("figures")["range"]
        for one, other in pairwise(found)
    ]
    for place, number in enumerate(found):
        if not any(joined[max(0, place - 1) : place + 1]):
            yield number


def _qualified(what: str, said: str) -> str:
    return f"{what} ({said})" if said else what


def _of_row(sentence: Sentence, language: Language) -> Iterator[Figure]:
    """The figures of a sentence, of a row as its header explains it."""
    cells = cells_of(sentence, language) if sentence.header else None
    if cells is None:
        yield from _of_sentence(sentence, language)
        return
    for cell in cells:
        if cell.number is None:
            for figure in _of_sentence(replace(sentence, text=cell.text, header=""), language):
                number = figure.number
                placed = number._replace(start=cell.start + number.start, end=cell.start + number.end)
                yield figure._replace(number=placed)
        elif cell.what:
            said = "" if cell.year else qualifier(sentence.text, cell.number, language)
            words = ", ".join(filter(None, (cell.row, said)))
            counted_there = COUNTED if is_counted(cell.what) else OTHER
            confidence = IN_A_TABLE if cell.year else counted_there
            yield Figure(_qualified(cell.what, words), cell.number, cell.year, confidence, cell.row)


def _is_no_figure(text: str, number: Number, language: Language) -> bool:
    before = words_before(text, number.start, 1)
    following = _NEXT_WORD.match(text, number.end)
    after = following[1].casefold() if following else ""
    if after in cues("figures")["numbered"]:
        return True
    if number.unit or number.factor > 1:
        return False
    last = before[0] if before else ""
    if last in cues("figures")["numbering"] or _is_a_house_number(last):
        return True
    day = number.value <= HIGHEST_DAY and (
        after in _months() or last in _months() or _is_first_day(text, number.end)
    )
    ordinal = number.plain and text[number.end : number.end + 2] in (". ", ".\u00a0")
    sign = text[number.start - 1 : number.start] + text[number.end : number.end + 1]
    bracketed = sign in ("()", "[]") or (not text[: number.start].strip() and sign.endswith(")"))
    return day or ordinal or bracketed or _is_a_code(text, number, following, language, last)


def _is_a_house_number(last: str) -> bool:
    return last.endswith(("straße", "strasse", "str", "allee", "weg", "vej", "gade", "platz", "street"))


def _is_first_day(text: str, end: int) -> bool:
    """Whether another day and the month follow: 18 and 19 September."""
    found = _ANOTHER_DAY.match(text, end)
    return found is not None and found[1].casefold() in _months()


@cache
def _months() -> frozenset[str]:
    return frozenset(cues("figures")["months"])


def _is_a_code(
    text: str, number: Number, following: re.Match[str] | None, language: Language, last: str
) -> bool:
    """Whether plain digits are rather a year or a postal code than a number of things."""
    if not number.plain or len(number.digits) not in (4, 5):
        return False
    capital = following is not None and following[1][0].isupper()
    if len(number.digits) == 5 or language != "de":
        if capital and (len(number.digits) == 5 or number.value not in YEARS):
            return True
        if len(number.digits) == 5:
            return False
    if number.value not in YEARS:
        return False
    round_number = number.value % 50 == 0 and following is not None and (capital or language != "de")
    said = qualifier(text, number, language) and last not in cues("figures")["in_year"]
    return not (following and said) and not (
        round_number and last not in cues("figures")["in_year"] and last not in cues("figures")["from_year"]
    )


def _confidence(sentence: Sentence, number: Number, what: Counted) -> float:
    keys = {word.key for word in words_of(what.words)}
    if keys & all_of("figures", "times") and not number.unit:
        *_, last = ["", *words_before(sentence.text, number.start, 1)]
        near = 1 if last.isdecimal() else 2  # in 2022, 5,400 hours: "in" belongs to the year
        since = set(words_before(sentence.text, number.start, near)) & set(cues("figures")["since"])
        ago = sentence.text[what.end :].lstrip()[:3].casefold() in ("ago", "old", "alt")
        return 0.0 if since or ago else TIME
    confidence = COUNTED if keys & all_of("figures", "counted") else OTHER
    confidence -= FROM_BEFORE * (
        what.before and sentence.role != "fact" and not _LABELLED.search(sentence.text[: number.start])
    )
    said = {word.key for word in words_of(sentence.text)}
    confidence -= LOOSE * what.loose
    confidence -= AIM * bool(said & all_of("figures", "aims"))
    confidence -= FEW * (number.value <= 2 and number.unit is None)
    return confidence + STATED * (sentence.role in ("title", "lead", "fact", "description"))
