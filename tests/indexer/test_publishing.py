"""The one way to change what is public.

1. A published draft is the record, valid and stamped, one revision of it that says who and why; the draft is
   gone, and the index is told.
2. What stands in the way is told with its findings; then draft and record stay as they are.
3. Nobody publishes over a newer record; once the draft is put on it, everybody may.
4. A change of the original leaves translations outdated. A paper lies where its rights say.
5. A change of a public record is a draft beside it, and the public one is untouched.
6. Archiving, dates, deletion and restoration are one revision each; a record others name is not deleted.
7. Of two who publish the same draft one does.
8. A publication that was cut short is settled by what the history says after the state the draft changes, and
   its record is marked again.
"""

from __future__ import annotations

import logging
import threading
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest

from indexer import publishing
from indexer.errors import ChangeRefused
from indexer.pending import clear, waiting
from indexer.publishing import Publisher
from kb.draft import Draft, Step
from kb.errors import (
    DraftMissing,
    DraftThere,
    KbError,
    PaperMissing,
    RecordDeleted,
    RecordInvalid,
    RecordMissing,
    RevisionConflict,
)
from kb.journal import open_journal
from kb.paper import PaperText
from kb.paper_files import PaperFiles
from kb.repository import Stored, digest_of
from tests.kb.corpora import a_corpus, a_record, values

NOW = "2020-05-05T10:00:00Z"


@pytest.fixture
def publisher(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Publisher:
    """A publisher to whom it is always the same second."""
    monkeypatch.setattr(publishing, "now", lambda: NOW)
    return Publisher(a_corpus(tmp_path))


@pytest.fixture
def stored(publisher: Publisher) -> Stored:
    """The public record ``a``, known to the index."""
    found = publisher.corpus.repository.save(a_record("a"), expected=None, by="u1", why="new")
    clear(publisher.corpus.settings.pending, "a")
    return found


def a_draft(publisher: Publisher, draft_id: str = "a", **fields: Any) -> Draft:
    return publisher.drafts.start(values(draft_id, **fields), by="u1")


def changed(publisher: Publisher, **fields: Any) -> Draft:
    """The draft ``a`` with other fields."""
    draft = publisher.drafts.get("a")
    return publisher.drafts.save("a", {**draft.values, **fields}, expected=draft.digest, by="u2")


def publish(publisher: Publisher, draft: Draft, **more: Any) -> Stored:
    return publisher.publish(draft.id, expected=draft.digest, by="e1", **more)


def marks(publisher: Publisher) -> list[str]:
    return waiting(publisher.corpus.settings.pending)


def revisions(publisher: Publisher, record_id: str = "a") -> list[tuple[str, str, str]]:
    return [(one.action, one.by, one.why) for one in publisher.corpus.repository.history(record_id)]


def test_a_published_draft_is_the_record(publisher: Publisher) -> None:
    draft = publisher.drafts.submit("a", expected=a_draft(publisher).digest, by="u1")
    publisher.drafts.files.proposal("a").write_text("{}", "utf-8")
    found = publish(publisher, draft, note="well done")
    assert found == publisher.corpus.repository.get("a")
    assert found.record == a_record("a", created=NOW, edited=NOW)
    assert revisions(publisher) == [("save", "e1", "well done")]
    assert [*publisher.drafts.files.folder.iterdir()] == []
    assert marks(publisher) == ["a"]
    with pytest.raises(DraftMissing):
        publish(publisher, draft)


def test_what_was_created_stays_so(publisher: Publisher) -> None:
    created = "2019-01-01T00:00:00Z"
    found = publish(publisher, a_draft(publisher, created=created, edited=created)).record
    assert (found.created, found.edited) == (created, NOW)


@pytest.mark.parametrize(
    ("fields", "found"),
    [
        ({"summary": {}}, "summary"),
        ({"themes": ["governence"]}, "themes[0]"),
        ({"kind": "file"}, "kind"),
        ({"relations": [{"type": "related", "to": "nowhere"}]}, "relations[0].to"),
    ],
)
def test_what_stands_in_the_way_is_told(publisher: Publisher, fields: dict[str, Any], found: str) -> None:
    draft = a_draft(publisher, **fields)
    with pytest.raises(RecordInvalid) as refused:
        publish(publisher, draft)
    assert [finding.field for finding in refused.value.findings] == [found]
    assert publisher.drafts.get("a") == draft
    assert (publisher.corpus.repository.ids(), marks(publisher)) == ([], [])


def test_a_draft_somebody_has_changed_is_not_published(publisher: Publisher) -> None:
    seen = a_draft(publisher)
    draft = changed(publisher, title={"de": "neu"})
    with pytest.raises(RevisionConflict) as refused:
        publish(publisher, seen)
    assert (refused.value.current, refused.value.expected) == (draft.digest, seen.digest)
    assert publisher.drafts.get("a") == draft


def test_nobody_publishes_over_a_newer_record(publisher: Publisher, stored: Stored) -> None:
    publisher.begin("a", by="u1")
    draft = changed(publisher, title={"de": "neu"})
    newer = publisher.set_dates("a", expected=stored.digest, by="e1", checked="2020-05-01")
    with pytest.raises(RevisionConflict) as refused:
        publish(publisher, draft)
    assert (refused.value.current, refused.value.expected) == (newer.digest, stored.digest)
    merged = {**draft.values, "checked": "2020-05-01"}
    draft = publisher.drafts.save("a", merged, expected=draft.digest, by="u1", base=newer.digest)
    found = publish(publisher, draft).record
    assert (found.title, found.checked) == ({"de": "neu"}, "2020-05-01")


def test_a_draft_of_nothing_is_not_published_over_a_record(publisher: Publisher, stored: Stored) -> None:
    with pytest.raises(RevisionConflict, match="expected no record"):
        publish(publisher, a_draft(publisher))
    assert publisher.corpus.repository.get("a") == stored


def test_a_change_of_the_original_leaves_translations_outdated(publisher: Publisher) -> None:
    both = {"de": "Text", "en": "text"}
    publish(publisher, a_draft(publisher, title=both, summary=both, original_language="de"))
    publisher.begin("a", by="u1")
    found = publish(publisher, changed(publisher, summary={"de": "Anders", "en": "text"}))
    assert found.record.translations == {"en": "outdated"}


def a_paper(publisher: Publisher, rights: str) -> Draft:
    """A draft of a paper whose original was brought."""
    data = b"%PDF"
    text = PaperText(format=1, digest=digest_of(data), extractor="test", language="de", parts=[])
    PaperFiles.of(publisher.corpus.settings).keep(data, text, "quote")
    file = {"digest": text.digest, "name": "a.pdf", "media_type": "application/pdf", "size": len(data)}
    return a_draft(publisher, kind="file", rights=rights, file=file)


@pytest.mark.parametrize("rights", ["open", "quote"])
def test_a_paper_lies_where_its_rights_say(publisher: Publisher, rights: Any) -> None:
    found = publish(publisher, a_paper(publisher, rights)).record
    assert found.file
    papers = PaperFiles.of(publisher.corpus.settings)
    assert papers.original(found.file.digest, rights)
    assert (papers.original(found.file.digest, "open") is not None) == (rights == "open")


def test_a_paper_nobody_brought_is_not_published(publisher: Publisher) -> None:
    file = {"digest": "0" * 64, "name": "a.pdf", "media_type": "application/pdf", "size": 4}
    draft = a_draft(publisher, kind="file", rights="quote", file=file)
    with pytest.raises(PaperMissing):
        publish(publisher, draft)
    assert publisher.drafts.get("a") == draft


def test_a_change_is_a_draft_beside_the_record(publisher: Publisher, stored: Stored) -> None:
    draft = publisher.begin("a", by="u1")
    assert (draft.base, draft.owner) == (stored.digest, "u1")
    assert draft.checked.record == stored.record
    changed(publisher, title={"de": "neu"})
    assert publisher.corpus.repository.get("a") == stored
    assert marks(publisher) == []
    with pytest.raises(DraftThere):
        publisher.begin("a", by="u2")


def test_a_merged_record_is_not_changed(publisher: Publisher, stored: Stored) -> None:
    other = a_record("b", status="merged", merged_into="a")
    digest = publisher.corpus.repository.save(other, expected=None, by="u1", why="merged").digest
    with pytest.raises(ChangeRefused, match="Change 'a' instead"):
        publisher.begin("b", by="u1")
    with pytest.raises(ChangeRefused, match="Change 'a' instead"):
        publisher.set_dates("b", expected=digest, by="u1", checked="2020-05-01")
    with pytest.raises(ChangeRefused, match="not published but merged"):
        publisher.archive("b", expected=digest, by="u1", why="over")
    assert publisher.corpus.repository.get("a") == stored


def test_each_change_is_one_revision(publisher: Publisher, stored: Stored) -> None:
    digest = publisher.archive("a", expected=stored.digest, by="e1", why="over").digest
    assert publisher.corpus.repository.get("a").record.status == "archived"
    digest = publisher.unarchive("a", expected=digest, by="e1", why="not over").digest
    assert digest == stored.digest
    found = publisher.set_dates("a", expected=digest, by="e1", checked="2020-05-01", expires="2030-01-01")
    assert (found.record.checked, found.record.expires) == ("2020-05-01", "2030-01-01")
    assert publisher.set_dates("a", expected=found.digest, by="e1", checked="2020-05-01") == found
    found = publisher.set_dates("a", expected=found.digest, by="e1", expires="")
    assert (found.record.checked, found.record.expires) == ("2020-05-01", None)
    publisher.delete("a", expected=found.digest, by="e1", why="doubtful")
    with pytest.raises(RecordDeleted):
        publisher.corpus.repository.get("a")
    found = publisher.restore("a", 2, expected=None, by="e1", why="sure")
    assert (found.record.status, found.revision) == ("archived", 7)
    assert revisions(publisher)[1:] == [
        ("save", "e1", "over"),
        ("save", "e1", "not over"),
        ("save", "e1", "checked 2020-05-01, expires 2030-01-01"),
        ("save", "e1", "no longer expires"),
        ("delete", "e1", "doubtful"),
        ("restore", "e1", "sure"),
    ]
    assert marks(publisher) == ["a"]


@pytest.mark.parametrize(
    "change",
    [
        lambda one: one.archive("a", expected="0" * 64, by="e1", why="x"),
        lambda one: one.set_dates("a", expected="0" * 64, by="e1", checked="2020-05-01"),
        lambda one: one.delete("a", expected="0" * 64, by="e1", why="x"),
        lambda one: one.restore("a", 1, expected=None, by="e1", why="x"),
    ],
)
def test_a_change_that_expects_another_text_is_refused(
    publisher: Publisher, stored: Stored, change: Callable[[Publisher], object]
) -> None:
    with pytest.raises(RevisionConflict):
        change(publisher)
    assert publisher.corpus.repository.get("a") == stored


def test_a_wrong_date_is_refused(publisher: Publisher, stored: Stored) -> None:
    with pytest.raises(RecordInvalid, match="lies in the future"):
        publisher.set_dates("a", expected=stored.digest, by="e1", checked="2999-01-01")
    assert publisher.corpus.repository.get("a") == stored


def test_only_what_is_public_is_archived_and_the_other_way_round(publisher: Publisher) -> None:
    draft = a_record("a", status="draft")
    digest = publisher.corpus.repository.save(draft, expected=None, by="u1", why="by hand").digest
    with pytest.raises(ChangeRefused, match="'a' is not archived but draft"):
        publisher.unarchive("a", expected=digest, by="e1", why="x")


def test_a_record_others_name_is_not_deleted(publisher: Publisher, stored: Stored) -> None:
    other = a_record("b", relations=[{"type": "related", "to": "a"}])
    digest = publisher.corpus.repository.save(other, expected=None, by="u1", why="new").digest
    with pytest.raises(ChangeRefused, match="as long as b name it"):
        publisher.delete("a", expected=stored.digest, by="e1", why="x")
    publisher.delete("b", expected=digest, by="e1", why="x")
    publisher.delete("a", expected=stored.digest, by="e1", why="x")
    with pytest.raises(RecordInvalid, match="There is no record 'a'"):
        publisher.restore("b", 1, expected=None, by="e1", why="x")
    publisher.restore("a", 1, expected=None, by="e1", why="x")
    assert publisher.restore("b", 1, expected=None, by="e1", why="x").record == other


@pytest.mark.parametrize("number", [0, 2, 3])
def test_only_a_revision_with_a_text_is_restored(publisher: Publisher, stored: Stored, number: int) -> None:
    publisher.delete("a", expected=stored.digest, by="e1", why="x")
    with pytest.raises(RecordMissing, match=f"a revision {number}"):
        publisher.restore("a", number, expected=None, by="e1", why="x")


def test_of_two_who_publish_one_does(publisher: Publisher) -> None:
    draft, outcomes = a_draft(publisher), list[object]()

    def work() -> None:
        try:
            outcomes.append(publish(publisher, draft).digest)
        except KbError as error:
            outcomes.append(type(error))

    threads = [threading.Thread(target=work) for _ in range(6)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert len([one for one in outcomes if isinstance(one, str)]) == 1
    assert {one for one in outcomes if not isinstance(one, str)} <= {DraftMissing, RevisionConflict}
    assert len(publisher.corpus.repository.history("a")) == 1


def cut_short(publisher: Publisher, digest: str) -> None:
    """Leave the draft as a process does that was killed while it published the record of this digest."""
    with open_journal(publisher.drafts.files.journal("a"), Step) as journal:
        number = len(journal.lines) + 1
        journal.append(Step(number, "publish", NOW, "e1", "", digest, None, None, {}))


def test_a_publication_cut_short_before_the_save_leaves_the_draft(publisher: Publisher) -> None:
    first = publish(publisher, a_draft(publisher, title={"de": "eins"}))
    publisher.begin("a", by="u1")
    second = publish(publisher, changed(publisher, title={"de": "zwei"}))
    publisher.begin("a", by="u1")
    draft = changed(publisher, title={"de": "eins"})
    cut_short(publisher, first.digest)
    assert publisher.drafts.get("a") == draft, "an older revision says the same, but that was before"
    assert publish(publisher, draft).digest == first.digest
    digests = [one.digest for one in publisher.corpus.repository.history("a")]
    assert digests == [first.digest, second.digest, first.digest]


def test_a_publication_cut_short_after_the_save_is_done(publisher: Publisher) -> None:
    draft = a_draft(publisher)
    cut_short(publisher, draft.digest)
    assert publisher.drafts.ids() == ["a"]
    record = a_record("a", created=NOW, edited=NOW)
    assert publisher.drafts.get("a") == draft
    cut_short(publisher, publisher.corpus.repository.save(record, expected=None, by="e1", why="x").digest)
    assert [*publisher.drafts.all()] == []
    assert [*publisher.drafts.files.folder.iterdir()] == []
    assert marks(publisher) == ["a"]


def test_an_index_that_cannot_be_told_afterwards_does_not_undo_a_save(
    publisher: Publisher, stored: Stored, monkeypatch: pytest.MonkeyPatch, caplog: pytest.LogCaptureFixture
) -> None:
    left: list[str] = []

    def mark(_pending: Path, name: str) -> None:
        left.append(name)
        if len(left) == 2:
            raise OSError(5, "Input/output error")

    monkeypatch.setattr(publishing, "mark", mark)
    with caplog.at_level(logging.WARNING):
        found = publisher.archive("a", expected=stored.digest, by="e1", why="over")
    assert publisher.corpus.repository.get("a") == found
    assert "a may be missing in the index until 'kb index' runs" in caplog.text
