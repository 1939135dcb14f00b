"""Here is what was typed: which titles of records and which names of organisations hold it?

The beginning of a text comes before the beginning of a word, then the reader's language before others, then
what more records have, then the shorter text. All of that is decided in arrays; texts are read only of what
is handed out.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Callable, Iterator, Mapping, Sequence
from functools import cached_property
from heapq import heappop, heappush
from itertools import groupby
from typing import NamedTuple

import numpy as np

from indexer.analysis.keys import held_in, phrase_of
from indexer.index.columns import Column
from indexer.index.schema import ORGANISATION_NAME, STATUS
from indexer.index.snapshot import Part, Snapshot
from indexer.index.strings import StringTable
from indexer.index.suggestion_keys import (
    ORGANISATION_LENGTH,
    ORGANISATION_PHRASE,
    ORGANISATION_WORDS,
    title_length,
    title_phrase,
    title_words,
)
from indexer.search.beginnings import holding, holds, smallest_first
from indexer.search.document_lists import Mask, Whole
from indexer.search.facet_counts import tally
from indexer.search.stored_texts import Row
from indexer.search.typed import Typed
from kb.localized import LANGUAGES, Language

_LENGTH_BITS, _RANK_BITS = 20, 32  # of the parts of a score


class Found(NamedTuple):
    """Published documents, and of each whether what was typed is not the beginning of its text."""

    documents: Whole
    later: Mask


def found_in(snapshot: Snapshot, words: str, phrases: str, typed: Typed) -> Found:
    """The documents that hold what was typed, by the names of a table of words and a column of phrases."""
    documents, later = [np.zeros(0, np.int64)], [np.zeros(0, np.bool_)]
    for part, table in snapshot.tables(words):
        mask = holding(table, part.segment.size, typed.wanted)
        if part.living is not None:
            mask &= part.living
        own = np.flatnonzero(mask)
        if len(own):
            column = part.segment.column(phrases)
            assert isinstance(column.keys, StringTable), "the columns of a segment are read where they lie"
            first, end = column.keys.starting(typed.phrase)
            codes = column.codes[own]
            documents.append(own + part.base)
            later.append((codes < first) | (codes >= end))
    return Found(np.concatenate(documents), np.concatenate(later))


def lengths_of(column: Column) -> Whole:
    """Per document the number in a column of lengths."""
    return np.array([int(key or 0) for key in column.keys[:]], np.int64)[column.codes]


def published(snapshot: Snapshot) -> Whole:
    """The documents that are published records."""
    return snapshot.documents_with(STATUS, "published")


class Titles:
    """The titles of the published records of one snapshot; ``row`` gives what is stored of each."""

    def __init__(self, snapshot: Snapshot, row: Callable[[int], Row]) -> None:
        self._snapshot = snapshot
        self._row = row

    @cached_property
    def _lengths(self) -> Mapping[Language, Whole]:
        return {language: lengths_of(self._snapshot.column(title_length(language))) for language in LANGUAGES}

    def find(self, typed: Typed, reader: Language) -> Iterator[tuple[str, str]]:
        """The titles that hold what was typed, each with the id of its record, best first."""
        documents, languages, scores = [], [], []
        for number, language in enumerate(LANGUAGES):
            own, later = found_in(self._snapshot, title_words(language), title_phrase(language), typed)
            score = (2 * later.astype(np.int64) + (language != reader)) << (_LENGTH_BITS + _RANK_BITS)
            score += self._lengths[language][own] << _RANK_BITS
            scores.append(score + self._snapshot.ranks[own])
            documents.append(own)
            languages.append(np.full(len(own), number, np.int8))
        return self._read(np.concatenate(documents), np.concatenate(languages), np.concatenate(scores))

    def _read(self, documents: Whole, languages: Whole, scores: Whole) -> Iterator[tuple[str, str]]:
        """The texts in the order of their scores; of those that say the same in a language the first."""
        said: set[tuple[int, str]] = set()
        for _, places in groupby(smallest_first(scores), scores.__getitem__):
            texts = []  # equal scores are those of one record
            for place in places:
                document, language = int(documents[place]), int(languages[place])
                phrase = self._phrase(document, LANGUAGES[language])
                if (language, phrase) not in said:
                    said.add((language, phrase))
                    shown = self._row(document)["shown"]
                    texts.append((str(shown["title"][LANGUAGES[language]]), str(shown["id"])))
            yield from sorted(texts)

    def _phrase(self, document: int, language: Language) -> str:
        part = self._snapshot.part_of(document)
        column = part.segment.column(title_phrase(language))
        return column.keys[int(column.codes[document - part.base])]


class Organisations:
    """The organisations of the published records of one snapshot, each by the name most of them give it."""

    def __init__(self, snapshot: Snapshot) -> None:
        self._snapshot = snapshot

    @cached_property
    def _column(self) -> Column:
        return self._snapshot.column("organisation")

    @cached_property
    def _codes(self) -> Whole:
        """Per published record the number of its organisation; -1 for all other documents."""
        codes = np.full(self._snapshot.size, -1, np.int64)
        documents = published(self._snapshot)
        codes[documents] = self._column.firsts()[documents]
        return codes

    @cached_property
    def _names(self) -> Sequence[tuple[Part, Column, Whole]]:
        """Per segment the names of organisations, and per document the number of its name, or -1."""
        columns = [(part, part.segment.column(ORGANISATION_NAME)) for part in self._snapshot.parts]
        return [(part, column, column.firsts()) for part, column in columns]

    @cached_property
    def _records(self) -> Whole:
        """Per organisation the number of its records."""
        return tally(self._column, published(self._snapshot))

    @cached_property
    def _lengths(self) -> Whole:
        return lengths_of(self._snapshot.column(ORGANISATION_LENGTH))

    def find(self, typed: Typed) -> Iterator[tuple[str, str]]:
        """The names that hold what was typed, each with the key of its organisation, best first.

        Only the name that is shown counts. Which one that is is found out when the best of all its names
        would come next; it then waits for its own place.
        """
        said: set[str] = set()
        for name, code in self._ordered(typed):
            phrase = phrase_of(name)
            if phrase not in said:
                said.add(phrase)
                yield name, self._column.keys[code]

    def _ordered(self, typed: Typed) -> Iterator[tuple[str, int]]:
        documents, later = found_in(self._snapshot, ORGANISATION_WORDS, ORGANISATION_PHRASE, typed)
        codes = self._codes[documents]
        scores = self._score(codes, later, self._lengths[documents])
        order = np.lexsort((scores, codes))
        codes, firsts = np.unique(codes[order], return_index=True)
        scores = scores[order][firsts]
        waiting: list[tuple[int, int, str]] = []
        for place in smallest_first(scores):
            code = int(codes[place])
            while waiting and waiting[0][:2] < (int(scores[place]), code):
                _, known, name = heappop(waiting)
                yield name, known
            name = self._name(code)
            if holds({word.key for word in held_in([name])}, typed.wanted):
                is_later = not phrase_of(name).startswith(typed.phrase)
                score = self._score(np.array([code]), np.array([is_later]), np.array([len(name)]))
                heappush(waiting, (int(score[0]), code, name))
        while waiting:
            _, known, name = heappop(waiting)
            yield name, known

    def _score(self, codes: Whole, later: Mask, lengths: Whole) -> Whole:
        most = self._snapshot.size
        score: Whole = (later.astype(np.int64) * (most + 1) + most - self._records[codes]) << _LENGTH_BITS
        return score + lengths

    def _name(self, code: int) -> str:
        """The name most records give an organisation."""
        names: Counter[str] = Counter()
        documents = np.flatnonzero(self._codes == code)
        for part, column, numbers in self._names:
            first, end = np.searchsorted(documents, (part.base, part.base + part.segment.size))
            own = numbers[documents[first:end] - part.base]
            for number, count in zip(*np.unique(own, return_counts=True), strict=True):
                names[column.keys[int(number)]] += int(count)
        return min(names, key=lambda name: (-names[name], name))
