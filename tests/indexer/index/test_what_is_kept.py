"""Which commits and generations stay on disk?

1. Of a generation the last commits; of the others the one before to go back to, and the newest one after,
   which may be about to come into force.
2. What a killed process has left goes with the next commit or build; what somebody is building stays.
3. A build or commit that fails leaves nothing; what is no generation is nobody's business.
"""

from __future__ import annotations

import shutil
from pathlib import Path

import pytest

from indexer.index.committing import begin_generation, make_current
from indexer.index.generation import (
    MANIFEST,
    Manifest,
    current_manifest,
    current_name,
    generations,
)
from indexer.index.writer import build_generation
from tests.indexer.index.small_indexes import (
    MADE_BY,
    SHAPE,
    a_document,
    an_index,
    committed,
    files_of,
    some_documents,
)


@pytest.fixture
def index(tmp_path: Path) -> Path:
    """An index of three commits."""
    base = committed(tmp_path, an_index(tmp_path, some_documents(9)), [a_document("r3"), a_document("x")])
    committed(tmp_path, base, [], ["r4", "x"])
    return tmp_path


def folder_of(index: Path) -> Path:
    return index / str(current_name(index))


def built(index: Path) -> Manifest:
    return build_generation(index, some_documents(2), shape=SHAPE, fingerprint=MADE_BY)


def kept(index: Path) -> list[str]:
    return sorted(path.name for path in index.iterdir() if path.is_dir())


def test_old_commits_and_generations_go(index: Path) -> None:
    for number in range(3):
        committed(index, current_manifest(index), [a_document(f"new-{number}")])
    assert sorted(path.name for path in folder_of(index).parent.iterdir()) == ["5", "6"]
    found = [an_index(index, some_documents(2)).generation for _ in range(3)]
    assert kept(index) == found[1:]
    assert found == sorted(found)


def test_going_back_keeps_the_newer_generation(index: Path) -> None:
    older, newer = current_manifest(index), an_index(index, some_documents(2))
    make_current(index, older)
    manifest = committed(index, older, [a_document("later")])
    assert kept(index) == [older.generation, newer.generation]
    assert [found.name for found in generations(index)] == [newer.name, manifest.name]


def test_a_built_generation_stays_until_it_comes_into_force(index: Path) -> None:
    waiting = built(index)
    committed(index, current_manifest(index), [a_document("meanwhile")])
    assert waiting.generation in kept(index)
    make_current(index, waiting)
    assert current_manifest(index) == waiting


def test_of_abandoned_builds_only_the_newest_stays(index: Path) -> None:
    current, *_, newest = [current_manifest(index), *(built(index) for _ in range(3))]
    committed(index, current, [a_document("later")])
    assert kept(index) == [current.generation, newest.generation]


def test_what_somebody_is_building_stays(index: Path) -> None:
    with begin_generation(index) as begun:
        (begun.folder / "half").write_text("x")
        committed(index, current_manifest(index), [a_document("later")])
        an_index(index, some_documents(2))
        assert (begun.folder / "half").exists()


@pytest.mark.parametrize("next_step", ["commit", "build"])
def test_what_a_killed_build_has_left_goes(index: Path, next_step: str) -> None:
    left_over = index / "0123456789ab"
    (left_over / "1").mkdir(parents=True)
    (left_over / "1" / "half.segment").write_text("x")
    if next_step == "commit":
        committed(index, current_manifest(index), [a_document("later")])
    else:
        built(index)
    assert not left_over.exists()


def test_what_a_killed_commit_has_left_goes(index: Path) -> None:
    left_over = folder_of(index).with_name("9")
    shutil.copytree(folder_of(index), left_over)
    (left_over / MANIFEST).rename(left_over / f".{MANIFEST}.12345678")
    manifest = committed(index, current_manifest(index), [a_document("later")])
    assert manifest.commit == 4
    assert not left_over.exists()


def test_what_is_no_generation_is_left_alone(index: Path) -> None:
    for name in ("notes", "0123456789AB", "lost+found"):
        (index / name / "1").mkdir(parents=True)
    an_index(index, some_documents(2))
    an_index(index, some_documents(2))
    assert set(kept(index)) > {"notes", "0123456789AB", "lost+found"}


def test_a_build_that_fails_leaves_nothing(index: Path) -> None:
    before = files_of(index)
    twice = [a_document("a"), a_document("a")]
    with pytest.raises(ValueError, match="same id"):
        build_generation(index, twice, shape=SHAPE, fingerprint=MADE_BY)
    assert files_of(index) == before
    assert kept(index) == [current_manifest(index).generation]
