"""What does a reader learn from a record?

1. Every text of the record is on its page, once, in the reader's language or marked with its own.
2. Sources lead to where the facts come from, with publisher, language and the day they were opened; a dead
   one says so with the day it was checked, one that has moved leads to its new address.
3. Figures are a table with headings, numbers written as in the reader's language.
4. Relations are shown from both sides, and only to what can be read.
5. The organisation leads to its own record, else to all records of the same name.
6. Former and merged ids lead on, deleted ones are gone, unknown and unpublished ones not there.
7. An archived record says so; a record in another language says so.
8. Hostile texts are shown as text.
9. Records about the same thing are shown as cards, but none that a relation leads to and none unpublished.
"""

from __future__ import annotations

import pytest
from starlette.testclient import TestClient

from tests.web.pages.collection import PASSAGE
from tests.web.pages.reading import Part, ask, parameters, path_of, said, see


def test_the_texts_of_the_record_stand_under_their_headings(client: TestClient) -> None:
    main = see(client, "/records/fees").main
    texts = {
        "Challenge": "The grant runs out.",
        "Approach": PASSAGE,
        "Results": "Only told in English.",
        "What stands out": "Trust",
        "What limited it": "Small firms",
    }
    for heading, text in texts.items():
        assert text in main.part("group", heading).text
    assert see(client, "/records/fees").heading == "Membership fees"
    assert main.parts("group", "Resources") == []


def test_a_text_that_exists_in_another_language_only_is_marked(client: TestClient) -> None:
    results = see(client, "/records/fees", lang="de").main.part("group", "Ergebnisse")
    (marked,) = results.tag.select("[lang]")
    assert marked["lang"] == "en"
    assert said(marked) == "Only told in English."


def test_markdown_becomes_markup(client: TestClient) -> None:
    main = see(client, "/records/fees").main
    assert [said(tag) for tag in main.tag.select("header em")] == ["glad"]
    ordered = see(client, "/records/hostile").main.part("group", "Approach")
    assert [said(tag) for tag in ordered.tag.select("ol li")] == ["first", "second"]
    assert ordered.link("site").href == "https://example.org/a"


def test_contents_lead_to_every_section(client: TestClient) -> None:
    main = see(client, "/records/fees").main
    contents = main.part("navigation", "On this page").links
    headings = {str(tag["id"]): said(tag.find("h2") or tag) for tag in main.tag.select("section[id]")}
    assert [link.name for link in contents] == list(headings.values())
    assert [link.href for link in contents] == [f"#{name}" for name in headings]


def test_sources_say_where_the_facts_come_from(client: TestClient) -> None:
    sources = see(client, "/records/fees").main.part("group", "Sources")
    report = sources.link("Jahresbericht")
    assert report.href == "https://example.org/report?a=1&b=2"
    assert {"noopener", "external"} <= report.rel
    assert report.lang == "de"
    assert "Port Authority" in sources.text
    assert "German" in sources.text
    assert "opened on 3 February 2026" in sources.text
    assert sources.link("Statutes").href == "https://example.com/"


@pytest.mark.parametrize(
    ("lang", "heading", "dead", "moved"),
    [
        ("en", "Sources", "Link no longer works (checked on 12 November 2026)", "Moved"),
        ("de", "Quellen", "Link funktioniert nicht mehr (geprüft am 12. November 2026)", "Umgezogen"),
    ],
)
def test_a_dead_source_says_so_and_a_moved_one_leads_on(
    client: TestClient, lang: str, heading: str, dead: str, moved: str
) -> None:
    sources = see(client, "/records/fees", lang=lang).main.part("group", heading)
    report, statutes, minutes = [said(tag) for tag in sources.tag.select("li")]
    assert (dead in report, dead in statutes, dead in minutes) == (False, True, False)
    assert (moved in report, moved in statutes, moved in minutes) == (False, False, True)
    assert sources.link("https://example.org/a?b=1&c=<i>").href == "https://example.org/a?b=1&c=<i>"
    assert sources.link("Statutes").href == "https://example.com/"


@pytest.mark.parametrize(("lang", "number"), [("en", "1,234.5 firms"), ("de", "1.234,5 firms")])
def test_figures_are_a_table(client: TestClient, lang: str, number: str) -> None:
    (table,) = see(client, "/records/fees", lang=lang).main.parts("table")
    assert [tag.get("scope") for tag in table.tag.select("thead th")] == ["col"] * 3
    rows = [[said(cell) for cell in row.find_all(["th", "td"])] for row in table.tag.select("tbody tr")]
    assert [tag.get("scope") for tag in table.tag.select("tbody th")] == ["row"] * 2
    assert rows[0][1] == number
    assert rows[0][2].startswith("2019")
    assert rows[1][:2] == ["Nur deutsch gezählt", "7"]
    assert rows[1][2] == {"en": "not stated", "de": "nicht angegeben"}[lang]
    assert [link.href for link in table.links] == ["https://example.org/figures"]


def test_a_year_has_no_thousands(client: TestClient) -> None:
    assert "2,015" not in see(client, "/records/fees").main.text
    assert see(client, "/records/fees").main.under("Period").text == "2015–2019"


def _records(part: Part) -> list[str]:
    """The paths of the records a part of the page leads to."""
    return [path_of(link.href) for link in part.links if not link.href.startswith("#")]


def test_relations_are_shown_from_both_sides(client: TestClient) -> None:
    here = see(client, "/records/fees").main.part("group", "Related records")
    assert "Funded by" in here.text
    assert path_of(here.link("Practice fund").href) == "/records/fund"
    assert "A line of the statutes." in here.text
    there = see(client, "/records/fund").main.part("group", "Related records")
    assert "Funds" in there.text
    assert path_of(there.link("Membership fees").href) == "/records/fees"


def test_a_relation_to_what_cannot_be_read_is_not_shown(client: TestClient) -> None:
    here = see(client, "/records/fees").main.part("group", "Related records")
    assert _records(here) == ["/records/fund"]


@pytest.mark.parametrize(("lang", "heading"), [("en", "Similar records"), ("de", "Ähnliche Einträge")])
def test_similar_records_are_shown_as_cards(client: TestClient, lang: str, heading: str) -> None:
    similar = see(client, "/records/filler-00", lang=lang).main.part("group", heading)
    paths = [path_of(str(tag["href"])) for tag in similar.tag.select(".card h3 a")]
    assert 0 < len(paths) == len(set(paths)) <= 4
    assert {"/records/filler-00", "/records/archived", "/records/waiting"}.isdisjoint(paths)


def test_what_a_relation_leads_to_is_not_shown_as_similar_too(client: TestClient) -> None:
    main = see(client, "/records/fees").main
    related = _records(main.part("group", "Related records"))
    assert related == ["/records/fund"]
    assert set(_records(main.part("group", "Similar records"))).isdisjoint(related)


def test_a_record_like_no_other_has_no_such_section(client: TestClient) -> None:
    assert see(client, "/records/danish-only").main.parts("group", "Similar records") == []


def test_an_organisation_leads_to_its_records(client: TestClient) -> None:
    link = see(client, "/records/fees").main.under("Organisation").links[0]
    assert link.name == "Hafen & Söhne GmbH"
    assert [name for name, _ in parameters(link.href)] == ["organisation"]
    body = ask(client, "/search?" + link.href.partition("?")[2].replace("lang=en&", ""))
    assert [hit["id"] for hit in body["hits"]] == ["fees"]
    assert "Organisation: Hafen & Söhne GmbH" in see(client, link.href, lang=None).main.text


def test_an_organisation_with_a_record_leads_to_it(client: TestClient) -> None:
    link = see(client, "/records/fair").main.under("Organisation").link("Port of Kiel")
    assert link.href == "/records/port?lang=en"


def test_the_kind_leads_to_its_records(client: TestClient) -> None:
    link = see(client, "/records/port").main.links[0]
    assert link.name == "Cluster"
    assert parameters(link.href) == [("kind", "cluster")]


@pytest.mark.parametrize("old", ["old-fees", "twin"])
@pytest.mark.parametrize("lang", ["", "?lang=en"])
def test_former_and_merged_ids_lead_to_the_survivor(client: TestClient, old: str, lang: str) -> None:
    answer = client.get(f"/records/{old}{lang}")
    assert (answer.status_code, answer.headers["location"]) == (301, f"/records/fees{lang}")


@pytest.mark.parametrize(("record_id", "status"), [("gone", 410), ("waiting", 404), ("never-was", 404)])
def test_what_cannot_be_read_is_an_error_page(client: TestClient, record_id: str, status: int) -> None:
    seen = see(client, f"/records/{record_id}", status=status)
    assert str(status) in seen.main.text
    assert "Secret" not in seen.text


def test_an_archived_record_says_so(client: TestClient) -> None:
    assert "archived" in see(client, "/records/archived").main.text
    assert see(client, "/records/archived").heading == "Filed away"
    assert "archived" not in see(client, "/records/fees").main.text


@pytest.mark.parametrize(
    ("record_id", "lang", "note"),
    [
        ("german-only", "en", "It is shown in this language: German."),
        ("danish-only", "en", "It is shown in this language: Danish."),
        ("danish-only", "de", "Dänisch"),
    ],
)
def test_a_record_in_another_language_says_so(
    client: TestClient, record_id: str, lang: str, note: str
) -> None:
    seen = see(client, f"/records/{record_id}", lang=lang)
    assert note in seen.main.part("article").text
    (heading,) = seen.main.tag.select("h1")
    assert heading["lang"] == record_id[:2].replace("ge", "de")
    assert seen.tag.html is not None
    assert seen.tag.html["lang"] == lang


def test_a_record_in_the_language_of_the_reader_says_nothing_of_the_sort(client: TestClient) -> None:
    assert "shown in this language" not in see(client, "/records/fees").main.text
    assert see(client, "/records/fees").main.tag.select("h1[lang]") == []


def test_hostile_texts_are_text(client: TestClient) -> None:
    seen = see(client, "/records/hostile")
    assert seen.heading == "Bold <b>title</b> & more"
    assert "<script>alert(1)</script>" in seen.main.text
    assert seen.main.tag.find(["script", "b", "i"]) is None
    assert [link for link in seen.links if not link.href.startswith(("/", "#", "http"))] == []
    assert seen.main.under("Organisation").links[0].name == "<i>Hafen</i> & Söhne GmbH"


def test_dates_and_licence_close_the_record(client: TestClient) -> None:
    text = see(client, "/records/fees").main.text
    for words in ("Added on 5 April 2026", "Edited on 4 May 2026", "CC BY 4.0"):
        assert words in text
    assert "5. April 2026" in see(client, "/records/fees", lang="de").main.text
    assert "Edited on" not in see(client, "/records/fund").main.text


def test_the_record_can_be_had_as_data(client: TestClient) -> None:
    seen = see(client, "/records/fees")
    (data,) = [tag for tag in seen.head_links("alternate") if tag.get("type") == "application/json"]
    assert data["href"] == seen.main.link("This record as JSON").href
    assert client.get(str(data["href"])).json()["id"] == "fees"
