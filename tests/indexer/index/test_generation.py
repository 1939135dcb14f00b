"""Commits on disk.

1. A flipped bit in any file of a commit, a missing or a shortened file is damage; the manifest guards itself.
2. CURRENT that is torn, empty or nonsense is damage or no index, never another error.
3. A commit shares its unchanged files with the one before; nobody changes a file in place.
4. Of old commits and generations only the newest are kept.
5. The lock is held by one process at a time and is free again when that process ends, however it ends.
"""

from __future__ import annotations

import os
import random
from pathlib import Path

import pytest

from indexer.errors import IndexBusy, IndexDamaged, IndexMissing
from indexer.index.generation import (
    CURRENT,
    KEPT,
    MANIFEST,
    Manifest,
    commit_folder,
    current_manifest,
    current_name,
    read_manifest,
)
from indexer.index.lock import writer_lock
from indexer.indexing import update_index
from kb.corpus import Corpus
from tests.indexer import corpora
from tests.indexer.corpora import values
from tests.tiers import examples


@pytest.fixture
def corpus(tmp_path: Path) -> Corpus:
    corpus = corpora.a_corpus(tmp_path, [values(f"r{number}") for number in range(3)])
    update_index(corpus)
    return corpus


def folder_of(corpus: Corpus) -> Path:
    return commit_folder(corpus.settings.index, current_manifest(corpus.settings.index).name)


def flip(path: Path, place: int, bit: int) -> None:
    data = bytearray(path.read_bytes())
    data[place] ^= 1 << bit
    path.write_bytes(bytes(data))


def test_a_flipped_bit_in_any_file_is_noticed(corpus: Corpus) -> None:
    folder, chance = folder_of(corpus), random.Random(3)
    names = sorted(current_manifest(corpus.settings.index).files)
    assert len(names) >= 2
    for name in names:
        path = folder / name
        for _ in range(examples(3, 40)):
            place, bit = chance.randrange(path.stat().st_size), chance.randrange(8)
            flip(path, place, bit)
            with pytest.raises(IndexDamaged, match="kb index --full"):
                current_manifest(corpus.settings.index)
            flip(path, place, bit)
    assert current_manifest(corpus.settings.index)


def test_a_flipped_bit_in_the_manifest_is_noticed_or_harmless(corpus: Corpus) -> None:
    folder, chance = folder_of(corpus), random.Random(4)
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


@pytest.mark.parametrize("text", ["", "[]", "null", "{}", '{"files": {}, "checksum": 1}', "\ufeff"])
def test_a_manifest_of_another_form_is_damage(corpus: Corpus, text: str) -> None:
    (folder_of(corpus) / MANIFEST).write_text(text, "utf-8")
    with pytest.raises(IndexDamaged):
        current_manifest(corpus.settings.index)


def test_a_missing_or_shortened_file_is_noticed(corpus: Corpus) -> None:
    folder = folder_of(corpus)
    path = folder / sorted(current_manifest(corpus.settings.index).files)[0]
    data = path.read_bytes()
    path.write_bytes(data[:-1])
    with pytest.raises(IndexDamaged):
        read_manifest(folder)
    path.unlink()
    with pytest.raises(IndexDamaged):
        read_manifest(folder)


@pytest.mark.parametrize(
    "data", [b"abc", b"abc/", b"/1", b"../../etc/1", b"abc/x", b"abc/1", b"\xff\xfe", b"a b/1"]
)
def test_a_torn_current_is_damage(corpus: Corpus, data: bytes) -> None:
    (corpus.settings.index / CURRENT).write_bytes(data)
    with pytest.raises(IndexDamaged):
        current_manifest(corpus.settings.index)


@pytest.mark.parametrize("data", [b"", b"\n", b"  "])
def test_an_empty_current_is_no_index(corpus: Corpus, data: bytes) -> None:
    (corpus.settings.index / CURRENT).write_bytes(data)
    assert current_name(corpus.settings.index) is None
    with pytest.raises(IndexMissing):
        current_manifest(corpus.settings.index)


def test_a_commit_shares_unchanged_files_and_changes_none(corpus: Corpus) -> None:
    first = folder_of(corpus)
    before = {path.name: path.read_bytes() for path in first.iterdir()}
    corpora.write(corpus.settings.corpus, [values("r3")])
    update_index(corpus)
    second = folder_of(corpus)
    assert (first.parent, int(second.name)) == (second.parent, int(first.name) + 1)
    assert {path.name: path.read_bytes() for path in first.iterdir()} == before
    manifests: list[Manifest] = [read_manifest(folder) for folder in (first, second)]
    shared = manifests[0].files.keys() & manifests[1].files.keys()
    assert shared
    assert all((first / name).stat().st_ino == (second / name).stat().st_ino for name in shared)


def test_old_commits_and_generations_go(corpus: Corpus) -> None:
    index = corpus.settings.index
    for number in range(4):
        corpora.write(corpus.settings.corpus, [values(f"new-{number}")])
        update_index(corpus)
    assert sorted(int(path.name) for path in folder_of(corpus).parent.iterdir()) == [4, 5]
    for _ in range(3):
        update_index(corpus, full=True)
    generations = [path for path in index.iterdir() if path.is_dir()]
    assert len(generations) == KEPT
    assert folder_of(corpus).parent in generations


def test_one_process_holds_the_lock(tmp_path: Path) -> None:
    held = writer_lock(tmp_path / "index")
    with held, pytest.raises(IndexBusy, match="Wait until it is done"), writer_lock(tmp_path / "index"):
        pass
    with writer_lock(tmp_path / "index"):
        pass


def test_the_lock_of_a_killed_process_is_free(tmp_path: Path) -> None:
    ready, told = os.pipe()
    child = os.fork()
    if child == 0:
        with writer_lock(tmp_path / "index"):
            os.write(told, b"x")
            os.read(os.open("/dev/zero", os.O_RDONLY), 1)
            os.kill(os.getpid(), 9)
    os.read(ready, 1)
    os.waitpid(child, 0)
    with writer_lock(tmp_path / "index"):
        pass
    os.close(ready)
    os.close(told)
