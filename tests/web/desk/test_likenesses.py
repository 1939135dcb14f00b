"""A story that is told already is noticed, shown beside the draft, and can go on there.

1. Records and drafts that may tell the same story are named with reasons in the language of the reader.
2. Both stand side by side, field by field and language by language.
3. Going on with the other gives it only what it lacks, in a draft beside it; this draft stays as it is.
4. A draft that is incomplete or wrong is compared by what is right in it; an empty one is like nothing.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from typing import Any, get_args

import pytest

from indexer.ingest.duplicates.reasons import ReasonKind
from kb.draft import Draft
from tests.web.desk.at_the_desk import Desk, a_desk, main_of, said
from tests.web.sites import a_record
from web.desk.likenesses import likenesses_of
from web.templates import FOLDER

TEXT = (
    "The harbour of Wellingsund lends two cranes to 23 retired operators, who teach on Saturdays for 18 "
    "weeks. A trainee costs 3,870 euros, and 219 of 264 work at the quay today."
)
PUBLIC = a_record(
    "cranes",
    title={"en": "Cranes of Wellingsund teach operators"},
    summary={"en": TEXT},
    figures=[{"what": {"en": "trainees"}, "value": 3870, "year": 2019}],
    sources=[{"url": "https://example.org/cranes", "title": "Cranes"}],
    themes=["skills"],
)
MINE: Mapping[str, Any] = {
    "id": "mine",
    "kind": "guide",
    "title": {"en": "Cranes of Wellingsund teach pupils", "de": "Kräne lehren"},
    "summary": {"en": TEXT},
    "approach": {"en": "Operators teach in pairs."},
    "figures": [{"what": {"en": "trainees"}, "value": 3870, "year": 2019}],
    "sources": [
        {"url": "https://example.org/cranes", "title": "Cranes"},
        {"url": "https://example.org/more", "title": "More"},
    ],
    "period": {"start": "long ago"},  # no year, so it is left out of the comparison
}
PAGE = "/desk/drafts/mine/likenesses?lang=en"


@pytest.fixture(scope="module")
def site(tmp_path_factory: pytest.TempPathFactory) -> Desk:
    desk = a_desk(tmp_path_factory.mktemp("likenesses"))
    desk.knowledge.corpus.repository.save(PUBLIC, expected=None, by="test", why="test")
    assert desk.knowledge.known.near(PUBLIC, patience=60).state == "compared"  # reads what there is once
    return desk


@pytest.fixture
def desk(site: Desk) -> Iterator[Desk]:
    drafts = site.knowledge.drafts
    drafts.start(MINE, by=site.scout.account.id)
    yield site
    for draft_id in drafts.ids():
        drafts.discard(draft_id, expected=drafts.get(draft_id).digest, by="test")


def mine(desk: Desk) -> Draft:
    return desk.knowledge.drafts.get("mine")


def test_the_same_story_is_named_with_its_reasons(desk: Desk) -> None:
    (like,) = likenesses_of(desk.knowledge, mine(desk))
    assert (like.record_id, like.is_draft) == ("cranes", False)
    kinds: set[ReasonKind] = {reason.kind for reason in like.reasons}
    assert kinds >= {"same-text", "nearly-same-title", "addresses"}
    english = said(main_of(desk.scout.get(PAGE)))
    for words in (
        "of the text is the same",
        "the same title but for 2 words",
        "the same source address",
    ):
        assert words in english, english
    assert "3,870 (2019)" in english
    german = said(main_of(desk.scout.get(PAGE.replace("=en", "=de"))))
    assert "derselbe Titel bis auf 2 Wörter" in german
    assert "3.870 (2019)" in german


def test_both_stand_side_by_side(desk: Desk) -> None:
    rows = {said(row.th): row for row in main_of(desk.scout.get(PAGE)).select("tbody tr") if row.th}
    cells = {name: [said(cell) for cell in row.select("td")] for name, row in rows.items()}
    assert cells["Title (English)"] == [MINE["title"]["en"], PUBLIC.title["en"]]
    assert cells["Title (German)"] == ["Kräne lehren", ""]
    assert cells["Summary (English)"] == [f"The same in both: {TEXT}"]
    assert len(cells["Sources"]) == 2
    assert not {"Id", "State", "Created"} & cells.keys()


def test_a_draft_that_tells_the_same_is_found_until_it_goes(desk: Desk) -> None:
    drafts = desk.knowledge.drafts
    other = drafts.start({**MINE, "id": "other"}, by=desk.editor.account.id)
    found = {(one.record_id, one.is_draft) for one in likenesses_of(desk.knowledge, mine(desk))}
    assert found == {("cranes", False), ("other", True)}
    drafts.save("other", {"id": "other", "kind": "guide"}, expected=other.digest, by="test")
    assert {one.record_id for one in likenesses_of(desk.knowledge, mine(desk))} == {"cranes"}


def test_going_on_there_gives_it_only_what_it_lacks(desk: Desk) -> None:
    before = mine(desk)
    answer = desk.scout.post(PAGE, data={"_action": "continue:cranes"})
    assert answer.status_code == 200
    assert main_of(answer).select_one('a[href="/desk/drafts/cranes?lang=en"]')
    beside = desk.knowledge.drafts.get("cranes")
    values = beside.values
    assert values["title"] == PUBLIC.title
    assert values["kind"] == PUBLIC.kind
    assert values["approach"] == MINE["approach"]
    assert [source["url"] for source in values["sources"]] == [one["url"] for one in MINE["sources"]]
    assert len(values["figures"]) == 1
    assert beside.base == desk.knowledge.corpus.repository.get("cranes").digest
    assert beside.owner == desk.scout.account.id
    assert mine(desk) == before
    assert desk.scout.post(PAGE, data={"_action": "continue:cranes"}).status_code == 200
    assert desk.knowledge.drafts.get("cranes").values == values


@pytest.mark.parametrize("action", ["continue:fees", "continue:nowhere", "continue:../../x"])
def test_only_what_is_alike_can_be_gone_on_with(desk: Desk, action: str) -> None:
    assert desk.scout.post(PAGE, data={"_action": action}).status_code == 409
    assert desk.knowledge.drafts.ids() == ["mine"]


def test_a_scout_may_discard_only_their_own(desk: Desk) -> None:
    discard = 'form[action="/desk/drafts/mine/discard?lang=en"]'
    assert main_of(desk.scout.get(PAGE)).select_one(discard)
    draft = mine(desk)
    desk.knowledge.drafts.discard("mine", expected=draft.digest, by="test")
    desk.knowledge.drafts.start(MINE, by=desk.editor.account.id)
    assert not main_of(desk.scout.get(PAGE)).select_one(discard)


def test_a_draft_that_says_nothing_is_like_nothing(desk: Desk) -> None:
    desk.knowledge.drafts.start({"id": "blank", "kind": "guide"}, by=desk.scout.account.id)
    assert likenesses_of(desk.knowledge, desk.knowledge.drafts.get("blank")) == ()
    page = desk.scout.get("/desk/drafts/blank/likenesses?lang=en")
    assert "Nothing that is known" in page.text
    assert desk.scout.get("/desk/drafts/nowhere/likenesses").status_code == 404


def test_every_reason_is_worded() -> None:
    template = (FOLDER / "desk" / "likenesses.html").read_text("utf-8")
    assert [kind for kind in get_args(ReasonKind) if f'found.kind == "{kind}"' not in template] == []
