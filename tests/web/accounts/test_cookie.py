"""Which cookie holds the session?

1. It is HttpOnly, SameSite=Lax, of this host and for the path of the site only, and ends with the session.
2. It is Secure where the browser speaks https, also to a trusted proxy; others are not believed.
3. With https and no path it has the prefix __Host-; then the one without is nothing.
4. Nothing a browser sends as a cookie is a failure.
"""

from __future__ import annotations

from http.cookies import SimpleCookie
from pathlib import Path

import pytest

from tests.web.desk.signed_in import PASSWORD, Browser, an_account, an_empty_site, signed_in
from web.accounts.sessions import OLDEST

FORM = {"name": "test scout", "password": PASSWORD}


@pytest.mark.parametrize(
    ("environment", "base_url", "forwarded", "expected"),
    [
        ({}, "http://testserver", None, ("leuchtturm", "/", False)),
        ({}, "https://testserver", None, ("__Host-leuchtturm", "/", True)),
        ({"KB_BASE_URL": "/wissen"}, "http://testserver", None, ("leuchtturm", "/wissen", False)),
        ({"KB_BASE_URL": "/wissen"}, "https://testserver", None, ("leuchtturm", "/wissen", True)),
        (
            {"KB_TRUSTED_PROXIES": "192.0.2.1"},
            "http://testserver",
            "192.0.2.1",
            ("__Host-leuchtturm", "/", True),
        ),
        ({"KB_TRUSTED_PROXIES": "192.0.2.1"}, "http://testserver", "192.0.2.2", ("leuchtturm", "/", False)),
        ({"KB_BASE_URL": "https://testserver"}, "http://testserver", None, ("__Host-leuchtturm", "/", True)),
        ({"KB_BASE_URL": "https://other.example"}, "http://localhost:8000", None, ("leuchtturm", "/", False)),
    ],
)
def test_the_cookie_is_as_safe_as_the_connection(
    tmp_path: Path,
    environment: dict[str, str],
    base_url: str,
    forwarded: str | None,
    expected: tuple[str, str, bool],
) -> None:
    app = an_empty_site(tmp_path, **environment)
    an_account(app, "scout")
    prefix = app.state.knowledge.settings.path_prefix
    options = {"client": (forwarded, 1)} if forwarded else {}
    with Browser(app, base_url, **options) as browser:
        if forwarded:
            browser.headers["X-Forwarded-Proto"] = "https"
            browser.headers["Origin"] = "https://testserver" if expected[2] else base_url
        answer = browser.post(f"{prefix}/login", data=FORM)
        assert answer.status_code == 303
        ((name, cookie),) = SimpleCookie(answer.headers["set-cookie"]).items()
        assert (name, cookie["path"], bool(cookie["secure"])) == expected
        assert cookie["httponly"]
        assert cookie["samesite"] == "lax"
        assert cookie["max-age"] == str(OLDEST)
        assert cookie["domain"] == ""
        sent = {"Cookie": f"{name}={cookie.value}"}
        assert browser.get(f"{prefix}/desk/account", headers=sent).status_code == 200
        out = browser.post(f"{prefix}/logout", headers=sent)
        ((dropped, gone),) = SimpleCookie(out.headers["set-cookie"]).items()
        assert (dropped, gone["path"], gone["max-age"]) == (name, expected[1], "0")


def test_the_name_without_prefix_is_nothing_where_the_prefix_is_due(tmp_path: Path) -> None:
    app = an_empty_site(tmp_path)
    with signed_in(app, "scout", base_url="https://testserver") as scout:
        assert scout.get("/desk/account").status_code == 200
        token = dict(scout.cookies)["__Host-leuchtturm"]
    with Browser(app, "https://testserver", cookies={"leuchtturm": token}) as planted:
        assert planted.get("/desk/account").status_code == 303


@pytest.mark.parametrize(
    "cookie",
    [
        b"",
        b"leuchtturm",
        b"leuchtturm=",
        b"leuchtturm=;",
        b"=x",
        b"leuchtturm=" + b"a" * 50_000,
        b"leuchtturm=\xff\xfe",
        b'leuchtturm="a\\"b"',
        b"leuchtturm=a; leuchtturm=b",
        b"leuchtturm=' OR 1=1 --",
        b";" * 1000,
    ],
)
def test_whatever_is_sent_as_a_cookie_is_no_failure(tmp_path: Path, cookie: bytes) -> None:
    app = an_empty_site(tmp_path)
    with Browser(app) as browser:
        for address in ("/desk/account", "/login", "/about"):
            answer = browser.get(address, headers={b"cookie": cookie})
            assert answer.status_code in (200, 303)
            assert "set-cookie" not in answer.headers
