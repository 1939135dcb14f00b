"""A text was changed: which of its words are gone, and which are new?

>>> [(piece.kind, piece.text) for piece in Marking().marked("the old port", "the new port")]
[('same', 'the '), ('gone', 'old'), ('new', 'new'), ('same', ' port')]
"""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from difflib import SequenceMatcher
from typing import Literal

_LINES = re.compile(r"[^\n]*\n|[^\n]+")
_WORDS = re.compile(r"\w+|\s+|[^\w\s]")
MOST_PAIRS = 60_000  # of equal words; takes about a second at worst, and is plenty for a record rewritten


@dataclass(frozen=True)
class Piece:
    """A run of text that is the same in both states, gone from the first, or new in the second."""

    kind: Literal["same", "gone", "new"]
    text: str


class Marking:
    """Compares the texts of one page.

    The time it takes grows with the pairs of equal words. When a page has used up its share of them, texts
    are shown as replaced as a whole.
    """

    def __init__(self, most: int = MOST_PAIRS) -> None:
        self._left = most

    def marked(self, before: str, after: str) -> tuple[Piece, ...]:
        """Both texts as one: without what is new it is ``before``, without what is gone ``after``."""
        found: list[Piece] = []
        for piece in self._by_line(before, after):
            if found and found[-1].kind == piece.kind:
                found[-1] = Piece(piece.kind, found[-1].text + piece.text)
            else:
                found.append(piece)
        return tuple(found)

    def _by_line(self, before: str, after: str) -> Iterator[Piece]:
        for old, new in self._blocks(_LINES.findall(before), _LINES.findall(after)):
            if old == new:
                yield Piece("same", old)
            else:
                yield from self._by_word(old, new)

    def _by_word(self, before: str, after: str) -> Iterator[Piece]:
        gone, new = "", ""
        for old, now in self._blocks(_WORDS.findall(before), _WORDS.findall(after)):
            if old != now or (old.isspace() and (gone or new)):  # a lone blank between changes joins them
                gone, new = gone + old, new + now
                continue
            yield from _replaced(gone, new)
            gone, new = "", ""
            yield Piece("same", old)
        yield from _replaced(gone, new)

    def _blocks(self, before: Sequence[str], after: Sequence[str]) -> Iterator[tuple[str, str]]:
        """Pairs of runs that together are both sequences; a run that was kept is on both sides."""
        start, end = _shared_ends(before, after)
        if start:
            yield "".join(before[:start]), "".join(after[:start])
        yield from self._between(before[start : len(before) - end], after[start : len(after) - end])
        if end:
            yield "".join(before[-end:]), "".join(after[-end:])

    def _between(self, before: Sequence[str], after: Sequence[str]) -> Iterator[tuple[str, str]]:
        others = Counter(after)
        pairs = sum(times * others[word] for word, times in Counter(before).items() if not word.isspace())
        if pairs > self._left:
            yield "".join(before), "".join(after)
            return
        self._left -= pairs
        matcher = SequenceMatcher(str.isspace, before, after, autojunk=False)
        for _, first, last, start, end in matcher.get_opcodes():
            yield "".join(before[first:last]), "".join(after[start:end])


def _shared_ends(before: Sequence[str], after: Sequence[str]) -> tuple[int, int]:
    """How many items both have in common at the start, and of the rest at the end."""
    start, end, shortest = 0, 0, min(len(before), len(after))
    while start < shortest and before[start] == after[start]:
        start += 1
    while end < shortest - start and before[-1 - end] == after[-1 - end]:
        end += 1
    return start, end


def _replaced(gone: str, new: str) -> Iterator[Piece]:
    """The change without the blanks both sides end with."""
    words = gone.rstrip()
    blanks = gone[len(words) :]
    shared = bool(blanks) and new.endswith(blanks) and new != blanks and gone != blanks
    if shared:
        gone, new = words, new[: -len(blanks)]
    if gone:
        yield Piece("gone", gone)
    if new:
        yield Piece("new", new)
    if shared:
        yield Piece("same", blanks)
