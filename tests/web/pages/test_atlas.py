"""From where do the practices come?

1. Every tile and band stands for a value of its vocabulary; every country and every German Land has one; no
   two tiles lie on each other. A drawing that breaks these rules is refused with its line.
2. The tables hold every value of both facets with the count of the API, for a theme, too, and each number
   leads to as many results. What has no tile stands under "Others".
3. A tile shows its code and number, and is called by what it stands for; without records it is no link.
4. Shades grow with the number and cover every number there is (hypothesis).
5. The tables are in the order of labels or of numbers; links and form keep theme and language.
6. No words in a parameter make the page fail (hypothesis); a theme that is none is told.
"""

from __future__ import annotations

import re
from dataclasses import replace
from itertools import pairwise
from typing import Any
from urllib.parse import parse_qs, urlsplit

import pytest
from bs4 import BeautifulSoup, Tag
from hypothesis import given, settings
from hypothesis import strategies as st
from starlette.testclient import TestClient

from indexer.analysis.collation import label_order
from kb.errors import SourceUnreadable
from kb.vocabulary import load_vocabularies
from tests.tiers import examples
from web.pages import atlas
from web.pages.atlas_tiles import delivered_drawing, read_drawing

VOCABULARIES = load_vocabularies()
THEMES = [None, "skills", "financing"]


def read(client: TestClient, **parameters: str) -> BeautifulSoup:
    answer = client.get("/atlas", params={"lang": "en", **parameters})
    assert answer.status_code == 200
    return BeautifulSoup(answer.text, "lxml")


def rows(part: Tag) -> list[tuple[str, int, str]]:
    """Label, number and address of each row."""
    found = []
    for row in part.select("tr"):
        if (link := row.select_one("a")) and (number := row.select_one("td.number")):
            found.append((link.get_text(), int(number.get_text()), str(link["href"])))
    return found


def facet(client: TestClient, name: str, theme: str | None) -> dict[str, dict[str, Any]]:
    """The values of a facet as the API counts them."""
    answer = client.get("/api/search", params={"theme": theme} if theme else {}).json()
    buckets = next(one["buckets"] for one in answer["facets"] if one["name"] == name)
    return {bucket["key"]: bucket for bucket in buckets if bucket["count"]}


def key_of(address: str, name: str) -> str:
    return parse_qs(urlsplit(address).query)[name][0]


def test_every_tile_and_band_stands_for_a_known_place() -> None:
    drawing = delivered_drawing()
    names = {"country": "countries", "region": "regions"}
    places = [(spot.facet, spot.key) for grid in drawing.grids for spot in grid.spots]
    assert [(one, key) for one, key in (*places, *drawing.bands) if key not in VOCABULARIES[names[one]]] == []


def test_every_country_and_every_land_has_its_place() -> None:
    drawing = delivered_drawing()
    banded = {key for name, key in drawing.bands if name == "country"}
    assert drawing.drawn("country") | banded == set(VOCABULARIES["countries"].concepts)
    lands = [concept for concept in VOCABULARIES["regions"] if concept.broader == "DE"]
    assert len(lands) == 16
    assert {concept.id for concept in lands} <= drawing.drawn("region")


def test_no_two_tiles_lie_on_each_other() -> None:
    for grid in delivered_drawing().grids:
        places = [(spot.column, spot.row) for spot in grid.spots]
        assert len(set(places)) == len(places) > 10
        assert all(column < grid.columns and row < grid.rows for column, row in places)
        assert grid.columns * 2 * 16 <= 288, "a tile would be narrower than 24 px on a screen of 320 px"
    assert atlas.TILE < atlas.STEP


MAP = "maps:\n- name: europe\n  facet: country\n  rows:\n"


@pytest.mark.parametrize(
    ("text", "line", "said"),
    [
        (f'{MAP}  - "DE .."\n  - "DK"\nbands: []\n', 2, "rows differ in length"),
        (f'{MAP}  - "DE DE"\nbands: []\n', 2, "DE is drawn twice"),
        (f'{MAP}  - "DE"\n  codes: {{SH: DEF}}\nbands: []\n', 2, "SH is not drawn in any row"),
        (f'{MAP}  - "DE"\nbands:\n- facet: country\n  keys: [DE]\n', 1, "DE has more than one tile or band"),
        (f'{MAP}  - "DE"\n  colour: red\nbands: []\n', 6, "colour: Extra inputs"),
        (MAP.replace("europe", "asia") + '  - "JP"\nbands: []\n', 2, "name: Input should be"),
        (f'{MAP}  - "DE"\n', 1, "bands: Field required"),
    ],
)
def test_a_drawing_that_breaks_the_rules_is_refused(text: str, line: int, said: str) -> None:
    with pytest.raises(SourceUnreadable, match=said) as refused:
        read_drawing(text.encode())
    assert refused.value.line == line


@pytest.mark.parametrize("theme", THEMES)
@pytest.mark.parametrize("name", ["country", "region"])
def test_the_tables_lose_nothing(client: TestClient, name: str, theme: str | None) -> None:
    page = read(client, **({"theme": theme} if theme else {}))
    table = page.select(".tables table")[("country", "region").index(name)]
    shown = {key_of(url, name): (label, count) for label, count, url in rows(table)}
    expected = facet(client, name, theme)
    assert {key: count for key, (_, count) in shown.items()} == {
        key: bucket["count"] for key, bucket in expected.items()
    }
    assert sum(count for _, count, _ in rows(table)) == sum(one["count"] for one in expected.values()) > 0


@pytest.mark.parametrize("theme", THEMES)
def test_each_number_leads_to_as_many_results(client: TestClient, theme: str | None) -> None:
    page = read(client, **({"theme": theme} if theme else {}))
    links = [(url, count) for table in page.select(".tables table") for _, count, url in rows(table)]
    links += [(str(tile["href"]), int(tile.select(".number")[0].get_text())) for tile in page.select("svg a")]
    for url, count in set(links):
        assert urlsplit(url).path == "/search"
        assert client.get(f"/api{url}").json()["total"] == count
        assert ("theme" in parse_qs(urlsplit(url).query)) == bool(theme)


def test_what_has_no_tile_stands_under_others(client: TestClient, monkeypatch: pytest.MonkeyPatch) -> None:
    whole = delivered_drawing()
    europe = whole.grids[0]
    without = replace(europe, spots=tuple(spot for spot in europe.spots if spot.key != "FR"))
    drawing = replace(whole, grids=(without, *whole.grids[1:]))
    monkeypatch.setattr(atlas, "delivered_drawing", lambda: drawing)
    page = read(client)
    table = page.select(".tables table")[0]
    first, others = table.select("tbody")
    assert [link.get_text() for link in others.select("a")] == ["France", "not stated"]
    assert "France" not in first.get_text()
    assert not page.select('svg a[aria-label^="France"]')


def test_a_tile_says_what_it_stands_for(client: TestClient) -> None:
    page = read(client)
    names = [str(tile["aria-label"]) for tile in page.select("svg a")]
    germany = facet(client, "country", None)["DE"]["count"]
    assert f"Germany (DE): {germany} records" in names
    assert "Schleswig-Holstein (SH): 1 record" in names
    assert len(set(names)) == len(names)
    for tile in page.select("svg a"):
        code, number = (text.get_text() for text in tile.select("text"))
        assert re.fullmatch(rf".+ \({code}\): {number} records?", str(tile["aria-label"]))
    for tile in page.select(".chart svg > .tile"):
        assert tile["aria-hidden"] == "true"
        assert tile.select(".number")[0].get_text() == "0"
    empty = page.select_one("#tables ~ p:last-of-type")
    assert empty
    assert "Iceland" in empty.get_text()
    assert "Germany" not in empty.get_text()


def test_headings_and_maps_are_named(client: TestClient) -> None:
    page = read(client)
    assert [tag.get_text() for tag in page.select("main h1, main h2")][:3] == [
        "Atlas",
        "Europe",
        "Germany’s Länder and their northern neighbours",
    ]
    for drawn in page.select(".chart svg"):
        assert page.select_one(f"h2#{drawn['aria-labelledby']}")
    assert not page.select("[style]")


@given(most=st.integers(1, 10**6))
@settings(max_examples=examples(60, 2000), deadline=None)
def test_shades_cover_every_number(most: int) -> None:
    found = atlas.shades(most)
    assert (found[0].low, found[-1].high, found[-1].step) == (1, most, atlas.STEPS)
    assert 1 <= found[0].step <= atlas.STEPS >= len(found)
    assert all(shade.low <= shade.high for shade in found)
    for before, after in pairwise(found):
        assert (after.low, after.step) == (before.high + 1, before.step + 1)


def test_there_is_no_shade_of_nothing() -> None:
    assert atlas.shades(0) == ()


@pytest.mark.parametrize("theme", THEMES)
def test_the_tables_can_be_sorted(client: TestClient, theme: str | None) -> None:
    parameters = {"theme": theme} if theme else {}
    page = read(client, **parameters)
    table = page.select(".tables table")[0]
    labels = [label for label, _, _ in rows(table.select("tbody")[0])]
    assert labels == sorted(labels, key=label_order)
    link = table.select('th[aria-sort="ascending"] ~ th a')[0]
    query = parse_qs(urlsplit(str(link["href"])).query)
    assert query == {name: [value] for name, value in {**parameters, "sort": "records", "lang": "en"}.items()}
    assert not page.select("details[open]")
    page = BeautifulSoup(client.get(str(link["href"])).text, "lxml")
    table = page.select(".tables table")[0]
    numbers = [number for _, number, _ in rows(table.select("tbody")[0])]
    assert numbers == sorted(numbers, reverse=True)
    assert table.select('th[aria-sort="descending"]')[0].get_text(strip=True).startswith("Records")
    assert page.select("details[open]"), "the table whose order was chosen is in sight"
    kept = {str(tag["name"]): str(tag["value"]) for tag in page.select(".find input")}
    assert kept == {"sort": "records", "lang": "en"}


def test_regions_stand_below_what_they_lie_in(client: TestClient) -> None:
    found = rows(read(client).select(".tables table")[1])
    labels = [label for label, _, _ in found]
    assert labels.index("Schleswig-Holstein") == labels.index("Germany") + 1


def test_a_theme_can_be_chosen(client: TestClient) -> None:
    page = read(client, theme="skills")
    chosen = page.select("option[selected]")
    count = facet(client, "theme", None)["skills"]["count"]
    assert [option["value"] for option in chosen] == ["skills"]
    assert chosen[0].get_text().endswith(f"({count})")
    assert f"{count} record" in page.select("main .find + p")[0].get_text()
    counts = {str(one["value"]): one.get_text() for one in page.select("option")}
    assert counts[""] == "All themes (40)"
    assert [str(one["value"]) for one in page.select("option")[1:]] == sorted(
        list(counts)[1:], key=lambda key: label_order(VOCABULARIES["themes"].called(key, "en"))
    )


@pytest.mark.parametrize(
    ("path", "indexed"), [("/atlas", True), ("/atlas?lang=de", True), ("/atlas?theme=x", False)]
)
def test_only_the_whole_atlas_is_for_the_indexes_of_others(
    client: TestClient, path: str, indexed: bool
) -> None:
    assert ("noindex" in client.get(path).text) != indexed


@given(theme=st.text(max_size=20), sort=st.text(max_size=9))
@settings(max_examples=examples(15, 300), deadline=None)
def test_no_words_make_it_fail(client: TestClient, theme: str, sort: str) -> None:
    page = read(client, theme=theme, sort=sort)
    told = "No theme has this name" in page.get_text()
    assert told == (theme not in VOCABULARIES["themes"] and bool(theme))
