"""Tables, and numbers on lines of their own, say what their numbers count.

1. Below a header the column says what is counted and the first cell for whom.
2. A number below a header that names nothing countable is no figure; other cells are read as sentences.
3. In a table of two columns the label of the row says what is counted.
4. A number on a line of its own belongs to the line before it, in tiles to the line after it.
"""

from __future__ import annotations

from typing import Any

from kb.localized import Language
from tests.indexer.ingest.suggesting.texts import LEAD, a_text, suggested

TABLE = "Gruppe\tMitglieder\tSitze\tZuschuss\nHandwerk\t30\t3\tbis zu 400 Euro\nIndustrie\t12\t2\t400 Euro"


def figures_of(*lines: str, language: Language = "de") -> set[tuple[str, Any]]:
    found = suggested(a_text(LEAD, LEAD, *lines, language=language), "figures")
    return {(one.value["what"][language], one.value["value"]) for one in found}


def test_the_header_says_what_is_counted_and_the_first_cell_for_whom() -> None:
    assert figures_of(TABLE) == {
        ("Mitglieder (Handwerk)", 30),
        ("Mitglieder (Industrie)", 12),
        ("Zuschuss (Handwerk, bis zu)", 400),
        ("Zuschuss (Industrie)", 400),
    }


def test_a_cell_that_says_what_it_counts_is_read_as_a_sentence() -> None:
    rows = "Nr.\tMaßnahme\tZiel\tBis wann\tKosten\n1\tHolzbautag\t40 Betriebe aus der Nähe\tMai\t18.000 Euro"
    assert figures_of(rows) == {("Betriebe", 40), ("Kosten (Holzbautag)", 18_000)}


def test_in_two_columns_the_row_says_what_is_counted() -> None:
    assert figures_of("Quelle\tBetrag\nEntgelte\t120.000 Euro") == {("Entgelte", 120_000)}
    assert figures_of("Gruppe\tMitglieder\nHandwerk\t30") == {("Mitglieder (Handwerk)", 30)}


def test_the_words_of_a_figure_stay_where_they_stand() -> None:
    (one, *_) = suggested(a_text(LEAD, LEAD, TABLE), "figures")
    assert one.passage in TABLE


def test_a_number_on_its_own_line_belongs_to_the_line_before_or_after() -> None:
    listed = ["# Zahlen", "Mitglieder (2022)", "214", "Laufende Projekte", "18"]
    tiles = ["# Zahlen", "214", "Mitglieder", "18", "Projekte"]
    assert figures_of(*listed) == {("Mitglieder", 214), ("Laufende Projekte", 18)}
    assert figures_of(*tiles) == {("Mitglieder", 214), ("Projekte", 18)}
    assert figures_of("Mitglieder\n214") == {("Mitglieder", 214)}


def test_steps_and_pages_are_no_figures() -> None:
    assert figures_of("# So geht es", "1", "Anmelden", "2", "Mitbringen", "Seite", "12") == set()
