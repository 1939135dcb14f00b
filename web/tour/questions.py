"""What does the tour ask, and which answers does a question have?

The candidates stand in one table in the order in which they would be asked. The first four that enough of the
published records state are asked today, so a question appears by itself once the scouts have stated its field
(decision 062).
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Literal

from indexer.facets import BY_NAME, NOT_APPLICABLE, NOT_STATED
from indexer.search.body import Labels
from indexer.search.results import FacetCounts
from kb.vocabulary import Vocabularies
from web.tour.situations import situations

SITUATION = "situation"
ENOUGH = 0.30  # the share of published records that has to state a field before a question asks for it
MOST_QUESTIONS = 4
Reach = Literal["only", "or_more", "or_less"]


@dataclass(frozen=True)
class Question:
    """One candidate, by the facet it narrows by. ``reach`` says what an answer takes in.

    ``only`` is the value itself with what lies below it; the values of the other two are degrees, in the
    order of their vocabulary, and belong to facets of which a record states one value.
    """

    name: str
    reach: Reach = "only"


CANDIDATES: tuple[Question, ...] = (
    Question(SITUATION),  # every record answers to words, so it needs no field
    Question("theme"),
    Question("stage"),
    Question("effort", "or_less"),
    Question("sector"),
    Question("evidence", "or_more"),
    Question("country"),
    Question("outcome"),
)
BY_QUESTION: dict[str, Question] = {question.name: question for question in CANDIDATES}


def asked(stated: Mapping[str, float]) -> tuple[Question, ...]:
    """The questions of today; ``stated`` is, by facet, the share of published records that state a value."""
    worth = [one for one in CANDIDATES if one.name == SITUATION or stated.get(one.name, 0.0) >= ENOUGH]
    return tuple(worth[:MOST_QUESTIONS])


def is_answer(name: str, key: str, vocabularies: Vocabularies) -> bool:
    """Whether a question has an answer of this key."""
    if name == SITUATION:
        return key in situations()
    return name in BY_QUESTION and key in vocabularies[BY_NAME[name].vocabulary or ""]


def values_of(question: Question, key: str, vocabularies: Vocabularies) -> tuple[str, ...]:
    """The values of its facet that an answer takes in: low and medium for an effort of medium or less."""
    if question.reach == "only":
        return (key,)
    degrees = list(vocabularies[BY_NAME[question.name].vocabulary or ""].concepts)
    place = degrees.index(key)
    return tuple(degrees[place:] if question.reach == "or_more" else degrees[: place + 1])


def answers(question: Question, everything: FacetCounts, labels: Labels) -> list[str]:
    """The keys offered: what any published record states, degrees in their order, others by their number."""
    facet = BY_NAME[question.name]
    found = [
        bucket.key
        for bucket in labels.ordered(everything)
        if bucket.parent is None and bucket.key not in (NOT_STATED, NOT_APPLICABLE)
    ]
    if question.reach == "only":
        return found
    return [key for key in labels.vocabularies[facet.vocabulary or ""].concepts if key in found]
