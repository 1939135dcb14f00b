"""What does a concept mean, and which records deal with it?

1. The page names it in every language, says what it means, and leads to the same records as the facet.
2. Broader and narrower concepts lead to each other.
3. A concept of the thesaurus finds records by its facet value, else by its label as a phrase.
4. The same area under another id leads to one page; what is no concept is not there.
5. Beside a broader or narrower value stands how many records have it; all records are one click away.
6. A concept without records says so and leads on.
"""

from __future__ import annotations

import pytest
from starlette.testclient import TestClient

from tests.web.pages.reading import ask, parameters, path_of, said, see


def test_a_concept_is_named_and_explained(client: TestClient) -> None:
    seen = see(client, "/concepts/theme:financing")
    assert seen.heading == "Financing and business model"
    assert "grants, fees, paid services" in seen.main.text
    names = seen.main.part("complementary", "Names")
    assert names.terms == ["Deutsch", "English", "Dansk"]
    german = names.under("Deutsch")
    assert "Finanzierung und Geschäftsmodell" in german.text
    assert "Beitragsmodell" in german.text
    marked = german.tag.get("lang") or [tag["lang"] for tag in german.tag.select("[lang]")]
    assert "de" in marked


@pytest.mark.parametrize(
    ("concept", "query"),
    [
        ("theme:financing", "theme=financing"),
        ("sector:maritime", "sector=maritime"),
        ("label:silver", "label=silver"),
        ("country:DK", "country=DK"),
        ("cluster", "kind=cluster"),
    ],
)
def test_a_concept_leads_to_the_records_of_its_value(client: TestClient, concept: str, query: str) -> None:
    seen = see(client, f"/concepts/{concept}")
    body = ask(client, f"/search?{query}")
    unit = "record" if body["total"] == 1 else "records"
    link = seen.main.link(f"Show {body['total']} {unit}")
    assert parameters(link.href) == [tuple(query.split("="))]
    shown = [path_of(one.href) for one in seen.main.links if path_of(one.href).startswith("/records/")]
    assert shown == [hit["url"] for hit in body["hits"]][: len(shown)]
    assert len(shown) == min(6, body["total"])


def test_a_concept_without_a_value_is_searched_by_its_name(client: TestClient) -> None:
    seen = see(client, "/concepts/member-services")
    link = seen.main.link("Show 1 record")
    assert parameters(link.href) == [("q", '"Member services"')]
    assert [hit["id"] for hit in ask(client, '/search?q="Member services"')["hits"]] == ["filler-03"]
    assert seen.main.link("Practice filler-03").href == "/records/filler-03?lang=en"


def test_a_concept_nobody_deals_with_says_so(client: TestClient) -> None:
    seen = see(client, "/concepts/t-cluster")
    assert "No record deals with this yet." in seen.main.text
    assert [link for link in seen.main.links if path_of(link.href) == "/search"] == []
    assert "The neighbouring concepts above may lead on." in seen.main.text
    tell = seen.main.link("Tell the scouts of an example")
    assert parameters(tell.href) == [("q", seen.heading)]
    assert see(client, tell.href, lang=None).status == 200


def test_a_value_without_neighbours_does_not_point_to_them(client: TestClient) -> None:
    seen = see(client, "/concepts/effort:medium")
    assert "No record deals with this yet." in seen.main.text
    assert "neighbouring" not in seen.main.text


def test_neighbours_say_how_many_records_they_have(client: TestClient) -> None:
    narrower = see(client, "/concepts/sector:maritime").main.part("group", "Narrower")
    said_of = {said(tag.find("a") or tag): said(tag) for tag in narrower.tag.select("li")}
    for link in narrower.links:
        total = ask(client, f"/search?sector={path_of(link.href).partition(':')[2]}")["total"]
        assert said_of[link.name] == f"{link.name} {total} record{'' if total == 1 else 's'}"
    thesaurus = see(client, "/concepts/cluster").main.part("group", "Related")
    assert "record" not in thesaurus.text


def test_all_records_are_one_click_away_from_the_first(client: TestClient) -> None:
    records = see(client, "/concepts/theme:financing").main.part("group", "Records 12")
    total = ask(client, "/search?theme=financing")["total"]
    assert parameters(records.link(f"Show all {total} records").href) == [("theme", "financing")]
    few = see(client, "/concepts/label:silver").main
    assert [link.name for link in few.links if link.name.startswith("Show all")] == []


def test_broader_and_narrower_lead_to_each_other(client: TestClient) -> None:
    narrower = see(client, "/concepts/sector:maritime").main.part("group", "Narrower")
    part = narrower.link("Ship and boat building")
    assert path_of(part.href) == "/concepts/sector:shipbuilding"
    broader = see(client, part.href, lang=None).main.part("group", "Broader")
    assert path_of(broader.link("Maritime and blue economy").href) == "/concepts/sector:maritime"
    related = see(client, "/concepts/cluster").main.part("group", "Related")
    assert path_of(related.links[0].href) == "/concepts/network"


def test_a_concept_of_the_thesaurus_names_its_filter(client: TestClient) -> None:
    names = see(client, "/concepts/cluster").main.part("complementary", "Names")
    assert path_of(names.links[0].href) == "/concepts/kind:cluster"
    assert path_of(names.links[0].href) != path_of("/concepts/cluster")


@pytest.mark.parametrize("lang", ["", "?lang=en"])
def test_one_area_has_one_page(client: TestClient, lang: str) -> None:
    answer = client.get(f"/concepts/region:DEF0{lang}")
    assert (answer.status_code, answer.headers["location"]) == (301, f"/concepts/region:DEF{lang}")


@pytest.mark.parametrize(
    "concept",
    ["theme:nonsense", "nonsense", "organisation:hafen", "year:2015", "theme:", ":", "theme:_none", "%20"],
)
def test_what_is_no_concept_is_not_there(client: TestClient, concept: str) -> None:
    assert see(client, f"/concepts/{concept}", status=404).heading


def test_the_definition_is_in_the_language_of_the_reader(client: TestClient) -> None:
    for lang in ("de", "en"):
        lead = see(client, "/concepts/evidence:measured", lang=lang).main.text
        words = {"de": "Zahlen zeigen eine Veränderung", "en": "Figures show a change"}
        assert words[lang] in lead
        assert {"de": words["en"], "en": words["de"]}[lang] not in lead


def test_the_list_it_belongs_to_is_named(client: TestClient) -> None:
    first = see(client, "/concepts/theme:financing").main.tag.find("p")
    assert first
    assert said(first) == "Themes"
