"""Which of the planted near duplicates are found, and what else is reported?

The records of this repository are copied beside the variants, which lie among the drafts as a scout's would.
All pairs are judged at once.
"""

from __future__ import annotations

import shutil
from collections.abc import Iterable
from dataclasses import dataclass
from pathlib import Path

from indexer.ingest.duplicates.known import Known, Pair
from kb.corpus import Corpus
from kb.settings import load_settings
from tests.duplicates.labels import VARIANTS, Ids, Labels, Planted, Way

RECORDS = Path(__file__).parents[2] / "corpus" / "records"


@dataclass(frozen=True)
class Missed:
    """A planted pair that was not reported, with the score it has and the signs that were seen."""

    planted: Planted
    score: float
    reasons: tuple[str, ...]


@dataclass(frozen=True)
class Marks:
    """What came of it: every reported pair is right, open (related records) or wrong."""

    planted: tuple[Planted, ...]
    right: tuple[Pair, ...]
    open: tuple[Pair, ...]
    wrong: tuple[Pair, ...]
    confused: tuple[Pair, ...]  # those of the wrong and the open that tell two stories labelled as different
    missed: tuple[Missed, ...]

    @property
    def precision(self) -> float:
        """The share of right ones among those that are right or wrong; 1 if nothing was reported."""
        judged = len(self.right) + len(self.wrong)
        return len(self.right) / judged if judged else 1.0

    def found(self, ways: Iterable[Way]) -> tuple[int, int]:
        """How many of the pairs planted in these ways were reported, and how many there are."""
        wanted = set(ways)
        missed = sum(each.planted.way in wanted for each in self.missed)
        planted = sum(pair.way in wanted for pair in self.planted)
        return planted - missed, planted

    def recall(self, ways: Iterable[Way]) -> float:
        """The share of the pairs planted in these ways that was reported."""
        found, planted = self.found(ways)
        return found / planted


def corpus_with_variants(folder: Path) -> Corpus:
    """A corpus of its own in an empty folder: all records, and all variants as drafts."""
    corpus = folder / "corpus"
    shutil.copytree(RECORDS, corpus / "records")
    shutil.copytree(VARIANTS, corpus / "drafts")
    return Corpus(load_settings({"KB_CORPUS": str(corpus), "KB_VAR": str(folder / "var")}, folder))


def examine(known: Known, labels: Labels) -> Marks:
    """Find all pairs and mark them by the labels."""
    return mark(known.pairs(), labels, [_looked_at(known, planted) for planted in labels.planted])


def mark(pairs: Iterable[Pair], labels: Labels, planted: Iterable[Missed]) -> Marks:
    """The reported pairs by what they are; ``planted`` says how each planted pair looks if it is missed.

    A variant stands for its original: two variants of one record are one story, and what is labelled for a
    record holds for its variant.
    """
    originals = labels.originals()
    related = {pair.ids for pair in labels.related}
    different = {pair.ids for pair in labels.different}
    right: list[Pair] = []
    left_out: list[Pair] = []
    wrong: list[Pair] = []
    confused: list[Pair] = []
    reported: set[Ids] = set()
    for pair in pairs:
        reported.add(frozenset(pair.records))
        stories = frozenset(originals.get(record, record) for record in pair.records)
        marked = right if len(stories) == 1 else left_out if stories in related else wrong
        marked.append(pair)
        if stories in different:
            confused.append(pair)
    missed = tuple(each for each in planted if each.planted.ids not in reported)
    return Marks(labels.planted, tuple(right), tuple(left_out), tuple(wrong), tuple(confused), missed)


def _looked_at(known: Known, planted: Planted) -> Missed:
    for pair in known.pairs(least=0.0, only=planted.variant):
        if frozenset(pair.records) == planted.ids:
            return Missed(planted, pair.score, tuple(map(str, pair.reasons)))
    return Missed(planted, 0.0, ("not among the candidates",))
