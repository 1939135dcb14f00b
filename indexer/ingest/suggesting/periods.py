"""From when to when does the practice run, and when was the paper published?

Years are telling as facts ("Laufzeit: 2019-2022"), in the title and in the first paragraph. In the body only
the founding counts. The running time of a funding programme is not that of the practice.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from functools import cache, lru_cache

from indexer.ingest.suggesting.cues import cues
from indexer.ingest.suggesting.evidence import ordered, suggested
from indexer.ingest.suggesting.reading import Reading, Role, Sentence
from indexer.ingest.suggesting.suggestion import Suggestion

FACT = 0.88
WEIGHTS: dict[Role, float] = {"title": 0.6, "lead": 0.7, "description": 0.6, "heading": 0.4, "body": 0.35}
OF_A_PROGRAMME = 0.5  # part of the confidence of a range beside the name of a programme
GOES_ON = 0.75  # part of the confidence of the start that "since" gives to its going on
ONGOING_FACT = 0.85
PUBLISHED = 0.6
_WHEN_MADE = ("PDF ", "DOCX ")
PUBLISHED_PAPER = 0.8  # where the text is a paper or calls itself a study or guide
SAID_IN_TEXT = 0.55
PAPERS = ("pdf", "docx")
MOST = 2  # suggestions of each field

_YEAR = r"(?<![\w./-])(?:[0-9]{1,2}[./]){0,2}((?:1[89]|20)[0-9]{2})(?![0-9])"
_ONE_YEAR = re.compile(_YEAR + r"(?![\w/])")
_TO = r"\s{0,2}(bis|to|til|until|and|und|og|–|-|—|/)\s{0,2}(?:\w{3,10} )?"
_LAST = r"(?:[0-9]{1,2}[./]){0,2}((?:1[89]|20)[0-9]{2})(?![\w/])"
_TWO_YEARS = re.compile(_YEAR + _TO + _LAST)
_OPEN = re.compile(
    _YEAR + r"\s?(?:–|-|—|bis|to|til)\s?(?:heute|today|present|now|i dag|ongoing|laufend)\b", re.IGNORECASE
)
_A_YEAR = re.compile("(?:1[89]|20)[0-9]{2}(?![0-9])")
_LAST_WORDS = re.compile(r"[\w©]+")


def periods(reading: Reading) -> Iterator[Suggestion]:
    """The suggested starts, ends and whether the practice goes on."""
    found: dict[str, list[Suggestion]] = {"period.start": [], "period.end": [], "period.ongoing": []}
    for sentence in reading.sentences:
        if sentence.role != "keyword" and not sentence.listed:
            for suggestion in _of_sentence(sentence):
                found[suggestion.field].append(suggestion)
    for suggestions in found.values():
        yield from ordered(_once(suggestions), MOST)


def _once(suggestions: list[Suggestion]) -> Iterator[Suggestion]:
    seen = set()
    for one in sorted(suggestions, key=lambda one: -one.confidence):
        if one.value not in seen:
            seen.add(one.value)
            yield one


def _of_sentence(sentence: Sentence) -> Iterator[Suggestion]:
    text = sentence.text
    weight = FACT if sentence.fact == "period" else WEIGHTS.get(sentence.role, WEIGHTS["body"])
    if sentence.fact == "status" and _holds(text, "ongoing"):
        yield suggested("period.ongoing", True, sentence, ONGOING_FACT)
    still = _OPEN.search(text) or (sentence.fact == "period" and _holds(text, "ongoing"))
    taken: list[tuple[int, int]] = []
    for both in _TWO_YEARS.finditer(text):
        start, end = int(both[1]), int(both[3])
        if start < end and (said := weight * _of_range(sentence, both)):
            taken.append(both.span())
            yield suggested("period.start", start, sentence, said, *both.span())
            yield suggested("period.end", end, sentence, said, *both.span())
    for one in _ONE_YEAR.finditer(text):
        if not any(low <= one.start() < high for low, high in taken):
            yield from _of_year(sentence, one, weight)
    if still:
        yield suggested("period.ongoing", True, sentence, weight)


@lru_cache(maxsize=100)
def _holds(text: str, group: str) -> bool:
    return _any_of(group).search(text) is not None


@cache
def _any_of(group: str) -> re.Pattern[str]:
    words = "|".join(re.escape(word) for word in cues("periods")[group])
    return re.compile(rf"(?<!\w)(?:{words})(?!\w)", re.IGNORECASE)


def _of_range(sentence: Sentence, both: re.Match[str]) -> float:
    """What a range of years weighs: fully as a fact or after from, little beside a programme."""
    if sentence.fact == "period":
        return 1.0
    before = _before(sentence.text, both.start())
    if both[2] in ("and", "und", "og", "/") and not set(before) & {"zwischen", "between", "mellem"}:
        return 0.0
    cued = bool(set(before) & _words("before_range"))
    weight = 1.0 if cued or sentence.role == "title" else 0.7
    return weight * (OF_A_PROGRAMME if _holds(sentence.text, "programmes") else 1.0)


@cache
def _words(group: str) -> frozenset[str]:
    return frozenset(cues("periods")[group])


def _before(text: str, end: int) -> list[str]:
    return [word.casefold() for word in _LAST_WORDS.findall(text[max(0, end - 40) : end])][-3:]


def _of_year(sentence: Sentence, one: re.Match[str], weight: float) -> Iterator[Suggestion]:
    year = int(one[1])
    before = _before(sentence.text, one.start())
    if set(before[-1:]) & _words("names"):
        return
    after = [word.casefold() for word in _LAST_WORDS.findall(sentence.text[one.end() : one.end() + 40])][:4]
    cued = set(before[-2:]) & _words("since") | set(before) & _words("begin")
    founded = set(after) & _words("begin")
    ends = set(before[-2:]) & _words("end")
    if sentence.fact == "period" and not cued:
        yield suggested("period.end" if ends else "period.start", year, sentence, weight - 0.1, *one.span())
    elif ends and sentence.role in ("lead", "title", "description", "fact"):
        yield suggested("period.end", year, sentence, weight * 0.7, *one.span())
    elif cued or founded:
        yield suggested("period.start", year, sentence, weight, *one.span())
        if set(before[-2:]) & _words("running"):
            yield suggested("period.ongoing", True, sentence, weight * GOES_ON, *one.span())


def published_year(reading: Reading, kinds: set[str]) -> Iterator[Suggestion]:
    """The year of publication: what the page or file says of itself, or what its first lines say."""
    paper = reading.text.kind in PAPERS or bool(kinds & {"study", "guide"})
    found: list[Suggestion] = []
    for finding in reading.text.found:
        year = _A_YEAR.match(finding.value) if finding.what == "published" else None
        if year:
            made = finding.where.startswith(_WHEN_MADE)  # a file may be made long after its text
            confidence = PUBLISHED_PAPER if paper and not made else PUBLISHED
            shown = Sentence(finding.value, "fact", finding.where)
            found.append(suggested("published_year", int(year[0]), shown, confidence))
    for sentence in reading.sentences:
        for one in _ONE_YEAR.finditer(sentence.text):
            cued = set(_before(sentence.text, one.start())) & _words("published")
            if sentence.fact == "published_year" or (cued and len(sentence.text) <= 80):
                confidence = PUBLISHED_PAPER if paper and sentence.fact else SAID_IN_TEXT
                found.append(suggested("published_year", int(one[1]), sentence, confidence, *one.span()))
    yield from ordered(_once(found), 1)
