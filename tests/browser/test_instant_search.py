"""Do results come while somebody types and clicks, and is nothing lost on the way?

1. Fast typing gives the answer to the last words, even if an earlier one comes late; what is half written is
   not counted as a miss. The number of records is said once, when typing rests.
2. Back and forward bring back results and words. A changed click is a click on a link.
3. Filters, orders and pages change in place: focus, open boxes and chosen records stay; so do years, by the
   keyboard.
4. A server that fails loses nothing, and trying again works.
5. Suggestions, Ctrl+K and choosing work with the keyboard alone.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator
from urllib.parse import parse_qs, urlsplit

import pytest
from playwright.sync_api import Locator, Page, Route, expect

Window = Callable[..., Page]
DESK = {"width": 1280, "height": 900}
SPOKEN = """() => {
  window.said = [];
  const region = document.querySelector('#main > [role=status]');
  new MutationObserver(() => region.textContent && window.said.push(region.textContent))
    .observe(region, {childList: true});
}"""


@pytest.fixture
def page(window: Window) -> Iterator[Page]:
    """A page of results with its script at work; what a test routes is forgotten after it."""
    found = window(viewport=DESK)
    found.goto("/search?lang=en&q=cluster")
    expect(found.locator("#main > [role=status]")).to_have_count(1)
    yield found
    found.unroute_all(behavior="ignoreErrors")


def _field(page: Page) -> Locator:
    return page.get_by_role("combobox", name="Search the practices")


def _words(page: Page) -> str:
    return parse_qs(urlsplit(page.url).query).get("q", [""])[0]


def _heading(page: Page) -> Locator:
    return page.get_by_role("heading", level=1)


def _count(page: Page) -> int:
    found = re.match(r"[\d,]+", page.get_by_role("status").first.inner_text())
    return int(found[0].replace(",", "")) if found else 0


def _value(page: Page, label: str) -> Locator:
    return page.get_by_role("complementary").get_by_role("link", name=re.compile(label)).first


def test_fast_typing_gives_the_last_answer_once(page: Page) -> None:
    asked: list[tuple[str, str | None]] = []
    held: list[Route] = []

    def late(route: Route) -> None:
        words = parse_qs(urlsplit(route.request.url).query)["q"][0]
        asked.append((words, route.request.headers.get("x-requested-as-typed")))
        if words == "skil":
            held.append(route)
        else:
            route.continue_()

    page.route("**/search?*", late)
    page.evaluate(SPOKEN)
    page.evaluate("window.kept = true")
    field = _field(page)
    field.fill("s")
    page.wait_for_timeout(250)  # one letter is no question
    field.fill("skil")
    page.wait_for_timeout(250)  # asked, and answered late
    field.press("End")
    page.keyboard.type("led workers", delay=10)
    expect(_heading(page)).to_have_text("Results for “skilled workers”")
    held[0].continue_()
    page.wait_for_timeout(800)
    expect(_heading(page)).to_have_text("Results for “skilled workers”")
    assert [words for words, _ in asked] == ["skil", "skilled workers"]
    assert {mark for _, mark in asked} == {"1"}
    assert len(page.evaluate("window.said")) == 1
    expect(field).to_be_focused()
    assert field.evaluate("tag => tag.selectionStart") == len("skilled workers")
    assert page.evaluate("window.kept")

    page.go_back()
    expect(_heading(page)).to_have_text("Results for “cluster”")
    expect(field).to_have_value("cluster")
    page.go_forward()
    expect(_heading(page)).to_have_text("Results for “skilled workers”")
    expect(field).to_have_value("skilled workers")
    assert page.evaluate("window.kept")


def test_words_that_find_nothing_are_counted_when_they_are_settled(page: Page) -> None:
    asked: list[str | None] = []

    def noted(route: Route) -> None:
        asked.append(route.request.headers.get("x-requested-as-typed"))
        route.continue_()

    page.route("**/search?*", noted)
    _field(page).fill("xqzzyxw")
    expect(page.get_by_role("heading", name="What may help")).to_be_visible()
    assert asked == ["1"]
    page.keyboard.press("Enter")
    page.wait_for_timeout(100)
    assert asked == ["1", None]


def test_filters_change_in_place(page: Page) -> None:
    page.evaluate("window.kept = true")
    before = _count(page)
    page.locator("#facet-kind > summary").click()  # closed by the reader
    hit = page.get_by_role("article").filter(has_text="Germany").first
    title = hit.get_by_role("heading").inner_text()
    hit.get_by_role("checkbox").check()
    expect(hit.get_by_role("checkbox")).to_have_accessible_name(f"Choose: {title}")

    germany = _value(page, "^Germany")
    promised = int(germany.inner_text().split()[-1])
    germany.focus()
    page.keyboard.press("Enter")
    expect(page).to_have_url(re.compile("country=DE"))
    expect(_value(page, "^Chosen, remove: Germany")).to_be_focused()
    assert _count(page) == promised < before
    expect(page.locator("#facet-kind")).not_to_have_attribute("open", "")
    assert page.evaluate("window.kept")

    page.get_by_role("link", name="title", exact=True).click()
    expect(page).to_have_url(re.compile("sort=title"))
    expect(page.get_by_role("link", name="title", exact=True)).to_be_focused()
    page.get_by_role("link", name="Next").click()
    expect(page).to_have_url(re.compile("page=2"))
    expect(_heading(page)).to_be_focused()
    page.get_by_role("button", name="Exclude Governance and organisation").click()
    expect(page).to_have_url(re.compile("-theme=governance"))
    page.go_back()
    expect(page).to_have_url(re.compile("page=2"))
    expect(page.get_by_role("link", name="Page 2", exact=True)).to_have_attribute("aria-current", "page")
    with page.context.expect_page() as opened:
        _value(page, "^Denmark").click(modifiers=["Control"])
    opened.value.close()
    assert "DK" not in page.url


def test_a_value_of_a_long_list_is_found_in_place(page: Page) -> None:
    country = page.locator("#facet-country")
    find = country.get_by_label("Find in the list “Country”")
    find.fill("osterr")
    expect(country.get_by_role("listitem")).to_have_count(0)
    find.fill("austr")
    expect(country.get_by_role("link", name=re.compile("^Austria"))).to_be_visible()
    find.press("Enter")
    assert "country" not in page.url
    held: list[Route] = []
    page.route(re.compile("values=country"), lambda route: held.append(route))
    country.get_by_role("link", name=re.compile("^Austria")).click()
    expect(page).to_have_url(re.compile("country=AT"))
    expect(country.get_by_label("Find in the list “Country”")).to_have_value("austr")
    expect(_value(page, "^Chosen, remove: Austria")).to_be_focused()
    expect(country.locator("ul.all")).to_have_count(0)
    held[0].continue_()  # all values come later, and take the place of the first ones
    expect(country.locator("ul.all")).to_have_count(1)
    expect(_value(page, "^Chosen, remove: Austria")).to_be_focused()


def test_years_are_chosen_by_the_keyboard(page: Page) -> None:
    page.locator("#facet-year > summary").click()
    before = _count(page)
    start = page.get_by_role("slider", name="from")
    start.focus()
    first = int(start.input_value())
    for _ in range(20):
        page.keyboard.press("ArrowRight")
    expect(page).to_have_url(re.compile(f"year={first + 20}-(&|$)"))
    expect(page.get_by_role("slider", name="from")).to_be_focused()
    expect(page.get_by_role("textbox", name="from")).to_have_value(str(first + 20))
    assert 0 < _count(page) < before
    page.get_by_role("slider", name="to").focus()
    page.keyboard.press("Home")
    expect(page).to_have_url(re.compile(f"year=-{first}(&|$)"))
    page.locator(".histogram button").last.click()
    expect(page).to_have_url(re.compile(r"year=\d{4}(&|$)"))


def test_a_server_that_fails_loses_nothing(page: Page) -> None:
    page.route("**/search?*", lambda route: route.fulfill(status=503, body="busy"))
    before = page.get_by_role("article").first.inner_text()
    _field(page).fill("skilled workers")
    again = page.get_by_role("link", name="Try again")
    expect(again).to_be_visible()
    expect(page.locator("#main > [role=status]")).to_contain_text("could not be loaded")
    assert page.get_by_role("article").first.inner_text() == before
    expect(_field(page)).to_have_value("skilled workers")
    assert _words(page) == "cluster"
    page.unroute("**/search?*")
    again.click()
    expect(_heading(page)).to_have_text("Results for “skilled workers”")
    expect(again).to_have_count(0)
    assert _words(page) == "skilled workers"


def test_the_table_can_be_scrolled_and_sorted(window: Window) -> None:
    page = window(viewport={"width": 320, "height": 640})
    page.goto("/search?lang=en&q=cluster&view=table")
    region = page.get_by_role("region", name="Results for “cluster”")
    region.focus()
    page.keyboard.press("ArrowRight")
    expect(page.get_by_role("columnheader", name="Theme")).to_be_attached()
    page.wait_for_timeout(300)  # it moves smoothly
    assert region.evaluate("tag => tag.scrollLeft") > 0
    assert page.evaluate("document.scrollingElement.scrollWidth <= document.scrollingElement.clientWidth")
    page.evaluate("document.querySelector('.side-by-side').scrollLeft = 0")
    region.get_by_role("link", name="title").click()
    expect(page.get_by_role("columnheader", name="title")).to_have_attribute("aria-sort", "ascending")
    expect(page).to_have_url(re.compile("view=table"))
    page.get_by_role("link", name="List", exact=True).click()
    expect(page.get_by_role("article").first).to_be_visible()


def test_suggestions_are_taken_by_the_keyboard(window: Window) -> None:
    page = window(viewport=DESK)
    page.goto("/?lang=en")
    page.get_by_role("link", name="Atlas", exact=True).focus()
    page.keyboard.press("Control+k")
    field = _field(page)
    expect(field).to_be_focused()
    field.press_sequentially("financ")
    options = page.get_by_role("listbox", name="Suggestions:").get_by_role("option")
    expect(options.first).to_be_visible()
    expect(field).to_have_attribute("aria-expanded", "true")
    expect(page.locator(".lamp [aria-live]")).to_have_text(f"Suggestions: {options.count()}")
    page.keyboard.press("ArrowDown")
    page.keyboard.press("ArrowUp")
    assert field.get_attribute("aria-activedescendant") is None
    page.keyboard.press("ArrowUp")
    expect(options.last).to_have_attribute("aria-selected", "true")
    assert field.get_attribute("aria-activedescendant") == options.last.get_attribute("id")
    page.keyboard.press("Escape")
    expect(options.first).to_be_hidden()
    expect(field).to_have_value("financ")
    page.keyboard.press("ArrowDown")
    expect(options.first).to_be_visible()
    page.keyboard.press("ArrowDown")
    words = options.first.inner_text()
    page.keyboard.press("Enter")
    expect(_heading(page)).to_have_text(f"Results for “{words}”")

    field.fill("skills and tr")
    concept = page.get_by_role("option", name="Skills and training").first
    expect(concept).to_be_visible()
    expect(_heading(page)).to_have_text("Results for “skills and tr”")
    kinds = (
        page.get_by_role("listbox").get_by_role("group").evaluate_all("all => all.map(one => one.ariaLabel)")
    )
    assert set(kinds) <= {"Concepts and themes", "Organisations"}
    leads = concept.get_attribute("data-url") or ""
    assert "lang=en" in leads
    concept.click()
    expect(page).to_have_url(leads)


def test_chosen_records_are_compared(page: Page) -> None:
    bar = page.locator("#choosing")
    expect(bar).to_be_hidden()
    for number in (0, 1):
        page.get_by_role("article").nth(number).get_by_role("checkbox").check()
    expect(bar).to_contain_text("Chosen records: 2")
    expect(bar.get_by_role("button", name="Compare")).to_be_in_viewport()
    page.get_by_role("link", name="20", exact=True).click()
    expect(page).to_have_url(re.compile("size=20"))
    expect(bar).to_contain_text("Chosen records: 2")
    with page.expect_navigation():
        bar.get_by_role("button", name="Compare").click()
    assert len(parse_qs(urlsplit(page.url).query)["id"]) == 2
    assert urlsplit(page.url).path == "/compare"
