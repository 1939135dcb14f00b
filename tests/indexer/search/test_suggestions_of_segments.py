"""Does it matter of how many records and segments something is suggested?

1. In how many segments the records lie, and what was deleted from them, makes no difference.
2. Nothing is read to make the index, and records are read only of titles that are handed out.
"""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from indexer.index.schema import layout
from indexer.index.snapshot import Snapshot
from indexer.search.suggestions import SuggestionIndex
from kb.localized import LANGUAGES, Language
from tests.indexer.corpora import (
    ORGANISATIONS,
    SOME_RECORDS,
    WORDS,
    delivered_vocabularies,
    documents_of,
    random_records,
    values,
)
from tests.indexer.search.divided import divided, suggestions_of

ALL = 10_000
VOCABULARIES = delivered_vocabularies()
LEFT = documents_of(SOME_RECORDS)
GONE = documents_of({**record, "id": f"gone-{record['id']}"} for record in random_records(seed=9, count=40))


@pytest.fixture(scope="module")
def indexes() -> list[SuggestionIndex]:
    """The same records in one segment, with deleted ones among them, and in many segments."""
    snapshots = (divided(LEFT), divided(LEFT, 1, GONE), divided(LEFT, 5, GONE), divided(LEFT, 30))
    return [suggestions_of(snapshot, VOCABULARIES) for snapshot in snapshots]


@given(
    typed=st.one_of(
        st.text(max_size=12),
        st.sampled_from([word for words in WORDS.values() for word in words]),
        st.sampled_from([label for concept in VOCABULARIES["thesaurus"] for _, label in concept.labels()]),
        st.sampled_from(ORGANISATIONS),
    ),
    letters=st.integers(1, 12),
    reader=st.sampled_from(LANGUAGES),
    limit=st.sampled_from([1, 3, 8, 30, ALL]),
)
def test_segments_and_deleted_records_make_no_difference(
    indexes: list[SuggestionIndex], typed: str, letters: int, reader: Language, limit: int
) -> None:
    whole, *others = (index.suggest(typed[:letters], reader, limit) for index in indexes)
    assert others == [whole] * len(others)


def test_without_records_only_concepts_of_the_thesaurus_are_suggested() -> None:
    found = suggestions_of(divided([]), VOCABULARIES).suggest("clus", "de", 8)
    assert {one.kind for one in found} == {"concept"}
    assert not any(":" in one.target for one in found)


class Counting(Snapshot):
    """Counts the records that are read."""

    reads = 0

    def stored(self, document: int) -> bytes:
        self.reads += 1
        return super().stored(document)


def test_records_are_read_only_of_titles_that_are_handed_out() -> None:
    records = [
        values(f"r{n}", title={"de": "Hafen und Werft" if n % 2 else f"Hafen {n}"}) for n in range(200)
    ]
    parts = divided(documents_of(records), 2).parts
    snapshot = Counting("counting", layout(), [(part.segment, part.living) for part in parts])
    index = suggestions_of(snapshot, VOCABULARIES)
    assert snapshot.reads == 0
    index.suggest("haf", "de", 8)
    assert 0 < snapshot.reads <= 8
    titles = [one.text for one in index.suggest("haf", "de", ALL) if one.kind == "record"]
    assert len(titles) == 101
    assert snapshot.reads <= 8 + 101
