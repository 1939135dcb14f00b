"""How are numbers, days and texts written for a reader?

1. Any number can be read back from what is written, in either language (hypothesis).
2. Days are those of the text, whatever the time of day and the time zone of the machine.
3. A text in the language of its page is not marked; another one is, and there is always one if any exists.
4. A period is what is stated; the year of publication stands in where there is none.
5. Sizes are in the unit people use.
6. Words are told once, whatever their case, and together as they stand in a text.
"""

from __future__ import annotations

from datetime import date

import pytest
from babel.numbers import parse_decimal
from hypothesis import given
from hypothesis import strategies as st

from kb.localized import LANGUAGES, Language
from web.formatting import Period, Text, day, number, once, period, side_by_side, size, text_for

READERS = st.sampled_from(["de", "en"])
TEXTS = st.dictionaries(st.sampled_from(LANGUAGES), st.text(min_size=1), max_size=3)


@given(st.integers(-(10**15), 10**15), READERS)
def test_whole_numbers_can_be_read_back(value: int, reader: Language) -> None:
    assert parse_decimal(number(value, reader), locale=reader, strict=True) == value


@given(st.decimals(-(10**9), 10**9, places=6), READERS)
def test_numbers_keep_six_places(value: float, reader: Language) -> None:
    assert abs(parse_decimal(number(float(value), reader), locale=reader) - value) <= 1e-6  # type: ignore[operator]  # Decimal


@pytest.mark.parametrize(
    ("value", "reader", "written"),
    [
        (1234567, "de", "1.234.567"),
        (1234567, "en", "1,234,567"),
        (0.5, "de", "0,5"),
        (-3, "en", "-3"),
        (12.0, "de", "12"),
        (1000, "de", "1.000"),
    ],
)
def test_numbers_have_the_separators_of_the_language(value: float, reader: Language, written: str) -> None:
    assert number(value, reader) == written


@pytest.mark.parametrize(
    ("text", "reader", "written"),
    [
        ("2026-11-24", "de", "24. November 2026"),
        ("2026-11-24T23:59:59Z", "de", "24. November 2026"),
        ("2026-01-01T00:00:00Z", "en", "1 January 2026"),
        ("2024-02-29", "en", "29 February 2024"),
    ],
)
def test_days_are_written_out(text: str, reader: Language, written: str) -> None:
    assert day(text, reader) == written


@given(st.dates(date(1500, 1, 1), date(2100, 12, 31)), READERS)
def test_every_day_can_be_written(value: date, reader: Language) -> None:
    written = day(value.isoformat(), reader)
    assert str(value.year) in written
    assert str(value.day) in written


@given(TEXTS, READERS)
def test_a_text_is_marked_exactly_where_it_is_not_in_the_language_of_the_page(
    texts: dict[Language, str], reader: Language
) -> None:
    found = text_for(texts, reader)
    if not texts:
        assert found is None
    elif reader in texts:
        assert found == Text(texts[reader], None)
    else:
        assert found is not None
        assert found.lang is not None
        assert texts[found.lang] == found.text


@pytest.mark.parametrize(
    ("record", "expected"),
    [
        ({}, None),
        ({"period": {}}, None),
        ({"period": {"start": 2015}}, Period(2015, None, False)),
        ({"period": {"start": 2015, "ongoing": True}}, Period(2015, None, True)),
        ({"period": {"end": 2019}}, Period(None, 2019, False)),
        ({"period": {"start": 2015, "end": 2019}, "published_year": 2020}, Period(2015, 2019, False)),
        ({"published_year": 2020}, Period(2020, 2020, False)),
    ],
)
def test_a_period_is_what_is_stated(record: dict[str, object], expected: Period | None) -> None:
    assert period(record) == expected


@given(st.lists(st.text()))
def test_words_are_told_once_in_their_order(words: list[str]) -> None:
    told = once(words)
    assert {word.casefold() for word in told} == {word.casefold() for word in words}
    assert len({word.casefold() for word in told}) == len(told)
    assert [word for word in words if word in told][: len(told)][:1] == list(told[:1])


@pytest.mark.parametrize(
    ("words", "text", "together"),
    [
        (["e", "mobility"], "on e-mobility", "e-mobility"),
        (["skilled", "workers"], "skilled  workers", "skilled  workers"),
        (["C++"], "C++ (2020)", "C++"),
        (["skilled", "workers"], "workers, skilled", None),
        (["skilled", "workers"], "skilled and workers", None),
    ],
)
def test_words_that_stand_together_are_found_together(
    words: list[str], text: str, together: str | None
) -> None:
    assert side_by_side(words, text) == together


@pytest.mark.parametrize(
    ("count", "reader", "written"),
    [
        (1_240_000, "de", "1,2 MB"),
        (1_240_000, "en", "1.2 MB"),
        (12_000_000, "en", "12 MB"),
        (64_499, "de", "64 kB"),
        (999, "en", "999 byte"),
        (0, "de", "0 Byte"),
    ],
)
def test_sizes_are_in_the_unit_people_use(count: int, reader: Language, written: str) -> None:
    assert size(count, reader).replace("\N{NO-BREAK SPACE}", " ") == written
