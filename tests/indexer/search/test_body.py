"""What another program gets of a facet.

1. The first buckets of a list are those of the whole list in order; what is in force, and what says that
   nothing is stated, is never left out.
2. An answer holds at most a thousand values of a list and says how many it leaves out, if any.
"""

from __future__ import annotations

from hypothesis import given
from hypothesis import strategies as st

from indexer.facets import NOT_APPLICABLE, NOT_STATED
from indexer.search.body import MOST_BUCKETS, Labels, facet_body
from indexer.search.results import Bucket, FacetCounts
from indexer.search.state import SearchState
from kb.vocabulary import load_vocabularies

LABELS = Labels(load_vocabularies(), "de", lambda key: key.upper())
KEYS = st.one_of(st.sampled_from([NOT_STATED, NOT_APPLICABLE]), st.text("abcdeäöü", min_size=1, max_size=3))
BUCKETS = st.lists(
    st.builds(Bucket, KEYS, st.integers(0, 5), st.booleans(), st.booleans()),
    unique_by=lambda bucket: bucket.key,
    max_size=30,
)


def _organisations(buckets: list[Bucket]) -> FacetCounts:
    return FacetCounts("organisation", tuple(buckets), 1.0)


@given(BUCKETS, st.integers(1, 12))
def test_the_first_values_are_those_of_the_whole_list(buckets: list[Bucket], most: int) -> None:
    whole = LABELS.ordered(_organisations(buckets))
    first = LABELS.ordered(_organisations(buckets), most)
    own = (NOT_STATED, NOT_APPLICABLE)
    stays = [one for one in whole if one.selected or one.excluded or one.key in own]
    if len(buckets) <= most + len(own):
        assert first == whole
    else:
        assert first == [one for one in whole if one in whole[:most] or one in stays]


def test_a_long_list_is_cut_and_says_how_many_it_leaves_out() -> None:
    many = [Bucket(f"firm-{number}", 1 + number % 7) for number in range(MOST_BUCKETS + 250)]
    body = facet_body(_organisations([*many, Bucket(NOT_STATED, 3)]), SearchState(), LABELS)
    assert len(body["buckets"]) == MOST_BUCKETS + 1
    assert body["buckets"][-1]["key"] == NOT_STATED
    assert body["left_out"] == 250
    counts = [bucket["count"] for bucket in body["buckets"][:-1]]
    assert counts == sorted(counts, reverse=True)
    assert "left_out" not in facet_body(_organisations(many[:50]), SearchState(), LABELS)
