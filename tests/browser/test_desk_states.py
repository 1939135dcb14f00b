"""Can everybody go on when something at the desk is wrong, in doubt, or done?

1. axe finds no barrier in the states that pages take on along the way: turned down, asked for, in conflict,
   decided, reported, not permitted, signed out, in either language, on a desk and on a phone. A small run
   takes the richest states once; a soak run all of them in all combinations.
2. At 320 px nothing scrolls sideways in any of them.
3. What was turned down puts the focus on what says why.
4. The other language is one link away, from pages that answer what was sent, too.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping
from itertools import product
from shutil import copytree
from typing import Any

import pytest
from playwright.sync_api import Browser, Locator, Page, ViewportSize, expect

from kb.corpus import Corpus
from tests.browser.desk_site import NAMES, PASSWORD, DeskSite
from tests.indexer.fetching.local_sites import Site
from tests.indexer.fetching.local_sites import page as web_page
from tests.live_server import ROOT
from tests.tiers import soaking
from web.accounts.account import Role
from web.knowledge import Knowledge

WIDTHS = {1280: 900, 390: 844}
NARROW = ViewportSize(width=320, height=640)
SIDEWAYS = "document.scrollingElement.scrollWidth - document.scrollingElement.clientWidth"
FOCUS_SAYS_WHY = "document.activeElement.matches('main .error-summary, main .note[role=alert], #problems')"
STORY = """<!doctype html><html lang="en"><title>Seed money for {name}</title><main>
<h1>Seed money for {name}</h1><p>The harbour network pays seed money to 40 young firms in Norway, so that they
build a first model.</p><h2>Results</h2><p>In 2021 the firms sold 12 models in Finland.</p></main>"""
TABLE = b"Titel;Kurzbeschreibung;Land\nLotsen lehren;Was das Netz lehrt;Norwegen\nKraniche;Ein Netz;Polen\n"


def action(page: Page, value: str) -> Locator:
    """The button of an action that is in sight, in whatever language the page is."""
    return page.locator(f'main button[name="_action"][value="{value}"]:not([tabindex="-1"])').first


def submit(page: Page) -> Locator:
    """The one button of a simple form."""
    return page.locator("main form button").first


def without_checks(form: Locator) -> None:
    """What the browser would stop comes to the server, as from a browser that checks nothing."""
    form.evaluate("form => { form.noValidate = true; }")


def _turned_down_draft(page: Page) -> None:
    page.goto("/desk/drafts/in-doubt")
    page.locator('[name="period.start"]').fill("bald")
    action(page, "submit").click()
    expect(page.locator("main .note[role=alert]")).to_be_visible()


def _new_without_title(page: Page) -> None:
    page.goto("/desk/new")
    without_checks(page.locator("form.plain-form"))
    page.locator("#summary").fill("Ein Netz")
    submit(page).click()


def _new_told_already(page: Page) -> None:
    page.goto("/desk/new")
    page.locator("#title").fill("Membership fees")
    page.locator("#kind").select_option("best-practice")
    submit(page).click()
    expect(action(page, "nevertheless")).to_be_visible()


def _conflict(page: Page) -> None:
    page.goto("/desk/drafts/in-doubt")
    language = page.locator("html").get_attribute("lang")
    other = page.context.new_page()
    other.goto("/desk/drafts/in-doubt")
    for one, text in ((other, "Vier Firmen"), (page, "Fünf Firmen")):
        field = one.locator(f'[name="results.{language}"]')
        field.fill(f"{text}. {field.input_value()}")
        action(one, "save").click()
        expect(one.locator("main .note[role=status]")).to_be_visible()
    other.close()
    expect(page.locator("main .beside").first).to_be_visible()


def _suggestions(page: Page) -> None:
    page.goto("/desk/drafts/seed-money-for-boats/suggestions")
    if page.locator("main details").count() == 0:
        page.locator('main button[value^="dismiss:"]').first.click()
    for settled in page.locator("main details").all():
        settled.evaluate("details => { details.open = true; }")


def _likenesses(page: Page) -> None:
    page.goto("/desk/drafts/seed-money-for-boats/likenesses")
    page.locator("main details summary").first.click()


def _report(page: Page) -> None:
    page.goto("/desk/import")
    files = {"seed.html": STORY.format(name="nets"), "empty.html": "", "broken.pdf": "no paper"}
    sent: Any = [
        {"name": name, "mimeType": "text/html", "buffer": text.encode()} for name, text in files.items()
    ]
    page.locator("#files").set_input_files(sent)
    action(page, "files").click()
    expect(page.locator("#failed")).to_be_visible()


def _nothing_brought_in(page: Page) -> None:
    page.goto("/desk/import")
    action(page, "address").click()


def _table(page: Page) -> None:
    page.goto("/desk/import")
    page.locator("#table").set_input_files({"name": "t.csv", "mimeType": "text/csv", "buffer": TABLE})
    action(page, "table").click()
    expect(page.locator("main table").first).to_be_visible()


def _review_without_a_note(page: Page) -> None:
    page.goto("/desk/drafts/sent/review")
    action(page, "comment").click()


def _deletion(page: Page) -> None:
    page.goto("/desk/records/filler-5")
    action(page, "ask-delete").click()
    expect(page.locator("#why")).to_be_visible()


def _discarding(page: Page) -> None:
    page.goto("/desk/drafts/in-doubt")
    page.locator('main form[action*="/discard"] button').click()
    expect(action(page, "discard")).to_be_visible()


def _new_password(page: Page) -> None:
    page.goto("/desk/account")
    form = page.locator("main form", has=page.locator("input[type=password]")).first
    without_checks(form)
    for field in form.locator("input[type=password]").all():
        field.fill("short")
    form.locator("button").first.click()


def _message(page: Page) -> None:
    page.goto("/feedback")
    without_checks(page.locator("form.plain-form"))
    page.locator("#address").fill("nobody")
    submit(page).click()


def _sign_in(page: Page, password: str) -> None:
    page.locator("#name").fill(NAMES["scout"])
    page.locator("#password").fill(password)
    submit(page).click()


def _wrong_password(page: Page) -> None:
    page.goto("/login")
    _sign_in(page, "not this one")


def _session_ended(page: Page) -> None:
    cookies = page.context.cookies()
    page.goto("/desk/new")
    page.locator("#title").fill("Getippt und abgelaufen")
    page.locator("#kind").select_option("guide")
    page.context.clear_cookies(name="leuchtturm")
    submit(page).click()
    page.wait_for_load_state()
    page.context.add_cookies([one for one in cookies if one["name"] == "leuchtturm"])  # type: ignore[misc]
    expect(page.locator("#password")).to_be_visible()


def _signed_in_again(page: Page) -> None:
    _session_ended(page)
    _sign_in(page, PASSWORD)
    expect(page.locator("#password")).to_have_count(0)


def _at(path: str) -> Callable[[Page], None]:
    def go(page: Page) -> None:
        page.goto(path)

    return go


# Who sees it, what leads there, and whether something was turned down.
STATES: Mapping[str, tuple[Role | None, Callable[[Page], None], bool]] = {
    "turned-down-draft": ("scout", _turned_down_draft, True),
    "new-without-title": ("scout", _new_without_title, True),
    "new-told-already": ("scout", _new_told_already, True),
    "conflict": ("scout", _conflict, False),
    "suggestions": ("scout", _suggestions, False),
    "likenesses": ("scout", _likenesses, False),
    "report": ("scout", _report, False),
    "nothing-brought-in": ("scout", _nothing_brought_in, True),
    "table": ("scout", _table, False),
    "review-without-a-note": ("editor", _review_without_a_note, True),
    "deletion": ("editor", _deletion, False),
    "history-of-a-deleted-one": ("editor", _at("/desk/history/filler-6?from=1&to=2"), False),
    "discarding": ("scout", _discarding, False),
    "not-permitted": ("scout", _at("/desk/accounts"), False),
    "no-such-draft": ("scout", _at("/desk/drafts/never-begun"), False),
    "new-password": ("scout", _new_password, True),
    "message": (None, _message, True),
    "wrong-password": (None, _wrong_password, False),
    "session-ended": ("scout", _session_ended, False),
    "signed-in-again": ("scout", _signed_in_again, False),
    "privacy": (None, _at("/privacy"), False),
}
LOOKS = list(product(("de", "en"), WIDTHS))
RICHEST = (
    "turned-down-draft",
    "new-told-already",
    "conflict",
    "suggestions",
    "likenesses",
    "report",
    "review-without-a-note",
    "discarding",
    "not-permitted",
    "message",
    "signed-in-again",
)
SHOWN = [
    (name, *look)
    for number, name in enumerate(STATES if soaking() else RICHEST)
    for look in (LOOKS if soaking() else [LOOKS[number % len(LOOKS)]])
]


@pytest.fixture(scope="module", autouse=True)
def on_the_way(desk: DeskSite, elsewhere: Site, browser: Browser) -> None:
    """A draft in doubt, one that waits for its review, two of nearly the same story, and a deleted record,
    and what the site says of privacy."""
    desk.draft("in-doubt", summary={"de": "Ein Netz."}, results={"de": "Drei Firmen", "en": "Three firms"})
    desk.draft("sent", title={"de": "Gesendet"}, summary={"de": "Ein Netz."})
    drafts = Knowledge(desk.settings).drafts
    drafts.submit("sent", expected=drafts.get("sent").digest, by=desk.account("scout"), note="Fertig.")
    repository = Corpus(desk.settings).repository
    gone = repository.get("filler-6")
    repository.delete("filler-6", expected=gone.digest, by=desk.account("editor"), why="Said nothing")
    copytree(ROOT / "corpus" / "pages", desk.settings.corpus / "pages")
    page = desk.open(browser, "scout")
    for name in ("boats", "ships"):
        elsewhere.answers[f"/{name}"] = web_page(STORY.format(name=name))
        page.goto("/desk/import")
        page.locator("#address").fill(elsewhere.address(f"/{name}"))
        action(page, "address").click()
        page.wait_for_url("**/suggestions*")
    page.context.close()


@pytest.fixture(scope="module")
def opened(desk: DeskSite, browser: Browser) -> Iterator[Callable[..., Page]]:
    """A page of a browser in which this role is signed in and this language is preferred."""
    found: dict[tuple[Role | None, str], Page] = {}

    def of(role: Role | None, language: str) -> Page:
        if (role, language) not in found:
            found[role, language] = desk.open(browser, role, locale=language)
        return found[role, language]

    yield of
    for page in found.values():
        page.context.close()


@pytest.mark.parametrize(("name", "language", "width"), SHOWN)
def test_a_state_on_the_way_has_no_barrier(
    name: str,
    language: str,
    width: int,
    opened: Callable[..., Page],
    axe: Callable[[Page], list[dict[str, Any]]],
) -> None:
    role, go, turned_down = STATES[name]
    page = opened(role, language)
    page.set_viewport_size(ViewportSize(width=width, height=WIDTHS[width]))
    go(page)
    page.wait_for_load_state()
    expect(page.locator("html")).to_have_attribute("lang", language)
    if turned_down:
        assert page.evaluate(FOCUS_SAYS_WHY)
    assert axe(page) == []
    page.set_viewport_size(NARROW)
    assert page.evaluate(SIDEWAYS) == 0
    other = page.locator("header a[hreflang]:not([aria-current])").first.get_attribute("href")
    assert page.request.get(other or "").status != 405
