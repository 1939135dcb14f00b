"""What can be seen of a record at a glance?

1. Every stated value is named; judgements lead to their meaning, the others to the records that share them.
2. An editorial value can be opened to the passage it rests on, marked with the passage's language.
3. What a reader would expect but the record does not state is named; so is what does not apply; not both.
4. Whether a person opened the sources again is said, never assumed.
5. Free words of the source are shown without a link.
"""

from __future__ import annotations

import pytest
from starlette.testclient import TestClient

from tests.web.pages.collection import PASSAGE
from tests.web.pages.reading import Part, ask, parameters, path_of, said, see


def _glance(client: TestClient, record_id: str, lang: str = "en") -> Part:
    name = {"en": "At a glance", "de": "Auf einen Blick"}[lang]
    return see(client, f"/records/{record_id}", lang=lang).main.part("complementary", name)


@pytest.mark.parametrize(
    ("field", "values"),
    [
        ("Country", ["Germany", "Denmark", "France", "Sweden"]),
        ("Region", ["Schleswig-Holstein"]),
        ("Stage", ["Growth"]),
        ("Effort", ["Low"]),
        ("Evidence", ["Backed by figures"]),
        ("Theme", ["Financing and business model", "Governance and organisation"]),
        ("Sector", ["Ship and boat building"]),
    ],
)
def test_every_stated_value_is_named_and_leads_on(client: TestClient, field: str, values: list[str]) -> None:
    links = _glance(client, "fees").under(field).links
    assert [link.name for link in links] == values
    for link in links:
        assert see(client, link.href, lang=None).status == 200


def test_judgements_lead_to_their_meaning_and_facts_to_the_records(client: TestClient) -> None:
    glance = _glance(client, "fees")
    assert path_of(glance.under("Evidence").link("Backed by figures").href) == "/concepts/evidence:measured"
    sector = glance.under("Sector").link("Ship and boat building").href
    assert parameters(sector) == [("sector", "shipbuilding")]
    assert "fees" in [hit["id"] for hit in ask(client, "/search?sector=shipbuilding")["hits"]]


@pytest.mark.parametrize(
    ("field", "lang", "passage", "marked"),
    [
        ("Stage", "en", "Die Förderung läuft aus.", "de"),
        ("Evidence", "en", PASSAGE, None),
        ("Belege", "de", PASSAGE, "en"),
    ],
)
def test_an_editorial_value_can_be_opened_to_its_passage(
    client: TestClient, field: str, lang: str, passage: str, marked: str | None
) -> None:
    value = _glance(client, "fees", lang).under(field)
    (fold,) = value.tag.select("details")
    assert not fold.has_attr("open")
    assert passage in said(fold)
    marks = [str(tag["lang"]) for tag in fold.select("[lang]")]
    assert marks == ([marked] if marked else [])


def test_a_value_without_passage_has_nothing_to_open(client: TestClient) -> None:
    assert _glance(client, "fees").under("Effort").tag.select("details") == []


def test_a_limiting_factor_can_be_opened_to_its_passage(client: TestClient) -> None:
    limits = see(client, "/records/fees").main.part("group", "What limited it")
    (fold,) = limits.tag.select("details")
    assert PASSAGE in said(fold)


def test_what_is_not_stated_and_what_does_not_apply_are_named_apart(client: TestClient) -> None:
    glance = _glance(client, "fees")
    assert glance.under("Not stated").text == "Outcome"
    assert glance.under("Does not apply").text == "Funding"
    bare = _glance(client, "fund").under("Not stated").text.split(", ")
    assert set(bare) == {"Region", "Stage", "Effort", "Evidence", "Outcome", "Funding", "Sector", "Year"}
    assert "Does not apply" not in _glance(client, "fund").terms


def test_a_quality_label_is_expected_of_clusters_only(client: TestClient) -> None:
    assert "label" not in _glance(client, "fund").under("Not stated").text.lower()
    assert "Silver" in _glance(client, "port").text
    assert "label" not in _glance(client, "port").under("Not stated").text.lower()


def test_nobody_opened_the_sources_unless_it_is_stated(client: TestClient) -> None:
    assert _glance(client, "fees").under("Sources checked").text == "1 June 2026"
    assert _glance(client, "fund").under("Sources checked").text == "not yet re-checked"


def test_free_words_are_shown_without_a_link(client: TestClient) -> None:
    themes = _glance(client, "fees").under("Theme")
    assert "Kassenwart" in themes.text
    assert "Kassenwart" not in {link.name for link in themes.links}
