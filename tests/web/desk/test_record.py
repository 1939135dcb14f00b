"""What does the desk say of a public record, and what can be done with it as a whole?

1. Its state, who changed it last and why, and whether readers find it: at once, on its way, or not at all.
2. It is archived and taken back, dated, and deleted after a question, by those who may; each with its reason.
3. What is refused says why with everything typed, and nothing has changed.
4. Each public record leads here and to a form for readers.
"""

from __future__ import annotations

from datetime import UTC, datetime

import pytest
from starlette.applications import Starlette

from indexer.indexing import update_index
from indexer.pending import clear, mark, waiting
from kb.corpus import Corpus
from kb.errors import RecordDeleted
from tests.kb.interruptions import NEEDING_SPACE, Interruption, fill_the_disk
from tests.web.desk.filled_forms import the_form
from tests.web.desk.signed_in import Person, signed_in
from tests.web.pages.reading import path_of, see
from tests.web.sites import a_corpus, an_indexed_corpus
from web.application import create_app
from web.knowledge import Knowledge


@pytest.fixture(scope="module")
def app(tmp_path_factory: pytest.TempPathFactory) -> Starlette:
    return create_app(an_indexed_corpus(tmp_path_factory.mktemp("record")))


@pytest.fixture(scope="module")
def knowledge(app: Starlette) -> Knowledge:
    found: Knowledge = app.state.knowledge
    return found


@pytest.fixture(scope="module")
def corpus(knowledge: Knowledge) -> Corpus:
    return knowledge.corpus


@pytest.fixture(scope="module")
def scout(app: Starlette) -> Person:
    return signed_in(app, "scout")


@pytest.fixture(scope="module")
def editor(app: Starlette) -> Person:
    return signed_in(app, "editor")


def state(person: Person, record_id: str) -> str:
    return see(person, f"/desk/records/{record_id}").main.text


def polls(person: Person, record_id: str) -> bool:
    """Whether the page asks again by itself."""
    tags = see(person, f"/desk/records/{record_id}").main.tag
    return bool(tags.select("#findability[data-poll]"))


def test_it_says_who_changed_it_and_why(scout: Person, editor: Person, corpus: Corpus) -> None:
    page = editor.get("/desk/records/filler-0?lang=en")
    assert the_form(page, "archive").press(editor, "archive").status_code == 303
    last = see(scout, "/desk/records/filler-0").main.under("Last change").text
    assert "test editor" in last
    assert corpus.repository.history("filler-0")[-1].by == editor.account.id


def test_it_says_honestly_whether_readers_find_it(
    scout: Person, corpus: Corpus, knowledge: Knowledge
) -> None:
    stored = corpus.repository.get("filler-1")
    assert "Readers find it as it is now." in state(scout, "filler-1")
    knowledge.publisher.set_dates("filler-1", expected=stored.digest, by="test", expires="2030-01-01")
    assert "on its way into the search" in state(scout, "filler-1")
    assert polls(scout, "filler-1")
    clear(corpus.settings.pending, "filler-1")
    assert "nothing is on its way" in state(scout, "filler-1")
    assert not polls(scout, "filler-1")
    mark(corpus.settings.pending, "filler-1")
    update_index(corpus)
    assert "Readers find it as it is now." in state(scout, "filler-1")
    assert not polls(scout, "filler-1")


def test_it_works_while_there_is_no_index(tmp_path_factory: pytest.TempPathFactory) -> None:
    person = signed_in(create_app(a_corpus(tmp_path_factory.mktemp("no-index"))), "editor")
    assert "The search is being built" in state(person, "fees")
    assert polls(person, "fees")
    question = the_form(person.get("/desk/records/fees"), "ask-delete").press(person, "ask-delete")
    assert question.status_code == 200


def test_a_record_is_deleted_after_a_question(editor: Person, corpus: Corpus, knowledge: Knowledge) -> None:
    page = editor.get("/desk/records/filler-2?lang=en")
    question = the_form(page, "ask-delete").press(editor, "ask-delete")
    assert corpus.repository.get("filler-2")
    refused = the_form(question, "delete").press(editor, "delete")
    assert (refused.status_code, "say why" in refused.text) == (422, True)
    answer = the_form(refused, "delete").fill({"why": "Zweimal vorhanden"}).press(editor, "delete")
    assert answer.status_code == 303
    with pytest.raises(RecordDeleted):
        corpus.repository.get("filler-2")
    last = corpus.repository.history("filler-2")[-1]
    assert (last.action, last.by, last.why) == ("delete", editor.account.id, "Zweimal vorhanden")
    deed = next(knowledge.audit.deeds())
    assert (deed.action, deed.by, deed.about, deed.detail) == ("deleted", editor.account.id, "filler-2", "")
    assert "filler-2" in waiting(corpus.settings.pending)
    gone = see(editor, "/desk/records/filler-2")
    assert gone.heading == "Practice filler-2"
    assert "It can be brought back from its history." in gone.main.text
    assert gone.main.tag.select("form") == []


def test_a_record_others_lead_to_stays(editor: Person, corpus: Corpus) -> None:
    page = editor.get("/desk/records/fund?lang=en")
    question = the_form(page, "ask-delete").press(editor, "ask-delete")
    assert 'href="/desk/records/fees?lang=en"' in question.text
    refused = the_form(question, "delete").fill({"why": "Weg damit"}).press(editor, "delete")
    assert (refused.status_code, "other records lead to this one" in refused.text) == (409, True)
    assert the_form(refused, "delete")["why"] == "Weg damit"
    assert corpus.repository.get("fund")


def test_dates_are_set_and_removed(editor: Person, corpus: Corpus) -> None:
    form = the_form(editor.get("/desk/records/filler-3?lang=en"), "dates")
    form.fields.append(("checked", "yes"))
    assert form.fill({"expires": "2031-02-03"}).press(editor, "dates").status_code == 303
    record = corpus.repository.get("filler-3").record
    today = datetime.now(UTC).astimezone(corpus.settings.timezone).date().isoformat()
    assert (record.checked, record.expires) == (today, "2031-02-03")
    form = the_form(editor.get("/desk/records/filler-3?lang=en"), "dates")
    assert form["expires"] == "2031-02-03"
    assert form.fill({"expires": ""}).press(editor, "dates").status_code == 303
    record = corpus.repository.get("filler-3").record
    assert (record.checked, record.expires) == (today, None)


@pytest.mark.parametrize("day", ["2031-02-30", "03.02.2031", "20310203", "soon", "2031-W01-1"])
def test_what_is_no_day_is_refused(editor: Person, corpus: Corpus, day: str) -> None:
    before = corpus.repository.get("filler-4")
    form = the_form(editor.get("/desk/records/filler-4?lang=en"), "dates").fill({"expires": day})
    refused = form.press(editor, "dates")
    assert refused.status_code == 422
    assert the_form(refused, "dates")["expires"] == day
    assert corpus.repository.get("filler-4") == before


@pytest.mark.parametrize("action", ["archive", "dates", "delete"])
def test_what_has_changed_meanwhile_is_not_touched(editor: Person, corpus: Corpus, action: str) -> None:
    before = corpus.repository.get("filler-5")
    data = {"_action": action, "_expected": "0" * 64, "why": "Darum", "expires": "2031-02-03"}
    refused = editor.post("/desk/records/filler-5?lang=en", data=data)
    assert (refused.status_code, "Nothing was done" in refused.text) == (409, True)
    assert ("Darum" in refused.text) == (action == "delete")
    assert corpus.repository.get("filler-5") == before
    button = {"archive": "archive", "dates": "dates", "delete": "delete"}[action]
    assert the_form(refused, button)["_expected"] == before.digest


@pytest.mark.parametrize("action", ["archive", "dates", "delete"])
def test_a_full_disk_changes_nothing(editor: Person, corpus: Corpus, action: str) -> None:
    before = corpus.repository.get("filler-6")
    data = {"_action": action, "_expected": before.digest, "why": "Darum", "expires": "2031-02-03"}
    with Interruption(at=0, happens=fill_the_disk, lasting=True, only=NEEDING_SPACE):
        refused = editor.post("/desk/records/filler-6?lang=en", data=data)
    assert (refused.status_code, "disk of the server" in refused.text) == (503, True)
    assert corpus.repository.get("filler-6") == before


@pytest.mark.parametrize("action", ["archive", "unarchive", "ask-delete", "delete", "dates"])
def test_a_scout_only_proposes_changes(scout: Person, corpus: Corpus, action: str) -> None:
    before = corpus.repository.get("filler-7")
    buttons = see(scout, "/desk/records/filler-7").main.tag.select("button")
    assert [str(button["value"]) for button in buttons] == ["change"]
    data = {"_action": action, "_expected": before.digest, "why": "Darum"}
    assert scout.post("/desk/records/filler-7", data=data).status_code == 403
    assert corpus.repository.get("filler-7") == before


def test_a_change_names_who_works_on_it(scout: Person, editor: Person) -> None:
    page = scout.get("/desk/records/filler-8?lang=en")
    begun = the_form(page, "change").press(scout, "change")
    assert path_of(begun.headers["location"]) == "/desk/drafts/filler-8"
    link = see(editor, "/desk/records/filler-8").main.link("Change that test scout works on")
    assert path_of(link.href) == "/desk/drafts/filler-8"


@pytest.mark.parametrize(
    ("record_id", "status", "to"),
    [
        ("old-fees", 303, "/desk/records/fees"),
        ("twin", 303, "/desk/records/fees"),
        ("unborn", 303, "/desk/drafts/unborn"),
        ("never-was", 404, None),
        ("..%2Fsecrets", 404, None),
        ("x" * 300, 404, None),
    ],
)
def test_what_is_no_record_leads_on(
    editor: Person, knowledge: Knowledge, record_id: str, status: int, to: str | None
) -> None:
    if "unborn" not in knowledge.drafts.ids():
        knowledge.drafts.start({"id": "unborn"}, by="test")
    answer = editor.get(f"/desk/records/{record_id}")
    assert answer.status_code == status
    assert (path_of(answer.headers["location"]) if to else None) == to


def test_an_unknown_action_changes_nothing(editor: Person, corpus: Corpus) -> None:
    before = corpus.repository.get("filler-9")
    answer = editor.post("/desk/records/filler-9", data={"_action": "explode", "_expected": before.digest})
    assert answer.status_code == 200
    assert corpus.repository.get("filler-9") == before


def test_public_records_lead_here_and_to_a_form_for_readers(scout: Person) -> None:
    seen = see(scout, "/records/fees")
    improve = seen.main.link("Improve this record")
    tell = seen.main.link("Something is wrong or missing?")
    assert (improve.href, tell.href) == ("/desk/records/fees?lang=en", "/feedback?record=fees&lang=en")
    assert "nofollow" in improve.rel & tell.rel
