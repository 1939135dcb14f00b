"""What was found?

1. Total, order and hits of a page are those of the API for the same address.
2. Marked words are the ranges of the API's snippets (why a hit was found: test_why).
3. When not all words were required the page says so, and only then; notes of the query are shown.
4. Paging shows every record once; a page beyond the end, or too deep, leads to page one.
5. A field in the words becomes a parameter; every form of an address leads to one canonical page.
6. Archived records are found only on request; drafts never.
7. What is still being typed is no miss.
"""

from __future__ import annotations

from urllib.parse import quote

import pytest
from starlette.applications import Starlette
from starlette.testclient import TestClient

from tests.web.pages.collection import FOUND
from tests.web.pages.reading import Seen, ask, parameters, path_of, see
from web.pages.search import AS_TYPED

ADDRESSES = [
    "/search",
    "/search?q=Mitglieder",
    "/search?q=financing+members",
    "/search?q=Leuchtfeuer+Seezeichen+Lotsen",
    '/search?q="Members pay"',
    "/search?q=Mitglieder&country=DE&-theme=skills",
    "/search?theme=financing&theme=skills&sort=title&size=20",
    "/search?sector=maritime",
    "/search?year=2021-2025&page=1",
    "/search?q=xyzzyx",
    "/search?theme=nonsense",
    "/search?page=2&sort=title",
    "/search?archived=1&size=50",
]


def hits(seen: Seen) -> list[str]:
    """The ids of the hits in order."""
    paths = [path_of(link.href) for article in seen.main.parts("article") for link in article.links]
    return [path.removeprefix("/records/") for path in paths if path.startswith("/records/")]


def total(seen: Seen) -> int:
    """The number of records the page says it found."""
    first = seen.part("status").text.split()[0]
    return 0 if first == "No" else int(first.replace(",", ""))


@pytest.mark.parametrize("address", ADDRESSES)
@pytest.mark.parametrize("lang", ["de", "en"])
def test_the_page_shows_what_the_api_answers(client: TestClient, address: str, lang: str) -> None:
    body = ask(client, address, lang=lang)
    seen = see(client, address, lang=lang)
    assert hits(seen) == [hit["id"] for hit in body["hits"]]
    assert ("kein" in seen.part("status").text.lower()) if not body["total"] and lang == "de" else True
    if lang == "en":
        assert total(seen) == body["total"]


@pytest.mark.parametrize("address", ["/search?q=Mitglieder", "/search?q=Leuchtfeuer+Seezeichen"])
def test_marked_words_are_those_of_the_snippets(client: TestClient, address: str) -> None:
    articles = see(client, address).main.parts("article")
    answered = ask(client, address)["hits"]
    assert any(hit["snippets"] for hit in answered)
    for article, hit in zip(articles, answered, strict=True):
        expected = [one["text"][start:end] for one in hit["snippets"] for start, end in one["ranges"]]
        assert [mark.get_text() for mark in article.tag.select("mark")] == expected
        for one in hit["snippets"]:
            assert one["text"] in article.tag.get_text()


def test_a_snippet_in_another_language_says_so(client: TestClient) -> None:
    address = "/search?q=Seezeichen+Lotsen"
    languages = [one["language"] for hit in ask(client, address)["hits"] for one in hit["snippets"]]
    assert languages
    assert set(languages) == {"de"}
    for lang in ("de", "en"):
        page = see(client, address, lang=lang)
        nearest = [mark.find_parent(attrs={"lang": True}) for mark in page.tag.select("mark")]
        assert nearest
        assert {tag["lang"] for tag in nearest if tag} == {"de"}


def test_a_relaxed_search_says_how_many_words_were_required(client: TestClient) -> None:
    address = "/search?q=Leuchtfeuer+Seezeichen+Lotsen"
    relaxed = ask(client, address)["relaxed"]
    assert relaxed == {"required": 1, "of": 3}
    assert "all 3 words" in see(client, address).main.text
    assert "at least 1 of them" in see(client, address).main.text


@pytest.mark.parametrize(
    "address",
    [
        "/search?q=Mitglieder+zahlen",
        "/search?q=Leuchtfeuer",
        "/search",
        "/search?q=Leuchtfeuer+Seezeichen+Lotsen&kind=study",  # relaxed, but there is nothing to show
    ],
)
def test_a_search_for_all_words_says_nothing_of_the_sort(client: TestClient, address: str) -> None:
    assert ask(client, address)["relaxed"] is None or ask(client, address)["total"] == 0
    assert "of them" not in see(client, address).main.text


@pytest.mark.parametrize("query", ['"unclosed', "x" * 600, "nofield:value", "-Mitglieder"])
def test_what_the_search_noted_is_shown(client: TestClient, query: str) -> None:
    notes = ask(client, f"/search?q={quote(query)}")["notes"]
    assert notes
    assert all(note["text"] in see(client, f"/search?q={quote(query)}").main.text for note in notes)


def test_paging_shows_every_record_once(client: TestClient) -> None:
    seen, shown = see(client, "/search"), []
    while True:
        shown += hits(seen)
        following = [link for link in seen.part("navigation", "Pages").links if link.name == "Next"]
        if not following:
            break
        assert following[0].rel == {"next"}
        assert [tag["href"] for tag in seen.head_links("next")] == [following[0].href]
        seen = see(client, following[0].href, lang=None)
    assert sorted(shown) == sorted(record.id for record in FOUND)
    assert seen.head_links("next") == []
    assert seen.head_links("prev")


def test_paging_says_where_the_reader_is(client: TestClient) -> None:
    seen = see(client, "/search?page=3")
    paging = seen.part("navigation", "Pages")
    assert [link.name for link in paging.links if link.current == "page"] == ["Page 3"]
    assert [link.name for link in paging.links] == ["Back", "Page 1", "Page 2", "Page 3", "Page 4", "Next"]
    assert parameters(paging.link("Back").href) == [("page", "2")]
    assert parameters(paging.link("Page 1").href) == []
    assert "21 to 30" in seen.part("status").text


def test_one_page_of_results_has_no_paging(client: TestClient) -> None:
    assert see(client, "/search?size=50").parts("navigation", "Pages") == []


@pytest.mark.parametrize("page", ["page=5", "page=21&size=50", "page=1000", "page=100&size=10&theme=skills"])
def test_beyond_the_end_leads_to_page_one(client: TestClient, page: str) -> None:
    answer = client.get(f"/search?{page}&q=Mitglieder&lang=en")
    assert answer.status_code == 302
    asked = [tuple(part.split("=")) for part in f"{page}&q=Mitglieder".split("&")]
    kept = sorted(pair for pair in asked if pair not in {("size", "10")} and pair[0] != "page")
    assert parameters(answer.headers["location"]) == kept
    assert client.get(answer.headers["location"]).status_code == 200


@pytest.mark.parametrize("number", ["x", "0", "-1", "1e3", "99999999999", "٣"])
@pytest.mark.parametrize("name", ["page", "size"])
def test_a_malformed_number_is_the_default(client: TestClient, name: str, number: str) -> None:
    answer = client.get("/search", params={name: number, "lang": "en"}, follow_redirects=True)
    assert answer.status_code == 200
    usual = see(client, "/search")
    assert hits(see(client, answer.url.raw_path.decode(), lang=None)) == hits(usual)
    assert parameters(usual.canonical) == []


def test_a_field_in_the_words_becomes_a_parameter(client: TestClient) -> None:
    answer = client.get("/search?lang=en&q=fees+theme:financing+-country:SE")
    assert answer.status_code == 302
    assert parameters(answer.headers["location"]) == [
        ("-country", "SE"),
        ("q", "fees"),
        ("theme", "financing"),
    ]


@pytest.mark.parametrize(
    ("asked", "settled"),
    [
        ("year_from=2020&year_to=2022", [("year", "2020-2022")]),
        ("year_from=2022&year_to=2020&theme=skills", [("theme", "skills"), ("year", "2020-2022")]),
        ("year_from=2020&year_to=", [("year", "2020-")]),
        ("year_from=&year_to=2020", [("year", "-2020")]),
        ("year_from=2020&year_to=2020&q=x", [("q", "x"), ("year", "2020")]),
        ("year_from=&year_to=&year=2020", []),
        ("year_from=soon&year_to=20200", []),
    ],
)
def test_the_form_of_years_becomes_one_parameter(
    client: TestClient, asked: str, settled: list[tuple[str, str]]
) -> None:
    answer = client.get(f"/search?{asked}&lang=en")
    assert answer.status_code == 302
    assert parameters(answer.headers["location"]) == settled


def test_other_words_are_searched_with_all_parts_again(client: TestClient) -> None:
    page = client.get("/search?q=Mitglieder&without=typos&lang=de&country=DE").text
    header = page.partition("</header>")[0]
    assert 'name="country"' in header
    assert 'name="without"' not in header
    assert "without=typos" in page


def test_archived_records_are_found_on_request_only(client: TestClient) -> None:
    assert "archived" not in hits(see(client, "/search?size=50"))
    seen = see(client, "/search?size=50&archived=1")
    assert "archived" in hits(seen)
    kept = [link for link in seen.main.links if path_of(link.href) == "/search" and link.current is None]
    assert all(("archived", "1") in parameters(link.href) for link in kept)


@pytest.mark.parametrize(
    "address", ["/search?size=50&archived=1", "/search?q=Geheimnis", "/", "/records/fees"]
)
def test_nothing_unpublished_appears(client: TestClient, address: str) -> None:
    seen = see(client, address, lang="de")
    assert "waiting" not in str(seen.tag)
    assert "Geheimnis" not in seen.main.text.replace("„Geheimnis“", "")


def test_orders_and_sizes_say_which_is_in_force(client: TestClient) -> None:
    seen = see(client, "/search?q=Mitglieder&size=20&sort=title")
    current = [link.name for link in seen.main.links if link.current == "true"]
    assert current == ["title", "20", "List"]
    assert [link.name for link in see(client, "/search").main.links if link.current == "true"] == [
        "newest first",
        "10",
        "List",
    ]
    assert "relevance" not in {link.name for link in see(client, "/search").main.links}
    assert parameters(seen.main.link("relevance").href) == [("q", "Mitglieder"), ("size", "20")]


def test_words_that_are_still_being_typed_are_no_miss(client: TestClient) -> None:
    app = client.app
    assert isinstance(app, Starlette)
    noted: list[str] = []
    misses = app.state.knowledge.misses
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(misses, "note", noted.append)
        client.get("/search?q=xqzzy", headers={AS_TYPED: "1"})
        assert noted == []
        client.get("/search?q=xqzzyx")
    assert noted == ["xqzzyx"]
