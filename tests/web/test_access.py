"""Who may go where? Every route, every role, every method, against one table: tests/golden/web/access.yaml.

1. Each route of the application has a row there, with the methods it takes, and each row has its route.
2. Every cell is as the table says, for nobody, scouts, editors, administrators and a disabled account; so is
   every action of a page that asks for more than its page.
3. HEAD is allowed where GET is; no other method is taken anywhere.
4. Every answer to somebody who is signed in on the desk is kept by no cache and listed by no search engine.
5. A form of another site is refused on every route that takes one, whoever sends it, before anything else; so
   is one that does not say where it comes from.
6. Every route refuses a body that is too large.
7. Readers get no cookie anywhere.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import pytest
from starlette.applications import Starlette
from starlette.routing import BaseRoute, Mount, Route
from starlette.testclient import TestClient

from kb import strict_yaml
from tests.web.desk.signed_in import Browser, Person, an_account, cheap_accounts, signed_in
from tests.web.papers import DIGESTS, a_library
from web.application import create_app
from web.knowledge import Knowledge

TABLE: Any = strict_yaml.read((Path(__file__).parents[1] / "golden/web/access.yaml").read_text("utf-8")).value
ROLES: list[str] = TABLE["roles"]
ROWS: dict[str, dict[str, Any]] = TABLE["routes"]
METHODS = ("GET", "POST")
CELLS = [
    (name, method, role, row[method][column])
    for name, row in ROWS.items()
    for method in METHODS
    for column, role in enumerate(ROLES)
    if method in row
]
ACTIONS = [
    (name, action, role, cells[column])
    for name, row in ROWS.items()
    for action, cells in row.get("actions", {}).items()
    for column, role in enumerate(ROLES)
]
FOREIGN = [
    {"Origin": "https://evil.example", "Sec-Fetch-Site": "cross-site"},
    {"Origin": "https://evil.example"},
    {"Referer": "https://evil.example/desk"},
    {},
]


@dataclass
class Site:
    """A site with a draft of somebody else, and one browser of each role."""

    app: Starlette
    browsers: dict[str, TestClient]

    def browser(self, role: str) -> TestClient:
        """The role's browser, signed in again where a test has signed it out."""
        found = self.browsers[role]
        if isinstance(found, Person):
            sessions = cheap_accounts(self.app).sessions
            if role != "disabled" and not sessions.of(found.account.id):
                self.browsers[role] = found = _browser(self.app, role)
        return found


def _browser(app: Starlette, role: str) -> TestClient:
    if role == "anonymous":
        return Browser(app, raise_server_exceptions=False)
    if role != "disabled":
        return signed_in(app, role, raise_server_exceptions=False)  # type: ignore[arg-type]
    person = signed_in(app, "admin", name="disabled", raise_server_exceptions=False)
    cheap_accounts(app).disable(person.account.id)
    return person


@pytest.fixture(scope="module")
def site(tmp_path_factory: pytest.TempPathFactory) -> Site:
    app = create_app(a_library(tmp_path_factory.mktemp("access")))
    knowledge: Knowledge = app.state.knowledge
    owner = an_account(app, "scout", "somebody else")
    for draft_id in ("anothers-draft", "anothers-waiting"):
        values = {"id": draft_id, "kind": "best-practice", "title": {"de": "Entwurf"}}
        draft = knowledge.drafts.start(values, by=owner.id)
        if draft_id == "anothers-waiting":
            knowledge.drafts.submit(draft_id, expected=draft.digest, by=owner.id)
    return Site(app, {role: _browser(app, role) for role in ROLES})


def routes_of(routes: list[BaseRoute]) -> Iterator[Route]:
    for route in routes:
        if isinstance(route, Mount):
            yield from routes_of(list(route.routes))
        else:
            assert isinstance(route, Route), f"what is {route}? Say here how it is reached"
            yield route


def address(name: str) -> str:
    return str(ROWS[name]["address"]).format(**DIGESTS)


def outcome(answer: Any) -> str:
    """What an answer means for the one who asked."""
    if answer.status_code == 401 or (answer.status_code == 303 and "/login?" in answer.headers["location"]):
        return "sign in"
    if answer.status_code in (403, 404, 405):
        return {403: "no", 404: "nothing", 405: "never"}[answer.status_code]
    return "yes" if answer.status_code < 500 else str(answer.status_code)


def test_each_route_has_its_row(site: Site) -> None:
    routes = {route.name: set(route.methods or ()) - {"HEAD"} for route in routes_of(site.app.routes)}
    assert len(routes) == len(list(routes_of(site.app.routes)))
    assert {name: set(row) & set(METHODS) for name, row in ROWS.items()} == routes
    for row in ROWS.values():
        assert all(len(row[method]) == len(ROLES) for method in METHODS if method in row)


@pytest.mark.parametrize(("name", "method", "role", "expected"), CELLS)
def test_the_cell_is_as_the_table_says(site: Site, name: str, method: str, role: str, expected: str) -> None:
    browser = site.browser(role)
    form = {"_action": "?", **ROWS[name].get("form", {})} if method == "POST" else None
    answer = browser.request(method, address(name), data=form)
    assert outcome(answer) == expected
    if name.startswith("desk"):
        assert answer.headers["cache-control"] == "no-store"
        assert "noindex" in answer.headers["x-robots-tag"]
    if method == "GET" and not (name == "login" and expected == "yes"):
        assert "set-cookie" not in answer.headers


@pytest.mark.parametrize(("name", "action", "role", "expected"), ACTIONS)
def test_an_action_asks_for_what_the_table_says(
    site: Site, name: str, action: str, role: str, expected: str
) -> None:
    answer = site.browser(role).post(address(name), data={"_action": action, "_expected": "stale"})
    assert outcome(answer) == expected


@pytest.mark.parametrize("name", ROWS)
def test_other_methods_follow_or_are_never_taken(site: Site, name: str) -> None:
    browser = site.browser("admin")
    methods = {"PUT", "DELETE"} | (set(METHODS) - set(ROWS[name]))
    for method in methods:
        assert outcome(browser.request(method, address(name))) == "never"
    if "GET" in ROWS[name]:
        assert outcome(browser.head(address(name))) == ROWS[name]["GET"][ROLES.index("admin")]


POSTING = [name for name, row in ROWS.items() if "POST" in row]


@pytest.mark.parametrize("name", POSTING)
@pytest.mark.parametrize("role", ["anonymous", "scout", "admin"])
def test_a_form_of_another_site_is_refused(site: Site, name: str, role: str) -> None:
    browser = site.browser(role)
    own = {header: browser.headers.pop(header) for header in ("Origin", "Sec-Fetch-Site")}
    try:
        for headers in FOREIGN if role == "admin" else FOREIGN[:1]:
            answer = browser.post(f"{address(name)}?lang=en", headers=headers, data={"_action": "everywhere"})
            assert answer.status_code == 403
            assert "page of this site" in answer.text
            assert "set-cookie" not in answer.headers
    finally:
        browser.headers.update(own)


@pytest.mark.parametrize("name", POSTING)
@pytest.mark.parametrize("role", ["anonymous", "admin"])
def test_a_body_that_is_too_large_is_refused(site: Site, name: str, role: str) -> None:
    headers = {"Content-Type": "application/x-www-form-urlencoded", "Content-Length": "999999999999"}
    answer = site.browser(role).post(address(name), headers=headers, content=b"a=b")
    assert answer.status_code == 413
