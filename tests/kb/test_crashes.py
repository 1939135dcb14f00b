"""Killed at any step of a save.

1. Before each opening, writing, synchronising, renaming and removing the process can end at once: whoever
   opens the corpus next finds the old record or the new one, never a torn one and never two, and the history
   says the same as the file.
2. The same holds when whoever finishes the change is killed in turn.
3. The line of the history is durable before a file changes; a file has all its bytes before it has its name.
4. The next save works, whatever happened before.
"""

from __future__ import annotations

import shutil
from pathlib import Path

from tests.kb.corpora import a_repository
from tests.kb.interruptions import KILLED, SURVIVED, Interruption, end_the_process, in_a_child, spread
from tests.kb.saves import Change, assert_usable, assert_whole, text_of
from tests.tiers import examples

NEVER = 10**9


def steps_of(before: Path, change: Change) -> list[str]:
    folder = before.with_name("counting")
    shutil.copytree(before, folder)
    with Interruption(NEVER, end_the_process) as counted:
        change.act(a_repository(folder))
    assert assert_whole(folder, change.after) == change.after
    return counted.passed


def killed_copy(before: Path, change: Change, at: int) -> Path:
    """A copy of the folder in which the change was killed before step ``at``."""
    folder = before.with_name(f"killed-{at}")
    shutil.copytree(before, folder)

    def act() -> None:
        with Interruption(at, end_the_process):
            change.act(a_repository(folder))

    assert in_a_child(act) == KILLED
    return folder


def test_the_record_is_the_old_or_the_new_one(before: Path, change: Change) -> None:
    count = len(steps_of(before, change))
    found = set()
    for at in spread(count, examples(4, NEVER)):
        folder = killed_copy(before, change, at)
        found.add(assert_whole(folder, change.before, change.after))
        assert_usable(folder)
    assert found == {change.before, change.after}


def test_whoever_finishes_it_may_be_killed_too(before: Path, change: Change) -> None:
    for at in spread(len(steps_of(before, change)), examples(3, NEVER))[1:]:
        again, code = examples(1, 0), KILLED
        while code == KILLED:
            folder = before.with_name(f"again-{at}-{again}")
            killed_copy(before, change, at).rename(folder)

            def read(folder: Path = folder, again: int = again) -> None:
                with Interruption(again, end_the_process):
                    text_of(a_repository(folder))

            code = in_a_child(read)
            assert code in (KILLED, SURVIVED)
            assert_whole(folder, change.before, change.after)
            again += examples(6, 1)
        assert_usable(folder)


def test_history_comes_first_and_names_come_last(before: Path, change: Change) -> None:
    steps = steps_of(before, change)
    line = len(steps) - 1 - steps[::-1].index("pwrite")
    assert steps[line + 1] == "fsync"
    changing = [number for number, name in enumerate(steps) if name in ("replace", "unlink")]
    assert changing
    assert min(changing) > line + 1
    if "replace" in steps:
        assert steps[line + 2 :][: steps[line + 2 :].index("replace")][-3:] == ["create", "write", "fsync"]
    for number in changing:
        assert "fsync" in steps[number:], "a name was changed and never made durable"
