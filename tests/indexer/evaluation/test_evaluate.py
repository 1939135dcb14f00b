"""Measuring the product's own search on a collection.

1. Orders and figures are those of the product's searcher over an index that Whoosh wrote.
2. Every judged question is measured once; one without judgements is not.
3. The run file gives the same figures when trec_eval reads it.
4. Parts of the search that are left out are passed on.
5. A hundred documents are ranked, if that many match.
"""

from __future__ import annotations

from pathlib import Path

import pytest
import pytrec_eval

from indexer.analysis.fingerprint import fingerprint
from indexer.evaluation import evaluate as evaluation
from indexer.evaluation.collection import Collection, Question, Text, as_document, read_collection
from indexer.evaluation.evaluate import Evaluation, evaluate, ranking, searcher_of
from indexer.index.committing import make_current
from indexer.index.opening import open_snapshot
from indexer.index.schema import layout
from indexer.index.writer import build_generation
from indexer.search.request import SearchRequest
from indexer.search.searcher import Searcher
from kb.vocabulary import load_vocabularies
from tests.indexer.evaluation.collections import a_collection

VOCABULARIES = load_vocabularies()


@pytest.fixture
def collection(tmp_path: Path) -> Collection:
    return read_collection(a_collection(tmp_path / "collection"))


def test_orders_are_those_of_an_index_on_disk(collection: Collection, tmp_path: Path) -> None:
    documents = [as_document(text) for text in collection.texts]
    make_current(tmp_path, build_generation(tmp_path, documents, shape=layout(), fingerprint=fingerprint()))
    searcher = Searcher(open_snapshot(tmp_path)[0], VOCABULARIES)
    orders = evaluate(collection, VOCABULARIES).orders
    assert orders == {
        question.id: tuple(
            hit.id for hit in searcher.search(SearchRequest(question.text, size=100, counting=False)).hits
        )
        for question in collection.judged
    }
    assert orders["q1"][0] == "Doc-1/ä"
    assert orders["q2"][0] == "7.2"


def test_each_judged_question_is_measured(collection: Collection) -> None:
    steps: list[tuple[int, int]] = []
    found = evaluate(collection, VOCABULARIES, progress=lambda done, total: steps.append((done, total)))
    values = found.as_dict()
    assert steps == [(1, 2), (2, 2)]
    assert list(values) == ["ndcg@10", "recall@100", "mrr@10", "queries", "per_query"]
    assert values["queries"] == 2
    assert set(values["per_query"]) == {"q1", "q2"}
    assert values["mrr@10"] == 1.0
    assert values["per_query"]["q2"]["recall@100"] == 0.5  # the other relevant document is not there


def test_trec_eval_reads_the_same_figures_from_the_run(collection: Collection) -> None:
    found = evaluate(collection, VOCABULARIES)
    run = pytrec_eval.parse_run(found.run_lines())
    best_first = {name: sorted(row, key=lambda document: -row[document]) for name, row in run.items()}
    assert best_first == {name: list(order) for name, order in found.orders.items()}
    grades = {name: dict(row) for name, row in collection.judgements.items()}
    theirs = pytrec_eval.RelevanceEvaluator(grades, {"ndcg_cut.10"}).evaluate(run)
    for name in ("q1", "q2"):
        assert theirs[name]["ndcg_cut_10"] == pytest.approx(found.per_query[name]["ndcg@10"])


def test_spaces_in_ids_do_not_break_the_columns_of_a_run() -> None:
    run = pytrec_eval.parse_run(Evaluation({"a b": ("c  d", "e")}, {}).run_lines())
    assert run == {"a_b": {"c_d": 100.0, "e": 99.0}}


@pytest.mark.parametrize("without", [frozenset(), frozenset({"compounds", "typos"})])
def test_what_is_left_out_is_passed_on(
    collection: Collection, monkeypatch: pytest.MonkeyPatch, without: frozenset[str]
) -> None:
    asked: list[SearchRequest] = []

    class Listening(Searcher):
        def matching(self, request: SearchRequest):  # type: ignore[no-untyped-def]  # the type of its parent
            asked.append(request)
            return super().matching(request)

    monkeypatch.setattr(evaluation, "Searcher", Listening)
    evaluate(collection, VOCABULARIES, without=without)
    assert [request.without for request in asked] == [without, without]


def test_a_hundred_documents_are_ranked() -> None:
    texts = [Text(f"{number:03}", "", "harbour " * (1 + number % 7), "en") for number in range(130)]
    searcher = searcher_of(map(as_document, texts), VOCABULARIES)
    found = ranking(searcher, "harbours")
    assert len(found) == len(set(found)) == 100
    many = Collection(tuple(texts), (Question("q", "harbours", "en"),), {"q": {text.id: 1 for text in texts}})
    assert evaluate(many, VOCABULARIES).means["recall@100"] == pytest.approx(100 / 130)
