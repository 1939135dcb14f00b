"""Who did what?

1. A deed is one line, there when ``note`` came back; lines are only added, and read newest first.
2. Several threads and processes write whole lines.
3. A new month begins a new file; those of two years are kept.
4. A torn line, as a crash leaves it, spoils no other.
5. A disk that refuses does not undo the deed: the line goes to the server's log.
6. Nothing typed can make a second line.
"""

from __future__ import annotations

import json
import logging
import stat
from concurrent.futures import ProcessPoolExecutor
from datetime import UTC, datetime
from pathlib import Path

import pytest

from tests.web.accounts.writing import note_some
from web.accounts.audit import MONTHS, Audit, Deed


@pytest.fixture
def path(tmp_path: Path) -> Path:
    return tmp_path / "state" / "audit.jsonl"


def at(*moment: int) -> datetime:
    return datetime(*moment, tzinfo=UTC)  # type: ignore[arg-type, misc]


def test_a_deed_is_a_line(path: Path) -> None:
    audit = Audit(path, lambda: at(2026, 11, 28, 9))
    audit.note("role-changed", by="a1", about="b2", detail="scout -> editor")
    first = path.read_bytes()
    audit.note("published", by="a1", about="fees")
    assert path.read_bytes().startswith(first)
    assert json.loads(first) == {
        "at": "2026-11-28T09:00:00Z",
        "action": "role-changed",
        "by": "a1",
        "about": "b2",
        "detail": "scout -> editor",
    }
    assert [deed.action for deed in audit.deeds()] == ["published", "role-changed"]
    assert stat.S_IMODE(path.stat().st_mode) == 0o600


def test_without_a_file_there_are_no_deeds(path: Path) -> None:
    assert list(Audit(path).deeds()) == []


def test_several_processes_write_whole_lines(path: Path, processes: ProcessPoolExecutor) -> None:
    for done in [processes.submit(note_some, path, by) for by in ("a", "b")]:
        done.result(timeout=60)
    deeds = list(Audit(path).deeds())
    assert len(deeds) == len(path.read_text().splitlines()) == 40
    for by in ("a", "b"):
        own = [deed.about for deed in deeds if deed.by == by]
        assert own == [f"record-{number}" for number in reversed(range(20))]


def test_a_month_is_a_file_and_two_years_are_kept(path: Path) -> None:
    for number in range(30):
        month = at(2024 + (number // 12), number % 12 + 1, 3)
        audit = Audit(path, lambda month=month: month)  # type: ignore[misc]
        audit.note("published", by="a", about=f"record-{number}")
        audit.note("deleted", by="a", about=f"record-{number}")
    earlier = sorted(file.name for file in path.parent.glob("audit-*.jsonl"))
    assert len(earlier) == MONTHS
    assert (earlier[0], earlier[-1]) == ("audit-2024-06.jsonl", "audit-2026-05.jsonl")
    deeds = list(audit.deeds())
    assert len(deeds) == 2 * (MONTHS + 1)
    assert deeds[0] == Deed("2026-06-03T00:00:00Z", "deleted", "a", "record-29")
    assert [deed.at for deed in deeds] == sorted((deed.at for deed in deeds), reverse=True)


def test_a_torn_line_spoils_no_other(path: Path) -> None:
    audit = Audit(path)
    audit.note("published", by="a", about="first")
    with path.open("ab") as file:
        file.write(b'{"at": "2026-11-28T09:0')
    audit.note("published", by="a", about="second")
    assert [deed.about for deed in audit.deeds()] == ["second", "first"]


def test_a_disk_that_refuses_sends_the_line_to_the_log(path: Path, caplog: pytest.LogCaptureFixture) -> None:
    path.parent.parent.mkdir(exist_ok=True)
    path.parent.write_text("in the way")
    with caplog.at_level(logging.CRITICAL, logger="web.audit"):
        Audit(path).note("deleted", by="a1", about="fees")
    assert '"action": "deleted", "by": "a1", "about": "fees"' in caplog.text


@pytest.mark.parametrize("typed", ['x\n{"at": "y"}', "\r\n", "\u2028", "\x00", "\ud800", '"}'])
def test_nothing_typed_makes_a_second_line(path: Path, typed: str) -> None:
    audit = Audit(path)
    audit.note("deleted", by="a", about="fees", detail=typed)
    assert path.read_bytes().count(b"\n") == 1
    (deed,) = audit.deeds()
    assert deed.detail == typed.encode("utf-8", "replace").decode()
