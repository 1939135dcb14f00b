"""How long does an answer take? Engines take turns question by question, so that noise meets them all.

The order of turns changes with every question. Garbage collection is off while a row runs. An engine that
takes seconds answers fewer questions, but at least 20; each row says how many.
"""

from __future__ import annotations

import gc
from collections import deque
from collections.abc import Callable
from dataclasses import dataclass
from time import perf_counter

import numpy as np

from tests.benchmarks.checking import ROWS, Row, Trial

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
    share = {name: _questions_for(trial.seconds.get((name, row), 0.0), len(questions)) for name, _ in takers}
    seconds: dict[str, list[float]] = {name: [] for name, _ in takers}
    totals = dict.fromkeys(seconds, 0)
    gc.collect()
    gc.disable()
    try:
        for _, engine in takers:
            row.ask(engine, questions[0])
        for number, question in enumerate(questions):
            takers.rotate(1)
            for name, engine in takers:
                if number < share[name]:
                    started = perf_counter()
                    found = row.ask(engine, question)
                    seconds[name].append(perf_counter() - started)
                    totals[name] += found.total
    finally:
        gc.enable()
    return [Timed(name, row, tuple(taken), totals[name]) for name, taken in seconds.items()]


def _questions_for(seconds: float, questions: int) -> int:
    affordable = int(SECONDS_FOR_A_ROW / seconds) if seconds else questions
    return min(questions, max(ASKED_AT_LEAST, affordable))
