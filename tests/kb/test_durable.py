"""Replacing a small file.

1. The file holds the new bytes afterwards, in folders that are made on the way.
2. Stopped before any step by a broken disk, the error is told, the old file stands, nothing lies beside it.
3. Killed before any step, the old or the new file stands whole.
"""

from __future__ import annotations

from pathlib import Path

import pytest

from kb.durable import replace_file
from tests.kb.interruptions import (
    KILLED,
    SURVIVED,
    Interruption,
    break_the_disk,
    end_the_process,
    in_a_child,
)

OLD, NEW = b"old", b"new bytes"
MOST_STEPS = 20


def test_the_file_holds_the_new_bytes(tmp_path: Path) -> None:
    path = tmp_path / "a" / "b" / "file"
    replace_file(path, OLD)
    replace_file(path, NEW)
    assert path.read_bytes() == NEW
    assert [other.name for other in path.parent.iterdir()] == ["file"]


def test_a_broken_disk_leaves_the_old_file_and_nothing_beside_it(tmp_path: Path) -> None:
    stopped = []
    for at in range(MOST_STEPS):
        path = tmp_path / str(at) / "file"
        replace_file(path, OLD)
        interruption = Interruption(at, break_the_disk)
        try:
            with interruption:
                replace_file(path, NEW)
        except OSError:
            stopped.append(interruption.passed[at])
            renamed = "replace" in interruption.passed[:at]
            assert path.read_bytes() == (NEW if renamed else OLD)
            assert [other.name for other in path.parent.iterdir()] == ["file"]
    assert {"create", "write", "fsync", "replace"} <= set(stopped)


def test_a_killed_process_leaves_the_old_or_the_new_file(tmp_path: Path) -> None:
    outcomes = set()
    for at in range(MOST_STEPS):
        path = tmp_path / str(at) / "file"
        replace_file(path, OLD)

        def stopped(at: int = at, path: Path = path) -> None:
            with Interruption(at, end_the_process):
                replace_file(path, NEW)

        code = in_a_child(stopped)
        outcomes.add((code, path.read_bytes()))
    assert outcomes == {(KILLED, OLD), (KILLED, NEW), (SURVIVED, NEW)}


def test_what_cannot_be_written_is_told(tmp_path: Path) -> None:
    (tmp_path / "file").write_bytes(OLD)
    with pytest.raises(OSError, match="exists"):
        replace_file(tmp_path / "file" / "below", NEW)
    assert (tmp_path / "file").read_bytes() == OLD
