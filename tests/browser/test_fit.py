"""Does it fit my cluster, in a browser?

1. Without script: choose, add one from the long list, see fit and misfit in words, change, leave out. By the
   keyboard alone: choose in both ways, and send.
2. With script the browser remembers only when told to, offers what it remembers without changing the
   address, and forgets.
3. No barriers (axe) on the form, on its complaint, on compared results as a list and as a table, on a phone
   in the dark; nothing sticks out at 320 pixels.
4. No question of the delivered records is about what fewer than 30 % of them state.
"""

from __future__ import annotations

import re
from collections.abc import Callable
from typing import Any
from urllib.parse import parse_qsl, urlsplit

import pytest
from playwright.sync_api import Browser, Page, expect

from tests.browser.hands import Keys
from tests.web.pages.test_fit import ENOUGH, delivered, shares

Window = Callable[..., Page]
DESK = {"width": 1280, "height": 900}
KEPT = "localStorage.getItem('leuchtturm.fit')"
COMPARED = "/search?q=cluster&sort=fit&fit=sector:maritime&fit=country:DE&fit=theme:skills&fit=stage:growth"


def fit_of(page: Page) -> list[str]:
    """What the address says of the cluster."""
    return sorted(value for name, value in parse_qsl(urlsplit(page.url).query) if name == "fit")


def test_a_cluster_is_described_without_script(window: Window) -> None:
    page = window(viewport=DESK, java_script_enabled=False)
    page.goto("/search?q=cluster&kind=network&lang=en")
    page.get_by_role("main").get_by_role("link", name="Does it fit my cluster?").click()
    expect(page.get_by_role("heading", level=1)).to_have_text("Does it fit my cluster?")
    page.get_by_role("checkbox", name="Germany", exact=True).check()
    page.get_by_label("Another one – Sector").select_option(label="Ship and boat building")
    page.get_by_role("button", name="Add value – Sector").click()
    expect(page.get_by_role("checkbox", name="Ship and boat building")).to_be_checked()
    page.get_by_role("button", name="Show what fits").click()
    expect(page).to_have_url(re.compile("sort=fit"))
    assert fit_of(page) == ["country:DE", "sector:shipbuilding"]
    assert {("kind", "network"), ("q", "cluster")} <= set(parse_qsl(urlsplit(page.url).query))
    told = page.get_by_role("list", name="Does it fit my cluster?").first
    expect(told).to_contain_text("Fits:")
    expect(told).to_contain_text("Country Germany")
    page.get_by_role("link", name="Change – my cluster").click()
    expect(page.get_by_role("checkbox", name="Germany", exact=True)).to_be_checked()
    page.get_by_role("link", name="Do not compare").click()
    assert fit_of(page) == []
    assert "sort=fit" not in page.url
    expect(page.get_by_role("list", name="Does it fit my cluster?")).to_have_count(0)


def test_a_cluster_is_described_by_the_keyboard(window: Window) -> None:
    page = window(viewport=DESK)
    hand = Keys(page)
    page.goto("/fit?lang=en")
    hand.reach(page.get_by_label("Another one – Sector"))
    page.keyboard.type("Ship")
    hand.tick(page.get_by_role("checkbox", name="Germany", exact=True))
    hand.press(page.get_by_role("button", name="Show what fits"))
    expect(page).to_have_url(re.compile("sort=fit"))
    assert fit_of(page) == ["country:DE", "sector:shipbuilding"]


def test_the_browser_remembers_only_when_told_to(browser: Browser, live_server: str) -> None:
    context = browser.new_context(base_url=live_server)
    page = context.new_page()
    page.goto("/fit?lang=en&fit=country:DE&go=1")
    assert page.evaluate(KEPT) is None
    page.goto("/fit?lang=en")
    said = page.locator(".fit-memory").get_by_role("status")
    remember = page.get_by_role("button", name="Remember in this browser")
    forget = page.get_by_role("button", name="Forget in this browser")
    remember.click()
    expect(said).to_have_text("Nothing is chosen yet.")
    expect(forget).to_be_hidden()
    page.get_by_label("Maritime and blue economy").check()
    page.get_by_role("checkbox", name="Germany", exact=True).check()
    remember.click()
    expect(said).to_have_text("Remembered in this browser.")
    assert page.evaluate(KEPT) == "fit=sector%3Amaritime&fit=country%3ADE"

    page.goto("/search?q=cluster&lang=en")
    assert fit_of(page) == []
    page.get_by_role("link", name="Compare with my cluster").click()
    expect(page.locator(".compared")).to_contain_text("Sector Maritime and blue economy · Country Germany")
    assert fit_of(page) == ["country:DE", "sector:maritime"]

    page.goto("/fit?lang=en")
    page.get_by_role("link", name="Fill in what this browser remembers").click()
    expect(page.get_by_role("checkbox", name="Germany", exact=True)).to_be_checked()
    forget.focus()
    page.keyboard.press("Enter")
    expect(said).to_have_text("Forgotten.")
    expect(remember).to_be_focused()
    assert page.evaluate(KEPT) is None
    page.goto("/search?q=cluster&lang=en")
    expect(page.get_by_role("link", name="Does it fit my cluster?")).to_be_visible()
    expect(page.get_by_role("link", name="Compare with my cluster")).to_be_hidden()
    context.close()


def test_a_browser_that_keeps_nothing_says_so(browser: Browser, live_server: str) -> None:
    context = browser.new_context(base_url=live_server)
    refusing = "get() { throw new DOMException('', 'SecurityError'); }"
    context.add_init_script(f"Object.defineProperty(window, 'localStorage', {{ {refusing} }})")
    page = context.new_page()
    failed: list[str] = []
    page.on("pageerror", lambda error: failed.append(str(error)))
    page.goto("/fit?lang=en&fit=country:DE")
    page.get_by_role("button", name="Remember in this browser").click()
    status = page.locator(".fit-memory").get_by_role("status")
    expect(status).to_have_text("This browser lets no page remember anything.")
    page.goto("/search?lang=en")
    assert failed == []
    context.close()


STATES: dict[str, tuple[str, dict[str, Any]]] = {
    "form": ("/fit?fit=sector:maritime&lang=de", {"viewport": DESK}),
    "complaint": ("/fit?go=1&lang=en", {"viewport": DESK}),
    "phone": (f"{COMPARED}&lang=de", {"viewport": {"width": 320, "height": 700}, "color_scheme": "dark"}),
    "table": (f"{COMPARED}&view=table&lang=en", {"viewport": DESK}),
    "form on a phone": ("/fit?lang=de", {"viewport": {"width": 320, "height": 700}, "color_scheme": "dark"}),
}


@pytest.mark.parametrize("state", STATES)
def test_there_are_no_barriers(window: Window, axe: Callable[[Page], Any], state: str) -> None:
    address, settings = STATES[state]
    page = window(**settings)
    page.goto(address)
    assert axe(page) == []
    assert page.evaluate("document.documentElement.scrollWidth <= innerWidth")


def test_no_question_of_the_delivered_records_is_thin(window: Window) -> None:
    page = window(viewport=DESK)
    page.goto("/fit?lang=en")
    found = shares(delivered())
    shown = [tag.get_attribute("id") or "" for tag in page.locator("fieldset").all()]
    assert [name for name in shown if found[name] < ENOUGH] == []
    assert len(shown) >= 4
