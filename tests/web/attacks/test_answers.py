"""Where does an answer send a browser, and who writes its headers?

Every route of the table is asked with what leads elsewhere and with ends of lines, in its path, its query,
its form, its cookie and the headers browsers send.

1. A redirect leads to a page of this site, whatever it was asked with.
2. No header of an answer holds or is anything that was sent; none can begin another one.
3. No cookie is set but that of a session that was just opened, with a token of ours.
4. The host somebody names, or a header that would name another one, is repeated nowhere but in the addresses
   of pages, and nowhere at all on a site that has an address of its own.
"""

from __future__ import annotations

from pathlib import Path
from typing import Any
from urllib.parse import quote, urljoin, urlsplit

import pytest
from starlette.applications import Starlette
from starlette.testclient import TestClient

from tests.tiers import examples
from tests.web.attacks.strings import ATTACKS
from tests.web.desk.signed_in import Browser, Person, signed_in
from tests.web.papers import DIGESTS, a_library
from tests.web.sites import ask
from tests.web.test_access import ROWS
from web.application import create_app

HOSTILE = [*ATTACKS["elsewhere"], *ATTACKS["lines"]]
PARAMETERS = ("next", "lang", "to", "q", "record", "id", "done", "from", "list", "page", "return", "url")
# Starlette joins the redirects of a browser with the address it asked for, and so does this.
HERE = "http://testserver"


@pytest.fixture(scope="module")
def app(tmp_path_factory: pytest.TempPathFactory) -> Starlette:
    return create_app(a_library(tmp_path_factory.mktemp("answers")))


@pytest.fixture(scope="module")
def admin(app: Starlette) -> Person:
    return signed_in(app, "admin", raise_server_exceptions=False)


def leads_here(location: str, asked: str = f"{HERE}/desk/drafts/x") -> bool:
    """Whether a browser that follows stays on this host."""
    if any(sign in location for sign in "\r\n\t\\ \0") or not location.isascii():
        return False
    target = urlsplit(urljoin(asked, location))
    return f"{target.scheme}://{target.netloc}" == HERE


def is_ours(headers: Any) -> None:
    """The headers of an answer; raises if somebody else has had a hand in them."""
    for name, value in headers.items():
        assert "\r" not in value
        assert "\n" not in value
        assert name.lower() != "xss"
        if name.lower() == "location":
            assert leads_here(value), value
        elif name.lower() != "content-disposition":
            assert "xss" not in f"{name}: {value}".lower()
    assert "set-cookie" not in headers or "xss" not in headers["set-cookie"]


def own(name: str) -> str:
    return str(ROWS[name]["address"]).format(**DIGESTS).partition("?")[0]


@pytest.mark.parametrize("name", ROWS)
def test_no_route_sends_anybody_elsewhere(app: Starlette, admin: Person, name: str) -> None:
    row = ROWS[name]
    start = list(ROWS).index(name)
    for text in [*HOSTILE, *HOSTILE][start % len(HOSTILE) :][: examples(1, len(HOSTILE))]:
        query = dict.fromkeys(PARAMETERS, text)
        headers = {
            "X-Forwarded-Host": "xss.example",
            "X-Original-URL": "//xss.example/",
            "Accept-Language": "xss",
        }
        headers["X-Forwarded-Prefix"] = "//xss.example"
        if "GET" in row:
            for browser in (Browser(app), admin):
                is_ours(browser.get(own(name), params=query, headers=headers).headers)
        if "POST" in row and name != "logout":
            sent = {
                **query,
                "_action": "save",
                "_expected": text,
                "name": text,
                "password": text,
                "_note": text,
            }
            is_ours(Browser(app).post(own(name), params=query, data=sent).headers)
            is_ours(admin.post(own(name), params=query, data=sent, headers=headers).headers)


@pytest.mark.parametrize("text", HOSTILE, ids=ascii)
def test_no_path_sends_anybody_elsewhere(app: Starlette, text: str) -> None:
    raw = text.encode("utf-8")
    for start in (
        "",
        "/",
        "//",
        "/records/",
        "/desk/",
        "/desk/drafts/",
        "/login/",
        "/search/",
        "/files/",
        "/\\",
    ):
        for end in ("", "/", "//", "/..")[: examples(2, 4)]:
            answer = ask(app, f"{start}{text}{end}", b"next=" + raw, {b"host": b"testserver"})
            is_ours(answer.headers)
            assert answer.status < 500
    for target in (f"/{quote(text, safe='')}/", f"//{quote(text)}/", f"/records/{quote(text, safe='')}"):
        is_ours(TestClient(app, follow_redirects=False).get(HERE + target).headers)


def test_signing_in_takes_nothing_along(app: Starlette) -> None:
    signed_in(app, "scout")
    for text in HOSTILE[:: examples(9, 1)]:
        browser = Browser(app)
        browser.headers["Cookie"] = "leuchtturm=" + quote(text)
        app.state.knowledge.accounts.attempts.forget()
        for data in ({"next": text}, {"to": text, "kept:a": text}, {"encoding": text, "lang": text}):
            answer = browser.post("/login", data={"name": "test scout", "password": "wrong", **data})
            assert answer.status_code == 401
            is_ours(answer.headers)
            assert "set-cookie" not in answer.headers


def test_the_host_is_not_believed(app: Starlette, tmp_path: Path) -> None:
    own_site = create_app(a_library(tmp_path, KB_BASE_URL="https://cluster.example"))
    host = b"xss.example"
    for address in (
        "/",
        "/records/practice",
        "/search",
        "/sitemap.xml",
        "/robots.txt",
        "/desk",
        "/login",
        "/search/",
    ):
        answer = ask(own_site, address, b"", {b"host": host})
        assert answer.status == 400
        is_ours(answer.headers)
        assert b"xss" not in answer.body
        forwarded = {b"x-forwarded-host": host, b"forwarded": b"host=" + host, b"host": b"cluster.example"}
        answer = ask(own_site, address, b"", forwarded)
        assert answer.status in (200, 301, 303)
        is_it = str(answer.headers.get("location", "")) + answer.body.decode()
        assert "xss" not in is_it
        for odd in (b'a"><xss>', b"xss.example\\@cluster.example", b"a b", b"\xff", b"a" * 5000):
            answer = ask(app, address, b"", {b"host": odd})
            assert answer.status < 500
            assert b"<xss>" not in answer.body
