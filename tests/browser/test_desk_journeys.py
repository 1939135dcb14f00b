"""Do scouts and editors get where they want to go at the desk, and is nothing lost on the way?

1. A practice comes from a web address to the readers: its suggestions are decided one by one, it is
   completed, submitted, sent back with a note, mended, published and found. By the keyboard alone; in a soak
   run by mouse and without a script, too.
2. Two people who write the same draft in two browsers keep both texts; what they choose is saved.
3. Two revisions are compared and one is restored; a record is deleted and brought back; readers see each
   step.
4. What is wrong comes back as it was typed; the list of errors leads to each field, and the focus is there.
5. What is typed without a connection, or after the session has ended, is still there and goes on.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator

import pytest
from playwright.sync_api import Browser, expect

from kb.corpus import Corpus
from tests.browser.desk_site import NAMES, PASSWORD, DeskSite, id_of
from tests.browser.desk_steps import Worker
from tests.browser.hands import Keys, Mouse
from tests.indexer.fetching.local_sites import Site
from tests.indexer.fetching.local_sites import page as web_page
from tests.tiers import soaking
from web.accounts.account import Role

STORY = """<!doctype html><html lang="en"><title>{title}</title><main><h1>{title}</h1>
<p>The {network} network hands out vouchers to 350 small firms in Norway, so that they get advice on exports
before they sign.</p><h2>Results</h2><p>Between 2019 and 2021 the vouchers led to 120 new contracts with
partners in Denmark and Finland.</p></main></html>"""
WAYS = [("keys", "Fjordhaven"), ("mouse", "Nordwerft"), ("no-script", "Deichland")]


@pytest.fixture
def worker(desk: DeskSite, browser: Browser) -> Iterator[Callable[..., Worker]]:
    """A function that gives somebody a browser of their own, signed in if they have a role."""
    hired: list[Worker] = []

    def hire(role: Role | None = None, *, way: str = "mouse") -> Worker:
        script = way != "no-script"
        page = desk.open(browser, role, java_script_enabled=script)
        hired.append(Worker(page, Keys(page) if way == "keys" else Mouse(), script))
        return hired[-1]

    yield hire
    for one in hired:
        one.page.context.close()


@pytest.mark.parametrize(("way", "network"), WAYS if soaking() else WAYS[:1])
def test_a_practice_comes_from_a_web_address_to_the_readers(
    worker: Callable[..., Worker], desk: DeskSite, elsewhere: Site, way: str, network: str
) -> None:
    title = f"Export vouchers of {network}"
    elsewhere.answers[f"/{network}"] = web_page(STORY.format(title=title, network=network))
    scout, editor = worker(way=way), worker(way=way)

    scout.sign_in("scout")
    scout.bring_in(elsewhere.address(f"/{network}"))
    scout.decide("Countries", "Norway", "Accept")
    scout.decide("Themes", "Internationalisation", "Dismiss")
    scout.decide("Figures", "350 small firms", "Accept")
    scout.press("Go on with the draft")
    scout.hands.write(scout.field("Challenge"), "Few small firms dare to sell abroad.")
    scout.add_concept("Themes", "Financing")
    scout.submit()

    editor.sign_in("editor")
    editor.open_from_desk(title)
    expect(editor.main).to_contain_text("Few small firms dare to sell abroad.")
    expect(editor.main).to_contain_text("Norway")
    editor.judge("Who published it?", "Send back")
    editor.told("The draft is sent back.")

    scout.open_from_desk(title)
    expect(scout.main).to_contain_text("Who published it?")
    scout.hands.press(scout.page.get_by_role("link", name="Where the facts come from", exact=True))
    scout.hands.write(scout.page.get_by_label("Publisher"), "County of the cranes")
    scout.submit()

    editor.open_from_desk(title)
    expect(editor.main).to_contain_text("County of the cranes")
    editor.judge("Complete now.", "Publish")
    editor.told("The record is published.")
    editor.waits_until_found()
    hits = scout.searches(f"vouchers {network}")
    expect(hits.first).to_contain_text(title)
    scout.hands.press(hits.first)
    expect(scout.main).to_contain_text("County of the cranes")
    stated = Corpus(desk.settings).repository.get(f"export-vouchers-of-{network.lower()}").record
    assert stated.place
    assert stated.place.countries == ["NO"]
    assert stated.themes == ["financing"]
    assert [one.value for one in stated.figures] == [350]


def test_two_who_write_the_same_draft_keep_both_texts(
    worker: Callable[..., Worker], desk: DeskSite, request: pytest.FixtureRequest
) -> None:
    draft_id = id_of(request.node.name)
    scout, editor = worker("scout"), worker("editor")
    address = desk.draft(draft_id, summary={"en": "Firms share a booth."})
    for one in (scout, editor):
        one.page.goto(address)
    editor.hands.write(editor.field("Summary"), "Small firms share a booth.")
    editor.hands.write(editor.field("Results"), "Twelve firms came back.")
    editor.press("Save draft")
    editor.told("The draft is saved.")

    scout.hands.write(scout.field("Summary"), "Firms share a booth abroad.")
    scout.hands.write(scout.field("Challenge"), "A booth costs more than a small firm has.")
    scout.press("Save draft")
    expect(scout.page.get_by_role("heading", level=1)).to_contain_text("Two texts")
    contradiction = scout.page.get_by_role("group", name="Summary (English)")
    for text in ("Small firms share a booth.", "Firms share a booth abroad."):
        expect(contradiction).to_contain_text(text)
    expect(scout.main).to_contain_text("Twelve firms came back.")
    scout.hands.tick(contradiction.get_by_label("Both, as edited here"))
    scout.hands.write(contradiction.get_by_role("textbox"), "Small firms share a booth abroad.")
    scout.press("Save what is chosen")
    scout.told("The draft is saved.")
    expect(scout.field("Summary")).to_have_value("Small firms share a booth abroad.")
    values = desk.values(draft_id)
    assert values["summary"] == {"en": "Small firms share a booth abroad."}
    assert values["results"] == {"en": "Twelve firms came back."}
    assert values["challenge"] == {"en": "A booth costs more than a small firm has."}


def test_what_readers_see_is_changed_compared_restored_deleted_and_brought_back(
    worker: Callable[..., Worker],
) -> None:
    editor = worker("editor")
    page, path = editor.page, "/records/filler-3?lang=en"
    before, after = "Practice filler-3", "A practice in better words"
    page.goto(f"/desk{path}")
    editor.press("Change this record")
    editor.hands.write(editor.field("Title"), after)
    editor.submit()
    editor.press("Review")
    change = editor.main.get_by_role("region", name="What would change")
    expect(change.locator("del")).to_contain_text(before)
    expect(change.locator("ins")).to_contain_text(after)
    editor.judge("Nobody knew what filler means.", "Publish")
    editor.told("The record is published.")
    editor.reads(path, after)

    page.goto("/desk/history/filler-3?lang=en")
    expect(editor.main).to_contain_text("Nobody knew what filler means.")
    editor.hands.tick(page.get_by_label("From revision 2"))
    editor.hands.tick(page.get_by_label("To revision 1"))
    editor.press("Compare the two chosen")
    comparison = page.get_by_role("region", name="From revision 2 to revision 1")
    expect(comparison.locator("del", has_text=after)).to_be_visible()
    expect(comparison.locator("ins", has_text=before)).to_be_visible()
    editor.press("Restore revision 1", comparison)
    editor.told("Revision 1 is in force again")
    editor.reads(path, before)

    page.goto(f"/desk{path}")
    editor.press("Delete it …")
    editor.hands.write(page.get_by_label("Why is it deleted?"), "It says nothing.")
    editor.press("Delete the record")
    editor.told("The record is deleted.")
    editor.reads(path, "This record was removed")
    page.goto("/desk/history/filler-3?lang=en")
    expect(editor.main).to_contain_text("It says nothing.")
    editor.press(re.compile("^Back to revision 3"))
    editor.press("Restore revision 3")
    editor.told("Revision 3 is in force again")
    editor.reads(path, before)


def test_what_is_wrong_comes_back_as_it_was_typed_and_is_one_key_away(
    worker: Callable[..., Worker], desk: DeskSite, request: pytest.FixtureRequest
) -> None:
    scout = worker("scout")
    page = scout.page
    page.goto(desk.draft(id_of(request.node.name), summary={"en": "Firms share a booth."}))
    typed = {"period.start": "soon", "figures.0.value": "a dozen", "sources.0.url": "example"}
    for name, text in typed.items():
        scout.hands.write(page.locator(f'[name="{name}"]'), text)
    scout.press("Submit for review")
    expect(page.get_by_role("alert").first).to_contain_text("not submitted yet")
    problems = page.locator("#problems")
    expect(problems).to_be_focused()
    for name, text in typed.items():
        field = page.locator(f'[name="{name}"]')
        expect(field).to_have_value(text)
        expect(field).to_have_attribute("aria-invalid", "true")
        problems.locator(f'a[href="#{field.get_attribute("id")}"]').press("Enter")
        expect(field).to_be_focused()
        expect(field).to_be_in_viewport()


def test_without_a_connection_and_without_a_script_the_browser_sends_it_again(
    worker: Callable[..., Worker], desk: DeskSite, request: pytest.FixtureRequest
) -> None:
    scout = worker("scout", way="no-script")
    scout.page.goto(desk.draft(id_of(request.node.name)))
    scout.hands.write(scout.field("Summary"), "Typed in a tunnel.")
    scout.page.context.set_offline(True)
    scout.press("Save draft")
    scout.page.wait_for_url("chrome-error://**")
    scout.page.context.set_offline(False)
    scout.page.reload()
    scout.told("The draft is saved.")
    expect(scout.field("Summary")).to_have_value("Typed in a tunnel.")


@pytest.mark.parametrize("way", ["mouse", "no-script"])
def test_after_the_session_has_ended_signing_in_goes_on_with_what_was_typed(
    worker: Callable[..., Worker], desk: DeskSite, way: str
) -> None:
    scout, draft_id = worker("scout", way=way), f"session-ended-{way}"
    page = scout.page
    page.goto(desk.draft(draft_id, title={"en": f"Typed by {way}"}))
    scout.hands.write(scout.field("Summary"), "Typed for two hours.")
    page.context.clear_cookies()
    scout.press("Submit for review")
    expect(scout.main).to_contain_text("What you typed is kept on this page")
    scout.hands.write(page.get_by_label("Name"), NAMES["scout"])
    scout.hands.write(page.get_by_label("Password"), PASSWORD)
    scout.press("Sign in")
    scout.press("Continue where you were")
    expect(scout.field("Summary")).to_have_value("Typed for two hours.")
    assert desk.values(draft_id)["summary"] == {"en": "Typed for two hours."}
