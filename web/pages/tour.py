"""``/tour``: which question comes next, and what is worth reading in a reader's situation?

Everything said so far is in the address. An answer is a link to the next open question; where none is left,
the shortlist stands.
"""

from __future__ import annotations

from dataclasses import dataclass, replace
from math import sqrt
from typing import ClassVar

from starlette.requests import Request
from starlette.responses import Response

from indexer.facets import BY_NAME
from indexer.search.body import Labels
from indexer.search.results import Hit
from indexer.search.searcher import Searcher
from indexer.search.state import SearchState
from kb.localized import Language, choose
from web.formatting import unbroken
from web.knowledge import Knowledge
from web.pages.cards import Card, card
from web.pages.facts import unstated
from web.pages.layout import Layout, Site
from web.pages.why import WhyLine, why
from web.templates import Page, render
from web.tour.questions import BY_QUESTION, SITUATION, Question, Reach, answers, asked, values_of
from web.tour.shortlist import shortlist
from web.tour.situations import situations
from web.tour.state import TourState

MOST_COMPARED = 4
BEAM_LENGTH, BEAM_HEIGHT = 600, 60  # of the drawing, in its own units


@dataclass(frozen=True)
class Answer:
    """One answer; ``url`` leads on, None where it would leave nothing. ``reach`` words what it takes in."""

    label: str
    reach: Reach
    hint: str
    count: int
    url: str | None


@dataclass(frozen=True)
class Given:
    """What was said to a question: ``label`` is None where it was skipped. ``name`` is that of its facet.

    ``change`` asks it again, ``drop`` goes on without it; ``without`` says how many records that finds where
    nothing else is left to say, else None.
    """

    question: str
    name: str
    label: str | None
    reach: Reach
    change: str
    drop: str
    without: int | None


@dataclass(frozen=True)
class Met:
    """How a record meets an answer: by the values it states, or by how a situation's words were found."""

    question: str
    name: str
    values: tuple[str, ...]
    lines: tuple[WhyLine, ...] = ()


@dataclass(frozen=True)
class Pick:
    """A record of the shortlist and why it is there; ``missing`` are the names of what it does not state."""

    id: str
    card: Card
    met: tuple[Met, ...]
    missing: tuple[str, ...]


@dataclass(frozen=True)
class TourPage(Page):
    """A question. ``beam`` draws the share of all records that the answers so far leave."""

    template: ClassVar[str] = "pages/tour.html"
    question: str
    number: int
    questions: int
    total: int
    records: int
    beam: str
    given: tuple[Given, ...]
    answers: tuple[Answer, ...]
    empty: tuple[Answer, ...]
    back: str | None
    skip: str
    rest: str
    anew: str


@dataclass(frozen=True)
class ShortlistPage(Page):
    """What to read first. The addresses of what can be done with it are None where it is empty."""

    template: ClassVar[str] = "pages/tour_shortlist.html"
    total: int
    records: int
    beam: str
    given: tuple[Given, ...]
    picks: tuple[Pick, ...]
    compare: str | None
    reading_list: str
    kit: str
    search: str
    anew: str


def page(request: Request) -> Response:
    """``/tour``"""
    site, searcher = Site.of(request), Knowledge.of(request).searcher()
    state = TourState.parse(
        request.query_params.multi_items(), site.vocabularies, lang=site.lang, path=f"{site.prefix}/tour"
    )
    return render(Tour(site, searcher, state).page())


class Tour:
    """One reader's tour at one state."""

    def __init__(self, site: Site, searcher: Searcher, state: TourState) -> None:
        self._site, self._searcher, self._state = site, searcher, state
        self._labels = Labels(site.vocabularies, site.reader, searcher.organisation)
        self._asked = asked(searcher.coverage())

    def page(self) -> Page:
        """The first question that is open, or the shortlist."""
        open_ = [question for question in self._asked if not self._state.settled(question)]
        return self._question(open_[0]) if open_ else self._shortlist()

    def _layout(self) -> Layout:
        def here(language: Language) -> str:
            return replace(self._state, lang=language).url

        bare = not (self._state.answers or self._state.skipped)
        return self._site.layout("tour", here, indexed=bare)

    def _search(self, state: TourState) -> SearchState:
        path = f"{self._site.prefix}/search"
        return state.search(self._site.vocabularies, self._site.reader, path)

    def _total(self, state: TourState) -> int:
        return self._searcher.total(self._search(state).request(self._site.reader))

    def _question(self, question: Question) -> TourPage:
        names = [one.name for one in self._asked]
        number = names.index(question.name)
        state, total = self._state, self._total(self._state)
        offered = self._situations() if question.name == SITUATION else self._values(question)
        return TourPage(
            layout=self._layout(),
            question=question.name,
            number=number + 1,
            questions=len(names),
            total=total,
            records=self._searcher.size,
            beam=beam(total, self._searcher.size),
            given=self._given(total),
            answers=tuple(answer for answer in offered if answer.count),
            empty=tuple(answer for answer in offered if not answer.count),
            back=state.asking(names[number - 1]).url if number else None,
            skip=state.skipping(question.name).url,
            rest=state.skipping(*(name for name in names if not state.answer(name))).url,
            anew=state.anew().url,
        )

    def _situations(self) -> tuple[Answer, ...]:
        found = []
        for key, situation in situations().items():
            count = self._total(self._state.answering(SITUATION, key))
            found.append(self._answer(SITUATION, key, situation.hint[self._site.reader], count))
        return tuple(found)

    def _values(self, question: Question) -> tuple[Answer, ...]:
        """The answers to a question about a facet, each with the number of records it would leave."""
        facet, vocabularies = question.name, self._site.vocabularies
        request = self._search(self._state).request(self._site.reader)
        results = self._searcher.search(replace(request, size=1))
        counts = next(one for one in results.facets if one.facet == facet)
        left = {bucket.key: bucket.count for bucket in counts.buckets}
        (everything,) = self._searcher.counts((facet,))
        found = []
        for key in answers(question, everything, self._labels):
            values = values_of(question, key, vocabularies)
            count = sum(left.get(value, 0) for value in values)
            found.append(self._answer(facet, key, self._definition(facet, key), count))
        return tuple(found)

    def _answer(self, name: str, key: str, hint: str, count: int) -> Answer:
        url = self._state.answering(name, key).url if count else None
        return Answer(self._label(name, key), self._reach(name, key), hint, count, url)

    def _definition(self, facet: str, key: str) -> str:
        concept = self._site.vocabularies[BY_NAME[facet].vocabulary or ""].concepts[key]
        found = choose(concept.definition, self._site.reader)
        return found[1] if found else ""

    def _label(self, name: str, key: str) -> str:
        if name == SITUATION:
            return situations()[key].label[self._site.reader]
        return unbroken(self._labels.value(name, key))

    def _name(self, name: str) -> str:
        """What the facet of a question is called; the template words what is none."""
        return "" if name == SITUATION else self._labels.facet(name)

    def _reach(self, name: str, key: str) -> Reach:
        """The reach of an answer that takes in more than its own value."""
        question = BY_QUESTION[name]
        if question.reach == "only" or len(values_of(question, key, self._site.vocabularies)) == 1:
            return "only"
        return question.reach

    def _given(self, total: int) -> tuple[Given, ...]:
        """What was said, in the order of the questions; skipped ones only as far as they are asked."""
        state, found = self._state, []
        for name in dict.fromkeys([*(one.name for one in self._asked), *dict(state.answers)]):
            key = state.answer(name)
            if key is None and name not in state.skipped:
                continue
            drop = state.skipping(name)
            found.append(
                Given(
                    question=name,
                    name=self._name(name),
                    label=None if key is None else self._label(name, key),
                    reach="only" if key is None else self._reach(name, key),
                    change=state.asking(name).url,
                    drop=drop.url,
                    without=None if total or key is None else self._total(drop),
                )
            )
        return tuple(found)

    def _shortlist(self) -> ShortlistPage:
        search = self._search(self._state)
        told = tuple(pair for pair in search.include if self._state.answer(pair[0]))
        request = search.with_fit(told).request(self._site.reader)  # so that each hit tells what it states
        found = shortlist(request, self._searcher, self._site.vocabularies)
        ids = [hit.id for hit in found.hits]
        return ShortlistPage(
            layout=self._layout(),
            total=found.total,
            records=self._searcher.size,
            beam=beam(found.total, self._searcher.size),
            given=self._given(found.total),
            picks=tuple(self._pick(hit, search) for hit in found.hits),
            compare=self._with("/compare", ids[:MOST_COMPARED]) if len(ids) > 1 else None,
            reading_list=self._with("/lists", ids),
            kit=self._with("/lists/kit", ids),
            search=search.url,
            anew=self._state.anew().url,
        )

    def _pick(self, hit: Hit, search: SearchState) -> Pick:
        met = []
        account = why(hit, search.text, ranked=True)
        if account:
            met.append(Met(SITUATION, "", (), account.lines))
        for fit in hit.fit:
            values = tuple(unbroken(self._labels.value(fit.facet, key)) for key in fit.keys)
            met.append(Met(fit.facet, self._name(fit.facet), values))
        return Pick(hit.id, card(hit.record, self._site), tuple(met), unstated(hit.record, self._site))

    def _with(self, path: str, ids: list[str]) -> str:
        """The address of a page for records."""
        return self._site.url(path, pairs=[("id", one) for one in ids])


def beam(total: int, records: int) -> str:
    """The path of a beam of light that is as wide as the share of the records it falls on.

    The root keeps a few of many visible.

    >>> beam(1, 4)
    'M0 30L600 15V45Z'
    """
    spread = round(BEAM_HEIGHT / 2 * sqrt(total / records)) if records else 0
    middle = BEAM_HEIGHT // 2
    return f"M0 {middle}L{BEAM_LENGTH} {middle - spread}V{middle + spread}Z"
