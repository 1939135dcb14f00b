"""How good was each system, group by group? Figures from orders and grades, and tables to read."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from statistics import fmean

from indexer.evaluation.metrics import DEPTH, ndcg, reciprocal_rank
from tests.relevance.judged import Question, by_group
from tests.relevance.peers import System

TOP = 10

Orders = Mapping[str, Sequence[str]]  # by id of the question, best first


@dataclass(frozen=True)
class Row:
    """The figures of one system over the questions of one group."""

    system: str
    ndcg: float
    mrr: float
    judged: float
    unjudged: int


def orders(system: System, questions: Sequence[Question]) -> Orders:
    """What a system shows for each question."""
    return {question.id: system.rank(question.text, question.lang, DEPTH) for question in questions}


def row(system: str, shown: Orders, questions: Sequence[Question]) -> Row:
    """The figures over at least one question; what nobody judged counts as not relevant."""
    top = [(question.grades, shown[question.id][:TOP]) for question in questions]
    places = sum(len(records) for _, records in top)
    unjudged = sum(record not in grades for grades, records in top for record in records)
    return Row(
        system,
        fmean(ndcg(records, grades) for grades, records in top),
        fmean(reciprocal_rank(records, grades) for grades, records in top),
        1 - unjudged / places if places else 1.0,
        unjudged,
    )


def group_tables(found: Mapping[str, Orders], questions: Sequence[Question]) -> str:
    """One table for each group; ``found`` has the orders of each system by its name."""
    return "\n\n".join(
        f"### {name} ({len(members)} questions)\n\n"
        + table(
            ["system", "nDCG@10", "MRR@10", "judged in top 10", "not judged in top 10"],
            [
                [each.system, f"{each.ndcg:.3f}", f"{each.mrr:.3f}", f"{each.judged:.1%}", str(each.unjudged)]
                for each in (row(system, shown, members) for system, shown in found.items())
            ],
        )
        for name, members in by_group(questions).items()
        if members
    )


def table(head: Sequence[str], rows: Sequence[Sequence[str]]) -> str:
    """A Markdown table that is aligned as plain text too: first column left, figures right."""
    widths = [max(len(line[column]) for line in (head, *rows)) for column in range(len(head))]

    def line(cells: Sequence[str]) -> str:
        figures = [cell.rjust(width) for cell, width in zip(cells[1:], widths[1:], strict=True)]
        return f"| {' | '.join([cells[0].ljust(widths[0]), *figures])} |"

    rule = [f"{'-' * widths[0]}", *(f"{'-' * (width - 1)}:" for width in widths[1:])]
    return "\n".join([line(head), line(rule), *map(line, rows)])
