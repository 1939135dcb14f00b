"""Here is the beginning of a word: which titles go on like that?"""

from __future__ import annotations

from bisect import bisect_left
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from typing import Any, Literal

from indexer.analysis.forms import fold, is_stop_word
from indexer.analysis.tokenizer import tokenize
from kb.localized import Language

LONGEST = 100  # characters of a prefix that are looked at


@dataclass(frozen=True)
class Suggestion:
    """A text that completes what was typed; ``ranges`` are the parts of ``text`` that were typed."""

    kind: Literal["record", "concept", "organisation", "query"]
    text: str
    ranges: tuple[tuple[int, int], ...]
    record_id: str


class TitleIndex:
    """The words of all titles, folded and sorted, so that a prefix is two lookups."""

    def __init__(self, records: Iterable[Mapping[str, Any]]) -> None:
        entries: list[tuple[str, int]] = []
        self._titles: list[tuple[str, Language, str]] = []
        for record in records:
            for language, title in record["title"].items():
                number = len(self._titles)
                self._titles.append((record["id"], language, title))
                entries += [(fold(term), number) for term in set(tokenize(title).terms)]
        entries.sort()
        self._keys = [key for key, _ in entries]
        self._numbers = [number for _, number in entries]

    def _starting(self, prefix: str) -> set[int]:
        low = bisect_left(self._keys, prefix)
        high = bisect_left(self._keys, prefix + "\U0010ffff")
        return set(self._numbers[low:high])

    def suggest(self, text: str, reader: Language, limit: int) -> tuple[Suggestion, ...]:
        """Titles that hold every typed word, the last one as a beginning; one per record."""
        typed = [fold(term) for term in tokenize(text[:LONGEST]).terms]
        if not typed:
            return ()
        wanted = [key for key in typed[:-1] if not is_stop_word(key)] + typed[-1:]
        found = set.intersection(*(self._starting(key) for key in wanted))
        ranked = sorted(found, key=lambda number: self._rank(number, typed, reader))
        chosen: dict[str, Suggestion] = {}
        for number in ranked:
            record_id, _, title = self._titles[number]
            if record_id not in chosen and len(chosen) < limit:
                chosen[record_id] = Suggestion("record", title, _ranges(title, wanted), record_id)
        return tuple(chosen.values())

    def _rank(self, number: int, typed: list[str], reader: Language) -> tuple[bool, bool, int, str]:
        record_id, language, title = self._titles[number]
        begins = fold(tokenize(title).terms[0]).startswith(typed[0])
        return language != reader, not begins, len(title), record_id


def _ranges(title: str, wanted: list[str]) -> tuple[tuple[int, int], ...]:
    tokens = tokenize(title)
    found = []
    for term, start, end in zip(*tokens, strict=True):
        lengths = [len(key) for key in wanted if fold(term).startswith(key)]
        if lengths:
            found.append((start, min(end, start + max(lengths))))
    return tuple(found)
