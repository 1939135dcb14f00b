"""Here is a text: which words are in it, and where?

Columns instead of token objects: the words, their starts and their ends. ``text[start:end]`` is always the
original word. Signs survive where they carry the meaning: R&D, F&E, C++, C#, .NET, 4.0.

``occurrences`` is what an index holds of a text: its words, and at the place of a word also what it is part
of or how it is written: ``emobility`` for "e-mobility", ``KI`` beside ``ki`` for what may be an abbreviation.
"""

from __future__ import annotations

import re
import unicodedata
from bisect import bisect_left
from collections.abc import Iterator
from functools import lru_cache
from operator import itemgetter
from typing import NamedTuple

_MARKS = "\u0300-\u036f"  # combining marks of decomposed letters, as some systems paste them
_JOINERS = "\u00ad\u200b-\u200d\u2060"  # soft hyphens and signs without width, as papers and pages hold them

_WORD = re.compile(
    r"(?<!\w)\.NET(?!\w)"  # the name begins with its dot
    r"|(?<!\w)[^\W_]{1,2}(?:&[^\W_]{1,2})+(?!\w)"  # R&D, F&E
    r"|(?<!\w)[A-Za-z](?:\+\+|#)"  # C++, C#
    r"|(?<![\w.,])[0-9]{1,6}[.,][0-9]{1,6}(?![.,]?\w)"  # Industrie 4.0; 1,200
    rf"|[^\W_]+(?:[{_MARKS}{_JOINERS}]+[^\W_]*)*",
    re.IGNORECASE,
)
_WITHIN = rf"\w&{_MARKS}{_JOINERS}"  # signs beside which a letter is no word of its own
LOOSE_AND = re.compile(rf"(?<![{_WITHIN}])([A-Z]) & ([A-Z])(?![{_WITHIN}+#])")  # R & D, the same as R&D
_UNSEEN = re.compile(f"[{_JOINERS}]")
_HYPHENS = frozenset("-\u2010\u2011")
LONGEST_WORD = 64  # characters; what is longer is cut in the term, never in the text
LONGEST_ABBREVIATION = 5  # characters


class Tokens(NamedTuple):
    """The words of a text in order: normalised terms with the place of the original."""

    terms: list[str]
    starts: list[int]
    ends: list[int]


@lru_cache(maxsize=100_000)
def term_of(word: str) -> str:
    """The term a word is indexed under: compatibility forms and case are one, letters with marks stay."""
    if word.isascii():
        return word.lower()[:LONGEST_WORD]
    word = _UNSEEN.sub("", word)
    return unicodedata.normalize("NFKC", unicodedata.normalize("NFKC", word).casefold())[:LONGEST_WORD]


def tokenize(text: str) -> Tokens:
    """The words of ``text``."""
    spans = [match.span() for match in _WORD.finditer(text)]
    return Tokens(
        [term_of(text[start:end]) for start, end in spans],
        [start for start, _ in spans],
        [end for _, end in spans],
    )


@lru_cache(maxsize=20_000)
def is_abbreviation(word: str) -> bool:
    """Whether a word as written may be a short name that another case would change: KI, S3, PtX, not Kiel."""
    if not 2 <= len(word) <= LONGEST_ABBREVIATION or term_of(word) == word:  # terms in Cherokee are capitals
        return False
    capitals = sum(map(str.isupper, word))
    return capitals > 1 or (capitals == 1 and any(map(str.isdigit, word)))


def hyphenated(text: str, tokens: Tokens) -> Iterator[tuple[int, int]]:
    """The runs of words [first, end) that are joined by hyphens and are not only numbers."""
    if _HYPHENS.isdisjoint(text):
        return
    first = 0
    for number in range(1, len(tokens.terms) + 1):
        if number < len(tokens.terms) and text[tokens.ends[number - 1] : tokens.starts[number]] in _HYPHENS:
            continue
        if number - first > 1 and any(map(str.isalpha, tokens.terms[first:number])):
            yield first, number
        first = number


class Occurrences(NamedTuple):
    """All terms of a text in order of their places, with the piece of the text each stands for.

    A place is the number of a word; several terms may stand at one, each once.
    """

    places: list[int]
    terms: list[str]
    starts: list[int]
    ends: list[int]


def occurrences(text: str) -> Occurrences:
    """Every term of a text: its words, hyphenated ones also as one, abbreviations also as written."""
    tokens = tokenize(text)
    places = range(len(tokens.terms))
    beside = list(_beside(text, tokens))
    if not beside:
        return Occurrences(list(places), *tokens)
    rows = [*zip(places, *tokens, strict=True), *beside]
    rows.sort(key=itemgetter(0))
    return Occurrences(*(list(column) for column in zip(*rows, strict=True)))


def _beside(text: str, tokens: Tokens) -> Iterator[tuple[int, str, int, int]]:
    """The terms that stand beside the words, with their places."""
    for first, end in hyphenated(text, tokens):
        joined = "".join(tokens.terms[first:end])[:LONGEST_WORD]
        if joined != tokens.terms[first]:  # as it is where that is as long as a term can be
            yield first, joined, tokens.starts[first], tokens.ends[end - 1]
    for found in LOOSE_AND.finditer(text):
        place = bisect_left(tokens.starts, found.start())
        yield place, term_of(f"{found[1]}&{found[2]}"), *found.span()
    for place, (term, start, end) in enumerate(zip(*tokens, strict=True)):
        short = end - start <= LONGEST_ABBREVIATION and text[start:end] != term
        if short and is_abbreviation(text[start:end]):
            yield place, text[start:end], start, end
