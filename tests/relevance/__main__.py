"""Is our ranking ahead of the others on our own questions? What ``make relevance`` runs.

python -m tests.relevance            the questions that ranking may be tuned on
python -m tests.relevance --final    also the third that is looked at once, at the end
"""

from __future__ import annotations

import argparse
from pathlib import Path

from indexer.evaluation.evaluate import PARTS
from tests.relevance.judged import QUESTIONS
from tests.relevance.our_records import imported_dictionary, our_records
from tests.relevance.peers import Ours, System, peers
from tests.relevance.tables import group_tables, orders


def main(arguments: list[str] | None = None) -> None:
    """Print one table for each group of questions."""
    parser = argparse.ArgumentParser(prog="python -m tests.relevance", description=__doc__)
    parser.add_argument("--final", action="store_true", help="include the questions that are held out")
    parser.add_argument("--questions", type=Path, default=QUESTIONS, help="another file of questions")
    options = parser.parse_args(arguments)
    ours = our_records(options.questions)
    asked = [question for question in ours.questions if options.final or not question.held_out]
    dictionary = imported_dictionary()
    with_dictionary = (Ours(ours.documents, ours.vocabularies, dictionary),) if dictionary else ()
    systems: tuple[System, ...] = (
        *with_dictionary,
        Ours(ours.documents, ours.vocabularies),
        Ours(ours.documents, ours.vocabularies, without=frozenset(PARTS)),
        *peers(ours.documents),
    )
    found = {system.name: orders(system, asked) for system in systems}
    held_out = "with" if options.final else "without"
    print(f"{len(ours.documents)} records, {len(asked)} questions, {held_out} those held out\n")
    print(group_tables(found, asked))
    if options.final:
        print("\n## Only the questions held out\n")
        print(group_tables(found, [question for question in asked if question.held_out]))


if __name__ == "__main__":
    main()
