"""Figures are read with what they count.

1. Value, words, unit and year are those of the sentence; "rund" and "more than" stay in the words.
2. A year counts where it stands beside the figure, not where the sentence says since when.
3. A table with years in its header gives a figure for each year.
4. Days, years, norms, pages, paragraphs, addresses, ranges and lengths of time since are no figures.
5. A figure that stands twice is suggested once.
"""

from __future__ import annotations

from typing import Any

import pytest

from kb.localized import Language
from tests.indexer.ingest.suggesting.texts import LEAD, a_text, suggested, values


def figures_of(line: str, language: Language = "de") -> list[dict[str, Any]]:
    return values(a_text(LEAD, LEAD, line, language=language), "figures")


def figure(
    what: str, value: float, unit: str | None = None, year: int | None = None, language: Language = "de"
) -> dict[str, Any]:
    group: dict[str, Any] = {"what": {language: what}, "value": value}
    return group | ({"unit": unit} if unit else {}) | ({"year": year} if year else {})


@pytest.mark.parametrize(
    ("line", "language", "expected"),
    [
        ("350 Mitglieder (2019)", "de", figure("Mitglieder", 350, year=2019)),
        ("Dabei sind rund 1.200 Unternehmen.", "de", figure("Unternehmen (rund)", 1200)),
        ("Mehr als 40 % der Mitglieder sind klein.", "de", figure("Mitglieder (Mehr als)", 40, "%")),
        ("Das Budget beträgt 2,5 Mio. Euro.", "de", figure("Budget", 2_500_000, "€")),
        ("Fördersumme: 2,5 Mio. Euro", "de", figure("Fördersumme", 2_500_000, "€")),
        ("Mitglieder: 350 (Stand 2020)", "de", figure("Mitglieder", 350, year=2020)),
        ("Mitglieder (2022): 214", "de", figure("Mitglieder", 214, year=2022)),
        ("Es hatte ergeben, dass 340 Tonnen im Jahr anfallen.", "de", figure("Tonnen", 340, "t")),
        ("Der Raum kostete im ersten Jahr 95.000 Euro.", "de", figure("Raum", 95_000, "€")),
        ("In 2022, 5,400 hours were exchanged.", "en", figure("hours", 5400, year=2022, language="en")),
        ("2019: 350 Mitglieder", "de", figure("Mitglieder", 350, year=2019)),
        ("Im Jahr 2020 kamen 2000 Besucher.", "de", figure("Besucher", 2000, year=2020)),
        (
            "Es half 12 kleinen und mittleren Unternehmen.",
            "de",
            figure("kleinen und mittleren Unternehmen", 12),
        ),
        ("A budget of EUR 3 million in 2021.", "en", figure("budget", 3_000_000, "€", 2021, "en")),
        ("It has 1,200 members.", "en", figure("members", 1200, language="en")),
        ("More than 500 companies took part.", "en", figure("companies (More than)", 500, language="en")),
        ("It has 89 partner companies now.", "en", figure("partner companies", 89, language="en")),
        ("Der er 12 500 arbejdspladser.", "da", figure("arbejdspladser", 12500, language="da")),
        ("Der deltog 250 medlemmer (2022).", "da", figure("medlemmer", 250, year=2022, language="da")),
    ],
)
def test_a_figure_is_read_with_its_words_unit_and_year(
    line: str, language: Language, expected: dict[str, Any]
) -> None:
    assert figures_of(line, language) == [expected]


def test_a_year_since_when_is_not_the_year_of_the_figure() -> None:
    assert figures_of("Seit 2006 gab es 16.000 Veranstaltungen.") == [figure("Veranstaltungen", 16000)]


def test_a_year_belongs_to_the_nearest_figure() -> None:
    assert figures_of("It has 1,200 members, and 500 companies met in 2021.", "en") == [
        figure("companies", 500, year=2021, language="en"),
        figure("members", 1200, language="en"),
    ]


def test_a_table_gives_a_figure_for_each_year_of_its_header() -> None:
    found = figures_of("Kennzahl\t2018\t2019\nMitglieder\t320\t1.350\nUmsatz\t2,5 Mio. €\t3 Mio. €")
    assert sorted(found, key=lambda one: one["value"]) == [
        figure("Mitglieder", 320, year=2018),
        figure("Mitglieder", 1350, year=2019),
        figure("Umsatz", 2_500_000, "€", 2018),
        figure("Umsatz", 3_000_000, "€", 2019),
    ]


@pytest.mark.parametrize(
    "line",
    [
        "Am 12. Mai 2020 um 10 Uhr beginnt es, Einlass ab 9.30 Uhr.",
        "On May 12, 2020 at 10 am we start on floor 3.",
        "Zertifiziert nach ISO 9001 und DIN EN 14001.",
        "Date: 18 and 19 September 2024",
        "Datum: 18. und 19. September 2024",
        "Last update of the list: 4 entries changed",
        "Siehe Seite 12, Kapitel 3 und § 44 Absatz 2.",
        "See page 12, Article 5 and Regulation 1303.",
        "Beispielstraße 12, 24114 Kiel",
        "Tel. 0431 123456, Fax 0431 123457",
        "Die Förderperiode 2021-2027 und Horizont 2020.",
        "Die 3. Clusterkonferenz und der 2. Platz.",
        "Seit 20 Jahren und in 3 Monaten.",
        "Industrie 4.0 und Version 2.1.3",
        "264.000 bis 275.000 Beschäftigte",
        "Es waren 1.200.",
        "Im Jahr 2019 begann es.",
    ],
)
def test_what_only_looks_like_a_figure_is_none(line: str) -> None:
    assert figures_of(line) == figures_of(line, "en") == []


def test_a_sentence_of_many_numbers_is_a_table_without_its_columns() -> None:
    assert figures_of(" ".join(f"{n} Mitglieder" for n in range(100, 160))) == []


def test_a_figure_that_stands_twice_is_suggested_once() -> None:
    text = a_text(LEAD, "Es hat 350 Mitglieder.", "Heute sind es 350 Mitglieder (2019).")
    (one,) = suggested(text, "figures")
    assert one.value["year"] == 2019


def test_an_aim_is_less_sure_than_a_fact() -> None:
    (fact,) = suggested(a_text(LEAD, LEAD, "Das Netzwerk hat 500 Mitglieder."), "figures")
    (aim,) = suggested(a_text(LEAD, LEAD, "Das Netzwerk soll 500 Mitglieder haben."), "figures")
    assert aim.confidence < fact.confidence
