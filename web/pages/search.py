"""What was found, how can it be narrowed, and what helps when nothing was found?"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, replace
from typing import ClassVar

from starlette.requests import Request
from starlette.responses import RedirectResponse, Response

from indexer.facets import BY_NAME
from indexer.search.body import Labels
from indexer.search.query_language import extract_filters
from indexer.search.request import DEEPEST_HIT, SIZES, SORTS, Sort
from indexer.search.results import Hit, Relaxation, Results, Snippet
from indexer.search.searcher import Searcher
from indexer.search.snippets import texts_of
from indexer.search.state import SearchState
from web.formatting import Text
from web.knowledge import Knowledge
from web.pages import facet_values
from web.pages.cards import Card, card
from web.pages.filters import Chip, FacetBox, boxes, chips, inputs, with_years
from web.pages.layout import Layout, Site
from web.templates import Page, render

PAGES_AROUND = 2
SENTENCE_ENDS = (".", "!", "?", ":", ";")
MOST_DROPPED = 8  # filters whose removal is tried when nothing was found


@dataclass(frozen=True)
class Passage:
    """A snippet in pieces: each a text and whether it matched; ``before`` and ``after`` say what was cut."""

    field: str
    pieces: tuple[tuple[str, bool], ...]
    language: Text
    before: bool
    after: bool


@dataclass(frozen=True)
class ShownHit:
    """A hit with its passages and, by the class of the match, the words that were found."""

    card: Card
    passages: tuple[Passage, ...]
    matched: Mapping[str, tuple[str, ...]]


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
class WayOut:
    """A search without one filter, with the total it would give."""

    chip: Chip
    total: int


@dataclass(frozen=True)
class SearchPage(Page):
    """The results. ``ways_out`` are offered only when nothing was found."""

    template: ClassVar[str] = "pages/search.html"
    text: str
    total: int
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
    ways_out: tuple[WayOut, ...]
    total_without_filters: int
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
    return render(_page(state, results, searcher, site))


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
    empty = results.total == 0
    paging = _paging(state, results.total)
    return SearchPage(
        layout=_layout(state, paging, site),
        text=state.text,
        total=results.total,
        relaxed=results.relaxed,
        notes=tuple(labels.note(note.code, note.values) for note in results.notes),
        chips=active,
        without_filters=state.without_filters().url,
        facets=boxes(results.facets, state, labels, site),
        hidden=inputs(state),
        hits=tuple(_shown(hit, site) for hit in results.hits),
        sorts=_sorts(state),
        sizes=tuple(
            Choice(str(size), replace(state, size=size, page=1).url, size == state.size) for size in SIZES
        ),
        paging=paging,
        ways_out=_ways_out(state, active, searcher, site) if empty else (),
        total_without_filters=_total(state.without_filters(), searcher, site) if empty else results.total,
        everything=site.search(),
    )


def _layout(state: SearchState, paging: Paging, site: Site) -> Layout:
    hidden = tuple(pair for pair in inputs(state) if pair[0] != "q")
    layout = site.layout(
        "search",
        lambda language: state.with_lang(language).url,
        indexed=state.page == 1,
        query=state.text,
        hidden=hidden,
    )
    return replace(layout, previous=paging.previous, following=paging.following)


def _shown(hit: Hit, site: Site) -> ShownHit:
    return ShownHit(
        card=card(hit.record, site),
        passages=tuple(_passage(snippet, hit, site) for snippet in hit.snippets),
        matched={
            name: tuple(dict.fromkeys(match.label or match.found for match in matches))
            for name, matches in hit.matched.items()
            if matches
        },
    )


def _passage(snippet: Snippet, hit: Hit, site: Site) -> Passage:
    pieces: list[tuple[str, bool]] = []
    done = 0
    for start, end in snippet.ranges:
        pieces += [(snippet.text[done:start], False), (snippet.text[start:end], True)]
        done = end
    pieces.append((snippet.text[done:], False))
    language = None if snippet.language == site.reader else snippet.language
    before, after = _cut(snippet, hit)
    return Passage(
        field=snippet.field,
        pieces=tuple((text, marked) for text, marked in pieces if text),
        language=Text(snippet.text, language),
        before=before,
        after=after,
    )


def _cut(snippet: Snippet, hit: Hit) -> tuple[bool, bool]:
    """Whether a snippet begins, and whether it ends, in the middle of a sentence."""
    for name, language, text in texts_of(hit.record):
        if (name, language) == (snippet.field, snippet.language) and snippet.text in text:
            before, _, after = text.partition(snippet.text)
            begins = before.rstrip(" -*#>")[-1:] in ("", "\n", *SENTENCE_ENDS)
            ends = after[:1] in ("", "\n") or snippet.text.endswith(SENTENCE_ENDS)
            return not begins, not ends
    return False, False


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


def _ways_out(
    state: SearchState, active: tuple[Chip, ...], searcher: Searcher, site: Site
) -> tuple[WayOut, ...]:
    """Each filter whose removal would bring something, most first."""
    pairs = [*state.include, *state.exclude]
    found = []
    for (name, key), chip in list(zip(pairs, active, strict=True))[:MOST_DROPPED]:
        total = _total(state.without_filter(name, key), searcher, site)
        if total:
            found.append(WayOut(chip, total))
    return tuple(sorted(found, key=lambda way: -way.total))


def _total(state: SearchState, searcher: Searcher, site: Site) -> int:
    request = replace(state.request(site.reader), page=1, size=1, counting=False)
    return searcher.search(request).total
