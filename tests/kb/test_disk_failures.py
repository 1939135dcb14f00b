"""The disk refuses.

1. A disk that fails once, before any step of a change, gives StorageFailed with what to do next; the old
   record and its history are as before, and the next save works.
2. So does a disk that is full and stays full.
3. A disk that fails for good gives StorageFailed as well; once it is mended the record is the old or the new
   one, never a torn one.
4. A failed change leaves nothing lying about.
"""

from __future__ import annotations

import shutil
from collections.abc import Iterator
from pathlib import Path

from kb.errors import StorageFailed
from tests.kb.corpora import a_repository
from tests.kb.interruptions import NEEDING_SPACE, Interruption, break_the_disk, fill_the_disk
from tests.kb.saves import Change, assert_usable, assert_whole
from tests.tiers import examples

NEVER = 10**9


def copies(before: Path, stride: int = 1) -> Iterator[tuple[int, Path]]:
    """One copy of the folder for every ``stride``-th step, as long as they are asked for."""
    for at in range(0, NEVER, stride):
        folder = before.with_name(f"copy-{at}")
        shutil.copytree(before, folder)
        yield at, folder


def refused(folder: Path, change: Change, interruption: Interruption) -> bool:
    """Try the change; whether it was refused. Any error but StorageFailed is passed on."""
    said = ""
    try:
        with interruption:
            change.act(a_repository(folder))
    except StorageFailed as failed:
        said = str(failed)
    assert not said or "again" in said
    assert str(folder) not in said, "readers need no paths of the machine"
    return bool(said)


def assert_nothing_happened(folder: Path, change: Change, place: str) -> None:
    assert [path.name for path in (folder / "records").rglob(".*")] == [], place
    assert assert_whole(folder, change.before, change.after) == change.before, place


def test_one_failure_changes_nothing(before: Path, change: Change) -> None:
    failed = []
    for at, folder in copies(before):
        interruption = Interruption(at, break_the_disk)
        if refused(folder, change, interruption):
            failed.append(interruption.passed[at])
            assert_nothing_happened(folder, change, f"step {at}: {failed[-1]}")
        elif at < len(interruption.passed):
            assert interruption.passed[at] == "mkdir", "a failure was passed over"
            assert assert_whole(folder, change.after) == change.after
        else:
            break
    assert {"open", "pwrite", "fsync"} <= set(failed)


def test_a_full_disk_changes_nothing(before: Path, change: Change) -> None:
    count = 0
    for at, folder in copies(before):
        interruption = Interruption(at, fill_the_disk, lasting=True, only=NEEDING_SPACE)
        if not refused(folder, change, interruption):
            assert assert_whole(folder, change.after) == change.after
            break
        count += 1
        assert_nothing_happened(folder, change, f"full from step {at} on: {interruption.passed[at:]}")
        assert_usable(folder)
    assert count > 2


def test_a_broken_disk_tears_nothing(before: Path, change: Change) -> None:
    for at, folder in copies(before, stride=examples(5, 1)):
        interruption = Interruption(at, break_the_disk, lasting=True)
        if not refused(folder, change, interruption):
            assert assert_whole(folder, change.after) == change.after
            assert at >= len(interruption.passed)
            break
        assert_whole(folder, change.before, change.after)
        assert_usable(folder)
