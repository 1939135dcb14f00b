"""Where does a reader start: what is here, and by what can it be found?"""

from __future__ import annotations

from dataclasses import dataclass
from typing import ClassVar

from starlette.requests import Request
from starlette.responses import Response

from indexer.facets import NOT_STATED
from indexer.search.body import Labels
from indexer.search.results import FacetCounts
from indexer.search.searcher import Searcher
from web.formatting import unbroken
from web.knowledge import Knowledge
from web.pages.cards import Card, card
from web.pages.layout import Site
from web.templates import Page, render

NEWEST = 6
MOST_COUNTRIES = 18
NO_COUNTRIES = frozenset({"EU", "several-countries", NOT_STATED})  # they stand for more than one


@dataclass(frozen=True)
class Way:
    """A value of a facet to start from."""

    label: str
    count: int
    url: str


@dataclass(frozen=True)
class HomePage(Page):
    """The first page."""

    template: ClassVar[str] = "pages/home.html"
    records: int
    countries_covered: int
    themes: tuple[Way, ...]
    kinds: tuple[Way, ...]
    countries: tuple[Way, ...]
    newest: tuple[Card, ...]
    everything: str
    search: str
    lang_input: str | None


def page(request: Request) -> Response:
    """``/``"""
    site, searcher = Site.of(request), Knowledge.of(request).searcher()
    counted = {counts.facet: counts for counts in searcher.counts(("kind", "theme", "country"))}
    codes = {bucket.key for bucket in counted["country"].buckets} - NO_COUNTRIES
    return render(
        HomePage(
            layout=site.layout("home", site.here(request)),
            records=searcher.size,
            countries_covered=len(codes),
            themes=_ways(counted["theme"], site, searcher),
            kinds=_ways(counted["kind"], site, searcher),
            countries=_ways(counted["country"], site, searcher)[:MOST_COUNTRIES],
            newest=tuple(card(hit.record, site) for hit in searcher.newest(NEWEST)),
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
