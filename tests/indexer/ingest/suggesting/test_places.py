"""Places are those of the practice.

1. A country or region in the title or first paragraph is suggested; a region says its country.
2. Addresses, lists of partners and teasers say nothing, one mention in the body next to nothing.
3. An adjective says a country, but not where it names a language.
4. A region within another one that is named is the better one.
5. Words that only look like places are none.
"""

from __future__ import annotations

import pytest

from indexer.ingest.suggesting.suggestion import SURE
from kb.localized import Language
from tests.indexer.ingest.suggesting.texts import LEAD, a_text, confidence, values

COUNTRIES, REGIONS = "place.countries", "place.regions"


def test_a_region_in_the_title_is_suggested_with_its_country() -> None:
    text = a_text("Das Netzwerk arbeitet in Schleswig-Holstein für alle Betriebe.", title="Netze in Hamburg")
    assert set(values(text, REGIONS)) == {"DEF", "DE6"}
    assert values(text, COUNTRIES) == ["DE"]


def test_a_stated_country_is_sure() -> None:
    assert confidence(a_text(LEAD, "Land\tDänemark"), COUNTRIES, "DK") >= SURE
    assert confidence(a_text(LEAD, "Country: Denmark", language="en"), COUNTRIES, "DK") >= SURE


@pytest.mark.parametrize(
    "lines",
    [
        ["Beispielstraße 12, 24114 Hamburg", "# Kontakt", "Dänemark und Hamburg"],
        ["# Partner", "- Musterverbund, Odense, Dänemark", "- Testverein Hamburg"],
        ["# Das könnte Sie auch interessieren", "Neues aus Dänemark. Noch mehr aus Dänemark und Hamburg."],
        ["Einmal war eine Gruppe auch in Dänemark und in Hamburg zu Gast."],
    ],
)
def test_addresses_partners_teasers_and_single_mentions_are_no_places(lines: list[str]) -> None:
    text = a_text(LEAD, LEAD, *lines)
    assert values(text, REGIONS) == values(text, COUNTRIES) == []


def test_what_is_repeated_is_suggested() -> None:
    lines = [f"Im Jahr darauf kam die Runde nach Feierabend in Dänemark zusammen, Teil {n}." for n in "abcd"]
    assert values(a_text(LEAD, LEAD, *lines), COUNTRIES) == ["DK"]


@pytest.mark.parametrize(
    ("title", "language", "expected"),
    [
        ("Das dänische Clusterprogramm", "de", ["DK"]),
        ("How German clusters learn", "en", ["DE"]),
        ("Sådan lærer svenske klynger", "da", ["SE"]),
        ("Eine Broschüre auf Deutsch", "de", []),
        ("A paper in English and in German", "en", []),
    ],
)
def test_an_adjective_says_a_country_unless_it_names_a_language(
    title: str, language: Language, expected: list[str]
) -> None:
    assert values(a_text(LEAD, title=title, language=language), COUNTRIES) == expected


def test_a_district_is_better_than_its_state() -> None:
    text = a_text(
        "Im Kreis Nordfriesland in Schleswig-Holstein gibt es eine neue Stelle.", title="Nordfriesland"
    )
    assert values(text, REGIONS) == ["DEF07"]


def test_where_others_travel_to_is_less_sure() -> None:
    there = a_text(LEAD, title="Fünf Reisen nach Chile")
    at_home = a_text(LEAD, title="Fünf Reisen in Chile")
    assert confidence(there, COUNTRIES, "CL") < confidence(at_home, COUNTRIES, "CL")


@pytest.mark.parametrize(
    ("title", "language"),
    [
        ("An Island of Cooperation in Essen", "en"),
        ("More than ever: BE part of it", "en"),
        ("TH und BB, CC BY 4.0 im Jena-Plan", "de"),
        ("Nordsee Hamburg Energie GmbH", "de"),
        ("Interreg Deutschland-Danmark", "de"),
    ],
)
def test_words_that_look_like_places_are_none(title: str, language: Language) -> None:
    text = a_text(LEAD, title=title, language=language)
    assert values(text, REGIONS) == values(text, COUNTRIES) == []
