"""By what can these results be narrowed, and by what are they narrowed already?

The links come from the state of the address, the counts from the results; a template only loops over them.
"""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass, replace

from indexer.facets import BY_NAME, NOT_APPLICABLE, NOT_STATED, THIN
from indexer.search.body import Labels, bucket_url
from indexer.search.results import Bucket, FacetCounts
from indexer.search.state import SearchState
from kb.localized import choose
from web.formatting import unbroken
from web.pages.histogram import Histogram, histogram
from web.pages.layout import Site

OPEN = ("kind", "theme", "country", "language")  # the facets that are open before anything is chosen


@dataclass(frozen=True)
class Room:
    """How many values a page of results has room for: ``at_once``, in a box that is ``closed`` at first, and
    ``in_full``: so long a list stays on the page as a whole, its later values behind a click. ``bars`` says
    whether there is room for those of the years."""

    at_once: int
    closed: int
    in_full: int
    bars: bool = True


MUCH, SOME, LITTLE, LEAST = Room(6, 6, 16), Room(5, 5, 6), Room(3, 0, 6), Room(3, 0, 6, bars=False)
LONG_ADDRESS, VERY_LONG_ADDRESS, LONGEST_ADDRESS = (
    45,
    80,
    200,
)  # characters of a query string, which every link repeats
USUAL_HITS, MANY_HITS = 10, 20  # beside more of them there is little room


@dataclass(frozen=True)
class FacetLink:
    """One value. ``exclude`` says whether it may be left out: not a year, nor what is in force already."""

    key: str
    label: str
    count: int
    url: str
    selected: bool
    excluded: bool
    exclude: bool
    below: tuple[FacetLink, ...] = ()


@dataclass(frozen=True)
class YearForm:
    """The form from year to year; ``hidden`` keeps the rest of the state. ``histogram`` needs room."""

    start: str
    end: str
    hidden: tuple[tuple[str, str], ...]
    histogram: Histogram | None


@dataclass(frozen=True)
class FacetBox:
    """One facet: its first values, those behind a click, and the page of ``all_values`` where it has more."""

    name: str
    label: str
    explanation: str
    first: tuple[FacetLink, ...]
    others: tuple[FacetLink, ...]
    values: int
    all_values: str | None
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
        Chip(
            labels.facet(name),
            unbroken(labels.value(name, key)),
            excluded,
            state.without_filter(name, key).url,
        )
        for (name, key), excluded in pairs
    )


def inputs(state: SearchState) -> tuple[tuple[str, str], ...]:
    """The hidden inputs of a form that adds to the state, from page one."""
    return tuple(state.with_page(1).parameters)


def values_url(state: SearchState, facet: str) -> str:
    """The address of the page with all values of a facet."""
    url = state.with_page(1).url
    return f"{url}{'&' if '?' in url else '?'}values={facet}"


def boxes(
    counted: Iterable[FacetCounts], state: SearchState, labels: Labels, site: Site
) -> tuple[FacetBox, ...]:
    """The facets that are worth offering: enough records state them, or something is chosen in them."""
    return tuple(
        _box(counts, state, labels, site)
        for counts in counted
        if _used(counts.facet, state) or (counts.stated >= THIN and len(counts.buckets) > 1)
    )


def explanation(facet: str, site: Site) -> str:
    """What a facet means, in the reader's language."""
    definition = choose(site.vocabularies["facets"].concepts[facet].definition, site.reader)
    return definition[1] if definition else ""


def _used(facet: str, state: SearchState) -> bool:
    return bool(state.chosen(facet) or state.excluded(facet))


def _room(state: SearchState) -> Room:
    if state.size > MANY_HITS or len(state.query) > LONGEST_ADDRESS:
        return LEAST
    if state.size > USUAL_HITS or len(state.query) > VERY_LONG_ADDRESS:
        return LITTLE
    return SOME if len(state.query) > LONG_ADDRESS else MUCH


def _box(counts: FacetCounts, state: SearchState, labels: Labels, site: Site) -> FacetBox:
    room, usual = _room(state), counts.facet in OPEN
    tree = FacetTree(counts, state, labels, site, max(room.at_once, room.closed, room.in_full, 1))
    at_once = room.at_once if usual else room.closed
    whole = len(counts.buckets) <= room.in_full and at_once > 0
    first = [bucket for n, bucket in enumerate(tree.top) if n < at_once or tree.in_force(bucket)]
    others = [bucket for bucket in tree.top if bucket not in first] if whole else []
    return FacetBox(
        name=counts.facet,
        label=labels.facet(counts.facet),
        explanation="" if usual else explanation(counts.facet, site),
        first=tuple(tree.link(bucket, whole=whole) for bucket in first),
        others=tuple(tree.link(bucket, whole=whole) for bucket in others),
        values=len(counts.buckets),
        all_values=None if whole else values_url(state, counts.facet),
        years=_year_form(counts, state, bars=room.bars) if BY_NAME[counts.facet].kind == "range" else None,
        open=usual or _used(counts.facet, state),
    )


class FacetTree:
    """The buckets of one facet in order of display. ``top`` are those with nothing above them."""

    def __init__(
        self, counts: FacetCounts, state: SearchState, labels: Labels, site: Site, most: int | None = None
    ) -> None:
        """Of a long list only the first ``most`` and those in force, which saves ordering all of it."""
        self._facet = counts.facet
        self._state = state
        self._labels = labels
        vocabulary = BY_NAME[counts.facet].vocabulary
        self._vocabulary = site.vocabularies[vocabulary] if vocabulary else None
        self._by_parent: dict[str | None, list[Bucket]] = {}
        for bucket in labels.ordered(counts, most):
            self._by_parent.setdefault(bucket.parent, []).append(bucket)
        self.top: tuple[Bucket, ...] = tuple(self._by_parent.get(None, ()))

    def in_force(self, bucket: Bucket) -> bool:
        """Whether it, or something below it, is chosen or excluded."""
        return bucket.selected or bucket.excluded or any(map(self.in_force, self._below(bucket)))

    def link(self, bucket: Bucket, *, whole: bool) -> FacetLink:
        """The link of a value; with what is below it if ``whole`` or if something there is in force."""
        shown = whole or self.in_force(bucket)
        free = not (bucket.selected or bucket.excluded or BY_NAME[self._facet].kind == "range")
        return FacetLink(
            key=bucket.key,
            label=unbroken(self._labels.value(self._facet, bucket.key)),
            count=bucket.count,
            url=bucket_url(self._without_broader(bucket.key), self._facet, bucket),
            selected=bucket.selected,
            excluded=bucket.excluded,
            exclude=free,
            below=tuple(self.link(one, whole=whole) for one in self._below(bucket)) if shown else (),
        )

    def _below(self, bucket: Bucket) -> list[Bucket]:
        return self._by_parent.get(bucket.key, [])

    def _without_broader(self, key: str) -> SearchState:
        """Who chooses a part of what is chosen means only the part."""
        state = self._state
        if self._vocabulary is None or key in (NOT_STATED, NOT_APPLICABLE):
            return state
        for broader in self._vocabulary.ancestors(key):
            if broader in state.chosen(self._facet):
                state = state.without_filter(self._facet, broader)
        return state


def _year_form(counts: FacetCounts, state: SearchState, *, bars: bool) -> YearForm:
    ranges = [value for value in state.chosen("year") if value not in (NOT_STATED, NOT_APPLICABLE)]
    start, dash, end = ranges[0].partition("-") if len(ranges) == 1 else ("", "", "")
    others = tuple(pair for pair in state.include if pair[0] != "year")
    end = end if dash else start
    return YearForm(
        start, end, inputs(replace(state, include=others)), histogram(counts, start, end) if bars else None
    )


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
