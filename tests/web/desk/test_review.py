"""Does an editor see what a draft would change, and decide about it safely?

1. The list has every draft in review, the one that has waited longest first, and nothing else.
2. The review shows every difference to the public record, or all of a new one, in words of the reader.
3. A comment and a draft that goes back need a note; the author finds both.
4. Publishing changes the record, removes the draft, is written to the log, and leads to the record.
5. Only what was seen is published: a draft or record that changed meanwhile is looked at first.
6. What stands in the way is said: findings, the four-eyes rule, a deleted record, a draft nobody submitted.
7. A full disk changes nothing and what was typed is still there.
"""

from __future__ import annotations

from pathlib import Path
from typing import Any

import pytest

from kb.draft import Draft
from kb.errors import DraftMissing, StorageFailed
from tests.web.desk.at_the_desk import Desk, a_desk, changes_on, main_of, said
from tests.web.desk.filled_forms import the_form
from tests.web.sites import a_record

IN_ENGLISH = {"Accept-Language": "en"}


@pytest.fixture(scope="module")
def shared(tmp_path_factory: pytest.TempPathFactory) -> Desk:
    return a_desk(tmp_path_factory.mktemp("desk"))


@pytest.fixture
def desk(shared: Desk) -> Desk:
    return shared.begun_again()


def _title(desk: Desk, draft_id: str = "fees") -> str:
    return desk.knowledge.corpus.repository.get(draft_id).record.title["en"]


def _change(desk: Desk) -> Draft:
    return desk.changed("fees", {"title": {"de": "Beiträge der Mitglieder", "en": "Fees of members"}})


def _review(desk: Desk, draft_id: str = "fees", **options: Any) -> Any:
    return desk.editor.get(f"/desk/drafts/{draft_id}/review?lang=en", **options)


def test_the_list_has_what_waits_the_longest_first(desk: Desk, monkeypatch: pytest.MonkeyPatch) -> None:
    assert "No draft waits for a review." in desk.editor.get("/desk/review?lang=en").text
    times = iter(f"2026-11-{day}T09:00:00Z" for day in range(10, 30))
    monkeypatch.setattr("kb.drafts.now", lambda: next(times))
    first = _change(desk)
    fresh = a_record("fresh", title={"en": "A fresh one"}).values()
    drafts = desk.knowledge.drafts
    new = drafts.start(fresh, by=desk.scout.account.id)
    drafts.submit("fresh", expected=new.digest, by=desk.scout.account.id)
    desk.changed("fund", {}, submit=False)
    rows = [said(row) for row in main_of(desk.editor.get("/desk/review?lang=en")).select("tbody tr")]
    assert [row.partition(" Best practice")[0] for row in rows] == ["Fees of members", "A fresh one"]
    assert "change of a public record" in rows[0]
    assert "Sabine Scout" in rows[0]
    assert "12 Nov 2026, 10:00:00" in rows[0]
    drafts.withdraw("fees", expected=first.digest, by=desk.scout.account.id)
    assert len(main_of(desk.editor.get("/desk/review")).select("tbody tr")) == 1


def test_scouts_do_not_review(desk: Desk) -> None:
    _change(desk)
    for address in ("/desk/review", "/desk/drafts/fees/review"):
        assert desk.scout.get(address).status_code == 403
    sent = {"_action": "publish", "_expected": desk.knowledge.drafts.get("fees").digest}
    assert desk.scout.post("/desk/drafts/fees/review", data=sent).status_code == 403
    assert _title(desk) == "Membership fees"


def test_the_review_shows_the_difference_to_the_public_record(desk: Desk) -> None:
    _change(desk)
    page = _review(desk)
    assert changes_on(page) == {"Title (English)": ("Membership fees", "Fees of members")}
    text = said(main_of(page))
    assert "written by Sabine Scout" in text
    assert "submitted by Sabine Scout" in text


def test_all_of_a_new_record_is_new(desk: Desk) -> None:
    values = a_record("fresh", themes=["financing"]).values()
    desk.knowledge.drafts.start(values, by=desk.scout.account.id)
    page = _review(desk, "fresh")
    found = changes_on(page)
    assert "What would be new" in page.text
    assert found["Title (German)"] == ("", "Praxis fresh")
    assert found["Themes"] == ("", desk.knowledge.vocabularies["themes"].called("financing", "en"))
    assert {gone for gone, _ in found.values()} == {""}


def test_a_comment_and_a_draft_sent_back_need_a_note(desk: Desk) -> None:
    _change(desk)
    for action in ("comment", "send-back"):
        answer = the_form(_review(desk), action).press(desk.editor, action, headers=IN_ENGLISH)
        assert answer.status_code == 422
        assert "Something has to be said" in answer.text
    assert desk.knowledge.drafts.get("fees").comments == ()
    form = the_form(_review(desk), "comment").fill({"_note": "Which year is it?\nAnd who says so?"})
    assert form.press(desk.editor, "comment").status_code == 303
    assert "Which year is it?" in said(
        main_of(_review(desk)).select_one(".comments") or main_of(_review(desk))
    )
    form = the_form(_review(desk), "send-back").fill({"_note": "Name the source."})
    answer = form.press(desk.editor, "send-back")
    assert "The draft is sent back." in desk.editor.get(answer.headers["location"], headers=IN_ENGLISH).text
    draft = desk.knowledge.drafts.get("fees")
    assert (draft.state, [step.note for step in draft.comments][-1]) == ("draft", "Name the source.")
    assert draft.authors == {desk.scout.account.id}


def test_publishing_changes_the_record_and_is_written_down(desk: Desk) -> None:
    _change(desk)
    answer = the_form(_review(desk), "publish").fill({"_note": "clearer"}).press(desk.editor, "publish")
    assert (answer.status_code, answer.headers["location"]) == (
        303,
        "/desk/records/fees?done=published&lang=en",
    )
    assert _title(desk) == "Fees of members"
    last = desk.knowledge.corpus.repository.history("fees")[-1]
    assert (last.by, last.why) == (desk.editor.account.id, "clearer")
    with pytest.raises(DraftMissing):
        desk.knowledge.drafts.get("fees")
    deed = next(iter(desk.knowledge.audit.deeds()))
    assert (deed.action, deed.by, deed.about) == ("published", desk.editor.account.id, "fees")
    assert _review(desk).headers["location"].startswith("/desk/records/fees")


def test_only_the_draft_that_was_seen_is_published(desk: Desk) -> None:
    draft = _change(desk)
    form = the_form(_review(desk), "publish").fill({"_note": "my reason"})
    by = desk.scout.account.id
    desk.knowledge.drafts.save("fees", {**draft.values, "licence": "CC0"}, expected=draft.digest, by=by)
    answer = form.press(desk.editor, "publish", headers=IN_ENGLISH)
    assert answer.status_code == 409
    assert "The draft was changed meanwhile" in answer.text
    again = the_form(answer, "publish")
    assert again["_note"] == "my reason"
    assert again.press(desk.editor, "publish").status_code == 303
    assert desk.knowledge.corpus.repository.get("fees").record.licence == "CC0"


def test_a_newer_record_is_merged_first(desk: Desk) -> None:
    _change(desk)
    desk.published("fees", title={"de": "Beiträge der Mitglieder", "en": "Dues"}, licence="CC BY 4.0")
    assert "was changed after this draft was begun" in _review(desk).text
    answer = the_form(_review(desk), "publish").press(desk.editor, "publish", headers=IN_ENGLISH)
    assert answer.status_code == 409
    assert _title(desk) == "Dues"
    assert changes_on(answer) == {"Licence of the text": ("", "CC BY 4.0")}
    assert "In the public record Dues" in said(main_of(answer))
    saved = the_form(answer).fill({"choice.0": "theirs"}).press(desk.editor)
    assert (saved.status_code, saved.headers["location"]) == (303, "/desk/drafts/fees/review?lang=en")
    assert changes_on(_review(desk)) == {}
    assert the_form(_review(desk), "publish").press(desk.editor, "publish").status_code == 303
    record = desk.knowledge.corpus.repository.get("fees").record
    assert (record.title["en"], record.licence) == ("Dues", "CC BY 4.0")


def test_findings_stand_in_the_way(desk: Desk) -> None:
    desk.changed("fees", {"place": {"countries": ["XX"]}, "themes": []})
    page = _review(desk)
    assert "Stands in the way · Place · Countries" in said(main_of(page))
    with pytest.raises(AssertionError, match="no form"):
        the_form(page, "publish")
    sent = {"_action": "publish", "_expected": desk.knowledge.drafts.get("fees").digest}
    assert desk.editor.post("/desk/drafts/fees/review", data=sent).status_code == 422


def test_what_only_the_publisher_finds_is_said_too(desk: Desk) -> None:
    desk.changed("fees", {"relations": [{"type": "related", "to": "nobody"}]})
    answer = the_form(_review(desk), "publish").press(desk.editor, "publish", headers=IN_ENGLISH)
    assert answer.status_code == 422
    assert "Related records 1 · The other record" in said(main_of(answer))
    assert _title(desk) == "Membership fees"


@pytest.mark.parametrize(("rule", "status"), [("0", 303), ("1", 403)])
def test_the_four_eyes_rule_is_a_setting(tmp_path: Path, rule: str, status: int) -> None:
    desk = a_desk(tmp_path, KB_FOUR_EYES=rule)
    draft = _change(desk)
    by = desk.editor.account.id
    desk.knowledge.drafts.save("fees", {**draft.values, "licence": "CC0"}, expected=draft.digest, by=by)
    page = _review(desk)
    assert ("At this site a second person publishes it" in page.text) == (rule == "1")
    sent = {"_action": "publish", "_expected": desk.knowledge.drafts.get("fees").digest}
    answer = desk.editor.post("/desk/drafts/fees/review", data=sent)
    assert answer.status_code == status
    other = desk.second.post("/desk/drafts/fees/review", data=sent)
    assert other.headers["location"].partition("?")[0] == "/desk/records/fees"
    assert desk.knowledge.corpus.repository.get("fees").record.licence == "CC0"


def test_the_draft_of_somebody_still_at_work_is_not_published(desk: Desk) -> None:
    draft = desk.changed("fees", {}, submit=False)
    assert "This draft is not submitted" in _review(desk).text
    sent = {"_action": "publish", "_expected": draft.digest}
    assert desk.editor.post("/desk/drafts/fees/review", data=sent).status_code == 403


def test_a_change_of_a_deleted_record_waits_for_it_to_come_back(desk: Desk) -> None:
    _change(desk)
    digest = desk.knowledge.corpus.repository.get("fees").digest
    desk.knowledge.corpus.repository.delete("fees", expected=digest, by="test", why="")
    assert "Restore it from its history first." in _review(desk).text
    sent = {"_action": "publish", "_expected": desk.knowledge.drafts.get("fees").digest}
    assert desk.editor.post("/desk/drafts/fees/review", data=sent).status_code == 403
    desk.knowledge.publisher.restore("fees", 1, expected=None, by="test", why="")
    assert desk.editor.post("/desk/drafts/fees/review", data=sent).status_code == 303


@pytest.mark.parametrize(
    ("owner", "method", "action"),
    [
        ("drafts", "send_back", "send-back"),
        ("drafts", "comment", "comment"),
        ("publisher", "publish", "publish"),
    ],
)
def test_a_full_disk_leaves_what_was_typed(
    desk: Desk, monkeypatch: pytest.MonkeyPatch, owner: str, method: str, action: str
) -> None:
    _change(desk)
    form = the_form(_review(desk), action).fill({"_note": "what I think"})

    def refuse(*_: object, **__: object) -> None:
        raise StorageFailed("the disk is full")

    monkeypatch.setattr(type(getattr(desk.knowledge, owner)), method, refuse)
    answer = form.press(desk.editor, action)
    assert answer.status_code == 503
    assert the_form(answer, action)["_note"] == "what I think"


def test_there_is_no_review_of_nothing(desk: Desk) -> None:
    for draft_id in ("never", "gone"):
        assert _review(desk, draft_id).status_code == 404
    _change(desk)
    assert desk.editor.post("/desk/drafts/fees/review", data={"_action": "?"}).status_code == 200
