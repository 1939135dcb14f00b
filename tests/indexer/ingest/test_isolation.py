"""Parsers run where nothing they do can hurt.

1. Content comes back as it is, what is refused comes back with problem, repair and line.
2. Whatever a parser does (endless loops, crashes, any exception, too much memory, deep or large results)
   becomes one line that says what to do, and the next file is read.
3. One process reads many files; after a crash, or when it has grown, there is a fresh one.
4. It writes no file, opens few, says nothing on the terminal, and sends nothing but content.
5. It ends with the context, with the process that started it, and when the reading is interrupted.
"""

from __future__ import annotations

import ctypes
import io
import os
import re
import signal
import time
import zipfile
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any

import pytest

from indexer.children import PROCESSES
from indexer.ingest.archives import Member
from indexer.ingest.confined import Limits
from indexer.ingest.extraction import Extract, FileKind, Hints, Passage, Row, Table, Text
from indexer.ingest.isolation import Isolated
from kb.errors import SourceUnreadable
from tests.indexer.running import wait_for

LIMITS = Limits(seconds=1.0, memory=256 << 20, kept=128 << 20, result=1 << 20)


def said(text: str) -> tuple[FileKind, Extract]:
    return "text", Text("text", "test", (Passage("paragraph", text),))


def endless_in_c() -> None:
    """Keeps the lock of the interpreter, so that no thread in there can do anything."""
    re.match("(a+)+$", "a" * 60 + "!")


def hungry() -> None:
    held = []
    while True:
        held.append(bytes(50 << 20))


def deep() -> None:
    deep()


def deep_content() -> tuple[FileKind, Extract]:
    value: object = 1
    for _ in range(100_000):
        value = [value]
    return "jsonl", (Table("jsonl", "test", ("a",), (Row(1, {"a": value}),)),)


def failing() -> None:
    raise LookupError("first\nsecond \x1b[31m line")


def refusing() -> None:
    raise SourceUnreadable("The quote\nis not closed.", "Close it.", 7)


def crash() -> None:
    ctypes.string_at(0)


def leave() -> None:
    os._exit(3)


def stop_itself() -> None:
    os.kill(os.getpid(), signal.SIGSTOP)


def writing() -> tuple[FileKind, Extract]:
    with Path("written.txt").open("w") as target:
        target.write("something")
    return said("written")


def opening() -> None:
    held = [Path("/dev/null").open("rb") for _ in range(1000)]  # noqa: SIM115
    assert held


def growing() -> tuple[FileKind, Extract]:
    HELD.append(b"x" * LIMITS.kept)
    return said("grown")


def foreign() -> Any:
    return "text", signal.SIGINT


def talking() -> tuple[FileKind, Extract]:
    print("said by a parser")
    os.write(2, b"said by a parser")
    return said("quiet")


HELD: list[bytes] = []
DEEDS: dict[str, Callable[[], Any]] = {
    deed.__name__: deed
    for deed in (
        endless_in_c,
        hungry,
        deep,
        deep_content,
        failing,
        refusing,
        crash,
        leave,
        stop_itself,
    )
} | {deed.__name__: deed for deed in (writing, opening, growing, foreign, talking)}


def does_as_told(data: bytes, hints: Hints) -> tuple[FileKind, Extract]:
    """A parser that does what the file says; else gives back its text, or for a number so many letters."""
    text = data.decode()
    if text in DEEDS:
        found: tuple[FileKind, Extract] = DEEDS[text]()
        return found
    if text.isdecimal():
        return said("x" * int(text))
    return said(f"{hints.name} {os.getpid()} {text}")


def archive(**members: str) -> bytes:
    target = io.BytesIO()
    with zipfile.ZipFile(target, "w") as written:
        for name, text in members.items():
            written.writestr(f"{name}.txt", text)
    return target.getvalue()


@pytest.fixture(scope="module")
def parser() -> Iterator[Isolated]:
    with Isolated(LIMITS, does_as_told) as parser:
        yield parser


def read(parser: Isolated, text: str) -> str:
    _, content = parser.extract(text.encode(), Hints(name="a.txt"))
    assert isinstance(content, Text)
    return content.plain()


def reader_of(parser: Isolated) -> int:
    return int(read(parser, "hello").split()[1])


def refusal(parser: Isolated, text: str) -> SourceUnreadable:
    with pytest.raises(SourceUnreadable) as refused:
        parser.extract(text.encode(), Hints())
    assert str(refused.value).isprintable()
    assert refused.value.repair
    return refused.value


def test_content_comes_back_from_another_process(parser: Isolated) -> None:
    assert re.fullmatch(r"a.txt \d+ Grüße", read(parser, "Grüße"))
    assert reader_of(parser) != os.getpid()


def test_one_process_reads_many_files(parser: Isolated) -> None:
    before = reader_of(parser)
    refusal(parser, "refusing")
    refusal(parser, "failing")
    assert reader_of(parser) == before


def test_a_refusal_comes_back_whole(parser: Isolated) -> None:
    refused = refusal(parser, "refusing")
    assert (refused.problem, refused.repair, refused.line) == ("The quote is not closed.", "Close it.", 7)


@pytest.mark.parametrize(
    ("deed", "message"),
    [
        ("endless_in_c", r"more than 1 seconds\. Divide it"),
        ("stop_itself", r"more than 1 seconds\. Divide it"),
        ("hungry", r"more than 256 MB of memory\. Divide it"),
        ("deep", r"nested too deeply\. Divide it"),
        ("deep_content", r"nested too deeply\. Divide it"),
        ("failing", r"damaged: LookupError: first second \[31m line\. Open it"),
        ("crash", r"crashed the program that reads it \(SIGSEGV\)"),
        ("leave", r"crashed the program that reads it \(code 3\)"),
        ("foreign", r"crashed the program"),
        ("opening", r"damaged: OSError: .*Too many open files"),
        ("writing", r"damaged: OSError: .*File too large"),
        ("1100000", r"more than 1 MB of text\. Divide it"),
    ],
)
def test_whatever_it_does_becomes_one_line_and_the_next_file_is_read(
    deed: str, message: str, parser: Isolated, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    begun = time.monotonic()
    monkeypatch.chdir(tmp_path)
    assert re.search(message, str(refusal(parser, deed)))
    assert read(parser, "still here").endswith("still here")
    assert time.monotonic() - begun < 20
    assert not any(path.stat().st_size for path in tmp_path.iterdir())


def test_one_that_has_grown_is_replaced(parser: Isolated) -> None:
    before = reader_of(parser)
    assert read(parser, "growing") == "grown"
    assert reader_of(parser) != before


def test_a_large_file_reaches_it_and_a_large_text_comes_back(parser: Isolated) -> None:
    assert len(read(parser, "a" * 1_000_000)) > 1_000_000


def test_it_says_nothing_on_the_terminal(parser: Isolated, capfd: pytest.CaptureFixture[str]) -> None:
    assert read(parser, "talking") == "quiet"
    assert capfd.readouterr() == ("", "")


def test_it_ends_with_its_context() -> None:
    with Isolated(LIMITS, does_as_told) as parser:
        reader = reader_of(parser)
    assert not Path(f"/proc/{reader}").exists()


def test_nothing_is_started_before_there_is_a_file() -> None:
    before = len(PROCESSES.active_children())
    with Isolated(LIMITS, does_as_told):
        assert len(PROCESSES.active_children()) == before


def test_an_interrupt_ends_it() -> None:
    def interrupt(*_: object) -> None:
        raise KeyboardInterrupt

    with Isolated(Limits(seconds=30), does_as_told) as parser:
        reader = reader_of(parser)
        before = signal.signal(signal.SIGALRM, interrupt)
        try:
            signal.setitimer(signal.ITIMER_REAL, 0.2)
            with pytest.raises(KeyboardInterrupt):
                parser.extract(b"stop_itself", Hints())
        finally:
            signal.signal(signal.SIGALRM, before)
        assert not Path(f"/proc/{reader}").exists()
        assert reader_of(parser) != reader


def read_and_stall(sending: Any) -> None:
    """Start a parser, tell its number, then have it work without end."""
    with Isolated(LIMITS, does_as_told) as parser:
        sending.send(reader_of(parser))
        parser.extract(b"endless_in_c", Hints())


def test_it_ends_with_the_process_that_started_it() -> None:
    receiving, sending = PROCESSES.Pipe(duplex=False)
    parent = PROCESSES.Process(target=read_and_stall, args=(sending,))
    parent.start()
    reader = receiving.recv()
    parent.kill()
    parent.join()
    wait_for(lambda: not Path(f"/proc/{reader}").exists())


def test_members_come_one_by_one_while_they_are_read(parser: Isolated) -> None:
    data = archive(a="one", b="crash", c="three")
    found = []
    for member in parser.members(data):
        assert isinstance(member, Member)
        try:
            found.append(read(parser, member.data.decode()).split()[-1])
        except SourceUnreadable as error:
            found.append(error.problem[:10])
    assert found == ["one", "It crashed", "three"]


def test_an_archive_left_half_read_leaves_no_process_behind(parser: Isolated) -> None:
    reader_of(parser)
    before = len(PROCESSES.active_children())
    members = parser.members(archive(a="one", b="two"))
    next(members)
    members.close()  # type: ignore[attr-defined]  # it is a generator
    assert len(PROCESSES.active_children()) == before
    with pytest.raises(SourceUnreadable, match="damaged ZIP"):
        next(parser.members(b"PK\x03\x04"))
    assert len(PROCESSES.active_children()) == before
