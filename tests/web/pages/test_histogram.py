"""How are the records spread over the years?

1. Every year from the first to the last has a bar, as high as its share of the largest; an empty one none.
2. What is chosen and what is not are two outlines; without a choice all are chosen.
3. One year needs no drawing; of very many years the last are shown, and it says that there are earlier ones.
"""

from __future__ import annotations

from indexer.search.results import Bucket, FacetCounts
from web.pages.histogram import HEIGHT, MOST_YEARS, Bar, histogram


def _counts(**by_year: int) -> FacetCounts:
    buckets = tuple(Bucket(key.lstrip("y"), count) for key, count in by_year.items())
    return FacetCounts("year", (*buckets, Bucket("_none", 9), Bucket("2010-2020", 5)), 1.0)


def test_every_year_has_a_bar() -> None:
    found = histogram(_counts(y2012=4, y2010=2), "", "")
    assert found
    assert found.bars == (Bar("2010", 2), Bar("2011", 0), Bar("2012", 4))
    assert found.chosen == f"M0 {HEIGHT}v-{HEIGHT // 2}h.8v{HEIGHT // 2}M2 {HEIGHT}v-{HEIGHT}h.8v{HEIGHT}"
    assert found.others == ""
    assert not found.earlier


def test_what_is_chosen_is_told_apart() -> None:
    for start, end, chosen in (("2011", "", [1, 2]), ("", "2010", [0]), ("2011", "2011", [1])):
        found = histogram(_counts(y2010=1, y2011=1, y2012=1), start, end)
        assert found
        assert [number for number in range(3) if f"M{number} " in found.chosen] == chosen
        assert [number for number in range(3) if f"M{number} " not in found.others] == chosen


def test_one_year_needs_no_drawing_and_many_are_cut() -> None:
    assert histogram(_counts(y2010=3), "", "") is None
    found = histogram(_counts(y1890=1, y2020=3), "", "")
    assert found
    assert len(found.bars) == MOST_YEARS
    assert found.bars[-1] == Bar("2020", 3)
    assert found.earlier
