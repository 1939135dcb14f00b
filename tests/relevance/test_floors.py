"""Ranking has a number, and it does not fall unseen.

1. In every group of our own questions nDCG@10 is at least its floor, without a dictionary as installed.
2. In every group it is ahead of each of the other engines.
3. Each part of the search (compounds, typos, concepts) earns its place: without it the mean is lower.

The questions that are held out take no part: they are looked at with ``make relevance ARGS=--final``.
"""

from __future__ import annotations

from collections.abc import Mapping
from statistics import fmean

import pytest

from indexer.evaluation.metrics import ndcg
from tests.relevance.judged import ALL, QUESTIONS, Question, by_group
from tests.relevance.our_records import OurRecords, our_records
from tests.relevance.peers import Ours, System, peers
from tests.relevance.tables import TOP

FLOORS = {  # some hundredths below what was measured when the floor was set
    ALL: 0.58,
    "abbreviation": 0.65,
    "compound": 0.47,
    "cross": 0.46,
    "danish": 0.66,
    "english": 0.64,
    "german": 0.50,
    "typo": 0.64,
}
PARTS_WITHOUT_A_DICTIONARY = ("compounds", "typos", "concepts")

Figures = Mapping[str, float]  # nDCG@10 by id of the question


@pytest.fixture(scope="module")
def ours() -> OurRecords:
    return our_records(QUESTIONS)


@pytest.fixture(scope="module")
def asked(ours: OurRecords) -> list[Question]:
    return [question for question in ours.questions if not question.held_out]


@pytest.fixture(scope="module")
def figures(ours: OurRecords, asked: list[Question]) -> Figures:
    return measured(Ours(ours.documents, ours.vocabularies), asked)


def measured(system: System, asked: list[Question]) -> Figures:
    return {
        question.id: ndcg(system.rank(question.text, question.lang, TOP), question.grades)
        for question in asked
    }


def by_groups(figures: Figures, asked: list[Question]) -> dict[str, float]:
    return {
        name: fmean(figures[question.id] for question in members) for name, members in by_group(asked).items()
    }


def test_every_group_has_a_floor(asked: list[Question]) -> None:
    assert by_group(asked).keys() == FLOORS.keys()


def test_no_group_falls_below_its_floor(figures: Figures, asked: list[Question]) -> None:
    found = by_groups(figures, asked)
    assert {name: value for name, value in found.items() if value < FLOORS[name]} == {}


def test_every_group_is_ahead_of_every_other_engine(
    ours: OurRecords, figures: Figures, asked: list[Question]
) -> None:
    own = by_groups(figures, asked)
    for system in peers(ours.documents):
        other = by_groups(measured(system, asked), asked)
        assert {name: value for name, value in other.items() if value >= own[name]} == {}, system.name


@pytest.mark.parametrize("part", PARTS_WITHOUT_A_DICTIONARY)
def test_each_part_of_the_search_earns_its_place(
    ours: OurRecords, figures: Figures, asked: list[Question], part: str
) -> None:
    without = measured(Ours(ours.documents, ours.vocabularies, without=frozenset({part})), asked)
    assert fmean(without.values()) < fmean(figures.values())
