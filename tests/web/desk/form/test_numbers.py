"""How is a number typed by this reader, and which number did they type?

1. Every number is read again as it was written, in every language.
2. Comma and point are those of the reader; the other ones are understood where they can mean nothing else.
3. What is no number is none, whatever it is, and never an error.
"""

from __future__ import annotations

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from kb.localized import LANGUAGES, Language
from tests.kb.strategies import any_text, numbers
from tests.tiers import examples
from web.desk.form.numbers import read_number, read_year, typed_number


@settings(max_examples=examples(100, 5000))
@given(numbers, st.sampled_from(LANGUAGES))
def test_a_number_is_read_again_as_it_was_written(number: float, reader: Language) -> None:
    assert read_number(typed_number(number, reader), reader) == number


@settings(max_examples=examples(100, 5000))
@given(any_text | st.text("0123456789.,'-+eE \u00a0", max_size=50), st.sampled_from(LANGUAGES))
def test_anything_can_be_typed(text: str, reader: Language) -> None:
    number = read_number(text, reader)
    assert number is None or read_number(typed_number(number, reader), reader) == number
    year = read_year(text)
    assert year is None or 0 <= year <= 9999


@pytest.mark.parametrize(
    ("text", "german", "english"),
    [
        ("1.234,5", 1234.5, 1234.5),
        ("1,234.5", 1234.5, 1234.5),
        ("1.234", 1234, 1.234),
        ("1,234", 1.234, 1234),
        ("0.5", 0.5, 0.5),
        ("1234.5", 1234.5, 1234.5),
        ("1.234.567", 1234567, 1234567),
        ("12 500", 12500, 12500),
        ("12\u202f500,25", 12500.25, 12500.25),
        ("1'000'000", 1_000_000, 1_000_000),
        ("\N{MINUS SIGN}3", -3, -3),
        ("+7", 7, 7),
        ("1e3", 1000, 1000),
        ("1.23.456", None, None),
        ("about 12", None, None),
        ("12 %", None, None),
        ("1e999", None, None),
        ("٣", None, None),
        ("9" * 41, None, None),
        ("", None, None),
    ],
)
def test_marks_are_those_of_the_reader(text: str, german: float | None, english: float | None) -> None:
    assert read_number(text, "de") == german
    assert read_number(text, "en") == english


def test_a_whole_number_stays_one() -> None:
    assert type(read_number("1.250", "de")) is int
    assert (typed_number(1_250_000, "de"), typed_number(1_250_000.5, "en")) == ("1.250.000", "1,250,000.5")
