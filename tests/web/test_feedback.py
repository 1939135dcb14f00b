"""What is kept of what readers tell us?

1. A message comes back as it was written, open first; dealt with, it moves to the others and back.
2. The address of who wants an answer is in the file for 90 days and no longer.
3. Only what has the form of one mail address is one.
4. A file that cannot be used is an error that says what to do.
"""

from __future__ import annotations

from datetime import UTC, datetime, timedelta
from pathlib import Path

import pytest

from kb.errors import StorageFailed
from web.feedback import ADDRESS_DAYS, Feedback, is_address


class Clock:
    """The time it is."""

    def __init__(self) -> None:
        self.now = datetime(2026, 11, 28, 9, 30, tzinfo=UTC)

    def __call__(self) -> datetime:
        return self.now


@pytest.fixture
def clock() -> Clock:
    return Clock()


@pytest.fixture
def path(tmp_path: Path) -> Path:
    return tmp_path / "state" / "feedback.sqlite"


@pytest.fixture
def feedback(path: Path, clock: Clock) -> Feedback:
    return Feedback(path, clock)


def test_a_message_comes_back_as_it_was_written(feedback: Feedback) -> None:
    text = "Zeile 1\nZeile 2 mit ' und \" und 😀"
    assert (feedback.messages(done=False), feedback.open_count()) == ((), 0)
    number = feedback.keep("error", text, address="leser@example.org", record="fees")
    (message,) = feedback.messages(done=False)
    assert (message.id, message.kind, message.text) == (number, "error", text)
    assert (message.address, message.record, message.done) == ("leser@example.org", "fees", False)
    assert message.at == "2026-11-28T09:30:00Z"


def test_a_message_is_dealt_with_and_opened_again(feedback: Feedback) -> None:
    first, second = (feedback.keep("other", text, address=None, record=None) for text in "ab")
    assert feedback.settle(first, done=True)
    assert [m.id for m in feedback.messages(done=False)] == [second]
    assert [m.id for m in feedback.messages(done=True)] == [first]
    assert feedback.open_count() == 1
    assert feedback.settle(first, done=False)
    assert [m.id for m in feedback.messages(done=False)] == [second, first]
    assert not feedback.settle(999, done=True)


@pytest.mark.parametrize("occasion", ["daily", "looking", "writing"])
def test_an_address_is_deleted_after_ninety_days(
    feedback: Feedback, clock: Clock, path: Path, occasion: str
) -> None:
    feedback.keep("other", "Text", address="leser@example.org", record=None)
    clock.now += timedelta(days=ADDRESS_DAYS)
    assert feedback.forget() == 0
    assert feedback.messages(done=False)[0].address == "leser@example.org"
    clock.now += timedelta(seconds=1)
    match occasion:
        case "daily":
            assert feedback.forget() == 1
        case "looking":
            feedback.messages(done=True)
        case "writing":
            feedback.keep("other", "Neu", address=None, record=None)
    assert b"leser@example" not in path.read_bytes()
    assert [m.address for m in feedback.messages(done=False)] in ([None], [None, None])


@pytest.mark.parametrize("text", ["a@example.org", "first.last+tag@mail.example.co", "ä@müller.example"])
def test_addresses(text: str) -> None:
    assert is_address(text)


@pytest.mark.parametrize(
    "text",
    [
        "",
        "a",
        "a@b",
        "a@b.c",
        "a b@example.org",
        "a@example.org, b@example.org",
        "a@example.org\nBcc: b@example.org",
        "<a@example.org>",
        "a@-x.org",
        f"{'a' * 65}@example.org",
        f"a@{'b.' * 130}org",
    ],
)
def test_what_is_no_address(text: str) -> None:
    assert not is_address(text)


def test_a_file_that_cannot_be_used_is_an_error_with_its_repair(feedback: Feedback, path: Path) -> None:
    path.parent.mkdir()
    path.write_bytes(b"no database" * 1000)
    with pytest.raises(StorageFailed, match=r"feedback\.sqlite cannot be used: .* Free space"):
        feedback.keep("other", "Text", address=None, record=None)
