"""What lies at an address is fetched as it is.

1. Bytes, kind, charset, time and redirects are told as the server sent them.
2. At most five redirects; a step down from https to http is told.
3. Only what can be imported is taken; statuses other than 200 say what to do.
4. A probe asks for no body.
"""

from __future__ import annotations

import socket

import pytest

from indexer.fetching.fetcher import Fetched, Fetcher, user_agent
from tests.indexer.fetching.local_sites import (
    Script,
    TestClock,
    a_site,
    answer,
    failure,
    fetched,
    fetcher,
    names,
    not_fetched,
    page,
    redirect,
    settings,
)


def test_what_the_server_sent_is_told() -> None:
    with a_site({"/a%20b?c=%C3%BC": page("<p>Größe</p>")}) as site, fetcher(site) as fetch:
        found = fetch.fetch(site.address("/a%20b?c=ü#part"))
        assert found == Fetched(
            asked=site.address("/a%20b?c=ü#part"),
            address=site.address("/a%20b?c=%C3%BC"),
            name="a b",
            data="<p>Größe</p>".encode(),
            media_type="text/html",
            charset="utf-8",
            retrieved="2026-11-24T09:30:00Z",
            redirects=(),
        )
        assert not found.downgraded


@pytest.mark.parametrize(
    ("stated", "kind", "charset"),
    [
        ("text/html", "text/html", None),
        ('TEXT/HTML; Charset="ISO-8859-1"', "text/html", "iso-8859-1"),
        ("application/pdf;charset=binary", "application/pdf", "binary"),
        ("", "application/octet-stream", None),
    ],
)
def test_kind_and_charset_are_those_of_the_server(stated: str, kind: str, charset: str | None) -> None:
    found = fetched(answer(200, b"x", **({"content_type": stated} if stated else {})))
    assert (found.media_type, found.charset) == (kind, charset)


@pytest.mark.parametrize(
    ("path", "stated", "name"),
    [
        ("/", None, "127.0.0.1"),
        ("/reports/2024%20final.pdf?download=1", None, "2024 final.pdf"),
        ("/reports/", None, "reports"),
        ("/get", 'attachment; filename="report.pdf"', "report.pdf"),
        ("/get", "attachment; filename*=UTF-8''Jahresbericht%20%C3%BC.pdf", "Jahresbericht ü.pdf"),
        ("/get", 'attachment; filename="../../etc/passwd"', "passwd"),
        ("/get", 'attachment; filename="C:\\\\temp\\\\a.pdf"', "a.pdf"),
        ("/%2e%2e", None, "127.0.0.1"),
        ("/a%00b%0Ac", None, "abc"),
        ("/get", "attachment", "get"),
        ("/" + "x" * 500, None, "x" * 200),
    ],
)
def test_the_name_is_that_of_the_server_or_the_end_of_the_path(
    path: str, stated: str | None, name: str
) -> None:
    headers = {"content_disposition": stated} if stated else {}
    with a_site({path: page(**headers)}) as site, fetcher(site) as fetch:
        assert fetch.fetch(site.address(path)).name == name


def test_an_internationalised_name_is_asked_for_in_ascii() -> None:
    with a_site({"/": page()}) as site:
        chosen = settings(f"xn--bcher-kva.example:{site.port}")
        resolve = names({"xn--bcher-kva.example": ["127.0.0.1"]})
        with Fetcher(chosen, resolve=resolve, clock=TestClock().clock) as fetch:
            fetch.fetch(site.address(host="bücher.example"))
            assert site.requests[1].headers["host"] == f"xn--bcher-kva.example:{site.port}"


def test_redirects_are_followed_and_told() -> None:
    answers = {
        "/": redirect("one", 301),
        "/one": redirect("/two words?a=b#c", 302),
        "/two%20words?a=b": redirect("?last", 307),
        "/two%20words?last": page(),
    }
    with a_site(answers) as site, fetcher(site) as fetch:
        found = fetch.fetch(site.address())
        assert found.address == site.address("/two%20words?last")
        assert found.redirects == (
            (301, site.address("/one")),
            (302, site.address("/two%20words?a=b")),
            (307, site.address("/two%20words?last")),
        )


def test_the_sixth_redirect_is_not_followed() -> None:
    answers = {f"/{number}": redirect(f"/{number + 1}") for number in range(9)} | {"/9": page()}
    with a_site(answers) as site, fetcher(site) as fetch:
        assert len(fetch.fetch(site.address("/4")).redirects) == 5
        assert failure(fetch, site.address("/3")).reason == "redirects"


def test_an_endless_redirect_ends() -> None:
    with a_site({"/": redirect("/")}) as site, fetcher(site) as fetch:
        assert failure(fetch, site.address()).reason == "redirects"
        assert site.paths == ["/robots.txt", *["/"] * 6]


def test_a_redirect_to_nowhere_is_a_failure() -> None:
    assert not_fetched(answer(302)).reason == "status"


def test_a_step_down_from_https_is_told() -> None:
    found = Fetched("HTTPS://a.example/", "http://b.example/", "", b"", "text/html", None, "", ())
    assert not found.downgraded
    steps = ((302, "https://b.example/"), (302, "http://b.example/"))
    assert Fetched("HTTPS://a.example/", "", "", b"", "text/html", None, "", steps).downgraded
    steps = ((302, "https://a.example/"), (302, "https://b.example/"))
    assert not Fetched("http://a.example/", "", "", b"", "text/html", None, "", steps).downgraded


@pytest.mark.parametrize(
    "kind", ["image/png", "video/mp4", "application/x-msdownload", "text/css", "font/woff"]
)
def test_what_cannot_be_imported_is_not_read(kind: str) -> None:
    failed = not_fetched(answer(200, b"x", content_type=kind))
    assert failed.reason == "content"
    assert kind in str(failed)


@pytest.mark.parametrize(
    ("status", "said"),
    [
        (404, "look where the page is"),
        (410, "for good"),
        (401, "password"),
        (403, "save it"),
        (500, "later"),
        (204, "204"),
        (206, "206"),
        (304, "304"),
        (799, "799"),
    ],
)
def test_another_status_is_a_failure_that_says_what_to_do(status: int, said: str) -> None:
    with a_site({"/": answer(status)}) as site, fetcher(site) as fetch:
        failed = failure(fetch, site.address())
        assert failed.reason == "status"
        assert str(status) in str(failed)
        assert said in str(failed)
        assert site.paths == ["/robots.txt", "/"]


def test_we_say_who_we_are() -> None:
    with a_site({"/": page()}) as site, fetcher(site, KB_BASE_URL="https://cluster.example/wissen") as fetch:
        fetch.fetch(site.address())
        for request in site.requests:
            agent = request.headers["user-agent"]
            assert agent.startswith("Leuchtturm/")
            assert agent.endswith(" (+https://cluster.example/wissen)")
    assert "+" not in user_agent(settings(KB_BASE_URL="/wissen"))


def test_a_probe_asks_for_no_body_and_by_get_only_where_head_fails() -> None:
    def no_head(connection: socket.socket) -> None:
        connection.sendall(b"nonsense\r\n\r\n")

    answers: dict[str, Script | list[Script]] = {
        "/here": answer(200, content_length="1000000000", content_type="video/mp4"),
        "/moved": redirect("/here", 301),
        "/no-head": [answer(405), page()],
        "/broken-head": [no_head, page()],
        "/gone": answer(410),
    }
    with a_site(answers) as site, fetcher(site) as fetch:
        assert fetch.probe(site.address("/here")).status == 200
        assert fetch.probe(site.address("/moved")).redirects == ((301, site.address("/here")),)
        assert fetch.probe(site.address("/no-head")).status == 200
        assert fetch.probe(site.address("/broken-head")).status == 200
        assert fetch.probe(site.address("/gone")).status == 410
        methods = {path: [r.method for r in site.requests if r.path == path] for path in answers}
        assert methods["/here"] == ["HEAD", "HEAD"]
        assert methods["/no-head"] == methods["/broken-head"] == methods["/gone"] == ["HEAD", "GET"]
