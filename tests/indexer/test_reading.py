"""Which records of papers become documents?

1. The pages of a paper are read by its digest, where its rights say, in one process or several.
2. A paper whose text is not there, cannot be read or has too many pages is reported and left out; the rest is
   indexed. Kept again, it comes back.
3. The text of a draft or of a merged record is never asked for.
"""

from __future__ import annotations

from pathlib import Path

import pytest

from indexer import reading
from indexer.index.opening import open_snapshot
from indexer.indexing import update_index
from indexer.reading import read_all
from kb.corpus import Corpus
from kb.file_repository import Entry
from kb.paper_files import PaperFiles
from tests.indexer import corpora
from tests.indexer.corpora import a_paper, a_text, digest_for, values

PAGES = ("Hafen", "Werft", "Kran")


def a_corpus(folder: Path, *records: corpora.Values) -> Corpus:
    return corpora.a_corpus(folder, [values("a"), *records])


def pages_in(corpus: Corpus) -> dict[str, int]:
    """The number of pages of each record in the index."""
    snapshot, _ = open_snapshot(corpus.settings.index)
    owners = snapshot.pages.owners.tolist()
    return {snapshot.id(number): owners.count(number) for number in range(snapshot.size)}


def test_pages_are_read_where_the_rights_say(tmp_path: Path) -> None:
    corpus = a_corpus(tmp_path, a_paper("quoted"), a_paper("free", rights="open"))
    corpora.keep(corpus, {"quoted": a_text("quoted", *PAGES)})
    corpora.keep(corpus, {"free": a_text("free", *PAGES[:2])}, "open")
    assert update_index(corpus).failed == ()
    assert pages_in(corpus) == {"a": 0, "quoted": 3, "free": 2}


def test_several_processes_read_the_same(tmp_path: Path) -> None:
    corpus = a_corpus(tmp_path, a_paper("quoted"), a_paper("lost"))
    corpora.keep(corpus, {"quoted": a_text("quoted", *PAGES)})
    entries = [found for found in corpus.repository.scan() if isinstance(found, Entry)]
    one, two = (list(read_all(corpus, {"a", "quoted", "lost"}, entries, jobs)) for jobs in (1, 2))
    assert one == two
    assert [page.text for read in one if read.document for page in read.document.pages] == list(PAGES)


def test_a_paper_that_is_not_there_is_reported_and_comes_back(tmp_path: Path) -> None:
    corpus = a_corpus(tmp_path, a_paper("lost"))
    (finding,) = update_index(corpus).failed
    assert (finding.file, finding.field, finding.severity) == ("file/lost.yaml", "file", "error")
    assert "Import the paper again." in str(finding)
    assert pages_in(corpus) == {"a": 0}
    corpora.keep(corpus, {"lost": a_text("lost", *PAGES)})
    assert update_index(corpus).failed == ()
    assert pages_in(corpus) == {"a": 0, "lost": 3}


def test_a_text_that_cannot_be_read_is_reported(tmp_path: Path) -> None:
    corpus = a_corpus(tmp_path, a_paper("torn"))
    corpora.keep(corpus, {"torn": a_text("torn", *PAGES)})
    path = PaperFiles.of(corpus.settings).restricted / f"{digest_for('torn')}.json"
    path.write_bytes(path.read_bytes()[:-5])
    assert len(update_index(corpus).failed) == 1


def test_a_paper_of_too_many_pages_is_reported(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(reading, "MOST_PAGES", 2)
    corpus = a_corpus(tmp_path, a_paper("thick"))
    corpora.keep(corpus, {"thick": a_text("thick", *PAGES)})
    (finding,) = update_index(corpus).failed
    assert "3 pages; no more than 2" in finding.problem


def test_the_text_of_what_is_not_shown_is_not_asked_for(tmp_path: Path) -> None:
    merged = a_paper("merged", status="merged", merged_into="a")
    corpus = a_corpus(tmp_path, a_paper("draft", status="draft"), merged)
    assert update_index(corpus).failed == ()
    assert pages_in(corpus) == {"a": 0, "merged": 0}
