"""Every change of the desk, stopped before any step: save, submission, publication, deletion, restoration …

1. A process that is killed, a disk that fails once, is full for good or fails for good: whoever opens the
   corpus next finds the old or the new draft and the old or the new record, never both halves of a
   publication, and journal and history say the same as the files.
2. What was not refused is done; what a disk that failed once has refused has changed nothing, and no file
   lies about.
3. A record that has changed is marked to be indexed.
4. The change succeeds when it is tried again, and the next one succeeds, too.
5. All this holds when whoever finishes a change is killed in turn.
"""

from __future__ import annotations

import shutil
from pathlib import Path

import pytest

from kb.errors import StorageFailed
from tests.indexer.desk_changes import CHANGES, Change, assert_usable, assert_whole, opened, state_of
from tests.kb.interruptions import (
    KILLED,
    NEEDING_SPACE,
    SURVIVED,
    Interruption,
    break_the_disk,
    end_the_process,
    fill_the_disk,
    in_a_child,
    spread,
)
from tests.tiers import examples

NEVER = 10**9


@pytest.fixture(scope="module", params=CHANGES)
def change(request: pytest.FixtureRequest) -> Change:
    return CHANGES[request.param]


@pytest.fixture(scope="module")
def before(tmp_path_factory: pytest.TempPathFactory, change: Change) -> Path:
    """A folder in the state before the change, to be copied."""
    folder = tmp_path_factory.mktemp("change") / "before"
    (folder / "corpus" / "records").mkdir(parents=True)
    change.prepare(opened(folder))
    assert assert_whole(folder, change.before)
    return folder


@pytest.fixture(scope="module")
def steps(before: Path, change: Change) -> list[str]:
    """The steps of the change, the reading of files among them."""
    return steps_of(before, change, reads=True)


@pytest.fixture(scope="module")
def writing_steps(before: Path, change: Change) -> list[str]:
    """The steps of the change without those that only read."""
    return steps_of(before, change, reads=False)


def copy_of(before: Path, name: str) -> Path:
    folder = before.with_name(name)
    shutil.copytree(before, folder)
    return folder


def steps_of(before: Path, change: Change, *, reads: bool) -> list[str]:
    folder = copy_of(before, f"counting-{reads}")
    with Interruption(NEVER, end_the_process, reads=reads) as counted:
        change.act(opened(folder))
    assert assert_whole(folder, change.before, change.after) == change.after
    return counted.passed


def killed_copy(before: Path, change: Change, at: int, name: str) -> Path:
    """A copy of the folder in which the change was killed before step ``at``."""
    folder = copy_of(before, name)

    def act() -> None:
        with Interruption(at, end_the_process):
            change.act(opened(folder))

    assert in_a_child(act) == KILLED
    return folder


def refused(folder: Path, change: Change, interruption: Interruption) -> bool:
    """Try the change; whether it was refused. Any error but StorageFailed is passed on."""
    said = ""
    try:
        with interruption:
            change.act(opened(folder))
    except StorageFailed as failed:
        said = str(failed)
    assert not said or "again" in said
    assert str(folder) not in said, "readers need no paths of the machine"
    return bool(said)


def test_killed_before_any_step(before: Path, change: Change, writing_steps: list[str]) -> None:
    found = set()
    for at in spread(len(writing_steps), examples(4, NEVER)):
        folder = killed_copy(before, change, at, f"killed-{at}")
        found.add(assert_whole(folder, change.before, change.after))
        assert_usable(folder, change)
    assert change.before in found


def test_whoever_finishes_it_may_be_killed_too(
    before: Path, change: Change, writing_steps: list[str]
) -> None:
    for at in spread(len(writing_steps), examples(3, NEVER))[1:]:
        again, code = examples(2, 0), KILLED
        while code == KILLED:
            folder = killed_copy(before, change, at, f"again-{at}-{again}")

            def read(folder: Path = folder, again: int = again) -> None:
                with Interruption(again, end_the_process):
                    state_of(opened(folder))

            code = in_a_child(read)
            assert code in (KILLED, SURVIVED)
            assert_whole(folder, change.before, change.after)
            again += examples(8, 1)
        assert_usable(folder, change)


def test_one_failure_changes_nothing_or_hinders_nothing(
    before: Path, change: Change, steps: list[str]
) -> None:
    count = 0
    for at in spread(len(steps), examples(6, NEVER)):
        folder = copy_of(before, f"failed-{at}")
        if refused(folder, change, Interruption(at, break_the_disk, reads=True)):
            count += 1
            left = [path for path in folder.rglob(".*") if path.is_file()]
            assert left == [], f"step {at}: {steps[at]}"
            assert assert_whole(folder, change.before) == change.before, f"step {at}: {steps[at]}"
        else:
            assert assert_whole(folder, change.before, change.after) == change.after, f"step {at}"
        assert_usable(folder, change)
    assert count > 2


@pytest.mark.parametrize("only", [NEEDING_SPACE, frozenset[str]()], ids=["full", "broken"])
def test_a_disk_that_fails_for_good_tears_nothing(
    before: Path, change: Change, steps: list[str], only: frozenset[str]
) -> None:
    happens = fill_the_disk if only else break_the_disk
    for at in spread(len(steps), examples(2, NEVER)):
        folder = copy_of(before, f"for-good-{at}-{len(only)}")
        interruption = Interruption(at, happens, lasting=True, only=only, reads=True)
        done = not refused(folder, change, interruption)
        state = assert_whole(folder, change.before, change.after)
        assert state == change.after or not done
        assert state == change.before or done or not only, "a full disk was no reason to refuse it"
        assert_usable(folder, change)
