"""Who may write records sees what readers have told.

1. Messages show newest first, with what they are about, as text and never as markup.
2. A message that was dealt with moves to the other list and back; made-up numbers change nothing.
3. Who is not signed in sees nothing.
"""

from __future__ import annotations

from collections.abc import Iterator

import pytest
from bs4 import BeautifulSoup
from starlette.applications import Starlette

from kb.settings import Settings
from tests.web.desk.signed_in import Browser, Person, signed_in
from web.application import create_app


@pytest.fixture
def app(indexed_settings: Settings) -> Iterator[Starlette]:
    app = create_app(indexed_settings)
    app.state.knowledge.feedback.keep("missing", "<b>erste</b>", address=None, record=None)
    app.state.knowledge.feedback.keep("error", "zweite\nZeile", address="a+b@example.org", record="fees")
    yield app
    indexed_settings.feedback.unlink()


@pytest.fixture
def scout(app: Starlette) -> Person:
    return signed_in(app, "scout")


def messages(person: Browser, address: str = "/desk/feedback?lang=en") -> list[str]:
    page = BeautifulSoup(person.get(address).text, "html.parser")
    return [text.get_text() for text in page.select("li .text-value")]


def test_messages_show_newest_first(scout: Person) -> None:
    assert messages(scout) == ["zweite\nZeile", "<b>erste</b>"]
    page = scout.get("/desk/feedback?lang=en").text
    assert 'href="/records/fees?lang=en"' in page
    assert 'href="mailto:a%2Bb%40example.org"' in page
    assert "<b>erste" not in page


def test_a_message_moves_to_what_was_dealt_with_and_back(scout: Person) -> None:
    page = BeautifulSoup(scout.get("/desk/feedback?lang=en").text, "html.parser")
    button = page.select_one("button[value^=done]")
    assert button
    answer = scout.post("/desk/feedback?lang=en", data={"_action": str(button["value"])})
    assert (answer.status_code, answer.headers["location"]) == (303, "/desk/feedback?lang=en")
    assert messages(scout) == ["<b>erste</b>"]
    assert messages(scout, "/desk/feedback?done=1") == ["zweite\nZeile"]
    again = str(button["value"]).replace("done", "open")
    answer = scout.post("/desk/feedback?done=1", data={"_action": again})
    assert answer.headers["location"] == "/desk/feedback?done=1"
    assert messages(scout) == ["zweite\nZeile", "<b>erste</b>"]


@pytest.mark.parametrize(
    "action", ["", "done:", "done:999", "done:x", "delete:1", "done:١", "done:" + "9" * 40]
)
def test_made_up_actions_change_nothing(scout: Person, action: str) -> None:
    assert scout.post("/desk/feedback", data={"_action": action}).status_code == 303
    assert len(messages(scout)) == 2


def test_who_is_not_signed_in_sees_nothing(app: Starlette) -> None:
    reader = Browser(app)
    assert reader.get("/desk/feedback").status_code == 303
    assert reader.post("/desk/feedback", data={"_action": "done:1"}).status_code == 401
