"""What a source suggests is decided by a person, one by one, and nothing else gets into the draft.

1. Each suggestion stands with its passage, its place and how sure it is, beside what the draft holds.
2. What is accepted is in the draft, once, by whom it was accepted; what is dismissed is not, and comes back.
3. All that are sure are accepted at once; they never take the place of what somebody wrote.
4. On a draft that was changed meanwhile nothing is taken over; a suggestion that has gone is no error.
5. Whatever a source holds, the page shows it as text.
"""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

import pytest

from indexer.ingest.proposals import Origin, Proposal, keep_proposal
from indexer.ingest.suggesting.accepting import key_of
from indexer.ingest.suggesting.suggestion import Suggestion
from kb.draft import Draft
from tests.web.desk.at_the_desk import Desk, a_desk, main_of, said

COUNTRY = Suggestion("place.countries", "NO", "Der Hafen liegt in Norwegen.", 'under "Ort"', 0.9)
THEME = Suggestion("themes", "financing", "Die Mitglieder zahlen.", "page 3", 0.65)
START = Suggestion("period.start", 2015, "Seit 2015 läuft es.", "main text", 0.85)
OTHER_START = Suggestion("period.start", 2016, "2016 begann es.", "main text", 0.4)
FIGURE = Suggestion(
    "figures", {"what": {"de": "Plätze"}, "value": 1350, "year": 2019}, "Es gibt 1350 Plätze.", "page 3", 0.9
)
RESULTS = Suggestion("results", {"de": "<b>Gut</b> & besser."}, "<script>alert(1)</script>", "og:title", 0.82)
ALL = (COUNTRY, THEME, START, OTHER_START, FIGURE, RESULTS)
PAGE = "/desk/drafts/harbour/suggestions?lang=en"


@pytest.fixture(scope="module")
def site(tmp_path_factory: pytest.TempPathFactory) -> Desk:
    return a_desk(tmp_path_factory.mktemp("suggestions"))


@pytest.fixture
def desk(site: Desk) -> Iterator[Desk]:
    drafts = site.knowledge.drafts
    values = {"id": "harbour", "kind": "best-practice", "title": {"de": "Der Hafen"}}
    drafts.start(values, by=site.scout.account.id)
    origin = Origin("harbour.html", "html", "0" * 64, "html 1", "de", "https://example.org/harbour")
    proposal = Proposal(origin, (), ALL, (), ("A table was left out. Look at it.",))
    keep_proposal(site.knowledge.settings.drafts, "harbour", proposal)
    yield site
    drafts.discard("harbour", expected=draft(site).digest, by="test")


def draft(desk: Desk) -> Draft:
    return desk.knowledge.drafts.get("harbour")


def press(desk: Desk, verb: str, one: Suggestion | None = None, expected: str | None = None) -> Any:
    action = f"{verb}:{key_of(one)}" if one else verb
    data = {"_action": action, "_expected": expected or draft(desk).digest}
    return desk.scout.post(PAGE, data=data)


def shown(desk: Desk, one: Suggestion) -> str:
    """What the page says of a suggestion."""
    tag = main_of(desk.scout.get(PAGE)).select_one(f"#s-{key_of(one)}")
    assert tag is not None
    assert tag.parent is not None
    return said(tag.parent)


def test_each_stands_with_its_passage_beside_what_the_draft_holds(desk: Desk) -> None:
    assert shown(desk, COUNTRY) == "Norway Der Hafen liegt in Norwegen. Sure · under “Ort” Accept Dismiss"
    assert "Die Mitglieder zahlen. Likely · page 3 Accept Dismiss" in shown(desk, THEME)
    assert "1,350 Plätze (2019)" in shown(desk, FIGURE)
    assert "Unsure · in the main text" in shown(desk, OTHER_START)
    text = said(main_of(desk.scout.get(PAGE)))
    assert "6 suggestions are open" in text
    assert "A table was left out." in text
    assert "Accept the 4 sure ones" in text
    assert "Seite 3" in said(main_of(desk.scout.get(PAGE.replace("=en", "=de"))))


def test_what_is_accepted_is_in_the_draft_once(desk: Desk) -> None:
    answer = press(desk, "accept", COUNTRY)
    assert (answer.status_code, answer.headers["location"]) == (303, f"{PAGE}#of-place-countries")
    assert draft(desk).values["place"] == {"countries": ["NO"]}
    assert draft(desk).steps[-2].by == draft(desk).steps[-1].by == desk.scout.account.id
    before = draft(desk)
    assert press(desk, "accept", COUNTRY).status_code == 303
    assert draft(desk) == before
    press(desk, "accept", FIGURE)
    press(desk, "accept", RESULTS)
    values = draft(desk).values
    assert values["figures"] == [FIGURE.value]
    assert values["results"] == RESULTS.value
    assert "Accepted" in shown(desk, COUNTRY)


def test_what_is_picked_takes_the_place_of_what_is_there(desk: Desk) -> None:
    press(desk, "accept", START)
    assert "Put it in place of what is there" in shown(desk, OTHER_START)
    press(desk, "accept", OTHER_START)
    assert draft(desk).values["period"] == {"start": 2016}
    assert "Bring it back" in shown(desk, START)  # it was accepted, but is not there any more


def test_what_is_dismissed_is_not_taken_and_comes_back(desk: Desk) -> None:
    press(desk, "dismiss", THEME)
    assert "themes" not in draft(desk).values
    assert "Dismissed" in shown(desk, THEME)
    press(desk, "reopen", THEME)
    assert "Accept Dismiss" in shown(desk, THEME)


def test_all_that_are_sure_are_accepted_and_change_nothing_that_is_there(desk: Desk) -> None:
    mine = {**draft(desk).values, "period": {"start": 2012}}
    desk.knowledge.drafts.save("harbour", mine, expected=draft(desk).digest, by="test")
    press(desk, "dismiss", FIGURE)
    assert press(desk, "accept-sure").status_code == 303
    values = draft(desk).values
    assert values["place"] == {"countries": ["NO"]}
    assert values["results"] == RESULTS.value
    assert values["period"] == {"start": 2012}
    assert "figures" not in values
    assert "themes" not in values
    assert set(draft(desk).decided) == {key_of(one) for one in (COUNTRY, RESULTS, FIGURE)}
    assert press(desk, "accept-sure").status_code == 303  # there is nothing more to accept


def test_what_the_draft_says_already_is_not_asked(desk: Desk) -> None:
    values = {**draft(desk).values, "themes": ["financing"]}
    desk.knowledge.drafts.save("harbour", values, expected=draft(desk).digest, by="test")
    assert "Stands in the draft" in shown(desk, THEME)


def test_on_a_draft_that_was_changed_nothing_is_taken_over(desk: Desk) -> None:
    seen = draft(desk).digest
    values = {**draft(desk).values, "label": "gold"}
    desk.knowledge.drafts.save("harbour", values, expected=seen, by="test")
    for answer in (press(desk, "accept", COUNTRY, seen), press(desk, "accept-sure", None, seen)):
        assert answer.status_code == 409
        assert "changed meanwhile" in answer.text
    assert draft(desk).values["label"] == "gold"
    assert "place" not in draft(desk).values
    assert press(desk, "accept", COUNTRY).status_code == 303


@pytest.mark.parametrize("action", ["accept:0123456789abcdef", "", "delete", f"delete:{key_of(THEME)}"])
def test_what_has_gone_or_never_was_changes_nothing(desk: Desk, action: str) -> None:
    before = draft(desk)
    answer = press(desk, action)
    assert answer.status_code == 409
    assert draft(desk) == before


def test_a_draft_without_a_proposal_has_no_suggestions(desk: Desk) -> None:
    desk.knowledge.drafts.start({"id": "blank", "kind": "guide"}, by=desk.scout.account.id)
    answer = desk.scout.get("/desk/drafts/blank/suggestions?lang=en")
    assert answer.status_code == 200
    assert "no suggestions" in answer.text
    assert desk.scout.get("/desk/drafts/nowhere/suggestions").status_code == 404


def test_what_a_source_holds_is_shown_as_text(desk: Desk) -> None:
    page = desk.scout.get(PAGE)
    assert "<script>alert(1)" not in page.text
    assert "<b>Gut" not in page.text
    assert "<script>alert(1)</script>" in said(main_of(page))
