"""All pairs are found without comparing all.

1. The pairs are those that comparing each record with each would give.
2. Known records grown one by one give the same as those read at once.
3. (soak) With 20,000 records all pairs take less than two minutes and 1 GB, one record less than 200 ms.
"""

from __future__ import annotations

import resource
import statistics
import time
from itertools import combinations

import pytest

from indexer.ingest.duplicates.judging import REPORTED, judge
from indexer.ingest.duplicates.known import Known
from indexer.ingest.duplicates.signature import Signature, sign
from indexer.ingest.duplicates.signature_index import SignatureIndex
from kb.record import Record
from tests.benchmarks.product_records import records
from tests.indexer import corpora
from tests.indexer.ingest.duplicates.planted import invented_pairs
from tests.tiers import examples


@pytest.fixture(scope="module")
def signatures() -> list[Signature]:
    """Made-up records, and invented stories told twice."""
    made_up = [Record.model_validate(values) for values in records(examples(60, 300), None)]
    told = {record.id: record for pair in invented_pairs() for record in (pair.first, pair.second)}
    return [sign(record, corpora.delivered_vocabularies()) for record in (*made_up, *told.values())]


def test_the_pairs_are_those_that_comparing_all_would_give(signatures: list[Signature]) -> None:
    known, index = Known(corpora.delivered_vocabularies()), SignatureIndex()
    for signature in signatures:
        known.take(signature, is_draft=False)
        index.add(signature)
    compared = {
        tuple(sorted((one.facts.record_id, other.facts.record_id)))
        for one, other in combinations(signatures, 2)
        if other.facts.record_id not in one.facts.relations
        and one.facts.record_id not in other.facts.relations
        and judge(one, other, index).score >= REPORTED
    }
    assert {pair.records for pair in known.pairs()} == compared
    assert len(compared) >= 20


def test_records_that_come_one_by_one_give_the_same_pairs(signatures: list[Signature]) -> None:
    at_once, grown = (Known(corpora.delivered_vocabularies()) for _ in range(2))
    for number, signature in enumerate(signatures):
        at_once.take(signature, is_draft=False)
        grown.take(signature, is_draft=False)
        if number % 7 == 0:
            grown.pairs(only=signature.facts.record_id)
    assert grown.pairs() == at_once.pairs()


@pytest.mark.soak
def test_twenty_thousand_records_are_compared_in_two_minutes_and_one_gigabyte() -> None:
    known = Known(corpora.delivered_vocabularies())
    asked = []
    began = time.process_time()
    for number, values in enumerate(records(20_000, None)):
        record = Record.model_validate(values)
        known.add(record, is_draft=False)
        if number % 400 == 0:
            asked.append(record)
    started = time.process_time()
    known.pairs()
    compared, memory = time.process_time() - started, resource.getrusage(resource.RUSAGE_SELF).ru_maxrss
    print(f"signed in {started - began:.0f} s, all pairs in {compared:.0f} s, {memory / 1000:.0f} MB")
    assert compared < 120
    assert memory < 1_000_000  # kilobytes
    times = []
    for record in asked:
        started = time.process_time()
        known.near(record.model_copy(update={"id": "asked"}))
        times.append(time.process_time() - started)
    print(f"near one: median {statistics.median(times) * 1000:.0f} ms, first {times[0] * 1000:.0f} ms")
    assert statistics.median(times) < 0.2
