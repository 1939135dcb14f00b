"""Which records should somebody read and grade? The first ten of four systems, shuffled, without names.

python -m tests.relevance.pool FILE [--expanded]

For each question a block in the form of questions.yaml, with the records nobody has graded yet; the grades
are to be filled in. Order and places tell nothing about the systems. With ``--expanded`` ours with all its
parts is a fifth system, and once more with the dictionary if one is imported: no plain one finds a record in
another language than the question.
"""

from __future__ import annotations

import argparse
import random
from collections.abc import Iterable, Mapping, Sequence
from pathlib import Path

from indexer.evaluation.evaluate import PARTS
from kb.localized import choose
from tests.relevance.judged import QUESTIONS, Question
from tests.relevance.our_records import imported_dictionary, our_records
from tests.relevance.peers import Bm25s, Fts5, Ours, StockWhoosh, System
from tests.relevance.tables import TOP


def pool(question: Question, systems: Iterable[System]) -> list[str]:
    """The records to be graded for a question, in an order that depends on its id only."""
    found = {record for system in systems for record in system.rank(question.text, question.lang, TOP)}
    records = sorted(found - question.grades.keys())
    random.Random(question.id).shuffle(records)
    return records


def pool_text(pools: Iterable[tuple[Question, Sequence[str]]], titles: Mapping[str, str]) -> str:
    """The pools as a file to fill in; the title of each record stands beside it."""
    lines: list[str] = []
    for question, records in pools:
        if records:
            lines += [f"- id: {question.id}", f"  # {' '.join(question.text.split())}", "  grades:"]
            lines += [f"    {record}:  # {' '.join(titles[record].split())}" for record in records]
    return "\n".join([*lines, ""])


def main(arguments: list[str] | None = None) -> None:
    """Write the pools of all questions, those held out included, since they have to be judged too."""
    parser = argparse.ArgumentParser(prog="python -m tests.relevance.pool", description=__doc__)
    parser.add_argument("file", type=Path, help="the file to write")
    parser.add_argument("--questions", type=Path, default=QUESTIONS, help="another file of questions")
    parser.add_argument("--expanded", action="store_true", help="add ours with all its parts")
    options = parser.parse_args(arguments)
    ours = our_records(options.questions)
    titles = {each.id: (choose(each.shown["title"], "de") or ("de", ""))[1] for each in ours.documents}
    systems: list[System] = [Ours(ours.documents, ours.vocabularies, without=frozenset(PARTS))]
    systems += [make(ours.documents) for make in (StockWhoosh, Fts5, Bm25s)]
    if options.expanded:
        systems.append(Ours(ours.documents, ours.vocabularies))
        dictionary = imported_dictionary()
        if dictionary:
            systems.append(Ours(ours.documents, ours.vocabularies, dictionary))
    pools = [(question, pool(question, systems)) for question in ours.questions]
    options.file.write_text(pool_text(pools, titles), "utf-8")
    print(f"{sum(len(records) for _, records in pools)} pairs of {len(pools)} questions in {options.file}")


if __name__ == "__main__":
    main()
