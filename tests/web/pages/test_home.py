"""Where does a reader start?

1. The first page counts what the search counts, and each way in leads to as many records as it says.
2. What has no records is no way in, and "not stated" is none either.
3. The records added last come first, and nothing unpublished is among them.
4. Every situation of the tour is one click away; so are the tour itself, the atlas and the question of fit.
5. Records whose sources somebody opened come by the day of that; where nobody has, the section is missing.
6. The numbers say how much the records state, and what they do not.
7. The page stays small: at most 24 KB, 8 KB of them on the line.
8. The form searches, in the language the address names; every example finds its way to the results.
"""

from __future__ import annotations

import gzip
import re

import pytest
from starlette.testclient import TestClient

from tests.web.pages.collection import FOUND
from tests.web.pages.reading import ask, parameters, path_of, see
from web.formatting import percent
from web.tour.situations import situations


def _ways(client: TestClient, facet: str) -> dict[str, tuple[str, int]]:
    """The ways in by one facet: key, then label and count as the page gives them."""
    found = {}
    for link in see(client, "/").main.links:
        pairs = [pair for pair in parameters(link.href) if pair[0] == facet]
        if pairs and path_of(link.href) == "/search":
            label, _, count = link.name.rpartition(" ")
            found[pairs[0][1]] = (label, int(count))
    return found


def test_the_lead_counts_what_the_search_finds(client: TestClient) -> None:
    total = ask(client, "/search")["total"]
    lead = see(client, "/").main.text
    assert total == len(FOUND)
    assert f"{total} practices" in lead
    assert "from 4 countries" in lead


@pytest.mark.parametrize("facet", ["kind", "theme", "country"])
def test_ways_in_say_what_the_facets_of_the_search_say(client: TestClient, facet: str) -> None:
    counted = next(one for one in ask(client, "/search")["facets"] if one["name"] == facet)["buckets"]
    stated = {one["key"]: (one["label"], one["count"]) for one in counted if not one["key"].startswith("_")}
    assert _ways(client, facet) == stated
    assert stated


@pytest.mark.parametrize("facet", ["kind", "theme", "country"])
def test_a_way_in_leads_to_as_many_records_as_it_says(client: TestClient, facet: str) -> None:
    for key, (_, count) in _ways(client, facet).items():
        assert ask(client, f"/search?{facet}={key}")["total"] == count
    assert _ways(client, facet)


def test_what_has_no_records_appears_nowhere(client: TestClient) -> None:
    home = see(client, "/").main.text
    assert "Training" not in home.split("By kind")[1].split("By country")[0]
    assert "not stated" not in home.split("How much the records say")[0]
    assert "Austria" not in home


def test_the_records_added_last_are_shown_newest_first(client: TestClient) -> None:
    paths = [path_of(link.href) for link in see(client, "/").main.part("group", "Added last").links]
    shown = [path for path in paths if path.startswith("/records/")]
    by_id = sorted(FOUND, key=lambda record: record.id)
    newest = sorted(by_id, key=lambda record: str(record.created), reverse=True)
    assert shown == [f"/records/{record.id}" for record in newest[: len(shown)]]
    assert shown[0] == "/records/fees"
    assert len(shown) == 6


def test_everything_is_one_click_away(client: TestClient) -> None:
    link = see(client, "/").main.link(f"Show all {len(FOUND)} records")
    assert parameters(link.href) == []
    assert see(client, link.href, lang=None).status == 200


@pytest.mark.parametrize("lang", ["de", "en", None])
def test_the_form_searches_in_the_language_of_the_address(client: TestClient, lang: str | None) -> None:
    home = see(client, "/", lang=lang)
    (form,) = home.tag.select("form[role=search]")
    assert form["action"] == "/search"
    assert form.get("method", "get") == "get"
    hidden = {str(field["name"]): str(field["value"]) for field in form.select("input[type=hidden]")}
    assert hidden == ({"lang": lang} if lang else {})
    (field,) = form.select("input[name=q]")
    assert home.tag.select(f"label[for={field['id']}]")


@pytest.mark.parametrize("lang", ["de", "en"])
def test_every_example_asks_its_own_words(client: TestClient, lang: str) -> None:
    examples = [link for link in see(client, "/", lang=lang).main.links if "q=" in link.href]
    assert len(examples) >= 3
    for example in examples:
        assert parameters(example.href) == [("q", example.name)]
        assert re.search(f"[?&]lang={lang}(&|$)", example.href)
        assert see(client, example.href, lang=None).status == 200


@pytest.mark.parametrize("lang", ["de", "en"])
def test_every_situation_of_the_tour_is_one_click_away(client: TestClient, lang: str) -> None:
    home = see(client, "/", lang=lang).main
    found = {
        dict(parameters(link.href))["situation"]: link
        for link in home.links
        if path_of(link.href) == "/tour" and parameters(link.href)
    }
    assert list(found) == list(situations())
    for key, link in found.items():
        assert link.name == situations()[key].label["de" if lang == "de" else "en"]
        assert see(client, link.href, lang=None).heading not in ("", link.name)
    paths = [path_of(link.href) for link in home.links]
    assert {"/tour", "/fit", "/atlas"} <= set(paths)


def test_what_was_checked_last_is_shown_with_its_day(client: TestClient) -> None:
    section = see(client, "/").main.part("group", "Checked last")
    assert [path_of(link.href) for link in section.links] == ["/records/fees"]
    assert "Sources opened on 1 June 2026" in section.text


def test_where_nothing_was_checked_there_is_no_such_section(site: TestClient) -> None:
    home = see(site, "/").main
    assert not home.parts("group", "Checked last")
    assert home.under("Sources checked by a person").text == "0%"


def test_the_numbers_say_how_much_is_stated(client: TestClient) -> None:
    home = see(client, "/").main
    assert home.under("Records").text == str(len(FOUND))
    assert home.under("Countries").text == "4"
    counted = {one["name"]: one["buckets"] for one in ask(client, "/search")["facets"]}
    for bucket in counted["language"]:
        assert home.under(f"To be read in {bucket['label']}").text == str(bucket["count"])
    for facet, term in (
        ("evidence", "State how well it is proven"),
        ("outcome", "State how it ended"),
        ("stage", "State a stage"),
        ("effort", "State the effort"),
    ):
        silent = sum(one["count"] for one in counted[facet] if one["key"].startswith("_"))
        assert home.under(term).text == percent(1 - silent / len(FOUND), "en")
    assert home.under("Sources checked by a person").text == percent(1 / len(FOUND), "en")


def test_the_first_page_is_small(client: TestClient) -> None:
    content = client.get("/?lang=de").content
    assert len(content) <= 24 * 1024
    assert len(gzip.compress(content, 5)) <= 8 * 1024
