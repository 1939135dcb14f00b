"""What does the index know of a record, whether people can read it or not?

1. The digest of the file each document was made from, whatever its status; the published ones all at once.
2. Which links a record would have that states other relations, or that is not in the index yet.
"""

from __future__ import annotations

from pathlib import Path

import pytest

from indexer.index.opening import open_snapshot
from indexer.indexing import update_index
from indexer.search.searcher import Searcher
from kb.corpus import Corpus
from kb.relations import Link
from tests.indexer.corpora import a_corpus, values


@pytest.fixture(scope="module")
def corpus(tmp_path_factory: pytest.TempPathFactory) -> Corpus:
    folder: Path = tmp_path_factory.mktemp("records")
    corpus = a_corpus(
        folder,
        [
            values("fund"),
            values("fair", relations=[{"type": "funded_by", "to": "fund"}]),
            values("filed", status="archived", former_ids=["old-name"]),
            values("draft", status="in-review"),
            values("twin", status="merged", merged_into="fund"),
        ],
    )
    update_index(corpus)
    return corpus


@pytest.fixture(scope="module")
def searcher(corpus: Corpus) -> Searcher:
    snapshot, _ = open_snapshot(corpus.settings.index)
    return Searcher(snapshot, corpus.vocabularies)


def test_the_digest_is_that_of_the_file(corpus: Corpus, searcher: Searcher) -> None:
    for record_id in ("fund", "fair", "filed", "twin"):
        entry = corpus.repository.entry(record_id)
        assert entry
        assert searcher.digest(record_id) == entry.digest
    assert searcher.digest("draft") is None
    assert searcher.digest("nobody") is None


def test_the_digests_are_those_of_the_published_ones(searcher: Searcher) -> None:
    digests = searcher.digests()
    assert list(digests) == ["fair", "fund"]
    assert digests == {record_id: searcher.digest(record_id) for record_id in digests}


def test_a_record_that_states_other_relations_would_have_other_links(searcher: Searcher) -> None:
    assert searcher.links("fund") == (Link("fund", "funds", "fair"),)
    stated = [{"type": "related", "to": "old-name"}, {"type": "related", "to": "draft"}]
    assert searcher.links_with("fund", stated) == (
        Link("fund", "funds", "fair"),
        Link("fund", "related", "filed"),
    )
    assert searcher.links_with("fair", []) == ()


def test_a_record_that_is_not_indexed_has_the_links_it_states(searcher: Searcher) -> None:
    stated = [{"type": "part_of", "to": "twin"}, {"type": "related", "to": "new"}]
    assert searcher.links_with("new", stated) == (Link("new", "part_of", "fund"),)
    assert searcher.links("new") == ()
