"""Records as files, among people who edit them by hand.

1. A record lies at records/<kind>/<id>.yaml in its canonical bytes; its history has one line a revision.
2. What was changed by hand becomes an ``external`` revision, valid or not, and can be taken back.
3. A delivered file without history gets its first state written down before it changes.
4. Of several processes that save the same text at once, exactly one wins.
5. Links that lead out of the corpus, loops and what is no file are findings; nothing is read through them.
6. Two files of one id are reported; a save overwrites neither.
7. A new record whose save was killed before it had a file is found by a scan, too.
"""

from __future__ import annotations

import os
from pathlib import Path

import pytest

from kb.errors import RecordInvalid, RecordMissing, RevisionConflict, StorageFailed
from kb.file_repository import Entry, FileRepository
from kb.findings import Finding
from kb.repository import digest_of
from tests.kb.corpora import a_record, a_repository, put
from tests.kb.interruptions import in_a_child
from tests.kb.saves import NEW, NEW_TEXT, OLD, OLD_TEXT, digest, saved, text_of


@pytest.fixture
def repository(tmp_path: Path) -> FileRepository:
    (tmp_path / "records").mkdir()
    return a_repository(tmp_path)


def said(repository: FileRepository) -> list[str]:
    """The findings of a scan."""
    return [str(found) for found in repository.scan() if isinstance(found, Finding)]


def test_a_record_lies_where_people_look_for_it(repository: FileRepository) -> None:
    saved(repository)
    files = sorted(path.relative_to(repository.corpus).as_posix() for path in repository.corpus.rglob("*.*"))
    assert files == ["history/a.jsonl", "records/guide/a.yaml"]
    assert (repository.records / "guide" / "a.yaml").read_text("utf-8") == OLD_TEXT
    assert (repository.corpus / "history" / "a.jsonl").read_bytes().count(b"\n") == 1
    assert list(repository.scan()) == [
        Entry("a", "guide/a.yaml", OLD_TEXT.encode(), digest_of(OLD_TEXT.encode()))
    ]


def test_an_edit_by_hand_becomes_a_revision(repository: FileRepository) -> None:
    saved(repository)
    put(repository.corpus, "guide/a.yaml", NEW_TEXT)
    stored = repository.get("a")
    assert (stored.record, stored.revision) == (NEW, 2)
    last = repository.history("a")[-1]
    assert (last.action, last.by, last.text) == ("external", "external", NEW_TEXT)
    assert repository.get("a").revision == 2
    repository.restore("a", 1, expected=stored.digest, by="u1", why="back")
    assert text_of(repository) == OLD_TEXT


def test_a_scan_and_an_entry_notice_edits_too(repository: FileRepository) -> None:
    saved(repository)
    put(repository.corpus, "guide/a.yaml", NEW_TEXT)
    assert list(repository.scan()) == [repository.entry("a")]
    assert [revision.action for revision in repository.history("a")] == ["save", "external"]


def test_a_scan_finishes_a_save_that_has_no_file_yet(repository: FileRepository) -> None:
    saved(repository)
    (repository.records / "guide" / "a.yaml").unlink()  # as if killed after the line of the history
    assert [entry.record_id for entry in repository.scan() if isinstance(entry, Entry)] == ["a"]
    assert text_of(repository) == OLD_TEXT
    assert len(repository.history("a")) == 1


def test_a_scan_brings_nothing_back_that_was_deleted(repository: FileRepository) -> None:
    saved(repository)
    repository.delete("a", expected=digest(repository) or "", by="u1", why="gone")
    lines = (repository.corpus / "history" / "a.jsonl").read_bytes()
    assert list(repository.scan()) == []
    assert (repository.corpus / "history" / "a.jsonl").read_bytes() == lines
    assert (repository.ids(), repository.ids_ever()) == ([], ["a"])


def test_a_damaged_history_without_a_file_is_reported(repository: FileRepository) -> None:
    saved(repository)
    (repository.records / "guide" / "a.yaml").unlink()
    journal = repository.corpus / "history" / "a.jsonl"
    journal.write_bytes(b"{}\n" + journal.read_bytes())
    (finding,) = said(repository)
    assert finding.startswith("a.yaml:1: error: The history of this record cannot be used.")


def test_a_save_that_did_not_see_the_edit_by_hand_is_refused(repository: FileRepository) -> None:
    saved(repository)
    before = digest(repository)
    put(repository.corpus, "guide/a.yaml", NEW_TEXT)
    with pytest.raises(RevisionConflict):
        repository.save(OLD, expected=before, by="u1", why="late")
    assert text_of(repository) == NEW_TEXT


@pytest.mark.parametrize("data", [b"\xff\xfe", b"", b"format: 1\nid: b\n", b"title: &a x\n"])
def test_an_edit_that_breaks_the_record_is_kept_and_can_be_taken_back(
    repository: FileRepository, data: bytes
) -> None:
    saved(repository)
    put(repository.corpus, "guide/a.yaml", data)
    with pytest.raises(RecordInvalid):
        repository.get("a")
    assert (repository.records / "guide" / "a.yaml").read_bytes() == data
    assert repository.history("a")[-1].digest == digest_of(data)
    repository.restore("a", 1, expected=digest_of(data), by="u1", why="back")
    assert text_of(repository) == OLD_TEXT


def test_a_move_by_hand_is_noticed(repository: FileRepository) -> None:
    saved(repository)
    moved = a_record("a", title={"de": "neu"}, kind="policy")
    (repository.records / "guide" / "a.yaml").unlink()
    put(repository.corpus, "policy/a.yaml", moved.as_yaml())
    assert repository.get("a").record == moved
    assert repository.history("a")[-1].kind == "policy"


def test_a_delivered_file_keeps_its_first_state(repository: FileRepository) -> None:
    put(repository.corpus, "guide/a.yaml", OLD_TEXT)
    assert repository.get("a").revision == 1
    assert repository.history("a") == ()
    stored = repository.save(NEW, expected=digest(repository), by="u1", why="better")
    assert stored.revision == 2
    first = repository.history("a")[0]
    assert (first.action, first.why, first.text) == ("external", "as delivered", OLD_TEXT)


def test_reading_a_delivered_file_writes_nothing(repository: FileRepository) -> None:
    put(repository.corpus, "guide/a.yaml", OLD_TEXT)
    repository.get("a")
    repository.entry("a")
    list(repository.scan())
    assert not (repository.corpus / "history").exists()


def test_of_several_savers_exactly_one_wins(repository: FileRepository) -> None:
    saved(repository)
    expected = digest(repository)

    def at_once(number: int) -> int:
        record = a_record("a", title={"de": f"von {number}"}, kind="guide")
        try:
            a_repository(repository.corpus).save(record, expected=expected, by=f"u{number}", why="race")
        except RevisionConflict:
            return 1
        return 0

    children = []
    for number in range(6):
        child = os.fork()
        if child == 0:
            os._exit(at_once(number))
        children.append(child)
    codes = [os.waitstatus_to_exitcode(os.waitpid(child, 0)[1]) for child in children]
    assert sorted(codes) == [0, 1, 1, 1, 1, 1]
    winner = codes.index(0)
    assert repository.get("a").record.title == {"de": f"von {winner}"}
    assert [revision.by for revision in repository.history("a")] == ["test", f"u{winner}"]


def test_readers_meanwhile_see_one_of_the_texts(repository: FileRepository) -> None:
    saved(repository)

    def save_often() -> None:
        writing = a_repository(repository.corpus)
        for number in range(14):
            record = NEW if number % 2 == 0 else OLD
            writing.save(record, expected=digest(writing), by="u1", why="often")

    child = os.fork()
    if child == 0:
        os._exit(in_a_child(save_often))
    while os.waitpid(child, os.WNOHANG) == (0, 0):
        assert text_of(repository) in (OLD_TEXT, NEW_TEXT)
        assert said(repository) == []
    assert [revision.action for revision in repository.history("a")] == ["save"] * 15


def test_a_link_out_of_the_corpus_is_not_followed(repository: FileRepository, tmp_path: Path) -> None:
    outside = put(tmp_path.with_name(f"{tmp_path.name}-outside"), "guide/a.yaml", OLD_TEXT)
    (repository.records / "guide").mkdir()
    (repository.records / "guide" / "a.yaml").symlink_to(outside)
    (repository.records / "policy").symlink_to(outside.parent)
    assert said(repository) == [
        "guide/a.yaml:1: error: The link leads out of the corpus. Put the file itself here.",
        "policy:1: error: The link leads out of the corpus. Put the file itself here.",
    ]
    assert repository.ids() == []
    assert repository.entry("a") is None
    with pytest.raises(RecordMissing):
        repository.get("a")


def test_a_link_inside_the_corpus_is_followed(repository: FileRepository) -> None:
    target = put(repository.corpus, "../drafts/a.yaml", OLD_TEXT)
    (repository.records / "guide").mkdir()
    (repository.records / "guide" / "a.yaml").symlink_to(target)
    assert said(repository) == []
    assert text_of(repository) == OLD_TEXT


def test_what_cannot_be_read_is_a_finding_and_nothing_else(repository: FileRepository) -> None:
    folder = put(repository.corpus, "guide/good.yaml", a_record("good", kind="guide").as_yaml()).parent
    (folder / "loop.yaml").symlink_to(folder / "loop.yaml")
    (folder / "nowhere.yaml").symlink_to(folder / "nothing.yaml")
    os.mkfifo(folder / "pipe.yaml")
    assert [line.partition(". ")[0] for line in said(repository)] == [
        "guide/loop.yaml:1: error: The file cannot be read: Too many levels of symbolic links",
        "guide/nowhere.yaml:1: error: The file cannot be read: No such file or directory",
        "guide/pipe.yaml:1: error: This is no record file",
    ]
    assert repository.get("good").revision == 1


@pytest.mark.parametrize("name", [b"guide/\xff.yaml", b"guide/\n.yaml", b"guide/\x1b.yaml"])
def test_a_file_name_may_hold_anything(repository: FileRepository, name: bytes) -> None:
    put(repository.corpus, os.fsdecode(name), OLD_TEXT)
    (entry,) = repository.scan()
    assert isinstance(entry, Entry)
    (finding,) = repository.check(entry).findings
    assert (
        str(finding).encode().startswith(b"guide/?.yaml:2: error: id: The id 'a' is not the name of the file")
    )
    assert repository.ids() == []


def test_two_files_of_one_id_are_reported_and_kept(repository: FileRepository) -> None:
    saved(repository)
    other = put(repository.corpus, "policy/a.yaml", a_record("a", kind="policy").as_yaml())
    assert said(repository) == [
        "policy/a.yaml:1: error: The id 'a' is taken by guide/a.yaml. Give one of the two another id."
    ]
    with pytest.raises(StorageFailed, match=r"guide/a\.yaml and policy/a\.yaml"):
        repository.save(NEW, expected=digest(repository), by="u1", why="which one?")
    with pytest.raises(StorageFailed, match="another id"):
        repository.delete("a", expected=digest(repository) or "", by="u1", why="which one?")
    assert other.exists()
    assert (repository.records / "guide" / "a.yaml").read_text("utf-8") == OLD_TEXT
