"""Here is what was typed: which concepts have a label that holds it, and how much do records have of each?

The labels of a set of vocabularies are read once. How many records have a concept is asked of each snapshot:
of facets their columns say it, concepts of the thesaurus are in the texts.
"""

from __future__ import annotations

from collections.abc import Iterator
from functools import cached_property, lru_cache, reduce
from typing import NamedTuple
from weakref import WeakKeyDictionary

import numpy as np

from indexer.analysis.keys import held_in, phrase_of
from indexer.facets import BY_NAME
from indexer.index.segment import Segment
from indexer.index.snapshot import Snapshot
from indexer.index.tables import Table, table_arrays
from indexer.search.beginnings import holding, smallest_first, starting
from indexer.search.completions import spoken_in
from indexer.search.document_lists import Whole, common, marked
from indexer.search.facet_counts import counted
from indexer.search.typed import Typed
from indexer.search.whole_texts import published
from kb.localized import LANGUAGES, Language
from kb.vocabulary import Concept, Vocabularies

FACETS = ("kind", "theme", "sector", "stage", "target_group", "country", "region", "funding", "label", "ecei")
"""The facets whose values mean something without the name of the facet."""

_UNKNOWN = -1  # records
_NUMBER_BITS = 24  # of a label in a score


class _Label(NamedTuple):
    length: int
    target: str
    text: str
    language: Language


class ConceptLabels:
    """The labels of the concepts of all vocabularies; numbered so that of equals the first is preferred.

    A target is the address of a value of a facet, such as ``theme:skills``, or a concept of the thesaurus.
    """

    def __init__(self, vocabularies: Vocabularies) -> None:
        self.concepts: dict[str, Concept] = {}
        """Per target its concept."""
        found = _distinct(sorted(self._read(vocabularies)))
        self.targets = [*self.concepts]
        numbers = {target: number for number, target in enumerate(self.targets)}
        self.is_value = np.array([":" in target for target in self.targets], np.bool_)
        self.values = [
            target if ":" in target else (concept.concept or "").replace("/", ":", 1)
            for target, concept in self.concepts.items()
        ]
        """Per target the value of a facet it is or stands for, if any."""
        self.target_of = np.array([numbers[label.target] for label in found], np.int64)
        self.languages = np.array([LANGUAGES.index(label.language) for label in found], np.int8)
        self._words = Table(
            table_arrays((key, n) for n, label in enumerate(found) for key, _ in held_in([label.text]))
        )
        self._phrases = Table(table_arrays((phrase_of(label.text), n) for n, label in enumerate(found)))
        self._said: dict[str, list[tuple[Language, frozenset[str]]]] = {}
        self._spoken: WeakKeyDictionary[Segment, dict[str, Whole]] = WeakKeyDictionary()

    def _read(self, vocabularies: Vocabularies) -> Iterator[_Label]:
        for facet, name in [
            *((facet, BY_NAME[facet].vocabulary or "") for facet in FACETS),
            ("", "thesaurus"),
        ]:
            vocabulary = vocabularies[name]
            for concept in vocabulary:
                meant = vocabulary.concepts[concept.same_as or concept.id]
                target = f"{facet}:{meant.id}" if facet else meant.id
                self.concepts[target] = meant
                for language, text in concept.labels():
                    yield _Label(len(text), target, text, language)

    def find(self, typed: Typed) -> tuple[Whole, Whole]:
        """The labels that hold what was typed, and those of which it is the beginning."""
        size = len(self.target_of)
        mask = holding(self._words, size, typed.wanted)
        begins = marked(starting(self._phrases, typed.phrase), size)
        return np.flatnonzero(mask), np.flatnonzero(mask & begins)

    def spoken_in(self, segment: Segment, target: str) -> Whole:
        """The documents of a segment that hold all words of any label of a concept in its language."""
        known = self._spoken.setdefault(segment, {})
        if target not in known:
            known[target] = self._documents(segment, target)
        return known[target]

    def _documents(self, segment: Segment, target: str) -> Whole:
        if target not in self._said:
            labels = self.concepts[target].labels()
            said = {(language, frozenset(phrase_of(label).split())) for language, label in labels}
            self._said[target] = [one for one in said if one[1]]
        found = [np.zeros(0, np.int32)]
        for language, keys in self._said[target]:
            held = sorted((spoken_in(segment, language, key) for key in keys), key=len)
            found.append(reduce(common, held))
        return np.unique(np.concatenate(found))


def _distinct(labels: list[_Label]) -> list[_Label]:
    """The first of those that say the same of a target in a language; none without words."""
    found: dict[tuple[str, Language, str], _Label] = {}
    for label in labels:
        phrase = phrase_of(label.text)
        if phrase:
            found.setdefault((phrase, label.language, label.target), label)
    return [*found.values()]


@lru_cache(maxsize=4)
def concept_labels(vocabularies: Vocabularies) -> ConceptLabels:
    """The labels of some vocabularies, read once."""
    return ConceptLabels(vocabularies)


class Concepts:
    """The concepts that the published records of one snapshot are about."""

    def __init__(self, snapshot: Snapshot, vocabularies: Vocabularies) -> None:
        self._snapshot = snapshot
        self._labels = concept_labels(vocabularies)

    def find(self, typed: Typed, reader: Language) -> Iterator[tuple[str, str]]:
        """The targets with a label that holds what was typed, each as it is called for the reader.

        The best come first, a concept with several labels once for each. A value of a facet that no record
        has would lead to nothing.
        """
        found, begins = self._labels.find(typed)
        targets = self._labels.target_of[found]
        records = self._counted(targets)
        used = (records > 0) | ~self._labels.is_value[targets]
        found, targets, records = found[used], targets[used], records[used]
        later = np.isin(found, begins, invert=True, assume_unique=True)
        foreign = self._labels.languages[found] != LANGUAGES.index(reader)
        most = self._snapshot.size
        scores = (2 * later + foreign) * (most + 1) + most - records
        for place in smallest_first((scores << _NUMBER_BITS) + found):
            target = self._labels.targets[int(targets[place])]
            yield self._labels.concepts[target].called(reader), target

    def _counted(self, targets: Whole) -> Whole:
        """The number of records that have each of some targets."""
        records = self._records
        for number in np.unique(targets[records[targets] == _UNKNOWN]).tolist():
            records[number] = self._in_texts(self._labels.targets[number])
        return records[targets]

    def _in_texts(self, target: str) -> int:
        found = 0
        for part in self._snapshot.parts:
            documents = self._labels.spoken_in(part.segment, target)
            found += len(documents) if part.living is None else int(part.living[documents].sum())
        return found

    @cached_property
    def _records(self) -> Whole:
        """Per target the number of records, as far as known: a value of a facet includes its narrower ones.

        The others are in it once somebody asked for them.
        """
        used: dict[str, int] = {}
        documents = published(self._snapshot)
        for facet in FACETS:
            column = self._snapshot.column(facet)
            counts = counted(column, documents)
            used |= {f"{facet}:{key}": count for key, count in counts.items()}
        found = np.array([used.get(value, 0) for value in self._labels.values], np.int64)
        found[(found == 0) & ~self._labels.is_value] = _UNKNOWN
        return found
