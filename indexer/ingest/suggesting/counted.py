"""Here is a number in a sentence: what does it count?

The words are those of the text: the noun phrase after the number, of a sum or a share also what stands before
it, or the label before a colon. Where none is found, the number says nothing to a reader and is no figure.
"""

from __future__ import annotations

import re
from functools import cache
from typing import NamedTuple

from indexer.analysis.forms import fold, stop_words
from indexer.analysis.keys import phrase_of
from indexer.analysis.tokenizer import term_of
from indexer.ingest.suggesting.cues import cues, labels_in
from indexer.ingest.suggesting.numbers import Number
from kb.localized import Language

MONEY = frozenset({"€", "£", "$", "DKK", "SEK", "NOK", "CHF"})
LONGEST = 6  # words for what is counted
SHORTEST_UNIT = 4  # letters of a unit that says what it counts: Tonnen
FAR = 160  # signs around a number that are looked at

_WORD = re.compile(r"[^\W\d_](?:[\w&*'’-]*\w)?(?:-(?= (?:und|oder|and|or|og|eller) ))?")
_LABEL = re.compile(r"(?:^|[.;,(\t\n]\s*)([^.;:,()\t\n]{2,60}?)\s*(?:\([^()\t\n]{1,30}\)\s*)?(?::|=|\t)\s*$")
_A_YEAR = re.compile(r"(?:19|20)[0-9]{2}")
_JOINED_ADJECTIVES = frozenset({"small", "micro", "små", "research", "kleine", "kleinen", "mittlere"})


class Counted(NamedTuple):
    """What a number counts, in words of the text, and where these end.

    ``before`` says that they stand before the number, ``loose`` that nothing binds them to it.
    """

    words: str
    end: int
    before: bool
    loose: bool = False


def qualifier(text: str, number: Number, language: Language) -> str:
    """The words before a number that qualify it: rund, more than."""
    found = _qualifiers(language).search(text[max(0, number.start - 30) : number.start])
    return found[1] if found else ""


@cache
def _qualifiers(language: Language) -> re.Pattern[str]:
    own = cues("figures")["qualifiers"]
    words = sorted({*own[language], *own["en"]}, key=lambda word: (-len(word), word))
    return re.compile(rf"(?<![^\W_])({'|'.join(map(re.escape, words))})[ (\u00a0]*\Z", re.IGNORECASE)


def counted(text: str, number: Number, language: Language) -> Counted | None:
    """What a number of a sentence counts."""
    return (
        _after(text, number, language)
        or _label(text, number, language)
        or _before(text, number, language)
        or _unit(text, number)
        or _noun_before(text, number, language)
        or (_loosely(text, number, language) if number.unit in MONEY else None)
    )


def _after(text: str, number: Number, language: Language) -> Counted | None:
    skipped = (
        {fold(term_of(word)) for word in cues("figures")["measured"][language]} if number.unit else set()
    )
    words: list[str] = []
    end = number.end
    start = number.end
    noun = False
    for found in _WORD.finditer(text, number.end, number.end + FAR):
        gap = text[end : found.start()]
        word, key = found[0], fold(term_of(found[0]))
        if gap.strip(" \u00a0") or len(words) == LONGEST:
            break
        if not words and key in skipped:
            end = found.end()
            continue
        if not _continues(word, key, words, noun, language):
            break
        noun = noun or language != "de" or word[0].isupper()
        start = start if words else found.start()
        end = found.end()
        words.append(word)
    while words and language == "de" and not words[-1][0].isupper():
        words.pop()  # adjectives without their noun
    if not words:
        return None
    end = text.index(words[-1], max(start, end - len(words[-1]) - 40)) + len(words[-1])
    return Counted(text[start:end], end, False)


def _continues(word: str, key: str, words: list[str], noun: bool, language: Language) -> bool:
    """Whether a word belongs to the noun phrase after a number."""
    if key in ("und", "and", "og", "oder", "or", "eller", "&"):
        adjectives = language == "de" and not noun
        joined = words[-1].endswith("-") or words[-1].casefold() in _JOINED_ADJECTIVES if words else False
        return bool(words) and (adjectives or joined)
    if key in stop_words(language) or key in _ends(language):
        return False
    if language == "de":
        return word[0].isupper() or not noun
    ended = bool(words) and fold(term_of(words[-1])) in _things(language)
    return not (ended or (words and language == "en" and word.endswith("ed")))


@cache
def _things(language: Language) -> frozenset[str]:
    return frozenset(fold(term_of(word)) for word in cues("figures")["counted"][language])


@cache
def _times() -> frozenset[str]:
    return frozenset(fold(term_of(word)) for word in cues("figures")["times"]["de"])


@cache
def _ends(language: Language) -> frozenset[str]:
    return frozenset(fold(term_of(word)) for word in cues("figures")["ends"][language])


def _without_qualifier(text: str, number: Number, language: Language) -> str:
    before = text[: number.start].rstrip(" (\u00a0")
    said = qualifier(text, number, language)
    return before[: len(before) - len(said)].rstrip() if said else before


def _label(text: str, number: Number, language: Language) -> Counted | None:
    before = _without_qualifier(text, number, language)[-FAR:]
    found = _LABEL.search(before)
    words = found[1].strip() if found else ""
    if not any(map(str.isalpha, words)) or phrase_of(words) in labels_in("figures", "no_labels"):
        return None
    return Counted(words, number.end, True)


def _before(text: str, number: Number, language: Language) -> Counted | None:
    """What stands before "of" or a verb of being."""
    before = _without_qualifier(text, number, language)[-FAR:]
    for word in sorted(cues("figures")["of"][language], key=len, reverse=True):
        if before.casefold().endswith(f" {word.casefold()}"):
            words = _phrase_at_end(before[: -len(word)], language)
            return Counted(words, number.end, True) if words else None
    return None


def _unit(text: str, number: Number) -> Counted | None:
    """The unit itself, if it is a word for what is counted: 340 Tonnen, but not 340 Euro."""
    if number.unit is None or number.unit in MONEY or number.unit == "%":
        return None
    written = text[: number.end].rpartition(" ")[2]
    return (
        Counted(written, number.end, False) if len(written) >= SHORTEST_UNIT and written.isalpha() else None
    )


def _noun_before(text: str, number: Number, language: Language) -> Counted | None:
    before = _without_qualifier(text, number, language)[-FAR:]
    words = _phrase_at_end(before, language) if number.unit and language == "de" else ""
    return Counted(words, number.end, True) if words else None


def _loosely(text: str, number: Number, language: Language) -> Counted | None:
    """For a sum of which nothing else is said, the last words before it, also those of another clause."""
    clauses = re.split(r"[.;:,()\t]", _without_qualifier(text, number, language)[-FAR:])
    words = next(filter(None, (_phrase_at_end(clause, language) for clause in reversed(clauses))), "")
    return Counted(words, number.end, True, loose=True) if words else None


def _phrase_at_end(before: str, language: Language) -> str:
    """The noun phrase a piece of a sentence ends with."""
    clause = re.split(r"[.;:,()\t]", before)[-1]
    found = list(_WORD.finditer(clause))
    if language == "de":
        keys = ((word, fold(term_of(word[0]))) for word in found if word[0][0].isupper())
        nouns = [word for word, key in keys if key not in stop_words("de") and key not in _times()]
        return nouns[-1][0] if nouns else ""
    taken: list[re.Match[str]] = []
    for word in reversed(found[-LONGEST:]):
        if fold(term_of(word[0])) not in stop_words(language):
            taken.insert(0, word)
        elif taken:
            break
    return clause[taken[0].start() : taken[-1].end()] if taken else ""
