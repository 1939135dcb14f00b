"""A stock Whoosh reads our segments like its own.

1. Of any documents, in one segment or several, some deleted, merged or not, both kinds of index tell the same
   through ``whoosh.reading``: terms, statistics, postings, lengths, stored fields, who is deleted.
2. Every search finds the same documents with the same scores in the same order.
3. A cursor moves over the same terms.
4. Threads that share one reader get the answers one thread gets.
"""

from __future__ import annotations

import random
import sys
import tempfile
import threading
from collections.abc import Iterator
from contextlib import closing
from itertools import pairwise
from pathlib import Path
from typing import Any

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from whoosh import reading

from indexer.documents import Document
from indexer.facets import FACETS, NOT_STATED
from kb.corpus import Corpus
from tests.indexer.index.whoosh_contract import (
    Pair,
    a_pair,
    answers,
    content,
    pair_of,
    postings,
    projected,
    searches,
)
from tests.tiers import examples

WORDS = ["Hafen", "häfen", "KI", "Schleswig-Holstein", "e-Mobilität", "F&E", "4.0", "der", "東京", "𝒳", "ﬁ"]
TEXTS = st.one_of(
    st.lists(st.sampled_from(WORDS), max_size=8).map(" ".join),
    st.lists(st.sampled_from(WORDS), min_size=11, max_size=60).map(" ".join),  # longer than one byte tells
    st.text(st.characters(exclude_categories=["Cs"]), max_size=8),
)


def a_document(number: int, texts: dict[str, str]) -> Document:
    facets = {facet.name: (NOT_STATED,) for facet in FACETS}
    title = {"de": f"Titel {number}"}
    return Document(f"d{number}", "0", "published", texts, facets, {"id": f"d{number}", "title": title})


@st.composite
def divided(draw: st.DrawFn) -> tuple[list[list[Document]], set[str]]:
    """Documents in up to four segments, and the ids of those that are deleted."""
    fields = st.sampled_from(["title_de", "summary_de", "title_en", "names_und"])
    texts = draw(st.lists(st.dictionaries(fields, TEXTS, max_size=3), min_size=1, max_size=12))
    documents = [a_document(number, text) for number, text in enumerate(texts)]
    cuts = sorted(draw(st.sets(st.integers(1, len(documents)), max_size=3)) | {0, len(documents)})
    batches = [documents[start:end] for start, end in pairwise(cuts)]
    return batches, draw(st.sets(st.sampled_from([document.id for document in documents])))


def check(pair: Pair, documents: list[Document], count: int, every: int = 1) -> None:
    """Both indexes tell and find the same."""
    with pair.stock.searcher() as theirs, pair.ours.searcher() as ours:
        expected, found = content(theirs.reader(), every), content(ours.reader(), every)
        for name, value in expected.items():
            assert found[name] == value, name
        for asked in searches(documents, random.Random(count), count):
            for limit in (10, None):
                assert answers(ours, asked, limit) == answers(theirs, asked, limit), (asked, limit)


@given(divided(), st.booleans())
@settings(max_examples=examples(40, 500))
def test_any_documents_are_read_and_found_as_in_a_stock_index(
    made: tuple[list[list[Document]], set[str]], merged: bool
) -> None:
    batches, removed = made
    with tempfile.TemporaryDirectory() as folder:
        pair = pair_of(Path(folder), batches, removed, merged)
        check(pair, [document for batch in batches for document in batch], 20)


@pytest.fixture(scope="module")
def delivered_documents(delivered: Corpus) -> list[Document]:
    return projected(list(delivered.review().records), delivered.vocabularies)


@pytest.mark.parametrize("merged", [False, True], ids=["with deletions", "merged"])
def test_the_delivered_records_are_read_and_found_as_in_a_stock_index(
    tmp_path: Path, delivered_documents: list[Document], merged: bool
) -> None:
    first, second, third = np.array_split(np.arange(len(delivered_documents)), [5, 100])
    batches = [[delivered_documents[n] for n in part] for part in (first, second, third)]
    removed = [document.id for document in delivered_documents[::9]]
    pair = pair_of(tmp_path, batches, removed, merged)
    check(pair, delivered_documents, examples(15, 600), every=examples(15, 1))


@pytest.fixture(scope="module")
def pair(tmp_path_factory: pytest.TempPathFactory) -> Pair:
    return a_pair(tmp_path_factory.mktemp("pair"))[0]


@pytest.fixture
def reader(pair: Pair) -> Iterator[Any]:
    with closing(pair.ours.reader()) as found:
        yield found


def leaves(index: Any) -> list[Any]:
    return [leaf for leaf, _ in index.reader().leaf_readers()]


def test_a_cursor_moves_over_the_terms_of_its_field(pair: Pair) -> None:
    for theirs, ours in zip(leaves(pair.stock), leaves(pair.ours), strict=True):
        for field in ("id", "title_de", "names_und", "figures_da"):
            expected, found = walked(theirs.cursor(field)), walked(ours.cursor(field))
            assert found == expected
            for term in [*(text for text, _ in expected), "", "m", "\U0010ffff"]:
                assert ours.cursor(field).find(term) == theirs.cursor(field).find(term)
        cursor = ours.cursor("title_de")
        start = cursor.text()
        assert cursor.find(b"z") == cursor.term() != start
        assert cursor.first() == start


def walked(cursor: Any) -> list[tuple[str, float]]:
    found = []
    while cursor.is_valid():
        found.append((cursor.text(), cursor.term_info().weight()))
        cursor.next()
    assert cursor.text() is cursor.term_info() is None
    return found


def test_a_matcher_can_be_copied_skipped_and_reset(reader: Any) -> None:
    leaf = reader.leaf_readers()[-1][0]
    most = max(leaf.all_terms(), key=lambda term: int(leaf.doc_frequency(*term)))
    matcher = leaf.postings(*most)
    ids = list(matcher.copy().all_ids())
    assert len(ids) > 3
    matcher.skip_to(ids[1] + 1)
    other = matcher.copy()
    assert matcher.id() == other.id() == ids[2]
    matcher.next()
    assert (other.id(), matcher.id()) == (ids[2], ids[3])
    assert list(matcher.copy().all_ids()) == ids[3:]
    matcher.skip_to(ids[-1] + 1)
    assert not matcher.is_active()
    matcher.reset()
    assert matcher.id() == ids[0]


def test_what_is_not_there_is_not_found(reader: Any) -> None:
    for field, text in (("title_de", b"unheard"), ("title_de", b"\xff"), ("id", b"\xff")):
        assert (field, text) not in reader
        assert reader.frequency(field, text) == reader.doc_frequency(field, text) == 0
        with pytest.raises(reading.TermNotFound):
            reader.term_info(field, text)
        with pytest.raises(reading.TermNotFound):
            reader.leaf_readers()[0][0].postings(field, text)
    assert list(reader.lexicon("figures_da")) == []
    assert reader.min_field_length("figures_da") == reader.max_field_length("figures_da") == 0


def test_threads_that_share_a_reader_get_the_right_answers(pair: Pair) -> None:
    with closing(pair.ours.reader()) as alone:
        terms = list(alone.all_terms())
        expected = {term: postings(alone, *term) for term in terms}
    wrong: list[object] = []

    def look_up(shared: Any, chance: random.Random, start: threading.Barrier) -> None:
        start.wait()  # so that all of them make the first use of every field
        for term in chance.choices(terms, k=examples(1_000, 10_000)):
            try:
                found = postings(shared, *term)
                if found != expected[term] or shared.frequency(*term) < len(found):
                    wrong.append(term)
            except Exception as error:  # noqa: BLE001  # whatever happens in a thread must be seen here
                wrong.append(error)

    before = sys.getswitchinterval()
    sys.setswitchinterval(1e-5)
    try:
        with closing(pair.ours.reader()) as shared:
            start = threading.Barrier(4)
            threads = [
                threading.Thread(target=look_up, args=(shared, random.Random(seed), start))
                for seed in range(4)
            ]
            for thread in threads:
                thread.start()
            for thread in threads:
                thread.join()
    finally:
        sys.setswitchinterval(before)
    assert wrong == []
