"""Why does a hit stand where it stands?

1. The score of every hit is the sum of its reasons and its nearness, times its boost.
2. Each word of the query has one reason; a word that the record does not hold has no points.
3. What a reason names stands in the record: its words in its fields, weightiest field first.
4. A record is complete where each of several words with a meaning of their own stands as typed.
5. Rarity is the share of all records that hold any form of the word.
"""

from __future__ import annotations

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from indexer.analysis.forms import is_stop_word
from indexer.analysis.tokenizer import term_of
from indexer.search.explanation import MOST_FIELDS, MOST_FOUND
from indexer.search.frequencies import WEIGHTS
from indexer.search.query_language import parse
from indexer.search.request import SearchRequest
from indexer.search.results import Explanation, Hit, Reason
from indexer.search.searcher import Searcher
from indexer.search.stored_texts import read_texts
from tests.indexer import corpora
from tests.indexer.corpora import WORDS, values
from tests.tiers import examples

ALL_WORDS = sorted({word for words in WORDS.values() for word in words})
QUERIES = st.lists(st.sampled_from([*ALL_WORDS, "mesen", "und", "Hafenmesse"]), min_size=1, max_size=4)
ASKED = ["skilled workers", "Clusterfinanzierung", "how do others pay for their cluster management", "R&D KI"]


def explained(hit: Hit) -> Explanation:
    assert hit.explanation is not None
    return hit.explanation


def check(hit: Hit, text: str) -> None:
    found = explained(hit)
    query = parse(text)
    points = sum(reason.points for reason in found.reasons)
    assert hit.score == pytest.approx((points + found.nearness) * found.boost, rel=1e-9)
    assert found.nearness >= 0
    assert {reason.word for reason in found.reasons} <= set(query.shown)
    assert len(found.reasons) >= len(set(query.words))
    assert [r.points for r in found.reasons] == sorted((r.points for r in found.reasons), reverse=True)
    for reason in found.reasons:
        check_reason(hit, reason)
    if found.complete:
        decisive = [reason for reason in found.reasons if not is_stop_word(term_of(reason.word))]
        assert all(reason.match == "exact" for reason in decisive)
    for entries in hit.matched.values():
        assert {entry.word for entry in entries} <= set(query.words)


def check_reason(hit: Hit, reason: Reason) -> None:
    assert (reason.match is None) == (reason.points == 0)
    assert 0 <= reason.rarity <= 1
    assert len(reason.found) <= MOST_FOUND
    assert len(reason.fields) <= MOST_FIELDS
    if reason.match is None:
        assert (reason.found, reason.fields) == ((), ())
        return
    assert reason.fields
    assert reason.rarity > 0
    weights = [WEIGHTS[name] for name in reason.fields]
    assert weights == sorted(weights, reverse=True)
    texts = [read.text.casefold() for read in read_texts(hit.record)]
    for word in reason.found:
        assert any(word.casefold() in text for text in texts)


@settings(max_examples=examples(50, 1000))
@given(QUERIES.map(" ".join))
def test_reasons_add_up_to_the_score(a_searcher: Searcher, text: str) -> None:
    for hit in a_searcher.search(SearchRequest(text, counting=False)).hits:
        check(hit, text)


@pytest.mark.parametrize("text", ASKED)
def test_reasons_add_up_for_the_delivered_records(delivered_searcher: Searcher, text: str) -> None:
    hits = delivered_searcher.search(SearchRequest(text, size=50, counting=False)).hits
    assert hits
    for hit in hits:
        check(hit, text)


def only_reasons(query: str, *records: corpora.Values) -> dict[str, Reason]:
    hits = corpora.in_memory(records).search(SearchRequest(query)).hits
    return {reason.word: reason for reason in explained(hits[0]).reasons}


def test_a_reason_names_the_words_and_where_they_stand() -> None:
    record = values(
        "one", title={"de": "Hafen"}, summary={"de": "Am Hafen, HAFEN"}, approach={"de": "Werften"}
    )
    reasons = only_reasons("Hafen Werft Kran", record)
    assert (reasons["Hafen"].match, reasons["Hafen"].found, reasons["Hafen"].fields) == (
        "exact",
        ("Hafen",),
        ("title", "summary"),
    )
    assert (reasons["Werft"].match, reasons["Werft"].found, reasons["Werft"].fields) == (
        "stem",
        ("Werften",),
        ("approach",),
    )
    assert (reasons["Kran"].match, reasons["Kran"].points) == (None, 0)


@pytest.mark.parametrize(("query", "field"), [("BalticNet", "names"), ("Finanzierung", "concepts")])
def test_what_stands_in_no_passage_is_told_by_its_field(query: str, field: str) -> None:
    record = values("one", organisation={"name": "BalticNet"}, themes=["financing"])
    reason = only_reasons(query, record)[query]
    assert reason.found == ()
    assert reason.fields == (field,)


def test_an_abbreviation_as_written_is_told_as_typed() -> None:
    reason = only_reasons("KI", values("one", title={"de": "KI am Hafen"}))["KI"]
    assert (reason.match, reason.found) == ("exact", ("KI",))


def test_rarity_counts_all_records_with_any_form() -> None:
    records = [values(f"r{n}", title={"de": title}) for n, title in enumerate(["Hafen", "Hafens", "Boot"])]
    assert only_reasons("Hafen", *records)["Hafen"].rarity == pytest.approx(2 / 3)


def test_a_record_is_complete_with_every_word_as_typed() -> None:
    records = [
        values("all", title={"de": "Hafen Werft"}),
        values("other", title={"de": "Hafen Werften"}),
    ]
    hits = corpora.in_memory(records).search(SearchRequest("Werft und Hafen")).hits
    assert {hit.id: explained(hit).complete for hit in hits} == {"all": True, "other": False}


def test_a_repeated_word_has_one_reason_with_all_its_points() -> None:
    record = values("one", title={"de": "Hafen"})
    once, twice = (only_reasons(query, record)["Hafen"] for query in ("Hafen", "Hafen Hafen"))
    assert twice.points == pytest.approx(2 * once.points)


def test_without_words_there_is_nothing_to_explain(a_searcher: Searcher) -> None:
    assert all(hit.explanation is None for hit in a_searcher.search(SearchRequest("")).hits)
