"""Do all engines say the same? Asked before anything is timed: totals, counts, and the order of exact ones.

Every question is put to every engine that can take it; totals and counts must be those of the others, and for
a sample those of the oracle. This is also the first time an engine sees a question, so timing finds it warm.
Engines that are slow at a row answer only its first questions here.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, field
from itertools import product
from time import perf_counter
from typing import NamedTuple

from tests.benchmarks.engines import Engine, Filters, Found
from tests.benchmarks.oracle import Asked, Right, asked
from tests.benchmarks.questions import SHAPES, Question

K = 10
CHECKED_AT_LEAST = 5  # questions of a row
SECONDS_FOR_A_ROW = 20.0  # after which an engine takes no more of its questions


class Row(NamedTuple):
    """One line of the search table."""

    shape: str
    filters: int  # 0 or 2
    mode: str  # hits, or facets as well

    def filters_of(self, question: Question) -> Filters:
        return question.filters if self.filters else {}

    def ask(self, engine: Engine, question: Question) -> Found:
        search = engine.search if self.mode == "hits" else engine.search_with_facets
        return search(question.tree, self.filters_of(question), K)


ROWS = [Row(*parts) for parts in product(SHAPES, (0, 2), ("hits", "facets"))]


class Difference(Exception):
    """Two engines, or an engine and the oracle, disagree."""


@dataclass
class Trial:
    """The engines side by side, and what they are asked."""

    engines: dict[str, Engine]
    questions: dict[str, list[Question]]  # by shape
    right: dict[Asked, Right]
    without_facets: frozenset[str] = frozenset()  # engines that are too slow at them for so many documents
    seconds: dict[tuple[str, Row], float] = field(default_factory=dict)  # for one question, while checking

    def takers(self, row: Row) -> dict[str, Engine]:
        """The engines that can answer the questions of a row."""
        needed = {"and"} if row.shape == "and" else set()
        needed |= {"filters"} if row.filters else set()
        needed |= {"facets"} if row.mode == "facets" else set()
        return {
            name: engine
            for name, engine in self.engines.items()
            if needed <= engine.abilities and not (row.mode == "facets" and name in self.without_facets)
        }


def check(trial: Trial) -> int:
    """Raise Difference at the first one; else the number of answers compared."""
    return sum(_check_row(trial, row) for row in ROWS)


def _check_row(trial: Trial, row: Row) -> int:
    takers = trial.takers(row)
    spent = dict.fromkeys(takers, 0.0)
    answered = dict.fromkeys(takers, 0)
    for number, question in enumerate(trial.questions[row.shape]):
        answers: dict[str, Found] = {}
        for name, engine in takers.items():
            if number >= CHECKED_AT_LEAST and spent[name] > SECONDS_FOR_A_ROW:
                continue
            started = perf_counter()
            answers[name] = row.ask(engine, question)
            spent[name] += perf_counter() - started
            answered[name] += 1
        if answers:
            _compare(row, question, answers)
        right = trial.right.get(asked(question.tree, row.filters_of(question)))
        if right:
            for name, found in answers.items():
                _compare_with_right(name, takers[name].order_tolerance, row, question, found, right)
    for name, times in answered.items():
        trial.seconds[name, row] = spent[name] / max(1, times)
    return sum(answered.values())


def _compare(row: Row, question: Question, answers: dict[str, Found]) -> None:
    """All engines against the first of them."""
    (first, expected), *others = answers.items()
    for name, found in others:
        _same(f"total of {name}, {first}", row, question, found.total, expected.total)
        _same_counts(f"{name}, {first}", row, question, found, expected.counts)


def _compare_with_right(
    name: str, tolerance: float | None, row: Row, question: Question, found: Found, right: Right
) -> None:
    _same(f"total of {name}, the oracle", row, question, found.total, len(right.scores))
    _same_counts(f"{name}, the oracle", row, question, found, right.counts)
    _same(f"number of hits of {name}", row, question, len(set(found.ids)), min(K, len(right.scores)))
    strangers = [id for id in found.ids if id not in right.scores]
    _same(f"hits of {name} that do not match", row, question, strangers, [])
    if tolerance is None:
        return
    for place, (id, best) in enumerate(zip(found.ids, right.best, strict=False)):
        # Documents with equal scores may stand in any order, so scores are compared and not ids.
        if abs(right.scores[id] - best) > tolerance * max(1.0, best):
            _same(f"score at place {place} of {name}, the oracle", row, question, right.scores[id], best)


def _same_counts(
    who: str, row: Row, question: Question, found: Found, expected: dict[str, dict[str, int]] | None
) -> None:
    if found.counts is None or expected is None or found.counts == expected:
        return
    _same(f"facets of {who}", row, question, sorted(found.counts), sorted(expected))
    for name, counts in found.counts.items():
        keys = sorted(counts.keys() | expected[name].keys())
        apart = [key for key in keys if counts.get(key) != expected[name].get(key)]
        for key in apart:
            what = f"count of {name}={key} of {who}"
            _same(what, row, question, counts.get(key), expected[name].get(key))


def _same(what: str, row: Row, question: Question, one: object, other: object) -> None:
    if one != other:
        filters = row.filters_of(question)
        raise Difference(
            f"{what}: {one} and {other}, for {question.tree} under {filters} ({row.shape}, {row.mode})"
        )


def oracle_questions(
    questions: dict[str, list[Question]], a_shape: int
) -> Sequence[tuple[Question, Filters]]:
    """The sample whose right answers are worked out: some of each shape, without and with filters."""
    sample = [question for shape in SHAPES for question in questions[shape][:a_shape]]
    return [(question, filters) for question in sample for filters in ({}, question.filters)]
