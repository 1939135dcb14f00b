"""What has come in is kept, and nothing a person wrote is lost.

1. A draft is written with its proposal; the same text again changes nothing, not even when only the bytes of
   the page or the time of fetching differ.
2. A text that has changed renews the proposal and where it came from; what a person wrote in the draft stays.
3. A broken draft stays as it is and is named.
4. What is imported is a step of the draft like any other: the first one, beside a public record on that
   record; a later one leaves a draft in review where it is.
5. A paper is kept before its record: a draft's with the restricted ones, an open one's with the corpus; a
   record whose paper nobody brought is refused.
6. A draft that becomes public is gone, and marked to be indexed.
7. A dry run writes nothing.
"""

from __future__ import annotations

from dataclasses import replace
from pathlib import Path
from typing import Any

import pytest

from indexer.errors import SourceRefused
from indexer.ingest.incoming import Incoming
from indexer.ingest.keeping import Keeper
from indexer.ingest.proposals import proposal_path, read_proposal
from indexer.ingest.proposing import Proposer, Wishes
from indexer.ingest.sources import Content
from indexer.pending import waiting
from kb.corpus import Corpus
from kb.drafts import Drafts
from kb.errors import PaperMissing
from kb.paper_files import PaperFiles
from tests.indexer.ingest.pages import CONTENT, CREATED, PAGE, REPORT

ID = "gutscheine-fuer-erstberatungen"


def coming(corpus: Corpus, text: Any = PAGE, content: Content = CONTENT, **wishes: Any) -> Incoming:
    found = Proposer(corpus, Wishes(**wishes), CREATED).propose(text, content, "voucher.html", frozenset())
    assert found.incoming
    return found.incoming


def drafts(corpus: Corpus) -> Keeper:
    return Keeper(corpus, publish=False, dry_run=False)


def public(corpus: Corpus) -> Keeper:
    return Keeper(corpus, publish=True, dry_run=False)


def files(corpus: Corpus) -> dict[Path, bytes]:
    return {path: path.read_bytes() for path in corpus.settings.corpus.rglob("*") if path.is_file()}


def test_the_same_text_again_changes_nothing(corpus: Corpus) -> None:
    keeper = drafts(corpus)
    assert keeper.keep(coming(corpus)) == "added"
    before = files(corpus)
    assert keeper.keep(coming(corpus)) == "unchanged"
    other = replace(CONTENT, data=b"<html>page of another day", retrieved="2026-11-29T04:00:00Z")
    assert keeper.keep(coming(corpus, content=other)) == "unchanged"
    assert files(corpus) == before


def test_a_changed_text_renews_the_proposal_and_keeps_what_a_person_wrote(corpus: Corpus) -> None:
    keeper = drafts(corpus)
    keeper.keep(coming(corpus))
    path = corpus.settings.drafts / f"{ID}.yaml"
    path.write_text(path.read_text("utf-8").replace("Kleinen Unternehmen fehlte", "Firmen fehlte"), "utf-8")
    news = replace(
        PAGE, passages=(*PAGE.passages[:-1], replace(PAGE.passages[-1], text="Es sind 400 Mitglieder."))
    )
    other = replace(CONTENT, data=b"<html>news")
    assert keeper.keep(coming(corpus, news, other)) == "changed"
    draft = keeper.draft(ID)
    assert draft
    assert draft.challenge["de"].startswith("Firmen fehlte")
    assert draft.results["de"].startswith("Im Jahr 2019")
    assert draft.provenance
    assert draft.provenance.digest == coming(corpus, news, other).record.provenance.digest  # type: ignore[union-attr]
    proposal = read_proposal(corpus.settings.drafts, ID)
    assert proposal
    assert proposal.passages == news.passages


def test_a_broken_draft_stays_and_is_named(corpus: Corpus) -> None:
    keeper = drafts(corpus)
    keeper.keep(coming(corpus))
    path = corpus.settings.drafts / f"{ID}.yaml"
    path.write_text("format: 1\nid: [", "utf-8")
    with pytest.raises(SourceRefused, match="Mend or remove the draft"):
        keeper.keep(coming(corpus, replace(PAGE, passages=PAGE.passages[:-1])))
    assert path.read_text("utf-8") == "format: 1\nid: ["


def test_an_import_is_a_step_of_the_draft(corpus: Corpus) -> None:
    drafts(corpus).keep(coming(corpus))
    there = Drafts(corpus)
    seen = there.submit(ID, expected=there.get(ID).digest, by="u1")
    news = replace(PAGE, passages=PAGE.passages[:-1])
    assert drafts(corpus).keep(coming(corpus, news, replace(CONTENT, data=b"news"))) == "changed"
    found = there.get(ID)
    assert [(step.action, step.by) for step in found.steps] == [
        ("start", "import"),
        ("submit", "u1"),
        ("save", "import"),
    ]
    assert (found.owner, found.base, found.state) == ("import", None, "in-review")
    assert found.digest != seen.digest


def test_a_draft_beside_a_public_record_is_a_change_of_it(corpus: Corpus) -> None:
    public(corpus).keep(coming(corpus, publish=True))
    stored = corpus.repository.get(ID)
    news = replace(CONTENT, data=b"news")
    assert drafts(corpus).keep(coming(corpus, replace(PAGE, passages=PAGE.passages[:-1]), news)) == "changed"
    assert Drafts(corpus).get(ID).base == stored.digest
    assert corpus.repository.get(ID) == stored


@pytest.mark.parametrize(("rights", "place"), [("open", "open"), ("quote", "restricted")])
def test_a_paper_lies_where_its_rights_say(corpus: Corpus, rights: Any, place: str) -> None:
    incoming = coming(corpus, REPORT, publish=True, rights=rights)
    assert public(corpus).keep(incoming) == "added"
    papers = PaperFiles.of(corpus.settings)
    assert incoming.record.file
    digest = incoming.record.file.digest
    assert (papers.original(digest, "open") is not None) == (place == "open")
    assert papers.text(digest, rights) == incoming.paper.text  # type: ignore[union-attr]
    assert public(corpus).keep(coming(corpus, REPORT, publish=True, rights=rights)) == "unchanged"


def test_a_paper_of_a_draft_is_restricted_until_it_is_public_and_open(corpus: Corpus) -> None:
    incoming = coming(corpus, REPORT, rights="open")
    drafts(corpus).keep(incoming)
    assert not (corpus.settings.corpus / "files").exists()
    record = incoming.record.model_copy(update={"status": "published"})
    digest = Drafts(corpus).get(ID).digest
    again = Incoming("draft", record, frozenset(record.model_fields_set), from_draft=digest)
    assert public(corpus).keep(again) == "added"
    assert record.file
    assert PaperFiles.of(corpus.settings).original(record.file.digest, "open")
    assert list(corpus.settings.drafts.iterdir()) == []
    assert waiting(corpus.settings.pending) == [ID]
    assert [(one.by, one.why) for one in corpus.repository.history(ID)] == [("import", "import")]


def test_a_public_record_without_its_paper_is_refused(corpus: Corpus) -> None:
    incoming = replace(coming(corpus, REPORT, publish=True), paper=None)
    with pytest.raises(PaperMissing, match="Import the paper again"):
        public(corpus).keep(incoming)
    assert corpus.repository.ids() == []


@pytest.mark.parametrize("publish", [True, False])
def test_a_dry_run_writes_nothing(corpus: Corpus, publish: bool) -> None:
    keeper = Keeper(corpus, publish=publish, dry_run=True)
    assert keeper.keep(coming(corpus, REPORT, publish=publish)) == "added"
    assert not corpus.settings.corpus.exists()
    assert not corpus.settings.var.exists()


def test_a_proposal_comes_back_as_it_was_and_a_damaged_one_is_none(corpus: Corpus) -> None:
    incoming = coming(corpus)
    drafts(corpus).keep(incoming)
    assert read_proposal(corpus.settings.drafts, ID) == incoming.proposal
    proposal_path(corpus.settings.drafts, ID).write_text("{", "utf-8")
    assert read_proposal(corpus.settings.drafts, ID) is None
    assert read_proposal(corpus.settings.drafts, "other") is None
