"""A page in a real browser, a running server, and axe to look for barriers on a page.

Without Chromium these tests are skipped; with ``KB_REQUIRE_BROWSER=1`` they fail instead.
"""

from __future__ import annotations

import os
import shutil
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any

import pytest
from axe_playwright_python.sync_playwright import Axe
from playwright.sync_api import Browser, BrowserContext, Page, expect, sync_playwright

from tests.browser.desk_site import DeskSite, desk_site, id_of
from tests.indexer.fetching.local_sites import Site, a_site
from tests.live_server import running_server

CHROMIUM_PLACES = ("/usr/bin/chromium", "chromium", "chromium-browser", "google-chrome")
CHROMIUM_FLAGS = (
    "--headless",
    "--no-sandbox",  # runs as root in containers, and only opens our own pages
    "--disable-gpu",
    "--disable-quic",
    "--no-first-run",
    "--disable-background-networking",  # asks nobody but the server under test
    "--disable-component-update",
    "--disable-sync",
)
LONGEST = ("test_accessibility.py", "test_desk_journeys.py", "test_desk.py", "test_desk_states.py")
AXE_RULES = ("wcag2a", "wcag2aa", "wcag21a", "wcag21aa", "wcag22aa", "EN-301-549")

Violations = list[dict[str, Any]]


def pytest_collection_modifyitems(items: list[pytest.Item]) -> None:
    """Mark the tests of this folder and run them last, the longest files first.

    Playwright keeps an event loop running in this thread until the session ends; a test that starts one of
    its own would fail after it. A long file begun last would keep one worker busy and leave the others idle.
    """
    here = f"{Path(__file__).parent}{os.sep}"
    for item in items:
        if str(item.path).startswith(here):
            item.add_marker(pytest.mark.browser)
    items.sort(key=lambda item: _place(str(item.path), here))


def _place(path: str, here: str) -> int:
    """Zero for tests that need no browser; the numbers of the others grow as their files get shorter."""
    if not path.startswith(here):
        return 0
    name = path.removeprefix(here)
    return LONGEST.index(name) + 1 if name in LONGEST else len(LONGEST) + 1


def chromium_path() -> Path | None:
    """The browser that ``KB_CHROMIUM`` names, else the one of the system; None if there is none."""
    wanted = os.environ.get("KB_CHROMIUM")
    for place in (wanted,) if wanted else CHROMIUM_PLACES:
        if found := shutil.which(place):
            return Path(found)
    return None


@pytest.fixture(scope="session", autouse=True)
def chromium() -> Path:
    """The browser of the system: ``KB_CHROMIUM``, the place Debian puts it, or one on the path.

    Asked for first by every test here, so that a skip starts no server.
    """
    if found := chromium_path():
        return found
    reason = "no Chromium found; install it (Debian: apt install chromium) or set KB_CHROMIUM to its path"
    if os.environ.get("KB_REQUIRE_BROWSER") == "1":
        pytest.fail(reason)
    pytest.skip(reason)


@pytest.fixture(scope="session")
def browser(chromium: Path) -> Iterator[Browser]:
    """One browser for all tests; ``window`` makes pages of it, and a test that listens makes its own."""
    with sync_playwright() as playwright:
        launched = playwright.chromium.launch(executable_path=chromium, args=list(CHROMIUM_FLAGS))
        yield launched
        launched.close()


@pytest.fixture(scope="session")
def window(browser: Browser, live_server: str) -> Iterator[Callable[..., Page]]:
    """A function from settings of a context to its one page: ``window(color_scheme="dark").goto("/about")``.

    Pages of equal settings are shared; they start with the address of the server and keep what they have
    cached.
    """
    pages: dict[str, Page] = {}

    def page_of(**settings: Any) -> Page:
        key = repr(sorted(settings.items()))
        if key not in pages:
            pages[key] = browser.new_context(base_url=live_server, **settings).new_page()
        return pages[key]

    yield page_of
    for page in pages.values():
        page.context.close()


@pytest.fixture(scope="session")
def axe() -> Callable[[Page], Violations]:
    """A function from a page to the violations axe finds on it: ``assert axe(page) == []``."""
    engine = Axe()

    def violations(page: Page) -> Violations:
        rules = {"type": "tag", "values": list(AXE_RULES)}
        options = {"runOnly": rules, "resultTypes": ["violations"]}  # describing what passes costs time
        found: Violations = engine.run(page, options=options).response["violations"]
        return found

    return violations


@pytest.fixture(scope="session")
def live_server(tmp_path_factory: pytest.TempPathFactory) -> Iterator[str]:
    """The address of a server with the delivered corpus."""
    with running_server(var=tmp_path_factory.mktemp("live") / "var") as address:
        yield address


@pytest.fixture(scope="session")
def elsewhere() -> Iterator[Site]:
    """A site of somebody else, from whose pages the desk may bring something in."""
    with a_site() as site:
        yield site


@pytest.fixture(scope="session")
def desk(tmp_path_factory: pytest.TempPathFactory, elsewhere: Site) -> Iterator[DeskSite]:
    """A small site of its own with accounts, for tests that write."""
    with desk_site(tmp_path_factory.mktemp("desk"), KB_FETCH_ALLOW=elsewhere.allowed) as site:
        yield site


@pytest.fixture(scope="session")
def scout(desk: DeskSite, browser: Browser) -> Iterator[BrowserContext]:
    """A browser for the tests that leave its connection and its cookies alone."""
    context = desk.context(browser, "scout")
    yield context
    context.close()


@pytest.fixture
def form(
    desk: DeskSite, browser: Browser, scout: BrowserContext, request: pytest.FixtureRequest
) -> Iterator[Callable[..., Page]]:
    """A function that opens a new draft; ``alone`` in a browser of its own. The test can turn its clock."""
    opened: list[Page] = []

    def open_form(*, alone: bool = False, values: Any = None) -> Page:
        page = desk.open(browser, "scout") if alone else scout.new_page()
        page.clock.install()
        opened.append(page)
        page.goto(desk.draft(id_of(request.node.name), **(values or {})))
        expect(page.locator("html[data-script=ready]")).to_be_attached()
        return page

    yield open_form
    for page in opened:
        if page.context is scout:
            page.close()
        else:
            page.context.close()
