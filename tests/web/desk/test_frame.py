"""Does the frame of the desk stay around those who work there?

1. Another language shows the same list, page and comparison; an address without them stays bare.
2. What is not there, not permitted, or cannot be opened is said in the frame of the desk, with the way to the
   overview; to nobody else, on no other page, and not for faults of ours.
"""

from __future__ import annotations

import pytest
from bs4 import BeautifulSoup, Tag

from kb.errors import StorageFailed
from tests.web.desk.at_the_desk import Desk, a_desk, main_of, said
from tests.web.desk.signed_in import Browser, signed_in

SHOWING = [
    ("/desk/history/fees", "from=1&to=2"),
    ("/desk/history/fees", ""),
    ("/desk", "list=drafts&page=1"),
    ("/desk/audit", "page=2"),
    ("/desk/feedback", "done=1"),
    ("/desk/feedback", ""),
]
ERRORS = [
    ("/desk/drafts/never-was", 404),
    ("/desk/nowhere", 404),
    ("/desk/accounts", 403),
    ("/desk/drafts/never-was/discard", 405),
]


@pytest.fixture(scope="module")
def desk(tmp_path_factory: pytest.TempPathFactory) -> Desk:
    desk = a_desk(tmp_path_factory.mktemp("desk"))
    desk.published("fees", "a better title", title={"de": "Die Beiträge", "en": "Membership fees"})
    desk.changed("fund", {"summary": {"de": "Neu"}}, submit=False)
    return desk


def _frame(page: str) -> Tag | None:
    return BeautifulSoup(page, "lxml").select_one(".desk-bar nav")


@pytest.mark.parametrize(("path", "showing"), SHOWING)
def test_another_language_shows_the_same(desk: Desk, path: str, showing: str) -> None:
    person = signed_in(desk.app, "admin") if "audit" in path else desk.scout
    page = BeautifulSoup(person.get(f"{path}?{showing}&lang=en").text, "lxml")
    languages = page.select("header .languages a")
    wanted = [f"{path}?{showing}{'&' if showing else ''}lang={code}" for code in ("de", "en")]
    assert [tag["href"] for tag in languages] == wanted


def test_a_comparison_that_could_not_be_restored_stays(desk: Desk) -> None:
    sent = {"revision": "1", "_expected": "0" * 64}
    refused = desk.editor.post("/desk/history/fees/restore?lang=en", data=sent)
    assert refused.status_code == 409
    other = BeautifulSoup(refused.text, "lxml").select_one("header .languages a[hreflang=de]")
    assert other is not None
    again = desk.editor.get(str(other["href"]))
    assert "Von Stand 2 zu Stand 1" in said(main_of(again))


@pytest.mark.parametrize(("path", "status"), ERRORS)
def test_what_goes_wrong_at_the_desk_is_said_at_the_desk(desk: Desk, path: str, status: int) -> None:
    answer = desk.scout.get(f"{path}?lang=en")
    assert answer.status_code == status
    assert answer.headers["cache-control"] == "no-store"
    frame = _frame(answer.text)
    assert frame is not None
    assert said(frame).startswith("Overview")
    assert not frame.select("[aria-current]")
    assert [tag["href"] for tag in main_of(answer).select("a")] == ["/desk?lang=en"]
    assert "above" not in said(main_of(answer))


def test_nobody_else_sees_the_frame(desk: Desk, monkeypatch: pytest.MonkeyPatch) -> None:
    with Browser(desk.app) as stranger:
        for path in ("/desk/nowhere", "/desk/drafts/never-was/discard"):
            assert _frame(stranger.get(path).text) is None
    assert _frame(desk.scout.get("/nowhere").text) is None
    assert _frame(desk.scout.get("/deskwork").text) is None

    def fail(_: object) -> None:
        raise StorageFailed("The disk is gone.")

    monkeypatch.setattr(type(desk.knowledge.accounts.sessions), "find", lambda *_: fail(_))
    broken = desk.scout.get("/desk/nowhere")
    assert (broken.status_code, _frame(broken.text)) == (404, None)
    assert desk.scout.get("/desk").status_code == 503


def test_a_draft_broken_by_hand_is_named(desk: Desk) -> None:
    draft = desk.changed("fees", {}, submit=False)
    file = next(desk.knowledge.settings.drafts.rglob(f"{draft.id}.yaml"))
    file.write_bytes(b"\xff")
    answer = desk.scout.get(f"/desk/drafts/{draft.id}?lang=en")
    assert answer.status_code == 422
    assert "cannot be read" in said(main_of(answer))
    assert _frame(answer.text) is not None
