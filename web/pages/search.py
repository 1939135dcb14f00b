"""What was found, how can it be narrowed, and what helps when nothing was found?

The script of the page asks for the same addresses while somebody types, marked by the header ``AS_TYPED``:
what is only half written is nobody's question yet, so it is not counted as one that found nothing.
"""

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
from indexer.search.state import VIEWS, SearchState
from web.knowledge import Knowledge
from web.pages import facet_values
from web.pages.filters import Chip, FacetBox, boxes, chips, inputs, with_years
from web.pages.fitting import Compared, compared
from web.pages.hits import ShownHit, shown
from web.pages.layout import Layout, Site
from web.pages.results_table import ResultsTable, results_table
from web.pages.understood import Understood, understood
from web.pages.ways_out import WaysOut, ways_out
from web.static_files import static_url
from web.templates import Page, render

PAGES_AROUND = 2
AS_TYPED = "X-Requested-As-Typed"
LONGEST_FULL = 20  # hits on a page; on longer ones each is told in short
MANY_WORDS = (
    40  # characters of a query; of more there is so much to say that twenty hits are told in short, too
)
MOST_COMPARED = 20  # hits on a page that says of each whether it fits, and is to stay small


@dataclass(frozen=True)
class Choice:
    """One value of sort, size or view, or the number of a page."""

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
class Choosing:
    """Where the chosen records can be taken; ``lang`` goes along if the address names it."""

    compare: str
    lists: str
    lang: str | None


@dataclass(frozen=True)
class SearchPage(Page):
    """The results: ``hits`` or, if asked for, a ``table``. ``ways_out`` are offered where next to nothing was
    found; ``script`` makes the page answer while somebody types."""

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
    compared: Compared
    table: ResultsTable | None
    choosing: Choosing
    sorts: tuple[Choice, ...]
    views: tuple[Choice, ...]
    sizes: tuple[Choice, ...]
    paging: Paging
    ways_out: WaysOut | None
    everything: str
    script: str


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
    if request.method == "GET" and AS_TYPED not in request.headers and _in_vain(state, results):
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
    from_form = bool({"year_from", "year_to", "year_is"} & single.keys())
    if from_form:
        year = single.get("year_is", "")  # a bar of the histogram
        state = with_years(state, year or single.get("year_from", ""), year or single.get("year_to", ""))
    beyond = "page" in state.problems and single["page"].isdecimal()
    too_long = state.fit and state.size > MOST_COMPARED
    if too_long:
        state = replace(state, size=MOST_COMPARED, page=1)
    return state, not (filters or from_form or beyond or too_long)


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
        hits=_hits(state, results, labels, site),
        compared=compared(state, labels, site),
        table=results_table(results.hits, state, labels, site) if state.view == "table" else None,
        choosing=Choosing(f"{site.prefix}/compare", f"{site.prefix}/lists", site.lang),
        sorts=_sorts(state),
        views=tuple(
            Choice(view or "list", state.with_view(view).url, view == state.view) for view in (None, *VIEWS)
        ),
        sizes=tuple(
            Choice(str(size), replace(state, size=size, page=1).url, size == state.size)
            for size in SIZES
            if not (state.fit and size > MOST_COMPARED)
        ),
        paging=paging,
        ways_out=ways_out(state, results, active, searcher, site),
        everything=site.search(),
        script=static_url("search.js", site.prefix),
    )


def _hits(state: SearchState, results: Results, labels: Labels, site: Site) -> tuple[ShownHit, ...]:
    if state.view:
        return ()
    hits = tuple(shown(hit, state, labels, site) for hit in results.hits)
    much = state.fit or len(state.text) > MANY_WORDS
    if state.size <= (SIZES[0] if much else LONGEST_FULL):
        return hits
    return tuple(_short(hit, site) for hit in hits)


def _short(hit: ShownHit, site: Site) -> ShownHit:
    """One passage, the place and the time; the languages only if the reader's is not among them."""
    languages = () if site.reader in hit.card.languages else hit.card.languages
    return replace(
        hit, passages=hit.passages[:1], why=None, card=replace(hit.card, themes=(), languages=languages)
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
    offered: list[Sort] = [
        sort for sort in SORTS if (sort != "relevance" or state.text) and (sort != "fit" or state.fit)
    ]
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
