"""Ids are never used twice.

1. A draft with the id of a deleted record does not become public; the record can be restored.
2. Nor does one whose id is a former id of another record, which leads there.
"""

from __future__ import annotations

from pathlib import Path

import pytest

from indexer.pending import clear, waiting
from indexer.publishing import Publisher
from kb.draft import Draft
from kb.errors import RecordInvalid
from kb.repository import Stored
from tests.kb.corpora import a_corpus, a_record, values


@pytest.fixture
def publisher(tmp_path: Path) -> Publisher:
    return Publisher(a_corpus(tmp_path))


def a_draft(publisher: Publisher, draft_id: str = "a") -> Draft:
    return publisher.drafts.start(values(draft_id), by="u1")


def publish(publisher: Publisher, draft: Draft) -> Stored:
    return publisher.publish(draft.id, expected=draft.digest, by="e1")


def marks(publisher: Publisher) -> list[str]:
    return waiting(publisher.corpus.settings.pending)


def test_the_id_of_a_deleted_record_is_not_used_again(publisher: Publisher) -> None:
    stored = publisher.corpus.repository.save(a_record("a"), expected=None, by="u1", why="new")
    publisher.delete("a", expected=stored.digest, by="e1", why="old")
    clear(publisher.corpus.settings.pending, "a")
    draft = a_draft(publisher)
    with pytest.raises(RecordInvalid, match="'a' was that of a record that is deleted") as refused:
        publish(publisher, draft)
    assert [(found.field, found.code) for found in refused.value.findings] == [("id", "id_deleted")]
    assert publisher.drafts.get("a") == draft
    assert (publisher.corpus.repository.ids(), marks(publisher)) == ([], [])
    publisher.restore("a", 1, expected=None, by="e1", why="back")
    assert publisher.corpus.repository.get("a").record == stored.record


def test_the_former_id_of_another_record_is_not_used_again(publisher: Publisher) -> None:
    renamed = a_record("b", former_ids=["c", "a"])
    publisher.corpus.repository.save(renamed, expected=None, by="u1", why="new")
    draft = a_draft(publisher)
    with pytest.raises(RecordInvalid, match="'a' was once that of 'b'") as refused:
        publish(publisher, draft)
    assert [(found.field, found.code) for found in refused.value.findings] == [("id", "id_former")]
    assert publisher.drafts.get("a") == draft
    assert (publisher.corpus.repository.ids(), marks(publisher)) == (["b"], [])
    assert publish(publisher, a_draft(publisher, "aa")).record.id == "aa"
