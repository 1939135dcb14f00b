"""Does a comparison show what records state, and say where they differ?

1. Each record is a column, each thing stated a row; who states nothing is said to state nothing.
2. Rows that differ are marked in words; a link leaves the others out, and texts stay.
3. What is in another language is marked with it; words of the interface are in the reader's.
4. Ids that are unknown, deleted or moved get a note each, more than four are counted; never an error.
5. A record can be taken away; another is found by words or offered as similar, and set beside the others.
6. All go to a reading list by a link.
"""

from __future__ import annotations

from typing import Any
from urllib.parse import parse_qsl, urlsplit

import pytest
from bs4 import Tag
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from starlette.testclient import TestClient

from tests.tiers import examples
from tests.web.pages.reading import Seen, said, see
from web.formatting import Text
from web.pages.comparison import Cell, Piece, Row


def table(seen: Seen) -> dict[str, list[str]]:
    """The cells of each row by its heading, without the letters that only people see."""
    found = {}
    for row in seen.tag.select("tbody tr"):
        heading = row.find("th")
        assert isinstance(heading, Tag)
        found[said(heading)] = [said(cell) for cell in row.select("td")]
    return found


def ids(address: str) -> list[str]:
    return [value for name, value in parse_qsl(urlsplit(address).query) if name == "id"]


def test_each_record_is_a_column_and_each_thing_stated_a_row(client: TestClient) -> None:
    seen = see(client, "/compare?id=fees&id=port")
    assert seen.heading == "Compare records"
    assert seen.robots.startswith("noindex")
    head = [said(tag) for tag in seen.tag.select("thead th[scope=col]")]
    assert head[0].startswith("Membership fees ")
    rows = table(seen)
    assert rows["Kind differs"] == ["Best practice", "Cluster"]
    assert rows["Organisation differs"] == ["Hafen & Söhne GmbH", "not stated"]
    assert rows["Period differs"] == ["2015–2019", "since 2001"]
    assert rows["Quality label differs"][0] == "not stated"
    assert rows["Challenge"] == ["The grant runs out.", "not stated"]
    assert rows["What stands out"] == ["Trust", "not stated"]
    assert rows["What limited it"] == ["Small firms", "not stated"]
    assert rows["Figures"][0] == "members 1,234.5 firms (2019) Nur deutsch gezählt 7"
    assert rows["Sources"][0].startswith("Jahresbericht Port Authority Statutes")
    assert rows["Sources checked"] == ["1 June 2026", "not yet re-checked"]
    assert rows["Funding differs"] == ["does not apply", "not stated"]
    assert seen.main.part("table").names == {"What the records state, row by row"}
    for cell in seen.tag.select("tbody th"):
        assert cell["scope"] == "row"


def test_what_none_of_them_states_is_one_line(client: TestClient) -> None:
    seen = see(client, "/compare?id=port&id=fund")
    (line,) = [said(tag) for tag in seen.tag.select("main p") if "none of them" in said(tag)]
    assert line.startswith("Stated by none of them: Organisation, Country, Region, Theme, ")
    assert "What limited it" in line
    assert not {name.removesuffix(" differs") for name in table(seen)} & set(line.split(": ")[1].split(", "))


def test_a_link_leaves_out_what_is_the_same(client: TestClient) -> None:
    seen = see(client, "/compare?id=filler-20&id=filler-22")
    same = [name for name in table(seen) if name.endswith("the same for all")]
    assert "Kind the same for all" in same
    fewer = see(client, seen.link("Only rows that differ").href, lang=None)
    assert [name for name in table(fewer) if name.endswith("the same for all")] == []
    assert set(table(seen)) - set(table(fewer)) == set(same)
    assert "Summary" in table(fewer)
    assert f"{len(same)} row" in fewer.text
    again = fewer.link("Show all rows").href
    assert table(see(client, again, lang=None)) == table(seen)


def test_the_order_of_values_is_no_difference() -> None:
    one, other = Piece(Text("Skills")), Piece(Text("Finance"), url="/x")
    assert not Row("theme", "", (Cell((one, other)), Cell((other, one))), brief=True).differs
    assert Row("theme", "", (Cell((one,)), Cell((one, other))), brief=True).differs
    assert Row("theme", "", (Cell(), Cell(not_applicable=True)), brief=True).differs


def test_texts_in_another_language_are_marked(client: TestClient) -> None:
    seen = see(client, "/compare?id=fees&id=german-only", lang="de")
    assert seen.heading == "Einträge vergleichen"
    foreign = [said(tag) for tag in seen.tag.select("tbody [lang=en]")]
    assert "Only told in English." in foreign
    assert "nicht angegeben" in seen.text
    english = see(client, "/compare?id=fees&id=german-only")
    assert english.tag.select_one("thead [lang=de]")
    assert english.main.links[0].lang is None


@pytest.mark.parametrize(
    ("wrong", "words"),
    [
        ("unheard-of", "There is no record “unheard-of”; it is left out."),
        ("gone", "The record “gone” was deleted and is left out."),
        ("waiting", "There is no record “waiting”; it is left out."),
        ("old-fees", "“old-fees” has another name today: Membership fees"),
        ("twin", "“twin” has another name today: Membership fees"),
    ],
)
def test_an_id_that_leads_elsewhere_gets_a_note(client: TestClient, wrong: str, words: str) -> None:
    seen = see(client, f"/compare?id={wrong}&id=port&id=fund")
    assert words in seen.text
    assert len(seen.tag.select("thead th")) == (3 if "fees" in wrong or wrong == "twin" else 2)


def test_a_record_chosen_under_two_names_is_one_column(client: TestClient) -> None:
    assert len(see(client, "/compare?id=old-fees&id=fees&id=port").tag.select("thead th")) == 2


def test_of_more_than_four_the_first_four_are_shown(client: TestClient) -> None:
    wanted = [f"filler-{number:02}" for number in range(6)]
    seen = see(client, "/compare?" + "&".join(f"id={one}" for one in wanted))
    assert len(seen.tag.select("thead th")) == 4
    assert "Shown are the first 4: 2 more records were chosen." in seen.text
    assert "Take one away to add another." in seen.text
    assert seen.tag.select("#find") == []


def test_without_records_the_page_says_what_to_do(client: TestClient) -> None:
    nothing = see(client, "/compare")
    assert nothing.tag.select("table") == []
    assert "Up to four records side by side" in nothing.text
    assert nothing.main.link("search results").href == "/search?lang=en"
    single = see(client, "/compare?id=fees")
    assert single.tag.select("table") == []
    assert "One record is chosen." in single.text
    assert single.part("group", "Chosen records").links[0].name == "Membership fees"


def test_a_record_is_taken_away(client: TestClient) -> None:
    seen = see(client, "/compare?id=fees&id=port&id=fund&differences=1")
    away = [link for link in seen.links if link.name == "Take away: Membership fees"]
    assert {tuple(ids(link.href)) for link in away} == {("port", "fund")}
    assert "differences=1" in away[0].href
    assert "lang=en" in away[0].href


def test_another_record_is_found_by_words_and_set_beside(client: TestClient) -> None:
    seen = see(client, "/compare?id=port&find=membership+fees")
    assert seen.part("group", "Add another record").text.count("Found for “membership fees”") == 1
    offer = seen.main.link("Set beside: Membership fees")
    assert ids(offer.href) == ["port", "fees"]
    hidden = {str(tag["name"]): str(tag["value"]) for tag in seen.tag.select("#add input[type=hidden]")}
    assert hidden == {"id": "port", "lang": "en"}
    nothing = see(client, "/compare?id=port&find=xyzzyx")
    assert "No other record was found for “xyzzyx”." in nothing.text
    similar = see(client, "/compare?id=filler-00")
    offered = similar.part("group", "Add another record").links
    assert offered
    assert all(ids(link.href)[0] == "filler-00" for link in offered if "/compare" in link.href)


def test_all_go_to_a_reading_list(client: TestClient) -> None:
    link = see(client, "/compare?id=old-fees&id=port").link("Put all on the reading list")
    assert link.href == "/lists?id=fees&id=port&lang=en"


def test_languages_lead_to_the_same_comparison(client: TestClient) -> None:
    seen = see(client, "/compare?id=fees&id=port&differences=1")
    assert seen.alternates["de"].endswith("/compare?id=fees&id=port&differences=1&lang=de")
    assert seen.canonical == seen.alternates["en"]


@settings(max_examples=examples(15, 1000), suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(values=st.lists(st.sampled_from(["fees", "gone", "twin"]) | st.text(), max_size=6), find=st.text())
def test_no_address_is_an_error(client: TestClient, values: list[str], find: str) -> None:
    parameters: dict[str, Any] = {
        "id": [value.encode("utf-8", "replace") for value in values],
        "find": find.encode("utf-8", "replace"),
        "lang": "en",
    }
    assert client.get("/compare", params=parameters).status_code == 200
