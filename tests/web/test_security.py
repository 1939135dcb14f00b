"""What protects readers?

1. Every answer carries the security headers, whatever its route and status.
2. Nothing may run or load from elsewhere, and nothing inline.
3. With a public host only that host and loopback names are answered.
4. Client address and scheme come from trusted proxies only.
5. The API may be read by scripts of other sites, pages may not.
6. With networks of the desk it is as if it was not there for everybody else, and there for all of them.
"""

from __future__ import annotations

from pathlib import Path

import pytest
from starlette.applications import Starlette
from starlette.requests import Request
from starlette.responses import PlainTextResponse, Response
from starlette.routing import Route
from starlette.testclient import TestClient

from tests.web.desk.signed_in import Browser, an_empty_site
from tests.web.sites import a_corpus
from web.application import create_app
from web.security import CONTENT_SECURITY_POLICY, SECURITY_HEADERS, trusted_proxies

ADDRESSES = [
    ("GET", "/", 200),
    ("GET", "/search", 200),
    ("GET", "/records/fees", 200),
    ("GET", "/records/old-fees", 301),
    ("GET", "/records/gone", 410),
    ("GET", "/nowhere", 404),
    ("POST", "/search", 405),
    ("GET", "/api/search", 200),
    ("GET", "/api/search?page=x", 400),
    ("GET", "/api/nowhere", 404),
    ("GET", "/robots.txt", 200),
    ("GET", "/sitemap.xml", 200),
    ("GET", "/healthz", 200),
    ("GET", "/search/", 301),
    ("GET", "/static/x/y.css", 404),
]


@pytest.mark.parametrize(("method", "address", "status"), ADDRESSES)
def test_every_answer_carries_the_security_headers(
    site: TestClient, method: str, address: str, status: int
) -> None:
    answer = site.request(method, address)
    assert answer.status_code == status
    assert {name: answer.headers.get(name) for name in SECURITY_HEADERS} == SECURITY_HEADERS
    assert "set-cookie" not in answer.headers
    assert "server" not in answer.headers


def test_a_failure_of_ours_carries_them_too(tmp_path: Path) -> None:
    app = create_app(a_corpus(tmp_path))

    def broken(_: Request) -> Response:
        raise ZeroDivisionError("secret")

    app.router.routes.insert(0, Route("/broken", broken))
    answer = TestClient(app, raise_server_exceptions=False).get("/broken")
    assert answer.status_code == 500
    assert answer.headers["content-security-policy"] == CONTENT_SECURITY_POLICY
    assert "secret" not in answer.text
    assert "ZeroDivisionError" not in answer.text


def test_a_304_carries_them_too(site: TestClient) -> None:
    tag = site.get("/api/search").headers["etag"]
    answer = site.get("/api/search", headers={"If-None-Match": tag})
    assert answer.status_code == 304
    assert answer.headers["content-security-policy"] == CONTENT_SECURITY_POLICY


def test_nothing_runs_inline_or_from_elsewhere() -> None:
    rules = dict(rule.split(" ", 1) for rule in CONTENT_SECURITY_POLICY.split("; "))
    assert rules["default-src"] == "'none'"
    assert set(rules.values()) == {"'none'", "'self'"}


@pytest.mark.parametrize(
    ("host", "welcome"),
    [
        ("cluster.example", True),
        ("CLUSTER.example:8000", True),
        ("localhost:8000", True),
        ("127.0.0.1", True),
        ("[::1]:8000", True),
        ("[::1]", True),
        ("evil.example", False),
        ("cluster.example.evil.example", False),
        ("evil-cluster.example", False),
        ("evil.example:cluster.example", False),
        ("", False),
        ("cluster.example, evil.example", False),
    ],
)
def test_only_the_public_host_and_loopback_names_are_answered(
    site_below_a_path: TestClient, host: str, welcome: bool
) -> None:
    answer = site_below_a_path.get("/wissen/healthz", headers={"Host": host})
    assert answer.status_code == (200 if welcome else 400)
    if not welcome:
        assert answer.headers["content-security-policy"] == CONTENT_SECURITY_POLICY
    problem = site_below_a_path.get("/wissen/api/search", headers={"Host": host})
    assert problem.headers["content-type"].startswith(
        "application/json" if welcome else "application/problem"
    )


def test_without_a_public_host_every_name_is_answered(site: TestClient) -> None:
    assert site.get("/healthz", headers={"Host": "anything.example"}).status_code == 200


def _who_asks(app: Starlette, client: str) -> tuple[str, str]:
    def who(request: Request) -> Response:
        assert request.client
        return PlainTextResponse(f"{request.client.host} {request.url.scheme}")

    app.router.routes.insert(0, Route("/who", who))
    answer = TestClient(app, client=(client, 1)).get(
        "/who", headers={"X-Forwarded-For": "203.0.113.9", "X-Forwarded-Proto": "https"}
    )
    address, _, scheme = answer.text.partition(" ")
    return address, scheme


@pytest.mark.parametrize(
    ("client", "seen"),
    [
        ("10.1.2.3", ("203.0.113.9", "https")),
        ("192.0.2.1", ("203.0.113.9", "https")),
        ("192.0.2.2", ("192.0.2.2", "http")),
    ],
)
def test_only_trusted_proxies_say_who_asks(tmp_path: Path, client: str, seen: tuple[str, str]) -> None:
    settings = a_corpus(tmp_path, KB_TRUSTED_PROXIES="10.1.0.7/16, 192.0.2.1")
    assert _who_asks(create_app(settings), client) == seen


def test_without_trusted_proxies_nobody_is_believed(tmp_path: Path) -> None:
    settings = a_corpus(tmp_path)
    assert trusted_proxies(settings) == []
    assert _who_asks(create_app(settings), "127.0.0.1") == ("127.0.0.1", "http")


DESK = ("/desk", "/desk/new", "/desk/drafts/x", "/login", "/login?next=/desk", "/logout", "/desk/")


@pytest.mark.parametrize("prefix", ["", "/wissen"])
@pytest.mark.parametrize("client", ["192.0.2.1", "2001:db8::1", "::ffff:192.0.2.1", "127.0.0.1", "socket"])
def test_for_other_networks_there_is_no_desk(tmp_path: Path, client: str, prefix: str) -> None:
    networks = "10.1.0.7/16, 2001:db8:1::/48"
    app = an_empty_site(tmp_path, KB_DESK_NETWORKS=networks, KB_BASE_URL=prefix)
    asked = Browser(app, client=(client, 1))
    nowhere = asked.get(f"{prefix}/desks")
    for path in DESK:
        for method in ("GET", "POST"):
            answer = asked.request(method, f"{prefix}{path}", data={"a": "b"} if method == "POST" else None)
            assert answer.status_code == 404
            assert answer.headers["content-security-policy"] == CONTENT_SECURITY_POLICY
        assert asked.get(f"{prefix}{path}").headers.keys() == nowhere.headers.keys()
    assert asked.get(f"{prefix}/about").status_code == 200
    assert asked.get(f"{prefix}/feedback").status_code == 200


@pytest.mark.parametrize("client", ["10.1.2.3", "::ffff:10.1.2.3", "2001:db8:1::5", "2001:db8:1::5%eth0"])
def test_for_its_own_networks_there_is_one(tmp_path: Path, client: str) -> None:
    app = an_empty_site(tmp_path, KB_DESK_NETWORKS="10.1.0.7/16, 2001:db8:1::/48")
    asked = Browser(app, client=(client, 1))
    assert asked.get("/desk").headers["location"].endswith("/login?next=%2Fdesk")
    assert asked.get("/login").status_code == 200


def test_behind_a_proxy_the_network_is_that_of_the_client(tmp_path: Path) -> None:
    app = an_empty_site(tmp_path, KB_DESK_NETWORKS="10.1.0.0/16", KB_TRUSTED_PROXIES="192.0.2.1")

    def status(client: str, forwarded: str) -> int:
        asked = Browser(app, client=(client, 1))
        return asked.get("/login", headers={"X-Forwarded-For": forwarded}).status_code

    assert status("192.0.2.1", "10.1.2.3") == 200
    assert status("192.0.2.1", "203.0.113.9") == 404
    assert status("10.1.9.9", "203.0.113.9") == 200
    assert status("203.0.113.9", "10.1.2.3") == 404


def test_other_sites_may_read_the_api_and_nothing_else(site: TestClient) -> None:
    for address in ("/api/search", "/api/records/never-was", "/api/openapi.json"):
        assert site.get(address).headers["access-control-allow-origin"] == "*"
    for address in ("/", "/search", "/records/fees", "/healthz", "/apiary"):
        assert "access-control-allow-origin" not in site.get(address).headers
