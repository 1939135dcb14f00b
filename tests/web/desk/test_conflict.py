"""Two people save the same draft: does each word of both survive?

1. What contradicts stands side by side with a choice, mine ticked; all else is merged and listed.
2. What is chosen is saved: mine, theirs, or a text made of both; a text that was edited counts as chosen.
3. What no form shows is as it is in the corpus, whatever was sent.
4. If the draft changed once more, the page comes again with what was chosen; if it is gone, another begins.
5. Without a known beginning every difference is a contradiction.
6. A full disk answers with everything typed; what the page has not sent is refused.
"""

from __future__ import annotations

import json
from collections.abc import Mapping
from typing import Any

import pytest

from kb.draft import Draft
from kb.errors import StorageFailed
from tests.web.desk.at_the_desk import Desk, a_desk, changes_on, main_of, said
from tests.web.desk.filled_forms import the_form

IN_ENGLISH = {"Accept-Language": "en"}
SUMMARY = {"de": "Mitglieder zahlen Beiträge.", "en": "Members pay fees."}
MINE = {"summary": {**SUMMARY, "de": "Mein Text."}}
THEIRS = {"summary": {**SUMMARY, "de": "Ihr Text."}}


@pytest.fixture(scope="module")
def shared(tmp_path_factory: pytest.TempPathFactory) -> Desk:
    return a_desk(tmp_path_factory.mktemp("desk"))


@pytest.fixture
def desk(shared: Desk) -> Desk:
    return shared.begun_again()


def _begun(desk: Desk) -> Draft:
    return desk.changed("fees", {"summary": SUMMARY, "themes": ["financing"]}, submit=False)


def _saved(desk: Desk, draft: Draft, values: Mapping[str, Any]) -> Draft:
    """Somebody else saves meanwhile."""
    drafts = desk.knowledge.drafts
    return drafts.save("fees", {**draft.values, **values}, expected=draft.digest, by=desk.second.account.id)


def _meeting(desk: Desk, mine: Mapping[str, Any], theirs: Mapping[str, Any]) -> Any:
    """The page the scout gets for values that build on what was there before somebody else saved."""
    draft = _begun(desk)
    _saved(desk, draft, theirs)
    sent = {"_start": draft.digest, "_mine": json.dumps({**draft.values, **mine})}
    return desk.scout.post("/desk/drafts/fees/conflict", data=sent, headers=IN_ENGLISH)


def _values(desk: Desk) -> Mapping[str, Any]:
    return desk.knowledge.drafts.get("fees").values


def test_both_texts_stand_side_by_side_and_the_rest_is_merged(desk: Desk) -> None:
    draft = _begun(desk)
    form = the_form(desk.scout.get("/desk/drafts/fees?lang=en"), "save")
    _saved(desk, draft, {**THEIRS, "themes": ["financing", "skills"]})
    form.fill({"summary.de": "Mein Text.", "title.en": "My title"})
    page = form.press(desk.scout, "save", headers=IN_ENGLISH)
    assert page.status_code == 409
    (row,) = main_of(page).select("fieldset")
    assert "Summary (German)" in said(row)
    assert [said(one) for one in row.select(".beside .text-value")] == ["Mein Text.", "Ihr Text."]
    skills = desk.knowledge.vocabularies["themes"].called("skills", "en")
    assert changes_on(page) == {"Themes": ("", skills)}
    answer = the_form(page).press(desk.scout)
    assert answer.status_code == 303
    assert answer.headers["location"].startswith("/desk/drafts/fees")
    values = _values(desk)
    assert values["summary"] == {**SUMMARY, "de": "Mein Text."}
    assert (values["title"]["en"], values["themes"]) == ("My title", ["financing", "skills"])


@pytest.mark.parametrize(
    ("chosen", "kept"),
    [
        ({"choice.0": "mine"}, "Mein Text."),
        ({"choice.0": "theirs"}, "Ihr Text."),
        ({"choice.0": "both"}, "Mein Text.\n\nIhr Text."),
        ({"choice.0": "both", "text.0": "Einer aus beiden."}, "Einer aus beiden."),
        ({"text.0": "Nur geschrieben."}, "Nur geschrieben."),
        ({"choice.0": "theirs", "text.0": "Nicht gewollt."}, "Ihr Text."),
        ({"choice.0": "anything"}, "Mein Text."),
    ],
)
def test_what_is_chosen_is_saved(desk: Desk, chosen: dict[str, str], kept: str) -> None:
    page = _meeting(desk, MINE, THEIRS)
    assert the_form(page).fill(chosen).press(desk.scout).status_code == 303
    assert _values(desk)["summary"]["de"] == kept


def test_nothing_contradicts_and_both_are_in(desk: Desk) -> None:
    page = _meeting(desk, {"title": {"en": "My title"}}, {"licence": "CC0"})
    assert "Nothing in them contradicts" in page.text
    assert the_form(page).press(desk.scout).status_code == 303
    assert (_values(desk)["title"]["en"], _values(desk)["licence"]) == ("My title", "CC0")


def test_a_list_of_sentences_can_be_made_of_both(desk: Desk) -> None:
    theirs = {"success_factors": {"de": ["Ihr Punkt."]}}
    page = _meeting(desk, {"success_factors": {"de": ["Mein Punkt.", "Noch einer."]}}, theirs)
    assert the_form(page).fill({"choice.0": "both"}).press(desk.scout).status_code == 303
    assert _values(desk)["success_factors"]["de"] == ["Mein Punkt.", "Noch einer.", "Ihr Punkt."]


def test_what_is_no_text_is_taken_from_one_of_both(desk: Desk) -> None:
    page = _meeting(desk, {"published_year": 2019}, {"published_year": 2020})
    assert not main_of(page).select("fieldset textarea")
    form = the_form(page)
    assert form.fill({"choice.0": "theirs"}).press(desk.scout).status_code == 303
    assert _values(desk)["published_year"] == 2020


def test_what_no_form_shows_cannot_be_sent(desk: Desk) -> None:
    page = _meeting(desk, MINE, THEIRS)
    form = the_form(page)
    mine = json.loads(form["_mine"])
    assert not mine.keys() & {"id", "status", "former_ids", "provenance", "edited"}
    forged = {**mine, "id": "other", "status": "published", "former_ids": ["stolen"], "file": {"digest": "0"}}
    assert form.fill({"_mine": json.dumps(forged)}).press(desk.scout).status_code == 303
    values = _values(desk)
    assert (values["id"], values["status"], values["former_ids"]) == ("fees", "draft", ["old-fees"])
    assert "file" not in values


def test_a_draft_that_changed_once_more_is_met_again(desk: Desk) -> None:
    page = _meeting(desk, MINE, THEIRS)
    form = the_form(page).fill({"choice.0": "both", "text.0": "Einer aus beiden."})
    _saved(desk, desk.knowledge.drafts.get("fees"), {"summary": {**SUMMARY, "de": "Noch einer."}})
    again = form.press(desk.scout, headers=IN_ENGLISH)
    assert again.status_code == 409
    sides = [said(one) for one in main_of(again).select(".beside .text-value")]
    assert sides == ["Einer aus beiden.", "Noch einer."]
    assert the_form(again).press(desk.scout).status_code == 303
    assert _values(desk)["summary"]["de"] == "Einer aus beiden."


def test_a_draft_that_is_gone_begins_again_with_what_was_chosen(desk: Desk) -> None:
    page = _meeting(desk, MINE, THEIRS)
    draft = desk.knowledge.drafts.get("fees")
    desk.knowledge.publisher.publish("fees", expected=draft.digest, by=desk.second.account.id)
    assert the_form(page).press(desk.scout).status_code == 303
    assert _values(desk)["summary"]["de"] == "Mein Text."
    assert desk.knowledge.corpus.repository.get("fees").record.summary["de"] == "Ihr Text."
    draft = desk.knowledge.drafts.submit(
        "fees", expected=desk.knowledge.drafts.get("fees").digest, by=desk.scout.account.id
    )
    review = desk.editor.get("/desk/drafts/fees/review?lang=en")
    answer = the_form(review, "publish").press(desk.editor, "publish", headers=IN_ENGLISH)
    assert answer.status_code == 409  # nobody overwrites what was published meanwhile
    assert "Ihr Text." in answer.text


def test_without_a_known_beginning_every_difference_is_shown(desk: Desk) -> None:
    draft = _begun(desk)
    _saved(desk, draft, {"licence": "CC0"})
    mine = {**draft.values, "title": {**draft.values["title"], "en": "My title"}}
    sent = {"_start": "0" * 64, "_mine": json.dumps(mine)}
    page = desk.scout.post("/desk/drafts/fees/conflict", data=sent, headers=IN_ENGLISH)
    assert page.status_code == 409
    assert "It is not known any more what both began from" in page.text
    names = [said(one) for one in main_of(page).select("fieldset legend")]
    assert names == ["Title (English)", "Licence of the text"]


def test_a_full_disk_leaves_what_was_typed(desk: Desk, monkeypatch: pytest.MonkeyPatch) -> None:
    page = _meeting(desk, MINE, THEIRS)
    form = the_form(page).fill({"choice.0": "both", "text.0": "Einer aus beiden."})

    def refuse(*_: object, **__: object) -> None:
        raise StorageFailed("the disk is full")

    with monkeypatch.context() as patched:
        patched.setattr(type(desk.knowledge.drafts), "save", refuse)
        answer = form.press(desk.scout)
    assert answer.status_code == 503
    again = the_form(answer)
    assert (again["choice.0"], again["text.0"]) == ("both", "Einer aus beiden.")
    assert again.press(desk.scout).status_code == 303
    assert _values(desk)["summary"]["de"] == "Einer aus beiden."


def test_what_no_file_holds_is_refused_with_everything_typed(desk: Desk) -> None:
    page = _meeting(desk, MINE, THEIRS)
    form = the_form(page)
    mine = {**json.loads(form["_mine"]), "licence": "long " * 250_000}
    answer = form.fill({"_mine": json.dumps(mine)}).press(desk.scout)
    assert answer.status_code == 422
    assert json.loads(the_form(answer)["_mine"]) == mine
    assert _values(desk)["summary"]["de"] == "Ihr Text."


@pytest.mark.parametrize("mine", ["", "{", "[]", "1", "null", '{"licence": "\\ud800"}'])
def test_what_the_page_has_not_sent_is_refused(desk: Desk, mine: str) -> None:
    page = _meeting(desk, MINE, THEIRS)
    assert the_form(page).fill({"_mine": mine}).press(desk.scout).status_code == 400
    assert _values(desk)["summary"]["de"] == "Ihr Text."


def test_states_nobody_knows_are_looked_at_first(desk: Desk) -> None:
    page = _meeting(desk, MINE, THEIRS)
    for unknown in ("", "0" * 64, "../../etc"):
        answer = the_form(page).fill({"_theirs": unknown}).press(desk.scout)
        assert answer.status_code == 409
        assert json.loads(the_form(answer)["_mine"])["summary"]["de"] == "Mein Text."
    assert _values(desk)["summary"]["de"] == "Ihr Text."


def test_texts_are_shown_as_texts(desk: Desk) -> None:
    nasty = '"><script>alert(1)</script>'
    page = _meeting(
        desk,
        {"summary": {**SUMMARY, "de": nasty}},
        {"summary": {**SUMMARY, "de": f"</textarea>{nasty}"}},
    )
    assert "<script>alert" not in page.text
    assert the_form(page).press(desk.scout).status_code == 303
    assert _values(desk)["summary"]["de"] == nasty
