"""Does the form of a draft do what its buttons say?

1. A row is offered or taken away without saving; the form comes back with everything typed.
2. An autosave tells the next digest, what was found and how complete it is.
3. Everybody who writes sees all drafts; who has not begun one cannot discard it, unless they publish.
4. Saving what is there already changes nothing; the Enter key saves and does nothing else.
"""

from __future__ import annotations

import html
from typing import Any

import pytest
from bs4 import BeautifulSoup
from starlette.applications import Starlette

from kb.drafts import Drafts
from kb.repository import digest_of
from tests.web.desk.filled_forms import Filled, the_form
from tests.web.desk.signed_in import Browser, Person, signed_in
from tests.web.pages.reading import path_of, see
from tests.web.sites import an_indexed_corpus
from web.application import create_app
from web.knowledge import Knowledge

HERE = "/desk/drafts/hafen"
HOSTILE = "</textarea><script>alert(1)</script> & \"'"


@pytest.fixture(scope="module")
def app(tmp_path_factory: pytest.TempPathFactory) -> Starlette:
    return create_app(an_indexed_corpus(tmp_path_factory.mktemp("draft")))


@pytest.fixture(scope="module")
def scout(app: Starlette) -> Person:
    return signed_in(app, "scout")


@pytest.fixture(scope="module")
def other(app: Starlette) -> Person:
    return signed_in(app, "scout", name="Another")


@pytest.fixture(scope="module")
def editor(app: Starlette) -> Person:
    return signed_in(app, "editor")


@pytest.fixture(scope="module")
def drafts(app: Starlette) -> Drafts:
    knowledge: Knowledge = app.state.knowledge
    return knowledge.drafts


@pytest.fixture
def form(scout: Person, drafts: Drafts) -> Filled:
    """The form of a new draft."""
    if "hafen" in drafts.ids():
        drafts.discard("hafen", expected=drafts.get("hafen").digest, by="test")
    values = {
        "id": "hafen",
        "kind": "guide",
        "title": {"de": "Hafen"},
        "figures": [{"what": {"de": "Firmen"}, "value": 12}, {"what": {"de": "Schiffe"}, "value": 3}],
    }
    drafts.start(values, by=scout.account.id)
    return the_form(scout.get(HERE, params={"lang": "en"}), "save")


def autosave(person: Browser, form: Filled) -> Any:
    return person.post(f"{HERE}/autosave", data=dict(form.fields), params={"lang": "en"})


def test_a_row_is_offered_without_saving(scout: Person, drafts: Drafts, form: Filled) -> None:
    before = drafts.get("hafen")
    answer = form.fill({"summary.de": HOSTILE, "_note": HOSTILE}).press(scout, "add:figures")
    again = the_form(answer, "save")
    assert answer.status_code == 200
    assert (again["figures.2.value"], again["figures.1.value"]) == ("", "3")
    assert (again["summary.de"], again["_note"], again["_expected"]) == (HOSTILE, HOSTILE, before.digest)
    assert drafts.get("hafen") == before


def test_a_row_is_taken_away_without_saving(scout: Person, drafts: Drafts, form: Filled) -> None:
    before = drafts.get("hafen")
    again = the_form(form.press(scout, "remove:figures.0"), "save")
    assert again["figures.0.what.de"] == "Schiffe"
    assert drafts.get("hafen") == before
    assert again.press(scout, "save").status_code == 303
    assert drafts.get("hafen").values["figures"] == [{"what": {"de": "Schiffe"}, "value": 3}]


def test_an_autosave_tells_what_comes_next(scout: Person, drafts: Drafts, form: Filled) -> None:
    said = autosave(scout, form.fill({"summary.de": "Kurz.", "figures.0.value": "zwölf"})).json()
    draft = drafts.get("hafen")
    assert (said["digest"], said["valid"]) == (draft.digest, False)
    assert draft.values["figures"][0]["value"] == "zwölf"
    assert [(one["field"], one["severity"]) for one in said["findings"]] == [("figures[0].value", "error")]
    assert said["findings"][0]["text"]
    assert 0 < said["completeness"] < 100
    (problem,) = BeautifulSoup(said["problems"], "lxml").select("li a")
    assert problem["href"] == "#field-figures-0-value"
    form.fill({"_expected": said["digest"], "figures.0.value": "12"})
    mended = autosave(scout, form).json()
    assert (mended["valid"], mended["problems"]) == (True, "")


def test_a_link_to_a_record_that_is_not_there_is_told_before_the_review(
    scout: Person, drafts: Drafts, form: Filled
) -> None:
    form.fill({"summary.de": "Kurz.", "relations.0.type": "related", "relations.0.to": "never-was"})
    said = autosave(scout, form).json()
    assert (said["valid"], [one["field"] for one in said["findings"]]) == (False, ["relations[0].to"])
    form.fill({"_expected": said["digest"]})
    refused = form.press(scout, "submit")
    assert (refused.status_code, drafts.get("hafen").state) == (422, "draft")
    assert "never-was" in the_form(refused, "submit")["relations.0.to"]
    again = the_form(refused, "submit").fill({"relations.0.to": "fund"})
    assert again.press(scout, "submit").status_code == 303


def test_an_autosave_without_a_session_says_so(app: Starlette, drafts: Drafts, form: Filled) -> None:
    before = drafts.get("hafen")
    form.fill({"summary.de": "Kurz."})
    assert autosave(Browser(app), form).status_code == 401
    script = Browser(app, headers={"Accept": "application/json"})
    answer = autosave(script, form)
    assert (answer.status_code, answer.json()) == (401, {"error": "signed-out"})
    assert answer.headers["cache-control"] == "no-store"
    foreign = {"Origin": "https://evil.example", "Sec-Fetch-Site": "cross-site"}
    assert script.post(f"{HERE}/autosave", data=dict(form.fields), headers=foreign).status_code == 403
    assert drafts.get("hafen") == before


def test_a_form_of_another_site_changes_nothing(scout: Person, drafts: Drafts, form: Filled) -> None:
    before = drafts.get("hafen")
    foreign = {"Origin": "https://evil.example", "Sec-Fetch-Site": "cross-site"}
    for address in (HERE, f"{HERE}/autosave", f"{HERE}/preview", f"{HERE}/discard", "/desk/new"):
        data = {**dict(form.fields), "summary.de": "Fremd.", "_action": "discard"}
        assert scout.post(address, data=data, headers=foreign).status_code == 403
    assert drafts.get("hafen") == before


def test_saving_what_is_there_changes_nothing(scout: Person, drafts: Drafts, form: Filled) -> None:
    before = drafts.get("hafen")
    assert form.press(scout, "save").status_code == 303
    assert drafts.get("hafen") == before


def test_the_enter_key_saves(form: Filled) -> None:
    assert form.buttons[0] == "save"


def test_hostile_text_is_shown_as_text(scout: Person, form: Filled) -> None:
    form.fill({"title.de": HOSTILE, "summary.de": HOSTILE, "figures.0.value": HOSTILE}).press(scout, "save")
    for address in (HERE, f"{HERE}/preview", "/desk", "/desk?list=drafts"):
        page = scout.get(address)
        assert "<script>alert" not in page.text
        assert "alert(1)" in html.unescape(page.text)


@pytest.mark.usefixtures("form")
def test_a_draft_is_open_to_all_who_write(other: Person, drafts: Drafts) -> None:
    page = see(other, HERE)
    assert "Begun by test scout." in page.main.text
    assert the_form(other.get(HERE), "save").fill({"summary.de": "Von nebenan."}).press(other, "save")
    draft = drafts.get("hafen")
    assert (draft.values["summary"], draft.owner != other.account.id) == ({"de": "Von nebenan."}, True)
    assert other.account.id in draft.authors


def test_only_its_owner_and_editors_discard_a_draft(
    other: Person, editor: Person, scout: Person, drafts: Drafts, form: Filled
) -> None:
    digest = drafts.get("hafen").digest
    assert "Discard this draft" not in see(other, HERE).main.text
    sure = {"_action": "discard", "_expected": digest}
    assert other.post(f"{HERE}/discard", data=sure).status_code == 403
    assert "Discard this draft" in see(editor, HERE).main.text
    question = scout.post(f"{HERE}/discard", params={"lang": "en"})
    assert (question.status_code, "test scout" in question.text) == (200, True)
    assert drafts.get("hafen").digest == digest
    form.fill({"summary.de": "Doch noch etwas."}).press(scout, "save")
    late = the_form(question, "discard").press(scout, "discard")
    assert (late.status_code, "hafen" in drafts.ids()) == (409, True)
    assert the_form(late, "discard").press(scout, "discard").status_code == 303
    assert "hafen" not in drafts.ids()


def test_a_draft_nobody_can_read_can_be_discarded_by_editors(
    scout: Person, editor: Person, drafts: Drafts
) -> None:
    broken = drafts.corpus.settings.drafts / "broken.yaml"
    broken.write_bytes(b"title: [")
    assert scout.post("/desk/drafts/broken/discard").status_code == 403
    question = editor.post("/desk/drafts/broken/discard")
    assert the_form(question, "discard")["_expected"] == digest_of(b"title: [")
    assert the_form(question, "discard").press(editor, "discard").status_code == 303
    assert not broken.exists()


def test_a_submitted_draft_is_withdrawn(scout: Person, drafts: Drafts, form: Filled) -> None:
    form.fill({"summary.de": "Kurz."}).press(scout, "submit")
    assert drafts.get("hafen").state == "in-review"
    page = scout.get(HERE, params={"lang": "en"})
    assert the_form(page, "withdraw").press(scout, "withdraw").status_code == 303
    assert drafts.get("hafen").state == "draft"


@pytest.mark.parametrize("draft_id", ["never-was", "..%2F..%2Fetc", "A", "x" * 200])
def test_what_there_never_was_is_not_there(scout: Person, draft_id: str) -> None:
    for address in (f"/desk/drafts/{draft_id}", f"/desk/drafts/{draft_id}/preview"):
        assert scout.get(address).status_code == 404


@pytest.mark.usefixtures("form")
def test_every_place_the_page_leads_to_is_named(scout: Person, editor: Person) -> None:
    links = {path_of(link.href) for link in see(editor, HERE).main.links if link.href.startswith("/")}
    assert links == {f"{HERE}/{name}" for name in ("preview", "likenesses", "review")}
    assert f"{HERE}/review" not in {path_of(link.href) for link in see(scout, HERE).main.links}
    tags = BeautifulSoup(scout.get(HERE).text, "lxml")
    assert [tag["data-autosave"] for tag in tags.select("form[data-autosave]")] == [f"{HERE}/autosave"]
