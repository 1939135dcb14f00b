"""Facets and filters.

1. Total, hits and the counts of every facet equal a brute-force oracle for random queries and filters:
   lists, trees, ranges, exclusions, "not stated", "not applicable", archived records.
2. The click property: where nothing is chosen, a bucket's count is the total after its click; where values
   are chosen, it is the total with that value alone.
3. A filter only narrows, and the hits keep their order.
4. A chosen, excluded or unknown value stays visible, at 0 if need be.
5. Buckets of a tree name the nearest broader bucket and their depth.
6. The share stated is that of the visible records.
"""

from __future__ import annotations

from dataclasses import replace
from pathlib import Path

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from indexer.facets import BY_NAME, FACETS
from indexer.search.request import Filter, SearchRequest
from indexer.search.results import Bucket, FacetCounts, Results
from indexer.search.searcher import Searcher
from kb.corpus import Corpus
from tests.indexer import corpora
from tests.indexer.corpora import COUNTRIES, REGIONS, SECTORS, SOME_RECORDS, THEMES, ids, values
from tests.indexer.search import oracle
from tests.tiers import examples

YEARS = ["2015", "2015-2020", "2015-", "-2020", "1990-1991", "2020-2015", "-", "20-15", "٢٠١٥-"]
CHOICES = {
    "kind": ["best-practice", "study", "guide"],
    "theme": [*THEMES, "skills"],
    "sector": [*SECTORS, "energy"],
    "stage": ["growth", "maturity"],
    "effort": [],
    "country": [*COUNTRIES, "AT"],
    "region": [*REGIONS, "DK"],
    "organisation": [oracle.slug(name) for name in corpora.ORGANISATIONS],
    "ecei": ["2", "2.4", "4", "4.1", "4.1.1"],
    "target_group": ["cluster-managers"],
    "language": ["de", "en", "da"],
    "year": YEARS,
}
QUERIES = ["", "messe", "förderung netzwerk", "fees members", "harbour -audit", "title:fair", '"grant audit"']
SHOWN = 100


def value_of(facet: str) -> st.SearchStrategy[str]:
    return st.sampled_from([*CHOICES[facet], "_none", "_na", "unheard-of"])


def filter_of(facet: str) -> st.SearchStrategy[Filter]:
    chosen = st.lists(value_of(facet), max_size=2, unique=True).map(tuple)
    return st.builds(Filter, st.just(facet), chosen, st.lists(value_of(facet), max_size=1).map(tuple))


FILTERS = st.lists(st.sampled_from(sorted(CHOICES)), max_size=3, unique=True).flatmap(
    lambda facets: st.tuples(*(filter_of(facet) for facet in facets))
)
REQUESTS = st.builds(
    SearchRequest,
    text=st.sampled_from(QUERIES),
    filters=FILTERS,
    archived=st.booleans(),
    size=st.just(SHOWN),
)


def counts(results: Results, facet: str) -> dict[str, int]:
    return {bucket.key: bucket.count for bucket in buckets(results, facet)}


def buckets(results: Results, facet: str) -> tuple[Bucket, ...]:
    return next(found.buckets for found in results.facets if found.facet == facet)


def matching(searcher: Searcher, request: SearchRequest) -> set[str]:
    """What the words alone match; the rule behind that is proved in test_matching."""
    return set(ids(searcher.search(replace(request, filters=(), counting=False))))


@settings(max_examples=examples(60, 500))
@given(request=REQUESTS)
def test_counts_equal_the_oracle(a_searcher: Searcher, request: SearchRequest) -> None:
    results = a_searcher.search(request)
    words = matching(a_searcher, request)
    matched = [
        record
        for record in SOME_RECORDS
        if record["id"] in words and oracle.visible(record, request.archived)
    ]
    left = {record["id"] for record in matched if oracle.passes(record, request.filters)}
    assert set(ids(results)) == left
    assert results.total == len(left)
    for facet in FACETS:
        expected: dict[str, int] = {}
        asked = [entry for entry in request.filters if entry.facet == facet.name]
        for record in matched:
            if not oracle.passes(record, request.filters, but=facet.name):
                continue
            have = oracle.keys(record, facet.name)
            wanted = {value for entry in asked for value in (*entry.include, *entry.exclude)}
            for key in have | {value for value in wanted if oracle.means(facet.name, value, have)}:
                expected[key] = expected.get(key, 0) + 1
        for entry in asked:
            for value in (*entry.include, *entry.exclude):
                expected.setdefault(value, 0)
        assert counts(results, facet.name) == expected, facet.name


def with_value(request: SearchRequest, facet: str, value: str, *, alone: bool) -> SearchRequest:
    entry = next((found for found in request.filters if found.facet == facet), Filter(facet))
    include = (value,) if alone else (*entry.include, value)
    others = tuple(found for found in request.filters if found.facet != facet)
    return replace(request, filters=(*others, Filter(facet, include, entry.exclude)), counting=False)


@settings(max_examples=examples(25, 500))
@given(request=REQUESTS)
def test_a_count_is_the_total_after_its_click(a_searcher: Searcher, request: SearchRequest) -> None:
    results = a_searcher.search(request)
    chosen = {entry.facet for entry in request.filters if entry.include}
    for found in results.facets:
        for bucket in found.buckets:
            clicked = with_value(request, found.facet, bucket.key, alone=found.facet in chosen)
            assert a_searcher.search(clicked).total == bucket.count, (found.facet, bucket.key)


@settings(max_examples=examples(40, 500))
@given(request=REQUESTS)
def test_a_filter_only_narrows_and_keeps_the_order(a_searcher: Searcher, request: SearchRequest) -> None:
    everything = ids(a_searcher.search(replace(request, filters=(), counting=False)))
    left = ids(a_searcher.search(replace(request, counting=False)))
    assert left == [record_id for record_id in everything if record_id in set(left)]


@settings(max_examples=examples(25, 500))
@given(request=REQUESTS)
def test_every_value_that_was_asked_for_stays_visible(a_searcher: Searcher, request: SearchRequest) -> None:
    results = a_searcher.search(request)
    for entry in request.filters:
        found = {bucket.key: bucket for bucket in buckets(results, entry.facet)}
        assert {key for key, bucket in found.items() if bucket.selected} == set(entry.include)
        assert {key for key, bucket in found.items() if bucket.excluded} == set(entry.exclude)


@pytest.fixture(scope="module")
def tree(tmp_path_factory: pytest.TempPathFactory) -> Searcher:
    records = [
        values("ship", sectors=["shipbuilding"], place={"countries": ["DE"], "regions": ["DE30"]}),
        values("sea", sectors=["maritime"], place={"countries": ["DE", "DK"]}),
        values("none", not_applicable=["place"]),
        values("old", status="archived", sectors=["ict"]),
        values("paper", kind="study", published_year=2015, not_applicable=["period"]),
    ]
    return corpora.a_searcher(tmp_path_factory.mktemp("tree") / "site", records)


def of(searcher: Searcher, *filters: Filter) -> list[str]:
    return sorted(ids(searcher.search(SearchRequest(filters=filters))))


def test_a_parent_includes_its_descendants(tree: Searcher) -> None:
    assert of(tree, Filter("sector", ("maritime",))) == ["sea", "ship"]
    assert of(tree, Filter("sector", ("shipbuilding",))) == ["ship"]
    assert of(tree, Filter("sector", ("maritime",), ("shipbuilding",))) == ["sea"]
    assert of(tree, Filter("region", ("DE",))) == ["ship"]


def test_not_stated_and_not_applicable_are_values(tree: Searcher) -> None:
    assert of(tree, Filter("country", ("_none",))) == ["paper"]
    assert of(tree, Filter("country", ("_na",))) == ["none"]
    assert of(tree, Filter("country", (), ("_none", "_na"))) == ["sea", "ship"]


def test_the_year_of_a_study_counts_where_a_period_does_not_apply(tree: Searcher) -> None:
    assert of(tree, Filter("year", ("2015",))) == ["paper"]
    assert of(tree, Filter("year", ("_na",))) == []


def test_buckets_of_a_tree_know_their_place(tree: Searcher) -> None:
    found = {bucket.key: bucket for bucket in buckets(tree.search(SearchRequest()), "region")}
    assert (found["DE"].parent, found["DE"].depth) == (None, 0)
    assert (found["DE3"].parent, found["DE3"].depth) == ("DE", 1)
    assert (found["DE30"].parent, found["DE30"].depth) == ("DE3", 2)


def test_a_value_nobody_has_stays_visible_at_zero(tree: Searcher) -> None:
    results = tree.search(SearchRequest(filters=(Filter("country", ("AT",)),)))
    assert results.total == 0
    assert next(bucket for bucket in buckets(results, "country") if bucket.key == "AT") == Bucket(
        "AT", 0, selected=True
    )


def test_the_share_stated_is_that_of_the_visible_records(tree: Searcher) -> None:
    def shares(found: tuple[FacetCounts, ...]) -> dict[str, float]:
        return {entry.facet: entry.stated for entry in found}

    assert shares(tree.counts())["sector"] == 2 / 4
    assert shares(tree.search(SearchRequest(archived=True)).facets)["sector"] == 3 / 5
    assert tree.coverage() == shares(tree.counts())
    assert set(tree.coverage()) == set(BY_NAME)


def test_an_empty_corpus_has_no_buckets(tmp_path: Path) -> None:
    corpus: Corpus = corpora.a_corpus(tmp_path)
    results = Searcher(corpora.a_snapshot(corpus), corpus.vocabularies).search(SearchRequest("messe"))
    assert (results.total, results.hits) == (0, ())
    assert all(found.buckets == () and found.stated == 0 for found in results.facets)
