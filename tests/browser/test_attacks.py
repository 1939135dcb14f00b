"""Does anything that was typed run in a browser?

A draft says in every field what somebody who means harm types; so do its notes and what ingestion found.

1. On no page that shows it does a script run, whatever is pointed at, focused or pressed; the policy has
   nothing to stop, no other host is asked, and the page stays where it is.
2. Neither does any when the script of the form makes rows, saves, and brings back a local copy.
"""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any
from urllib.parse import urlsplit

import pytest
from playwright.sync_api import Browser, Dialog, Page, expect

from indexer.ingest.proposals import keep_proposal
from tests.browser.desk_site import DeskSite, saved
from tests.tiers import examples
from tests.web.attacks.hostile_site import MESSAGE, SAID, a_proposal
from tests.web.attacks.strings import ATTACKS, hostile
from web.knowledge import Knowledge

DRAFT = "attacked"
# Everything that stands in the attacks calls or names xss; here it would answer.
ARMED = """
window.ran = [];
window.xss = () => window.ran.push('called');
document.addEventListener('securitypolicyviolation', event => window.ran.push(event.violatedDirective));
"""
TOUCHED = """() => {
  for (const element of document.querySelectorAll('*')) {
    for (const type of ['mouseover', 'mouseenter', 'focus', 'load', 'error', 'animationstart', 'toggle'])
      element.dispatchEvent(new Event(type));
  }
  return window.ran;
}"""
FOLLOWED = """() => [...document.querySelectorAll('[href], [action], [formaction], [src]')]
  .flatMap(element => ['href', 'action', 'formaction', 'src'].map(name => element.getAttribute(name)))
  .filter(address => address && !/^(https?|mailto):$/.test(new URL(address, document.baseURI).protocol))"""


@pytest.fixture
def attacked(desk: DeskSite) -> Iterator[DeskSite]:
    """The site with the draft, while the test lasts."""
    drafts, by = Knowledge(desk.settings).drafts, desk.account("scout")
    drafts.start(hostile(DRAFT, valid=False), by=by, note=SAID)
    drafts.comment(DRAFT, by=by, note=MESSAGE)
    keep_proposal(desk.settings.drafts, DRAFT, a_proposal())
    yield desk
    drafts.discard(DRAFT, expected=drafts.get(DRAFT).digest, by=by)


@pytest.fixture
def listening(attacked: DeskSite, browser: Browser) -> Iterator[tuple[Page, list[str]]]:
    """A page, and what it has done that no page of ours does."""
    context = attacked.context(browser, "editor")
    context.add_init_script(ARMED)
    page, done = context.new_page(), list[str]()
    own = urlsplit(attacked.address).netloc

    def asked(request: Any) -> None:
        if urlsplit(request.url).netloc != own:
            done.append(f"asked {request.url}")

    def answered(dialog: Dialog) -> None:
        if dialog.type != "beforeunload":  # which asks whether to leave what is typed
            done.append(dialog.message)
        dialog.accept()

    page.on("console", lambda message: done.append(message.text))
    page.on("pageerror", lambda error: done.append(str(error)))
    page.on("dialog", answered)
    page.on("popup", lambda popup: done.append(popup.url))
    page.on("request", asked)
    yield page, done
    context.close()


def nothing_ran(page: Page, done: list[str]) -> None:
    where = page.url
    assert page.evaluate(TOUCHED) == []
    assert page.evaluate(FOLLOWED) == []
    assert page.url == where
    assert done == []


def test_nothing_that_was_typed_runs(listening: tuple[Page, list[str]]) -> None:
    page, done = listening
    for path in ("", "/preview", "/review", "/suggestions", "/likenesses"):
        page.goto(f"/desk/drafts/{DRAFT}{path}?lang=en")
        assert "xss" in page.content()
        nothing_ran(page, done)
    for text in ATTACKS["markup"][3 : examples(4, 11)]:
        page.goto("/search?lang=en")
        page.get_by_role("searchbox").or_(page.get_by_role("combobox")).first.fill(text)
        page.keyboard.press("Enter")
        page.wait_for_url("**q=*")
        nothing_ran(page, done)
    page.evaluate("document.body.insertAdjacentHTML('beforeend', '<p onclick=xss()>')")
    page.wait_for_function("window.ran.length")  # the test would notice


def test_the_script_of_the_form_runs_nothing(listening: tuple[Page, list[str]]) -> None:
    page, done = listening
    page.clock.install()
    page.goto(f"/desk/drafts/{DRAFT}?lang=en")
    expect(page.locator("html[data-script=ready]")).to_be_attached()
    for group in ("figures", "sources", "stages"):
        page.locator(f'button[value="add:{group}"]').click()
    page.locator('[name="title.en"]').fill(ATTACKS["markup"][3])
    page.locator('[name="figures.1.unit"]').fill(SAID)
    saved(page)
    page.locator('[name="licence"]').fill(ATTACKS["markup"][4])
    page.reload()
    nothing_ran(page, done)
