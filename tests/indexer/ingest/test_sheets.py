"""A scouting sheet becomes a record.

1. Free words become concepts in any language, by case, hyphen and plural; the others stay as tags.
2. Countries and regions become concepts; a region that contains another one is left out.
3. Nothing is invented: no date of checking, no editorial value, texts word for word.
4. An unknown key is an error that names the nearest known one.
5. Session and subscriber tokens are cut from source addresses.
"""

from __future__ import annotations

import pytest

from indexer.ingest.sheets import Reading, is_sheet, read_sheet
from kb import strict_yaml
from kb.errors import SourceUnreadable
from kb.vocabulary import Vocabularies, load_vocabularies

SHEET = """
id: a-sheet
kind: training
title: {en: 'A title', de: 'Ein Titel'}
lang: [de, en]
summary: {en: 'What it is.', de: 'Was es ist.'}
approach: {en: "- one\\n- two"}
organisation: Some Agency
country: DE
region: Kiel, Schleswig-Holstein
nuts: DEF02
themes: [Skill, INTERNATIONALISATION, Weiterbildungskaffee]
sectors: [Renewable-Energy]
target_groups: [SMEs]
funding: [ERDF]
period: {start: 2019}
figures:
- {what: 'participants (about)', value: 22, year: 2021}
sources:
- {url: 'https://example.org/a;jsessionid=AB12?x=1&PHPSESSID=token', title: T, publisher: P, language: de}
scouted_from: a page
"""


@pytest.fixture(scope="module")
def vocabularies() -> Vocabularies:
    return load_vocabularies()


def reading(text: str, vocabularies: Vocabularies) -> Reading:
    source = strict_yaml.read(text)
    return read_sheet(source, vocabularies, created="2026-11-24T00:00:00Z", status="published")


def test_free_words_become_concepts_and_the_others_stay_tags(vocabularies: Vocabularies) -> None:
    found = reading(SHEET, vocabularies)
    assert found.values["themes"] == ["skills", "internationalisation"]
    assert found.values["sectors"] == [vocabularies["sectors"].match("renewable energy").id]  # type: ignore[union-attr]
    assert found.values["tags"] == {"themes": ["Weiterbildungskaffee"]}
    assert found.unmatched == {"themes": ["Weiterbildungskaffee"]}


def test_a_region_that_contains_another_one_is_left_out(vocabularies: Vocabularies) -> None:
    place = reading(SHEET, vocabularies).values["place"]
    assert place["countries"] == ["DE"]
    assert place["regions"] == ["DEF02"]
    assert place["words"] == "Kiel, Schleswig-Holstein"


@pytest.mark.parametrize(("stated", "concept"), [("EU", "EU"), ("ZZ", "several-countries")])
def test_unions_and_many_countries_are_concepts_of_their_own(
    stated: str, concept: str, vocabularies: Vocabularies
) -> None:
    text = SHEET.replace("country: DE", f"country: {stated}")
    assert reading(text, vocabularies).values["place"]["countries"] == [concept]


def test_nothing_is_invented(vocabularies: Vocabularies) -> None:
    values = reading(SHEET, vocabularies).values
    assert values["approach"] == {"en": "- one\n- two"}
    assert values["figures"] == [{"what": {"en": "participants (about)"}, "value": 22, "year": 2021}]
    editorial = {"checked", "stages", "effort", "evidence", "outcome", "ecei", "limiting_factors"}
    assert not editorial & values.keys()


def test_session_tokens_are_cut_from_addresses(vocabularies: Vocabularies) -> None:
    assert reading(SHEET, vocabularies).values["sources"][0]["url"] == "https://example.org/a?x=1"


def test_an_unknown_key_is_an_error_that_names_the_nearest_one(vocabularies: Vocabularies) -> None:
    with pytest.raises(SourceUnreadable) as caught:
        reading(SHEET + "sumary: {en: x}\n", vocabularies)
    assert caught.value.line == SHEET.count("\n") + 1
    assert "'sumary'" in caught.value.problem
    assert "summary" in caught.value.repair


def test_a_record_is_no_sheet() -> None:
    assert is_sheet({"id": "a", "kind": "guide"})
    assert not is_sheet({"format": 1, "id": "a", "kind": "guide"})
    assert not is_sheet(["id", "kind"])
