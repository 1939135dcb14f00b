"""What is known of links survives.

1. Every check is durable at once; the last line of an address counts.
2. Torn and strange lines, as a crash leaves them, only mean that an address is checked again.
3. Opened for writing, what no record names any more is forgotten, and only one process may write.
4. Who reads sees a new check without a restart, and asks the disk for no more than the state of the file.
"""

from __future__ import annotations

import json
from pathlib import Path
from tempfile import TemporaryDirectory

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from indexer.errors import LinksBusy
from indexer.links.known import CurrentLinks, key_of, open_links, read_links
from tests.indexer.links.link_records import a_link
from tests.indexer.steps import before_steps, killed_before
from tests.tiers import examples

A, B = "https://a.example/", "https://b.example/ü"


@pytest.fixture
def path(tmp_path: Path) -> Path:
    return tmp_path / "state" / "links.jsonl"


def test_what_was_written_is_read_again(path: Path) -> None:
    first = a_link(A, state="failing", said="The site answers 404.", failing_since="2026-11-01")
    second = a_link(B, state="moved", moved_to="https://c.example/")
    assert read_links(path) == {}
    with open_links(path, [A, B]) as log:
        log.write(a_link(A))
        log.write(second)
        log.write(first)
        assert read_links(path) == log.links == {A: first, B: second}
    assert read_links(path) == {A: first, B: second}


@pytest.mark.parametrize(
    "tail",
    [
        b'{"address": "https://b.ex',
        b"\0\0\0\0",
        b"[1]\n",
        b'{"address": "x", "newer": 1}\n',
        b"\xff\n",
        b"3\n",
    ],
)
def test_lines_that_cannot_be_read_are_passed_over_and_go(path: Path, tail: bytes) -> None:
    with open_links(path, [A]) as log:
        log.write(a_link(A))
    whole = path.read_bytes()
    path.write_bytes(whole + tail)
    assert read_links(path) == {A: a_link(A)}
    with open_links(path, [A, B]) as log:
        log.write(a_link(B))
    assert read_links(path) == {A: a_link(A), B: a_link(B)}
    assert path.read_bytes().startswith(whole)
    assert all(json.loads(line) for line in path.read_bytes().splitlines())


def test_old_lines_and_forgotten_addresses_go_when_it_is_opened(path: Path) -> None:
    with open_links(path, [A, B]) as log:
        for day in ("2026-11-01", "2026-11-08", "2026-11-15"):
            log.write(a_link(A, day=day))
            log.write(a_link(B, day=day))
    with open_links(path, [B]) as log:
        assert log.links == {B: a_link(B, day="2026-11-15")}
    assert len(path.read_bytes().splitlines()) == 1


def test_only_one_process_writes(path: Path) -> None:
    with open_links(path, []), pytest.raises(LinksBusy, match="Wait until it is done"), open_links(path, []):
        pass
    with open_links(path, []):
        pass


def test_each_check_is_on_the_disk_before_the_next_address_is_asked(path: Path) -> None:
    steps: list[str] = []
    with open_links(path, [A, B]) as log, before_steps(steps.append):
        log.write(a_link(A))
        assert steps == ["fsync"]
        log.write(a_link(B))
        assert steps == ["fsync", "fsync"]


@pytest.mark.parametrize("step", range(6))
def test_a_kill_before_any_step_loses_no_check(path: Path, step: int) -> None:
    with open_links(path, [A, B]) as log:
        log.write(a_link(A))
        log.write(a_link(A, day="2026-11-08"))

    def check() -> None:
        with open_links(path, [A, B]) as log:
            log.write(a_link(B))

    killed = killed_before(step, check)
    known = read_links(path)
    assert known[A] == a_link(A, day="2026-11-08")
    assert killed or known[B] == a_link(B)


def test_readers_see_a_new_check_and_do_not_read_the_file_for_nothing(
    path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    current = CurrentLinks(path)
    assert current.get() == {}
    before = current.edition
    with open_links(path, [A]) as log:
        log.write(a_link(A))
        assert current.get() == {A: a_link(A)}
        assert current.edition != before
        with monkeypatch.context() as patch:
            patch.setattr(Path, "open", lambda *_: pytest.fail("read for nothing"))
            assert current.get()[A] == a_link(A)
        log.write(a_link(A, state="dead"))
        assert current.get()[A].state == "dead"
    path.unlink()
    assert current.get() == {}


def test_readers_keep_what_they_know_while_the_file_cannot_be_read(
    path: Path, monkeypatch: pytest.MonkeyPatch, caplog: pytest.LogCaptureFixture
) -> None:
    current = CurrentLinks(path)
    with open_links(path, [A]) as log:
        log.write(a_link(A))
        assert current.get()
        log.write(a_link(A, state="dead"))

    def refuse(*_: object) -> None:
        raise PermissionError(13, "Permission denied")

    monkeypatch.setattr(Path, "open", refuse)
    assert current.get() == {A: a_link(A)}
    assert "Mend its permissions" in caplog.text


def test_readers_know_a_new_file_from_one_that_grew(path: Path) -> None:
    current = CurrentLinks(path)
    with open_links(path, [A, B]) as log:
        log.write(a_link(A))
        assert set(current.get()) == {A}
    number = path.stat().st_ino
    line = path.read_bytes().replace(b"a.example", b"d.example")
    with path.open("r+b") as file:  # another file may get the number of one that was removed
        file.write(line * 3)
    assert path.stat().st_ino == number
    assert set(current.get()) == {"https://d.example/"}
    path.write_bytes(b"")
    assert current.get() == {}


def test_readers_read_half_a_line_again_when_it_is_whole(path: Path) -> None:
    current = CurrentLinks(path)
    with open_links(path, [A, B]) as log:
        log.write(a_link(A))
        log.write(a_link(B, said="long " * 500))
    whole = path.read_bytes()
    path.write_bytes(whole[:-1000])
    assert current.get() == {A: a_link(A)}
    with path.open("ab") as file:
        file.write(whole[-1000:])
    assert set(current.get()) == {A, B}


@settings(max_examples=examples(20, 500))
@given(st.lists(st.tuples(st.sampled_from([A, B]), st.booleans()), max_size=20))
def test_reading_on_equals_reading_all(checks: list[tuple[str, bool]]) -> None:
    with TemporaryDirectory() as folder:
        path = Path(folder) / "links.jsonl"
        current = CurrentLinks(path)
        with open_links(path, [A, B]) as log:
            for number, (address, looked) in enumerate(checks):
                log.write(a_link(address, said=f"{number}"))
                if looked:
                    assert current.get() == read_links(path)
        assert current.get() == read_links(path)


def test_a_place_within_a_page_is_no_other_address() -> None:
    assert key_of("https://a.example/b?c=1#page=3") == "https://a.example/b?c=1"
