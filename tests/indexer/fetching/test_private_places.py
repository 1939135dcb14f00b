"""Nobody gets the fetcher to ask a host that is not public (server-side request forgery).

1. Loopback, private, link-local and all other special addresses are refused, in every way to write them.
2. A name is refused if any of its addresses is not public.
3. The connection goes to the very address that was checked: a name that is resolved twice differently cannot
   lead elsewhere, and every redirect is checked anew.
4. Other schemes, names and passwords, and hidden signs are refused, in redirects too.
5. Without the explicit allow-list the same local server is refused that answers with it; an entry allows no
   more than it says.
6. Proxy variables, netrc files and cookies have no effect.
"""

from __future__ import annotations

import socket
from collections.abc import Iterator, Sequence
from pathlib import Path
from typing import Any

import pytest

from indexer.errors import FetchFailed, FetchRefused
from indexer.fetching.fetcher import Fetcher
from tests.indexer.fetching.local_sites import (
    Answers,
    Site,
    TestClock,
    a_site,
    fetcher,
    names,
    page,
    redirect,
    settings,
)
from tests.indexer.fetching.special_addresses import SPECIAL

PUBLIC = "93.184.215.14"


@pytest.fixture
def inner() -> Iterator[Site]:
    """A server nobody may get us to ask."""
    with a_site({"/": page("secret"), "/robots.txt": page("User-agent: *\nAllow: /")}) as site:
        yield site
        assert site.requests == []


class Connections:
    """Every connection this process makes: where it was to lead; it is led to a local server."""

    def __init__(self, monkeypatch: pytest.MonkeyPatch, port: int) -> None:
        self.made: list[tuple[str, int]] = []
        original = socket.create_connection

        def connect(address: tuple[str, int], timeout: float, **_: Any) -> socket.socket:
            self.made.append(address)
            return original(("127.0.0.1", port), timeout)

        monkeypatch.setattr(socket, "create_connection", connect)


def refusal(fetch: Fetcher, address: str) -> FetchRefused:
    with pytest.raises(FetchRefused) as refused:
        fetch.fetch(address)
    assert "\n" not in str(refused.value)
    return refused.value


@pytest.mark.parametrize("address", SPECIAL)
def test_special_addresses_are_refused_as_they_stand_and_behind_a_name(address: str) -> None:
    host = f"[{address}]" if ":" in address else address
    with fetcher(resolve=names({"inside.example": [address]})) as fetch:
        assert refusal(fetch, f"http://{host}/").reason == "place"
        assert refusal(fetch, "https://inside.example/").reason == "place"


@pytest.mark.parametrize(
    "host",
    [
        "2130706433",
        "0x7f000001",
        "0x7f.0.0.1",
        "0177.0.0.1",
        "017700000001",
        "127.1",
        "127.0.1",
        "127.0.0.1.",
        "0x7f.1",
        "127.0.0.0x1",
        "example.0x7f",
        "256.1.1.1",
        "1.2.3.4.5",
        "0x",
        "[fe80::1%eth0]",
        "[fe80::1%25eth0]",
        "[::1",
        "::1",
        "[::g]",
        "%31%32%37.0.0.1",
        "①②⑦.⓪.⓪.①",
        "127。0。0。1",
        "exa mple.org",
        "example..org",
        "-.example\\@127.0.0.1",
        "a" * 64 + ".example",
    ],
)
def test_unusual_ways_to_write_a_host_are_refused_without_looking_them_up(host: str) -> None:
    def resolve(asked: str, _port: int) -> Sequence[str]:
        raise AssertionError(f"{asked} was looked up")

    with fetcher(resolve=resolve) as fetch:
        refusal(fetch, f"http://{host}/")


@pytest.mark.parametrize("found", [[PUBLIC, "10.0.0.1"], ["10.0.0.1", PUBLIC], [PUBLIC, "::1"]])
def test_a_name_with_a_public_and_a_private_address_is_refused(found: list[str]) -> None:
    with fetcher(resolve=names({"both.example": found})) as fetch:
        assert refusal(fetch, "http://both.example/").reason == "place"


def test_only_the_address_that_was_checked_is_connected_to(monkeypatch: pytest.MonkeyPatch) -> None:
    looked_up: list[str] = []

    def rebinding(host: str, _port: int) -> Sequence[str]:
        looked_up.append(host)
        return [PUBLIC] if len(looked_up) <= 2 else ["127.0.0.1"]

    with a_site({"/": page()}) as site, fetcher(resolve=rebinding) as fetch:
        connections = Connections(monkeypatch, site.port)
        assert fetch.fetch("http://rebind.example/").data == b"<p>Hello</p>"
        assert connections.made == [(PUBLIC, 80)] * 2  # robots.txt and the page
        assert len(looked_up) == 2  # once for each connection, never a second time by the connection
        assert [request.headers["host"] for request in site.requests] == ["rebind.example"] * 2
        assert refusal(fetch, "http://rebind.example/").reason == "place"
        assert len(connections.made) == 2


def test_the_next_address_is_tried_if_the_first_does_not_answer(monkeypatch: pytest.MonkeyPatch) -> None:
    with a_site({"/": page()}) as site, fetcher(resolve=names({"two.example": ["1.1.1.1", PUBLIC]})) as fetch:
        connections = Connections(monkeypatch, site.port)
        led = socket.create_connection

        def first_is_down(address: tuple[str, int], timeout: float, **_: Any) -> socket.socket:
            if address[0] == "1.1.1.1":
                raise ConnectionRefusedError(111, "Connection refused")
            return led(address, timeout)

        monkeypatch.setattr(socket, "create_connection", first_is_down)
        assert fetch.fetch("http://two.example/").media_type == "text/html"
        assert connections.made == [(PUBLIC, 80)] * 2


@pytest.mark.parametrize(
    "location",
    [
        "http://127.0.0.1:{port}/",
        "//127.0.0.1:{port}/",
        "http://[::ffff:127.0.0.1]:{port}/",
        "http://inside.example:{port}/",
        "http://169.254.169.254/latest/meta-data/",
        "http://2130706433:{port}/",
        "http://user:word@127.0.0.1:{port}/",
        "file:///etc/passwd",
        "gopher://127.0.0.1:{port}/_GET",
        "ftp://127.0.0.1/",
        "data:text/html,<p>x</p>",
        "javascript:alert(1)",
        "jar:http://127.0.0.1:{port}/!/",
        "http:///",
        "http://",
    ],
)
def test_a_redirect_leads_to_no_such_place_either(
    inner: Site, location: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    known = names({"outside.example": [PUBLIC], "inside.example": ["127.0.0.1"]})
    with a_site({"/": redirect(location.format(port=inner.port))}) as outer, fetcher(resolve=known) as fetch:
        connections = Connections(monkeypatch, outer.port)
        refusal(fetch, "http://outside.example/")
        assert {host for host, _ in connections.made} == {PUBLIC}


def test_a_redirect_of_robots_txt_leads_to_no_such_place_either(
    inner: Site, monkeypatch: pytest.MonkeyPatch
) -> None:
    answers = {"/": page(), "/robots.txt": redirect(inner.address("/robots.txt"))}
    with a_site(answers) as outer, fetcher(resolve=names({"outside.example": [PUBLIC]})) as fetch:
        connections = Connections(monkeypatch, outer.port)
        assert refusal(fetch, "http://outside.example/").reason == "place"
        assert connections.made == [(PUBLIC, 80)]


@pytest.mark.parametrize(
    "address",
    [
        "file:///etc/passwd",
        "FILE:///etc/passwd",
        "gopher://example.org/",
        "ftp://example.org/a.pdf",
        "data:text/plain,hello",
        "ws://example.org/",
        "javascript:alert(1)",
        "mailto:nobody",
        "/etc/passwd",
        "//example.org/",
        "example.org",
        "",
        "http:",
        "http:example.org",
        "https://",
        "http://name:word@example.org/",
        "http://name@example.org/",
        "http://example.org@127.0.0.1/",
        "http://exam\nple.org/",
        "http://example.org/\r\nHost: inside.example",
        "http://example.org/\t",
        " http://example.org/",
        "http://example.org/\x00",
        "http://example.org/\u202egpj",
        "http://example.org:0/",
        "http://example.org:22/",
        "http://example.org:25/",
        "http://example.org:65536/",
        "http://example.org:http/",
        "http://example.org/" + "a" * 2000,
    ],
)
def test_what_is_no_plain_web_address_is_refused_by_its_form(address: str) -> None:
    with fetcher(resolve=names({"example.org": [PUBLIC]})) as fetch:
        refused = refusal(fetch, address)
        assert refused.reason == "form"
        assert str(refused).count(". ") == 1  # what is wrong, and what to do
        assert "word" not in str(refused).replace("password", "")


def test_the_same_local_server_answers_only_where_it_is_allowed(inner: Site) -> None:
    with Fetcher(settings(), clock=TestClock().clock) as fetch:
        assert refusal(fetch, inner.address()).reason == "place"
        assert refusal(fetch, inner.address(host="localhost")).reason == "place"
    with a_site({"/": page("welcome")}) as site, Fetcher(settings(site.allowed)) as fetch:
        assert fetch.fetch(site.address()).data == b"welcome"
        assert refusal(fetch, inner.address()).reason == "place"


@pytest.mark.parametrize(
    ("allowed", "served"),
    [
        ("127.0.0.1:{port}", True),
        ("127.0.0.0/8", True),
        ("127.0.0.0/8:{port}", True),
        ("10.0.0.0/8, intranet.example:{port}", True),
        ("Intranet.Example", True),
        ("intranet.example:1", False),
        ("127.0.0.1:1", False),
        ("127.0.0.2", False),
        ("[::1]:{port}", False),
        ("other.example", False),
        ("", False),
    ],
)
def test_an_entry_of_the_allow_list_allows_no_more_than_it_says(allowed: str, served: bool) -> None:
    with a_site({"/": page()}) as site:
        chosen = settings(allowed.format(port=site.port))
        resolve = names({"intranet.example": ["127.0.0.1"]})
        with Fetcher(chosen, resolve=resolve, clock=TestClock().clock) as fetch:
            address = site.address(host="intranet.example")
            if served:
                assert fetch.fetch(address).address == address
            else:
                assert refusal(fetch, address).reason == "place"


@pytest.mark.parametrize("variable", ["HTTP_PROXY", "http_proxy", "ALL_PROXY", "all_proxy", "HTTPS_PROXY"])
def test_proxy_variables_have_no_effect(monkeypatch: pytest.MonkeyPatch, inner: Site, variable: str) -> None:
    monkeypatch.setenv(variable, f"http://127.0.0.1:{inner.port}")
    monkeypatch.delenv("NO_PROXY", raising=False)
    monkeypatch.delenv("no_proxy", raising=False)
    with a_site({"/": page()}) as site, fetcher(site) as fetch:
        assert fetch.fetch(site.address()).data == b"<p>Hello</p>"


def test_no_password_and_no_cookie_is_ever_sent(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> None:
    netrc = tmp_path / "netrc"
    netrc.write_text("default login somebody password word\n", "utf-8")
    netrc.chmod(0o600)
    monkeypatch.setenv("NETRC", str(netrc))
    answers: dict[str, Answers] = {
        "/": [answer_with_cookie("/next"), answer_with_cookie("/next")],
        "/next": page(set_cookie="second=2"),
    }
    with a_site(answers) as site, fetcher(site) as fetch:
        fetch.fetch(site.address())
        fetch.fetch(site.address())
        assert site.paths == ["/robots.txt", "/", "/next", "/", "/next"]
        for request in site.requests:
            assert {"cookie", "authorization", "proxy-authorization", "referer"}.isdisjoint(request.headers)


def answer_with_cookie(location: str) -> bytes:
    return redirect(location).replace(b"\r\n", b"\r\nSet-Cookie: first=1; Path=/\r\n", 1)


def test_a_name_that_does_not_exist_is_no_refusal() -> None:
    with fetcher() as fetch, pytest.raises(FetchFailed, match=r"There is no host gone\.example\. ") as failed:
        fetch.fetch("http://gone.example/")
    assert failed.value.reason == "unknown-host"
