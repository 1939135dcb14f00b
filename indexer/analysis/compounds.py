"""Here is a German word: is it a compound, and of which parts?

Full cover by known parts, linking elements with the part before them, and of several readings the likeliest
(after Koehn and Knight 2003; here the frequency of a part is the number of compounds it occurs in).
"""

from __future__ import annotations

import math
from collections.abc import Iterator, Mapping
from functools import lru_cache
from pathlib import Path
from typing import NamedTuple

from indexer.analysis.tokenizer import term_of
from indexer.analysis.words import WordList, delivered_words
from kb.errors import VocabularyInvalid
from kb.settings import Settings

DELIVERED = Path(__file__).parent / "data" / "compound-exceptions.txt"
SHORTEST_COMPOUND = 7  # letters
LONGEST_COMPOUND = 50  # letters; nobody searches longer words by their parts
SHORTEST_PART = 2  # letters; of up to three letters there are only the parts in the list of words
ENDINGS = ("", "n", "s", "e", "en", "es", "nen")
WEAK_ENDINGS = ("er", "em", "ern")  # tried last: Arbeiter comes from no Arbeit
ALL_ENDINGS = (*ENDINGS, *WEAK_ENDINGS)
LINKED_BY_S = ("ung", "heit", "keit", "schaft", "ion", "tät", "ling", "tum")  # never without it
HIGHEST_COST = 1.9  # nats a letter; a cover that costs more is chance
UNSEEN = 0.4  # occurrences of a part that no compound of the dictionary has in this place
SHORTEST_UNSEEN = 5  # letters of such a part before another
UNSEEN_LINKS = (
    ("s", "s"),
    ("en", "n"),
    ("innen", "nen"),
)  # what such a part ends with, what of it is the link
SCALE = 150_000  # compounds in the dictionary
EDITED = 30  # occurrences of a word that editors named


class Compound(NamedTuple):
    """The parts of a word as they stand in it, and the base form of each.

    ``cost`` says how unlikely the parts are, in nats a letter.
    """

    parts: tuple[str, ...]
    bases: tuple[str, ...]
    cost: float = 0.0


class _Reading(NamedTuple):
    cost: float
    parts: tuple[str, ...]
    bases: tuple[str, ...]


def read_exceptions(path: Path) -> dict[str, tuple[str, ...]]:
    """The words of an exception file with their parts; without parts a word stays whole.

    Raises VocabularyInvalid with file, line and repair.
    """
    found: dict[str, tuple[str, ...]] = {}
    try:
        lines = path.read_text("utf-8-sig").splitlines()
    except UnicodeDecodeError as error:
        raise VocabularyInvalid(f"{path}: {error}. Save the file with the encoding UTF-8.") from error
    for number, line in enumerate(lines, start=1):
        entry = line.partition("#")[0].strip()
        if not entry:
            continue
        left, sign, right = entry.partition("=")
        word, parts = term_of(left.strip()), tuple(term_of(part) for part in right.split())
        if not word.isalpha() or (sign and (len(parts) < 2 or "".join(parts) != word)):
            raise VocabularyInvalid(
                f"{path}:{number}: {entry!r} is neither 'word' nor 'word = part part'. "
                "Write parts that make up the word, linking letters with the part before them."
            )
        found[word] = parts
    return found


def without_ending(text: str, endings: tuple[str, ...]) -> Iterator[str]:
    """What is left of a word without each of the endings it has."""
    for ending in endings:
        if text.endswith(ending):
            yield text[: len(text) - len(ending)]


class Splitter:
    """Splits words by a list of words and exceptions; the same word always gives the same parts."""

    def __init__(self, words: WordList, exceptions: Mapping[str, tuple[str, ...]]) -> None:
        divided = {word for word, parts in exceptions.items() if parts}
        whole = dict.fromkeys(exceptions.keys() - divided, EDITED)
        self._exceptions = dict(exceptions)
        self._heads = {word: count for word, count in words.heads.items() if word not in divided} | whole
        self._modifiers = {form: known for form, known in words.modifiers.items() if known[0] not in divided}
        self._forms, self._whole = words.forms, words.whole
        self.compound = lru_cache(maxsize=50_000)(self._compound)

    def split(self, term: str) -> tuple[str, ...]:
        """The parts of a compound; empty where ``term`` is none."""
        found = self.compound(term)
        return found.parts if found else ()

    def _compound(self, term: str) -> Compound | None:
        if not SHORTEST_COMPOUND <= len(term) <= LONGEST_COMPOUND or not term.isalpha():
            return None
        for ending in ALL_ENDINGS:
            if (
                term.endswith(ending)
                and (parts := self._exceptions.get(term[: len(term) - len(ending)])) is not None
            ):
                return self._inflected(parts, ending) if parts else None
        if not self._whole.isdisjoint(without_ending(term, ALL_ENDINGS)) or self._base(term):
            return None
        reading = self._cover(term, 0, {})
        if reading is None or reading.cost > HIGHEST_COST * len(term):
            return None
        return Compound(reading.parts, reading.bases, reading.cost / len(term))

    def _inflected(self, parts: tuple[str, ...], ending: str) -> Compound:
        *first, last = parts
        bases = [(self._modifier(part) or (part, 0))[0] for part in first]
        return Compound((*first, last + ending), (*bases, self._base(last) or last))

    def _base(self, text: str) -> str:
        """The base form of a word that can end a compound, or nothing: the one that ends most of them."""
        for endings in (ENDINGS, WEAK_ENDINGS):
            found, most = "", -1
            for stem in without_ending(text, endings):
                base = self._forms.get(stem, stem)
                count = self._heads.get(base, -1)
                if count > most:
                    found, most = base, count
            if found:
                return found
        return ""

    def _modifier(self, text: str) -> tuple[str, int] | None:
        """Base form and frequency of a word that can stand before another in a compound."""
        known = self._modifiers.get(text)
        if known:
            return known
        if len(text) < SHORTEST_UNSEEN:
            return None
        if text in self._heads:
            return None if text.endswith(LINKED_BY_S) else (text, 0)
        for ending, link in UNSEEN_LINKS:
            if text.endswith(ending) and text.removesuffix(link) in self._heads:
                return text.removesuffix(link), 0
        return None

    def _cover(self, term: str, start: int, known: dict[int, _Reading | None]) -> _Reading | None:
        """The likeliest parts of ``term`` from ``start`` on."""
        if start in known:
            return known[start]
        best: _Reading | None = None
        if start and (base := self._base(term[start:])):
            cost = _cost(self._heads[base])
            best = _Reading(cost, (term[start:],), (base,))
        for end in range(start + SHORTEST_PART, len(term) - SHORTEST_PART + 1):
            modifier = self._modifier(term[start:end])
            rest = modifier and self._cover(term, end, known)
            if modifier and rest:
                cost = _cost(modifier[1]) + rest.cost
                if best is None or cost < best.cost:
                    best = _Reading(cost, (term[start:end], *rest.parts), (modifier[0], *rest.bases))
        known[start] = best
        return best


def _cost(count: int) -> float:
    return math.log(SCALE / (count + UNSEEN))


def overlay_of(settings: Settings) -> Path | None:
    """The editors' own exceptions of a corpus, if there are any."""
    path = settings.corpus / "vocabularies" / DELIVERED.name
    return path if path.is_file() else None


def splitter(overlay: Path | None = None) -> Splitter:
    """The splitter with the delivered exceptions, overlaid by those of the file ``overlay`` as it is now."""
    return _splitter(overlay, overlay.read_bytes() if overlay else b"")


@lru_cache(maxsize=4)
def _splitter(overlay: Path | None, _: bytes) -> Splitter:
    own = read_exceptions(overlay) if overlay else {}
    return Splitter(delivered_words(), read_exceptions(DELIVERED) | own)


def split(term: str) -> tuple[str, ...]:
    """The parts of a compound as they stand in it; empty where ``term`` is none.

    >>> split("clusterfinanzierungen")
    ('cluster', 'finanzierungen')
    """
    return splitter().split(term)
