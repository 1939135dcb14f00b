"""``/fit``: what is the reader's cluster like?

One table holds the questions. Shown are those whose facet enough of the published records state today, so a
question appears by itself once the scouts have stated its field (decision 060). The answers stand in the
address of the results and nowhere else.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass, replace
from typing import ClassVar

from starlette.requests import Request
from starlette.responses import RedirectResponse, Response

from indexer.analysis.collation import label_order
from indexer.facets import BY_NAME
from indexer.search.body import Labels
from indexer.search.results import FacetCounts
from indexer.search.searcher import Searcher
from indexer.search.state import SearchState
from kb.localized import Language
from kb.vocabulary import Concept, Vocabulary
from web.formatting import percent, unbroken
from web.knowledge import Knowledge
from web.pages.filters import inputs
from web.pages.layout import Site
from web.templates import Page, render
from web.tour.questions import ENOUGH

MOST_BOXES = 8
FEW = 20  # if there are not more values, all of them stand on the page as boxes


@dataclass(frozen=True)
class Question:
    """One question, by the facet that answers it.

    ``unasked`` are values that describe no cluster; ``below`` leaves out those with nothing above them.
    """

    facet: str
    unasked: frozenset[str] = frozenset()
    below: bool = False


QUESTIONS: tuple[Question, ...] = (
    Question("sector"),
    Question("country", frozenset({"several-countries"})),
    Question("region", below=True),  # countries have a question of their own
    Question("theme"),
    Question("stage"),
    Question("effort"),
    Question("funding", below=True),  # at the top stand "programmes" and "sources of money"
    Question("target_group"),
)


@dataclass(frozen=True)
class Answer:
    """One value; ``value`` is what the address says of it."""

    value: str
    label: str
    chosen: bool


@dataclass(frozen=True)
class Group:
    """Values of one branch of a tree; a list is one group without a ``label``."""

    label: str
    answers: tuple[Answer, ...]


@dataclass(frozen=True)
class Asked:
    """A question with its answers: those that occur most or are chosen, and all ``others``.

    ``stated`` is the share of the records that can be compared by it.
    """

    facet: str
    label: str
    stated: str
    boxes: tuple[Answer, ...]
    others: tuple[Group, ...]


@dataclass(frozen=True)
class FitPage(Page):
    """The form. ``hidden`` keeps the search it was opened from, ``without`` leads there without comparing.

    ``nothing`` says that it was sent without any answer.
    """

    template: ClassVar[str] = "pages/fit.html"
    action: str
    questions: tuple[Asked, ...]
    hidden: tuple[tuple[str, str], ...]
    described: bool
    nothing: bool
    without: str
    enough: str


def asked(stated: Mapping[str, float]) -> tuple[Question, ...]:
    """The questions of today; ``stated`` is, by facet, the share of published records that state a value."""
    return tuple(question for question in QUESTIONS if stated[question.facet] >= ENOUGH)


def page(request: Request) -> Response:
    """``/fit``; with ``go`` it leads to the results, sorted by fit."""
    site, searcher = Site.of(request), Knowledge.of(request).searcher()
    path = f"{site.prefix}/fit"
    state = SearchState.parse(request.query_params.multi_items(), path=path).with_lang(site.lang).with_page(1)
    results = replace(state, path=f"{site.prefix}/search")
    sent = "go" in request.query_params

    def here(language: Language) -> str:
        return state.with_lang(language).url

    if sent and state.fit:
        return RedirectResponse(results.with_sort("fit").url, 302)
    return render(
        FitPage(
            layout=site.layout("fit", here, indexed=state == SearchState(lang=state.lang, path=path)),
            action=path,
            questions=_questions(state, searcher, site),
            hidden=tuple(pair for pair in inputs(state) if pair[0] not in ("fit", "sort")),
            described=bool(state.fit),
            nothing=sent,
            without=results.with_fit(()).url,
            enough=percent(ENOUGH, site.reader),
        )
    )


def _questions(state: SearchState, searcher: Searcher, site: Site) -> tuple[Asked, ...]:
    labels = Labels(site.vocabularies, site.reader, searcher.organisation)
    counted = {counts.facet: counts for counts in searcher.counts()}
    return tuple(
        _question(question, counted[question.facet], state, labels, site)
        for question in asked({name: counts.stated for name, counts in counted.items()})
    )


def _question(
    question: Question, counts: FacetCounts, state: SearchState, labels: Labels, site: Site
) -> Asked:
    facet = BY_NAME[question.facet]
    assert facet.vocabulary, "only values of vocabularies can be chosen without typing"
    vocabulary = site.vocabularies[facet.vocabulary]
    chosen = tuple(key for name, key in state.fit if name == facet.name)
    askable = {concept.id for concept in vocabulary if _describes(concept, question)}
    boxes = _often(askable, counts, labels)
    boxes += [key for key in chosen if key not in boxes]

    def answer(key: str, depth: int = 0) -> Answer:
        label = "\N{NO-BREAK SPACE}" * 3 * depth + unbroken(labels.value(facet.name, key))
        return Answer(f"{facet.name}:{key}", label, key in chosen)

    others = []
    for label, branch in _branches(vocabulary, labels, facet.name):
        left = tuple(answer(key, depth) for key, depth in branch if key in askable and key not in boxes)
        if left:
            others.append(Group(label, left))
    return Asked(
        facet=facet.name,
        label=labels.facet(facet.name),
        stated=percent(counts.stated, site.reader),
        boxes=tuple(map(answer, boxes)),
        others=tuple(others),
    )


def _describes(concept: Concept, question: Question) -> bool:
    """Whether a concept can be said of a cluster and is no second name of another one."""
    top = question.below and concept.broader is None
    return not (top or concept.same_as or concept.id in question.unasked)


def _often(askable: Iterable[str], counts: FacetCounts, labels: Labels) -> list[str]:
    """The values that occur most, or all where they are few."""
    found = {bucket.key: bucket.count for bucket in counts.buckets}
    keys = sorted(askable, key=lambda key: (-found.get(key, 0), label_order(labels.value(counts.facet, key))))
    return keys if len(keys) <= FEW else keys[:MOST_BOXES]


def _branches(
    vocabulary: Vocabulary, labels: Labels, facet: str
) -> Iterator[tuple[str, list[tuple[str, int]]]]:
    """The top values by label, each with all below it and their depth; the label only where there are any."""

    def sorted_by_label(keys: Iterable[str]) -> list[str]:
        return sorted(keys, key=lambda key: label_order(labels.value(facet, key)))

    def below(key: str, depth: int) -> Iterator[tuple[str, int]]:
        for one in sorted_by_label(vocabulary.narrower.get(key, ())):
            yield one, depth
            yield from below(one, depth + 1)

    for top in sorted_by_label(concept.id for concept in vocabulary if concept.broader is None):
        branch = list(below(top, 0))
        yield labels.value(facet, top) if branch else "", [(top, 0), *branch]
