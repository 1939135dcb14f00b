"""The address as a value.

1. The canonical address of a state, parsed, is that state; writing it again changes nothing.
2. Parameters are sorted, defaults left out, unknown ones ignored.
3. Nothing in an address raises; malformed numbers and choices become problems and defaults.
4. Each change is one change, and what alters the set of hits goes back to page one.
5. The request says to the index what the address says.
"""

from __future__ import annotations

from urllib.parse import parse_qsl

import pytest
from hypothesis import example, given
from hypothesis import strategies as st

from indexer.facets import BY_NAME, FACETS
from indexer.search.request import DEEPEST_HIT, QUERY_LENGTH, SIZES, SORTS, Filter
from indexer.search.state import LONGEST_VALUE, MOST_VALUES, SearchState
from kb.localized import LANGUAGES

NAMES = st.one_of(
    st.sampled_from(["q", "sort", "page", "size", "lang", "archived", "without", "fit", "utm_source"]),
    st.sampled_from([*BY_NAME, *(f"-{name}" for name in BY_NAME)]),
    st.text(max_size=8),
)
USUAL = ["1", "2", "20", "DE", "_none", "_na", "2015-2020", "-2020", "title", "de", "typos", "Messe Kiel"]
USUAL += ["country:DE", "fit"]
ADDRESSES = st.lists(st.tuples(NAMES, st.one_of(st.sampled_from(USUAL), st.text())), max_size=12)


def read(query: str) -> SearchState:
    return SearchState.parse(parse_qsl(query, keep_blank_values=True))


def has_surrogates(text: str) -> bool:
    return any(0xD800 <= ord(character) <= 0xDFFF for character in text)


@given(ADDRESSES)
@example([("q", "a\x00b\x1f c"), ("country", "  DE ")])
@example([("page", "٣"), ("size", "²"), ("page", "9" * 5000)])
def test_the_canonical_address_is_read_back_as_the_same_state(parameters: list[tuple[str, str]]) -> None:
    state = SearchState.parse(parameters)
    if not any(has_surrogates(value) for _, value in state.parameters):
        assert read(state.query) == state
    assert SearchState.parse(state.parameters) == state
    assert SearchState.parse(state.parameters).problems == ()


@given(ADDRESSES)
@example([("q", "\ud800"), ("country", "\udfff")])
def test_any_address_has_a_canonical_one_and_a_request(parameters: list[tuple[str, str]]) -> None:
    state = SearchState.parse(parameters)
    assert state.parameters == sorted(state.parameters)
    assert state.url.encode("ascii")
    assert read(state.query).query == state.query
    request = state.request("de")
    assert request.page >= 1
    assert len(request.text) <= QUERY_LENGTH + 1


def test_the_order_of_parameters_does_not_matter() -> None:
    one = SearchState.parse([("theme", "skills"), ("country", "FR"), ("q", "Messe"), ("country", "DE")])
    assert one.query == "country=DE&country=FR&q=Messe&theme=skills"
    assert SearchState.parse(reversed(one.parameters)) == one


def test_defaults_are_left_out() -> None:
    state = SearchState.parse(
        [("q", " "), ("page", "1"), ("size", str(SIZES[0])), ("archived", "0"), ("country", "")]
    )
    assert state == SearchState()
    assert state.url == "/search"


def test_unknown_parameters_are_ignored() -> None:
    assert SearchState.parse([("utm_source", "mail"), ("--country", "DE"), ("Q", "x")]) == SearchState()


def test_blanks_of_the_query_are_tidied() -> None:
    assert SearchState.parse([("q", "  Messe \n Kiel ")]).text == "Messe Kiel"


@pytest.mark.parametrize("name", ["page", "size"])
@pytest.mark.parametrize("value", ["0", "-1", "x", "1.5", "٣", "²", "1e3", "9" * 5000, " 2"])
def test_a_malformed_number_is_a_problem_and_the_default(name: str, value: str) -> None:
    state = SearchState.parse([(name, value)])
    assert state == SearchState()
    assert state.problems == (name,)


def test_a_size_is_one_of_those_offered() -> None:
    assert SearchState.parse([("size", "13")]).problems == ("size",)
    assert SearchState.parse([("size", "13")], sizes=tuple(range(1, 101))).size == 13


def test_an_unknown_order_is_a_problem_and_the_default() -> None:
    assert SearchState.parse([("sort", "price")]).problems == ("sort",)
    assert SearchState.parse([("sort", "price")]).sort is None


def test_an_excluded_value_is_not_also_chosen() -> None:
    state = SearchState.parse([("country", "DE"), ("-country", "DE"), ("country", "FR")])
    assert state.chosen("country") == ("FR",)
    assert state.excluded("country") == ("DE",)
    assert state.query == "-country=DE&country=FR"


def test_the_number_and_length_of_values_are_bounded() -> None:
    many = [("country", f"C{number:03}") for number in range(MOST_VALUES + 5)]
    state = SearchState.parse([*many, ("theme", "x" * (LONGEST_VALUE + 1))])
    assert len(state.include) == MOST_VALUES


FULL = SearchState.parse(
    [
        ("q", "Messe"),
        ("country", "DE"),
        ("country", "FR"),
        ("-theme", "skills"),
        ("page", "3"),
        ("size", "20"),
        ("sort", "title"),
        ("lang", "en"),
        ("archived", "1"),
        ("without", "typos"),
        ("fit", "sector:maritime"),
    ]
)


def test_choosing_a_value_adds_it_and_ends_its_exclusion() -> None:
    state = FULL.with_filter("theme", "skills")
    assert state.chosen("theme") == ("skills",)
    assert state.excluded("theme") == ()
    assert state.page == 1
    assert state.chosen("country") == ("DE", "FR")


def test_excluding_a_value_ends_its_choice() -> None:
    state = FULL.with_exclusion("country", "DE")
    assert state.chosen("country") == ("FR",)
    assert state.excluded("country") == ("DE",)
    assert state.page == 1


def test_filters_are_dropped_one_by_one_by_facet_or_all() -> None:
    assert FULL.without_filter("country", "DE").chosen("country") == ("FR",)
    assert FULL.without_filter("theme", "skills").excluded("theme") == ()
    assert FULL.without_filter("country").include == ()
    assert not FULL.without_filters().narrowed
    assert FULL.without_filters().page == 1


def test_words_order_language_and_page_change_alone() -> None:
    assert FULL.with_text(" a  b ") == read(FULL.query.replace("q=Messe", "q=a+b").replace("page=3&", ""))
    assert FULL.with_sort(None).sort is None
    assert FULL.with_sort(None).page == 1
    assert FULL.with_page(4).query == FULL.query.replace("page=3", "page=4")
    assert FULL.with_lang("da").query == FULL.query.replace("lang=en", "lang=da")
    assert FULL.dropping("dictionary").without == ("dictionary", "typos")
    assert FULL.dropping("dictionary").restoring("dictionary") == FULL.with_page(1)
    assert FULL.restoring("typos").without == ()
    assert FULL.restoring("compounds") == FULL.with_page(1)


@given(st.sampled_from(FACETS), st.text(min_size=1, max_size=LONGEST_VALUE))
def test_a_value_added_and_dropped_again_leaves_the_state(facet: object, value: str) -> None:
    name = getattr(facet, "name", "")
    state = FULL.without_filter(name, value).with_page(1)
    assert state.with_filter(name, value).without_filter(name, value) == state
    assert state.with_exclusion(name, value).without_filter(name, value) == state


def test_a_page_that_is_too_deep_is_known() -> None:
    assert not SearchState(page=DEEPEST_HIT // 10).too_deep
    assert SearchState(page=DEEPEST_HIT // 10, size=20).too_deep


def test_a_cluster_is_compared_with_and_left_out() -> None:
    state = FULL.with_sort("fit").with_fit((("country", "DE"), ("country", "DE")))
    assert (state.fit, state.sort, state.page) == ((("country", "DE"),), "fit", 1)
    assert (state.with_fit(()).fit, state.with_fit(()).sort) == ((), None)
    assert FULL.with_fit(()).sort == "title"


@pytest.mark.parametrize(
    ("query", "sorting"),
    [
        ("", "newest"),
        ("q=x", "relevance"),
        ("sort=relevance", "newest"),
        ("q=x&sort=title", "title"),
        ("sort=fit", "newest"),
        ("q=x&sort=fit&fit=colour:red", "relevance"),
        ("q=x&sort=fit&fit=country:DE", "fit"),
    ],
)
def test_an_order_that_says_nothing_is_the_usual_one(query: str, sorting: str) -> None:
    assert read(query).sorting == sorting
    assert sorting in SORTS


def test_the_request_says_what_the_address_says() -> None:
    request = FULL.request("da")
    assert request.text == "Messe"
    assert request.filters == (Filter("theme", (), ("skills",)), Filter("country", ("DE", "FR")))
    assert (request.sort, request.page, request.size) == ("title", 3, 20)
    assert request.archived
    assert request.without == {"typos"}
    assert request.reader == "da"
    assert "da" in LANGUAGES
