"""Does a hit fit the reader's cluster, in words? And with what is it compared?"""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass, replace

from indexer.facets import FACETS
from indexer.search.body import Labels
from indexer.search.results import FacetFit, FitState
from indexer.search.state import SearchState
from web.formatting import unbroken
from web.pages.layout import Site

ORDER: tuple[FitState, ...] = ("fits", "misfits", "open", "not_stated")
MOST_VALUES = 3


@dataclass(frozen=True)
class Said:
    """What is said of one facet; ``more`` counts the values that are left out."""

    facet: str
    values: tuple[str, ...]
    more: int


@dataclass(frozen=True)
class FitLine:
    """The facets in which a hit fits, or does not, or cannot be compared."""

    state: FitState
    facets: tuple[Said, ...]


@dataclass(frozen=True)
class Compared:
    """With what hits are compared: nothing if the address holds no cluster.

    ``change`` leads to its description, ``without`` to the same results without it, ``offered`` to the same
    results sorted by fit, to which a script adds the cluster the browser remembers.
    """

    cluster: tuple[Said, ...]
    change: str
    without: str
    offered: str


def fit_lines(fits: Iterable[FacetFit], labels: Labels) -> tuple[FitLine, ...]:
    """The words for a hit, what fits first."""
    found = tuple(fits)
    lines = (
        FitLine(state, tuple(_said(one.facet, one.keys, labels) for one in found if one.state == state))
        for state in ORDER
    )
    return tuple(line for line in lines if line.facets)


def compared(state: SearchState, labels: Labels, site: Site) -> Compared:
    """With what the hits of a search are compared."""
    keys = {facet.name: [key for name, key in state.fit if name == facet.name] for facet in FACETS}
    return Compared(
        cluster=tuple(_said(name, found, labels, len(found)) for name, found in keys.items() if found),
        change=replace(state, path=f"{site.prefix}/fit", page=1).url,
        without=state.with_fit(()).url,
        offered=state.with_sort("fit").url,
    )


def _said(facet: str, keys: Iterable[str], labels: Labels, most: int = MOST_VALUES) -> Said:
    values = tuple(unbroken(labels.value(facet, key)) for key in keys)
    return Said(labels.facet(facet), values[:most], max(0, len(values) - most))
