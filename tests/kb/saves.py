"""Ways to change a record, each with what was before and what comes after it.

prepare(repository) makes the state before, act(repository) is the change that is interrupted.
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path

from kb.errors import RecordDeleted, RecordMissing
from kb.file_repository import FileRepository
from kb.findings import Finding
from kb.record import KINDS, Kind
from kb.repository import Repository, digest_of
from tests.kb.corpora import a_record, a_repository, put

OLD = a_record("a", title={"de": "alt"}, kind="guide")
NEW = a_record("a", title={"de": "neu"}, kind="guide")
BY_HAND = a_record("a", title={"de": "von Hand"}, kind="guide")
EARLIER_KIND = a_record("a", title={"de": "neu"}, kind=KINDS[0])
LATER_KIND = a_record("a", title={"de": "neu"}, kind=KINDS[-2])
assert KINDS.index(EARLIER_KIND.kind) < KINDS.index(OLD.kind) < KINDS.index(LATER_KIND.kind)


def text_of(repository: Repository, record_id: str = "a") -> str | None:
    """The text of a record as anybody reads it; None if there is none."""
    try:
        return repository.get(record_id).record.as_yaml()
    except (RecordMissing, RecordDeleted):
        return None


def digest(repository: Repository, record_id: str = "a") -> str | None:
    """What the next save has to expect."""
    text = text_of(repository, record_id)
    return digest_of(text.encode()) if text is not None else None


def saved(repository: FileRepository) -> None:
    repository.save(OLD, expected=None, by="test", why="first")


def saved_and_deleted(repository: FileRepository) -> None:
    saved(repository)
    repository.delete("a", expected=digest_of(OLD.as_yaml().encode()), by="test", why="gone")


def delivered(repository: FileRepository) -> None:
    put(repository.corpus, "guide/a.yaml", OLD.as_yaml())


def edited_by_hand(repository: FileRepository) -> None:
    saved(repository)
    put(repository.corpus, "guide/a.yaml", BY_HAND.as_yaml())


def nothing(_repository: FileRepository) -> None:
    pass


def save(record_kind: Kind) -> Callable[[FileRepository], None]:
    """Save the new text as a record of this kind."""
    record = NEW.model_copy(update={"kind": record_kind})

    def act(repository: FileRepository) -> None:
        repository.save(record, expected=digest(repository), by="test", why="second")

    return act


def delete(repository: FileRepository) -> None:
    repository.delete("a", expected=digest(repository) or "", by="test", why="gone")


def restore(repository: FileRepository) -> None:
    repository.restore("a", 1, expected=None, by="test", why="back")


@dataclass(frozen=True)
class Change:
    """One way to change the record ``a``."""

    prepare: Callable[[FileRepository], None]
    act: Callable[[FileRepository], None]
    before: str | None
    after: str | None


OLD_TEXT, NEW_TEXT = OLD.as_yaml(), NEW.as_yaml()
CHANGES: dict[str, Change] = {
    "the first save": Change(nothing, save("guide"), None, NEW_TEXT),
    "a second save": Change(saved, save("guide"), OLD_TEXT, NEW_TEXT),
    "the first save of a delivered file": Change(delivered, save("guide"), OLD_TEXT, NEW_TEXT),
    "a save after an edit by hand": Change(edited_by_hand, save("guide"), BY_HAND.as_yaml(), NEW_TEXT),
    "a move to an earlier folder": Change(saved, save(EARLIER_KIND.kind), OLD_TEXT, EARLIER_KIND.as_yaml()),
    "a move to a later folder": Change(saved, save(LATER_KIND.kind), OLD_TEXT, LATER_KIND.as_yaml()),
    "a deletion": Change(saved, delete, OLD_TEXT, None),
    "a deletion of a delivered file": Change(delivered, delete, OLD_TEXT, None),
    "a restoration": Change(saved_and_deleted, restore, None, OLD_TEXT),
}


def assert_whole(folder: Path, *allowed: str | None) -> str | None:
    """Open the corpus anew: the record is one of the allowed texts, alone, and its history says the same."""
    for found in a_repository(folder).scan():
        assert not isinstance(found, Finding), found
        assert found.data.decode() in allowed
    repository = a_repository(folder)
    text = text_of(repository)
    assert text in allowed
    files = [path for path in (folder / "records").rglob("*.yaml") if not path.name.startswith(".")]
    assert [path.read_text("utf-8") for path in files] == ([text] if text is not None else [])
    assert [path.parent.name for path in files] == ([repository.get("a").record.kind] if files else [])
    history = repository.history("a")
    assert [revision.number for revision in history] == list(range(1, len(history) + 1))
    for revision in history:
        assert revision.digest == (digest_of(revision.text.encode()) if revision.text is not None else None)
    assert text == (history[-1].text if history else text)
    journal = folder / "history" / "a.jsonl"
    assert not journal.exists() or journal.read_bytes().count(b"\n") == len(history)
    return text


def assert_usable(folder: Path) -> None:
    """Whatever happened before: the next save is one more revision."""
    repository = a_repository(folder)
    last = a_record("a", title={"de": "danach"}, kind="guide")
    repository.save(last, expected=digest(repository), by="test", why="afterwards")
    assert assert_whole(folder, last.as_yaml()) == last.as_yaml()
