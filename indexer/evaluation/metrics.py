"""Here is an order of documents and what they were judged: how good is the order?

The measures of trec_eval: nDCG with the grade itself as gain and log2(1 + rank) as discount, its ideal made
of all judged documents; recall over all relevant ones; the reciprocal rank of the first relevant one. What
was not judged counts as not relevant.
"""

from __future__ import annotations

import math
from collections.abc import Iterable, Mapping, Sequence
from statistics import fmean

DEPTH = 100  # documents of an order that are looked at

Grades = Mapping[str, int]


def dcg(grades: Iterable[int]) -> float:
    """The discounted cumulative gain of grades in the order of their documents."""
    return math.fsum(max(0, grade) / math.log2(1 + rank) for rank, grade in enumerate(grades, 1))


def ndcg(ranked: Sequence[str], grades: Grades, cut: int = 10) -> float:
    """The gain of the first ``cut`` documents as a share of the best that was possible; 0 if none was."""
    ideal = dcg(sorted(grades.values(), reverse=True)[:cut])
    return dcg(grades.get(document, 0) for document in ranked[:cut]) / ideal if ideal else 0.0


def recall(ranked: Sequence[str], grades: Grades, cut: int = DEPTH) -> float:
    """The share of relevant documents that stand among the first ``cut``; 0 if nothing is relevant."""
    relevant = {document for document, grade in grades.items() if grade > 0}
    return len(relevant.intersection(ranked[:cut])) / len(relevant) if relevant else 0.0


def reciprocal_rank(ranked: Sequence[str], grades: Grades, cut: int = 10) -> float:
    """1 / the rank of the first relevant document; 0 if none is among the first ``cut``."""
    ranks = (rank for rank, document in enumerate(ranked[:cut], 1) if grades.get(document, 0) > 0)
    return 1 / next(ranks, math.inf)


def measures(ranked: Sequence[str], grades: Grades) -> dict[str, float]:
    """The figures of one question."""
    return {
        "ndcg@10": ndcg(ranked, grades),
        "recall@100": recall(ranked, grades),
        "mrr@10": reciprocal_rank(ranked, grades),
    }


def mean(per_query: Iterable[Mapping[str, float]]) -> dict[str, float]:
    """The mean of each figure over all questions, of which there is at least one."""
    rows = list(per_query)
    return {name: fmean(row[name] for row in rows) for name in rows[0]}
