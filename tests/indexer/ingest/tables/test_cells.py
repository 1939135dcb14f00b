"""One cell states what people mean by it.

1. Periods in all usual forms; what is none is none.
2. Numbers by language, and exactly where a program wrote them.
3. Figures in words keep what qualifies them.
4. Values are parted by semicolons, bars and lines, by commas only where every part is known.
5. Addresses come with the words before them; days become ISO.
"""

from __future__ import annotations

from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from indexer.ingest.tables import cells
from kb.localized import Language
from tests.tiers import examples


@pytest.mark.parametrize(
    ("text", "period"),
    [
        ("2015-2020", {"start": 2015, "end": 2020}),
        ("2015 – 2020", {"start": 2015, "end": 2020}),
        ("2015 bis 2020", {"start": 2015, "end": 2020}),
        ("2014-20", {"start": 2014, "end": 2020}),
        ("2015/16", {"start": 2015, "end": 2016}),
        ("01/2015 - 12/2020", {"start": 2015, "end": 2020}),
        ("01.03.2015–31.12.2020", {"start": 2015, "end": 2020}),
        ("2015-03-01 - 2020-12-31", {"start": 2015, "end": 2020}),
        ("2015-12", {"start": 2015}),
        ("2018", {"start": 2018}),
        ("2018 -", {"start": 2018}),
        ("ab 2018", {"start": 2018}),
        ("bis 2020", {"end": 2020}),
        ("until 2020", {"end": 2020}),
        ("seit 2018", {"start": 2018, "ongoing": True}),
        ("since 2018", {"start": 2018, "ongoing": True}),
        ("2015 bis heute", {"start": 2015, "ongoing": True}),
        ("laufend", {"ongoing": True}),
        ("løbende", {"ongoing": True}),
        ("unklar", None),
        ("2015, 2016 und 2019", None),
        ("12345678", None),
    ],
)
def test_a_period_is_understood(text: str, period: dict[str, Any] | None) -> None:
    assert cells.period(text) == period


@pytest.mark.parametrize(
    ("text", "language", "exact", "number"),
    [
        ("350", "de", False, (350, None)),
        ("1.200", "de", False, (1200, None)),
        ("1,200", "en", False, (1200, None)),
        ("1.200", "de", True, (1.2, None)),
        ("12,5", "de", False, (12.5, None)),
        ("-5", "de", False, (-5, None)),
        ("-1.200", "de", False, (-1200, None)),
        ("50 %", "de", True, (50, "%")),
        ("2,5 Mio. €", "de", False, (2_500_000, "€")),
        ("ca. 40", "de", False, (40, None)),
        ("1e3", "en", True, (1000, None)),
        ("keine", "de", False, None),
        ("3 von 5", "de", False, None),
    ],
)
def test_a_number_is_understood(
    text: str, language: Language, exact: bool, number: tuple[float, str | None] | None
) -> None:
    assert cells.number(text, language, exact=exact) == number


@pytest.mark.parametrize(
    ("text", "figure"),
    [
        ("350 Mitglieder (2019)", {"what": {"de": "Mitglieder"}, "value": 350, "year": 2019}),
        ("Mitglieder (2019): 350", {"what": {"de": "Mitglieder"}, "value": 350, "year": 2019}),
        ("rund 1.200 Teilnehmende", {"what": {"de": "Teilnehmende (rund)"}, "value": 1200}),
        ("mehr als 40 Firmen", {"what": {"de": "Firmen (mehr als)"}, "value": 40}),
        (
            "12,5 Mio. € Fördermittel (Stand 2020)",
            {"what": {"de": "Fördermittel"}, "value": 12_500_000, "unit": "€", "year": 2020},
        ),
        ("Anteil der KMU: 45 %", {"what": {"de": "Anteil der KMU"}, "value": 45, "unit": "%"}),
        ("350", None),
        ("viele Mitglieder", None),
        ("3 bis 5 Firmen", None),
    ],
)
def test_a_figure_keeps_what_qualifies_it(text: str, figure: dict[str, Any] | None) -> None:
    assert cells.figure(text, "de") == figure


def test_commas_part_values_only_where_every_part_is_known() -> None:
    known = {"messen", "netze", "kultur, medien"}.__contains__
    assert cells.words("messen, netze", None, known) == ["messen", "netze"]
    assert cells.words("messen, sonstiges", None, known) == ["messen, sonstiges"]
    assert cells.words("kultur, medien", None, known) == ["kultur, medien"]
    assert cells.words("- messen\n- netze; x | y\n", None, known) == ["messen", "netze", "x", "y"]
    assert cells.words("a; b / c", "/", known) == ["a; b", "c"]


def test_items_are_lines_or_parted_by_semicolons() -> None:
    assert cells.lines("- eins; zwei\n2. drei\n") == ["eins; zwei", "drei"]
    assert cells.lines("eins; zwei") == ["eins", "zwei"]


@pytest.mark.parametrize(
    ("text", "addresses"),
    [
        (
            "https://example.org/a; https://example.org/b",
            [("https://example.org/a", None), ("https://example.org/b", None)],
        ),
        (
            "https://a.example.org;https://b.example.org",
            [("https://a.example.org", None), ("https://b.example.org", None)],
        ),
        ("Projektseite: https://example.org/x.", [("https://example.org/x", "Projektseite")]),
        ("[Bericht](https://example.org/a)", [("https://example.org/a", "Bericht")]),
        ("www.example.org", [("https://www.example.org", None)]),
        ("https://example.org/a_(b)", [("https://example.org/a_(b)", None)]),
        ("siehe oben", []),
    ],
)
def test_addresses_come_with_their_titles(text: str, addresses: list[tuple[str, str | None]]) -> None:
    assert list(cells.addresses(text)) == addresses


@pytest.mark.parametrize(
    ("text", "day"),
    [
        ("2024-05-01", "2024-05-01"),
        ("1.5.2024", "2024-05-01"),
        ("2024-05-01 12:30", "2024-05-01"),
        ("31.2.2024", "31.2.2024"),
        ("Mai", "Mai"),
    ],
)
def test_days_become_iso(text: str, day: str) -> None:
    assert cells.day(text) == day


@settings(max_examples=examples(100, 5000), deadline=None)
@given(st.text(max_size=60), st.sampled_from(["de", "en", "da"]))
def test_no_cell_raises(text: str, language: Language) -> None:
    cells.period(text)
    cells.number(text, language, exact=False)
    cells.figure(text, language)
    cells.exported_figures(text, language)
    list(cells.addresses(text))
    cells.day(text)
