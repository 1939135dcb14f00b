"""The disk is full.

1. ``kb index`` and ``kb index --full`` on a disk that is full from any step on end with code 1 and one line
   that says so; the old index serves, nothing is left behind, and with room again the same command works.
2. So they do on a real disk with any room left, and where files may not grow beyond any size.
3. The index process says so, keeps the marks and takes them in as soon as there is room; a merge or a build
   that finds no room disturbs no save and is made up for.
4. A save on a full disk is refused and keeps the old text; with room again it works.
"""

from __future__ import annotations

import errno
import gc
import os
import resource
import shutil
import threading
from collections.abc import Callable, Iterator
from functools import partial
from pathlib import Path
from typing import Any

import pytest

from indexer import background
from indexer.background import merge_beside
from indexer.full_build import Built, build_beside
from indexer.index.generation import current_manifest
from indexer.index.merge_policy import LIMIT
from indexer.index.writer import MergedSegment
from indexer.indexing import update_index
from indexer.pending import REBUILD, mark, waiting
from kb.errors import StorageFailed
from kb.record import Record
from tests.faults.commands import kb
from tests.faults.remains import assert_mended, remains
from tests.faults.small_disk import PAGE, fill, free, on_a_small_disk
from tests.faults.versions import Versions, version_values
from tests.indexer.running import is_equal, is_settled, running, wait_for
from tests.indexer.steps import before_steps, in_child
from tests.tiers import examples

RECORDS = 24
STEPS = ("fsync", "replace", "rename", "link", "mkdir")  # that need room
COMMANDS = [("index",), ("index", "--full")]
FULL = os.strerror(errno.ENOSPC)
TOO_LARGE = os.strerror(errno.EFBIG)

MANY, ENOUGH = examples(3, 60), 300_000  # bytes that are left

each_command = pytest.mark.parametrize("words", COMMANDS, ids=" ".join)


@pytest.fixture(scope="module")
def prepared(tmp_path_factory: pytest.TempPathFactory) -> Versions:
    """An index of as many segments as may stay, and records saved and removed since."""
    versions = Versions(
        tmp_path_factory.mktemp("full") / "site", [f"r{number:03}" for number in range(RECORDS)]
    )
    update_index(versions.corpus)
    for record_id in versions.ids[: LIMIT - 1]:
        versions.save(record_id)
        update_index(versions.corpus)
    versions.note_indexed()
    for record_id in versions.ids[10:15]:
        versions.save(record_id)
    versions.remove("r020")
    assert len(current_manifest(versions.index).segments) == LIMIT
    return versions


def assert_refused(versions: Versions, words: tuple[str, ...], reason: str) -> bool:
    """Run a command that finds little room; whether it was refused, and then nothing has happened."""
    settings, before = versions.corpus.settings, versions.assert_whole()
    code, output, errors = kb(settings, *words)
    if code == 0:
        assert versions.assert_whole() == versions.state
        return False
    assert (code, output, errors.count("\n")) == (1, "", 1)
    assert errors.startswith("kb: ")
    assert reason in errors
    after = versions.assert_whole()
    assert after in (before, versions.state)
    if after == before:
        assert [one for one in remains(settings) if "waits" not in one] == []
    return True


def assert_works(versions: Versions, words: tuple[str, ...]) -> None:
    """With room again the same command does what it should."""
    assert kb(versions.corpus.settings, *words).code == 0
    assert versions.assert_whole() == versions.state


@each_command
def test_a_disk_full_from_any_step_on(prepared: Versions, words: tuple[str, ...], tmp_path: Path) -> None:
    refused, step = True, 0
    while refused:
        versions = prepared.copied(tmp_path / str(step))
        left = iter(range(step))

        def refuse(_: str, left: Iterator[int] = left) -> None:
            if next(left, None) is None:
                raise OSError(errno.ENOSPC, FULL)

        with before_steps(refuse, STEPS):
            refused = assert_refused(versions, words, FULL)
        assert_works(versions, words)
        step += examples(9, 1)
    assert step > 9
    assert_mended(versions)


@each_command
@pytest.mark.parametrize("size", [500, 5_000, 0, 100, 10_000, 30_000][: examples(2, 6)])
def test_files_that_may_not_grow(
    prepared: Versions, words: tuple[str, ...], size: int, tmp_path: Path
) -> None:
    versions = prepared.copied(tmp_path / "site")

    def refused() -> int:
        resource.setrlimit(resource.RLIMIT_FSIZE, (size, resource.RLIM_INFINITY))
        return int(assert_refused(versions, words, TOO_LARGE))

    assert in_child(refused) == 1
    assert_works(versions, words)
    assert_mended(versions)


@each_command
def test_a_real_disk_with_any_room_left(prepared: Versions, words: tuple[str, ...], tmp_path: Path) -> None:
    def run_out_of_room(disk: Path) -> None:
        refused = []
        for number in range(MANY):
            versions = prepared.copied(disk / str(number))
            versions.assert_whole()
            gc.collect()  # the index before is mapped no more, so that its room is not given back meanwhile
            fill(disk, left=ENOUGH * number // (MANY - 1))
            refused.append(assert_refused(versions, words, FULL))
            free(disk)
            assert_works(versions, words)
            shutil.rmtree(versions.folder)
        assert refused[0]
        assert not refused[-1]

    on_a_small_disk(tmp_path / "disk", 16 << 20, run_out_of_room)


def refuse_elsewhere(here: int) -> Callable[[str], None]:
    """What a disk does that is full for all threads but this one."""

    def refuse(_: str) -> None:
        if threading.get_ident() != here:
            raise OSError(errno.ENOSPC, FULL)

    return refuse


@pytest.fixture
def impatient(monkeypatch: pytest.MonkeyPatch) -> None:
    """What has failed is tried again soon."""
    monkeypatch.setattr("indexer.index_process.RETRY", 0.1)
    for work in (background.Merge, background.Rebuild):
        monkeypatch.setattr(work, "FIRST", 0.5)


@pytest.mark.usefixtures("impatient")
def test_the_index_process_waits_for_room(
    prepared: Versions, tmp_path: Path, caplog: pytest.LogCaptureFixture
) -> None:
    versions = prepared.copied(tmp_path / "site")
    corpus = versions.corpus
    with running(corpus):
        wait_for(lambda: is_equal(corpus) and is_settled(corpus))
        versions.note_indexed()
        before = versions.assert_whole()
        with before_steps(refuse_elsewhere(threading.get_ident()), STEPS):
            versions.save("r001", marked=True)
            versions.save("new", marked=True)
            wait_for(lambda: caplog.text.count(FULL) > 1)
            assert versions.assert_whole() == before
            assert waiting(corpus.settings.pending) == ["new", "r001"]
        wait_for(lambda: is_settled(corpus))
        assert versions.assert_whole() == versions.state
    assert remains(corpus.settings) == []


def limited() -> None:
    """From here on no file of this process may grow."""
    resource.setrlimit(resource.RLIMIT_FSIZE, (5_000, resource.RLIM_INFINITY))


def merge_without_room(*given: Any) -> MergedSegment | None:
    """What the process that merges does where files may not grow."""
    limited()
    return merge_beside(*given)


def build_without_room(*given: Any) -> Built:
    """What the process that builds does where files may not grow."""
    limited()
    return build_beside(*given)


@pytest.mark.usefixtures("impatient")
def test_merges_and_builds_without_room_disturb_nobody(
    prepared: Versions, tmp_path: Path, caplog: pytest.LogCaptureFixture, monkeypatch: pytest.MonkeyPatch
) -> None:
    versions = prepared.copied(tmp_path / "site")
    corpus = versions.corpus

    def save() -> None:
        versions.save("r001", marked=True)
        wait_for(lambda: "r001" not in waiting(corpus.settings.pending))
        assert versions.assert_whole() == versions.state

    with monkeypatch.context() as disk, running(corpus):
        disk.setattr(background, "merge_beside", merge_without_room)
        disk.setattr(background, "build_beside", build_without_room)
        wait_for(lambda: is_equal(corpus))
        save()
        wait_for(lambda: "could not be merged" in caplog.text)
        mark(corpus.settings.pending, REBUILD)
        wait_for(lambda: "could not be built" in caplog.text)
        save()
        generation = current_manifest(versions.index).generation
        assert caplog.text.count(TOO_LARGE) > 1
        disk.undo()
        wait_for(lambda: is_settled(corpus))
        assert current_manifest(versions.index).generation > generation
        save()
    assert remains(corpus.settings) == []


@pytest.mark.usefixtures("impatient")
def test_the_index_process_on_a_real_disk(
    prepared: Versions, tmp_path: Path, caplog: pytest.LogCaptureFixture
) -> None:
    def run_out_of_room(disk: Path) -> None:
        versions = prepared.copied(disk / "site")
        corpus = versions.corpus
        with running(corpus):
            wait_for(lambda: is_equal(corpus) and is_settled(corpus))
            versions.save("r001", marked=True)
            wait_for(lambda: is_settled(corpus))
            versions.note_indexed()
            before = versions.assert_whole()
            fill(disk, left=3 * PAGE)
            versions.save("r002", marked=True)
            wait_for(lambda: FULL in caplog.text)
            assert versions.assert_whole() == before
            assert waiting(corpus.settings.pending) == ["r002"]
            free(disk)
            wait_for(lambda: is_settled(corpus))
            assert versions.assert_whole() == versions.state

    on_a_small_disk(tmp_path / "disk", 20 << 20, run_out_of_room)


def test_a_save_on_a_real_full_disk_keeps_the_old(tmp_path: Path) -> None:
    old, new = (Record.model_validate(version_values("r001", number)) for number in (1, 2))

    def run_out_of_room(disk: Path) -> None:
        repository = Versions(disk / "site").corpus.repository
        stored = repository.save(old, expected=None, by="test", why="first")
        save = partial(repository.save, new, expected=stored.digest, by="test", why="second")
        fill(disk, left=0)
        with pytest.raises(StorageFailed, match="again"):
            save()
        assert repository.get("r001") == stored
        assert len(repository.history("r001")) == 1
        free(disk)
        save()
        assert repository.get("r001").record == new
        assert [revision.number for revision in repository.history("r001")] == [1, 2]

    on_a_small_disk(tmp_path / "disk", 1 << 20, run_out_of_room)
