"""Ways to reach persons are not kept, what stands beside them is.

1. Of a longer passage only the sentences with a mail address or telephone number go.
2. Passages that only say how to reach somebody go as a whole, with the names below them.
3. Headings of contacts go if nothing else stands below them.
4. Cells and rows of tables go alike.
5. Amounts, years and numbers of members stay.
6. Nothing that is kept holds a mail address or telephone number.
"""

from __future__ import annotations

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from indexer.ingest.extraction import Passage, PassageKind
from indexer.ingest.extractors.contacts import without_contacts
from kb.validation import MAIL, PHONE
from tests.tiers import examples

LONG = "Das Netzwerk hat 350 Mitglieder und wächst jedes Jahr um ein Zehntel."


def kept(*passages: Passage | str) -> list[str]:
    given_ones = (Passage("paragraph", one) if isinstance(one, str) else one for one in passages)
    return [passage.text for passage in without_contacts(given_ones)]


@pytest.mark.parametrize(
    "way",
    [
        "Schreiben Sie an info@example.org.",
        "Rufen Sie an: +49 431 000 00 00.",
        "Mail an info (at) example.org genügt.",
        "Telefon 0431 00000000.",
    ],
)
def test_only_the_sentence_goes(way: str) -> None:
    assert kept(f"{LONG} {way}") == [LONG]


@pytest.mark.parametrize(
    "line",
    [
        "E-Mail: info@example.org",
        "Tel.: 0431 000000",
        "info@example.org",
        "Kontakt: Beispielbüro",
        "Fax 0431/000000",
    ],
)
def test_lines_that_are_contacts_go(line: str) -> None:
    assert kept(LONG, line) == [LONG]


def test_names_below_go_too() -> None:
    assert kept(LONG, "Ansprechpartnerin:", "Frau Beispiel", "Clustermanagerin", LONG + "!") == [
        LONG,
        LONG + "!",
    ]


def test_headings_of_contacts_go_if_nothing_stands_below() -> None:
    heading = Passage("heading", "Kontakt", 2)
    assert kept(LONG, heading, "Beispielbüro") == [LONG]
    assert kept(heading, LONG) == ["Kontakt", LONG]
    assert kept(heading, Passage("heading", "Ausblick", 2), LONG) == ["Ausblick", LONG]


def test_cells_and_rows_go() -> None:
    table = "Name\tMail\nBeispielbüro\tinfo@example.org\nTelefon\t0431 000000\nMitglieder\t350"
    assert kept(Passage("table", table)) == ["Name\tMail\nMitglieder\t350"]


@pytest.mark.parametrize(
    "text",
    [
        "Budget: 12 500 000 Euro (2014-2020)",
        "350 Mitglieder (2019)",
        "Adresse der Zukunft: das Quartier",
        "ISO 9001",
    ],
)
def test_numbers_that_mean_something_stay(text: str) -> None:
    assert kept(text) == [text]


PIECES = st.sampled_from(
    [
        "info@example.org",
        "+49 431 0000000",
        "Tel. 0431 000000",
        "Kontakt:",
        "a",
        "350",
        "Mitglieder",
        ". ",
        "\t",
        "\n",
        " ",
        "(",
    ]
)


@settings(max_examples=examples(150, 5_000), deadline=None)
@given(st.lists(PIECES, max_size=30).map("".join), st.sampled_from(["paragraph", "item", "heading", "table"]))
def test_nothing_kept_reaches_anybody(text: str, kind: PassageKind) -> None:
    for passage in without_contacts([Passage(kind, text)]):
        assert not MAIL.search(passage.text)
        assert not PHONE.search(passage.text)
