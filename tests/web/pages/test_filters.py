"""By what can the results be narrowed?

1. Every value shows the count of the API, and its click gives as many records (CONTRACT 5).
2. Chips remove exactly their filter; the link beside several removes them all.
3. A facet too few records state is offered only where something is chosen in it.
4. A chosen value stays visible and removable, even when it is unknown or finds nothing.
5. Crawlers follow no link that combines filters, orders or sizes.
6. Who chooses a part of a chosen tree value means only the part.
7. Buttons that exclude lead to everything but that value.
"""

from __future__ import annotations

from typing import Any

import pytest
from starlette.testclient import TestClient

from indexer.facets import THIN
from tests.web.pages.collection import FOUND
from tests.web.pages.reading import Link, Part, Seen, ask, parameters, path_of, see
from tests.web.pages.test_search import total

STATES = [
    "/search",
    "/search?q=Mitglieder",
    "/search?theme=financing",
    "/search?theme=financing&country=DE",
    "/search?-country=SE&sector=maritime",
    "/search?year=2021-2023",
    "/search?effort=_none",
]
CHIPS = "/search?q=Mitglieder&-country=SE&country=DE&theme=financing&theme=skills&size=20&sort=title"


def _sidebar(seen: Seen) -> Part:
    return seen.part("complementary", "Narrow the results")


def _values(seen: Seen, facet: str) -> dict[tuple[str, int], Link]:
    """The links of a facet by label and count, whatever lies behind a click included."""
    found = {}
    for link in _sidebar(seen).part("group", facet).links:
        label, _, count = link.name.rpartition(" ")
        if count.replace(",", "").isdecimal():
            found[label.split(": ")[-1], int(count.replace(",", ""))] = link
    return found


def _offered(seen: Seen) -> set[str]:
    """The names of the facets on the page."""
    named = [part.names for part in _sidebar(seen).parts("group") if part.tag.find("h2")]
    return set().union(*named) - {"Narrow the results"}


def _offers_all(seen: Seen, facet: str, values: int) -> bool:
    """Whether a cut facet leads to the page of all its values."""
    names = [link.name for link in _sidebar(seen).part("group", facet).links]
    return f"Show all {values} values – {facet}" in names


def _facet(client: TestClient, address: str, name: str) -> list[dict[str, Any]]:
    """The buckets of a facet."""
    found: list[dict[str, Any]] = next(
        one["buckets"] for one in ask(client, address)["facets"] if one["name"] == name
    )
    return found


def _search(pairs: list[tuple[str, str]]) -> str:
    return "/search?" + "&".join(f"{name}={value}" for name, value in pairs)


@pytest.mark.parametrize("address", STATES)
def test_values_carry_the_counts_of_the_api(client: TestClient, address: str) -> None:
    seen, counted = see(client, address), ask(client, address)["facets"]
    compared = 0
    for facet in counted:
        if facet["label"] not in _offered(seen):
            continue
        expected = {(bucket["label"], bucket["count"]) for bucket in facet["buckets"]}
        shown = set(_values(seen, facet["label"]))
        assert shown <= expected
        assert shown == expected or _offers_all(seen, facet["label"], len(expected))
        compared += 1
    assert compared > 3


def test_the_click_of_a_value_gives_as_many_records_as_it_says(client: TestClient) -> None:
    seen = see(client, "/search?q=Mitglieder")
    for facet in _offered(seen):
        for (label, count), link in _values(seen, facet).items():
            assert total(see(client, link.href, lang=None)) == count, f"{facet}: {label}"


@pytest.mark.parametrize("lang", ["de", "en"])
def test_chips_remove_exactly_their_filter(client: TestClient, lang: str) -> None:
    seen = see(client, CHIPS, lang=lang)
    chips = seen.main.part("list", {"de": "Aktive Filter", "en": "Active filters"}[lang])
    everything = parameters(CHIPS)
    removed = [set(everything) - set(parameters(link.href)) for link in chips.links]
    filters = {pair for pair in everything if pair[0].removeprefix("-") in ("country", "theme")}
    assert [pairs for pairs in removed if len(pairs) > 1] == [filters]
    assert {pair for pairs in removed if len(pairs) == 1 for pair in pairs} == filters
    assert len(removed) == len(filters) + 1
    assert all(set(parameters(link.href)) < set(everything) for link in chips.links)


def test_chips_name_facet_and_value(client: TestClient) -> None:
    chips = see(client, "/search?-country=SE&theme=skills").main.part("list", "Active filters")
    assert [link.name for link in chips.links] == [
        "Remove filter: Theme: Skills and training",
        "Remove filter: Country: not Sweden",
        "Remove all filters",
    ]


def test_one_filter_needs_no_second_way_to_remove_it(client: TestClient) -> None:
    chips = see(client, "/search?theme=skills").main.part("list", "Active filters")
    assert len(chips.links) == 1
    assert see(client, "/search?q=x").main.parts("list", "Active filters") == []


def test_a_facet_is_offered_from_its_threshold_on(client: TestClient) -> None:
    share = {
        "Effort": sum(record.effort is not None for record in FOUND) / len(FOUND),
        "Outcome": sum(record.outcome is not None for record in FOUND) / len(FOUND),
        "Quality label": sum(record.label is not None for record in FOUND) / len(FOUND),
    }
    assert share == {"Effort": THIN, "Outcome": 5 / 40, "Quality label": 1 / 40}
    offered = _offered(see(client, "/search"))
    assert {"Theme", "Country", "Sector", "Effort"} <= offered
    assert not {"Outcome", "Quality label", "ECEI", "Funding"} & offered


def test_a_thin_facet_can_be_left_where_something_is_chosen_in_it(client: TestClient) -> None:
    seen = see(client, "/search?label=silver")
    label = next(one["label"] for one in ask(client, "/search")["facets"] if one["name"] == "label")
    chosen = [link for link in _sidebar(seen).part("group", label).links if link.current]
    assert [parameters(link.href) for link in chosen] == [[]]


@pytest.mark.parametrize(
    ("parameter", "name", "count"),
    [("theme=nonsense", "nonsense", 0), ("theme=skills&kind=cluster", "Skills and training", 0)],
)
def test_a_chosen_value_without_records_stays_to_be_removed(
    client: TestClient, parameter: str, name: str, count: int
) -> None:
    values = _values(see(client, f"/search?{parameter}"), "Theme")
    link = values[name, count]
    assert link.current
    assert "theme" not in dict(parameters(link.href))


@pytest.mark.parametrize("address", [*STATES, CHIPS, "/search?q=xyzzyx&theme=skills", "/search?page=2"])
def test_crawlers_follow_no_combination(client: TestClient, address: str) -> None:
    current = set(parameters(address))
    for link in see(client, address).main.links:
        changed = {name for name, _ in current ^ set(parameters(link.href))} - {"page"}
        if path_of(link.href) == "/search" and changed and link.name != "Browse all records":
            assert "nofollow" in link.rel, link
        if path_of(link.href).startswith("/records/"):
            assert "nofollow" not in link.rel, link


@pytest.mark.parametrize(
    ("address", "robots"),
    [
        ("/search", ""),
        ("/search?q=Mitglieder", ""),
        ("/search?page=2", "noindex, follow"),
        ("/search?q=Mitglieder&page=2", "noindex, follow"),
    ],
)
def test_only_first_pages_are_for_indexes_of_others(client: TestClient, address: str, robots: str) -> None:
    assert see(client, address).robots == robots


def test_choosing_a_part_means_only_the_part(client: TestClient) -> None:
    values = _values(see(client, "/search?sector=maritime"), "Sector")
    part = next(link for (label, _), link in values.items() if label == "Ship and boat building")
    assert parameters(part.href) == [("sector", "shipbuilding")]


def test_who_chose_a_part_sees_it(client: TestClient) -> None:
    group = _sidebar(see(client, "/search?sector=shipbuilding")).part("group", "Sector")
    chosen = next(link for link in group.tag.select("a[aria-current]"))
    assert all(
        fold.has_attr("open") for fold in chosen.find_parents("details") if fold.find_parent("details")
    )


def test_excluding_gives_everything_but_the_value(client: TestClient) -> None:
    seen = see(client, "/search?q=Mitglieder&country=DE&page=1")
    address = _sidebar(seen).part("group", "Theme").button("Exclude Skills and training").sends
    assert parameters(address) == [("-theme", "skills"), ("country", "DE"), ("q", "Mitglieder")]
    chosen = ask(client, "/search?q=Mitglieder&country=DE&theme=skills")["total"]
    excluded = see(client, address, lang=None)
    assert total(excluded) == total(seen) - chosen
    again = _sidebar(excluded).part("group", "Theme")
    allow = next(one for one in again.links if one.name.startswith("Excluded, allow again: Skills"))
    assert parameters(allow.href) == [("country", "DE"), ("q", "Mitglieder")]
    assert "Exclude Skills and training" not in {button.name for button in again.buttons}


def test_a_year_is_not_excluded_alone(client: TestClient) -> None:
    buttons = _sidebar(see(client, "/search")).part("group", "Year").buttons
    assert "Apply years" in {button.name for button in buttons}
    assert not [button.name for button in buttons if button.name.startswith("Exclude")]


def test_a_bar_of_the_years_leads_to_that_year(client: TestClient) -> None:
    seen = see(client, "/search?q=Mitglieder&year=2021-2023")
    counted = {
        one["key"]: one["count"] for one in _facet(client, "/search?q=Mitglieder&year=2021-2023", "year")
    }
    bars = [button for button in _sidebar(seen).part("group", "Year").buttons if ": " in button.name]
    assert {tuple(bar.name.split(": ")) for bar in bars} == {
        (year, str(count)) for year, count in counted.items() if year.isdecimal()
    }
    answer = client.get(bars[-1].sends)
    assert answer.status_code == 302
    assert parameters(answer.headers["location"]) == [("q", "Mitglieder"), ("year", bars[-1].name[:4])]
    assert total(see(client, answer.headers["location"], lang=None)) == int(bars[-1].name.split()[-1])


def test_the_form_of_years_keeps_the_rest_of_the_state(client: TestClient) -> None:
    seen = see(client, "/search?q=Mitglieder&theme=financing&theme=skills&year=2021-2024&size=20")
    sent = _sidebar(seen).part("group", "Year").button("Apply years").sends
    assert parameters(sent) == [
        ("q", "Mitglieder"),
        ("size", "20"),
        ("theme", "financing"),
        ("theme", "skills"),
        ("year_from", "2021"),
        ("year_to", "2024"),
    ]
    fields = seen.tag.select("input[form=years]")
    assert len(fields) == 2
    assert all(field.find_parent("label") for field in fields)


def test_the_search_form_keeps_the_filters(client: TestClient) -> None:
    seen = see(client, "/search?q=fees&theme=skills&sort=title&page=1&archived=1")
    hidden = seen.part("search").tag.select("input[type=hidden]")
    assert sorted((str(field["name"]), str(field["value"])) for field in hidden) == [
        ("archived", "1"),
        ("lang", "en"),
        ("sort", "title"),
        ("theme", "skills"),
    ]


def test_links_keep_only_what_can_be_searched(client: TestClient) -> None:
    seen = see(client, "/search?theme=skills&utm_source=mail&size=20")
    pairs = [parameters(link.href) for link in seen.inside_links if path_of(link.href) == "/search"]
    assert pairs
    assert all("utm_source" not in dict(found) for found in pairs)
    assert see(client, _search([("theme", "skills")])).canonical.endswith("/search?lang=en&theme=skills")


def test_a_long_address_is_repeated_by_fewer_links(client: TestClient) -> None:
    short, long = "/search?q=Mitglieder", "/search?q=Mitglieder+" + "+".join(["zahlen"] * 6)
    assert not _offers_all(see(client, short), "Organisation", 14)
    assert len(_values(see(client, short), "Organisation")) > 6
    assert len(_values(see(client, long), "Organisation")) == 5
    assert not _values(see(client, f"{short}&size=20"), "Organisation")
    assert _offers_all(see(client, f"{short}&size=20"), "Organisation", 14)
