"""Fits my cluster.

1. Of every hit the state and the values told in each facet are those of an oracle that knows only the values
   of the record and what the vocabularies call broader: for random profiles, lists, trees and ranges.
2. Sorted by fit, hits stand in the order of facets that fit less those that do not, then as they would stand
   otherwise. The same hits are found, whatever the profile.
3. Neither depends on the number of segments.
4. Broader values, values for everybody, areas, and what does not apply are compared as decision 060 says.
5. Without a profile, or with one that says nothing, sorting by fit is the usual order and nothing is told.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import replace
from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from indexer.search.fit import EU_MEMBERS
from indexer.search.request import Filter, SearchRequest
from indexer.search.results import FacetFit, FitState
from indexer.search.searcher import Searcher
from kb.record import Record
from tests.indexer.corpora import (
    SOME_RECORDS,
    delivered_vocabularies,
    documents_of,
    ids,
    in_memory,
    random_records,
    values,
)
from tests.indexer.search import oracle
from tests.indexer.search.divided import divided
from tests.indexer.search.test_facet_counts import CHOICES, QUERIES
from tests.tiers import examples

Profile = tuple[tuple[str, str], ...]
MORE = {
    "sector": ["cross-sectoral", "key-enabling-technologies"],
    "country": ["EU", "several-countries", "NO"],
    "region": ["named-areas", "baltic-sea-region", "centrope", "central-europe"],
}


def some_records() -> list[dict[str, Any]]:
    """Random records, some of them with values that stand for more than one."""
    found = random_records(seed=3, count=40)
    for number, record in enumerate(found):
        if record["status"] == "merged":
            continue
        if number % 4 == 0 and "sectors" not in record.get("not_applicable", []):
            record["sectors"] = [*record.get("sectors", []), MORE["sector"][number // 4 % 2]]
        if number % 3 == 0 and "place" not in record.get("not_applicable", []):
            place = {"countries": [], "regions": [], **record.get("place", {})}
            wider = MORE["country"][number // 3 % 3]
            countries = [key for key in place["countries"] if key != wider]
            record["place"] = {
                "countries": [*countries, wider],
                "regions": [*place["regions"], MORE["region"][1 + number // 3 % 3]],
            }
    return [{name: value for name, value in record.items() if value not in ([], {})} for record in found]


RECORDS = [Record.model_validate(record).values() for record in some_records()]
SHOWN = 100
VALUES = st.sampled_from([(facet, key) for facet, keys in CHOICES.items() for key in keys]) | st.sampled_from(
    [(facet, key) for facet, keys in MORE.items() for key in keys]
    + [("sector", "unheard-of"), ("country", "_none"), ("region", "_na"), ("ecei", "2.4.1")]
)
PROFILES: st.SearchStrategy[Profile] = st.lists(VALUES, max_size=6, unique=True).map(tuple)
REQUESTS = st.builds(
    SearchRequest,
    text=st.sampled_from(QUERIES),
    filters=st.sampled_from([(), (Filter("language", ("de",)),), (Filter("theme", (), ("governance",)),)]),
    archived=st.booleans(),
    sort=st.sampled_from(["fit", "title"]),
    size=st.just(SHOWN),
    fit=PROFILES,
    counting=st.just(False),
)


@pytest.fixture(scope="module", params=[1, 5])
def searcher(request: pytest.FixtureRequest) -> Searcher:
    """The same records in one segment and in five, with deleted ones among them."""
    deleted = documents_of([{**one, "id": f"gone-{one['id']}"} for one in SOME_RECORDS[:15]])
    return Searcher(divided(documents_of(RECORDS), request.param, deleted), delivered_vocabularies())


def line(facet: str, key: str) -> list[str]:
    """A value and all broader ones, nearest first."""
    tree = oracle.VOCABULARIES[oracle.TREES[facet]] if facet in oracle.TREES else None
    found, current = [], key
    while current:
        found.append(current)
        concept = tree.concepts.get(current) if tree else None
        current = (concept.broader or "") if concept else ""
    return found


def suits(facet: str, told: str, wanted: str) -> bool:
    """Whether a value of a record suits one value of a profile."""
    if facet == "year":
        return oracle.means("year", wanted, {told})
    if told == {"sector": "cross-sectoral", "country": "several-countries"}.get(facet):
        return True
    if facet == "country" and {told, wanted} & {"EU"} and {told, wanted} & EU_MEMBERS:
        return True
    return told in line(facet, wanted) or wanted in line(facet, told)


def expected(record: Mapping[str, Any], facet: str, wanted: Sequence[str]) -> FacetFit:
    stated = list(dict.fromkeys(oracle.stated(record, facet)))
    narrow = [key for key in stated if not any(key in line(facet, other)[1:] for other in stated)]
    fitting = tuple(key for key in narrow if any(suits(facet, key, one) for one in wanted))
    state: FitState = "misfits"
    if not stated:
        state = "open" if oracle.keys(record, facet) == {"_na"} else "not_stated"
    elif fitting:
        state = "fits"
    elif any("named-areas" in line("region", key) for key in [*narrow, *wanted]) and facet == "region":
        state = "open"
    return FacetFit(facet, state, fitting or tuple(narrow))


def wanted_of(profile: Profile) -> dict[str, list[str]]:
    found: dict[str, list[str]] = {}
    for facet, key in profile:
        if key not in ("_none", "_na"):
            found.setdefault(facet, []).append(key)
    return found


BY_ID = {record["id"]: record for record in RECORDS}


@settings(max_examples=examples(15, 1000))
@given(request=REQUESTS)
def test_what_is_told_of_a_hit_equals_the_oracle(searcher: Searcher, request: SearchRequest) -> None:
    wanted = wanted_of(request.fit)
    for hit in searcher.search(request).hits:
        assert {fit.facet: fit for fit in hit.fit} == {
            facet: expected(BY_ID[hit.id], facet, keys) for facet, keys in wanted.items()
        }, hit.id


@settings(max_examples=examples(15, 1000))
@given(request=REQUESTS)
def test_hits_are_sorted_by_fit_and_then_as_otherwise(searcher: Searcher, request: SearchRequest) -> None:
    request = replace(request, sort="fit")
    usual = replace(request, sort="relevance" if request.text else "newest", fit=())
    wanted = wanted_of(request.fit)

    def points(record_id: str) -> int:
        states = [expected(BY_ID[record_id], facet, keys).state for facet, keys in wanted.items()]
        return states.count("fits") - states.count("misfits")

    assert ids(searcher.search(request)) == sorted(ids(searcher.search(usual)), key=lambda one: -points(one))


def test_a_page_of_hits_continues_the_one_before(searcher: Searcher) -> None:
    request = SearchRequest(sort="fit", size=SHOWN, fit=(("sector", "maritime"), ("country", "DE")))
    small = [replace(request, size=10, page=page) for page in (1, 2, 3)]
    assert [one for page in small for one in ids(searcher.search(page))] == ids(searcher.search(request))[:30]


SECTORS = (("sector", "offshore-wind"),)
NORTH = (("region", "DEF"),)


@pytest.mark.parametrize(
    ("profile", "stated", "state", "keys"),
    [
        ((("sector", "maritime"),), {"sectors": ["shipbuilding"]}, "fits", ["shipbuilding"]),
        (SECTORS, {"sectors": ["energy-renewables"]}, "fits", ["energy-renewables"]),
        (SECTORS, {"sectors": ["energy-renewables", "solar-energy"]}, "misfits", ["solar-energy"]),
        (SECTORS, {"sectors": ["hydrogen", "cross-sectoral"]}, "fits", ["cross-sectoral"]),
        (SECTORS, {"sectors": ["ict", "tourism"]}, "misfits", ["ict", "tourism"]),
        (SECTORS, {}, "not_stated", []),
        (SECTORS, {"not_applicable": ["sectors"]}, "open", []),
        ((("country", "FR"),), {"place": {"countries": ["EU"]}}, "fits", ["EU"]),
        ((("country", "NO"),), {"place": {"countries": ["EU"]}}, "misfits", ["EU"]),
        ((("country", "EU"),), {"place": {"countries": ["NO", "DK"]}}, "fits", ["DK"]),
        (
            (("country", "NO"),),
            {"place": {"countries": ["several-countries"]}},
            "fits",
            ["several-countries"],
        ),
        (NORTH, {"place": {"countries": ["DE"], "regions": ["DE"]}}, "fits", ["DE"]),
        (NORTH, {"place": {"countries": ["DE"], "regions": ["DE2"]}}, "misfits", ["DE2"]),
        (NORTH, {"place": {"countries": ["DE"]}}, "not_stated", []),
        (NORTH, {"place": {"regions": ["baltic-sea-region"]}}, "open", ["baltic-sea-region"]),
        (
            (*NORTH, ("region", "baltic-sea-region")),
            {"place": {"regions": ["DE8"]}},
            "open",
            ["DE8"],
        ),
    ],
)
def test_values_are_compared_as_decided(
    profile: Profile, stated: dict[str, Any], state: FitState, keys: list[str]
) -> None:
    (hit,) = in_memory([values("one", **stated)]).search(SearchRequest(fit=profile)).hits
    assert hit.fit == (FacetFit(profile[0][0], state, tuple(keys)),)


@pytest.mark.parametrize("profile", [(), (("country", "_none"),), (("nonsense", "DE"),)])
@pytest.mark.parametrize(("text", "usual"), [("", "newest"), ("messe", "relevance")])
def test_without_a_profile_nothing_changes(profile: Profile, text: str, usual: Any) -> None:
    searcher = in_memory(RECORDS)
    found = searcher.search(SearchRequest(text, sort="fit", fit=profile))
    assert found == searcher.search(SearchRequest(text, sort=usual))
    assert found.hits
    assert all(hit.fit == () for hit in found.hits)


def test_a_profile_finds_the_same_records() -> None:
    searcher = in_memory(RECORDS)
    request = SearchRequest("messe", size=SHOWN)
    compared = searcher.search(replace(request, fit=(("theme", "financing"), ("effort", "low"))))
    assert ids(compared) == ids(searcher.search(request))
    assert compared.facets == searcher.search(request).facets
