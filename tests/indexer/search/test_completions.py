"""To which words of the records can the last typed word be completed?

1. The keys of several tables come with those first that most documents hold, as if the tables were one.
2. Completions equal those a naive search through all texts finds, in the same order and spelling, however
   many segments there are and whatever was deleted from them.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Sequence

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from indexer.analysis.keys import has_meaning, variants_of, words_of
from indexer.documents import Document
from indexer.index.snapshot import Snapshot
from indexer.index.tables import Table, table_arrays
from indexer.search.completions import Range, SpokenWords, most_held
from indexer.search.typed import read_typed
from kb.localized import Language
from tests.indexer.corpora import WORDS, documents_of, random_records
from tests.indexer.search.divided import divided

DOCUMENTS = 40
some_tables = st.lists(
    st.lists(
        st.tuples(st.text("ab", min_size=1, max_size=5), st.integers(0, DOCUMENTS - 1)),
        min_size=1,
        max_size=150,
    ),
    max_size=4,
)
some_masks = st.one_of(st.none(), st.lists(st.booleans(), min_size=DOCUMENTS, max_size=DOCUMENTS))


@given(tables=some_tables, beginning=st.sampled_from(["", "a", "ab"]), data=st.data())
def test_keys_come_as_if_all_tables_were_one(
    tables: list[list[tuple[str, int]]], beginning: str, data: st.DataObject
) -> None:
    ranges, counts = [], Counter[str]()
    for pairs in tables:
        table, mask = Table(table_arrays(pairs)), data.draw(some_masks)
        first, end = table.keys.starting(beginning)
        if first < end:
            ranges.append(Range(table, first, end, None if mask is None else np.array(mask, np.bool_)))
        kept = {pair for pair in pairs if mask is None or mask[pair[1]]}
        counts.update(key for key, _ in kept if key.startswith(beginning))
    assert [*most_held(ranges)] == sorted(counts, key=lambda key: (-counts[key], key))


RECORDS = random_records(seed=5, count=120)
ALL = documents_of(RECORDS)
LEFT, GONE = ALL[:80], ALL[80:]


@pytest.fixture(
    scope="module",
    params=[(1, ()), (5, GONE), (1, GONE), (50, ())],
    ids=["one", "five and deleted", "one and deleted", "fifty"],
)
def snapshot(request: pytest.FixtureRequest) -> Snapshot:
    segments, deleted = request.param
    return divided(LEFT, segments, deleted)


def naive_completions(documents: Sequence[Document], typed: str, language: Language) -> list[str]:
    """The words of all texts that go on as the last one typed, in the order in which they are suggested."""
    *before, last = [word.key for word in words_of(typed)]
    spellings: dict[str, Counter[str]] = {}
    holding: Counter[str] = Counter()
    for document in documents:
        if document.status != "published":
            continue
        texts = [document.shown[field].get(language, "") for field in ("title", "summary")]
        held = {
            (word.key, text[word.start : word.end])
            for text in texts
            for word in (*words_of(text), *variants_of(text))
        }
        keys = {key for key, _ in held}
        for key, spelling in held:
            spellings.setdefault(key, Counter())[spelling] += 1
        if keys.issuperset(before):
            holding.update(key for key in keys if key.startswith(last) and key != last and has_meaning(key))
    return [
        min(spellings[key].items(), key=lambda pair: (-pair[1], pair[0]))[0]
        for key in sorted(holding, key=lambda key: (-holding[key], key))
    ]


@given(
    word=st.sampled_from([word for words in WORDS.values() for word in words]),
    letters=st.integers(1, 5),
    before=st.one_of(st.just(""), st.sampled_from(WORDS["de"])),
    language=st.sampled_from(["de", "en", "da"]),
)
def test_completions_are_those_a_naive_search_finds(
    snapshot: Snapshot, word: str, letters: int, before: str, language: Language
) -> None:
    typed = f"{before} {word[:letters]}".strip()
    read = read_typed(typed)
    assert read is not None
    found = SpokenWords(snapshot, language).completions(read)
    assert [*found] == naive_completions(LEFT, typed, language)
