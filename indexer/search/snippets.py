"""Which passage of a record shows best why it was found, and which words of it matched?

A snippet is a piece of the stored text and ranges into it; markup is made by whoever shows it.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from typing import Any, NamedTuple

from indexer.analysis.tokenizer import Tokens, tokenize
from indexer.search.ranking import WordMatch
from indexer.search.results import Match, MatchClass, Snippet
from kb.localized import LANGUAGES, Language, fallback

LENGTH = 240  # characters of a passage
MOST = 2
_FIELDS = (
    "summary",
    "results",
    "approach",
    "challenge",
    "success_factors",
    "limiting_factors",
    "resources",
    "transferability",
)


class ReadText(NamedTuple):
    """One text of a hit with its words, which snippets and matches both look through."""

    field: str
    language: Language
    text: str
    tokens: Tokens


def read_texts(record: Mapping[str, Any]) -> tuple[ReadText, ...]:
    """The texts of a record that snippets are taken from, with their words."""
    return tuple(
        ReadText(name, language, text, tokenize(text))
        for name, language, text in texts_of(record)
        if language in LANGUAGES
    )


def texts_of(record: Mapping[str, Any]) -> Iterable[tuple[str, Language, str]]:
    """The texts of a record that snippets are taken from, with field and language."""
    for name in ("title", *_FIELDS):
        values = record.get(name) or {}
        if name == "limiting_factors":
            for factor in values or ():
                for language, text in factor["text"].items():
                    yield name, language, text
            continue
        for language, text in values.items():
            yield name, language, "\n".join(text) if isinstance(text, list) else text


def snippets(
    texts: Iterable[ReadText], words: tuple[WordMatch, ...], reader: Language
) -> tuple[Snippet, ...]:
    """The best passages, from different fields, in the reader's language where words match there."""
    found: list[tuple[float, int, Snippet]] = []
    preference = {language: n for n, language in enumerate(fallback(reader))}
    weights = {language: _weights(words, language) for language in LANGUAGES}
    for read in texts:
        if read.field == "title" or weights[read.language].keys().isdisjoint(read.tokens.terms):
            continue
        worth, snippet = _passage(read, weights[read.language])
        found.append((-worth, preference[read.language], snippet))
    found.sort(key=lambda entry: entry[:2])
    chosen: list[Snippet] = []
    for _, _, snippet in found:
        if len(chosen) < MOST and snippet.field not in {other.field for other in chosen}:
            chosen.append(snippet)
    return tuple(chosen)


def _weights(words: tuple[WordMatch, ...], language: Language) -> dict[str, tuple[int, float]]:
    found: dict[str, tuple[int, float]] = {}
    for number, word in enumerate(words):
        for terms in word.answers.get(language, {}).values():
            for term in terms:
                found.setdefault(term, (number, word.idf))
    return found


def _passage(read: ReadText, weights: Mapping[str, tuple[int, float]]) -> tuple[float, Snippet]:
    text = read.text
    hits = [
        (start, end, *weights[term]) for term, start, end in zip(*read.tokens, strict=True) if term in weights
    ]
    best, place = 0.0, 0
    for number, (start, *_) in enumerate(hits):
        inside = {hit[2]: hit[3] for hit in hits[number:] if hit[1] <= start + LENGTH - 40}
        if sum(inside.values()) > best:
            best, place = sum(inside.values()), start
    low, high = _bounds(text, place)
    ranges = tuple((a - low, b - low) for a, b, *_ in hits if low <= a and b <= high)
    return best, Snippet(read.field, read.language, text[low:high], ranges)


def _bounds(text: str, place: int) -> tuple[int, int]:
    """A piece around ``place`` that begins and ends between words and stays within one line."""
    line_start = text.rfind("\n", 0, place) + 1
    while line_start < place and text[line_start] in "-*#> ":
        line_start += 1
    low = line_start if place - line_start <= 60 else text.find(" ", place - 60, place) + 1 or place
    line_end = text.find("\n", place)
    high = len(text) if line_end < 0 else line_end
    if high - low > LENGTH:
        cut = text.rfind(" ", low + 1, low + LENGTH)
        high = cut if cut > place else min(high, low + LENGTH)
    return low, high


def matches(texts: Iterable[ReadText], words: tuple[WordMatch, ...]) -> dict[MatchClass, tuple[Match, ...]]:
    """Per class the words of the query and the words of the record that answered them."""
    spoken: dict[Language, dict[str, str]] = {language: {} for language in LANGUAGES}
    wanted = {language: _weights(words, language) for language in LANGUAGES}
    for read in texts:
        known = spoken[read.language]
        for term, start, end in zip(*read.tokens, strict=True):
            if term in wanted[read.language]:
                known.setdefault(term, read.text[start:end])
    found: dict[MatchClass, dict[tuple[str, str], Match]] = {}
    for word in words:
        for language, classes in word.answers.items():
            for name, terms in classes.items():
                for term in (term for term in terms if term in spoken[language]):
                    original = spoken[language][term]
                    match = Match(word.word, original)
                    found.setdefault(name, {}).setdefault((word.word, original.casefold()), match)
    return {name: tuple(entries.values()) for name, entries in found.items()}
