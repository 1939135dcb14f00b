"""People who are signed in, for the tests of the desk.

with signed_in(app, "editor") as editor:
    editor.get("/desk")                          # as a person's browser would
    editor.post("/desk/new", data={"_action": "save"})
    editor.account                               # who that is
"""

from __future__ import annotations

from pathlib import Path
from typing import Any

from argon2 import PasswordHasher
from starlette.applications import Starlette
from starlette.testclient import TestClient

from kb.settings import load_settings
from web.accounts.account import Account, Role
from web.accounts.accounts import Accounts
from web.accounts.cookie import NAME
from web.accounts.errors import AccountMissing
from web.accounts.passwords import Passwords
from web.application import create_app
from web.knowledge import Knowledge

PASSWORD = "a pass phrase of the tests"
CHEAP = PasswordHasher(time_cost=1, memory_cost=8, parallelism=1)


class Browser(TestClient):
    """A client that says where its forms come from, as browsers do, and does not follow redirects."""

    def __init__(self, app: Any, base_url: str = "http://testserver", **options: Any) -> None:
        super().__init__(app, base_url=base_url, **{"follow_redirects": False, **options})
        self.headers.update({"Origin": base_url, "Sec-Fetch-Site": "same-origin"})


class Person(Browser):
    """Somebody's browser; ``account`` is theirs."""

    account: Account


def cheap_accounts(app: Starlette) -> Accounts:
    """The accounts of a site, hashing with parameters that cost nothing."""
    knowledge: Knowledge = app.state.knowledge
    return Accounts(knowledge.settings.accounts, Passwords(CHEAP))


def an_empty_site(folder: Path, **environment: str) -> Starlette:
    """A site without records and index, whose passwords cost nothing."""
    places = {"KB_CORPUS": str(folder / "corpus"), "KB_VAR": str(folder / "var")}
    app = create_app(load_settings({**places, **environment}, folder))
    app.state.knowledge.accounts = cheap_accounts(app)
    return app


def an_account(app: Starlette, role: Role, name: str | None = None) -> Account:
    """The account of this name (that of the role if none is given), made if there is none, with PASSWORD."""
    accounts = cheap_accounts(app)
    try:
        return accounts.named(name or f"test {role}")
    except AccountMissing:
        return accounts.add(name or f"test {role}", role, PASSWORD)


def signed_in(
    app: Starlette,
    role: Role,
    *,
    name: str | None = None,
    base_url: str = "http://testserver",
    **options: Any,
) -> Person:
    """The browser of somebody of this role who is signed in; another ``name`` is another person."""
    account = an_account(app, role, name)
    token = cheap_accounts(app).sessions.open(account.id, network="192.0.2.0/24", browser="Firefox")
    person = Person(app, base_url, **options)
    person.account = account
    secure = base_url.startswith("https") and not app.state.knowledge.settings.path_prefix
    person.cookies.set(f"__Host-{NAME}" if secure else NAME, token)
    return person
