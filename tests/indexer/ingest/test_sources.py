"""A source names items.

1. A file is one item; a folder gives the files below it in order, without hidden ones.
2. Files that speak about a folder are passed over with a note, unless named.
3. What is not there, an empty folder and a link out of the folder are findings.
4. An address is fetched only when it is read; every scheme goes to who fetches, which refuses.
5. A file of more than the limit is refused without being read.
6. A file that was sent is read from memory: its name is no path; what is said to be an address is no file.
"""

from __future__ import annotations

from pathlib import Path

import pytest

from indexer.ingest.extraction import Hints
from indexer.ingest.sources import LARGEST, Content, Item, at_address, items, uploaded
from kb.errors import SourceUnreadable
from kb.findings import Finding


def nowhere(address: str) -> Content:
    raise AssertionError(f"{address} is fetched")


def found(source: Path | str) -> list[Item | Finding]:
    return list(items(str(source), nowhere))


def test_a_file_is_one_item_and_a_folder_gives_those_below_it_in_order(tmp_path: Path) -> None:
    (tmp_path / "b").mkdir()
    for name in ("b/z.txt", "b/a.txt", "a.txt", ".hidden", "b/.hidden.txt"):
        (tmp_path / name).write_text("text", "utf-8")
    (one,) = found(tmp_path / "a.txt")
    assert isinstance(one, Item)
    assert one.named
    assert one.read() == Content(b"text", Hints("a.txt"))
    below = found(tmp_path)
    assert [
        Path(item.shown).relative_to(tmp_path).as_posix() for item in below if isinstance(item, Item)
    ] == [
        "a.txt",
        "b/a.txt",
        "b/z.txt",
    ]
    assert not any(item.named for item in below if isinstance(item, Item))


def test_what_speaks_about_a_folder_is_passed_over_unless_named(tmp_path: Path) -> None:
    path = tmp_path / "README.md"
    path.write_text("# Sheets", "utf-8")
    (finding,) = found(tmp_path)
    assert isinstance(finding, Finding)
    assert finding.severity == "note"
    (item,) = found(path)
    assert isinstance(item, Item)


def test_what_is_not_there_or_leads_elsewhere_is_a_finding(tmp_path: Path) -> None:
    (missing,) = found(tmp_path / "nothing")
    assert isinstance(missing, Finding)
    assert missing.problem == "There is no such file or folder."
    (tmp_path / "empty").mkdir()
    (empty,) = found(tmp_path / "empty")
    assert isinstance(empty, Finding)
    (tmp_path / "outside.txt").write_text("text", "utf-8")
    (tmp_path / "inside").mkdir()
    (tmp_path / "inside" / "link.txt").symlink_to(tmp_path / "outside.txt")
    (link,) = found(tmp_path / "inside")
    assert isinstance(link, Finding)
    assert link.problem == "The link leads out of the folder."


@pytest.mark.parametrize(
    "wanted",
    ["https://example.org/a?b#c", "http://example.org", "file:///etc/passwd", "gopher://x", "ftp://x/y"],
)
def test_every_address_goes_to_who_fetches_and_only_when_it_is_read(wanted: str) -> None:
    asked: list[str] = []

    def fetch(address: str) -> Content:
        asked.append(address)
        return Content(b"page", Hints(address=address), "2026-11-28T05:00:00Z")

    (item,) = items(wanted, fetch)
    assert isinstance(item, Item)
    assert asked == []
    assert item.read().data == b"page"
    assert asked == [wanted]


def test_a_file_that_is_too_large_is_refused_without_being_read(tmp_path: Path) -> None:
    path = tmp_path / "large.pdf"
    with path.open("wb") as handle:
        handle.truncate(LARGEST + 1)
    (item,) = found(path)
    assert isinstance(item, Item)
    with pytest.raises(SourceUnreadable, match="20 MB, more than 20"):
        item.read()


@pytest.mark.parametrize(
    ("sent", "shown"),
    [
        ("report.pdf", "report.pdf"),
        ("../../etc/passwd", "passwd"),
        ("C:\\fakepath\\report.pdf", "report.pdf"),
        ("a\nb\x00\u202e.txt", "a\ufffdb\ufffd\ufffd.txt"),
        ("/", "file"),
        ("", "file"),
        ("x" * 300 + ".yaml", "x" * 195 + ".yaml"),
    ],
)
def test_the_name_of_a_file_that_was_sent_is_no_path(sent: str, shown: str) -> None:
    item = uploaded(sent, b"text")
    assert item.shown == shown
    assert item.read() == Content(b"text", Hints(name=shown))


def test_a_file_that_was_sent_and_is_too_large_is_refused() -> None:
    with pytest.raises(SourceUnreadable, match="more than 20"):
        uploaded("large.txt", bytes(LARGEST + 1)).read()


def test_what_is_named_as_an_address_is_never_a_file() -> None:
    asked: list[str] = []

    def fetch(address: str) -> Content:
        asked.append(address)
        return Content(b"", Hints())

    at_address(__file__, fetch).read()
    assert asked == [__file__]
