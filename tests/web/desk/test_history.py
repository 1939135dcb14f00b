"""Can every change of a record be seen and undone at the desk?

1. Each revision is listed with who, when and why, in the language and on the clock of the site.
2. Any two revisions are compared field by field and word by word; what changed is marked without colour.
3. Restoring makes a new revision and is written to the log; nothing is taken away, no tombstone either.
4. Only those who may restore are offered it, and only for an earlier state.
5. What cannot be restored, or was changed meanwhile, is said with what was typed still there.
6. A record nobody has changed says so; one there never was is not found; a text broken by hand is shown.
"""

from __future__ import annotations

import pytest

from kb.errors import RecordDeleted, StorageFailed
from tests.web.desk.at_the_desk import Desk, a_desk, changes_on, main_of, said
from tests.web.desk.filled_forms import the_form


@pytest.fixture(scope="module")
def shared(tmp_path_factory: pytest.TempPathFactory) -> Desk:
    return a_desk(tmp_path_factory.mktemp("desk"))


@pytest.fixture
def desk(shared: Desk) -> Desk:
    return shared.begun_again()


def _changed(desk: Desk) -> Desk:
    desk.published(
        "fees", "a better title", title={"de": "Die Beiträge der Mitglieder", "en": "Membership fees"}
    )
    return desk


def test_every_revision_says_who_when_and_why(desk: Desk) -> None:
    page = _changed(desk).scout.get("/desk/history/fees?lang=en")
    newest, first = (said(row) for row in main_of(page).select("tbody tr"))
    assert "2 (saved)" in newest
    assert "Edda Editor" in newest
    assert "a better title" in newest
    assert "1 (saved)" in first
    assert "an account that is gone" in first
    at = desk.knowledge.corpus.repository.history("fees")[0].at
    assert at[11:13] not in first.partition(":")[0]  # the clock of the site is not UTC


def test_the_page_is_worded_in_german_too(desk: Desk) -> None:
    text = said(main_of(_changed(desk).scout.get("/desk/history/fees?lang=de&from=1&to=2")))
    assert "2 (gespeichert)" in text
    assert "ein Konto, das es nicht mehr gibt" in text
    assert "Von Stand 1 zu Stand 2" in text


def test_two_revisions_are_compared_word_by_word(desk: Desk) -> None:
    desk = _changed(desk)
    page = desk.scout.get("/desk/history/fees?lang=en&from=1&to=2")
    assert changes_on(page) == {"Title (German)": ("", "Die")}
    assert changes_on(desk.scout.get("/desk/history/fees?lang=en&from=2&to=1")) == {
        "Title (German)": ("Die", "")
    }
    assert "Both say the same." in desk.scout.get("/desk/history/fees?lang=en&from=2&to=2").text
    for beyond in ("from=1&to=9", "from=9&to=1", "to=x", "from=&to=", f"from=1&to={'9' * 400}"):
        assert changes_on(desk.scout.get(f"/desk/history/fees?{beyond}")) == {}


def test_concepts_and_figures_are_in_words(desk: Desk) -> None:
    figure = {"what": {"en": "Members"}, "value": 1250.5, "year": 2024}
    values = desk.knowledge.corpus.repository.get("fees").record.values()
    record = type(desk.knowledge.corpus.repository.get("fees").record)
    changed = record.model_validate({**values, "figures": [figure], "themes": ["financing", "skills"]})
    desk.published("fees", figures=changed.figures, themes=changed.themes)
    found = changes_on(desk.scout.get("/desk/history/fees?lang=de&from=1&to=2"))
    assert "1.250,5" in found["Zahlen 1"][1]
    assert "2024" in found["Zahlen 1"][1]
    theme = desk.knowledge.vocabularies["themes"].called("skills", "de")
    assert found["Themen"] == ("", theme)


def test_restoring_makes_a_new_revision(desk: Desk) -> None:
    desk = _changed(desk)
    page = desk.editor.get("/desk/history/fees?lang=en&from=2&to=1")
    answer = the_form(page).fill({"_note": "the old one was right"}).press(desk.editor)
    assert answer.status_code == 303
    assert "Revision 1 is in force again" in desk.editor.get(answer.headers["location"]).text
    last = desk.knowledge.corpus.repository.history("fees")[-1]
    assert (last.number, last.action, last.by, last.why) == (
        3,
        "restore",
        desk.editor.account.id,
        "the old one was right",
    )
    assert desk.knowledge.corpus.repository.get("fees").record.title["de"] == "Beiträge der Mitglieder"
    deed = next(iter(desk.knowledge.audit.deeds()))
    assert (deed.action, deed.by, deed.about, deed.detail) == (
        "restored",
        desk.editor.account.id,
        "fees",
        "1",
    )


def test_a_deleted_record_shows_its_tombstone_and_comes_back(desk: Desk) -> None:
    page = desk.editor.get("/desk/history/gone?lang=en")
    assert "This record is deleted." in page.text
    assert "(deleted)" in page.text
    assert "/desk/records/gone" not in page.text
    with pytest.raises(RecordDeleted):
        desk.knowledge.corpus.repository.get("gone")
    comparison = desk.editor.get("/desk/history/gone?lang=en&from=2&to=1")
    assert changes_on(comparison)["Title (English)"] == ("", "Practice gone")
    assert the_form(comparison).press(desk.editor).status_code == 303
    assert desk.knowledge.corpus.repository.get("gone").revision == 3


def test_only_an_earlier_state_is_offered_and_only_to_editors(desk: Desk) -> None:
    desk = _changed(desk)
    for person, choice, offered in (
        (desk.editor, "from=2&to=1", True),
        (desk.editor, "from=1&to=2", False),
        (desk.editor, "from=2&to=2", False),
        (desk.scout, "from=2&to=1", False),
    ):
        page = person.get(f"/desk/history/fees?{choice}")
        assert bool(main_of(page).select("form[method=post]")) == offered
    sent = {"revision": "1", "_expected": desk.knowledge.corpus.repository.get("fees").digest}
    assert desk.scout.post("/desk/history/fees/restore", data=sent).status_code == 403
    assert desk.knowledge.corpus.repository.get("fees").revision == 2


def test_a_record_changed_meanwhile_is_not_overwritten(desk: Desk) -> None:
    form = the_form(_changed(desk).editor.get("/desk/history/fees?lang=en&from=2&to=1"))
    desk.published("fees", "once more", licence="CC BY 4.0")
    answer = form.fill({"_note": "my reason"}).press(desk.editor, headers={"Accept-Language": "en"})
    assert answer.status_code == 409
    assert "Somebody has changed the record meanwhile." in answer.text
    again = the_form(answer)
    assert again["_note"] == "my reason"
    assert again["revision"] == "1"
    assert again.press(desk.editor).status_code == 303


def test_a_state_that_breaks_todays_rules_is_refused_with_reasons(desk: Desk) -> None:
    desk.published("fees", relations=[])
    fund = desk.knowledge.corpus.repository.get("fund")
    desk.knowledge.corpus.repository.delete("fund", expected=fund.digest, by="test", why="")
    form = the_form(desk.editor.get("/desk/history/fees?lang=en&from=2&to=1"))
    answer = form.press(desk.editor, headers={"Accept-Language": "en"})
    assert answer.status_code == 422
    assert "Related records 1 · The other record" in said(main_of(answer))
    assert desk.knowledge.corpus.repository.get("fees").revision == 2


def test_a_full_disk_leaves_what_was_typed(desk: Desk, monkeypatch: pytest.MonkeyPatch) -> None:
    form = the_form(_changed(desk).editor.get("/desk/history/fees?lang=en&from=2&to=1"))

    def refuse(*_: object, **__: object) -> None:
        raise StorageFailed("the disk is full")

    monkeypatch.setattr(type(desk.knowledge.publisher), "restore", refuse)
    answer = form.fill({"_note": "my reason"}).press(desk.editor)
    assert answer.status_code == 503
    assert the_form(answer)["_note"] == "my reason"


def test_strange_revisions_are_not_found(desk: Desk) -> None:
    for revision in ("", "x", "7", "-1"):
        sent = {"revision": revision, "_expected": desk.knowledge.corpus.repository.get("fees").digest}
        assert desk.editor.post("/desk/history/fees/restore", data=sent).status_code == 404
    for record_id in ("never", "..%2Ffees", "a" * 300):
        assert desk.editor.get(f"/desk/history/{record_id}").status_code == 404


def test_a_record_as_delivered_has_no_revisions_yet(desk: Desk) -> None:
    (desk.knowledge.settings.corpus / "history" / "fund.jsonl").unlink()
    page = desk.editor.get("/desk/history/fund?lang=en")
    assert page.status_code == 200
    assert "it is as it was delivered" in page.text


def test_a_text_broken_by_hand_is_compared_as_a_text(desk: Desk) -> None:
    path = desk.knowledge.settings.corpus / "records" / "best-practice" / "fees.yaml"
    path.write_text(path.read_text("utf-8").replace("format: 1", "format: [1"), "utf-8")
    page = desk.editor.get("/desk/history/fees?lang=en&from=1&to=2")
    assert "somebody outside the desk" in page.text
    assert changes_on(page) == {"The whole file": ("", "[")}


def test_what_records_say_is_shown_as_text(desk: Desk) -> None:
    desk.published("fees", "<script>alert(1)</script>", licence="<b>CC</b>")
    page = desk.editor.get("/desk/history/fees?lang=en&from=1&to=2")
    assert "<script>alert" not in page.text
    assert "<b>CC" not in page.text
    assert changes_on(page) == {"Licence of the text": ("", "<b>CC</b>")}
