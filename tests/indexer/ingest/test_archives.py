"""The files of a ZIP archive.

1. Each comes with its name and bytes, in the order of the archive; what systems leave behind is passed over.
2. Names are shown as they were meant, whatever the archive says of their encoding, and are safe to show.
3. One that cannot be trusted or read is one finding that says what to do, and the others are read.
4. Limits hold for what really comes out: of one file, of all together, and for their number.
"""

from __future__ import annotations

import io
import zipfile

import pytest

from indexer.ingest import archives
from indexer.ingest.archives import Member, members
from kb.errors import SourceUnreadable
from kb.findings import Finding
from tests.indexer.ingest.hostile_archives import (
    LINK,
    Entry,
    archive,
    entry,
    nested_bomb,
    overlapping_bomb,
    zeros,
)


def findings(data: bytes) -> dict[str, str]:
    return {found.file: str(found) for found in members(data) if isinstance(found, Finding)}


def names(data: bytes) -> list[str]:
    return [found.name for found in members(data) if isinstance(found, Member)]


def test_members_come_in_their_order() -> None:
    target = io.BytesIO()
    with zipfile.ZipFile(target, "w") as written:
        written.writestr("b/zwei.txt", "zwei")
        written.mkdir("leer")
        written.writestr("a.txt", "eins", zipfile.ZIP_DEFLATED)
    assert list(members(target.getvalue())) == [Member("b/zwei.txt", b"zwei"), Member("a.txt", b"eins")]


def test_what_systems_leave_behind_is_passed_over() -> None:
    left = ("__MACOSX/a.txt", ".DS_Store", "a/.git/b", "Thumbs.db", "~$a.docx", "desktop.ini")
    assert list(members(archive([*(entry(name, b"x") for name in left), entry("a.txt", b"x")]))) == [
        Member("a.txt", b"x")
    ]


@pytest.mark.parametrize(
    ("written", "flags", "shown"),
    [
        ("Förderung.txt".encode(), 0x800, "Förderung.txt"),
        ("Förderung.txt".encode(), 0, "Förderung.txt"),
        ("Förderung.txt".encode("cp437"), 0, "Förderung.txt"),
        ("Fo\u0308rderung.txt".encode(), 0x800, "Förderung.txt"),
        (b"a\\b.txt", 0, "a/b.txt"),
        (b"a\x1b[31m\n.txt", 0, "a\ufffd[31m\ufffd.txt"),
        ("a\u202egpj.txt".encode(), 0x800, "a\ufffdgpj.txt"),
    ],
)
def test_names_are_shown_as_they_were_meant(written: bytes, flags: int, shown: str) -> None:
    assert names(archive([Entry(written, b"x", 1, 0x8CDC1683, zipfile.ZIP_STORED, flags)])) == [shown]


@pytest.mark.parametrize(
    ("bad", "message"),
    [
        (entry("../a.txt", b"x"), "leads out of the archive"),
        (entry("a/../../b.txt", b"x"), "leads out of the archive"),
        (entry("..\\a.txt", b"x"), "leads out of the archive"),
        (entry("/a.txt", b"x"), "leads out of the archive"),
        (entry("C:\\a.txt", b"x"), "leads out of the archive"),
        (
            Entry(b"a.txt", b"/etc", 4, method=zipfile.ZIP_STORED, attributes=LINK),
            "is a link to another file",
        ),
        (Entry(b"a.txt", b"x", 1, flags=1), "protected by a password"),
        (Entry(b"a.txt", b"x", 1, method=zipfile.ZIP_BZIP2), "packed in an unusual way"),
        (Entry(b"a.txt", b"not deflated", 100), "damaged in the archive"),
        (Entry(b"a.txt", entry("", b"text").packed, 4, crc=1), "damaged in the archive"),
        (Entry(b"a.txt", zeros(64 << 20), 1000), "damaged in the archive"),
        (Entry(b"a.txt", zeros(10 << 20), 10 << 20), "more than 250 times its size"),
        (Entry(b"a.txt", b"x", 20_000_001), "Unpacked it has 20 MB or more"),
        (entry("a.zip", archive([entry("b.txt", b"x")])), "an archive in an archive"),
        (entry("fine.txt", b"again"), "another file of this name"),
    ],
)
def test_what_cannot_be_trusted_is_one_finding_and_the_others_are_read(bad: Entry, message: str) -> None:
    found = list(members(archive([entry("fine.txt", b"fine"), bad, entry("last.txt", b"last")])))
    assert [found[0], found[2]] == [Member("fine.txt", b"fine"), Member("last.txt", b"last")]
    finding = found[1]
    assert isinstance(finding, Finding)
    assert finding.severity == "error"
    assert message in finding.problem
    assert finding.repair


def test_an_office_file_is_no_archive_in_an_archive() -> None:
    package = archive(
        [entry("[Content_Types].xml", b"officedocument.wordprocessingml.document.main+xml"), entry("a", b"x")]
    )
    assert names(archive([entry("a.docx", package)])) == ["a.docx"]


def test_limits_hold_for_what_comes_out(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(archives, "UNPACKED", 2500)
    large = archive([entry(f"{number}.txt", b"x" * 1000) for number in range(4)])
    found = members(large)
    assert [next(found), next(found)] == [Member("0.txt", b"x" * 1000), Member("1.txt", b"x" * 1000)]
    with pytest.raises(SourceUnreadable, match="Unpacked the archive has more than"):
        next(found)
    monkeypatch.setattr(archives, "LARGEST", 900)
    assert "Unpacked it has" in findings(archive([entry("a.txt", b"x" * 1000)]))["a.txt"]


def test_the_number_of_files_is_limited() -> None:
    assert len(names(archive(entry(f"{number}.txt", b"") for number in range(1000)))) == 1000
    with pytest.raises(SourceUnreadable, match="1,001 files, more than 1,000"):
        list(members(archive(entry(f"{number}.txt", b"") for number in range(1001))))


def test_archives_that_are_made_to_do_harm_are_refused() -> None:
    with pytest.raises(SourceUnreadable, match="overlap"):
        list(members(overlapping_bomb()))
    assert {found.problem for found in members(nested_bomb()) if isinstance(found, Finding)} == {
        "It is an archive in an archive."
    }
    with pytest.raises(SourceUnreadable, match="holds no file"):
        list(members(archive([])))
    with pytest.raises(SourceUnreadable, match="damaged ZIP archive"):
        list(members(archive([entry("a.txt", b"x")])[:20]))
