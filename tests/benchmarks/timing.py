"""How long does an answer take? Engines take turns, so that noise meets them all.

In a turn an engine answers all questions of a row one after the other, as it would in a process of its own:
if engines took turns question by question, each would find its data thrown out of the caches by the others.
There are ``ROUNDS`` of turns, in changing order, and of each question the median of its rounds counts.
Garbage collection is off while a row runs. An engine that takes seconds has fewer rounds, or answers fewer
questions, but at least 20; each row says how many.
"""

from __future__ import annotations

import gc
from collections import deque
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from time import perf_counter

import numpy as np

from tests.benchmarks.checking import ROWS, Row, Trial
from tests.benchmarks.engines import Engine
from tests.benchmarks.questions import Question

ROUNDS = 5
ASKED_AT_LEAST = 20
SECONDS_FOR_A_ROW = 30.0  # of one engine


@dataclass(frozen=True)
class Timed:
    """What one engine took for the questions of a row."""

    engine: str
    row: Row
    seconds: tuple[float, ...]  # for each question, in the order of questions
    total: int  # matches of all its questions

    def milliseconds(self, percentile: float, first: int | None = None) -> float:
        """Of all questions, or of the first so many."""
        return float(np.percentile(self.seconds[:first], percentile)) * 1000


def time_searches(trial: Trial, tell: Callable[[str], None]) -> list[Timed]:
    """Every row with every engine that can take it."""
    timed = []
    for row in ROWS:
        tell(f"timing {row.shape}, {row.filters} filters, {row.mode}")
        timed += _time_row(trial, row)
    return timed


def _time_row(trial: Trial, row: Row) -> list[Timed]:
    takers = deque(trial.takers(row).items())
    questions = trial.questions[row.shape]
    taken: dict[str, list[list[float]]] = {name: [] for name, _ in takers}
    totals = dict.fromkeys(taken, 0)
    gc.collect()
    gc.disable()
    try:
        for number in range(ROUNDS):
            takers.rotate(1)
            for name, engine in takers:
                one = trial.seconds.get((name, row), 0.0)
                share = _questions_for(one, len(questions))
                if not number or one * share * (number + 1) <= SECONDS_FOR_A_ROW:
                    seconds, totals[name] = _turn(engine, row, questions[:share])
                    taken[name].append(seconds)
    finally:
        gc.enable()
    return [
        Timed(name, row, tuple(np.median(rounds, axis=0).tolist()), totals[name])
        for name, rounds in taken.items()
    ]


def _turn(engine: Engine, row: Row, questions: Sequence[Question]) -> tuple[list[float], int]:
    """The seconds for each question, and the matches of all."""
    seconds, total = [], 0
    for question in questions:
        started = perf_counter()
        found = row.ask(engine, question)
        seconds.append(perf_counter() - started)
        total += found.total
    return seconds, total


def _questions_for(seconds: float, questions: int) -> int:
    affordable = int(SECONDS_FOR_A_ROW / seconds) if seconds else questions
    return min(questions, max(ASKED_AT_LEAST, affordable))
