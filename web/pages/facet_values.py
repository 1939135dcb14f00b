"""Here is a facet with many values: which of them does the reader mean?

The page of all values belongs to a search: its address is that of the search with ``values=<facet>``; with
``find=<words>`` it shows only the values whose label holds the words. Every link leads back to the results.
"""

from __future__ import annotations

from dataclasses import dataclass, replace
from typing import ClassVar
from urllib.parse import quote_plus

from starlette.responses import Response

from indexer.analysis.collation import label_order
from indexer.search.body import Labels
from indexer.search.searcher import Searcher
from indexer.search.state import SearchState
from kb.localized import Language
from web.pages.filters import Chip, FacetLink, FacetTree, chips, explanation, inputs, values_url
from web.pages.layout import Site
from web.templates import Page, render

MOST_VALUES = 200
LONGEST_FIND = 100


@dataclass(frozen=True)
class FacetValuesPage(Page):
    """All values of one facet within a search; ``left_out`` counts those beyond what one page holds."""

    template: ClassVar[str] = "pages/facet_values.html"
    facet: str
    label: str
    explanation: str
    text: str
    find: str
    links: tuple[FacetLink, ...]
    found: int
    left_out: int
    chips: tuple[Chip, ...]
    hidden: tuple[tuple[str, str], ...]
    all_values: str
    results: str


def answer(facet: str, find: str, state: SearchState, searcher: Searcher, site: Site) -> Response:
    """The page of a facet's values that hold ``find``."""
    state, find = state.with_page(1), " ".join(find.split())[:LONGEST_FIND]
    labels = Labels(site.vocabularies, site.reader, searcher.organisation)
    results = searcher.search(replace(state.request(site.reader), size=1))
    counts = next(counts for counts in results.facets if counts.facet == facet)
    tree = FacetTree(counts, state, labels, site)
    links = _holding(find, tuple(tree.link(bucket, whole=True) for bucket in tree.top))

    def here(language: Language) -> str:
        url = values_url(state.with_lang(language), facet)
        return f"{url}&find={quote_plus(find, errors='replace')}" if find else url

    hidden = inputs(state)
    return render(
        FacetValuesPage(
            layout=site.layout(
                "search",
                here,
                indexed=False,
                query=state.text,
                hidden=tuple(pair for pair in hidden if pair[0] != "q"),
            ),
            facet=facet,
            label=labels.facet(facet),
            explanation=explanation(facet, site),
            text=state.text,
            find=find,
            links=links[:MOST_VALUES],
            found=sum(_holds(find, link) for link in links),
            left_out=max(0, len(links) - MOST_VALUES),
            chips=chips(state, labels),
            hidden=hidden,
            all_values=values_url(state, facet),
            results=state.url,
        )
    )


def _holding(find: str, links: tuple[FacetLink, ...]) -> tuple[FacetLink, ...]:
    """The values whose label holds the words, and those above such a value."""
    below = ((link, _holding(find, link.below)) for link in links)
    wanted = label_order(find)[0]
    return tuple(
        replace(link, below=kept) for link, kept in below if kept or wanted in label_order(link.label)[0]
    )


def _holds(find: str, link: FacetLink) -> int:
    """How many of a value and those below it hold the words."""
    own = label_order(find)[0] in label_order(link.label)[0]
    return own + sum(_holds(find, one) for one in link.below)
