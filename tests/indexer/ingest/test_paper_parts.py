"""A paper is divided so that a hit can lead to the place.

1. Each page is a part with its number, under the heading it begins or goes on with.
2. Without pages a part begins at each heading of the upper levels; long sections go on in another part.
3. No text is lost and none comes twice, in the same order.
"""

from __future__ import annotations

from hypothesis import given, settings
from hypothesis import strategies as st

from indexer.ingest.extraction import Passage
from indexer.ingest.paper_parts import LONGEST, SECTION_LEVEL, parts_of
from tests.tiers import examples


def test_each_page_is_a_part_with_its_number_and_heading() -> None:
    passages = (
        Passage("heading", "Results", 1, page=1),
        Passage("paragraph", "First.", page=1),
        Passage("paragraph", "Second.", page=3),
    )
    first, second = parts_of(passages)
    assert (first.page, first.heading, first.text) == (1, "Results", "Results\nFirst.")
    assert (second.page, second.heading, second.text) == (3, "Results", "Second.")


def test_a_section_begins_at_a_heading_of_the_upper_levels_only() -> None:
    passages = (
        Passage("paragraph", "Before."),
        Passage("heading", "A", 1),
        Passage("heading", "Small", SECTION_LEVEL + 1),
        Passage("paragraph", "Text."),
        Passage("heading", "B", SECTION_LEVEL),
    )
    assert [(part.heading, part.text) for part in parts_of(passages)] == [
        (None, "Before."),
        ("A", "A\nSmall\nText."),
        ("B", "B"),
    ]


def test_a_long_section_goes_on_in_another_part_of_the_same_heading() -> None:
    passages = [Passage("heading", "A", 1), *(Passage("paragraph", "x" * 3_000) for _ in range(5))]
    parts = list(parts_of(passages))
    assert len(parts) == 2
    assert {part.heading for part in parts} == {"A"}
    assert all(len(part.text) < LONGEST + 3_100 for part in parts)


PASSAGES = st.builds(
    Passage,
    kind=st.sampled_from(("heading", "paragraph", "item")),
    text=st.text(min_size=1, max_size=40),
    level=st.integers(1, 6),
    page=st.none() | st.integers(1, 5),
)


@settings(max_examples=examples(100, 2_000))
@given(st.lists(PASSAGES, max_size=30))
def test_no_text_is_lost_and_none_comes_twice(passages: list[Passage]) -> None:
    joined = "\n".join(part.text for part in parts_of(passages))
    assert joined == "\n".join(passage.text for passage in passages)
