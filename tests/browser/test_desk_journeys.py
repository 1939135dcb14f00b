"""Do scouts and editors get where they want to go at the desk, and is nothing lost on the way?

1. A practice comes from a web address to the readers: its suggestions are decided one by one, it is completed,
   submitted, sent back with a note, mended, published and found. By mouse, by the keyboard alone, and without
   a script.
2. Two people who write the same draft in two browsers keep both texts; what they choose is saved.
3. Two revisions are compared and one is restored; a record is deleted and brought back; readers see each step.
4. What is wrong comes back as it was typed; the list of errors leads to each field, and the focus is there.
5. What is typed without a connection, or after the session has ended, is still there and goes on.
"""

from __future__ import annotations

import re
from typing import Any

import pytest
from playwright.sync_api import Browser, Page, expect

from kb.corpus import Corpus
from tests.browser.desk_site import NAMES, PASSWORD, DeskSite, id_of, state, wait
from tests.browser.desk_steps import Worker
from tests.browser.hands import Keys, Mouse
from tests.indexer.fetching.local_sites import Site
from tests.indexer.fetching.local_sites import page as web_page

STORY = """<!doctype html><html lang="en"><title>{title}</title><main><h1>{title}</h1>
<p>The {network} network hands out vouchers to 350 small firms in Norway, so that they get advice on exports
before they sign.</p><h2>Results</h2><p>Between 2019 and 2021 the vouchers led to 120 new contracts with partners
in Denmark and Finland.</p></main></html>"""
WAYS = {"mouse": True, "keys": True, "no-script": False}


@pytest.mark.parametrize(("way", "network"), [("mouse", "Nordwerft"), ("keys", "Fjordhaven"), ("no-script", "Deichland")])
def test_a_practice_comes_from_a_web_address_to_the_readers(
    desk: DeskSite, browser: Browser, elsewhere: Site, way: str, network: str
) -> None:
    title = f"Export vouchers of {network}"
    elsewhere.answers[f"/{network}"] = web_page(STORY.format(title=title, network=network))
    script = way != "no-script"
    workers = []
    for _ in ("scout", "editor"):
        page = desk.open(browser, None, java_script_enabled=script)
        workers.append(Worker(page, Keys(page) if way == "keys" else Mouse(), script))
    scout, editor = workers

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
    editor.judge("Who pays for the vouchers?", "Send back")
    editor.told("The draft is sent back.")

    scout.open_from_desk(title)
    expect(scout.main).to_contain_text("Who pays for the vouchers?")
    scout.hands.write(scout.field("Solution"), "The county pays half of each voucher.")
    scout.submit()

    editor.open_from_desk(title)
    expect(editor.main).to_contain_text("The county pays half of each voucher.")
    editor.judge("Complete now.", "Publish")
    editor.told("The record is published.")
    editor.waits_until_found()
    hits = scout.searches(f"vouchers {network}")
    expect(hits.first).to_contain_text(title)
    scout.hands.press(hits.first)
    expect(scout.main).to_contain_text("The county pays half of each voucher.")
    stated = Corpus(desk.settings).repository.get(f"export-vouchers-of-{network.lower()}").record
    assert stated.place and stated.place.countries == ["NO"]
    assert stated.themes == ["financing"]
    assert [one.value for one in stated.figures] == [350]
    for worker in workers:
        worker.page.context.close()
