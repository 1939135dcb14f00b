"""Does it fit my cluster?

1. Asked is what at least 30 % of the published records state, in the delivered records and in others: counted
   here from the values of the records alone.
2. Every value of a question can be chosen, once; what the address holds is chosen already.
3. The form leads to the results sorted by fit, with all that was asked before. Sent empty, it says so.
4. Each hit says in words what the API says of its fit, in a list and in a table; without a cluster nothing.
5. The description can be changed and dropped, and by fit can be sorted only where there is one.
6. Pages that compare stay short, and none with a description is for the indexes of others.
7. Nothing in an address makes any of it fail (hypothesis).
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from pathlib import Path
from typing import Any

import pytest
import yaml
from hypothesis import given, settings
from hypothesis import strategies as st
from starlette.testclient import TestClient

from indexer.facets import BY_NAME
from kb.vocabulary import load_vocabularies
from tests.indexer.search import oracle
from tests.tiers import examples
from tests.web.pages.collection import FOUND
from tests.web.pages.reading import Seen, ask, parameters, see
from web.pages.fit import QUESTIONS, asked

DELIVERED = Path(__file__).resolve().parents[3] / "corpus" / "records"
ENOUGH = 0.3
FIT = "fit=country:DE&fit=sector:maritime&fit=theme:skills&fit=stage:growth"
PAIRS = [("fit", pair.removeprefix("fit=")) for pair in sorted(FIT.split("&"))]
WORDS = {
    "fits": "Fits:",
    "misfits": "Does not fit:",
    "open": "Cannot be compared:",
    "not_stated": "Not stated:",
}


def shares(records: Iterable[Mapping[str, Any]]) -> dict[str, float]:
    """By facet the share of the records that state a value."""
    known = list(records)
    return {name: sum(bool(oracle.stated(one, name)) for one in known) / len(known) for name in BY_NAME}


def delivered() -> list[dict[str, Any]]:
    """The values of the delivered records that are published."""
    read = (yaml.load(path.read_bytes(), yaml.CSafeLoader) for path in DELIVERED.rglob("*.yaml"))
    return [record for record in read if record["status"] == "published"]


def questions(seen: Seen) -> list[str]:
    """The facets that are asked for."""
    return [str(tag["id"]) for tag in seen.tag.select("fieldset")]


def chosen(seen: Seen) -> list[str]:
    return sorted(str(tag["value"]) for tag in seen.tag.select("[name=fit][checked]"))


def test_no_question_of_the_delivered_records_is_thin() -> None:
    found = shares(delivered())
    today = [question.facet for question in asked(found)]
    assert [name for name in today if found[name] < ENOUGH] == []
    assert today == [question.facet for question in QUESTIONS if found[question.facet] >= ENOUGH]
    assert len(today) >= 4


def test_the_page_asks_what_enough_records_state(client: TestClient) -> None:
    found = shares(record.values() for record in FOUND)
    expected = [question.facet for question in QUESTIONS if found[question.facet] >= ENOUGH]
    assert questions(see(client, "/fit")) == expected
    assert {"theme", "country", "sector"} <= set(expected)
    assert "stage" not in expected


def test_a_question_appears_once_its_field_is_stated() -> None:
    thin = dict.fromkeys(BY_NAME, 0.0)
    assert asked(thin) == ()
    assert [question.facet for question in asked({**thin, "stage": 0.3, "effort": 0.29})] == ["stage"]
    assert len(asked(dict.fromkeys(BY_NAME, 1.0))) == len(QUESTIONS)


def test_every_value_can_be_chosen_once(client: TestClient) -> None:
    seen = see(client, "/fit?fit=country:AT&fit=sector:offshore-wind&fit=sector:unheard-of")
    assert chosen(seen) == ["country:AT", "sector:offshore-wind", "sector:unheard-of"]
    fields = seen.tag.select("input[name=fit], option[value]:not([value=''])")
    values = [str(tag["value"]) for tag in fields]
    assert len(values) == len(set(values))
    vocabularies = load_vocabularies()
    for facet, left_out in (("country", {"several-countries"}), ("sector", set()), ("theme", set())):
        known = {concept.id for concept in vocabularies[BY_NAME[facet].vocabulary or ""]} - left_out
        offered = {value.partition(":")[2] for value in values if value.startswith(f"{facet}:")}
        assert offered - {"unheard-of"} == known
    for field in seen.tag.select("select"):
        (label,) = seen.tag.select(f"label[for={field['id']}]")
        assert label.get_text(strip=True)


def test_the_form_leads_to_results_sorted_by_fit(client: TestClient) -> None:
    seen = see(client, f"/fit?q=Mitglieder&theme=financing&view=table&page=2&sort=title&{FIT}")
    kept = [("lang", "en"), ("q", "Mitglieder"), ("theme", "financing"), ("view", "table")]
    hidden = seen.tag.select("form.fit-form input[type=hidden]")
    assert sorted((str(tag["name"]), str(tag["value"])) for tag in hidden) == kept
    answer = client.get("/fit", params=[*kept, *PAIRS, ("fit", ""), ("go", "1")])
    assert answer.status_code == 302
    assert parameters(answer.headers["location"]) == sorted([*kept[1:], *PAIRS, ("sort", "fit")])
    found = see(client, answer.headers["location"], lang=None).main.links
    assert "true" in {link.current for link in found if link.name == "fit"}


def test_sent_empty_it_says_so(client: TestClient) -> None:
    seen = see(client, "/fit?q=Mitglieder&fit=&go=1")
    (alert,) = seen.tag.select("[role=alert]")
    assert "Nothing is chosen yet" in alert.get_text()
    assert parameters(seen.main.link("go on without comparing").href) == [("q", "Mitglieder")]


def expected_lines(client: TestClient, address: str) -> list[dict[str, set[str]]]:
    """Of each hit of the API, by state the facets and the values."""
    vocabularies = load_vocabularies()
    found = []
    for hit in ask(client, address)["hits"]:
        lines: dict[str, set[str]] = {}
        for fit in hit["fit"]:
            vocabulary = vocabularies[BY_NAME[fit["facet"]].vocabulary or ""]
            names = ", ".join(vocabulary.called(key, "en") for key in fit["keys"][:3])
            more = f" and {len(fit['keys']) - 3} more" if len(fit["keys"]) > 3 else ""
            label = vocabularies["facets"].called(fit["facet"], "en")
            lines.setdefault(WORDS[fit["state"]], set()).add(f"{label} {names}{more}".strip())
        found.append(lines)
    return found


@pytest.mark.parametrize("view", ["", "&view=table"])
@pytest.mark.parametrize("rest", ["&sort=fit", "&q=Mitglieder", "&size=20&sort=fit&theme=financing"])
def test_hits_say_what_the_api_says(client: TestClient, view: str, rest: str) -> None:
    seen = see(client, f"/search?{FIT}{rest}{view}")
    shown = []
    for told in seen.tag.select("ul.fit"):
        lines = {}
        for line in told.select("li"):
            (state,) = line.select("strong")
            words = " ".join(line.get_text(" ").split()).removeprefix(state.get_text()).strip()
            lines[state.get_text()] = set(words.replace("\N{NON-BREAKING HYPHEN}", "-").split(" · "))
        assert list(lines) == [words for words in WORDS.values() if words in lines]
        shown.append(lines)
    assert shown == expected_lines(client, f"/search?{FIT}{rest}")
    assert any("Does not fit:" in lines for lines in shown)


def test_without_a_cluster_nothing_is_told(client: TestClient) -> None:
    seen = see(client, "/search?q=Mitglieder&sort=fit")
    assert seen.tag.select("ul.fit, .compared") == []
    assert [link for link in seen.main.links if link.name in ("fit", "Do not compare")] == []
    assert all("fit" not in hit for hit in ask(client, "/search?q=Mitglieder&sort=fit")["hits"])
    link = seen.main.link("Does it fit my cluster?")
    assert parameters(link.href) == [("q", "Mitglieder"), ("sort", "fit")]
    assert link.href.startswith("/fit?")
    (offer,) = seen.tag.select("[data-fit-offer]")
    assert offer.has_attr("hidden")
    assert parameters(str(offer["data-fit-offer"])) == [("q", "Mitglieder"), ("sort", "fit")]


def test_the_description_can_be_changed_and_dropped(client: TestClient) -> None:
    seen = see(client, f"/search?{FIT}&q=Mitglieder&sort=fit&kind=best-practice")
    (line,) = seen.tag.select(".compared")
    assert line.get_text(" ", strip=True).startswith(
        "Compared with: Theme Skills and training · Sector Maritime"
    )
    change = next(link for link in seen.main.links if link.name.startswith("Change"))
    assert [pair for pair in parameters(change.href) if pair[0] == "fit"] == PAIRS
    form = see(client, change.href, lang=None)
    asked_for = tuple(f"{name}:" for name in questions(form))
    assert chosen(form) == [value for _, value in PAIRS if value.startswith(asked_for)]
    left = [("kind", "best-practice"), ("q", "Mitglieder")]
    assert parameters(form.main.link("Do not compare").href) == left
    assert parameters(seen.main.link("Do not compare").href) == left


def test_pages_that_compare_stay_short(client: TestClient) -> None:
    answer = client.get(f"/search?{FIT}&size=50&page=1&lang=en")
    assert answer.status_code == 302
    assert dict(parameters(answer.headers["location"]))["size"] == "20"
    seen = see(client, f"/search?{FIT}&size=20")
    assert [link.name for link in seen.main.links if link.name in ("10", "20", "50")] == ["10", "20"]


def test_no_description_is_for_the_indexes_of_others(client: TestClient) -> None:
    assert see(client, "/fit").robots == ""
    for address in (f"/fit?{FIT}", "/fit?go=1&q=Mitglieder", "/fit?q=Mitglieder"):
        assert "noindex" in see(client, address).robots


@settings(max_examples=examples(20, 500))
@given(
    facet=st.sampled_from([*BY_NAME, "", "nonsense"]),
    key=st.text(max_size=30),
    path=st.sampled_from(["/fit", "/search", "/api/search"]),
)
def test_nothing_in_an_address_makes_it_fail(client: TestClient, facet: str, key: str, path: str) -> None:
    fit = f"{facet}:{key}".encode("utf-8", "replace").decode()
    answer = client.get(path, params=[("fit", fit), ("fit", "year:-"), ("sort", "fit"), ("size", "1")])
    assert answer.status_code == 200
