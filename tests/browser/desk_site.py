"""A small site with accounts, for browser tests that write; it shares nothing with the delivered corpus.

with desk_site(tmp_path) as site:
    page = site.open(browser, "scout")
    page.goto(site.draft("fees-of-members", title={"en": "Fees"}))
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from playwright.sync_api import Browser, BrowserContext, Locator, Page, expect

from kb.corpus import Corpus
from kb.settings import Settings, load_settings
from tests.live_server import running_server
from tests.web.sites import RECORDS
from web.accounts.account import Role
from web.accounts.accounts import Accounts
from web.knowledge import Knowledge

PASSWORD = "a lighthouse at night"
NAMES: dict[Role, str] = {"scout": "Sabine Scout", "editor": "Erik Editor", "admin": "Ada Admin"}
QUIET = 2_100  # milliseconds after which what was typed is on its way
SESSION = "leuchtturm"  # the cookie on http


@dataclass(frozen=True)
class DeskSite:
    """The site: its address, and its files and accounts from inside."""

    address: str
    settings: Settings

    def account(self, role: Role) -> str:
        """The id of the account that has this role."""
        return Accounts(self.settings.accounts).named(NAMES[role]).id

    def session(self, role: Role) -> Any:
        """The cookie of a new session."""
        sessions = Accounts(self.settings.accounts).sessions
        token = sessions.open(self.account(role), network="127.0.0.0/24", browser="Test")
        return {"name": SESSION, "value": token, "url": self.address}

    def context(self, browser: Browser, role: Role | None, **settings: Any) -> BrowserContext:
        """A browser of its own in which somebody is signed in."""
        context = browser.new_context(base_url=self.address, **settings)
        if role:
            context.add_cookies([self.session(role)])
        return context

    def open(self, browser: Browser, role: Role | None, **settings: Any) -> Page:
        """A page in such a browser."""
        return self.context(browser, role, **settings).new_page()

    def draft(self, draft_id: str, *, by: Role = "scout", lang: str = "en", **values: Any) -> str:
        """A new draft; the path of its form."""
        stated = {
            "format": 1,
            "id": draft_id,
            "kind": "best-practice",
            "status": "draft",
            "title": {"en": f"Practice {draft_id}"},
            **values,
        }
        Knowledge(self.settings).drafts.start(stated, by=self.account(by))
        return f"/desk/drafts/{draft_id}?lang={lang}"

    def values(self, draft_id: str) -> dict[str, Any]:
        """What the draft says now."""
        return dict(Knowledge(self.settings).drafts.get(draft_id).values)


@contextmanager
def desk_site(folder: Path, **environment: str) -> Iterator[DeskSite]:
    """Make the site, serve it with these settings, and stop it again."""
    places = {"KB_CORPUS": str(folder / "corpus"), "KB_VAR": str(folder / "var")}
    settings = load_settings({**environment, **places}, folder)
    repository = Corpus(settings).repository
    for record in RECORDS:
        repository.save(record, expected=None, by="test", why="test")
    accounts = Accounts(settings.accounts)
    for role, name in NAMES.items():
        accounts.add(name, role, PASSWORD)
    with running_server(var=folder / "var", corpus=folder / "corpus", settings=environment) as address:
        yield DeskSite(address, settings)


def id_of(test: str) -> str:
    """The id of the draft of a test: its name."""
    return re.sub(r"[^a-z0-9]+", "-", test.removeprefix("test_")).strip("-")[:60].strip("-")


def state(page: Page) -> Locator:
    """The place of the form that says whether everything is saved."""
    return page.locator("[data-save-state]")


def wait(page: Page, milliseconds: int = QUIET) -> None:
    """Turn the clock of a page; by default until what was typed is on its way."""
    page.clock.fast_forward(milliseconds)


def saved(page: Page) -> None:
    """Until what was typed is saved."""
    wait(page)
    expect(state(page)).to_contain_text("Saved at")
