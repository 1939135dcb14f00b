"""Numbers are read as the language writes them.

1. A stop parts thousands in German and Danish, a comma in English; blanks and apostrophes do everywhere.
2. Millions and currencies, before or after, belong to the number.
3. Digits that belong to a word, a range, a time or a day are no numbers.
"""

from __future__ import annotations

import pytest

from indexer.ingest.suggesting.numbers import numbers
from kb.localized import Language


@pytest.mark.parametrize(
    ("text", "language", "value", "unit"),
    [
        ("1.200 Mitglieder", "de", 1200, None),
        ("1,200 members", "en", 1200, None),
        ("12 500 arbejdspladser", "da", 12500, None),
        ("12\u202f500 jobs", "en", 12500, None),
        ("1'250 Betriebe", "de", 1250, None),
        ("1.200.000 Menschen", "de", 1_200_000, None),
        ("1.200,50 Euro", "de", 1200.5, "€"),
        ("1,200.50 euros", "en", 1200.5, "€"),
        ("2,5 Mio. Euro", "de", 2_500_000, "€"),
        ("3,5 Milliarden Euro", "de", 3_500_000_000, "€"),
        ("EUR 3 million", "en", 3_000_000, "€"),
        ("€3m", "en", 3_000_000, "€"),
        ("EUR 50k", "en", 50_000, "€"),
        ("500 TEUR", "de", 500_000, "€"),
        ("2,5 mio. kr.", "da", 2_500_000, "DKK"),
        ("£4,000", "en", 4000, "£"),
        ("40 %", "de", 40, "%"),
        ("12.5%", "en", 12.5, "%"),
        ("70 per cent", "en", 70, "%"),
        ("3,7 VZÄ", "de", 3.7, "FTE"),
        ("1.200 companies", "en", 1200, None),
        ("1.2 million", "en", 1_200_000, None),
        ("1.25 million", "en", 1_250_000, None),
    ],
)
def test_a_number_is_worth_what_its_language_says(
    text: str, language: Language, value: float, unit: str | None
) -> None:
    (number,) = numbers(f"Es sind {text} da.", language)
    assert (number.value, number.unit) == (value, unit)


@pytest.mark.parametrize(
    "text",
    [
        "H2020",
        "CO2",
        "2021-2027",
        "12.05.2020",
        "10:30",
        "24/7",
        "0431-123456",
        "+49 431",
        "3rd",
        "2.1.3",
        "S3",
    ],
)
def test_digits_of_words_ranges_days_and_times_are_no_numbers(text: str) -> None:
    assert [number.digits for number in numbers(f"Am {text} war es", "de") if number.value > 999] == []
    assert text not in [number.digits for number in numbers(text, "de")]
