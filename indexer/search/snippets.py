"""Which passage of a record shows best why it was found, and which words of it matched?

A snippet is a piece of the stored text and ranges into it; markup is made by whoever shows it.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from typing import Any

from indexer.analysis.tokenizer import tokenize
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
    record: Mapping[str, Any], words: tuple[WordMatch, ...], reader: Language
) -> tuple[Snippet, ...]:
    """The best passages, from different fields, in the reader's language where words match there."""
    found: list[tuple[float, int, Snippet]] = []
    preference = {language: n for n, language in enumerate(fallback(reader))}
    for name, language, text in texts_of(record):
        if name == "title" or language not in LANGUAGES:
            continue
        weights = _weights(words, language)
        if weights:
            worth, snippet = _passage(name, language, text, weights)
            if snippet:
                found.append((-worth, preference[language], snippet))
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


def _passage(
    name: str, language: Language, text: str, weights: Mapping[str, tuple[int, float]]
) -> tuple[float, Snippet | None]:
    tokens = tokenize(text)
    hits = [(start, end, *weights[term]) for term, start, end in zip(*tokens, strict=True) if term in weights]
    best, place = 0.0, 0
    for number, (start, *_) in enumerate(hits):
        inside = {hit[2]: hit[3] for hit in hits[number:] if hit[1] <= start + LENGTH - 40}
        if sum(inside.values()) > best:
            best, place = sum(inside.values()), start
    if not hits:
        return 0.0, None
    low, high = _bounds(text, place)
    ranges = tuple((a - low, b - low) for a, b, *_ in hits if low <= a and b <= high)
    return best, Snippet(name, language, text[low:high], ranges)


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


def matches(record: Mapping[str, Any], words: tuple[WordMatch, ...]) -> dict[MatchClass, tuple[Match, ...]]:
    """Per class the words of the query and the words of the record that answered them."""
    spoken: dict[str, dict[str, str]] = {}
    for _, language, text in texts_of(record):
        tokens = tokenize(text)
        known = spoken.setdefault(language, {})
        for term, start, end in zip(*tokens, strict=True):
            known.setdefault(term, text[start:end])
    found: dict[MatchClass, dict[tuple[str, str], Match]] = {}
    for word in words:
        for language, classes in word.answers.items():
            for name, terms in classes.items():
                for term in terms:
                    original = spoken.get(language, {}).get(term)
                    if original:
                        match = Match(word.word, original)
                        found.setdefault(name, {}).setdefault((word.word, original.casefold()), match)
    return {name: tuple(entries.values()) for name, entries in found.items()}
