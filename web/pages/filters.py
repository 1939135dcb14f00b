"""By what can these results be narrowed, and by what are they narrowed already?

The links come from the state of the address, the counts from the results; a template only loops over them.
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass, replace

from indexer.facets import BY_NAME, NOT_APPLICABLE, NOT_STATED, THIN
from indexer.search.body import Labels, bucket_url
from indexer.search.results import Bucket, FacetCounts
from indexer.search.state import SearchState
from kb.localized import choose
from web.pages.layout import Site

SHOWN_AT_ONCE = 8
MOST_VALUES = 40  # behind the click of a facet that has a vocabulary
MOST_NAMES = 12  # behind the click of one that has none: most of its values stand in one record only
OPEN = ("kind", "theme", "country", "language")  # the facets that are open before anything is chosen


@dataclass(frozen=True)
class FacetLink:
    """One value. ``exclude`` is None for years and where the value is chosen or excluded already."""

    label: str
    count: int
    url: str
    selected: bool
    excluded: bool
    exclude: str | None
    below: tuple[FacetLink, ...] = ()
    open: bool = False
    """Whether something below is chosen."""


@dataclass(frozen=True)
class YearForm:
    """The form from year to year; ``hidden`` keeps the rest of the state."""

    start: str
    end: str
    hidden: tuple[tuple[str, str], ...]


@dataclass(frozen=True)
class FacetBox:
    """One facet: its first values, the others behind a click, and how many are left out altogether."""

    name: str
    label: str
    explanation: str
    first: tuple[FacetLink, ...]
    others: tuple[FacetLink, ...]
    left_out: int
    years: YearForm | None
    open: bool


@dataclass(frozen=True)
class Chip:
    """A value that is chosen or excluded, and the address without it."""

    facet: str
    label: str
    excluded: bool
    url: str


def chips(state: SearchState, labels: Labels) -> tuple[Chip, ...]:
    """All values in force, excluded ones last."""
    pairs = [*((pair, False) for pair in state.include), *((pair, True) for pair in state.exclude)]
    return tuple(
        Chip(labels.facet(name), labels.value(name, key), excluded, state.without_filter(name, key).url)
        for (name, key), excluded in pairs
    )


def boxes(
    counted: Iterable[FacetCounts], state: SearchState, labels: Labels, site: Site
) -> tuple[FacetBox, ...]:
    """The facets that are worth offering: enough records state them, or something is chosen in them."""
    return tuple(
        _box(counts, state, labels, site)
        for counts in counted
        if _used(counts.facet, state) or (counts.stated >= THIN and len(counts.buckets) > 1)
    )


def _used(facet: str, state: SearchState) -> bool:
    return bool(state.chosen(facet) or state.excluded(facet))


def _box(counts: FacetCounts, state: SearchState, labels: Labels, site: Site) -> FacetBox:
    facet = BY_NAME[counts.facet]
    links = _Tree(counts, state, labels, site).links(None)
    marked = [link for link in links if link.selected or link.excluded or link.open]
    first = tuple(link for n, link in enumerate(links) if n < SHOWN_AT_ONCE or link in marked)
    others = tuple(link for link in links if link not in first)
    kept = _worth_showing(others, MOST_VALUES if facet.vocabulary or facet.kind == "range" else MOST_NAMES)
    definition = choose(site.vocabularies["facets"].concepts[counts.facet].definition, site.reader)
    return FacetBox(
        name=counts.facet,
        label=labels.facet(counts.facet),
        explanation=definition[1] if definition and counts.facet not in OPEN else "",
        first=first,
        others=kept,
        left_out=len(others) - len(kept),
        years=_year_form(state) if facet.kind == "range" else None,
        open=counts.facet in OPEN or _used(counts.facet, state),
    )


def _worth_showing(links: Sequence[FacetLink], most: int) -> tuple[FacetLink, ...]:
    """The first ones, and the last one, which says how many do not state anything."""
    return tuple(links) if len(links) <= most else (*links[: most - 1], links[-1])


class _Tree:
    """The buckets of one facet in order of display, by their parent."""

    def __init__(self, counts: FacetCounts, state: SearchState, labels: Labels, site: Site) -> None:
        self._facet = counts.facet
        self._state = state
        self._labels = labels
        vocabulary = BY_NAME[counts.facet].vocabulary
        self._vocabulary = site.vocabularies[vocabulary] if vocabulary else None
        self._by_parent: dict[str | None, list[Bucket]] = {}
        for bucket in labels.ordered(counts):
            self._by_parent.setdefault(bucket.parent, []).append(bucket)

    def links(self, parent: str | None) -> tuple[FacetLink, ...]:
        """The values directly below ``parent``."""
        return tuple(self._link(bucket) for bucket in self._by_parent.get(parent, ()))

    def _link(self, bucket: Bucket) -> FacetLink:
        below = self.links(bucket.key)
        free = not (bucket.selected or bucket.excluded or BY_NAME[self._facet].kind == "range")
        return FacetLink(
            label=self._labels.value(self._facet, bucket.key),
            count=bucket.count,
            url=bucket_url(self._without_broader(bucket.key), self._facet, bucket),
            selected=bucket.selected,
            excluded=bucket.excluded,
            exclude=self._state.with_exclusion(self._facet, bucket.key).url if free else None,
            below=below,
            open=any(link.selected or link.excluded or link.open for link in below),
        )

    def _without_broader(self, key: str) -> SearchState:
        """Who chooses a part of what is chosen means only the part."""
        state = self._state
        if self._vocabulary is None or key in (NOT_STATED, NOT_APPLICABLE):
            return state
        for broader in self._vocabulary.ancestors(key):
            if broader in state.chosen(self._facet):
                state = state.without_filter(self._facet, broader)
        return state


def _year_form(state: SearchState) -> YearForm:
    ranges = [value for value in state.chosen("year") if value not in (NOT_STATED, NOT_APPLICABLE)]
    start, dash, end = ranges[0].partition("-") if len(ranges) == 1 else ("", "", "")
    others = tuple(pair for pair in state.include if pair[0] != "year")
    rest = replace(state, include=others, page=1)
    return YearForm(start, end if dash else start, tuple(rest.parameters))


def with_years(state: SearchState, start: str, end: str) -> SearchState:
    """The state with the years of the form; what is no year is left out, and swapped ones are put right."""
    years = [text.strip() if _is_year(text.strip()) else "" for text in (start, end)]
    if all(years):
        years.sort()
    bare = replace(state, include=tuple(pair for pair in state.include if pair[0] != "year"), page=1)
    if not any(years):
        return bare
    return bare.with_filter("year", years[0] if years[0] == years[1] else "-".join(years))


def _is_year(text: str) -> bool:
    return text.isascii() and text.isdigit() and len(text) == 4
