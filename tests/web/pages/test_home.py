"""Where does a reader start?

1. The first page counts what the search counts, and each way in leads to as many records as it says.
2. What has no records is no way in, and "not stated" is none either.
3. The records added last come first, and nothing unpublished is among them.
4. The form searches, in the language the address names; every example finds its way to the results.
"""

from __future__ import annotations

import re

import pytest
from starlette.testclient import TestClient

from tests.web.pages.collection import FOUND
from tests.web.pages.reading import ask, parameters, path_of, see


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
    assert "not stated" not in home
    assert "Austria" not in home


def test_the_records_added_last_are_shown_newest_first(client: TestClient) -> None:
    paths = [path_of(link.href) for link in see(client, "/").main.links]
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
