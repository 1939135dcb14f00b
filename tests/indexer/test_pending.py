"""Marks and requests.

1. Names that are no ids and no requests are no marks.
2. A mark is removed only if its record is still what was indexed, also if it is saved while we look.
3. A request for a rebuild is claimed; one that comes later is a request of its own; damage asks only once.
4. A request can be answered with a reason.
"""

from __future__ import annotations

from pathlib import Path

import pytest

from indexer.pending import (
    REBUILD,
    REBUILDING,
    ROLLBACK,
    answer,
    answer_to,
    ask_for_rebuild,
    begin_rebuild,
    clear,
    last_sign,
    mark,
    settle,
    waiting,
)


@pytest.fixture
def pending(tmp_path: Path) -> Path:
    return tmp_path / "state" / "pending"


def test_only_ids_and_requests_are_marks(pending: Path) -> None:
    assert waiting(pending) == []
    for name in ("b", "a-1", REBUILD, ROLLBACK):
        mark(pending, name)
    (pending / ".hidden").touch()
    (pending / "Not An Id").touch()
    assert waiting(pending) == [REBUILD, ROLLBACK, "a-1", "b"]
    clear(pending, "b")
    clear(pending, "b")
    assert waiting(pending) == [REBUILD, ROLLBACK, "a-1"]


def test_a_mark_goes_only_if_the_record_is_what_was_indexed(pending: Path) -> None:
    for name in ("same", "newer", "gone", "came"):
        mark(pending, name)
    now = {"same": "1", "newer": "2", "came": "3"}
    settle(pending, ["same", "newer", "gone", "came"], {"same": "1", "newer": "1"}, now.get)
    assert waiting(pending) == ["came", "newer"]


def test_a_save_between_the_look_and_the_removal_is_marked_again(pending: Path) -> None:
    digests = iter(["1", "2"])
    mark(pending, "a")
    settle(pending, ["a"], {"a": "1"}, lambda _: next(digests))
    assert waiting(pending) == ["a"]


def test_a_rebuild_is_claimed_and_a_later_request_stays(pending: Path) -> None:
    ask_for_rebuild(pending)
    begin_rebuild(pending)
    assert waiting(pending) == [REBUILDING]
    ask_for_rebuild(pending)
    assert waiting(pending) == [REBUILDING]
    mark(pending, REBUILD)
    assert waiting(pending) == [REBUILD, REBUILDING]


def test_an_answer_is_kept_until_the_next_try(pending: Path) -> None:
    assert answer_to(pending, REBUILDING) == ""
    assert last_sign(pending) == 0
    begin_rebuild(pending)
    answer(pending, REBUILDING, "No space left on device.")
    assert answer_to(pending, REBUILDING) == "No space left on device."
    assert last_sign(pending) > 1_700_000_000
    begin_rebuild(pending)
    assert answer_to(pending, REBUILDING) == ""
