"""Here are the words of a query: which words of the other language shall be searched with each?

The language of a query is guessed from all its words together: function words tell most, then words that only
one language has. A word is looked up from that language, from both with half the weight if nothing decides.
Names are never translated (Kiel is not keel), nor are function words, and a translation counts only if the
index has it.
"""

from __future__ import annotations

import math
from collections.abc import Callable, Mapping, Sequence, Set
from dataclasses import dataclass

from indexer.analysis.forms import fold, stem, stop_words
from indexer.dictionary.compiled import Dictionary, Translation
from indexer.dictionary.layout import SIDES, Side, other_side

MOST = 8  # translations of a word
FUNCTION_WORD = 2.0  # evidence for a query's language, beside 1 of a word that only one language has
OWN_LETTER = 1.0  # ä, ö, ü, ß
UNDECIDED = 0.5  # weight of either direction
SEVERAL_WORDS = 0.6  # of a translation that is found by its content words
PARTS = 0.6  # of a compound's parts, of which each says only half
MOST_OF_A_PART = 4
RUN = 0.7  # of what neighbouring words of the query mean together
LONGEST_RUN = 3
FREQUENCY = 0.05  # how much a translation loses with the logarithm of the documents that hold it

Occurs = Callable[[str, Side], int]
Split = Callable[[str], tuple[str, ...]]


@dataclass(frozen=True)
class QueryTerm:
    """What is searched beside a word: documents in ``language`` that hold all ``terms``; weight in (0, 1]."""

    language: Side
    terms: tuple[str, ...]
    weight: float


@dataclass(frozen=True)
class TranslatedQuery:
    """The languages a query may be in, with their weights, and what to search beside each of its words."""

    languages: Mapping[Side, float]
    words: tuple[tuple[QueryTerm, ...], ...]


def translate(
    words: Sequence[str], dictionary: Dictionary, occurs: Occurs, names: Set[str], split: Split
) -> TranslatedQuery:
    """At most eight weighted translations of each word of a query, best first.

    ``words`` are terms in their order. ``occurs`` says how many documents hold an inflection of a term,
    ``names`` are the folded terms that stay as they are, ``split`` gives the parts of a German compound, best
    in their base form, or nothing.
    """
    languages = query_languages(words, dictionary, names, split)
    found: dict[str, list[QueryTerm]] = {word: [] for word in words}
    for source, share in languages.items():
        lookup = _Lookup(dictionary, source, occurs, names, split)
        for word, terms in found.items():
            terms += _weighted(lookup.word(word), share)
        for run in _runs(words):
            meanings = _weighted(lookup.run(run), share)
            for word in dict.fromkeys(run):
                found[word] += meanings
    best = {word: _best(terms) for word, terms in found.items()}
    return TranslatedQuery(languages, tuple(best[word] for word in words))


def _runs(words: Sequence[str]) -> dict[tuple[str, ...], None]:
    """The neighbouring words that could mean something together, each run once."""
    lengths = range(2, LONGEST_RUN + 1)
    return dict.fromkeys(
        tuple(words[start : start + length]) for length in lengths for start in range(len(words) - length + 1)
    )


def _best(terms: Sequence[QueryTerm]) -> tuple[QueryTerm, ...]:
    """The best of the terms, each in one inflection."""
    found: dict[tuple[Side, tuple[str, ...]], QueryTerm] = {}
    for term in sorted(terms, key=lambda term: (-term.weight, term.language, term.terms)):
        found.setdefault((term.language, tuple(stem(part, term.language) for part in term.terms)), term)
    return tuple(found.values())[:MOST]


def query_languages(
    words: Sequence[str], dictionary: Dictionary, names: Set[str], split: Split
) -> dict[Side, float]:
    """The languages a query may be in, with their weights; none if it is in a third one."""
    evidence = dict.fromkeys(SIDES, 0.0)
    other = 0.0
    for word in words:
        if fold(word) in names or not any(map(str.isalpha, word)):
            continue
        functions = [side for side in SIDES if fold(word) in stop_words(side)]
        if functions:
            if len(functions) == 1:
                evidence[functions[0]] += FUNCTION_WORD
        elif fold(word) in stop_words("da"):
            other += FUNCTION_WORD
        else:
            for side in _only_in(word, dictionary, split):
                evidence[side] += 1.0
            if any(letter in "äöüß" for letter in word):
                evidence["de"] += OWN_LETTER
    if other > max(evidence.values()):
        return {}
    if evidence["de"] == evidence["en"]:
        return dict.fromkeys(SIDES, UNDECIDED)
    return {max(SIDES, key=evidence.__getitem__): 1.0}


def _only_in(word: str, dictionary: Dictionary, split: Split) -> list[Side]:
    """The one language that has the word, first as it stands, then in any inflection, then as a compound."""
    holding = [side for side in SIDES if dictionary.holds(word, side)]
    holding = holding or [side for side in SIDES if dictionary.translations(word, side)]
    holding = holding or (["de"] if split(word) else [])
    return holding if len(holding) == 1 else []


@dataclass(frozen=True)
class _Lookup:
    """The lookups of one query from one language."""

    dictionary: Dictionary
    source: Side
    occurs: Occurs
    names: Set[str]
    split: Split

    def word(self, word: str) -> list[QueryTerm]:
        """What a word means by itself, else what its parts mean."""
        if not self._translatable(word):
            return []
        found = self._meanings(word)
        return found or (self._together(self.split(word)) if self.source == "de" else [])

    def _together(self, parts: Sequence[str]) -> list[QueryTerm]:
        """What the parts of a compound mean together; nothing if the index lacks one of them.

        A part that is a name, or that the other language writes alike (Cluster), stands for itself.
        """
        found = [QueryTerm(other_side(self.source), (), 1.0)] if parts else []
        for part in parts:
            meanings = [] if fold(part) in self.names else self._meanings(part)
            if not meanings and self.occurs(part, other_side(self.source)):
                meanings = [QueryTerm(other_side(self.source), (part,), 1.0)]
            found = [
                QueryTerm(one.language, one.terms + two.terms, one.weight * two.weight)
                for one in found
                for two in meanings[:MOST_OF_A_PART]
            ]
        found.sort(key=lambda term: (-term.weight, term.terms))
        return _weighted(found[:MOST], PARTS)

    def _meanings(self, word: str) -> list[QueryTerm]:
        return self._terms(self.dictionary.translations(word, self.source))

    def run(self, words: tuple[str, ...]) -> list[QueryTerm]:
        """What neighbouring words mean together."""
        if not self._translatable(*words):
            return []
        return _weighted(self._terms(self.dictionary.translations(" ".join(words), self.source)), RUN)

    def _translatable(self, *words: str) -> bool:
        """Whether none of the words is a name and not all of them are function words."""
        functions = stop_words(self.source)
        folded = [fold(word) for word in words]
        return self.names.isdisjoint(folded) and not functions.issuperset(folded)

    def _terms(self, translations: Sequence[Translation]) -> list[QueryTerm]:
        """The translations that the index holds, by their content words, the best with weight 1."""
        target = other_side(self.source)
        functions = stop_words(target)
        found: list[QueryTerm] = []
        for translation in translations:
            terms = tuple(term for term in translation.text if fold(term) not in functions)
            holding = min((self.occurs(term, target) for term in terms), default=0)
            if holding:
                weight = translation.weight * (SEVERAL_WORDS if len(translation.text) > 1 else 1.0)
                found.append(QueryTerm(target, terms, weight / (1.0 + FREQUENCY * math.log(holding))))
        highest = max((term.weight for term in found), default=1.0)
        found.sort(key=lambda term: -term.weight)
        return _weighted(found, 1.0 / highest)


def _weighted(terms: Sequence[QueryTerm], factor: float) -> list[QueryTerm]:
    return [QueryTerm(term.language, term.terms, factor * term.weight) for term in terms]
