"""Commits on disk.

1. A flipped bit in any file of a commit, a missing, shortened or exchanged file is damage; the manifest and
   CURRENT guard themselves.
2. CURRENT that is torn, empty or nonsense is damage or no index, never another error.
3. A file that was found whole is not read again until it changes.
4. A commit shares its unchanged files with the one before; nobody changes a file in place. Where the file
   system knows no links, they are copied.
5. Only a whole commit comes into force; the newest whole one of each generation can be found.
"""

from __future__ import annotations

import errno
import hashlib
import os
import random
import shutil
import time
from pathlib import Path
from typing import Any

import pytest

from indexer.errors import IndexDamaged, IndexMissing
from indexer.index.committing import make_current
from indexer.index.generation import (
    CURRENT,
    MANIFEST,
    Manifest,
    SegmentState,
    current_manifest,
    current_name,
    generations,
    read_manifest,
)
from indexer.index.writer import build_generation
from tests.indexer.index.small_indexes import (
    MADE_BY,
    SHAPE,
    a_document,
    an_index,
    committed,
    some_documents,
)
from tests.tiers import examples


@pytest.fixture
def index(tmp_path: Path) -> Path:
    """An index of two segments, with deleted documents in both."""
    base = committed(tmp_path, an_index(tmp_path, some_documents(9)), [a_document("r3"), a_document("x")])
    committed(tmp_path, base, [], ["r4", "x"])
    return tmp_path


def folder_of(index: Path) -> Path:
    return index / str(current_name(index))


def flip(path: Path, place: int, bit: int) -> None:
    data = bytearray(path.read_bytes())
    data[place] ^= 1 << bit
    path.write_bytes(bytes(data))


def built(index: Path) -> Manifest:
    return build_generation(index, some_documents(2), shape=SHAPE, fingerprint=MADE_BY)


def test_a_manifest_says_what_a_commit_consists_of(index: Path) -> None:
    manifest = current_manifest(index)
    first, second = manifest.segments
    assert (first.documents, first.deleted, second.documents, second.deleted) == (9, 2, 2, 1)
    assert (manifest.commit, manifest.documents, manifest.fingerprint) == (3, 8, MADE_BY)
    assert manifest.files.keys() >= {*first.files, *second.files}
    assert manifest.size == sum((index / manifest.name / name).stat().st_size for name in manifest.files)


def test_a_flipped_bit_in_any_file_is_noticed(index: Path) -> None:
    folder, chance = folder_of(index), random.Random(3)
    names = sorted(current_manifest(index).files)
    assert len(names) == 5
    for name in names:
        path = folder / name
        for _ in range(examples(5, 100)):
            place, bit = chance.randrange(path.stat().st_size), chance.randrange(8)
            flip(path, place, bit)
            with pytest.raises(IndexDamaged, match="kb index --full"):
                current_manifest(index)
            flip(path, place, bit)
    assert current_manifest(index)


def test_a_flipped_bit_in_the_manifest_is_noticed_or_harmless(index: Path) -> None:
    folder, chance = folder_of(index), random.Random(4)
    whole = read_manifest(folder)
    path = folder / MANIFEST
    noticed = 0
    for _ in range(examples(200, 5000)):
        place, bit = chance.randrange(path.stat().st_size), chance.randrange(8)
        flip(path, place, bit)
        try:
            assert read_manifest(folder) == whole
        except IndexDamaged:
            noticed += 1
        flip(path, place, bit)
    assert noticed > 100


def test_a_flipped_bit_in_current_is_noticed_or_harmless(index: Path) -> None:
    path, name = index / CURRENT, current_name(index)
    noticed = 0
    for place in range(path.stat().st_size):
        for bit in range(8):
            flip(path, place, bit)
            try:
                assert current_name(index) == name
            except IndexDamaged:
                noticed += 1
            flip(path, place, bit)
    assert noticed > 150


@pytest.mark.parametrize("text", ["", "[]", "null", "{}", '{"files": {}, "checksum": 1}', "\ufeff"])
def test_a_manifest_of_another_form_is_damage(index: Path, text: str) -> None:
    (folder_of(index) / MANIFEST).write_text(text, "utf-8")
    with pytest.raises(IndexDamaged):
        current_manifest(index)


def test_the_manifest_of_another_commit_is_damage(index: Path) -> None:
    folder = folder_of(index)
    shutil.copy(folder.with_name("2") / MANIFEST, folder / MANIFEST)
    with pytest.raises(IndexDamaged, match="it is the manifest of"):
        current_manifest(index)


def test_a_missing_or_shortened_file_is_noticed(index: Path) -> None:
    folder = folder_of(index)
    for name in current_manifest(index).files:
        data = (folder / name).read_bytes()
        for changed in (data[:-1], b"", data + b"\0"):
            (folder / name).write_bytes(changed)
            with pytest.raises(IndexDamaged):
                read_manifest(folder)
        (folder / name).unlink()
        with pytest.raises(IndexDamaged):
            read_manifest(folder)
        (folder / name).write_bytes(data)
    assert read_manifest(folder)


def test_exchanged_files_are_noticed(index: Path) -> None:
    folder = folder_of(index)
    first, second = [folder / state.name for state in current_manifest(index).segments]
    paths = [path.with_suffix(".segment") for path in (first, second)]
    spare = folder / "spare"
    for source, target in ((paths[0], spare), (paths[1], paths[0]), (spare, paths[1])):
        source.rename(target)
    with pytest.raises(IndexDamaged):
        read_manifest(folder)


@pytest.mark.parametrize(
    "data", [b"abc", b"abc/", b"/1", b"../../etc/1", b"abc/x", b"abc/1", b"\xff\xfe", b"a b/1"]
)
def test_a_torn_current_is_damage(index: Path, data: bytes) -> None:
    (index / CURRENT).write_bytes(data)
    with pytest.raises(IndexDamaged):
        current_manifest(index)


@pytest.mark.parametrize("data", [b"", b"\n", b"  "])
def test_an_empty_current_is_no_index(index: Path, data: bytes) -> None:
    (index / CURRENT).write_bytes(data)
    assert current_name(index) is None
    with pytest.raises(IndexMissing):
        current_manifest(index)


def test_a_file_found_whole_is_read_again_only_when_it_has_changed(
    index: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    time.sleep(0.03)  # until another change would have another time
    manifest = current_manifest(index)
    read: list[str] = []
    real = hashlib.file_digest

    def noted(handle: Any, kind: str) -> Any:
        read.append(Path(handle.name).name)
        return real(handle, kind)

    monkeypatch.setattr(hashlib, "file_digest", noted)
    assert current_manifest(index) == manifest
    assert read == []
    name = manifest.segments[0].files[0]
    flip(folder_of(index) / name, 0, 0)
    with pytest.raises(IndexDamaged):
        current_manifest(index)
    assert read == [name]


def test_a_commit_shares_unchanged_files_and_changes_none(tmp_path: Path) -> None:
    first = an_index(tmp_path, some_documents(3))
    before = {path.name: path.read_bytes() for path in (tmp_path / first.name).iterdir()}
    second = committed(tmp_path, first, [a_document("r3")], ["r1"])
    third = committed(tmp_path, second, [a_document("r4")])
    assert (second.generation, second.commit) == (first.generation, 2)
    assert not (tmp_path / first.name).exists()
    shared = second.files.keys() & third.files.keys()
    assert {name for state in second.segments for name in state.files} <= shared
    for name in shared - {"_MAIN_1.toc"}:
        paths = [tmp_path / manifest.name / name for manifest in (second, third)]
        assert paths[0].stat().st_ino == paths[1].stat().st_ino
        assert before.get(name, paths[0].read_bytes()) == paths[0].read_bytes()


def test_without_links_files_are_copied(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    def refuse(*_: object) -> None:
        raise OSError(errno.EPERM, "no links here")

    base = an_index(tmp_path, some_documents(3))
    monkeypatch.setattr(os, "link", refuse)
    base = committed(tmp_path, base, [], ["r1"])
    committed(tmp_path, base, [a_document("r3")])
    assert current_manifest(tmp_path).documents == 3


def test_generations_are_in_the_order_of_their_builds_whatever_the_clock_says(
    index: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    first = built(index)
    monkeypatch.setattr(time, "time_ns", lambda: 0)
    second = built(index)
    assert [manifest.name for manifest in generations(index)][:2] == [second.name, first.name]


def test_the_newest_whole_commit_of_a_generation_is_found(index: Path) -> None:
    newest = current_manifest(index)
    mark = newest.segments[0].living
    assert mark
    (index / newest.name / mark).unlink()
    assert [found.commit for found in generations(index)] == [3]
    assert [found.commit for found in generations(index, verify=True)] == [2]
    assert generations(index / "none") == []


def test_only_a_whole_commit_comes_into_force(index: Path) -> None:
    before, waiting = current_name(index), built(index)
    (index / waiting.name / waiting.segments[0].files[0]).unlink()
    with pytest.raises(IndexDamaged):
        make_current(index, waiting)
    assert current_name(index) == before


def test_a_manifest_names_the_files_of_its_segments() -> None:
    assert SegmentState("abc", 5, 0, None).files == ("abc.segment",)
    state = SegmentState("abc", 5, 2, "abc-2.living")
    assert state.files == ("abc.segment", "abc-2.living")
    assert state.left == 3
