"""Whatever is asked of the delivered corpus, there is an answer, and it holds together.

1. No text raises, with any expansion left out, in any order, for any reader.
2. The total, the relaxation and the matching records are the same for all readers, orders and pages.
3. A filter only narrows, and the buckets of a facet count what a click gives.
4. The scores of a page descend behind the records that hold every word as typed.
5. Threads give identical answers, from the first search on.
"""

from __future__ import annotations

import random
from concurrent.futures import ThreadPoolExecutor
from dataclasses import replace

import pytest
from hypothesis import example, given, settings
from hypothesis import strategies as st

from indexer.facets import BY_NAME
from indexer.search.request import Filter, SearchRequest
from indexer.search.results import Results
from indexer.search.searcher import Searcher
from kb.localized import LANGUAGES
from tests.indexer.corpora import delivered_vocabularies, ids
from tests.tiers import examples

THESAURUS = delivered_vocabularies()["thesaurus"]
LABELS = sorted({text for concept in THESAURUS for _, text in concept.labels()})
SIGNS = ['"', "-", "title:", "country:DE", "-theme:skills", "&", "R&D", "C++", "4.0", "…", "\u0308", "\x00"]
TYPED = st.one_of(
    st.text(max_size=60),
    st.lists(st.one_of(st.sampled_from([*LABELS, *SIGNS]), st.text(max_size=8)), max_size=6).map(" ".join),
    st.lists(st.sampled_from([*LABELS, *SIGNS]), max_size=6).map("".join),
)
WITHOUT = st.sets(
    st.one_of(
        st.sampled_from(["compounds", "concepts", "typos", "dictionary", "nothing"]),
        st.sampled_from([f"concept:{concept.id}" for concept in THESAURUS]),
    ),
    max_size=3,
).map(frozenset)
FILTERS = st.lists(
    st.builds(
        Filter,
        st.sampled_from(sorted(BY_NAME)),
        st.lists(
            st.sampled_from(["DE", "skills", "instrument", "_none", "2015-", "nonsense"]), max_size=2
        ).map(tuple),
        st.lists(st.sampled_from(["DK", "financing", "_na"]), max_size=1).map(tuple),
    ),
    max_size=2,
    unique_by=lambda entry: entry.facet,
).map(tuple)
REQUESTS = st.builds(
    SearchRequest,
    text=TYPED,
    filters=FILTERS,
    sort=st.sampled_from(["relevance", "newest", "title", "checked"]),
    page=st.integers(1, 5),
    reader=st.sampled_from(LANGUAGES),
    archived=st.booleans(),
    without=WITHOUT,
)


def everything(searcher: Searcher, request: SearchRequest) -> list[str]:
    """All matching ids in order."""
    return [str(record["id"]) for record in searcher.matching(request)]


@settings(max_examples=examples(60, 3000))
@given(REQUESTS)
@example(SearchRequest("\ud800 Cluster \udfff"))
@example(SearchRequest("x" * 10_000))
@example(SearchRequest("Cluster " * 200))
@example(SearchRequest('"' * 500))
@example(SearchRequest("-" * 500 + "Cluster"))
@example(SearchRequest("İ ﬁ ß ẞ ǆ ㎏ 𝔄 \u202e Cluster"))
def test_every_request_has_an_answer(delivered_searcher: Searcher, request: SearchRequest) -> None:
    results = delivered_searcher.search(request)
    assert 0 <= results.total <= delivered_searcher.size
    assert len(results.hits) <= request.size
    assert results.total == delivered_searcher.total(request) == len(everything(delivered_searcher, request))
    delivered_searcher.related_concepts(request)


@settings(max_examples=examples(20, 500))
@given(REQUESTS)
def test_reader_order_and_page_change_only_the_order(
    delivered_searcher: Searcher, request: SearchRequest
) -> None:
    first = delivered_searcher.search(request)
    expected = sorted(everything(delivered_searcher, request))
    for other in (
        replace(request, reader="da", sort="title", page=2),
        replace(request, reader="en", sort="newest", page=1, size=50),
    ):
        results = delivered_searcher.search(other)
        assert (results.total, results.relaxed, results.notes) == (first.total, first.relaxed, first.notes)
        assert results.expansions == first.expansions
        assert sorted(everything(delivered_searcher, other)) == expected


@settings(max_examples=examples(20, 500))
@given(REQUESTS)
def test_a_filter_only_narrows(delivered_searcher: Searcher, request: SearchRequest) -> None:
    plain = replace(request, filters=())
    narrowed = everything(delivered_searcher, request)
    assert set(narrowed) <= set(everything(delivered_searcher, plain))
    assert delivered_searcher.search(request).relaxed == delivered_searcher.search(plain).relaxed


@settings(max_examples=examples(8, 200))
@given(st.sampled_from(LABELS), st.randoms(use_true_random=False))
def test_a_bucket_counts_what_a_click_gives(
    delivered_searcher: Searcher, text: str, chance: random.Random
) -> None:
    request = SearchRequest(text)
    for counts in delivered_searcher.search(request).facets:
        if counts.buckets:
            bucket = chance.choice(counts.buckets)
            clicked = replace(request, filters=(Filter(counts.facet, (bucket.key,)),), counting=False)
            assert delivered_searcher.total(clicked) == bucket.count


@settings(max_examples=examples(20, 500))
@given(st.sampled_from(LABELS), st.sampled_from(LABELS))
def test_records_with_every_word_come_first_then_by_score(
    delivered_searcher: Searcher, one: str, other: str
) -> None:
    hits = delivered_searcher.search(SearchRequest(f"{one} {other}", size=50, counting=False)).hits
    keys = [(not h.explanation.complete, -round(h.score, 9), h.id) for h in hits if h.explanation]
    assert keys == sorted(keys)


def answer(results: Results) -> tuple[object, ...]:
    """What two equal answers have in common, scores to the last bit."""
    hits = [(hit.id, hit.score, hit.snippets, hit.matched, hit.explanation) for hit in results.hits]
    return results.total, hits, results.facets, results.expansions, results.did_you_mean


@pytest.mark.parametrize("threads", [8])
def test_threads_give_identical_answers(delivered_searcher: Searcher, threads: int) -> None:
    chance = random.Random(8)
    texts = ["Clusterpolitk", "title:cluster KI", *chance.sample(LABELS, examples(10, 100))]
    fresh = Searcher(delivered_searcher._arrays, delivered_vocabularies())

    def asked(seed: int) -> dict[str, tuple[object, ...]]:
        order = random.Random(seed).sample(texts, len(texts))
        return {text: answer(fresh.search(SearchRequest(text))) for text in order}

    with ThreadPoolExecutor(threads) as pool:
        answers = list(pool.map(asked, range(threads)))
    expected = {text: answer(delivered_searcher.search(SearchRequest(text))) for text in texts}
    assert all(found == expected for found in answers)
    assert ids(fresh.search(SearchRequest(texts[0])))
