"""What a query means.

1. Any text gives a query, never an error, and all its words come from the text.
2. Parsing takes linear time: a word of 20 KB needs less than 5 ms, filters and all.
3. Phrases, exclusions, fields and hyphenated words are understood; typographic quotes are quotes.
4. An unknown field becomes words with a note; unbalanced quotes, cuts and bare exclusions have a note each.
5. A hyphen after "and" or "or" is the gap of a German compound, not an exclusion.
6. Words that were typed with hyphens between them are known as runs, also as part of a longer query.
7. ``extract_filters`` moves facets to the address and keeps the rest of the query as it is.
"""

from __future__ import annotations

import time

import pytest
from hypothesis import example, given
from hypothesis import strategies as st

from indexer.analysis.tokenizer import term_of, tokenize
from indexer.search.query_language import FACET_FIELDS, MOST_WORDS, Query, extract_filters, parse
from indexer.search.request import QUERY_LENGTH

PIECES = st.sampled_from(['"', "-", ":", " ", "title", "country", "DE", "Messe", "und", "„", "“", "x", "R&D"])
TYPED = st.one_of(st.text(), st.lists(PIECES, max_size=30).map("".join))


def codes(query: Query) -> list[str]:
    return [note.code for note in query.notes]


@given(TYPED)
@example('"')
@example('-"-":')
@example('country:""')
@example("\ud800")
def test_any_text_is_a_query(text: str) -> None:
    query = parse(text)
    assert len(query.words) == len(query.shown) <= MOST_WORDS
    assert query.words == tuple(map(term_of, query.shown))
    assert all(0 <= first < end - 1 < len(query.words) for first, end in query.joined)
    known = set(tokenize(text).terms) | {term for word in text.split() for term in tokenize(word).terms}
    if "cut" not in codes(query) and text.isascii() and ":" not in text and '"' not in text:
        assert set(query.words) <= known
    for clause in (*query.phrases, *query.fields, *query.excluded):
        assert clause.terms


@given(TYPED)
def test_extracting_filters_leaves_the_rest_of_the_query(text: str) -> None:
    rest, pairs = extract_filters(text)
    assert all(name.removeprefix("-") in FACET_FIELDS and value for name, value in pairs)
    assert extract_filters(rest)[1] == ()
    if not pairs:
        assert rest == text
    elif "cut" not in codes(parse(text)) and '"' not in text and "„" not in text and "“" not in text:
        assert parse(rest).words == parse(text).words


@pytest.mark.parametrize("unit", ["a", "-", '"', ":", "a:", '-a:"', "&", "a&", " und -"])
def test_twenty_kilobytes_are_read_at_once(unit: str) -> None:
    text = unit * (20_480 // len(unit))
    runs = []
    for _ in range(7):
        started = time.perf_counter()
        parse(text)
        extract_filters(text)
        runs.append(time.perf_counter() - started)
    assert min(runs) < 0.005


def test_words_are_words() -> None:
    query = parse("Finanzierung  R&D Cluster-Management")
    assert query.words == ("finanzierung", "r&d", "cluster", "management")
    assert query.shown == ("Finanzierung", "R&D", "Cluster", "Management")
    assert query == Query(words=query.words, shown=query.shown, joined=frozenset({(2, 4)}))


@pytest.mark.parametrize(
    ("text", "runs"),
    [
        ("e-mobility", [(0, 2)]),
        ("Netzwerk e-mobility Kiel", [(1, 3)]),
        ("Schleswig-Holstein e\u2011mobility", [(0, 2), (2, 4)]),
        ("a-b-c", [(0, 3)]),
        ('"e-mobility" Kiel', [(0, 2)]),
        ("e - mobility", []),
        ("2015-2020", []),
        ("-e-mobility", []),
        ("title:e-mobility", []),
        ("und -manager", []),
        ("Cluster", []),
    ],
)
def test_hyphenated_words_are_known_as_runs(text: str, runs: list[tuple[int, int]]) -> None:
    assert sorted(parse(text).joined) == runs


def test_a_run_beyond_the_cut_is_no_run() -> None:
    query = parse("a " * (MOST_WORDS - 1) + "e-mobility")
    assert len(query.words) == MOST_WORDS
    assert query.joined == frozenset()


@pytest.mark.parametrize("text", ["R & D", "R&D", "Netzwerk R & D Kiel"])
def test_blanks_around_the_sign_of_an_abbreviation_do_not_count(text: str) -> None:
    assert "r&d" in parse(text).words


@pytest.mark.parametrize("text", ["Hafen & Kran", "r & d", "AR & DB", "C & C++"])
def test_other_words_with_that_sign_stay_apart(text: str) -> None:
    assert not any("&" in word for word in parse(text).words)


@pytest.mark.parametrize(
    "text", ['"blue growth" fund', "„blue growth“ fund", "«blue growth» fund", "“blue growth” fund"]
)
def test_quotes_make_a_phrase_whose_words_also_count(text: str) -> None:
    query = parse(text)
    assert [clause.terms for clause in query.phrases] == [("blue", "growth")]
    assert query.words == ("blue", "growth", "fund")


def test_a_phrase_of_one_word_is_a_word() -> None:
    assert parse('"Messe"') == parse("Messe")


def test_a_minus_excludes_words_phrases_and_fields() -> None:
    query = parse('Messe -Hamburg -"blue growth" -title:Kiel')
    assert query.words == ("messe",)
    assert [(c.field, c.terms) for c in query.excluded] == [
        (None, ("hamburg",)),
        (None, ("blue", "growth")),
        ("title", ("kiel",)),
    ]


@pytest.mark.parametrize("joining", ["und", "oder", "bzw.", "and", "or", "/", "UND"])
def test_a_hyphen_after_a_joining_word_excludes_nothing(joining: str) -> None:
    query = parse(f"Netzwerkmanagerinnen {joining} -manager")
    assert query.excluded == ()
    assert "manager" in query.words


@pytest.mark.parametrize("field", ["title", "organisation", "id", "source", "Title"])
def test_a_known_field_is_required(field: str) -> None:
    query = parse(f'{field}:"Hafen GmbH"')
    assert [(c.field, c.terms, c.text) for c in query.fields] == [
        (field.lower(), ("hafen", "gmbh"), "Hafen GmbH")
    ]
    assert query.words == ()


def test_an_unknown_field_becomes_words_with_a_note() -> None:
    query = parse('sektor:Hafen colour:"dark blue"')
    assert query.words == ("sektor", "hafen", "colour", "dark", "blue")
    assert [(note.code, note.values) for note in query.notes] == [
        ("unknown_field", ("sektor",)),
        ("unknown_field", ("colour",)),
    ]
    assert query.phrases == ()


def test_an_address_is_words_without_a_note() -> None:
    query = parse("https://example.org/kiel")
    assert query.words == ("https", "example", "org", "kiel")
    assert query.notes == ()


def test_a_facet_is_a_filter() -> None:
    query = parse("Messe country:DE -theme:financing year:2015-2020")
    assert query.facets == (("country", "DE"), ("-theme", "financing"), ("year", "2015-2020"))
    assert query.words == ("messe",)


def test_an_empty_facet_asks_for_nothing() -> None:
    assert parse('country:"" Messe') == parse("Messe")


def test_an_unclosed_quote_is_text_with_a_note() -> None:
    query = parse('"blue growth" "fund')
    assert codes(query) == ["unclosed"]
    assert [clause.terms for clause in query.phrases] == [("blue", "growth")]
    assert query.words == ("blue", "growth", "fund")


def test_a_query_of_exclusions_shows_the_rest_with_a_note() -> None:
    assert codes(parse("-Messe")) == ["only_excluded"]
    assert codes(parse("Kiel -Messe")) == []


def test_what_is_cut_has_a_note() -> None:
    assert codes(parse("x" * (QUERY_LENGTH + 1))) == ["cut"]
    assert codes(parse("a " * (MOST_WORDS + 1))) == ["cut"]
    assert codes(parse("a " * MOST_WORDS)) == []


def test_filters_are_taken_out_of_the_text() -> None:
    assert extract_filters('Messe country:DE "blue growth" -Kiel -year:-2020') == (
        'Messe "blue growth" -Kiel',
        (("country", "DE"), ("-year", "-2020")),
    )
    assert extract_filters("  title:Messe  Kiel") == ("  title:Messe  Kiel", ())
