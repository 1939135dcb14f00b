"""Does a record come into being at the desk, change and go, and is nothing typed ever lost on the way?

1. From a title to the search results: begin, save what is incomplete, submit, be sent back, submit, publish.
2. A change lies beside the public record, which stays as it is until the change is published.
3. What is archived, deleted or restored is found, gone and found again.
4. An expired session, a form that is not right, a full disk, another's save and a draft that has gone answer
   with everything that was typed, and it goes on from there.
"""

from __future__ import annotations

import html
from typing import Any

import pytest
from bs4 import BeautifulSoup
from starlette.applications import Starlette
from starlette.testclient import TestClient

from indexer.indexing import update_index
from kb.corpus import Corpus
from tests.kb.interruptions import NEEDING_SPACE, Interruption, fill_the_disk
from tests.web.desk.filled_forms import Filled, the_form
from tests.web.desk.signed_in import PASSWORD, Person, signed_in
from tests.web.pages.reading import said
from tests.web.sites import an_indexed_corpus
from web.application import create_app
from web.knowledge import Knowledge

TEXT = "Die Werften zahlen ein, und der Hafen verdoppelt & <rechnet ab>."


@pytest.fixture(scope="module")
def app(tmp_path_factory: pytest.TempPathFactory) -> Starlette:
    return create_app(an_indexed_corpus(tmp_path_factory.mktemp("journeys")))


@pytest.fixture(scope="module")
def corpus(app: Starlette) -> Corpus:
    return knowledge(app).corpus


@pytest.fixture(scope="module")
def scout(app: Starlette) -> Person:
    return signed_in(app, "scout")


@pytest.fixture(scope="module")
def editor(app: Starlette) -> Person:
    return signed_in(app, "editor")


def knowledge(app: Starlette) -> Knowledge:
    found: Knowledge = app.state.knowledge
    return found


def begun(client: TestClient, title: str) -> str:
    """The address of a new draft."""
    form = the_form(client.get("/desk/new?lang=en"))
    answer = form.fill({"title": title, "kind": "instrument", "language": "de"}).press(client)
    assert answer.status_code == 303, answer.text
    return path(answer)


def path(answer: Any) -> str:
    """Where an answer leads to, without parameters."""
    assert answer.status_code == 303, answer.text
    return str(answer.headers["location"]).partition("?")[0]


def opened(client: TestClient, address: str) -> Filled:
    """The form of a draft."""
    page = client.get(address, params={"lang": "en"})
    assert page.status_code == 200, page.text
    return the_form(page, "save")


def reviewed(editor: TestClient, address: str, decision: str, note: str = "") -> Any:
    """The answer to an editor's decision on a draft."""
    page = editor.get(f"{address}/review", params={"lang": "en"})
    return the_form(page, decision).fill({"_note": note}).press(editor, decision)


def found(client: TestClient, words: str) -> list[str]:
    return [hit["id"] for hit in client.get("/api/search", params={"q": words}).json()["hits"]]


def managed(client: TestClient, record_id: str) -> str:
    """What the desk says of a record."""
    page = client.get(f"/desk/records/{record_id}", params={"lang": "en"})
    assert page.status_code == 200
    return said(BeautifulSoup(page.text, "lxml"))


def published(scout: Person, editor: Person, title: str, summary: str) -> str:
    """The id of a new public record."""
    address = begun(scout, title)
    form = opened(scout, address).fill({"summary.de": summary})
    assert path(form.press(scout, "submit")) == address
    assert reviewed(editor, address, "publish").status_code == 303
    return address.rpartition("/")[2]


def test_a_record_comes_into_being(app: Starlette, corpus: Corpus, scout: Person, editor: Person) -> None:
    address = begun(scout, "Hafenfonds der Nordwerft")
    assert address == "/desk/drafts/hafenfonds-der-nordwerft"
    refused = opened(scout, address).fill({"challenge.de": TEXT}).press(scout, "submit")
    assert refused.status_code == 422
    assert "not submitted yet" in refused.text
    assert the_form(refused, "save")["challenge.de"] == TEXT
    complete = the_form(refused, "submit").fill({"summary.de": "Ein Fonds für Werften.", "_note": "Bitte!"})
    assert path(complete.press(scout, "submit")) == address
    assert "Bitte!" in scout.get(address).text
    assert reviewed(editor, address, "send-back", "Wer zahlt ein?").status_code == 303
    assert "Wer zahlt ein?" in scout.get("/desk?lang=en").text
    assert path(opened(scout, address).press(scout, "submit")) == address
    assert found(scout, "Nordwerft") == []
    assert scout.get("/records/hafenfonds-der-nordwerft").status_code == 404
    assert path(reviewed(editor, address, "publish")) == "/desk/records/hafenfonds-der-nordwerft"
    assert "on its way into the search" in managed(editor, "hafenfonds-der-nordwerft")
    update_index(corpus)
    assert "Readers find it as it is now." in managed(editor, "hafenfonds-der-nordwerft")
    assert found(scout, "Nordwerft") == ["hafenfonds-der-nordwerft"]
    assert TEXT in html.unescape(scout.get("/records/hafenfonds-der-nordwerft").text)
    assert path(scout.get(address)) == "/desk/records/hafenfonds-der-nordwerft"
    assert knowledge(app).drafts.ids() == []


def test_a_change_lies_beside_the_public_record(corpus: Corpus, scout: Person, editor: Person) -> None:
    page = scout.get("/desk/records/fees?lang=en")
    address = path(the_form(page, "change").press(scout, "change"))
    assert path(the_form(page, "change").press(editor, "change")) == address == "/desk/drafts/fees"
    form = opened(scout, address).fill({"title.en": "Duesladder"})
    assert path(form.press(scout, "preview")) == f"{address}/preview"
    assert "Duesladder" in scout.get(f"{address}/preview?lang=en").text
    update_index(corpus)
    assert "Membership fees" in scout.get("/records/fees?lang=en").text
    assert found(scout, "Duesladder") == []
    assert path(opened(scout, address).press(scout, "submit")) == address
    assert path(reviewed(editor, address, "publish")) == "/desk/records/fees"
    update_index(corpus)
    assert "Duesladder" in scout.get("/records/fees?lang=en").text
    assert [revision.action for revision in corpus.repository.history("fees")] == ["save", "save"]


def test_a_record_is_archived_deleted_and_restored(corpus: Corpus, scout: Person, editor: Person) -> None:
    record_id = published(scout, editor, "Windmessen im Watt", "Messen für Windparks.")
    update_index(corpus)

    def press(*actions: str, **typed: str) -> None:
        page = editor.get(f"/desk/records/{record_id}?lang=en")
        for action in actions[:-1]:
            page = the_form(page, action).press(editor, action)
        answer = the_form(page, actions[-1]).fill(typed).press(editor, actions[-1])
        assert path(answer) == f"/desk/records/{record_id}"
        update_index(corpus)

    press("archive")
    assert found(scout, "Windmessen") == []
    assert "archived" in scout.get(f"/records/{record_id}?lang=en").text
    press("unarchive")
    assert found(scout, "Windmessen") == [record_id]
    press("ask-delete", "delete", why="Zweimal vorhanden")
    assert scout.get(f"/records/{record_id}").status_code == 410
    assert "Readers no longer find it." in managed(editor, record_id)
    restored = editor.post(
        f"/desk/history/{record_id}/restore", data={"revision": "1", "_expected": "", "why": "Doch nicht"}
    )
    assert restored.status_code == 303
    update_index(corpus)
    assert found(scout, "Windmessen") == [record_id]


def test_an_expired_session_keeps_what_was_typed_and_goes_on(app: Starlette, scout: Person) -> None:
    someone = signed_in(app, "scout", name="Forgetful")
    address = begun(someone, "Fähre ohne Sitzung")
    form = opened(someone, address).fill({"summary.de": TEXT})
    knowledge(app).accounts.sessions.revoke_all(someone.account.id)
    interrupted = form.press(someone, "submit")
    assert interrupted.status_code == 401
    assert TEXT in html.unescape(interrupted.text)
    signing_in = the_form(interrupted).fill({"name": "Forgetful", "password": PASSWORD})
    back = signing_in.press(someone)
    assert back.status_code == 200, back.text
    assert path(the_form(back).press(someone)) == address
    assert opened(scout, address)["summary.de"] == TEXT
    assert knowledge(app).drafts.get(address.rpartition("/")[2]).state == "in-review"


def test_the_second_of_two_gets_both_texts(app: Starlette, scout: Person, editor: Person) -> None:
    address = begun(scout, "Zwei am selben Text")
    mine, theirs = opened(scout, address), opened(editor, address)
    assert path(theirs.fill({"summary.de": "Von der Redaktion."}).press(editor, "save")) == address
    conflict = mine.fill({"summary.de": TEXT, "results.de": "Nur bei mir."}).press(scout, "save")
    assert conflict.status_code == 409
    shown = html.unescape(conflict.text)
    assert all(text in shown for text in (TEXT, "Von der Redaktion.", "Nur bei mir."))
    autosave = scout.post(f"{address}/autosave", data=dict(mine.fields))
    assert (autosave.status_code, autosave.json()["by"]) == (409, "test editor")
    assert knowledge(app).drafts.get("zwei-am-selben-text").values["summary"] == {"de": "Von der Redaktion."}


@pytest.mark.parametrize("action", ["save", "submit", "preview"])
def test_a_full_disk_returns_the_form_with_everything_typed(
    app: Starlette, scout: Person, action: str
) -> None:
    address = begun(scout, f"Voller Speicher {action}")
    form = opened(scout, address).fill({"summary.de": TEXT, "_note": "Eilig"})
    with Interruption(at=0, happens=fill_the_disk, lasting=True, only=NEEDING_SPACE):
        refused = form.press(scout, action)
        autosave = scout.post(f"{address}/autosave", data=dict(form.fields))
    assert (refused.status_code, autosave.status_code) == (503, 503)
    again = the_form(refused, action)
    assert (again["summary.de"], again["_note"]) == (TEXT, "Eilig")
    assert "disk of the server" in refused.text
    assert path(again.press(scout, action)).startswith(address)
    assert knowledge(app).drafts.get(address.rpartition("/")[2]).values["summary"] == {"de": TEXT}


def test_a_draft_that_has_gone_meanwhile_begins_anew_with_what_was_typed(
    app: Starlette, scout: Person, editor: Person
) -> None:
    address = begun(scout, "Weg damit")
    form = opened(scout, address).fill({"summary.de": TEXT, "kind": "guide"})
    question = the_form(editor.get(address, params={"lang": "en"}), "").press(editor)
    assert path(the_form(question, "discard").press(editor, "discard")) == "/desk"
    gone = form.press(scout, "save")
    assert gone.status_code == 409
    assert "published or discarded" in gone.text
    assert scout.post(f"{address}/autosave", data=dict(form.fields)).status_code == 409
    assert path(the_form(gone, "save").press(scout, "save")) == address
    values = knowledge(app).drafts.get("weg-damit").values
    assert (values["summary"], values["title"], values["kind"]) == (
        {"de": TEXT},
        {"de": "Weg damit"},
        "guide",
    )


def test_what_was_published_meanwhile_is_changed_by_what_was_typed(
    app: Starlette, scout: Person, editor: Person
) -> None:
    address = begun(scout, "Schnell veröffentlicht")
    assert path(opened(scout, address).fill({"summary.de": "Kurz."}).press(scout, "submit")) == address
    form = opened(scout, address).fill({"summary.de": TEXT})
    assert reviewed(editor, address, "publish").status_code == 303
    gone = form.press(scout, "save")
    assert gone.status_code == 409
    assert path(the_form(gone, "save").press(scout, "save")) == address
    draft = knowledge(app).drafts.get("schnell-veroeffentlicht")
    record = knowledge(app).corpus.repository.get("schnell-veroeffentlicht")
    assert (draft.base, draft.values["summary"]) == (record.digest, {"de": TEXT})
    assert record.record.summary == {"de": "Kurz."}
    assert path(opened(scout, address).press(scout, "submit")) == address
    assert reviewed(editor, address, "publish").status_code == 303
    assert knowledge(app).corpus.repository.get("schnell-veroeffentlicht").record.summary == {"de": TEXT}
