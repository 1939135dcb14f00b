"""The disk is full, or refuses otherwise, anywhere in a commit, a merge, a build or a switch.

1. From any step on every further one that needs room fails: the error is the one of the disk, the commit
   before stays in force or the new one is, and whatever was begun is removed.
2. The same holds for files that may not grow beyond any size. With room again the change succeeds.
"""

from __future__ import annotations

import errno
import resource
import shutil
import signal
from pathlib import Path

import pytest

from indexer.index.generation import current_name
from indexer.index.writer import clean_merging
from tests.indexer.index.interrupted import Change, digests_of, each_change, orphans
from tests.indexer.index.small_indexes import files_of
from tests.indexer.steps import before_steps, in_child
from tests.tiers import examples

NEED_ROOM = ("fsync", "replace", "rename", "link", "mkdir")
FINISHED, REFUSED = 0, 7


def refused_from(step: int, change: Change, index: Path) -> bool:
    """Make the change on a disk that is full from that step on; whether it failed."""
    left = iter(range(step))

    def refuse(_: str) -> None:
        if next(left, None) is None:
            raise OSError(errno.ENOSPC, "No space left on device")

    with before_steps(refuse, NEED_ROOM):
        try:
            change.make(index)
        except OSError as error:
            return error.errno == errno.ENOSPC
    return False


@each_change
def test_a_full_disk_leaves_the_commit_before(tmp_path: Path, change: Change) -> None:
    prepared = tmp_path / "prepared"
    change.prepare(prepared)
    before = digests_of(prepared)
    step, failed = 0, True
    while failed:
        index = tmp_path / str(step)
        shutil.copytree(prepared, index)
        failed = refused_from(step, change, index)
        clean_merging(index)
        found = digests_of(index)
        assert found in (before, change.after), f"full before step {step}"
        assert orphans(index) == [], f"full before step {step}"
        if failed and current_name(index) == current_name(prepared):
            assert files_of(index) == files_of(prepared)
        change.make(index)
        assert digests_of(index) == change.after
        shutil.rmtree(index)
        step += examples(3, 1)
    assert step > 3


@each_change
@pytest.mark.parametrize("size", [0, 500, 15_000, 10_000_000])
def test_files_that_may_not_grow_leave_the_commit_before(tmp_path: Path, change: Change, size: int) -> None:
    change.prepare(tmp_path)
    before, files = digests_of(tmp_path), files_of(tmp_path)

    def make() -> int:
        signal.signal(signal.SIGXFSZ, signal.SIG_IGN)  # the call fails instead of the process
        resource.setrlimit(resource.RLIMIT_FSIZE, (size, resource.RLIM_INFINITY))
        try:
            change.make(tmp_path)
        except OSError as error:
            return REFUSED if error.errno == errno.EFBIG else 1
        return FINISHED

    code = in_child(make)
    assert code in {0: {REFUSED}, 10_000_000: {FINISHED}}.get(size, {REFUSED, FINISHED})
    if code == REFUSED:
        clean_merging(tmp_path)
        assert (digests_of(tmp_path), files_of(tmp_path)) == (before, files)
        change.make(tmp_path)
    assert digests_of(tmp_path) == change.after
