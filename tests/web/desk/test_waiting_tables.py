"""A table waits for the one who brought it, and not for ever.

1. It comes back as it was under its token, for its account only.
2. A table that is brought after it takes its place; what is forgotten or a day old is gone.
"""

from __future__ import annotations

import os
import time
from pathlib import Path

import pytest

from web.desk.waiting_tables import KEPT, WaitingTables

NAMES = ["table.csv", "../../etc/passwd", "a\nb.csv", "\udcff.csv"]


@pytest.mark.parametrize("name", NAMES)
def test_it_comes_back_as_it_was_for_its_account_only(tmp_path: Path, name: str) -> None:
    waiting = WaitingTables(tmp_path / "imports")
    kept = waiting.keep("a1", name, b"one\ntwo\n\x00")
    assert waiting.get("a1", kept.token) == kept
    assert (kept.name, kept.data) == (name, b"one\ntwo\n\x00")
    assert waiting.get("b2", kept.token) is None
    assert waiting.get("a1", "0" * 32) is None
    assert {path.name for path in tmp_path.rglob("*")} == {"imports", "a1.table"}


def test_the_next_one_takes_its_place(tmp_path: Path) -> None:
    waiting = WaitingTables(tmp_path)
    first = waiting.keep("a1", "table.csv", b"first")
    second = waiting.keep("a1", "table.csv", b"second")
    assert waiting.get("a1", first.token) is None
    assert waiting.get("a1", second.token) == second
    waiting.forget("a1")
    waiting.forget("a1")
    assert waiting.get("a1", second.token) is None


def test_what_is_a_day_old_goes_when_another_comes(tmp_path: Path) -> None:
    waiting = WaitingTables(tmp_path)
    old, fresh = waiting.keep("old", "table.csv", b"x"), waiting.keep("fresh", "table.csv", b"x")
    then = time.time() - KEPT - 60
    os.utime(tmp_path / "old.table", (then, then))
    waiting.keep("a1", "table.csv", b"x")
    assert waiting.get("old", old.token) is None
    assert waiting.get("fresh", fresh.token) == fresh
