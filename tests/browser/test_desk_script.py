"""What does the script of the desk make more comfortable for those who write?

1. Concepts and records are found and chosen with the keyboard alone, concepts by any of their names; chips
   take them away again.
2. Rows come and go without a request, and what they held is saved, in every language.
3. What the checks say stands at the field somebody has left, and what is mended leaves the list above the
   form; a text too long says by how much.
4. On a phone one language is shown at a time, and a link to a field shows the one it is in.
5. The page of a record says by itself when readers find it.
6. Every word comes from the page; the script is small; nothing is said on the console.
"""

from __future__ import annotations

import gzip
import re
from collections.abc import Callable
from typing import Any

import pytest
from playwright.sync_api import Browser, Page, Request, expect

from tests.browser.desk_site import DeskSite, id_of, saved, wait
from web import static_files, templates

SCRIPTS = [static_files.FOLDER / "desk.js", *sorted((static_files.FOLDER / "desk").glob("*.js"))]
LARGEST = 15 * 1024  # bytes of all modules together on their way to a browser

Form = Callable[..., Page]


def test_concepts_are_found_and_chosen_with_the_keyboard_alone(
    form: Form, desk: DeskSite, request: pytest.FixtureRequest
) -> None:
    page = form(values={"themes": ["skills"]})
    field = page.get_by_role("combobox", name="Search: Themes")
    chips = page.locator("fieldset", has=field).last.locator(".chosen-values")
    expect(chips.locator("li")).to_have_count(1)
    field.focus()
    page.keyboard.type("FINANC")
    options = page.locator("[role=option]")
    expect(options.first).to_contain_text(re.compile("financ", re.IGNORECASE))
    page.keyboard.press("ArrowDown")
    assert field.get_attribute("aria-activedescendant") == options.first.get_attribute("id")
    page.keyboard.press("Enter")
    expect(chips.locator("li")).to_have_count(2)
    expect(field).to_have_attribute("aria-expanded", "false")
    expect(field).to_have_value("")
    page.keyboard.press("ArrowDown")
    expect(field).to_have_attribute("aria-expanded", "true")
    page.keyboard.press("Escape")
    expect(field).to_have_attribute("aria-expanded", "false")
    saved(page)
    assert set(desk.values(id_of(request.node.name))["themes"]) == {"skills", "financing"}

    page.keyboard.press("Shift+Tab")
    page.keyboard.press("Enter")
    expect(chips.locator("li")).to_have_count(1)
    page.keyboard.press("Enter")
    expect(field).to_be_focused()
    saved(page)
    assert "themes" not in desk.values(id_of(request.node.name))


def test_concepts_are_found_by_names_that_are_not_on_the_page(
    form: Form, desk: DeskSite, request: pytest.FixtureRequest
) -> None:
    page = form()
    field = page.get_by_role("combobox", name="Search: Themes")
    field.focus()
    page.keyboard.type("Finanzierung")
    expect(page.locator("[role=option]")).to_have_count(0)
    wait(page, 200)
    expect(page.locator("[role=option]").first).to_contain_text(re.compile("financ", re.IGNORECASE))
    page.keyboard.press("ArrowDown")
    page.keyboard.press("Enter")
    saved(page)
    assert desk.values(id_of(request.node.name))["themes"] == ["financing"]
    page.route("**/desk/concepts?*", lambda route: route.abort())
    page.keyboard.type("qqq")
    wait(page, 200)
    expect(page.locator(".nothing-found:visible")).to_have_text("No suggestion")


def test_a_record_is_found_by_words_of_its_title(
    form: Form, desk: DeskSite, request: pytest.FixtureRequest
) -> None:
    page = form()
    field = page.get_by_role("combobox", name="The other record")
    field.focus()
    page.keyboard.type("Membership")
    wait(page, 200)
    expect(page.locator("[role=option]").first).to_contain_text("Membership fees")
    page.keyboard.press("ArrowDown")
    page.keyboard.press("Enter")
    expect(field).to_have_value("fees")
    saved(page)
    assert desk.values(id_of(request.node.name))["relations"] == [{"to": "fees"}]


def test_rows_come_and_go_without_a_request(
    form: Form, desk: DeskSite, request: pytest.FixtureRequest
) -> None:
    page = form(values={"figures": [{"what": {"en": "members"}, "value": 7}]})
    asked: list[Request] = []
    page.on("request", lambda sent: asked.append(sent))
    group = page.locator("[data-rows=figures]")
    group.get_by_role("button", name="Add to Figures").click()
    expect(group.get_by_role("group", name="Figures 2", exact=True).get_by_label("German")).to_be_focused()
    page.keyboard.type("Firmen")
    expect(
        group.get_by_role("group", name="Figures 2", exact=True).locator('[name="figures.1.value"]')
    ).to_have_value("")
    group.get_by_role("button", name="Remove Figures 1").click()
    expect(group.locator(".row")).to_have_count(1)
    assert asked == []
    saved(page)
    assert desk.values(id_of(request.node.name))["figures"] == [{"what": {"de": "Firmen"}}]
    group.get_by_role("button", name="Remove Figures 2").click()
    expect(group.locator(".row")).to_have_count(1)
    saved(page)
    assert "figures" not in desk.values(id_of(request.node.name))


def test_rows_keep_their_texts_in_every_language_when_one_is_taken_away(
    form: Form, desk: DeskSite, request: pytest.FixtureRequest
) -> None:
    """Also those a phone puts aside, and those only one of the rows has."""
    rows = [{"what": {"de": f"{n} Firmen", "en": f"{n} firms"}, "value": n} for n in range(3)]
    rows[2]["what"] = {"de": "2 Firmen", "en": "2 firms", "da": "2 firmaer"}
    page = form(values={"figures": rows})
    page.set_viewport_size({"width": 390, "height": 844})
    group = page.locator("[data-rows=figures]")
    group.get_by_role("button", name="Remove Figures 2").click()
    saved(page)
    assert desk.values(id_of(request.node.name))["figures"] == [rows[0], rows[2]]
    group.get_by_role("button", name="Remove Figures 1").click()
    saved(page)
    page.get_by_label("English").first.fill("Another title")  # saves the same rows once more
    saved(page)
    assert desk.values(id_of(request.node.name))["figures"] == [rows[2]]
    page.reload()
    expect(page.locator('[name="figures.0.what.da"]')).to_have_value("2 firmaer")


def test_what_is_mended_leaves_the_list_above_the_form(form: Form) -> None:
    page = form(values={"sources": [{"url": "example", "title": "Report"}]})
    problems, told = page.locator("#problems"), page.locator("[data-announce]")
    before = problems.locator("li").count()
    expect(problems.get_by_role("link", name="Web address")).to_be_visible()
    page.get_by_label("Web address").fill("https://example.org/")
    saved(page)
    expect(problems.get_by_role("link", name="Web address")).to_have_count(0)
    expect(told).to_have_text(f"Mended. Still in the way of publishing: {before - 1}")
    page.locator('[name="summary.en"]').fill("A summary.")
    saved(page)
    expect(problems).to_be_hidden()
    expect(told).to_have_text("Mended. Nothing stands in the way of publishing any more.")
    page.get_by_label("Web address").fill("example")
    saved(page)
    expect(problems.get_by_role("link", name="Web address")).to_be_visible()


def test_what_is_wrong_stands_at_the_field_somebody_has_left(form: Form) -> None:
    page = form()
    address = page.get_by_label("Web address")
    address.fill("example.org")
    saved(page)
    expect(address).not_to_have_attribute("aria-invalid", "true")  # still writing
    page.get_by_label("Title of the source").focus()
    expect(address).to_have_attribute("aria-invalid", "true")
    problem = page.locator("#" + (address.get_attribute("aria-describedby") or "").split()[-1])
    expect(problem).to_contain_text("http")
    address.fill("https://example.org/")
    page.get_by_label("Title of the source").fill("Report")
    saved(page)
    page.get_by_label("Publisher").focus()
    expect(problem).to_have_text("")
    expect(address).not_to_have_attribute("aria-invalid", "true")
    number = page.locator("meter")
    before = float(number.get_attribute("value") or 0)
    page.get_by_label("English").nth(1).fill("A summary.")
    saved(page)
    assert float(number.get_attribute("value") or 0) > before


def test_a_text_that_is_too_long_says_by_how_much(form: Form) -> None:
    page = form()
    title = page.get_by_label("English").first
    limit = title.locator("xpath=following-sibling::p[contains(@class, 'limit')]")
    title.fill("short")
    expect(limit).to_be_hidden()
    title.fill("x" * 402)
    expect(limit).to_have_text("402 of 400 characters, 2 too many")


def test_a_phone_shows_one_language_at_a_time(form: Form) -> None:
    page = form()
    page.set_viewport_size({"width": 390, "height": 844})
    german, english = page.get_by_label("German").first, page.get_by_label("English").first
    expect(english).to_be_visible()
    expect(german).to_be_hidden()
    page.get_by_role("group", name="Language of the texts").get_by_role("button", name="German").click()
    expect(german).to_be_visible()
    expect(english).to_be_hidden()
    target = english.get_attribute("id")
    page.evaluate(
        "id => document.querySelector('main').prepend(Object.assign("
        "document.createElement('a'), {href: `#${id}`, textContent: 'To the English title'}))",
        target,
    )
    page.get_by_role("link", name="To the English title").click()
    expect(english).to_be_visible()


def test_the_state_of_a_record_shows_itself_anew(desk: DeskSite, browser: Browser) -> None:
    page = desk.open(browser, "scout")
    page.clock.install()
    waiting, found = "on its way", "Readers find it as it is now."

    def still_waiting(route: Any) -> None:
        body = route.fetch().text()
        state = f'<p id="findability" role="status" data-poll>{waiting}</p>'
        route.fulfill(body=re.sub(r'<p id="findability".*?</p>', state, body, flags=re.DOTALL))

    page.route("**/desk/records/fees*", still_waiting, times=1)
    page.goto("/desk/records/fees?lang=en")
    expect(page.locator("#findability")).to_have_text(waiting)
    wait(page, 1_100)
    expect(page.locator("#findability")).to_have_text(found)
    page.context.close()


def test_every_word_of_the_script_comes_from_the_page() -> None:
    words = (templates.FOLDER / "desk" / "_words.html").read_text("utf-8")
    script = "\n".join(path.read_text("utf-8") for path in SCRIPTS)
    offered = set(re.findall(r'data-word="([\w-]+)"', words))
    used = {name for call in re.findall(r"word\(([^()]*(?:\([^()]*\))?)", script) for name in _names(call)}
    assert offered == used
    pieces = set(re.findall(r'data-piece="([\w-]+)"', words))
    assert pieces == {"chip", "languages", "copy", "conflict", "refused", "expired"}
    code = re.sub(r"//.*|/\*.*?\*/", "", script, flags=re.DOTALL | re.MULTILINE)
    sentences = [text for text in re.findall(r'"([^"\n]*)"', code) if re.search(r"[A-Z][a-z]+ [a-z]+", text)]
    assert sentences == []


def _names(call: str) -> list[str]:
    return [name for name in re.findall(r'"([a-z-]+)"', call) if name != "lang"]


def test_the_script_is_small() -> None:
    served = static_files.static_files().contents
    names = [path.relative_to(static_files.FOLDER).as_posix() for path in SCRIPTS]
    assert sum(len(gzip.compress(served[name], 5)) for name in names) < LARGEST


def test_the_script_says_nothing_on_the_console(form: Form) -> None:
    said: list[str] = []
    page = form()
    page.on("console", lambda message: said.append(message.text))
    page.on("pageerror", lambda error: said.append(str(error)))
    page.reload()
    page.get_by_label("English").first.fill("Quiet")
    saved(page)
    page.get_by_role("combobox", name="Search: Themes").click()
    page.keyboard.press("Escape")
    assert said == []
