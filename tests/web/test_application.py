"""Does the whole site hold together?

1. Every route has a name of its own and answers; every name leads back to its route.
2. Below a path prefix everything works as at the root, and nothing is answered outside.
3. A slash too many leads to the page, never to another host.
4. Whatever Unicode or bytes stand in path, parameters and headers, nothing answers 500 (hypothesis).
"""

from __future__ import annotations

import re
from typing import Any
from urllib.parse import quote

import pytest
from hypothesis import given
from hypothesis import strategies as st
from starlette.applications import Starlette
from starlette.responses import Response
from starlette.routing import Route
from starlette.testclient import TestClient

from indexer.facets import FACETS
from kb.settings import Settings
from tests.web.sites import ask, ask_target
from web.application import ROUTES, create_app

WITHOUT_A_LIST = {"/lists/citations.ris", "/lists/citations.bib", "/lists/kit.docx", "/lists/kit.md"}
SEARCHING = ["/search", "/api/search", "/api/suggest"]  # where words matter, asked more often
PATHS = [route.path for route in ROUTES if isinstance(route, Route) and "GET" in (route.methods or ())]


def test_every_route_has_a_name_of_its_own() -> None:
    names = [route.name for route in ROUTES if isinstance(route, Route)]
    assert len(names) == len(ROUTES) == len(set(names))


@pytest.mark.parametrize("path", PATHS)
def test_every_route_answers(site: TestClient, path: str) -> None:
    answer = site.get(re.sub(r"{\w+(:path)?}", "fees", path), follow_redirects=False)
    assert answer.status_code in ((302, 400) if path in WITHOUT_A_LIST else (200, 301, 303, 404))


def test_names_lead_to_addresses_below_the_prefix(site_below_a_path: TestClient) -> None:
    app: Any = site_below_a_path.app
    assert app.url_path_for("record", id="fees") == "/wissen/records/fees"
    assert app.url_path_for("search") == "/wissen/search"


def test_below_a_prefix_everything_works(site_below_a_path: TestClient) -> None:
    body = site_below_a_path.get("/wissen/api/search?lang=de&q=Mitglieder").json()
    addresses = [hit["url"] for hit in body["hits"]]
    addresses += [bucket["url"] for facet in body["facets"] for bucket in facet["buckets"]]
    assert addresses
    assert all(address.startswith("/wissen/") for address in addresses)
    for address in addresses[:5]:
        assert site_below_a_path.get(address).status_code == 200
    moved = site_below_a_path.get("/wissen/api/records/twin")
    assert moved.headers["location"] == "/wissen/api/records/fees"
    problem = site_below_a_path.get("/wissen/api/records/gone").json()
    assert problem["type"] == "/wissen/api/openapi.json#record-deleted"
    assert "https://cluster.example/wissen/records/fees" in site_below_a_path.get("/wissen/sitemap.xml").text
    assert site_below_a_path.get("/wissen/api/openapi.json").json()["servers"] == [{"url": "/wissen"}]


@pytest.mark.parametrize("address", ["/", "/search", "/wissenschaft", "/api/search", "/healthz"])
def test_outside_the_prefix_there_is_nothing(site_below_a_path: TestClient, address: str) -> None:
    assert site_below_a_path.get(address).status_code == 404


def test_the_prefix_alone_leads_home(site_below_a_path: TestClient) -> None:
    answer = site_below_a_path.get("/wissen")
    assert (answer.status_code, answer.headers["location"]) == (301, "/wissen/")


@pytest.mark.parametrize(
    ("address", "place"),
    [
        (b"/search/", "/search"),
        (b"/search/?q=a%20b", "/search?q=a%20b"),
        (b"/records/fees///", "/records/fees"),
        (b"//evil.example//", "/evil.example"),
        (b"/%5Cevil.example/", "/%5Cevil.example"),
    ],
)
def test_a_slash_too_many_leads_to_the_page_on_this_host(app: Starlette, address: bytes, place: str) -> None:
    answer = ask_target(app, address)
    assert (answer.status, answer.headers["location"]) == (301, place)


def test_a_line_break_in_an_address_makes_no_header(app: Starlette) -> None:
    answer = ask_target(app, b"/%0d%0aSet-Cookie:x/")
    assert answer.status == 404
    assert "set-cookie" not in answer.headers


def test_a_page_can_write_down_any_address_it_was_asked_by(indexed_settings: Settings) -> None:
    app = create_app(indexed_settings)
    app.router.routes.insert(0, Route("/echo/{part}", lambda request: Response(str(request.url))))
    assert ask(app, "/echo/\ud800", b"\xff").body == b"http://localhost/echo/%3F?%FF"


WILD = st.one_of(
    st.text(max_size=40),
    st.text(alphabet=st.characters(categories=("Cs", "Cc", "Cf", "Mn", "So")), max_size=20),
    st.sampled_from(
        ["\x00", "\ud800", "'\"<>", "%", "\u202e", "a" * 20_000, "İ", "ﬀ", "-", "--", '"', "field:"]
    ),
)
NAMES = st.one_of(
    st.sampled_from(
        ["q", "lang", "page", "size", "sort", "archived", "without", "part", *(f.name for f in FACETS)]
    ),
    st.sampled_from([f"-{facet.name}" for facet in FACETS]),
    WILD,
)


def escaped(text: str) -> bytes:
    """The text as a client that knows no rules would escape it."""
    return quote(text.encode("utf-8", "surrogatepass"), safe="").encode()


@given(
    path=st.sampled_from([*PATHS, *SEARCHING * 6]),
    part=WILD,
    pairs=st.lists(st.tuples(NAMES, WILD), max_size=4),
    language=WILD,
)
def test_no_unicode_anywhere_gives_a_500(
    app: Starlette, path: str, part: str, pairs: list[tuple[str, str]], language: str
) -> None:
    place = re.sub(r"{\w+(:path)?}", lambda _: part, path)
    query = b"&".join(escaped(name) + b"=" + escaped(value) for name, value in pairs)
    headers = {b"accept-language": language.encode("utf-8", "replace"), b"if-none-match": b'"\xff'}
    assert ask(app, place, query, headers).status < 500


@given(
    path=st.sampled_from(
        ["/", "/search", "/records/", "/concepts/", "/api/search", "/api/records/", "/static/"]
    ),
    garbage=st.text(alphabet="%/?&=+#;\\.0123456789abcdefABCDEFqzZ-_~:@", max_size=60),
)
def test_no_bytes_of_a_request_line_give_a_500(app: Starlette, path: str, garbage: str) -> None:
    assert ask_target(app, (path + garbage).encode()).status < 500
    assert ask_target(app, f"{path}?{garbage}".encode()).status < 500


def test_bytes_that_are_no_utf8_do_no_harm(app: Starlette) -> None:
    for query in (b"q=\xff\xfe", b"q=%ff%fe", b"q=%ED%A0%80", b"%00=%00", b"q=%", b"q=%zz", b"\xff"):
        for path in ("/search", "/api/search", "/api/suggest", "/records/\ud800", "/api/records/\x00"):
            assert ask(app, path, query).status in (200, 404)
