"""Does the tour lead from a situation to a shortlist?

1. Questions come one after the other; the state is in the address, and progress is said in words.
2. The count at an answer is the number of records after it, and what leaves nothing is no link.
3. Every question can be skipped, asked again and left out; the tour can be begun anew.
4. The shortlist says of each record why it is there and what it does not state, and leads to comparing, the
   reading list, the workshop kit and the same search.
5. Where nothing is left, every answer that gives something back is offered with what it gives.
6. No parameters are ever an error.
"""

from __future__ import annotations

from urllib.parse import urlencode

import pytest
from hypothesis import given
from hypothesis import strategies as st
from starlette.testclient import TestClient

from tests.tiers import examples
from tests.web.pages.collection import FOUND
from tests.web.pages.reading import Seen, ask, parameters, path_of, see
from tests.web.pages.tour_pages import answers, lit, number, shortlist
from web.tour.questions import BY_QUESTION, SITUATION

SKIPPED = "/tour?skip=situation&skip=theme&skip=sector&skip=country"
ASKED = ["situation", "theme", "sector", "country"]  # what enough of the made-up records state


def _asks(page: Seen) -> str:
    return page.heading


def test_the_tour_asks_one_question_after_the_other(client: TestClient) -> None:
    page = see(client, "/tour")
    for place, facet in enumerate(ASKED[:-1], start=1):
        assert f"Question {place} of 4" in page.main.text
        assert page.title.startswith(f"Question {place} of 4")
        page = see(client, f"/tour?{'&'.join(f'skip={name}' for name in ASKED[:place])}")
        assert facet in ASKED
    assert _asks(page) == "From where should it come?"


def test_only_the_beginning_of_the_tour_is_for_search_engines(client: TestClient) -> None:
    assert see(client, "/tour").robots == ""
    page = see(client, "/tour?theme=financing")
    assert page.robots.startswith("noindex")
    assert {*page.alternates} == {"de", "en"}
    assert parameters(page.alternates["de"]) == [("theme", "financing")]


@pytest.mark.parametrize("address", ["/tour", "/tour?skip=situation", "/tour?skip=situation&theme=financing"])
def test_an_answer_leaves_as_many_records_as_it_says(client: TestClient, address: str) -> None:
    page = see(client, address)
    offered = answers(page)
    assert offered
    for count, url in offered:
        after = see(client, url, lang=None)
        assert lit(after) == count > 0
        assert _asks(after) != _asks(page)


def test_what_leaves_nothing_is_said_and_is_no_link(client: TestClient) -> None:
    page = see(client, "/tour?skip=situation&theme=skills&skip=sector")
    said = page.main.text.partition("With the answers so far there is no record for:")[2]
    assert "France" in said
    assert not any(link.name.startswith("France") for link in page.main.links)


def test_where_no_record_states_it_the_question_says_so(client: TestClient) -> None:
    page = see(client, "/tour?situation=label&skip=theme")
    assert lit(page) == 1
    assert answers(page) == []
    assert "None of the records that are left states this." in page.main.text
    assert shortlist(see(client, page.main.link("Straight to the shortlist").href, lang=None)) == ["port"]


def test_every_question_can_be_skipped_and_asked_again(client: TestClient) -> None:
    page = see(client, "/tour")
    total, seen = lit(page), [_asks(page)]
    for words in ("None of these, go on", *["This does not matter"] * 3):
        page = see(client, page.main.link(words).href, lang=None)
        seen.append(_asks(page))
        assert lit(page) == total == len(FOUND)
    assert len(set(seen)) == 5
    again = next(link for link in page.main.links if link.name == "change the answer (Theme)")
    assert _asks(see(client, again.href, lang=None)) == seen[1]
    assert parameters(page.main.link("Start anew").href) == []


def test_going_back_asks_the_question_before(client: TestClient) -> None:
    page = see(client, "/tour?skip=situation&theme=financing")
    before = see(client, page.main.link("Previous question").href, lang=None)
    assert _asks(before) == "Which theme is it about?"
    assert "Previous question" not in [link.name for link in see(client, "/tour").main.links]


def test_an_answer_can_be_left_out_without_being_asked_again(client: TestClient) -> None:
    page = see(client, "/tour?skip=situation&theme=financing")
    chip = page.main.part("list", "Answers so far").link(
        "Remove answer: Theme: Financing and business model ×"[:-2]
    )
    after = see(client, chip.href, lang=None)
    assert _asks(after) == _asks(page)
    assert parameters(chip.href) == [("skip", "situation"), ("skip", "theme")]


def test_the_shortlist_can_be_reached_from_any_question(client: TestClient) -> None:
    page = see(client, "/tour?theme=financing")
    page = see(client, page.main.link("Straight to the shortlist").href, lang=None)
    assert len(shortlist(page)) == 5
    assert lit(page) == ask(client, "/search?theme=financing")["total"]


def test_the_shortlist_leads_on_with_its_records(client: TestClient) -> None:
    page = see(client, f"{SKIPPED}&theme=financing")
    ids = shortlist(page)
    assert len(ids) == 5
    assert "fees" in ids
    for words, path, kept in (
        ("Compare them side by side", "/compare", ids[:4]),
        ("Put all on a reading list", "/lists", ids),
        ("Make a workshop kit", "/lists/kit", ids),
    ):
        link = page.main.link(words)
        assert path_of(link.href) == path
        assert parameters(link.href) == sorted(("id", one) for one in kept)
        assert "lang=en" in link.href
    total = lit(page)
    search = page.main.link(f"See all {total} in the search").href
    assert parameters(search) == [("theme", "financing")]
    assert ask(client, search)["total"] == total


def test_the_shortlist_says_why_and_what_is_not_stated(client: TestClient) -> None:
    page = see(client, "/tour?situation=grant-ends&theme=financing&sector=shipbuilding&country=DE")
    article = next(one for one in page.main.parts("article") if "Membership fees" in one.text)
    assert "Theme: Financing and business model" in article.text
    assert "Country: Germany" in article.text
    assert "Situation:" in article.text
    assert "“financing”" in article.text.casefold()
    assert "Not stated about it:" in page.main.text


def test_a_situation_is_the_search_it_leads_to(client: TestClient) -> None:
    page = see(client, "/tour?situation=grant-ends&skip=theme&skip=sector&skip=country")
    total = lit(page)
    link = next(link for link in page.main.links if path_of(link.href) == "/search")
    assert ("q", "financing") in parameters(link.href)
    assert ask(client, link.href)["total"] == total > 0


def test_the_best_proven_come_first_where_there_are_no_words(client: TestClient) -> None:
    assert shortlist(see(client, SKIPPED))[0] == "fees"


def test_where_nothing_is_left_every_answer_that_helps_can_be_left_out(client: TestClient) -> None:
    page = see(client, "/tour?skip=situation&theme=governance&sector=shipbuilding&country=FR")
    assert lit(page) == 1
    page = see(client, "/tour?skip=situation&theme=skills&sector=shipbuilding&country=FR")
    assert lit(page) == 0
    assert shortlist(page) == []
    assert "No record meets all answers" in page.main.text
    ways = [link for link in page.main.links if link.name.startswith("Without “")]
    assert ways
    for link in ways:
        after = see(client, link.href, lang=None)
        assert lit(after) == number(link.name.rpartition("”")[2]) > 0
    assert not any(link.name.startswith("Compare") for link in page.main.links)


VALUES = st.one_of(
    st.sampled_from(
        ["grant-ends", "members", "financing", "governance", "DE", "FR", "shipbuilding", "maritime"]
    ),
    st.sampled_from([*BY_QUESTION, "high", "measured", "growth", "worked"]),
    st.text(max_size=20),
)
PAIRS = st.lists(st.tuples(st.sampled_from([*BY_QUESTION, "skip", "lang", "page", "q"]), VALUES), max_size=8)


@given(pairs=PAIRS)
def test_no_parameters_are_an_error(client: TestClient, pairs: list[tuple[str, str]]) -> None:
    answer = client.get(f"/tour?{urlencode(pairs, errors='replace')}")
    assert answer.status_code == 200


@pytest.mark.parametrize("seed", range(examples(2, 40)))
def test_answers_on_the_way_promise_what_they_keep(client: TestClient, seed: int) -> None:
    address = f"/tour?lang={'de' if seed % 2 else 'en'}"
    for step in range(len(ASKED)):
        page = see(client, address, lang=None)
        offered = answers(page)
        if not offered:  # none of the records that are left states this: the question can only be skipped
            count, address = (
                lit(page),
                page.main.link("Das ist nicht wichtig" if seed % 2 else "This does not matter").href,
            )
        else:
            count, address = offered[(seed + step) % len(offered)]
        assert lit(see(client, address, lang=None)) == count
    assert SITUATION in dict(parameters(address))
