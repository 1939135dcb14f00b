"""Concepts are suggested as surely as the text is about them.

1. A word in the title and first paragraph is sure, one in passing in the body is not suggested.
2. What a sentence begins with it is about; in a long text a word has to be repeated more often.
3. Target groups with a name of their own count, everyday words for one only where somebody is addressed;
   sources of money count where money is spoken of.
4. A level of the ECEI label needs the word label beside it and stands alone in its sentence.
5. Themes are a matter of judgement and never sure.
"""

from __future__ import annotations

import pytest

from indexer.ingest.suggesting.suggestion import SURE
from kb.localized import Language
from tests.indexer.ingest.suggesting.texts import LEAD, a_text, confidence, values


def test_title_and_lead_make_a_sector_sure() -> None:
    text = a_text("Ein Netzwerk bringt Wasserstoff in die Betriebe der Region.", title="Grüner Wasserstoff")
    assert confidence(text, "sectors", "hydrogen") >= SURE


def test_one_mention_in_the_body_is_not_suggested_and_three_are() -> None:
    line = "In der Halle stand auch etwas zum Wasserstoff."
    assert values(a_text(LEAD, LEAD, line), "sectors") == []
    assert values(a_text(LEAD, LEAD, line, line, line), "sectors") == ["hydrogen"]


@pytest.mark.parametrize(
    ("line", "expected"),
    [
        ("International cooperation made it harder at first, and easier in the end for all of them.", True),
        ("It was harder at first, and then international cooperation made it easier for all of them.", False),
        ("Three things: international cooperation and money.", True),
    ],
)
def test_a_theme_counts_where_a_sentence_begins_with_it(line: str, expected: bool) -> None:
    lead = "This is a first paragraph that says nothing and only stands at the beginning."
    text = a_text(lead, lead, line, language="en")
    assert ("internationalisation" in values(text, "themes")) == expected
    long = a_text(lead, lead, line, *["A sentence without weight stands here."] * 600, language="en")
    assert values(long, "themes") == []


def test_in_a_long_text_three_mentions_are_few() -> None:
    line = "In der Halle stand auch etwas zum Wasserstoff."
    text = a_text(LEAD, LEAD, *[line] * 3, *["Ein Satz ohne Belang steht hier."] * 1_500)
    assert values(text, "sectors") == []


def test_a_sector_in_the_name_of_a_company_is_none() -> None:
    text = a_text("Zu Gast war die Muster Tourismus Nord GmbH mit einem langen Vortrag.")
    assert values(text, "sectors") == []


@pytest.mark.parametrize(
    ("line", "language", "expected"),
    [
        ("Zielgruppe: KMU und Clustermanager", "de", {"smes", "cluster-managers"}),
        ("Ein Leitfaden für Clustermanagerinnen und Clustermanager im Alltag.", "de", {"cluster-managers"}),
        ("Training for SMEs that wish to learn from others.", "en", {"smes"}),
        ("Die Unternehmen und die Hochschulen der Gegend kennen sich lange.", "de", set()),
        ("Das Programm hilft Unternehmen, die gemeinsam mehr wollen.", "de", {"companies"}),
        ("An open day for companies that have never been here before.", "en", {"companies"}),
        ("Ein Programm für die Zukunft, in der viele Unternehmen noch wachsen.", "de", set()),
        ("A set of tools for clusters in all parts of the country.", "en", set()),
    ],
)
def test_target_groups_are_those_addressed(line: str, language: Language, expected: set[str]) -> None:
    assert set(values(a_text(line, language=language), "target_groups")) == expected


@pytest.mark.parametrize(
    ("line", "expected"),
    [
        ("Das Projekt wird aus EFRE-Mitteln gefördert und läuft gut.", {"erdf"}),
        ("Das Vorhaben wird vom Land Schleswig-Holstein gefördert.", {"land-schleswig-holstein"}),
        ("Das Land Schleswig-Holstein liegt zwischen zwei Meeren.", set()),
        ("Förderung: Interreg Deutschland-Danmark", {"interreg-de-dk"}),
        ("Die EU hat viele Mitgliedstaaten, und es werden mehr.", set()),
    ],
)
def test_a_source_of_money_is_one_where_money_is_spoken_of(line: str, expected: set[str]) -> None:
    assert set(values(a_text(line), "funding")) == expected


@pytest.mark.parametrize(
    ("line", "language", "expected"),
    [
        ("Das Cluster trägt das Gold-Label für exzellentes Clustermanagement.", "de", ["gold"]),
        ("It was awarded the ECEI Silver Label for its work last year.", "en", ["silver"]),
        ("Klyngen har fået ECEI-guldmærke for sit arbejde sidste år.", "da", ["gold"]),
        ("Es gibt das Label in Bronze, Silber und Gold.", "de", []),
        ("Gold und andere Metalle werden hier geprüft und gewogen.", "de", []),
        ("They won a gold medal and a label at the fair.", "en", []),
    ],
)
def test_a_level_of_the_label_needs_the_label(line: str, language: Language, expected: list[str]) -> None:
    assert values(a_text(line, language=language), "label") == expected


def test_a_theme_is_never_sure() -> None:
    text = a_text(
        "Internationalisierung hilft allen.", "Thema: Internationalisierung", title="Internationalisierung"
    )
    assert 0.5 < confidence(text, "themes", "internationalisation") < SURE
