"""What was found, how can it be narrowed, and what helps when nothing was found?"""

from __future__ import annotations

from dataclasses import dataclass, replace
from typing import ClassVar

from starlette.background import BackgroundTask
from starlette.requests import Request
from starlette.responses import RedirectResponse, Response

from indexer.facets import BY_NAME
from indexer.search.body import Labels
from indexer.search.query_language import extract_filters
from indexer.search.request import DEEPEST_HIT, SIZES, SORTS, Sort
from indexer.search.results import Relaxation, Results
from indexer.search.searcher import Searcher
from indexer.search.state import SearchState
from web.knowledge import Knowledge
from web.pages import facet_values
from web.pages.filters import Chip, FacetBox, boxes, chips, inputs, with_years
from web.pages.hits import ShownHit, shown
from web.pages.layout import Layout, Site
from web.pages.understood import Understood, understood
from web.pages.ways_out import WaysOut, ways_out
from web.templates import Page, render

PAGES_AROUND = 2


@dataclass(frozen=True)
class Choice:
    """One value of sort or size, or the number of a page."""

    value: str
    url: str
    current: bool


@dataclass(frozen=True)
class Paging:
    """Where in the results the reader is; ``numbers`` holds None for a gap."""

    first: int
    last: int
    previous: str | None
    following: str | None
    numbers: tuple[Choice | None, ...]


@dataclass(frozen=True)
class SearchPage(Page):
    """The results. ``ways_out`` are offered where nothing or next to nothing was found."""

    template: ClassVar[str] = "pages/search.html"
    text: str
    total: int
    understood: Understood
    relaxed: Relaxation | None
    notes: tuple[str, ...]
    chips: tuple[Chip, ...]
    without_filters: str
    facets: tuple[FacetBox, ...]
    hidden: tuple[tuple[str, str], ...]
    hits: tuple[ShownHit, ...]
    sorts: tuple[Choice, ...]
    sizes: tuple[Choice, ...]
    paging: Paging
    ways_out: WaysOut | None
    everything: str


def page(request: Request) -> Response:
    """``/search``"""
    site, knowledge = Site.of(request), Knowledge.of(request)
    state, settled = _asked(request, site)
    if not settled:
        return RedirectResponse(state.url, 302)
    if state.too_deep:
        return RedirectResponse(state.with_page(1).url, 302)
    searcher = knowledge.searcher()
    facet = request.query_params.get("values", "")
    if facet in BY_NAME:
        return facet_values.answer(facet, request.query_params.get("find", ""), state, searcher, site)
    results = searcher.search(state.request(site.reader))
    if state.page > 1 and (state.page - 1) * state.size >= results.total:
        return RedirectResponse(state.with_page(1).url, 302)
    response = render(_page(state, results, searcher, site))
    if request.method == "GET" and _in_vain(state, results):
        response.background = BackgroundTask(knowledge.misses.note, state.text)
    return response


def _in_vain(state: SearchState, results: Results) -> bool:
    """Whether the knowledge base has nothing for the words: not if filters or dropped parts are the cause."""
    return not (results.total or state.narrowed or state.without) and bool(state.text)


def _asked(request: Request, site: Site) -> tuple[SearchState, bool]:
    """What is asked, and whether the address says it in the settled form."""
    parameters = request.query_params.multi_items()
    single = dict(parameters)
    text, filters = extract_filters(single.get("q", ""))
    kept = [(name, value) for name, value in parameters if name != "q"]
    path = f"{site.prefix}/search"
    state = SearchState.parse([*kept, ("q", text), *filters], path=path).with_lang(site.lang)
    from_form = "year_from" in single or "year_to" in single
    if from_form:
        state = with_years(state, single.get("year_from", ""), single.get("year_to", ""))
    beyond = "page" in state.problems and single["page"].isdecimal()
    return state, not (filters or from_form or beyond)


def _page(state: SearchState, results: Results, searcher: Searcher, site: Site) -> SearchPage:
    labels = Labels(site.vocabularies, site.reader, searcher.organisation)
    active = chips(state, labels)
    paging = _paging(state, results.total)
    return SearchPage(
        layout=_layout(state, paging, site),
        text=state.text,
        total=results.total,
        understood=understood(state, results, site),
        relaxed=results.relaxed,
        notes=tuple(labels.note(note.code, note.values) for note in results.notes),
        chips=active,
        without_filters=state.without_filters().url,
        facets=boxes(results.facets, state, labels, site),
        hidden=inputs(state),
        hits=tuple(shown(hit, state, site) for hit in results.hits),
        sorts=_sorts(state),
        sizes=tuple(
            Choice(str(size), replace(state, size=size, page=1).url, size == state.size) for size in SIZES
        ),
        paging=paging,
        ways_out=ways_out(state, results, active, searcher, site),
        everything=site.search(),
    )


def _layout(state: SearchState, paging: Paging, site: Site) -> Layout:
    # Other words are searched with all parts again.
    hidden = tuple(pair for pair in inputs(state) if pair[0] not in ("q", "without"))
    layout = site.layout(
        "search",
        lambda language: state.with_lang(language).url,
        indexed=state.page == 1,
        query=state.text,
        hidden=hidden,
    )
    return replace(layout, previous=paging.previous, following=paging.following)


def _sorts(state: SearchState) -> tuple[Choice, ...]:
    """The orders that differ: without words there is no relevance, and the newest come first anyway."""
    offered: list[Sort] = [sort for sort in SORTS if state.text or sort != "relevance"]
    usual = offered[0]
    return tuple(
        Choice(sort, state.with_sort(None if sort == usual else sort).url, sort == state.sorting)
        for sort in offered
    )


def _paging(state: SearchState, total: int) -> Paging:
    last = max(1, min(-(-total // state.size), DEEPEST_HIT // state.size))
    around = range(state.page - PAGES_AROUND, state.page + PAGES_AROUND + 1)
    shown = sorted({1, last, *(number for number in around if 1 <= number <= last)})
    numbers: list[Choice | None] = []
    for before, number in zip([0, *shown], shown, strict=False):
        if number > before + 1:
            numbers.append(None)
        numbers.append(Choice(str(number), state.with_page(number).url, number == state.page))
    first = (state.page - 1) * state.size
    return Paging(
        first=first + 1,
        last=min(first + state.size, total),
        previous=state.with_page(state.page - 1).url if state.page > 1 else None,
        following=state.with_page(state.page + 1).url if state.page < last else None,
        numbers=tuple(numbers) if last > 1 else (),
    )
