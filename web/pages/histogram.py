"""How are the records spread over the years, and which years are chosen?

The bars are two outlines of one drawing, which is one unit wide for each year and ``HEIGHT`` units high; what
is told of each year in words and numbers stands in the list of the facet.
"""

from __future__ import annotations

from dataclasses import dataclass

from indexer.search.results import FacetCounts

HEIGHT = 40
MOST_YEARS = 40  # more would be thinner than a finger or a mouse can meet


@dataclass(frozen=True)
class Bar:
    """One year; ``count`` is 0 where no record is of it."""

    year: str
    count: int


@dataclass(frozen=True)
class Histogram:
    """The bars in order of the years. ``chosen`` and ``others`` are paths of SVG, empty if there are none.

    ``earlier`` says that there are years before the first bar, which are left out.
    """

    bars: tuple[Bar, ...]
    chosen: str
    others: str
    earlier: bool


def histogram(counts: FacetCounts, start: str, end: str) -> Histogram | None:
    """The bars of the facet of years; ``start`` and ``end`` are the years chosen, empty for no limit."""
    by_year = {int(one.key): one.count for one in counts.buckets if _is_year(one.key)}
    if len(by_year) < 2:
        return None
    first, last = min(by_year), max(by_year)
    shown = range(max(first, last - MOST_YEARS + 1), last + 1)
    bars = tuple(Bar(f"{year:04}", by_year.get(year, 0)) for year in shown)
    most = max(bar.count for bar in bars) or 1
    paths: dict[bool, list[str]] = {True: [], False: []}
    for place, bar in enumerate(bars):
        if bar.count:
            height = max(1, round(bar.count / most * HEIGHT))
            is_chosen = (not start or bar.year >= start) and (not end or bar.year <= end)
            paths[is_chosen].append(f"M{place} {HEIGHT}v-{height}h.8v{height}")
    return Histogram(bars, "".join(paths[True]), "".join(paths[False]), first < shown[0])


def _is_year(key: str) -> bool:
    return len(key) == 4 and key.isascii() and key.isdecimal()
