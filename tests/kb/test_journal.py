"""The history of one record.

1. A last line that a crash has torn is not read, and is cut off by whoever writes next.
2. A damaged line that others follow, or one of a newer program, is never cut off: its number is reported.
3. Writers wait for each other.
4. A line holds any text.
"""

from __future__ import annotations

import fcntl
import json
import os
from pathlib import Path

import pytest
from hypothesis import given, settings

from kb.errors import StorageFailed
from kb.findings import Finding
from kb.journal import open_journal, parse, read_journal
from kb.repository import Revision
from tests.kb.corpora import a_repository
from tests.kb.saves import NEW, NEW_TEXT, OLD_TEXT, assert_usable, digest, saved, text_of
from tests.kb.strategies import any_text
from tests.tiers import examples


def a_revision(number: int, text: str = "Text") -> Revision:
    return Revision(number, "save", "2026-11-24T00:00:00Z", "u1", "why", "guide", f"digest {number}", text)


def a_journal(path: Path, count: int) -> bytes:
    with open_journal(path, Revision) as journal:
        for number in range(count):
            journal.append(a_revision(number + 1))
    return path.read_bytes()


@pytest.mark.parametrize("kept", [1, 20, -2, -1])
def test_a_torn_last_line_is_cut_off(tmp_path: Path, kept: int) -> None:
    path = tmp_path / "a.jsonl"
    two = a_journal(path, 2)
    one = two[: two.index(b"\n") + 1]
    path.write_bytes(one + two[len(one) :][:kept])
    assert read_journal(path, Revision) == (a_revision(1),)
    assert path.read_bytes() != one, "reading writes nothing"
    with open_journal(path, Revision) as journal:
        assert journal.last == a_revision(1)
        assert path.read_bytes() == one
        journal.append(a_revision(2))
    assert path.read_bytes() == two


@pytest.mark.parametrize("torn", [b"\0" * 40, b"\0" * 40 + b"}\n", b'{"number": 2, "act', b"\n", b"\xff"])
def test_a_last_line_of_rubbish_is_cut_off(tmp_path: Path, torn: bytes) -> None:
    path = tmp_path / "a.jsonl"
    whole = a_journal(path, 1)
    path.write_bytes(whole + torn)
    with open_journal(path, Revision) as journal:
        assert journal.lines == [a_revision(1)]
    assert path.read_bytes() == whole


def test_a_torn_line_does_not_hinder_the_record(tmp_path: Path) -> None:
    (tmp_path / "records").mkdir()
    repository = a_repository(tmp_path)
    saved(repository)
    path = tmp_path / "history" / "a.jsonl"
    path.write_bytes(path.read_bytes() + b'{"number": 2, "action": "sa')
    assert text_of(repository) == OLD_TEXT
    assert repository.save(NEW, expected=digest(repository), by="u1", why="on").revision == 2
    assert_usable(tmp_path)


@pytest.mark.parametrize(
    ("damaged", "line"),
    [
        (b"rubbish\n", 2),
        (b"\0\0\0\n", 2),
        (json.dumps({**a_revision(2).__dict__, "newer": 1}).encode() + b"\n", 2),
        (b"[]\n", 2),
    ],
)
@pytest.mark.parametrize("followed", [True, False])
def test_a_damaged_line_is_reported_and_kept(
    tmp_path: Path, damaged: bytes, line: int, followed: bool
) -> None:
    if not followed and damaged[:1] not in b"{[":
        return
    path = tmp_path / "a.jsonl"
    one, two = a_journal(path, 2).splitlines(keepends=True)
    data = one + damaged + (two if followed else b"")
    path.write_bytes(data)
    for reading in (lambda: read_journal(path, Revision), lambda: a_journal(path, 1)):
        with pytest.raises(StorageFailed, match=rf"Line {line} of a\.jsonl"):
            reading()
    assert path.read_bytes() == data


def test_a_damaged_history_stops_no_other_record(tmp_path: Path) -> None:
    (tmp_path / "records").mkdir()
    repository = a_repository(tmp_path)
    saved(repository)
    repository.save(NEW.model_copy(update={"id": "b"}), expected=None, by="u1", why="other")
    path = tmp_path / "history" / "a.jsonl"
    path.write_bytes(b"rubbish\n" + path.read_bytes())
    broken, entry = repository.scan()
    assert isinstance(broken, Finding)
    assert (broken.file, broken.severity) == ("guide/a.yaml", "error")
    assert "Line 1 of a.jsonl" in str(broken)
    assert not isinstance(entry, Finding)
    assert entry.data.decode() == NEW_TEXT.replace("id: a\n", "id: b\n")


def test_a_journal_that_is_not_there_is_empty(tmp_path: Path) -> None:
    assert read_journal(tmp_path / "a.jsonl", Revision) == ()
    assert parse(b"", Revision) == ([], [])


def test_what_was_taken_back_was_never_there(tmp_path: Path) -> None:
    path = tmp_path / "a.jsonl"
    before = a_journal(path, 1)
    with open_journal(path, Revision) as journal:
        journal.append(a_revision(2, "Straße"))
        journal.take_back()
        assert journal.last == a_revision(1)
    assert path.read_bytes() == before


def test_writers_wait_for_each_other(tmp_path: Path) -> None:
    path = tmp_path / "a.jsonl"
    with open_journal(path, Revision):
        other = os.open(path, os.O_RDWR)
        with pytest.raises(BlockingIOError):
            fcntl.flock(other, fcntl.LOCK_EX | fcntl.LOCK_NB)
    fcntl.flock(other, fcntl.LOCK_EX | fcntl.LOCK_NB)
    os.close(other)


@settings(max_examples=examples(20, 300))
@given(any_text)
def test_a_line_holds_any_text(tmp_path_factory: pytest.TempPathFactory, text: str) -> None:
    path = tmp_path_factory.mktemp("journal") / "a.jsonl"
    revisions = (a_revision(1, text), a_revision(2, text))
    with open_journal(path, Revision) as journal:
        for revision in revisions:
            journal.append(revision)
    assert read_journal(path, Revision) == revisions
    assert path.read_bytes().count(b"\n") == 2
