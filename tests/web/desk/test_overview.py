"""What does somebody find on their desk?

1. Their drafts, what was sent back with the words of the editor, what others work on, and for editors what
   waits for review; what readers wrote, and what time has worn out.
2. The overview shows the first of each list with its count, a list shows all, page by page.
3. It works while there is no index, and says what cannot be read.
"""

from __future__ import annotations

from datetime import date
from pathlib import Path

import pytest
from starlette.applications import Starlette
from starlette.testclient import TestClient

from kb.draft import Draft
from tests.web.desk.signed_in import Person, signed_in
from tests.web.pages.reading import Part, Seen, path_of, see
from tests.web.sites import a_corpus, an_indexed_corpus
from web.application import create_app
from web.knowledge import Knowledge


@pytest.fixture(scope="module")
def app(tmp_path_factory: pytest.TempPathFactory) -> Starlette:
    return create_app(an_indexed_corpus(tmp_path_factory.mktemp("overview")))


@pytest.fixture(scope="module")
def scout(app: Starlette) -> Person:
    return signed_in(app, "scout")


@pytest.fixture(scope="module")
def editor(app: Starlette) -> Person:
    return signed_in(app, "editor")


@pytest.fixture(scope="module", autouse=True)
def work(app: Starlette, scout: Person, editor: Person) -> Knowledge:
    """Drafts of two people in every state, and what readers told."""
    knowledge: Knowledge = app.state.knowledge
    for number in range(27):
        start(knowledge, f"mine-{number:02}", scout)
    theirs = start(knowledge, "theirs", editor)
    knowledge.drafts.submit("theirs", expected=theirs.digest, by=editor.account.id)
    draft = start(knowledge, "returned", scout)
    draft = knowledge.drafts.submit("returned", expected=draft.digest, by=scout.account.id)
    knowledge.drafts.send_back(
        "returned", expected=draft.digest, by=editor.account.id, note="Wer zahlt <ein>?"
    )
    knowledge.drafts.comment("returned", by=scout.account.id, note="Ich frage nach.")
    knowledge.feedback.keep("error", "Die Zahl stimmt nicht.", address=None, record="fees")
    return knowledge


def start(knowledge: Knowledge, draft_id: str, person: Person) -> Draft:
    values = {"id": draft_id, "kind": "guide", "title": {"de": f"Titel {draft_id}"}}
    return knowledge.drafts.start(values, by=person.account.id)


def stacks(seen: Seen) -> dict[str, Part]:
    """The lists of the overview by their heading, with the count."""
    parts = seen.main.parts("group")
    return {str(part.tag.h2.get_text(" ", strip=True)): part for part in parts if part.tag.h2}


def test_the_first_of_my_drafts_stand_on_the_overview(scout: Person) -> None:
    mine = stacks(see(scout, "/desk"))["My drafts 27"]
    titles = [link for link in mine.links if link.name.startswith("Titel")]
    assert len(titles) == 5
    assert all(path_of(link.href).startswith("/desk/drafts/mine-") for link in titles)
    assert mine.link("Show all 27: My drafts").href == "/desk?list=drafts&lang=en"


def test_what_was_sent_back_says_why(scout: Person, editor: Person) -> None:
    returned = stacks(see(scout, "/desk"))["Sent back to me 1"]
    assert "Wer zahlt <ein>?" in returned.text
    assert path_of(returned.links[0].href) == "/desk/drafts/returned"
    assert not [name for name in stacks(see(editor, "/desk")) if name.startswith("Sent back")]


def test_editors_see_what_waits_for_them(scout: Person, editor: Person) -> None:
    waiting = stacks(see(editor, "/desk"))["Waiting for review 1"]
    assert "Titel theirs" in waiting.text
    assert "begun by test editor" in waiting.text
    assert path_of(waiting.links[0].href) == "/desk/drafts/theirs/review"
    assert not [name for name in stacks(see(scout, "/desk")) if name.startswith("Waiting")]


def test_the_drafts_of_others_are_there_for_everybody(scout: Person, editor: Person) -> None:
    assert "Titel theirs" in stacks(see(scout, "/desk"))["Drafts of others 1"].text
    assert "Begun by test scout" in stacks(see(editor, "/desk"))["Drafts of others 28"].text


def test_what_readers_wrote_leads_to_it(scout: Person) -> None:
    feedback = stacks(see(scout, "/desk"))["What readers have written 1"]
    assert path_of(feedback.link("Die Zahl stimmt nicht.").href) == "/desk/feedback"


def test_days_are_those_of_the_clock_of_the_site(
    app: Starlette, scout: Person, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("kb.drafts.now", lambda: "2026-07-31T22:30:00Z")
    late = start(app.state.knowledge, "late", scout)
    try:
        assert "1 August 2026" in see(scout, "/desk?list=drafts&page=2").main.text
    finally:
        app.state.knowledge.drafts.discard("late", expected=late.digest, by=scout.account.id)


def test_missing_languages_are_listed_with_the_record(scout: Person) -> None:
    missing = stacks(see(scout, "/desk"))["Not readable in every language 3"]
    assert path_of(missing.link("Nur deutsch").href) == "/desk/records/german-only"
    assert "Missing: English" in missing.text
    marked = {str(tag.get("lang")) for tag in missing.tag.select("h3")}
    assert marked == {"da", "de"}


def test_a_list_is_shown_page_by_page(scout: Person) -> None:
    first = see(scout, "/desk?list=drafts")
    assert first.heading == "My drafts (27)"
    assert len(first.main.tag.select(".entries > li")) == 25
    second = see(scout, first.main.link("Next").href, lang=None)
    assert len(second.main.tag.select(".entries > li")) == 2
    assert [link.name for link in second.main.links][-1] == "Back"


@pytest.mark.parametrize(
    ("address", "heading"),
    [
        ("/desk?list=nothing", "The desk"),
        ("/desk?list=drafts&page=9999999999999999999", "My drafts (27)"),
        ("/desk?list=drafts&page=-1", "My drafts (27)"),
        ("/desk?list=translations", "The desk"),
    ],
)
def test_an_address_nobody_made_shows_what_is_nearest(scout: Person, address: str, heading: str) -> None:
    assert see(scout, address).heading == heading


def test_searches_in_vain_lead_to_their_results(app: Starlette, scout: Person) -> None:
    knowledge: Knowledge = app.state.knowledge
    reader = TestClient(app)
    assert not [name for name in stacks(see(scout, "/desk")) if name.startswith("Looked")]
    for day in ("2026-11-01", "2026-11-02", "2026-11-03"):
        with pytest.MonkeyPatch.context() as patch:
            patch.setattr(knowledge.misses, "_today", lambda day=day: date.fromisoformat(day))
            knowledge.misses.note("Leuchtquarz")
    misses = stacks(see(scout, "/desk"))["Looked for in vain 1"]
    assert "3 searches" in misses.text
    assert reader.get(misses.link("leuchtquarz").href).status_code == 200


def test_what_cannot_be_read_is_named(app: Starlette, scout: Person) -> None:
    knowledge: Knowledge = app.state.knowledge
    broken = knowledge.settings.drafts / "broken.yaml"
    broken.write_text("title: [", "utf-8")
    try:
        assert "broken.yaml" in stacks(see(scout, "/desk"))["Drafts that cannot be read 1"].text
    finally:
        broken.unlink()


def test_a_discarded_draft_is_reported_once_it_is_gone(scout: Person) -> None:
    assert "The draft is discarded." in see(scout, "/desk?done=discarded").main.part("status").text
    assert see(scout, "/desk").main.parts("status") == []


def test_it_works_while_there_is_no_index(tmp_path: Path) -> None:
    person = signed_in(create_app(a_corpus(tmp_path)), "scout")
    assert "Nothing waits for you." in see(person, "/desk").main.text
    assert see(person, "/desk/new").heading == "New record"


def test_nothing_of_it_is_kept_or_listed(scout: Person) -> None:
    seen = see(scout, "/desk")
    assert seen.headers["cache-control"] == "no-store"
    assert "noindex" in seen.robots
