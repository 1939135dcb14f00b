"""What every place where records live promises; run against the files and against the memory.

1. A saved record is read back with the digest of its canonical text, as one more revision.
2. A save, deletion or restoration that expects another text is refused and changes nothing.
3. An invalid record is refused with its findings and changes nothing.
4. A deletion leaves a tombstone; any earlier revision can be restored, also after it.
5. The history tells who did what, when and why, oldest first, with every text.
6. Ids that no record has, or that are none, are answered as missing.
7. Both answer every sequence of changes alike.
"""

from __future__ import annotations

import re
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest
from hypothesis import example, given, settings
from hypothesis import strategies as st

from kb.errors import KbError, RecordDeleted, RecordInvalid, RecordMissing, RevisionConflict
from kb.memory_repository import MemoryRepository
from kb.record import Kind
from kb.repository import Repository, digest_of
from tests.kb.corpora import a_record, a_repository, check
from tests.kb.saves import digest, text_of
from tests.tiers import examples

NO_IDS = ["", "A", "a b", "../a", "a/b", "a\n", ".", "-", "ä", "a" * 81, "a" * 300, "a\0"]


def in_memory(_folder: Path) -> Repository:
    return MemoryRepository(check)


PLACES: dict[str, Callable[[Path], Repository]] = {"files": a_repository, "memory": in_memory}


@pytest.fixture(params=PLACES)
def repository(request: pytest.FixtureRequest, tmp_path: Path) -> Repository:
    return PLACES[request.param](tmp_path)


def save(repository: Repository, title: str, record_id: str = "a", **fields: Any) -> str:
    """Save whatever is there; the digest of what is there now."""
    record = a_record(record_id, title={"de": title}, **fields)
    expected = digest(repository, record_id)
    return repository.save(record, expected=expected, by="u1", why=f"said {title}").digest


def test_a_saved_record_is_read_back(repository: Repository) -> None:
    record = a_record("a", kind="guide")
    saved = repository.save(record, expected=None, by="u1", why="new")
    assert saved == repository.get("a")
    assert (saved.record, saved.revision) == (record, 1)
    assert saved.digest == digest_of(record.as_yaml().encode())


def test_every_save_is_one_more_revision(repository: Repository) -> None:
    digests = [save(repository, title) for title in ("eins", "zwei", "zwei", "eins")]
    assert repository.get("a").revision == 4
    assert repository.get("a").record.title == {"de": "eins"}
    assert digests[1] == digests[2] != digests[0] == digests[3]


def test_ids_are_sorted_and_without_deleted_ones(repository: Repository) -> None:
    for name in ("b", "c", "a2", "a"):
        save(repository, "x", name)
    repository.delete("c", expected=digest(repository, "c") or "", by="u1", why="old")
    assert repository.ids() == ["a", "a2", "b"]


def test_a_save_that_expects_another_text_is_refused(repository: Repository) -> None:
    first = save(repository, "eins")
    second = save(repository, "zwei")
    for expected in (first, None, "0" * 64):
        with pytest.raises(RevisionConflict) as conflict:
            repository.save(a_record("a"), expected=expected, by="u2", why="late")
        assert (conflict.value.current, conflict.value.expected) == (second, expected)
    assert repository.get("a").revision == 2
    assert repository.get("a").digest == second


def test_a_new_record_replaces_nothing(repository: Repository) -> None:
    with pytest.raises(RevisionConflict, match="found no record"):
        repository.save(a_record("a"), expected="0" * 64, by="u1", why="new")
    assert (repository.ids(), repository.history("a")) == ([], ())


def test_a_deletion_or_restoration_that_expects_another_text_is_refused(repository: Repository) -> None:
    first = save(repository, "eins")
    second = save(repository, "zwei")
    with pytest.raises(RevisionConflict):
        repository.delete("a", expected=first, by="u2", why="late")
    with pytest.raises(RevisionConflict):
        repository.restore("a", 1, expected=first, by="u2", why="late")
    assert repository.get("a").digest == second
    assert len(repository.history("a")) == 2


def test_an_invalid_record_is_refused(repository: Repository) -> None:
    before = save(repository, "eins")
    with pytest.raises(RecordInvalid) as refused:
        repository.save(a_record("a", themes=["governence"]), expected=before, by="u1", why="typing error")
    assert [(finding.field, finding.repair) for finding in refused.value.findings] == [
        ("themes[0]", "Did you mean 'governance'?")
    ]
    assert repository.get("a").digest == before
    assert len(repository.history("a")) == 1


def test_a_warning_does_not_stop_a_save(repository: Repository) -> None:
    save(repository, "eins", expires="2020-01-01")
    assert repository.get("a").record.expires == "2020-01-01"


def test_a_deletion_leaves_a_tombstone(repository: Repository) -> None:
    before = save(repository, "eins")
    repository.delete("a", expected=before, by="u1", why="duplicate")
    with pytest.raises(RecordDeleted):
        repository.get("a")
    assert repository.ids() == []
    last = repository.history("a")[-1]
    assert (last.number, last.action, last.why) == (2, "delete", "duplicate")
    assert (last.kind, last.digest, last.text) == (None, None, None)


def test_what_is_not_there_cannot_be_deleted(repository: Repository) -> None:
    with pytest.raises(RecordMissing):
        repository.delete("a", expected="0" * 64, by="u1", why="no")
    before = save(repository, "eins")
    repository.delete("a", expected=before, by="u1", why="yes")
    with pytest.raises(RecordMissing):
        repository.delete("a", expected=before, by="u1", why="again")
    assert len(repository.history("a")) == 2


def test_an_earlier_revision_can_be_restored(repository: Repository) -> None:
    first = save(repository, "eins")
    second = save(repository, "zwei", kind="guide")
    restored = repository.restore("a", 1, expected=second, by="u2", why="better before")
    assert (restored.digest, restored.revision) == (first, 3)
    assert (restored.record.kind, repository.ids()) == ("best-practice", ["a"])
    last = repository.history("a")[-1]
    assert (last.action, last.by, last.why) == ("restore", "u2", "better before")


def test_a_deleted_record_can_be_restored(repository: Repository) -> None:
    first = save(repository, "eins")
    repository.delete("a", expected=first, by="u1", why="gone")
    assert repository.restore("a", 1, expected=None, by="u1", why="back").digest == first
    assert repository.get("a").revision == 3


def test_a_deleted_record_can_be_written_anew(repository: Repository) -> None:
    repository.delete("a", expected=save(repository, "eins"), by="u1", why="gone")
    save(repository, "zwei")
    assert [revision.action for revision in repository.history("a")] == ["save", "delete", "save"]


@pytest.mark.parametrize("number", [0, 2, 3, -1])
def test_only_a_revision_with_a_text_can_be_restored(repository: Repository, number: int) -> None:
    repository.delete("a", expected=save(repository, "eins"), by="u1", why="gone")
    with pytest.raises(RecordMissing, match=f"a revision {number}"):
        repository.restore("a", number, expected=None, by="u1", why="back")


@pytest.mark.parametrize("kinds", [("guide", "best-practice"), ("guide", "file")])
def test_a_change_of_kind_leaves_one_record(repository: Repository, kinds: tuple[Kind, Kind]) -> None:
    for kind in kinds:
        save(repository, "eins", kind=kind, rights="open")
    assert repository.ids() == ["a"]
    assert repository.get("a").record.kind == kinds[1]
    assert [revision.kind for revision in repository.history("a")] == list(kinds)


def test_the_history_tells_everything(repository: Repository) -> None:
    digests = [save(repository, "eins"), save(repository, "zwei")]
    history = repository.history("a")
    assert [revision.number for revision in history] == [1, 2]
    assert [(revision.action, revision.by, revision.why) for revision in history] == [
        ("save", "u1", "said eins"),
        ("save", "u1", "said zwei"),
    ]
    assert [revision.digest for revision in history] == digests
    texts = [a_record("a", title={"de": title}).as_yaml() for title in ("eins", "zwei")]
    assert [revision.text for revision in history] == texts
    assert all(re.fullmatch(r"\d{4}-\d\d-\d\dT\d\d:\d\d:\d\dZ", revision.at) for revision in history)


@pytest.mark.parametrize("record_id", ["unknown", *NO_IDS])
def test_an_id_without_a_record_is_missing(repository: Repository, record_id: str) -> None:
    assert repository.history(record_id) == ()
    with pytest.raises(RecordMissing):
        repository.get(record_id)
    with pytest.raises(RecordMissing):
        repository.delete(record_id, expected="0" * 64, by="u1", why="no")
    with pytest.raises(RecordMissing):
        repository.restore(record_id, 1, expected=None, by="u1", why="no")


Step = tuple[str, str, int, bool]
steps: st.SearchStrategy[Step] = st.tuples(
    st.sampled_from(["save", "save", "move", "delete", "restore"]),
    st.sampled_from(["a", "b"]),
    st.integers(0, 4),
    st.sampled_from([True, True, True, False]),
)


def answer(repository: Repository, step: Step) -> object:
    """What one change leads to: the text and its number, or the name of the error."""
    action, record_id, number, knowing = step
    expected = digest(repository, record_id) if knowing else "0" * 64
    kind: Kind = "policy" if action == "move" else "guide"
    record = a_record(record_id, title={"de": str(number)}, kind=kind)
    try:
        if action == "delete":
            repository.delete(record_id, expected=expected or "", by="u1", why="test")
        elif action == "restore":
            repository.restore(record_id, number, expected=expected, by="u1", why="test")
        else:
            repository.save(record, expected=expected, by="u1", why="test")
    except KbError as error:
        return type(error), text_of(repository, record_id)
    return text_of(repository, record_id), len(repository.history(record_id)), repository.ids()


@settings(max_examples=examples(12, 300))
@given(st.lists(steps, max_size=8))
@example(
    [("save", "a", 1, True), ("delete", "a", 0, True), ("restore", "a", 1, True), ("move", "a", 1, True)]
)
def test_both_answer_alike(tmp_path_factory: pytest.TempPathFactory, sequence: list[Step]) -> None:
    folder = tmp_path_factory.mktemp("corpus")
    (folder / "records").mkdir()
    files, memory = a_repository(folder), in_memory(folder)
    for step in sequence:
        assert answer(files, step) == answer(memory, step)
        assert answer(a_repository(folder), ("delete", "c", 0, True)) == (RecordMissing, None)
    for name in ("a", "b"):
        ours = [(each.number, each.action, each.kind, each.digest, each.text) for each in files.history(name)]
        theirs = [
            (each.number, each.action, each.kind, each.digest, each.text) for each in memory.history(name)
        ]
        assert ours == theirs
