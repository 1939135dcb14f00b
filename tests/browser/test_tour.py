"""Does the tour lead to a shortlist, for everybody?

1. With the keyboard alone, from the first page over four questions to the shortlist, and back.
2. Without scripts, on a phone: skipping, changing and leaving out an answer; the shortlist leads to comparing
   and to the reading list with its records.
"""

from __future__ import annotations

import re
from collections.abc import Callable
from urllib.parse import parse_qsl, urlsplit

from playwright.sync_api import Page, expect

from tests.browser.hands import Keys
from tests.web.pages.tour_pages import number

Window = Callable[..., Page]
DESK, PHONE = (
    {"width": 1280, "height": 900},
    {"width": 390, "height": 844},
)


def _left(page: Page) -> int:
    return number(page.get_by_role("main").get_by_role("status").inner_text())


def _ids(address: str) -> list[str]:
    return [value for name, value in parse_qsl(urlsplit(address).query) if name == "id"]


def test_the_keyboard_leads_from_the_first_page_to_the_shortlist_and_back(window: Window) -> None:
    page = window(viewport=DESK)
    page.goto("/?lang=en")
    hands = Keys(page)
    hands.press(page.get_by_role("link", name="The public grant runs out"))
    expect(page.get_by_text("Question 2 of 4")).to_be_visible()
    for step in (2, 3, 4):
        answer = page.locator("ul.courses a").first
        promised = number(answer.locator(".count").inner_text())
        hands.press(answer)
        expect(page.get_by_text(f"Question {step} of 4")).not_to_be_attached()
        assert _left(page) == promised
    expect(page.get_by_role("heading", level=1)).to_have_text(re.compile("to start with"))
    page.go_back()
    expect(page.get_by_text("Question 4 of 4")).to_be_visible()


def test_without_scripts_on_a_phone_the_shortlist_leads_on(window: Window) -> None:
    page = window(viewport=PHONE, java_script_enabled=False)
    page.goto("/tour?lang=en")
    page.get_by_role("link", name=re.compile("^We have to show our impact")).click()
    page.get_by_role("link", name="This does not matter").click()
    page.get_by_role("link", name="This does not matter").click()
    page.get_by_role("link", name=re.compile("^Backed by figures or better")).click()
    before = _left(page)
    page.get_by_role("link", name="leave it out (Evidence)").click()
    assert _left(page) > before
    page.get_by_role("link", name="change the answer (Theme)").click()
    expect(page.get_by_role("heading", level=1)).to_have_text("Which theme is it about?")
    page.get_by_role("link", name=re.compile("^Monitoring")).click()
    shown = page.locator("article h2 a").evaluate_all("links => links.map(link => link.pathname)")
    assert len(shown) == 5
    compare = page.get_by_role("link", name="Compare them side by side").get_attribute("href") or ""
    listed = page.get_by_role("link", name="Put all on a reading list").get_attribute("href") or ""
    ids = [path.removeprefix("/records/") for path in shown]
    assert (urlsplit(compare).path, _ids(compare)) == ("/compare", ids[:4])
    assert (urlsplit(listed).path, _ids(listed)) == ("/lists", ids)
    total = _left(page)
    page.get_by_role("link", name=f"See all {total} in the search").click()
    expect(page.get_by_role("status").first).to_have_text(re.compile(rf"^\s*{total} records"))
