"""How does a commit become durable, then the one in force, and what may be removed after that?

All that is new is secured before the manifest names it, the manifest before CURRENT names the commit. Nothing
that was there is changed. What fails is removed; what a killed process leaves, nobody names, and it goes with
the next commit or build.
"""

from __future__ import annotations

import errno
import os
import secrets
import shutil
import time
from collections.abc import Iterable, Iterator, Sequence
from contextlib import ExitStack, contextmanager
from dataclasses import dataclass
from pathlib import Path

from indexer.errors import IndexDamaged
from indexer.index.generation import (
    CURRENT,
    MANIFEST,
    Manifest,
    SegmentState,
    commit_folder,
    commit_folders,
    current_name,
    finished_commits,
    generation_folders,
    read_manifest,
    write_current,
    write_manifest,
)
from indexer.index.lock import build_mark, building_barred
from indexer.index.verification import digest_of
from kb.durable import sync

KEPT_COMMITS = 2  # of a generation, for those who are just opening the one before

_WITHOUT_LINKS = {errno.EPERM, errno.EXDEV, errno.EMLINK, errno.ENOSYS, errno.EOPNOTSUPP}


@dataclass(frozen=True)
class Begun:
    """A commit that is being written: its folder, and the files in it that are durable and known."""

    folder: Path
    known: dict[str, tuple[int, str]]


@contextmanager
def begin_generation(index: Path) -> Iterator[Begun]:
    """A new generation to write its first commit into; if the block fails, it is removed.

    The lock of the index is not needed. What builds that were killed have left is removed first.
    """
    current = _current_folder(index)
    _remove_unfinished(index, [path for path in generation_folders(index) if path != current.parent])
    with build_mark(index), _new_generation(index) as begun:
        yield begun


@contextmanager
def _new_generation(index: Path) -> Iterator[Begun]:
    stamps = [int(path.name[:11], 16) for path in generation_folders(index) if len(path.name) == 15]
    stamp = max([time.time_ns() // 1_000_000, *(known + 1 for known in stamps)])
    generation = index / f"{stamp:011x}{secrets.token_hex(2)}"
    with _removed_on_failure(index, generation):
        generation.mkdir()
        (generation / "1").mkdir()
        yield Begun(generation / "1", {})


@contextmanager
def begin_commit(index: Path, base: Manifest, keep: Iterable[str]) -> Iterator[Begun]:
    """A new commit that has the files ``keep`` of ``base``; if the block fails, it is removed.

    The caller holds the lock of the index.
    """
    source = commit_folder(index, base.name)
    finished = {source.name, *_finished(source.parent)}
    for folder in commit_folders(source.parent):
        if folder.name not in finished:  # left by a process that was killed
            _remove(folder)
    folder = source.with_name(str(max(int(path.name) for path in commit_folders(source.parent)) + 1))
    known: dict[str, tuple[int, str]] = {}
    with _removed_on_failure(index, folder):
        folder.mkdir()
        for name in keep:
            if _linked(source / name, folder / name):
                known[name] = base.files[name]
        yield Begun(folder, known)


def _linked(source: Path, target: Path) -> bool:
    """Whether the file could be shared; where the file system knows no links it is copied."""
    try:
        os.link(source, target)
    except OSError as error:
        if error.errno not in _WITHOUT_LINKS:
            raise
        shutil.copy2(source, target)
        return False
    return True


@contextmanager
def _removed_on_failure(index: Path, folder: Path) -> Iterator[None]:
    with ExitStack() as failed:
        failed.callback(_remove_unless_in_force, index, folder)
        yield
        failed.pop_all()


def _remove_unless_in_force(index: Path, folder: Path) -> None:
    current = _current_folder(index)
    if folder not in (current, current.parent):  # it may have failed when it was in force already
        _remove(folder)


def _current_folder(index: Path) -> Path:
    """The folder of the commit in force; one that is not there if there is none."""
    try:
        return commit_folder(index, current_name(index) or "none/0")
    except IndexDamaged:
        return commit_folder(index, "none/0")


def finish_commit(
    index: Path, begun: Begun, *, fingerprint: str, segments: Sequence[SegmentState], switch: bool = True
) -> Manifest:
    """Make the folder durable, write its manifest, then let CURRENT name it if asked to."""
    folder, files = begun.folder, dict(begun.known)
    for path in sorted(folder.iterdir()):
        if path.name not in files:
            sync(path)
            files[path.name] = digest_of(path)
    manifest = Manifest(
        folder.parent.name,
        int(folder.name),
        fingerprint,
        sum(state.left for state in segments),
        files,
        tuple(segments),
    )
    write_manifest(folder, manifest)
    sync(folder.parent)
    if manifest.commit == 1:
        sync(index)  # the generation is new too
    if switch:
        _switch(index, manifest)
    return manifest


def make_current(index: Path, manifest: Manifest) -> None:
    """Let CURRENT name a commit, unless it does. The caller holds the lock of the index.

    Raises IndexDamaged if a file of the commit is not whole; then the one in force stays.
    """
    folder = commit_folder(index, manifest.name)
    if folder != _current_folder(index):
        _switch(index, read_manifest(folder))


def _switch(index: Path, manifest: Manifest) -> None:
    write_current(index, manifest.name)
    _clean(index, manifest)


def _clean(index: Path, current: Manifest) -> None:
    """Remove what nobody needs.

    Kept are this generation, the one before it to go back to, and the newest one after it, which may be about
    to become current; of each the last commits. What is unfinished is left alone while anybody builds.
    """
    for left_over in index.glob(f".{CURRENT}.*"):  # by one who was killed before it became CURRENT
        left_over.unlink(missing_ok=True)
    finished = {folder.name: _finished(folder) for folder in generation_folders(index)}
    unfinished = [name for name, commits in finished.items() if not commits and name != current.generation]
    whole = [name for name, commits in finished.items() if commits]
    after = [name for name in whole if name > current.generation]
    before = [name for name in whole if name < current.generation]
    for name in (*after[1:], *before[1:]):
        _remove(index / name)
    for name in (current.generation, *after[:1], *before[:1]):
        commits = sorted(finished[name], key=lambda commit: f"{name}/{commit}" != current.name)
        for folder in commit_folders(index / name):
            if folder.name not in commits[:KEPT_COMMITS]:
                _remove(folder)
    _remove_unfinished(index, [index / name for name in unfinished])


def _finished(generation: Path) -> list[str]:
    """The names of the finished commits of a generation, newest first."""
    return [str(manifest.commit) for manifest in finished_commits(generation)]


def _remove_unfinished(index: Path, generations: Sequence[Path]) -> None:
    if not generations:
        return
    with building_barred(index) as barred:
        for folder in generations if barred else ():
            if not _finished(folder):
                _remove(folder)


def _remove(folder: Path) -> None:
    """Remove a folder, its manifests first: half of it must not look finished.

    What cannot be removed now is tried again by the next commit.
    """
    for path in (*folder.glob(MANIFEST), *folder.glob(f"*/{MANIFEST}")):
        path.unlink(missing_ok=True)
    shutil.rmtree(folder, ignore_errors=True)
