"""What is known now is compared, as the files of the corpus are now, and nobody waits long for it.

1. Records and drafts that are added, changed, moved or removed are followed; others are not read again.
2. Drafts are compared by what is right in them; a file that cannot be read tells no story.
3. Whoever asks while the first reading still goes on is told so, and gets the answer later.
4. Many changes do not make it grow without end; a corpus that is too large is said to be so.
"""

from __future__ import annotations

import threading
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest

from indexer.ingest.duplicates import current
from indexer.ingest.duplicates.comparable import NO_TEXT, comparable
from indexer.ingest.duplicates.current import CurrentKnown
from indexer.ingest.duplicates.signature import sign
from kb import strict_yaml
from kb.corpus import Corpus
from kb.record import Record
from tests.indexer.ingest.duplicates.planted import a_record

TEXT = (
    "The harbour of Wellingsund lends two cranes to 23 retired operators, who teach on Saturdays for 18 "
    "weeks. A trainee costs 3,870 euros, and 219 of 264 work at the quay today."
)
LONG = 60.0  # seconds, on a busy machine


def told(record_id: str, **fields: Any) -> Record:
    """The story, told under an id."""
    return a_record(record_id, **{"title": {"en": f"Cranes {record_id}"}, "summary": {"en": TEXT}, **fields})


def near(known: CurrentKnown, record: Record | None = None) -> list[tuple[str, bool]]:
    """The ids of what is near, and whether they are drafts."""
    found = known.near(record or told("asked"), LONG)
    assert found.state == "compared"
    return sorted((like.record_id, like.is_draft) for like in found.likenesses)


def save(corpus: Corpus, record: Record) -> str:
    entry = corpus.repository.entry(record.id)
    expected = entry.digest if entry else None
    return corpus.repository.save(record, expected=expected, by="test", why="test").digest


def draft(corpus: Corpus, draft_id: str, text: str) -> Path:
    corpus.settings.drafts.mkdir(parents=True, exist_ok=True)
    path = corpus.settings.drafts / f"{draft_id}.yaml"
    path.write_text(text, "utf-8")
    return path


def test_records_and_drafts_are_followed(corpus: Corpus) -> None:
    known = CurrentKnown(corpus)
    assert near(known) == []
    digest = save(corpus, told("one"))
    path = draft(corpus, "two", told("two").as_yaml())
    assert near(known) == [("one", False), ("two", True)]
    digest = save(corpus, told("one", kind="guide"))  # it lies in another folder now
    path.write_text(told("two", summary={"en": "Bees live on roofs."}).as_yaml(), "utf-8")
    assert near(known) == [("one", False)]
    path.write_text(told("two").as_yaml(), "utf-8")
    corpus.repository.delete("one", expected=digest, by="test", why="test")
    assert near(known) == [("two", True)]
    path.unlink()
    assert near(known) == []


def test_only_what_has_changed_is_read(corpus: Corpus, monkeypatch: pytest.MonkeyPatch) -> None:
    save(corpus, told("one"))
    save(corpus, told("two"))
    known = CurrentKnown(corpus)
    near(known)
    read: list[str] = []
    plain: Callable[[Path], bytes] = Path.read_bytes

    def noted(path: Path) -> bytes:
        read.append(path.name)
        return plain(path)

    monkeypatch.setattr(Path, "read_bytes", noted)
    near(known)
    assert not [name for name in read if name.endswith(".yaml")]
    save(corpus, told("two", label="gold"))
    read.clear()
    near(known)
    assert [name for name in read if name.endswith(".yaml")] == ["two.yaml"]


def test_a_draft_is_compared_by_what_is_right_in_it(corpus: Corpus) -> None:
    broken = {"id": "half", "kind": "nonsense", "summary": {"en": TEXT}, "period": {"start": "long ago"}}
    draft(corpus, "half", strict_yaml.write(broken))
    draft(corpus, "torn", "summary: {en: [")
    draft(corpus, "list", "- one\n")
    draft(corpus, "empty", "kind: guide\n")
    assert near(CurrentKnown(corpus)) == [("half", True)]


def test_what_stands_for_a_missing_text_is_like_nothing() -> None:
    assert comparable("blank", {}) is None
    assert comparable("blank", {"themes": ["skills"]}) is None
    for wrong in ({"title": "Cranes"}, {"title": {"xx": "Cranes"}}, {"title": {"en": ""}}):
        assert comparable("blank", wrong) is None
    source = {"url": "https://example.org/cranes", "title": "Cranes"}
    found = comparable("linked", {"sources": [source]})
    assert found
    assert (found.title, [one.url for one in found.sources]) == ({"de": NO_TEXT}, [source["url"]])
    titled = comparable("titled", {"title": {"en": "Cranes"}, "figures": "many", "status": "archived"})
    assert titled
    assert (titled.summary, titled.figures, titled.status) == ({"en": NO_TEXT}, [], "archived")


def test_nobody_waits_long_for_the_first_reading(corpus: Corpus, monkeypatch: pytest.MonkeyPatch) -> None:
    save(corpus, told("one"))
    go_on = threading.Event()

    def slow(*arguments: Any) -> Any:
        assert go_on.wait(LONG)
        return sign(*arguments)

    monkeypatch.setattr(current, "sign", slow)
    known = CurrentKnown(corpus)
    assert known.near(told("asked"), 0.01).state == "preparing"
    assert known.near(told("asked"), 0.01).state == "preparing"
    go_on.set()
    assert near(known) == [("one", False)]


def test_it_does_not_grow_with_every_save(corpus: Corpus, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(current, "SPARE", 3)
    known = CurrentKnown(corpus)
    for number in range(20):
        draft(corpus, "mine", told("mine", title={"en": f"Cranes {number}"}).as_yaml())
        assert near(known) == [("mine", True)]
    assert len(known._known._index.signatures) < 8  # nobody else sees how large it is


def test_a_corpus_that_is_too_large_is_said_to_be(corpus: Corpus, monkeypatch: pytest.MonkeyPatch) -> None:
    known = CurrentKnown(corpus)
    save(corpus, told("one"))
    assert near(known) == [("one", False)]
    monkeypatch.setattr(current, "MOST", 1)
    save(corpus, told("two"))
    assert known.near(told("asked"), LONG).state == "too-many"
    monkeypatch.setattr(current, "MOST", 2)
    assert near(known) == [("one", False), ("two", False)]
