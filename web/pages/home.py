"""Where does a reader start: what is here, how good is it, and by what can it be found?"""

from __future__ import annotations

from dataclasses import dataclass
from typing import ClassVar

from starlette.requests import Request
from starlette.responses import Response

from indexer.facets import NOT_STATED
from indexer.search.body import Labels
from indexer.search.request import SearchRequest
from indexer.search.results import FacetCounts
from indexer.search.searcher import Searcher
from web.formatting import day, percent, unbroken
from web.knowledge import Knowledge
from web.pages.cards import Card, card
from web.pages.layout import Site
from web.templates import Page, render
from web.tour.questions import SITUATION
from web.tour.situations import situations

NEWEST = 6
RECHECKED = 3
MOST_COUNTRIES = 18
NO_COUNTRIES = frozenset({"EU", "several-countries", NOT_STATED})  # they stand for more than one
TOLD = ("evidence", "outcome", "stage", "effort")  # the facets whose gaps readers should know of


@dataclass(frozen=True)
class Way:
    """A value of a facet to start from."""

    label: str
    count: int
    url: str


@dataclass(frozen=True)
class Start:
    """A situation with which the tour begins."""

    label: str
    url: str


@dataclass(frozen=True)
class Share:
    """How many of the records something holds for: in words, and as the length of a bar of 100.

    ``name`` is a facet that they state, or ``checked``.
    """

    name: str
    percent: str
    bar: int


@dataclass(frozen=True)
class Rechecked:
    """A record and the day on which somebody opened its sources, as people write it."""

    card: Card
    day: str


@dataclass(frozen=True)
class HomePage(Page):
    """The first page."""

    template: ClassVar[str] = "pages/home.html"
    records: int
    countries_covered: int
    situations: tuple[Start, ...]
    tour: str
    fit: str
    atlas: str
    themes: tuple[Way, ...]
    kinds: tuple[Way, ...]
    countries: tuple[Way, ...]
    languages: tuple[Way, ...]
    shares: tuple[Share, ...]
    newest: tuple[Card, ...]
    rechecked: tuple[Rechecked, ...]
    everything: str
    search: str
    lang_input: str | None


def page(request: Request) -> Response:
    """``/``"""
    site, searcher = Site.of(request), Knowledge.of(request).searcher()
    counted = {counts.facet: counts for counts in searcher.counts()}
    codes = {bucket.key for bucket in counted["country"].buckets} - NO_COUNTRIES
    return render(
        HomePage(
            layout=site.layout("home", site.here(request)),
            records=searcher.size,
            countries_covered=len(codes),
            situations=tuple(
                Start(situation.label[site.reader], site.url("/tour", pairs=[(SITUATION, key)]))
                for key, situation in situations().items()
            ),
            tour=site.url("/tour"),
            fit=site.url("/fit"),
            atlas=site.url("/atlas"),
            themes=_ways(counted["theme"], site, searcher),
            kinds=_ways(counted["kind"], site, searcher),
            countries=_ways(counted["country"], site, searcher)[:MOST_COUNTRIES],
            languages=_ways(counted["language"], site, searcher),
            shares=_shares(counted, site, searcher),
            newest=tuple(card(hit.record, site) for hit in searcher.newest(NEWEST)),
            rechecked=_rechecked(site, searcher),
            everything=site.search(),
            search=f"{site.prefix}/search",
            lang_input=site.lang,
        )
    )


def _ways(counts: FacetCounts, site: Site, searcher: Searcher) -> tuple[Way, ...]:
    labels = Labels(site.vocabularies, site.reader, searcher.organisation)
    return tuple(
        Way(
            unbroken(labels.value(counts.facet, bucket.key)),
            bucket.count,
            site.search(filters=[(counts.facet, bucket.key)]),
        )
        for bucket in labels.ordered(counts)
        if bucket.key != NOT_STATED
    )


def _shares(counted: dict[str, FacetCounts], site: Site, searcher: Searcher) -> tuple[Share, ...]:
    """How much of what a reader would like to know the records say, honest about the gaps."""
    stated = [(name, counted[name].stated) for name in TOLD]
    checked = ("checked", searcher.checked / searcher.size if searcher.size else 0.0)
    return tuple(
        Share(name, percent(share, site.reader), round(100 * share)) for name, share in (*stated, checked)
    )


def _rechecked(site: Site, searcher: Searcher) -> tuple[Rechecked, ...]:
    """The records whose sources were opened last; none before anybody has."""
    hits = searcher.search(SearchRequest(sort="checked", size=RECHECKED, counting=False)).hits
    return tuple(
        Rechecked(card(hit.record, site), day(str(hit.record["checked"]), site.reader))
        for hit in hits
        if hit.record.get("checked")
    )
