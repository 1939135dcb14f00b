"""The dictionary in force.

1. Without a file there is none; a file that comes, changes or goes is noticed at the next search.
2. An unchanged file is opened once, also by many threads.
3. A damaged file is logged once, with the repair; the last good dictionary keeps answering, if there was one.
"""

from __future__ import annotations

import os
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path

import pytest

from indexer.dictionary.compiled import Dictionary
from indexer.dictionary.current import CurrentDictionary
from tests.indexer.dictionary.snippets import a_dictionary


@pytest.fixture
def file(tmp_path: Path) -> Path:
    """Where a dictionary may come to lie."""
    return tmp_path / "dictionary.bin"


def damage(file: Path, content: bytes = b"damaged") -> None:
    """Replace the file by one that is no dictionary."""
    file.with_name("damaged").write_bytes(content)
    file.with_name("damaged").replace(file)


def test_without_a_file_there_is_none(tmp_path: Path) -> None:
    assert CurrentDictionary(tmp_path / "dictionary.bin").get() is None
    assert CurrentDictionary(tmp_path / "nowhere" / "dictionary.bin").get() is None


def test_a_file_that_comes_changes_or_goes_is_noticed(file: Path) -> None:
    current = CurrentDictionary(file)
    assert current.get() is None
    a_dictionary(file.parent, "Hafen :: port\n")
    first = current.get()
    assert first is not None
    a_dictionary(file.parent, "Ufer :: bank\n")
    second = current.get()
    assert second is not None
    assert (second.holds("ufer", "de"), second.holds("hafen", "de")) == (True, False)
    assert first.holds("hafen", "de"), "a search that has begun keeps its dictionary"
    file.unlink()
    assert current.get() is None


def test_an_unchanged_file_is_opened_once(file: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    opened: list[Dictionary] = [a_dictionary(file.parent)]

    def count(_path: Path) -> Dictionary:
        opened.append(opened[0])
        return opened[0]

    monkeypatch.setattr(Dictionary, "open", count)
    current = CurrentDictionary(file)
    with ThreadPoolExecutor(8) as threads:
        assert set(threads.map(lambda _: current.get(), range(100))) == {opened[0]}
    assert len(opened) == 2


def test_a_damaged_file_is_logged_once(file: Path, caplog: pytest.LogCaptureFixture) -> None:
    damage(file)
    current = CurrentDictionary(file)
    assert [current.get() for _ in range(3)] == [None] * 3
    (record,) = caplog.records
    assert (record.name, record.levelname) == ("indexer.dictionary", "ERROR")
    assert "'kb dictionary import FILE'" in record.message
    assert "\n" not in record.message


def test_while_the_file_is_damaged_the_last_good_one_answers(
    file: Path, caplog: pytest.LogCaptureFixture
) -> None:
    a_dictionary(file.parent)
    current = CurrentDictionary(file)
    good = current.get()
    damage(file)
    assert current.get() is current.get() is good
    damage(file, b"damaged again")
    assert current.get() is good
    assert len(caplog.records) == 2
    a_dictionary(file.parent, "Ufer :: bank\n")
    mended = current.get()
    assert mended is not None
    assert mended.holds("ufer", "de")


@pytest.mark.skipif(os.geteuid() == 0, reason="root may read everything")
def test_a_file_that_may_not_be_read_is_logged(file: Path, caplog: pytest.LogCaptureFixture) -> None:
    a_dictionary(file.parent)
    file.chmod(0)
    assert CurrentDictionary(file).get() is None
    assert len(caplog.records) == 1


def test_a_folder_in_its_place_is_logged(file: Path, caplog: pytest.LogCaptureFixture) -> None:
    file.mkdir()
    assert CurrentDictionary(file).get() is None
    assert len(caplog.records) == 1
