"""Where are the values of a facet that has many?

1. The page names every value with the count of the API, and each leads to as many results.
2. The list can be searched, without regard to case and marks; a part is shown below what it belongs to.
3. The state of the search is kept by every link and form, and one link leads back to the results.
4. The page is not for the indexes of others.
5. No words typed there make it fail (hypothesis).
"""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st
from starlette.testclient import TestClient

from tests.web.pages.reading import Seen, ask, parameters, path_of, see
from tests.web.pages.test_search import total


def _values(seen: Seen) -> dict[str, tuple[int, str]]:
    """Each value with its count and where its click leads."""
    found = {}
    for link in seen.main.links:
        label, _, count = link.name.rpartition(" ")
        if count.isdecimal():
            found[label.split(": ")[-1]] = (int(count), link.href)
    return found


@pytest.mark.parametrize("facet", ["sector", "organisation", "year", "theme", "label", "language"])
@pytest.mark.parametrize("rest", ["", "&q=Mitglieder&country=DE"])
def test_every_value_is_named_with_its_count(client: TestClient, facet: str, rest: str) -> None:
    counted = next(one for one in ask(client, f"/search?{rest}")["facets"] if one["name"] == facet)
    seen = see(client, f"/search?values={facet}{rest}")
    expected = {bucket["label"]: bucket["count"] for bucket in counted["buckets"]}
    assert {label: count for label, (count, _) in _values(seen).items()} == expected
    assert seen.heading == counted["label"]


def test_every_value_leads_to_as_many_results(client: TestClient) -> None:
    values = _values(see(client, "/search?values=organisation&q=Mitglieder"))
    assert len(values) > 10
    for count, href in values.values():
        assert "values" not in dict(parameters(href))
        assert total(see(client, href, lang=None)) == count


@pytest.mark.parametrize(
    ("facet", "find", "labels"),
    [
        ("organisation", "HAFEN", {"Hafen & Söhne GmbH", "<i>Hafen</i> & Söhne GmbH"}),
        ("organisation", "sohne", {"Hafen & Söhne GmbH", "<i>Hafen</i> & Söhne GmbH"}),
        ("sector", "offshore", {"Maritime and blue economy", "Offshore industry"}),
        ("organisation", "nobody at all", set()),
    ],
)
def test_the_list_can_be_searched(client: TestClient, facet: str, find: str, labels: set[str]) -> None:
    seen = see(client, f"/search?values={facet}&find={find}")
    assert set(_values(seen)) == labels
    assert f"with “{find}”" in seen.part("status").text
    (field,) = seen.tag.select("input[name=find]")
    assert field["value"] == find


def test_the_state_of_the_search_is_kept(client: TestClient) -> None:
    state = [("-country", "SE"), ("q", "Mitglieder"), ("size", "20"), ("theme", "financing")]
    seen = see(client, "/search?q=Mitglieder&-country=SE&theme=financing&size=20&values=sector&page=1")
    assert parameters(seen.main.link("Back to the results").href) == state
    assert parameters(seen.main.button("Find").sends) == sorted([*state, ("find", ""), ("values", "sector")])
    exclude = next(button for button in seen.main.buttons if button.name.startswith("Exclude Maritime"))
    assert parameters(exclude.sends) == sorted([*state, ("-sector", "maritime")])
    german = seen.part("navigation", "Language").link("Deutsch")
    assert parameters(german.href) == sorted([*state, ("values", "sector")])


def test_the_page_is_not_for_the_indexes_of_others(client: TestClient) -> None:
    seen = see(client, "/search?values=sector")
    assert "noindex" in seen.robots
    for link in seen.main.links:
        assert "nofollow" in link.rel or link.name == "Back to the results"


@pytest.mark.parametrize("facet", ["", "nonsense", "values", "-theme"])
def test_what_is_no_facet_is_ignored(client: TestClient, facet: str) -> None:
    assert see(client, f"/search?values={facet}").heading == "All records"


def test_a_long_facet_on_the_results_leads_here(client: TestClient) -> None:
    (link,) = [
        link for link in see(client, "/search?q=Mitglieder").main.links if link.name.endswith("– Year")
    ]
    assert path_of(link.href) == "/search"
    assert parameters(link.href) == [("q", "Mitglieder"), ("values", "year")]
    assert "nofollow" in link.rel


@given(find=st.text(max_size=120), facet=st.sampled_from(["organisation", "sector", "year"]))
def test_no_words_make_it_fail(client: TestClient, find: str, facet: str) -> None:
    answer = client.get("/search", params={"values": facet, "find": find.encode("utf-8", "replace")})
    assert answer.status_code == 200
