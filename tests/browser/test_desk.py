"""Can everybody work at the desk?

1. axe finds no barrier on any page of the desk, whatever state it is in, in either language, light and dark,
   on a desk and on a phone. A small run takes each page once; a soak run all combinations.
2. At 320 px, which is 400 % on a desk, nothing scrolls sideways; what can be pressed is 24 px large.
3. Without scripts a record is begun, written, mended and submitted. With the keyboard alone, too; the focus
   is never behind the bar at the bottom, from the texts to submitting it is a few steps, and Enter saves.
4. What was added and what was taken away differ without colour.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator
from itertools import product
from typing import Any

import pytest
from playwright.sync_api import Browser, Locator, Page, expect

from kb.corpus import Corpus
from tests.browser.desk_site import NAMES, PASSWORD, DeskSite
from tests.tiers import soaking
from web.accounts.account import Role
from web.knowledge import Knowledge

DESK, PHONE = {"width": 1280, "height": 900}, {"width": 390, "height": 844}
NARROW = {"width": 320, "height": 640}
SIDEWAYS = "document.scrollingElement.scrollWidth - document.scrollingElement.clientWidth"
MOST_STOPS = 60
# Who opens what: an address for every state of the desk.
PAGES: dict[str, tuple[Role | None, str]] = {
    "login": (None, "/login"),
    "tell": (None, "/feedback"),
    "overview": ("editor", "/desk"),
    "new": ("scout", "/desk/new"),
    "import": ("scout", "/desk/import"),
    "draft": ("scout", "/desk/drafts/paid-by-members"),
    "suggestions": ("scout", "/desk/drafts/paid-by-members/suggestions"),
    "likenesses": ("scout", "/desk/drafts/paid-by-members/likenesses"),
    "preview": ("scout", "/desk/drafts/paid-by-members/preview"),
    "queue": ("editor", "/desk/review"),
    "review": ("editor", "/desk/drafts/fees/review"),
    "record": ("editor", "/desk/records/fund"),
    "history": ("editor", "/desk/history/fund?from=1&to=2"),
    "feedback": ("editor", "/desk/feedback"),
    "account": ("scout", "/desk/account"),
    "accounts": ("admin", "/desk/accounts"),
    "audit": ("admin", "/desk/audit"),
}
ALL = list(product(("de", "en"), ("light", "dark"), (1280, 390)))
SMALL_TARGETS = """() => [...document.querySelectorAll('main a, button, input, select, textarea, summary')]
  .filter(tag => tag.checkVisibility() && tag.tabIndex >= 0)
  .filter(tag => !tag.closest('.hidden, p, dd, td, li.suggestion, label'))
  .map(tag => [tag.outerHTML.slice(0, 120), tag.getBoundingClientRect()])
  .filter(([, box]) => box.width > 1 && (box.width < 24 || box.height < 23.5))
  .map(([text]) => text)"""
COVERED = """() => {
  const bar = document.querySelector('.action-bar'), tag = document.activeElement;
  if (bar.contains(tag) || tag === document.body) return false;
  const box = tag.getBoundingClientRect(), edge = bar.getBoundingClientRect();
  return box.top >= edge.top && box.bottom <= edge.bottom;
}"""


@pytest.fixture(scope="module", autouse=True)
def at_work(desk: DeskSite) -> None:
    """A draft with mistakes, a change of a public record in review, and a record with a history."""
    knowledge = Knowledge(desk.settings)
    scout, editor = desk.account("scout"), desk.account("editor")
    desk.draft(
        "paid-by-members",
        themes=["financing"],
        stages=[{"value": "growth", "by": "editorial"}],
        figures=[{"what": {"en": "members"}, "value": 120}],
        sources=[{"url": "example", "title": "Report"}],
    )
    knowledge.drafts.comment("paid-by-members", by=editor, note="Which source says so?")
    begun = knowledge.publisher.begin("fees", by=scout)
    summary = {"de": "Mitglieder zahlen gern.", "en": "Members like to pay fees."}
    changed = knowledge.drafts.save(
        "fees", {**begun.values, "summary": summary}, expected=begun.digest, by=scout
    )
    knowledge.drafts.submit("fees", expected=changed.digest, by=scout, note="New figures.")
    repository = Corpus(desk.settings).repository
    fund = repository.get("fund")
    record = fund.record.model_copy(update={"summary": {"en": "Another text."}})
    repository.save(record, expected=fund.digest, by=editor, why="Better words")


STATES = [
    (name, *state)
    for number, name in enumerate(PAGES)
    for state in (ALL if soaking() else [ALL[number * 3 % len(ALL)]])
]


@pytest.fixture(scope="module")
def opened(desk: DeskSite, browser: Browser) -> Iterator[Callable[..., Page]]:
    """A page of a browser in which this role is signed in, one for each kind of browser."""
    found: dict[str, Page] = {}

    def of(role: Role | None, **settings: Any) -> Page:
        key = f"{role} {settings}"
        if key not in found:
            found[key] = desk.open(browser, role, **settings)
        return found[key]

    yield of
    for page in found.values():
        page.context.close()


def _address(path: str, language: str) -> str:
    return f"{path}{'&' if '?' in path else '?'}lang={language}"


@pytest.mark.parametrize(("name", "language", "scheme", "width"), STATES)
def test_axe_finds_nothing(
    name: str,
    language: str,
    scheme: str,
    width: int,
    opened: Callable[..., Page],
    axe: Callable[[Page], list[dict[str, Any]]],
) -> None:
    role, path = PAGES[name]
    page = opened(role, color_scheme=scheme, viewport=DESK if width > 1000 else PHONE)
    answer = page.goto(_address(path, language))
    assert answer is not None
    assert answer.status == 200
    assert axe(page) == []
    assert page.evaluate(SIDEWAYS) == 0


def test_axe_finds_nothing_while_somebody_works(
    desk: DeskSite, opened: Callable[..., Page], axe: Callable[[Page], list[dict[str, Any]]]
) -> None:
    page = opened("scout", viewport=DESK)
    page.goto(desk.draft("being-worked-at", lang="de", themes=["financing"]))
    page.get_by_role("combobox", name="Suchen: Themen").click()
    expect(page.get_by_role("listbox", name="Themen")).to_be_visible()
    page.context.clear_cookies()
    page.get_by_role("combobox", name="Suchen: Themen").press("ArrowDown")
    page.get_by_role("combobox", name="Suchen: Themen").press("Enter")
    expect(page.locator("[data-save-state]")).to_contain_text("Die Sitzung ist abgelaufen.")
    assert axe(page) == []
    page.context.add_cookies([desk.session("scout")])
    page.get_by_role("button", name="Zur Prüfung einreichen").click()
    expect(page.locator(".note[role=alert]")).to_be_visible()
    assert axe(page) == []


def test_at_320_px_nothing_scrolls_sideways_and_targets_are_large_enough(opened: Callable[..., Page]) -> None:
    for name, (role, path) in PAGES.items():
        page = opened(role, viewport=NARROW)
        page.goto(_address(path, "de"))
        assert page.evaluate(SIDEWAYS) == 0, name
        if role:
            assert page.evaluate(SMALL_TARGETS) == [], name


def test_without_scripts_a_record_is_begun_mended_and_submitted(desk: DeskSite, browser: Browser) -> None:
    page = desk.open(browser, None, java_script_enabled=False)
    page.goto("/desk/new?lang=en")
    page.get_by_label("Name").fill(NAMES["scout"])
    page.get_by_label("Password").fill(PASSWORD)
    page.get_by_role("main").get_by_role("button", name="Sign in").click()
    page.get_by_label("Title").fill("Shared booths at trade fairs")
    page.get_by_label("Kind").select_option("best-practice")
    page.get_by_role("button", name="Begin the draft").click()
    expect(page.get_by_role("heading", level=1)).to_have_text("Shared booths at trade fairs")

    summary = page.get_by_role("group", name=re.compile("^Summary")).get_by_label("English")
    summary.fill("Firms share a booth.")
    page.get_by_role("button", name="Add to Sources").click()
    expect(summary).to_have_value("Firms share a booth.")
    page.get_by_label("Web address").first.fill("example.org/booths")
    page.get_by_label("Title of the source").first.fill("Report")
    page.get_by_role("button", name="Submit for review").click()
    expect(page.get_by_role("alert").first).to_contain_text("not submitted yet")
    page.locator("#problems").get_by_role("link", name="Web address").click()
    address = page.get_by_label("Web address").first
    assert page.url.endswith(f"#{address.get_attribute('id')}")
    expect(address).to_have_attribute("aria-invalid", "true")
    expect(address).to_have_value("example.org/booths")
    address.fill("https://example.org/booths")
    page.locator("summary", has_text="Choose: Themes").click()
    page.get_by_role("group", name=re.compile("^Themes")).get_by_role("checkbox").first.check()
    page.get_by_role("button", name="Submit for review").click()
    expect(page.get_by_role("status").filter(has_text="The draft is submitted")).to_be_visible()
    stated = desk.values("shared-booths-at-trade-fairs")
    assert stated["sources"] == [{"url": "https://example.org/booths", "title": "Report"}]
    assert len(stated["themes"]) == 1
    page.context.close()


def _tab_to(page: Page, wanted: Locator, most: int = MOST_STOPS) -> None:
    element = wanted.element_handle()  # found once, not at every stop
    for _ in range(most):
        page.keyboard.press("Tab")
        assert not page.evaluate(COVERED)
        if element.evaluate("tag => tag === document.activeElement"):
            return
    raise AssertionError(f"the keyboard does not reach {wanted}")


def test_the_keyboard_alone_writes_and_the_focus_stays_in_sight(desk: DeskSite, browser: Browser) -> None:
    page = desk.open(browser, "scout", viewport={"width": 1280, "height": 600})
    page.goto(desk.draft("by-keyboard"))
    _tab_to(page, page.get_by_role("link", name="Texts", exact=True))
    page.keyboard.press("Enter")
    _tab_to(page, page.get_by_role("group", name=re.compile("^Challenge")).get_by_label("English"))
    page.keyboard.type("The grant runs out.")
    _tab_to(page, page.get_by_role("group", name=re.compile("^Results")).get_by_label("English"))
    page.keyboard.type("Twelve firms pay.")
    _tab_to(page, page.locator("#part-texts .jump"))
    page.keyboard.press("Enter")
    _tab_to(page, page.get_by_role("button", name="Submit for review"), most=4)
    _tab_to(page, page.get_by_role("link", name="To the parts of the form"), most=2)
    page.keyboard.press("Enter")
    _tab_to(page, page.get_by_role("link", name="To saving and submitting").first, most=9)
    page.keyboard.press("Enter")
    _tab_to(page, page.get_by_role("link", name="To the parts of the form"), most=5)
    page.keyboard.press("Enter")
    _tab_to(page, page.get_by_role("link", name="What it is", exact=True), most=2)
    page.keyboard.press("Enter")
    _tab_to(page, page.get_by_role("group", name=re.compile("^Title")).get_by_label("English"))
    page.keyboard.press("Enter")
    expect(page.get_by_role("status").filter(has_text="The draft is saved.")).to_be_visible()
    assert desk.values("by-keyboard")["results"] == {"en": "Twelve firms pay."}
    page.context.close()


def test_differences_are_seen_without_colour(opened: Callable[..., Page]) -> None:
    page = opened("editor", viewport=DESK)
    page.goto(_address(PAGES["review"][1], "en"))
    for tag, line in (("ins", "underline"), ("del", "line-through")):
        style = page.locator(f"main {tag}").first.evaluate("tag => getComputedStyle(tag).textDecorationLine")
        assert style == line
