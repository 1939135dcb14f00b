"""Is anything lost of what is typed at the desk? The script saves it, and keeps what it cannot save.

1. What is typed is saved by itself, said once to a screen reader, and is there when the page is opened again.
2. Without a connection it waits in the browser: it is saved when the connection is back, offered when the
   page was closed meanwhile, and forgotten when it is turned down or its writer signs out.
3. Leaving is asked about only while something is not saved; a button saves before it does what it says.
4. When somebody else has saved, saving stops and leads to both texts; when the session has ended, everything
   stays in the page, and signing in elsewhere continues it. A lost answer is no conflict with oneself.
"""

from __future__ import annotations

import re
from collections.abc import Callable
from typing import Any

import pytest
from playwright.sync_api import Browser, Page, expect

from tests.browser.desk_site import DeskSite, id_of, saved, state, wait

ALL_COPIES = "Object.keys(localStorage).filter(key => key.startsWith('leuchtturm-desk')).length"
# Of this draft only: tests share a browser, and others leave copies of theirs.
COPIES = ALL_COPIES.replace("'leuchtturm-desk')", "'leuchtturm-desk') && key.includes(location.pathname)")

Form = Callable[..., Page]


def test_what_is_typed_is_saved_by_itself(form: Form, desk: DeskSite, request: pytest.FixtureRequest) -> None:
    page = form()
    page.get_by_label("English").first.fill("Fees of the members")
    expect(state(page)).to_have_text("Changes not saved yet")
    saved(page)
    assert desk.values(id_of(request.node.name))["title"] == {"en": "Fees of the members"}
    assert page.evaluate(COPIES) == 0
    said = page.locator("[data-announce]")
    expect(said).to_contain_text("Saved at")
    page.evaluate("document.querySelector('[data-announce]').textContent = ''")
    page.get_by_label("English").first.fill("Fees of all members")
    saved(page)
    assert desk.values(id_of(request.node.name))["title"] == {"en": "Fees of all members"}
    expect(said).to_have_text("")
    page.reload()
    expect(page.get_by_label("English").first).to_have_value("Fees of all members")


def test_typing_on_does_not_put_off_saving_for_ever(
    form: Form, desk: DeskSite, request: pytest.FixtureRequest
) -> None:
    page = form()
    field = page.get_by_label("English").first
    for _ in range(7):
        field.press_sequentially("x")
        wait(page, 1_700)
    expect(state(page)).to_contain_text("Saved at")
    assert "xxx" in desk.values(id_of(request.node.name))["title"]["en"]


def test_what_was_typed_without_a_connection_is_saved_when_it_is_back(
    form: Form, desk: DeskSite, request: pytest.FixtureRequest
) -> None:
    page = form(alone=True)
    page.context.set_offline(True)
    page.get_by_label("English").first.fill("Typed on the train")
    wait(page)
    expect(state(page)).to_contain_text("Not saved, trying again. What you typed is kept in this browser.")
    assert page.evaluate(COPIES) == 1
    page.get_by_role(
        "button", name="Submit for review"
    ).click()  # the page of the browser does not come instead
    expect(page.get_by_label("English").first).to_have_value("Typed on the train")
    page.context.set_offline(False)
    expect(state(page)).to_contain_text("Saved at")
    assert desk.values(id_of(request.node.name))["title"] == {"en": "Typed on the train"}
    assert page.evaluate(COPIES) == 0


@pytest.mark.parametrize("choice", ["take", "discard"])
def test_a_page_closed_without_a_connection_is_offered_again(
    form: Form, desk: DeskSite, request: pytest.FixtureRequest, choice: str
) -> None:
    page = form(alone=True, values={"figures": [{"what": {"en": "members"}, "value": 7}]})
    address = page.url
    page.context.set_offline(True)
    page.get_by_label("English").first.fill("Typed in a tunnel")
    page.get_by_role("button", name="Add to Figures").click()
    page.keyboard.type("firms")
    wait(page)
    expect(state(page)).to_contain_text("Not saved")
    context = page.context
    page.close()
    context.set_offline(False)

    again = context.new_page()
    again.goto(address)
    expect(again.locator(".copy-offer")).to_contain_text(
        re.compile(r"text from \d\d:\d\d that was not saved")
    )
    expect(again.get_by_label("English").first).not_to_have_value("Typed in a tunnel")
    button = "Take it over" if choice == "take" else "Discard it"
    again.get_by_role("button", name=button).click()
    expect(again.locator(".copy-offer")).to_have_count(0)
    if choice == "take":
        expect(state(again)).to_contain_text("Saved at")
        values = desk.values(id_of(request.node.name))
        assert values["title"] == {"en": "Typed in a tunnel"}
        assert [one["what"] for one in values["figures"]] == [{"en": "members"}, {"de": "firms"}]
    again.reload()
    expect(again.locator("html[data-script=ready]")).to_be_attached()
    assert again.evaluate(COPIES) == 0


def test_signing_out_leaves_nothing_behind(form: Form) -> None:
    page = form(alone=True)
    page.evaluate(
        """() => {
          const { account } = document.querySelector('form[data-sign-out]').dataset;
          localStorage.setItem(`leuchtturm-desk:${account}:/desk/drafts/x/autosave:d`, '{}');
        }"""
    )
    assert page.evaluate(ALL_COPIES) == 1
    page.get_by_role("button", name="Sign out").click()
    expect(page.get_by_role("button", name="Sign out")).to_have_count(0)
    assert page.evaluate(ALL_COPIES) == 0


def test_leaving_is_asked_about_only_while_something_is_not_saved(form: Form) -> None:
    page = form()
    asked: list[str] = []

    def answer(dialog: Any) -> None:
        asked.append(dialog.type)
        dialog.dismiss()

    page.on("dialog", answer)
    page.get_by_label("English").first.fill("Half a sentence")
    page.get_by_role("link", name="Overview", exact=True).click()
    expect(page.get_by_label("English").first).to_have_value("Half a sentence")
    assert asked == ["beforeunload"]
    saved(page)
    page.get_by_role("link", name="Overview", exact=True).click()
    page.wait_for_url("**/desk?lang=en")
    assert asked == ["beforeunload"]


def test_a_button_saves_before_it_leads_away(
    form: Form, desk: DeskSite, request: pytest.FixtureRequest
) -> None:
    page = form()
    page.get_by_label("English").first.fill("Typed and previewed at once")
    page.get_by_role("button", name="Save and preview").click()
    expect(page.get_by_role("heading", level=1)).to_have_text("Typed and previewed at once")
    assert desk.values(id_of(request.node.name))["title"] == {"en": "Typed and previewed at once"}
    page.go_back()
    page.get_by_label("English").first.fill("Typed after going back")
    saved(page)


def test_the_second_of_two_who_save_is_led_to_both_texts(
    form: Form, desk: DeskSite, browser: Browser, request: pytest.FixtureRequest
) -> None:
    page = form()
    other = desk.open(browser, "editor")
    other.goto(page.url)
    other.get_by_label("English").first.fill("Text of the other")
    other.get_by_role("button", name="Save draft").last.click()
    expect(other.get_by_role("status").filter(has_text="The draft is saved.")).to_be_visible()
    other.context.close()

    page.get_by_label("English").first.fill("My own text")
    wait(page)
    expect(state(page)).to_contain_text("This draft was changed elsewhere meanwhile.")
    expect(page.locator("[data-announce]")).to_contain_text("Nothing is lost")
    page.get_by_label("English").first.fill("My own text, continued")
    wait(page)
    assert desk.values(id_of(request.node.name))["title"] == {"en": "Text of the other"}
    page.get_by_role("button", name="See both texts").click()
    expect(page.get_by_role("heading", level=1)).to_contain_text("Two texts")
    main = page.get_by_role("main")
    expect(main).to_contain_text("Text of the other")
    expect(main).to_contain_text("My own text, continued")


def test_an_ended_session_keeps_the_page_and_signing_in_continues_it(
    form: Form, desk: DeskSite, request: pytest.FixtureRequest
) -> None:
    page = form(alone=True)
    page.context.clear_cookies()
    page.get_by_label("English").first.fill("Typed after two hours")
    wait(page)
    expect(state(page)).to_contain_text("Your session has expired.")
    expect(state(page).get_by_role("link", name="Sign in in a new tab")).to_have_attribute("target", "_blank")
    page.context.add_cookies([desk.session("scout")])
    page.evaluate("window.dispatchEvent(new Event('focus'))")
    expect(state(page)).to_contain_text("Saved at")
    assert desk.values(id_of(request.node.name))["title"] == {"en": "Typed after two hours"}


def test_an_answer_that_got_lost_is_no_conflict_with_oneself(
    form: Form, desk: DeskSite, request: pytest.FixtureRequest
) -> None:
    page = form()

    def lose(route: Any) -> None:
        route.fetch()
        route.abort()

    page.route("**/autosave*", lose, times=1)
    page.get_by_label("English").first.fill("Sent, and no answer")
    wait(page)
    expect(state(page)).to_contain_text("Not saved, trying again.")
    assert desk.values(id_of(request.node.name))["title"] == {"en": "Sent, and no answer"}
    page.get_by_label("English").first.fill("Sent, and no answer, and more")
    wait(page)
    expect(state(page)).not_to_contain_text("Not saved, trying")
    saved(page)
    assert desk.values(id_of(request.node.name))["title"] == {"en": "Sent, and no answer, and more"}
