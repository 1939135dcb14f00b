"""Is there another spelling of a query that finds more?

1. It is offered only where few records were found, and finds more: the number told is what it finds.
2. It is in the spelling of the records, with a capital where one was typed; the rest of the query stays.
3. Filters are kept: the number told is what a click finds.
4. Whatever was typed, nothing raises.
"""

from __future__ import annotations

from dataclasses import replace

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from indexer.search.did_you_mean import TIMES_MORE
from indexer.search.matching import ENOUGH
from indexer.search.request import Filter, SearchRequest
from indexer.search.results import DidYouMean
from indexer.search.searcher import Searcher
from tests.indexer import corpora
from tests.indexer.corpora import WORDS, Values, values
from tests.tiers import examples

ALL_WORDS = sorted({word for words in WORDS.values() for word in words})


def titled(*counts: tuple[str, int]) -> list[Values]:
    titles = [title for title, count in counts for _ in range(count)]
    return [
        values(f"r{n:03}", title={"de": title}, summary={"de": "x"}, kind="guide" if n % 2 else "study")
        for n, title in enumerate(titles)
    ]


def offered(searcher: Searcher, text: str) -> DidYouMean | None:
    return searcher.search(SearchRequest(text, without=frozenset({"concepts"}))).did_you_mean


@pytest.fixture(scope="module")
def searcher() -> Searcher:
    return corpora.in_memory(
        titled(
            ("Förderung am Hafen", TIMES_MORE), ("Fröderung", 1), ("Beirat", 2), ("Beirut", 1), ("Kai", 30)
        )
    )


def test_another_spelling_that_finds_more_is_offered(searcher: Searcher) -> None:
    assert offered(searcher, "Fröderung") == DidYouMean("Förderung", TIMES_MORE)
    assert offered(searcher, "froederung") == DidYouMean("Förderung", TIMES_MORE)


@pytest.mark.parametrize(("typed", "shown"), [("gefrödert", "gefördert"), ("Gefrödert", "Gefördert")])
def test_it_has_a_capital_where_the_records_or_the_reader_have_one(typed: str, shown: str) -> None:
    searcher = corpora.in_memory(titled(("Anlegen, gefördert", TIMES_MORE), ("Anlegen, gefrödert", 1)))
    assert offered(searcher, typed) == DidYouMean(shown, TIMES_MORE)


def test_too_little_more_is_not_offered(searcher: Searcher) -> None:
    assert offered(searcher, "Beirut") is None


@pytest.mark.parametrize("text", ["Förderung", "Hafen", "Kai", "Kia", "zzzzzz", "", "-Fröderung", "id:r001"])
def test_nothing_is_offered_where_nothing_is_better(searcher: Searcher, text: str) -> None:
    assert offered(searcher, text) is None


def test_the_rest_of_the_query_stays_as_it_is(searcher: Searcher) -> None:
    assert offered(searcher, '"Fröderung"  -Kai') == DidYouMean('"Förderung"  -Kai', TIMES_MORE)


def test_a_correction_that_was_made_anyway_finds_no_more(searcher: Searcher) -> None:
    results = searcher.search(SearchRequest("Haffen"))
    assert results.total == TIMES_MORE
    assert results.did_you_mean is None


def test_a_correction_that_was_left_out_is_not_offered_behind_the_readers_back(searcher: Searcher) -> None:
    request = SearchRequest("Haffen", without=frozenset({"typos"}))
    assert searcher.search(request).total == 0


def test_the_number_counts_the_filters() -> None:
    searcher = corpora.in_memory(titled(("Förderung", 2 * TIMES_MORE), ("Fröderung", 1)))
    request = SearchRequest(
        "Fröderung", filters=(Filter("kind", ("study",)),), without=frozenset({"concepts"})
    )
    assert searcher.search(request).did_you_mean == DidYouMean("Förderung", TIMES_MORE)


def test_where_enough_was_found_nothing_is_offered() -> None:
    searcher = corpora.in_memory(titled(("Fröderung", ENOUGH), ("Förderung", ENOUGH * TIMES_MORE)))
    assert offered(searcher, "Fröderung") is None


MISTYPED = st.lists(
    st.one_of(
        st.sampled_from(ALL_WORDS),
        st.tuples(st.sampled_from(ALL_WORDS), st.sampled_from("xyz")).map("".join),
        st.text(max_size=6),
    ),
    max_size=4,
).map(" ".join)


@settings(max_examples=examples(60, 1000))
@given(MISTYPED, st.sampled_from([(), (Filter("country", ("DE",)),)]))
def test_what_is_offered_finds_more_and_as_much_as_told(
    a_searcher: Searcher, text: str, filters: tuple[Filter, ...]
) -> None:
    request = SearchRequest(text, filters=filters, counting=False)
    results = a_searcher.search(request)
    if results.did_you_mean:
        assert results.total < ENOUGH
        assert results.did_you_mean.text != text
        again = a_searcher.search(replace(request, text=results.did_you_mean.text))
        assert again.total == results.did_you_mean.total > results.total
