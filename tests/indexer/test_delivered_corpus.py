"""The delivered corpus as people search it.

1. Every record is found by its own title, in each of its languages, among the first three.
2. The index of it is equal to it, and a second run has nothing to do.
3. Each facet counts exactly what stands in the records, over all of them.
"""

from __future__ import annotations

import pytest

from indexer.facets import FACETS
from indexer.indexing import update_index
from indexer.search.request import SearchRequest
from indexer.search.searcher import Searcher
from indexer.status import index_status
from kb.corpus import Corpus
from kb.record import Record
from tests.indexer.search import oracle

FIRST = 3


@pytest.fixture(scope="module")
def records(delivered: Corpus) -> list[Record]:
    return [delivered.repository.get(name).record for name in delivered.repository.ids()]


def test_every_record_is_found_by_its_own_title(delivered_searcher: Searcher, records: list[Record]) -> None:
    late = []
    titles = [(record.id, language, title) for record in records for language, title in record.title.items()]
    for record_id, language, title in titles:
        request = SearchRequest(title, size=FIRST, reader=language, counting=False)
        if record_id not in [hit.id for hit in delivered_searcher.search(request).hits]:
            late.append((record_id, language))
    assert len(titles) > len(records) >= 294
    assert late == []


def test_the_index_equals_the_corpus_and_stays_so(delivered_searcher: Searcher, delivered: Corpus) -> None:
    status = index_status(delivered)
    assert status.equal
    assert status.documents == delivered_searcher.size == len(delivered.repository.ids())
    again = update_index(delivered)
    assert (again.indexed, again.removed, again.generation) == (0, 0, delivered_searcher.generation)


def test_facets_count_what_stands_in_the_records(delivered_searcher: Searcher, records: list[Record]) -> None:
    counts = {found.facet: found.buckets for found in delivered_searcher.counts()}
    plain = [record.values() for record in records]
    for facet in FACETS:
        if facet.name == "organisation":
            continue  # its keys are made by the program; the oracle knows plain names only
        expected: dict[str, int] = {}
        for record in plain:
            for key in oracle.keys(record, facet.name):
                expected[key] = expected.get(key, 0) + 1
        assert {bucket.key: bucket.count for bucket in counts[facet.name]} == expected, facet.name
