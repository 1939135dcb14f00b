"""What can a beginning be completed to: whole texts (titles, labels, names), or words that records use?"""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator, Mapping
from typing import Any, NamedTuple

import numpy as np

from indexer.analysis.forms import is_stop_word
from indexer.search.beginnings import Numbers, Strings, smallest_first
from indexer.search.pieces import Phrases, Pieces
from indexer.search.typed import Typed, words_of
from kb.localized import LANGUAGES, Language

EVERY_LANGUAGE = -1  # of names, which are the same in all of them
SPOKEN_IN = ("title", "summary")  # the texts of a record that words are completed from
_ADDRESS = re.compile(r"\w+://\S+")


class Entry(NamedTuple):
    """A whole text that may be suggested, and what it stands for. ``language`` is None for names."""

    text: str
    language: Language | None
    target: str
    weight: int = 0


class Texts:
    """Whole texts, numbered in the order of their keys, so that those with one beginning are neighbours."""

    def __init__(self, entries: Iterable[Entry], pieces: Pieces, *, shown: bool) -> None:
        """``shown``: the texts are shown themselves, so of those that say the same one is enough."""
        phrases = Phrases()
        best: dict[tuple[str, str, str], Entry] = {}
        for entry in sorted(
            entries, key=lambda entry: (-entry.weight, len(entry.text), entry.target, entry.text)
        ):
            phrase = phrases.of(entry.text)
            if phrase:
                best.setdefault((phrase, entry.language or "", "" if shown else entry.target), entry)
        ranked = [*best.items()]
        rank = sorted(range(len(ranked)), key=lambda place: ranked[place][0])
        found = [ranked[place][1] for place in rank]
        self._rank = np.array(rank, np.int64)
        self._phrases = Strings(ranked[place][0][0] for place in rank)
        self._texts = [entry.text for entry in found]
        self._targets = [entry.target for entry in found]
        codes = {language: number for number, language in enumerate(LANGUAGES)}
        self._languages = np.array(
            [codes[entry.language] if entry.language else EVERY_LANGUAGE for entry in found], np.int8
        )
        self._words, _ = pieces.read([text] for text in self._texts)

    def find(self, typed: Typed, reader: Language) -> Iterator[tuple[str, str]]:
        """The texts that hold what was typed with their targets, best first.

        The beginning of the text comes before the beginning of a word, then the reader's language before
        others, then weight, then the shorter one.
        """
        found = np.flatnonzero(self._words.holding(typed.wanted))
        first, end = self._phrases.starting(typed.phrase)
        later = (found < first) | (found >= end)
        languages = self._languages[found]
        foreign = (languages != LANGUAGES.index(reader)) & (languages != EVERY_LANGUAGE)
        scores = self._rank[found] + (2 * later + foreign) * len(self._texts)
        for place in smallest_first(scores):
            number = int(found[place])
            yield self._texts[number], self._targets[number]


class SpokenWords:
    """The words of the records' texts in one language, in the spelling most texts use."""

    def __init__(self, texts: Mapping[int, list[str]], pieces: Pieces) -> None:
        """``texts`` are those of each record that has any, by its number."""
        self._words, spellings = pieces.read(texts.values())
        self._spellings = Strings(spellings)
        self._records = np.array([*texts], np.int32)
        self._meaningful = np.array([*map(_has_meaning, self._words.keys)], np.bool_)

    def completions(self, typed: Typed) -> Iterator[str]:
        """What the last typed word begins in records that hold the others too; the most used first."""
        first, end = self._words.rows(typed.last, beginning=True)
        before = self._words.holding(typed.before) if typed.before else None
        counts = self._words.counts(first, end, before) * self._meaningful[first:end]
        for place in smallest_first(np.arange(end - first) - counts * (end - first)):
            if not counts[place]:
                return
            if self._words.keys[first + place] != typed.last:
                yield self._spellings[first + place]

    def holding(self, label: str) -> Numbers:
        """The numbers of the records that hold all words of a label."""
        keys = {word.key for word in words_of(label)}
        wanted = tuple((((key, False),),) for key in keys)
        return self._records[self._words.holding(wanted)] if wanted else self._records[:0]


def spoken_words(records: Iterable[Mapping[str, Any]], pieces: Pieces) -> dict[Language, SpokenWords]:
    """The words of the titles and summaries in every language.

    Words that meet in longer texts often have nothing to do with each other, and nobody would ask for them
    together.
    """
    texts: dict[Language, dict[int, list[str]]] = {language: {} for language in LANGUAGES}
    for number, record in enumerate(records):
        for field in SPOKEN_IN:
            for language, text in record[field].items():
                plain = _ADDRESS.sub(" ", text) if "://" in text else text
                texts[language].setdefault(number, []).append(plain)
    return {language: SpokenWords(found, pieces) for language, found in texts.items()}


def _has_meaning(key: str) -> bool:
    if is_stop_word(key):
        return False
    return key.isalpha() or any(map(str.isalpha, key))
