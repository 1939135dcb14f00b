"""The measures against trec_eval itself.

1. nDCG@10 with graded judgements, recall@100 and the reciprocal rank within 10 are those of trec_eval.
2. Worked by hand: a known order has the known figure.
3. What nobody judged counts as not relevant, and a question without anything relevant counts 0.
"""

from __future__ import annotations

import math

import pytest
import pytrec_eval
from hypothesis import given
from hypothesis import strategies as st

from indexer.evaluation.metrics import mean, measures, ndcg, recall, reciprocal_rank

DOCUMENTS = [f"d{number}" for number in range(160)]
orders = st.permutations(DOCUMENTS).flatmap(lambda order: st.integers(1, 160).map(lambda n: order[:n]))
judgements = st.dictionaries(st.sampled_from([*DOCUMENTS, "gone"]), st.integers(-1, 3), min_size=1)


@given(orders, judgements)
def test_the_measures_are_those_of_trec_eval(ranked: list[str], grades: dict[str, int]) -> None:
    scores = {document: 1000.0 - rank for rank, document in enumerate(ranked)}
    first = {document: scores[document] for document in ranked[:10]}
    wanted = pytrec_eval.RelevanceEvaluator({"q": grades}, {"ndcg_cut.10", "recall.100"})
    ranks = pytrec_eval.RelevanceEvaluator({"q": grades}, {"recip_rank"})
    theirs = wanted.evaluate({"q": scores})["q"]
    ours = measures(ranked, grades)
    assert ours["ndcg@10"] == pytest.approx(theirs["ndcg_cut_10"], abs=1e-12)
    assert ours["recall@100"] == pytest.approx(theirs["recall_100"], abs=1e-12)
    assert ours["mrr@10"] == pytest.approx(ranks.evaluate({"q": first})["q"]["recip_rank"], abs=1e-12)


def test_a_known_order_has_the_known_figures() -> None:
    grades = {"a": 3, "b": 1, "c": 0}
    ranked = ["x", "b", "a"]
    assert ndcg(ranked, grades) == pytest.approx((1 / math.log2(3) + 3 / 2) / (3 + 1 / math.log2(3)))
    assert recall(ranked, grades) == 1.0
    assert recall(ranked, grades, cut=2) == 0.5
    assert reciprocal_rank(ranked, grades) == 0.5


@pytest.mark.parametrize("grades", [{}, {"a": 0}, {"a": -1}, {"b": 2}])
def test_nothing_relevant_in_the_order_counts_nothing(grades: dict[str, int]) -> None:
    assert set(measures(["a"], grades).values()) == {0.0}


def test_an_empty_order_counts_nothing() -> None:
    assert set(measures([], {"a": 1}).values()) == {0.0}


def test_the_mean_is_over_questions() -> None:
    assert mean([{"x": 1.0}, {"x": 0.0}, {"x": 0.5}]) == {"x": 0.5}
