"""Here is a label of a vocabulary: how much does it say where a text holds it?

Most labels say what they stand for. Some are everyday words: "ignored" ones say nothing of the practice,
"weak" ones little alone, and "faint" ones stand in every text about clusters. They are data.
"""

from __future__ import annotations

from collections.abc import Mapping
from functools import cache

from indexer.analysis.forms import fold
from indexer.analysis.keys import phrase_of
from indexer.analysis.tokenizer import tokenize
from indexer.ingest.suggesting.cues import all_of, cues
from indexer.ingest.suggesting.inflections import differ_in_ending, stem_of
from kb.localized import Language

PLACES = frozenset({"countries", "regions"})

WEAK: Mapping[str, float] = {"sectors": 0.5, "themes": 0.5, "target-groups": 0.2}
"""Strength of words that say little alone, such as organisation or Wirtschaft; see ELSEWHERE."""
ELSEWHERE = 0.3  # and in the other vocabularies
FAINT = 0.1  # of words that every text holds, such as cluster; they count as facts only


def strength_of(vocabulary: str, text: str, language: Language) -> float:
    """The strength of a label as one of a vocabulary, between 0 and 1."""
    if phrase_of(text) in all_of("labels", "ignored"):
        return 0.0
    if vocabulary in PLACES and len(text) == 2 and text not in cues("labels")["short_places"]:
        return 0.0
    if _is_marked("faint", vocabulary, text, language):
        return FAINT
    if _is_marked("weak", vocabulary, text, language):
        return WEAK.get(vocabulary, ELSEWHERE)
    return 1.0


def _is_marked(group: str, vocabulary: str, text: str, language: Language) -> bool:
    """Whether a label or another inflection of it is in a group of words: universities, so university."""
    terms = tokenize(text).terms
    alike = _marked(group, vocabulary, language).get(tuple(stem_of(term, language) for term in terms), ())
    return any(
        all(differ_in_ending(fold(a), fold(b), language) for a, b in zip(terms, words, strict=True))
        for words in alike
    )


@cache
def _marked(group: str, vocabulary: str, language: Language) -> dict[tuple[str, ...], list[tuple[str, ...]]]:
    """The words of a group by their stems in a language; words are the same in several."""
    found: dict[tuple[str, ...], list[tuple[str, ...]]] = {}
    for words in cues("labels")[group].get(vocabulary, {}).values():
        for word in words:
            terms = tuple(tokenize(word).terms)
            found.setdefault(tuple(stem_of(term, language) for term in terms), []).append(terms)
    return found
