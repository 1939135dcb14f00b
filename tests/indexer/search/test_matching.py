"""Which documents match, against the rule of the contract written again, slowly, over sets of words.

1. For random small corpora and queries the matching set and the relaxation are those of the rule.
2. ENOUGH complete documents end the search for more; fewer relax to 2/3, 1/3 or any word; MANY decides.
3. Documents with all words come first; stop words do not decide.
4. The matching set does not depend on filters, language, order or page.
"""

from __future__ import annotations

import math
from dataclasses import replace

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from indexer.search import matching
from indexer.search.request import Filter, SearchRequest
from indexer.search.results import Relaxation
from indexer.search.searcher import Searcher
from tests.indexer import corpora
from tests.indexer.corpora import ids, values
from tests.tiers import examples

ALPHABET = ["hafen", "werft", "messe", "kran", "boot"]  # words that share no form with each other
TITLES = st.lists(
    st.sets(st.sampled_from(ALPHABET), min_size=1).map(lambda words: tuple(sorted(words))),
    min_size=1,
    max_size=30,
)
QUESTIONS = st.lists(st.sampled_from([*ALPHABET, "fehlt"]), min_size=1, max_size=4, unique=True)


def by_the_rule(
    titles: list[tuple[str, ...]], question: list[str], enough: int, many: int
) -> tuple[set[int], Relaxation | None]:
    """The matching documents as CONTRACT 5 words it."""
    size = len(titles)
    holding = {word: sum(word in title for title in titles) for word in question}
    weight = {w: math.log(1 + (size - holding[w] + 0.5) / (holding[w] + 0.5)) for w in question}
    complete = {n for n, title in enumerate(titles) if set(question) <= set(title)}
    if len(complete) >= enough or len(question) == 1:
        return complete, None
    chosen: set[int] = set()
    for share in (2 / 3, 1 / 3, 0.0):
        needed = share * sum(weight.values()) - 1e-9
        held = {n: sum(weight[w] for w in question if w in title) for n, title in enumerate(titles)}
        chosen = {n for n, found in held.items() if found and found >= needed}
        if len(chosen) >= many:
            break
    least = min((len(set(question) & set(titles[n])) for n in chosen), default=len(question))
    return chosen, Relaxation(least, len(question)) if chosen - complete else None


@settings(max_examples=examples(12, 500))
@given(titles=TITLES, question=QUESTIONS, enough=st.integers(1, 6), many=st.integers(1, 12))
def test_the_matching_set_is_that_of_the_rule(
    titles: list[tuple[str, ...]], question: list[str], enough: int, many: int
) -> None:
    records = [values(f"r{n:02}", title={"de": " ".join(words)}) for n, words in enumerate(titles)]
    searcher = corpora.in_memory(records)
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(matching, "ENOUGH", enough)
        patch.setattr(matching, "MANY", many)
        results = searcher.search(SearchRequest(" ".join(question), size=100, counting=False))
    expected, relaxed = by_the_rule(titles, question, enough, many)
    assert set(ids(results)) == {f"r{number:02}" for number in expected}
    assert results.relaxed == relaxed
    complete = [set(question) <= set(titles[int(hit.id[1:])]) for hit in results.hits]
    assert complete == sorted(complete, reverse=True)


def test_the_numbers_are_those_of_the_contract() -> None:
    assert (matching.ENOUGH, matching.MANY, matching.LEVELS) == (10, 100, (2 / 3, 1 / 3))


def titled(*counts: tuple[str, int]) -> list[corpora.Values]:
    titles = [title for title, count in counts for _ in range(count)]
    return [values(f"r{number:03}", title={"de": title}) for number, title in enumerate(titles)]


@pytest.mark.parametrize(("complete", "total"), [(10, 10), (9, 14)])
def test_ten_complete_documents_are_enough(complete: int, total: int) -> None:
    searcher = corpora.in_memory(titled(("Hafen Werft", complete), ("Hafen", 5)))
    results = searcher.search(SearchRequest("hafen werft"))
    assert results.total == total
    assert results.relaxed == (None if complete == 10 else Relaxation(1, 2))


def test_stop_words_do_not_decide() -> None:
    searcher = corpora.in_memory(titled(("Hafen", 3), ("und", 20)))
    assert len(corpora.found(searcher, "hafen und")) == 3
    assert len(corpora.found(searcher, "und")) == 20


def test_phrases_fields_and_exclusions_are_never_relaxed() -> None:
    titles = titled(("Hafen Werft", 1), ("Werft Hafen", 2), ("Werft Messe", 4))
    searcher = corpora.in_memory(titles)
    assert corpora.found(searcher, '"hafen werft" messe') == ["r000"]
    assert len(corpora.found(searcher, "title:messe hafen werft")) == 4
    assert len(corpora.found(searcher, "hafen messe -title:messe")) == 3


def test_a_merged_record_counts_for_nothing() -> None:
    merged = values("r999", title={"de": "Hafen Werft"}, status="merged", merged_into="r000")
    searcher = corpora.in_memory([*titled(("Hafen Werft", 9), ("Hafen", 5)), merged])
    assert searcher.search(SearchRequest("hafen werft")).total == 14


REQUESTS = st.builds(
    SearchRequest,
    text=st.sampled_from(["messe netzwerk", "fees members grant", "hafen gade", "unbekannt messe"]),
    filters=st.sampled_from([(), (Filter("country", ("DE",)),), (Filter("year", ("2015-",), ("_none",)),)]),
    sort=st.sampled_from(["relevance", "newest", "title", "checked"]),
    page=st.integers(1, 9),
    reader=st.sampled_from(["de", "en", "da"]),
)


@settings(max_examples=examples(40, 500))
@given(request=REQUESTS)
def test_filters_order_page_and_language_do_not_change_what_matches(
    a_searcher: Searcher, request: SearchRequest
) -> None:
    plain = SearchRequest(request.text, size=100)
    everything = ids(a_searcher.search(plain))
    results = a_searcher.search(request)
    assert results.relaxed == a_searcher.search(plain).relaxed
    assert set(ids(results)) <= set(everything)
    unfiltered = replace(request, filters=(), page=1, size=100)
    assert sorted(ids(a_searcher.search(unfiltered))) == sorted(everything)


@settings(max_examples=examples(40, 500))
@given(request=REQUESTS)
def test_pages_are_pieces_of_one_list(a_searcher: Searcher, request: SearchRequest) -> None:
    whole = ids(a_searcher.search(replace(request, page=1, size=100)))
    page = ids(a_searcher.search(replace(request, size=10)))
    assert page == whole[(request.page - 1) * 10 : request.page * 10]
