"""A figure holds for the year its sentence states.

1. The year stands in brackets, beside the figure or at the beginning of the sentence or clause.
2. German says the year without a word before it.
3. Years since when or until when something is done, of a range or of a beginning are not its year.
"""

from __future__ import annotations

import pytest

from indexer.ingest.suggesting.numbers import numbers
from indexer.ingest.suggesting.years import year_of
from kb.localized import Language


def year(text: str, value: int, language: Language) -> int | None:
    number = next(one for one in numbers(text, language) if one.value == value)
    return year_of(text, number, number.end, language)


@pytest.mark.parametrize(
    ("text", "value", "language", "expected"),
    [
        ("Es hat 350 Mitglieder (2019).", 350, "de", 2019),
        ("Mitglieder (2022): 214", 214, "de", 2022),
        ("Budget (Stand 2021): rund 480.000 Euro", 480_000, "de", 2021),
        ("By 2023, 58 clinics had a mentor.", 58, "en", 2023),
        ("Bis 2022 haben 40 Betriebe den Kurs besucht.", 40, "de", 2022),
        ("Danach kamen Stände hinzu – 2007 waren es 7 Messen.", 7, "de", 2007),
        ("2007 waren es 7 Messen.", 7, "de", 2007),
        ("Dem Netz gehören 2021 rund 90 Firmen an.", 90, "de", 2021),
        ("Beim letzten Mal, im Herbst 2022, kamen 95 Gäste.", 95, "de", 2022),
        ("In spring 2021 there were 95 guests.", 95, "en", 2021),
        (
            "I 2022 deltog mange virksomheder, de fleste af dem ganske små og de fleste af dem på landet, "
            "og 640 ton blev brugt igen.",
            640,
            "da",
            2022,
        ),
    ],
)
def test_the_year_of_a_figure_is_found(text: str, value: int, language: Language, expected: int) -> None:
    assert year(text, value, language) == expected


@pytest.mark.parametrize(
    ("text", "value", "language"),
    [
        ("Seit 2006 gab es 16 Treffen.", 16, "de"),
        ("Die 2009 gegründete Gesellschaft hat 20 Mitglieder.", 20, "de"),
        ("Founded in 2006 with a few firms, it has 230 members.", 230, "en"),
        ("2006 mit wenigen Firmen gestartet, zählt es 230 Mitglieder.", 230, "de"),
        ("Von 2019 bis 2022 kamen 95 Gäste.", 95, "de"),
        ("A second phase until 2027 with 55 partners.", 55, "en"),
        ("Verlängert bis Juni 2023 mit 12 Partnern.", 12, "de"),
        ("About 30 vouchers are left; in 2022 it was less.", 30, "en"),
        ("Im Plan Agenda 2030 stehen 17 Ziele.", 17, "de"),
    ],
)
def test_another_year_is_not_taken_for_it(text: str, value: int, language: Language) -> None:
    assert year(text, value, language) is None
