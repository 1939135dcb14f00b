"""What helps when nothing or next to nothing was found? What finds more, with its count; and the scouts."""

from __future__ import annotations

from dataclasses import dataclass

from indexer.search.results import Results
from indexer.search.searcher import Searcher
from indexer.search.state import SearchState
from web.pages.filters import Chip
from web.pages.layout import Site
from web.pages.understood import Extra, Proposal, dropped

FEW = 3  # fewer hits are next to nothing
MOST_DROPPED = 8  # filters whose removal is tried


@dataclass(frozen=True)
class WithoutFilter:
    """A search without one filter, with the total it would give."""

    chip: Chip
    total: int


@dataclass(frozen=True)
class WithExtra:
    """A search that brings back what was left out, with the total it would give."""

    extra: Extra
    total: int


@dataclass(frozen=True)
class WaysOut:
    """What is offered, most first. ``total_without_filters`` is 0 where that finds no more.

    ``tell`` is where the scouts are told what was looked for.
    """

    filters: tuple[WithoutFilter, ...]
    total_without_filters: int
    extras: tuple[WithExtra, ...]
    concepts: tuple[Proposal, ...]
    tell: str

    @property
    def any(self) -> bool:
        """Whether there is anything to offer."""
        return bool(self.filters or self.total_without_filters or self.extras or self.concepts)


def ways_out(
    state: SearchState, results: Results, active: tuple[Chip, ...], searcher: Searcher, site: Site
) -> WaysOut | None:
    """What would find more; None where enough was found. ``active`` are the filters in force."""
    if results.total >= FEW or state.page > 1:
        return None

    def total(changed: SearchState) -> int:
        """What a changed search finds, if it is more."""
        found = searcher.total(changed.request(site.reader))
        return found if found > results.total else 0

    pairs = [*state.include, *state.exclude]
    filters = [
        WithoutFilter(chip, total(state.without_filter(name, key)))
        for (name, key), chip in list(zip(pairs, active, strict=True))[:MOST_DROPPED]
    ]
    extras = [WithExtra(extra, total(state.restoring(extra.key))) for extra in dropped(state, site)]
    return WaysOut(
        filters=tuple(sorted((way for way in filters if way.total), key=lambda way: -way.total)),
        total_without_filters=total(state.without_filters()) if len(active) > 1 else 0,
        extras=tuple(sorted((way for way in extras if way.total), key=lambda way: -way.total)),
        concepts=tuple(
            Proposal(name, count, state.with_text(name).url)
            for name, count in searcher.related_concepts(state.request(site.reader))
            if count > results.total
        ),
        tell=site.url("/feedback", q=state.text) if state.text else site.url("/feedback"),
    )
