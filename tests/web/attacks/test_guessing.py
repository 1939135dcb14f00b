"""Can somebody get in by trying, or by leaving a session behind?

1. Many names from one network, one name from many networks, many addresses of one network, one name in many
   spellings: each of them comes to an end, and what a browser says of its own address does not help.
2. Every attempt costs one comparison with the same parameters, whatever is wrong with it, or none at all when
   it is refused for their number: time tells nothing.
3. A session somebody has opened and planted is not the session of who signs in with it.
4. The page of signing in tells nothing of accounts that are there.
"""

from __future__ import annotations

from typing import Any

import pytest
from argon2 import PasswordHasher
from limits import RateLimitItemPerHour, RateLimitItemPerMinute
from starlette.applications import Starlette

from tests.tiers import examples
from tests.web.desk.signed_in import PASSWORD, Browser, an_account, an_empty_site
from web.accounts.accounts import Accounts
from web.accounts.attempts import NAME, NAME_IN_NETWORK, NETWORK, Attempts
from web.accounts.cookie import NAME as COOKIE
from web.accounts.database import Database
from web.accounts.passwords import Passwords


@pytest.fixture(scope="module")
def app(tmp_path_factory: pytest.TempPathFactory) -> Starlette:
    app = an_empty_site(tmp_path_factory.mktemp("guessing"))
    an_account(app, "admin")
    an_account(app, "scout", "zoe")
    app.state.knowledge.accounts.disable(an_account(app, "scout", "withdrawn").id)
    return app


WRONG = "a wrong pass phrase"
# Wide limits take many requests to reach; that they are what they are is a test of the attempts.
OF_A_NETWORK = RateLimitItemPerMinute(examples(14, NETWORK.amount), 15, "network")
OF_A_NAME = RateLimitItemPerHour(examples(14, NAME.amount), 1, "name")


@pytest.fixture(autouse=True)
def nobody_has_tried_yet(app: Starlette) -> None:
    settings = app.state.knowledge.settings
    attempts = Attempts(Database(settings.accounts), NAME_IN_NETWORK, OF_A_NETWORK, OF_A_NAME)
    app.state.knowledge.accounts.attempts = attempts
    attempts.forget()


def attempt(app: Starlette, name: str, password: str = WRONG, host: str = "192.0.2.1", **headers: str) -> Any:
    browser = Browser(app, client=(host, 40000))
    return browser.post("/login?lang=en", data={"name": name, "password": password}, headers=headers)


def admitted(app: Starlette, attempts: list[dict[str, str]]) -> int:
    """How many of these attempts were looked at."""
    return [attempt(app, **one).status_code for one in attempts].count(401)


def test_many_names_from_one_network_come_to_an_end(app: Starlette) -> None:
    guesses = [{"name": f"person {n}", "host": f"192.0.2.{n % 250}"} for n in range(OF_A_NETWORK.amount + 5)]
    assert admitted(app, guesses) == OF_A_NETWORK.amount
    assert attempt(app, "zoe", PASSWORD, "192.0.2.251").status_code == 429
    assert attempt(app, "zoe", PASSWORD, "198.51.100.1").status_code == 303


def test_one_name_from_many_networks_comes_to_an_end(app: Starlette) -> None:
    guesses = [{"name": "zoe", "host": f"198.{n}.100.1"} for n in range(OF_A_NAME.amount + 5)]
    assert admitted(app, guesses) == OF_A_NAME.amount
    assert attempt(app, "zoe", PASSWORD, "203.0.113.1").status_code == 429
    assert attempt(app, "test admin", PASSWORD, "203.0.113.1").status_code == 303


@pytest.mark.parametrize("name", ["zoe", "nobody"])
def test_what_a_browser_says_of_itself_does_not_help(app: Starlette, name: str) -> None:
    most = NAME_IN_NETWORK.amount
    spellings = (name, name.upper(), f"  {name} ", "".join(chr(ord(sign) + 0xFEE0) for sign in name))
    guesses = [
        {
            "name": spellings[n % len(spellings)],
            "X-Forwarded-For": f"203.0.113.{n}",
            "Forwarded": f"for=203.0.113.{n}",
            "X-Real-IP": f"203.0.113.{n}",
            "User-Agent": f"browser {n}",
            "Cookie": f"{COOKIE}={n}",
        }
        for n in range(most + 3)
    ]
    assert admitted(app, guesses) == most


def test_addresses_of_one_network_are_one(app: Starlette) -> None:
    guesses = [
        {"name": "zoe", "host": f"2001:db8:0:12{n:02x}::{n}"} for n in range(NAME_IN_NETWORK.amount + 3)
    ]
    assert admitted(app, guesses) == NAME_IN_NETWORK.amount


class Counting(PasswordHasher):
    """Notes the parameters of each comparison, and how much is compared."""

    def __init__(self) -> None:
        super().__init__(1, 8, 1)
        self.compared: list[tuple[str, int]] = []

    def verify(self, hash: str | bytes, password: str | bytes) -> bool:  # type: ignore[override]
        parameters = str(hash).rsplit("$", 2)[0]
        self.compared.append((parameters, min(1, len(password))))
        return bool(super().verify(hash, password))


def test_every_attempt_costs_the_same(app: Starlette, monkeypatch: pytest.MonkeyPatch) -> None:
    hasher = Counting()
    accounts = Accounts(app.state.knowledge.settings.accounts, Passwords(hasher))
    monkeypatch.setattr(app.state.knowledge, "accounts", accounts)
    hasher.hash("makes the stand-in")
    costs = []
    for name, password in (
        ("zoe", "wrong"),
        ("nobody", "wrong"),
        ("withdrawn", "wrong"),
        ("withdrawn", PASSWORD),
        ("x" * 10_000, "wrong"),
        ("\x00", "wrong"),
        ("zoe", PASSWORD + "x" * 100_000),
    ):
        hasher.compared.clear()
        assert attempt(app, name, password).status_code == 401
        costs.append(list(hasher.compared))
    assert costs == [costs[0]] * len(costs)
    assert len(costs[0]) == 1


def test_a_refused_attempt_looks_at_no_password(app: Starlette, monkeypatch: pytest.MonkeyPatch) -> None:
    hasher = Counting()
    accounts = Accounts(app.state.knowledge.settings.accounts, Passwords(hasher))
    monkeypatch.setattr(app.state.knowledge, "accounts", accounts)
    for _ in range(NAME_IN_NETWORK.amount):
        attempt(app, "zoe")
    hasher.compared.clear()
    answers = [attempt(app, "zoe", password) for password in ("wrong", PASSWORD)]
    assert [answer.status_code for answer in answers] == [429, 429]
    assert hasher.compared == []


def test_a_planted_session_is_not_signed_in_with(app: Starlette) -> None:
    accounts: Accounts = app.state.knowledge.accounts
    planter = an_account(app, "scout", "planter")
    planted = accounts.sessions.open(planter.id, network="198.51.100.0/24", browser="")
    victim = Browser(app, cookies={COOKIE: planted})
    answer = victim.post("/login", data={"name": "zoe", "password": PASSWORD})
    assert answer.status_code == 303
    given = answer.headers["set-cookie"].partition(";")[0].partition("=")[2]
    assert given != planted
    found = accounts.sessions.find(given)
    assert found
    assert found.account.name == "zoe"
    assert accounts.sessions.find(planted) is None
    assert {"httponly", "samesite=lax", "path=/"} <= set(answer.headers["set-cookie"].lower().split("; "))


@pytest.mark.parametrize("place", ["query", "form", "header"])
def test_a_session_comes_by_its_cookie_only(app: Starlette, place: str) -> None:
    accounts: Accounts = app.state.knowledge.accounts
    token = accounts.sessions.open(an_account(app, "admin").id, network="198.51.100.0/24", browser="")
    browser, named = Browser(app), {COOKIE: token, "session": token, "token": token}
    if place == "query":
        answer: Any = browser.get("/desk", params=named)
    elif place == "form":
        answer = browser.post("/desk/new", data=named)
    else:
        answer = browser.get("/desk", headers={"Authorization": f"Bearer {token}", "X-Session": token})
    assert answer.status_code in (303, 401)
    if place == "form":
        assert "set-cookie" not in answer.headers


def test_the_page_tells_nothing_of_accounts(app: Starlette) -> None:
    pages = [attempt(app, name).text.replace(name, "") for name in ("zoe", "nobody", "withdrawn")]
    assert len(set(pages)) == 1
