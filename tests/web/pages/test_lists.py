"""Is a reading list wholly in its address, and can everything be done with it without a script?

1. The address decides title, order and notes; an address that says it otherwise leads to the settled form.
2. Buttons save, move and remove by new addresses; what was typed goes along, and the reader goes on there.
3. What was deleted, renamed or never there stays on the list, with a line that says so.
4. The address to pass on names no language; too many records and too long addresses are said.
5. Each record is cited in words, all in RIS and BibTeX; kits are offered in both languages.
6. Ticked or first records are compared. An empty list says how it is filled.
7. No parameter is an error, and none leads to another site.
"""

from __future__ import annotations

from typing import Any
from urllib.parse import parse_qsl, urlencode, urlsplit

import pytest
from bs4 import Tag
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from starlette.testclient import TestClient

from tests.tiers import examples
from tests.web.pages.reading import Seen, said, see
from web.pages.reading_list import LONGEST_ADDRESS, MOST_ENTRIES, MOST_NOTE, ReadingList
from web.static_files import static_files

LIST = "/lists?title=For+Monday&id=fees&note.fees=first&id=port&id=fund"


def fields(seen: Seen) -> list[tuple[str, str]]:
    """What the form of the list sends, in its order."""
    found = []
    for tag in seen.tag.select("form[data-list-edit] :is(input, textarea)[name]:not([type=checkbox])"):
        value = tag.get_text().removeprefix("\n") if tag.name == "textarea" else str(tag.get("value", ""))
        found.append((str(tag["name"]), value))
    return found


def pressed(client: TestClient, seen: Seen, *button: tuple[str, str], **typed: str) -> str:
    """Where a button of the form leads, after something was typed."""
    pairs = [(name, typed.get(name.replace(".", "_"), value)) for name, value in fields(seen)]
    answer = client.get("/lists?" + urlencode([*pairs, *button]))
    assert answer.status_code == 302
    return str(answer.headers["location"])


def entries(seen: Seen) -> list[str]:
    return [said(tag) for tag in seen.tag.select(".listed h2")]


def test_the_address_decides_title_order_and_notes(client: TestClient) -> None:
    seen = see(client, LIST)
    assert seen.heading == "For Monday"
    assert seen.title.startswith("For Monday ·")
    assert entries(seen) == ["Membership fees", "Practice port", "Practice fund"]
    assert ("note.fees", "first") in fields(seen)
    assert seen.robots.startswith("noindex")
    assert seen.alternates["de"].endswith(LIST + "&lang=de")
    assert see(client, "/lists?id=fees", lang="de").heading == "Merkliste"


@pytest.mark.parametrize(
    ("asked", "settled"),
    [
        ("id=fees&note.fees=&title=", "id=fees"),
        ("id=fees&id=fees&title=x", "title=x&id=fees"),
        ("id=No+id&id=fees&note.port=x", "id=fees"),
        ("lang=de&id=fees&note.fees=+a+", "id=fees&note.fees=a&lang=de"),
    ],
)
def test_another_way_of_saying_it_leads_to_the_settled_address(
    client: TestClient, asked: str, settled: str
) -> None:
    answer = client.get(f"/lists?{asked}")
    assert (answer.status_code, answer.headers["location"]) == (302, f"/lists?{settled}")
    assert client.get(answer.headers["location"]).status_code == 200


def test_buttons_save_move_and_remove(client: TestClient) -> None:
    seen = see(client, LIST)
    saved = pressed(client, seen, title="Für Dienstag", note_port="Zweites & mehr\r\nZeile")
    listed = ReadingList.parse(parse_qsl(urlsplit(saved).query))
    assert listed.title == "Für Dienstag"
    assert [entry.note for entry in listed.entries] == ["first", "Zweites & mehr\nZeile", ""]
    assert "lang=en" in saved
    down = pressed(client, seen, ("down", "fees"), note_fees="typed")
    assert down.endswith("/lists?title=For+Monday&id=port&id=fees&note.fees=typed&id=fund&lang=en#entry-fees")
    assert see(client, down.partition("#")[0], lang=None).tag.select_one("#entry-fees[tabindex='-1']")
    up = pressed(client, seen, ("up", "fund"))
    assert "id=fund&id=port" in up
    removed = pressed(client, seen, ("remove", "fees"))
    assert removed.endswith("/lists?title=For+Monday&id=port&id=fund&lang=en#list")


def test_buttons_are_named_after_their_record_and_only_where_they_do_something(client: TestClient) -> None:
    names = [said(tag) for tag in see(client, LIST).tag.select("form[data-list-edit] button")]
    assert names == [
        "Save into the address",
        "Down: Membership fees",
        "Remove: Membership fees",
        "Up: Practice port",
        "Down: Practice port",
        "Remove: Practice port",
        "Up: Practice fund",
        "Remove: Practice fund",
        "Save into the address",
    ]


def test_what_is_no_more_stays_on_the_list_and_says_so(client: TestClient) -> None:
    seen = see(client, "/lists?id=gone&note.gone=why&id=unheard-of&id=old-fees&id=waiting&id=archived")
    assert entries(seen) == ["gone", "unheard-of", "Membership fees", "waiting", "Filed away"]
    lines = [said(tag) for tag in seen.tag.select(".listed .note, .listed > li > .quiet")]
    assert lines == [
        "This record was deleted.",
        "There is no record of this name.",
        "It was put on the list as “old-fees” and has another name today.",
        "There is no record of this name.",
    ]
    assert ("note.gone", "why") in fields(seen)
    assert "Secret" not in seen.text


def test_the_address_to_pass_on_names_no_language(client: TestClient) -> None:
    share = see(client, LIST).tag.select_one("#share")
    assert isinstance(share, Tag)
    assert share["value"] == f"http://testserver{LIST}"
    assert share.has_attr("readonly")
    assert see(client, LIST).tag.select_one("button[data-copy=share][hidden]")


def test_below_a_path_addresses_keep_it(site_below_a_path: TestClient) -> None:
    seen = see(site_below_a_path, "/wissen/lists?id=practice")
    share = seen.tag.select_one("#share")
    assert isinstance(share, Tag)
    assert share["value"] == "https://cluster.example/wissen/lists?id=practice"
    answer = site_below_a_path.get("/wissen/lists?id=practice&title=")
    assert answer.headers["location"] == "/wissen/lists?id=practice"


def test_too_much_is_said(client: TestClient) -> None:
    many = "&".join(f"id=filler-{number:02}" for number in range(MOST_ENTRIES + 2))
    seen = see(client, f"/lists?{many}")
    assert len(entries(seen)) == MOST_ENTRIES
    assert f"A list holds {MOST_ENTRIES} records. 2 more in the address are not shown." in seen.text
    pairs = [("id", f"filler-{number:02}") for number in range(LONGEST_ADDRESS // MOST_NOTE + 1)]
    notes = [(f"note.{one}", "x" * MOST_NOTE) for _, one in pairs]
    listed = ReadingList.parse([*pairs, *notes])
    assert "not every program takes one that long" in see(client, f"/lists?{listed.query}").text
    assert "not every program" not in seen.text


def test_the_script_keeps_as_many_records_as_the_page_shows() -> None:
    assert f"const LIST_MOST = {MOST_ENTRIES};" in static_files().contents["leuchtturm.js"].decode()


def test_each_is_cited_in_words_and_all_as_files(client: TestClient) -> None:
    seen = see(client, LIST)
    cited = [said(tag) for tag in seen.tag.select(".citation")]
    assert cited[0].startswith("Leuchtturm (2026): Membership fees.")
    assert "http://testserver/records/fees" in cited[0]
    ris = client.get(seen.link("Download as RIS").href)
    assert ris.headers["content-type"].startswith("application/x-research-info-systems")
    assert ris.headers["content-disposition"] == 'attachment; filename="leuchtturm.ris"'
    assert [line[6:] for line in ris.text.splitlines() if line.startswith("ID")] == ["fees", "port", "fund"]
    assert "UR  - http://testserver/records/fees\r\n" in ris.text
    bibtex = client.get("/lists/citations.bib?id=gone&id=old-fees&id=fees")
    assert bibtex.text.count("@misc{fees,") == 1
    assert "gone" not in bibtex.text


def test_a_file_of_nothing_leads_to_the_list(client: TestClient) -> None:
    answer = client.get("/lists/citations.ris?id=gone&lang=de")
    assert (answer.status_code, answer.headers["location"]) == (302, "/lists?id=gone&lang=de")
    assert "This record was deleted." not in see(client, "/lists?id=gone").part("complementary").text
    assert "Workshop kit" not in see(client, "/lists?id=gone").text


def test_the_kit_is_offered_in_both_languages(client: TestClient) -> None:
    seen = see(client, LIST)
    for name, language in (("in German", "de"), ("in English", "en")):
        query = parse_qsl(urlsplit(seen.link(name).href).query)
        assert query == [*parse_qsl(urlsplit(LIST).query), ("language", language), ("lang", "en")]
        assert client.get(seen.link(name).href).status_code == 200


def test_ticked_or_first_records_are_compared(client: TestClient) -> None:
    seen = see(client, f"{LIST}&id=gone&id=half&id=fair")
    ticks = seen.tag.select("input[type=checkbox][form=comparing][name=id]")
    assert [str(tick["value"]) for tick in ticks] == ["fees", "port", "fund", "half", "fair"]
    assert said(ticks[0].find_parent("label") or ticks[0]) == "Compare: Membership fees"
    first = seen.link("Compare the first 4").href
    assert first == "/compare?id=fees&id=port&id=fund&id=half&lang=en"
    assert see(client, LIST).link("Compare all")
    assert "Compare all" not in see(client, "/lists?id=fees").text


def test_an_empty_list_says_how_it_is_filled(client: TestClient) -> None:
    seen = see(client, "/lists")
    assert "Nothing is on this list yet." in seen.text
    help_ = seen.part("group", "How to fill it")
    assert [link.href for link in help_.links] == ["/search?lang=en", "/tour?lang=en"]
    assert see(client, LIST).link("Empty the list").href == "/lists?lang=en"
    titled = see(client, "/lists?title=Nur+ein+Titel")
    assert titled.heading == "Nur ein Titel"


def test_what_people_type_is_text(client: TestClient) -> None:
    markup = "</textarea><script>alert(1)</script>"
    seen = see(client, "/lists?" + urlencode({"title": markup, "id": "fees", "note.fees": markup}))
    assert seen.heading == markup
    assert ("note.fees", markup) in fields(seen)
    assert not seen.tag.select("main script")


def test_a_note_keeps_its_lines_through_the_form(client: TestClient) -> None:
    query = urlencode({"id": "fees", "note.fees": "one\n\n two"})
    assert ("note.fees", "one\n\n two") in fields(see(client, f"/lists?{query}"))


@settings(max_examples=examples(15, 1000), suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(
    st.lists(
        st.tuples(
            st.sampled_from(["id", "title", "note.fees", "up", "down", "remove"]),
            st.sampled_from(["fees", "gone", "//xss.example"]) | st.text(),
        ),
        max_size=8,
    )
)
def test_no_address_is_an_error(client: TestClient, parameters: list[tuple[str, Any]]) -> None:
    asked = urlencode(parameters, errors="replace")
    answer = client.get(f"/lists?lang=en&{asked}")
    if answer.status_code == 302:
        assert answer.headers["location"].startswith("/lists?")
        answer = client.get(answer.headers["location"])
    assert answer.status_code == 200
