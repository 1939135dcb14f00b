"""Do readers compare records, and keep and share a list of them, without an account?

1. With a script: from a record and from the results onto the list, notes, another order, compared, passed on
   to another browser; nothing is kept in a browser before its reader puts something on the list.
2. A list that somebody else made is shown and changes nothing kept here, until its reader says what to do.
3. Two pages of one browser stay in step; a browser that keeps nothing says so and leads to the list all the
   same.
4. Without a script the same by links and forms; the keyboard reaches every button, and goes on where it was.
5. axe finds no barrier on these pages, and nothing scrolls sideways on the narrowest screen.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator
from typing import Any

import pytest
from playwright.sync_api import Browser, BrowserContext, Locator, Page, expect

from tests.browser.addresses import RECORD, in_language
from tests.browser.hands import Keys
from tests.tiers import examples

Window = Callable[..., Page]
NARROW = {"width": 320, "height": 640}
DESK = {"width": 1280, "height": 900}
ONE, TWO, THREE = (
    "diwish-from-project-to-permanent-structure",
    "foodregio-food-cluster",
    "scanbalt-network-of-networks",
)
LIST = f"/lists?title=F%C3%BCr+Montag&id={ONE}&note.{ONE}=Zuerst&id={TWO}&id=nirgends&id={THREE}"
COMPARED = f"/compare?id={ONE}&id={TWO}&id={THREE}"
STATES: dict[str, tuple[str, str, dict[str, Any]]] = {
    "list on a phone": (LIST, "en", {"viewport": NARROW, "color_scheme": "dark"}),
    "compared on a phone": (f"{COMPARED}&differences=1", "de", {"viewport": NARROW}),
    "compared": (COMPARED, "en", {"viewport": DESK, "color_scheme": "dark"}),
    "empty list": ("/lists", "de", {"viewport": NARROW}),
    "list": (LIST, "de", {"viewport": DESK}),
    "one to compare": (f"/compare?id={ONE}&id=nirgends&find=Hafen", "en", {"viewport": NARROW}),
}
KEPT = "localStorage.getItem('leuchtturm.list')"
SIDEWAYS = "document.scrollingElement.scrollWidth - document.scrollingElement.clientWidth"


@pytest.fixture
def reader(browser: Browser, live_server: str) -> Iterator[BrowserContext]:
    """A browser that keeps nothing yet."""
    context = browser.new_context(base_url=live_server)
    yield context
    context.close()


def way(page: Page) -> Locator:
    return page.get_by_role("navigation", name="Main pages").get_by_role("link", name="Reading list")


def ids(page: Page, count: int) -> list[str]:
    """The entries of the list once it shows so many."""
    entries = page.locator(".listed > li")
    expect(entries).to_have_count(count)
    return [str(tag.get_attribute("id")).removeprefix("entry-") for tag in entries.all()]


def shows(page: Page, *wanted: str) -> None:
    """Wait until the list shows just these entries in this order; a page may still be on its way."""
    entries = page.locator(".listed > li")
    expect(entries).to_have_count(len(wanted))
    for place, one in enumerate(wanted):
        expect(entries.nth(place)).to_have_id(f"entry-{one}")


def test_a_list_is_made_changed_compared_and_passed_on(
    reader: BrowserContext, browser: Browser, live_server: str
) -> None:
    page = reader.new_page()
    page.goto(in_language(RECORD, "en"))
    expect(page.locator("html[data-script=ready]")).to_be_attached()
    assert page.evaluate(KEPT) is None
    page.get_by_role("button", name="Put on the reading list").click()
    expect(page.get_by_role("button", name="On the reading list ✓ – remove")).to_be_focused()
    expect(page.locator("#list-status")).to_contain_text("It is kept in this browser only.")
    expect(way(page)).to_have_text("Reading list (1)")

    page.goto("/search?lang=en&q=cluster")
    for tick in (0, 1):
        page.locator("input[name=id][form=choosing]").nth(tick).check()
    page.locator("#choosing").get_by_role("button", name="Put on the reading list").click()
    expect(way(page)).to_have_text("Reading list (3)")
    page.get_by_role("link", name="Open the reading list").click()
    expect(page.get_by_role("button", name="Forget it in this browser")).to_be_visible()
    first, second, third = ids(page, 3)

    page.get_by_label("Title of the list").fill("For Monday")
    page.locator(f"#note-{second}").fill("read first & last")
    page.locator(f"#entry-{second}").get_by_role("button", name=re.compile("^Up")).click()
    expect(page).to_have_url(re.compile(rf"#entry-{second}$"))
    expect(page.locator(f"#entry-{second}")).to_be_focused()
    shows(page, second, first, third)
    expect(page.get_by_role("button", name="Forget it in this browser")).to_be_visible()
    assert "For Monday" in page.evaluate(KEPT)

    shared = page.get_by_label("Share", exact=True).input_value()
    for one in (first, second, third):
        page.locator(f"#entry-{one}").get_by_role("checkbox").check()
    page.get_by_role("button", name="Compare the ticked ones").click()
    expect(page.get_by_role("columnheader")).to_have_count(3)
    expect(page.get_by_role("rowheader", name=re.compile("^Summary"))).to_be_visible()

    other = browser.new_context(base_url=live_server)
    theirs = other.new_page()
    theirs.goto(shared)
    shows(theirs, second, first, third)
    expect(theirs.locator(f"#note-{second}")).to_have_value("read first & last")
    assert theirs.evaluate(KEPT) is None
    other.close()

    way(page).click()
    page.get_by_role("button", name="Forget it in this browser").click()
    assert page.evaluate(KEPT) is None
    expect(page.locator("#kept")).to_be_focused()
    expect(way(page)).to_have_text("Reading list")
    expect(page.locator(".listed > li")).to_have_count(3)


def test_a_list_of_somebody_else_changes_nothing_until_its_reader_says_so(reader: BrowserContext) -> None:
    page = reader.new_page()
    page.goto(f"/lists?lang=en&id={ONE}")
    page.get_by_role("button", name="Keep it in this browser").click()
    mine = page.evaluate(KEPT)
    page.goto(f"/lists?lang=en&title=Theirs&id={TWO}&note.{TWO}=why")
    assert page.evaluate(KEPT) == mine
    page.locator(f"#entry-{TWO} textarea").fill("changed here")
    page.get_by_role("button", name="Save into the address").first.click()
    assert page.evaluate(KEPT) == mine
    page.get_by_role("button", name="Add these records to the kept list").click()
    page.get_by_role("link", name="Open the kept list").click()
    shows(page, ONE, TWO)
    page.goto(f"/lists?lang=en&id={THREE}")
    page.get_by_role("button", name="Keep this list instead of the other one").click()
    expect(way(page)).to_have_text("Reading list (1)")
    page.get_by_role("link", name="Open the list that was kept before").click()
    shows(page, ONE, TWO)
    expect(page.locator(f"#note-{TWO}")).to_have_value("changed here")
    page.goto("/lists?lang=en")
    page.get_by_role("link", name="Open the kept list").click()
    page.get_by_role("link", name="Empty the list").click()
    expect(page.get_by_text("Nothing is on this list yet.")).to_be_visible()
    assert page.evaluate(KEPT) is None


def test_two_pages_stay_in_step(reader: BrowserContext) -> None:
    page, other = reader.new_page(), reader.new_page()
    page.goto(in_language(f"/records/{ONE}", "en"))
    other.goto(in_language(f"/records/{ONE}", "en"))
    page.get_by_role("button", name="Put on the reading list").click()
    expect(way(other)).to_have_text("Reading list (1)")
    other.get_by_role("button", name="On the reading list ✓ – remove").click()
    expect(page.get_by_role("button", name="Put on the reading list")).to_be_visible()
    expect(way(page)).to_have_text("Reading list")
    page.evaluate("localStorage.setItem('leuchtturm.list', '{\"entries\": 7')")
    page.reload()
    expect(way(page)).to_have_text("Reading list")
    page.goto(in_language(COMPARED, "en"))
    page.get_by_role("link", name="Put all on the reading list").click()
    expect(way(page)).to_have_text("Reading list (3)")


def test_a_browser_that_keeps_nothing_says_so_and_leads_to_the_list(reader: BrowserContext) -> None:
    page = reader.new_page()
    page.add_init_script("Storage.prototype.setItem = () => { throw new Error('full') }")
    page.goto(in_language(f"/records/{ONE}", "en"))
    page.get_by_role("button", name="Put on the reading list").click()
    expect(page.locator(".list-told")).to_contain_text("This browser keeps nothing.")
    page.get_by_role("link", name="Open the reading list").click()
    shows(page, ONE)


def test_without_a_script_links_and_forms_do_the_same(window: Window) -> None:
    page = window(viewport=DESK, java_script_enabled=False)
    page.goto(in_language(f"/records/{ONE}", "en"))
    page.get_by_role("link", name="Put on the reading list").click()
    shows(page, ONE)
    expect(page.locator("#kept")).to_be_hidden()
    page.goto("/search?lang=en&q=cluster")
    page.locator("input[name=id][form=choosing]").nth(0).check()
    page.locator("input[name=id][form=choosing]").nth(2).check()
    page.locator("#choosing").get_by_role("button", name="Put on the reading list").click()
    first, second = ids(page, 2)
    page.locator(f"#note-{first}").fill("typed")
    page.locator(f"#entry-{second}").get_by_role("button", name=re.compile("^Up")).click()
    shows(page, second, first)
    expect(page.locator(f"#note-{first}")).to_have_value("typed")
    page.locator(f"#entry-{second}").get_by_role("button", name=re.compile("^Remove")).click()
    shows(page, first)
    page.goto(in_language(COMPARED, "en"))
    page.locator("thead").get_by_role("link", name=re.compile("^Take away")).first.click()
    expect(page.get_by_role("columnheader")).to_have_count(2)
    page.get_by_label("Words from its title or text").fill("DiWiSH")
    page.get_by_role("button", name="Find").click()
    page.get_by_role("link", name=re.compile("^Set beside")).first.click()
    expect(page.get_by_role("columnheader")).to_have_count(3)


def test_the_keyboard_reaches_every_button(reader: BrowserContext) -> None:
    page = reader.new_page()
    page.goto(in_language(LIST, "en"))
    hands = Keys(page)
    hands.write(page.locator(f"#note-{TWO}"), "by keys")
    hands.press(page.locator(f"#entry-{TWO}").get_by_role("button", name=re.compile("^Up")))
    expect(page.locator(f"#entry-{TWO}")).to_be_focused()
    expect(page.locator(".listed > li").first).to_have_id(f"entry-{TWO}")
    hands.press(page.get_by_role("button", name="Keep it in this browser"))
    expect(page.locator("#kept")).to_be_focused()
    hands.tick(page.locator(f"#entry-{ONE}").get_by_role("checkbox"))
    hands.tick(page.locator(f"#entry-{THREE}").get_by_role("checkbox"))
    hands.press(page.get_by_role("button", name="Compare the ticked ones"))
    hands.press(page.get_by_role("link", name="Only rows that differ"))
    expect(page).to_have_url(re.compile("differences=1"))
    page.set_viewport_size({"width": 320, "height": 640})
    for link in page.locator("table a").all():
        assert link.is_visible() == bool(link.evaluate("tag => tag.closest('tbody')"))


@pytest.mark.parametrize("state", list(STATES)[: examples(2, len(STATES))])
def test_everybody_can_read_it(
    window: Window, axe: Callable[[Page], list[dict[str, Any]]], state: str
) -> None:
    address, language, settings = STATES[state]
    page = window(**settings)
    answer = page.goto(in_language(address, language))
    assert answer
    assert answer.status == 200
    assert [(one["id"], [node["html"] for node in one["nodes"]][:3]) for one in axe(page)] == []
    assert page.evaluate(SIDEWAYS) <= 0
