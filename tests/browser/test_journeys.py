"""Do readers get where they want to go?

1. With the keyboard alone: words, a filter, a record, a source.
2. Without scripts, with a mouse: the same, years and exclusion included.
3. On a phone the filters open by one tap; on a desk they are there.
4. The language can be changed in the middle, and going back leads back.
5. A misspelt word is corrected; the correction can be dropped and brought back. Why a hit was found opens by
   the keyboard.
6. A page of results takes at most 60 KB, whatever was asked, as a list and as a table.
"""

from __future__ import annotations

import re
from collections.abc import Callable
from itertools import product
from urllib.parse import parse_qsl, urlsplit

import pytest
from playwright.sync_api import Locator, Page, expect

from tests.tiers import soaking

Window = Callable[..., Page]
DESK = {"width": 1280, "height": 900}
PHONE = {"width": 390, "height": 844}
LARGEST_PAGE = 60 * 1024  # bytes
MOST_STOPS = 120  # the stops of the keyboard before a reader would give up


def _go_to(page: Page, wanted: Locator) -> None:
    """Press Tab until the keyboard is there."""
    element = wanted.element_handle()  # found once, not at every stop
    for _ in range(MOST_STOPS):
        page.keyboard.press("Tab")
        if element.evaluate("tag => tag === document.activeElement"):
            return
    raise AssertionError(f"the keyboard does not reach {wanted}")


def _filters(page: Page) -> Locator:
    return page.get_by_role("complementary", name="Narrow the results")


def _count(page: Page) -> int:
    """The number of records the page says it found."""
    words = page.get_by_role("status").first.inner_text()
    found = re.match(r"[\d,]+", words)
    return int(found[0].replace(",", "")) if found else 0


def test_the_keyboard_leads_from_words_to_a_source(window: Window) -> None:
    page = window(viewport=DESK)
    page.goto("/?lang=en")
    _go_to(page, page.get_by_role("combobox"))  # a searchbox that suggests
    page.keyboard.type("cluster financing")
    page.keyboard.press("Enter")
    expect(page).to_have_url(re.compile("q=cluster(%20|[+])financing"))
    before = _count(page)
    assert before > 1

    value = _filters(page).get_by_role("link", name=re.compile("^Germany")).first
    promised = value.inner_text().split()[-1]
    _go_to(page, value)
    page.keyboard.press("Enter")
    expect(page).to_have_url(re.compile("country=DE"))
    assert _count(page) == int(promised) < before
    expect(page.get_by_role("link", name=re.compile("^Remove filter: Country: Germany"))).to_be_visible()

    hit = page.get_by_role("article").first.get_by_role("heading").get_by_role("link")
    title = hit.inner_text()
    _go_to(page, hit)
    page.keyboard.press("Enter")
    expect(page).to_have_url(re.compile("/records/"))
    expect(page.get_by_role("heading", level=1)).to_have_text(title)

    answer = page.request.get(f"/api{urlsplit(page.url).path}")
    places = [source["url"] for source in answer.json()["sources"]]
    source = page.get_by_role("link", name=answer.json()["sources"][0]["title"], exact=True).first
    _go_to(page, source)
    assert page.evaluate("document.activeElement.getAttribute('href')") in places


def test_the_first_stop_of_the_keyboard_skips_to_the_content(window: Window) -> None:
    page = window(viewport=DESK)
    page.goto("/search?lang=en")
    page.keyboard.press("Tab")
    skip = page.get_by_role("link", name="Skip to content")
    expect(skip).to_be_focused()
    expect(skip).to_be_in_viewport()
    page.keyboard.press("Enter")
    expect(page.get_by_role("main")).to_be_focused()


def test_everything_works_without_scripts(window: Window) -> None:
    page = window(viewport=DESK, java_script_enabled=False)
    page.goto("/?lang=en")
    page.get_by_role("searchbox").fill("cluster")
    page.get_by_role("button", name="Search").click()
    before = _count(page)
    _filters(page).get_by_role("link", name=re.compile("^Germany")).first.click()
    assert 0 < _count(page) < before
    page.get_by_role("link", name="title", exact=True).click()
    expect(page.get_by_role("link", name="title", exact=True)).to_have_attribute("aria-current", "true")
    assert dict(parse_qsl(urlsplit(page.url).query)) == {
        "country": "DE",
        "lang": "en",
        "q": "cluster",
        "sort": "title",
    }
    page.get_by_role("link", name="Next").click()
    expect(page).to_have_url(re.compile("page=2"))
    page.get_by_role("link", name=re.compile("^Remove filter: Country: Germany")).click()
    assert _count(page) == before
    page.get_by_role("article").first.get_by_role("heading").get_by_role("link").click()
    expect(page).to_have_url(re.compile("/records/"))


def test_a_value_can_be_excluded_without_scripts(window: Window) -> None:
    page = window(viewport=DESK, java_script_enabled=False)
    page.goto("/search?lang=en&q=cluster")
    before = _count(page)
    _filters(page).get_by_role("button", name=re.compile("^Exclude ")).first.click()
    assert 0 < _count(page) < before
    expect(page.get_by_role("list", name="Active filters")).to_contain_text("not")


def test_years_can_be_given_without_scripts(window: Window) -> None:
    page = window(viewport=DESK, java_script_enabled=False)
    page.goto("/search?lang=en&q=cluster")
    years = _filters(page).get_by_role("group").filter(has=page.get_by_label("from")).last
    if not years.get_by_label("from").is_visible():
        years.get_by_role("heading").click()
    years.get_by_label("from").fill("2015")
    years.get_by_label("to", exact=True).fill("2018")
    years.get_by_role("button", name=re.compile("^Apply")).click()
    expect(page).to_have_url(re.compile("year=2015-2018"))
    assert _count(page) > 0


@pytest.mark.parametrize("script", [True, False])
def test_on_a_phone_the_filters_open_by_one_tap(window: Window, script: bool) -> None:
    page = window(viewport=PHONE, has_touch=True, is_mobile=True, java_script_enabled=script)
    page.goto("/search?lang=en&q=cluster")
    first = _filters(page).get_by_role("link").first
    expect(page.get_by_role("article").first).to_be_visible()
    expect(first).to_be_hidden()
    _filters(page).get_by_text("Narrow the results").tap()
    expect(first).to_be_visible()
    box = first.bounding_box()
    assert box
    assert box["height"] >= 24
    first.tap()
    expect(page.get_by_role("link", name=re.compile("^Remove filter:"))).to_be_visible()


def test_on_a_desk_the_filters_are_there(window: Window) -> None:
    page = window(viewport=DESK)
    page.goto("/search?lang=en&q=cluster")
    expect(_filters(page).get_by_role("link").first).to_be_visible()


def test_a_correction_is_seen_dropped_and_brought_back(window: Window) -> None:
    page = window(viewport=PHONE, has_touch=True, is_mobile=True, java_script_enabled=False)
    page.goto("/?lang=de")
    page.get_by_role("searchbox").fill("Mitgleider")
    page.get_by_role("button", name="Suchen").tap()
    expect(page.get_by_text("Gesucht wurde „Mitglieder“ statt „Mitgleider“.")).to_be_visible()
    corrected = page.url
    expect(page.get_by_role("article").first).to_be_visible()

    page.get_by_role("link", name="Nur „Mitgleider“ suchen").tap()
    expect(page.get_by_role("status")).to_have_text("Kein Eintrag passt.")
    again = page.get_by_role("list", name="Weggelassen").get_by_role("link")
    expect(again).to_have_accessible_name("Wieder mitsuchen: berichtigte Schreibung")
    again.tap()
    expect(page).to_have_url(corrected)
    expect(page.get_by_role("article").first).to_be_visible()


def test_what_was_added_is_left_out_by_the_keyboard(window: Window) -> None:
    page = window(viewport=DESK)
    page.goto("/search?lang=en&q=skilled+workers")
    part = page.get_by_role("link", name="Leave out: concept “Skilled workers”")
    expect(part).to_be_visible()
    box = part.bounding_box()
    assert box
    assert min(box["height"], box["width"]) >= 24
    _go_to(page, part)
    page.keyboard.press("Enter")
    expect(page.get_by_role("list", name="Left out")).to_contain_text("concept “Skilled workers”")
    expect(part).to_have_count(0)


def test_why_a_hit_was_found_opens_by_the_keyboard(window: Window) -> None:
    page = window(viewport=DESK)
    page.goto("/search?lang=en&q=skilled+workers")
    hit = page.get_by_role("article").first
    question = hit.get_by_text("Why this hit?")
    answer = hit.locator("details.why li").first
    expect(answer).to_be_hidden()
    _go_to(page, question)
    page.keyboard.press("Enter")
    expect(answer).to_be_visible()
    expect(answer).to_contain_text("skilled")
    page.keyboard.press("Enter")
    expect(answer).to_be_hidden()


@pytest.mark.parametrize(
    "words",
    [
        "",
        "cluster",
        "how do others keep cluster managers from leaving",
        "Wie finanzieren andere ihr Clustermanagement nach dem Ende der Förderung?",
        "F&E KI Digitalisierung kleiner Unternehmen",
    ],
)
def test_a_page_of_results_is_small(window: Window, words: str) -> None:
    page = window(viewport=DESK)
    filters: tuple[dict[str, str], ...] = ({}, {"country": "DE", "-theme": "skills"}, {"year": "2010-2020"})
    states = list(product(("10", "20", "50"), ("", "table"), ("de", "en"), filters))
    for size, view, lang, more in states[:: 1 if soaking() else 5]:
        asked: dict[str, str | float | bool] = {"q": words, "lang": lang, "size": size, "view": view, **more}
        assert len(page.request.get("/search", params=asked).body()) <= LARGEST_PAGE, asked


def test_the_language_changes_in_the_middle_and_back_leads_back(window: Window) -> None:
    page = window(viewport=DESK)
    page.goto("/search?lang=en&q=cluster&country=DE")
    asked, before = page.url, _count(page)
    page.get_by_role("link", name="Deutsch").click()
    expect(page.locator("html")).to_have_attribute("lang", "de")
    assert _count(page) == before
    assert sorted(parse_qsl(urlsplit(page.url).query)) == [
        ("country", "DE"),
        ("lang", "de"),
        ("q", "cluster"),
    ]
    page.go_back()
    expect(page).to_have_url(asked)
