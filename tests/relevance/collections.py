"""Is our ranking ahead of the others on test collections?

python -m tests.relevance.collections DIR… [--queries FILE --qrels FILE] [--without-whoosh]
"""

from __future__ import annotations

import argparse
import time
from collections.abc import Callable, Mapping
from functools import partial
from pathlib import Path

from indexer.documents import Document
from indexer.evaluation.collection import Collection, as_document, read_collection
from indexer.evaluation.evaluate import PARTS
from indexer.evaluation.metrics import DEPTH, mean, measures
from kb.vocabulary import load_vocabularies
from tests.relevance.our_records import imported_dictionary
from tests.relevance.peers import Bm25s, Fts5, Ours, StockWhoosh, System, Tantivy
from tests.relevance.tables import table

Make = Callable[[list[Document]], System]


def systems(whoosh: bool) -> tuple[Make, ...]:
    """What makes each system from documents; stock Whoosh may take minutes and can be left out.

    Ours stands there whole, then without each of its parts, then without all of them.
    """
    vocabularies, dictionary = load_vocabularies(), imported_dictionary()
    parts = [part for part in PARTS if dictionary or part != "dictionary"]
    others: tuple[Make, ...] = (Fts5, Bm25s, Tantivy)
    return (
        *(
            partial(Ours, vocabularies=vocabularies, dictionary=dictionary, without=frozenset(without))
            for without in ((), *((part,) for part in parts), PARTS)
        ),
        *((StockWhoosh,) if whoosh else ()),
        *others,
    )


def figures(system: System, collection: Collection) -> Mapping[str, float]:
    """The means of a system over the judged questions."""
    return mean(
        measures(
            system.rank(question.text, question.language, DEPTH),
            collection.judgements[question.id],
        )
        for question in collection.judged
    )


def collection_table(collection: Collection, makes: tuple[Make, ...]) -> str:
    """Figures and seconds (reading the documents and answering all questions) of each system."""
    documents = [as_document(text) for text in collection.texts]
    rows = []
    for make in makes:
        started = time.monotonic()
        system = make(documents)
        found = figures(system, collection)
        seconds = f"{time.monotonic() - started:.1f}"
        rows.append([system.name, *(f"{value:.3f}" for value in found.values()), seconds])
    return table(["system", "nDCG@10", "recall@100", "MRR@10", "seconds"], rows)


def main(arguments: list[str] | None = None) -> None:
    """Print one table for each collection."""
    parser = argparse.ArgumentParser(prog="python -m tests.relevance.collections", description=__doc__)
    parser.add_argument("folders", type=Path, nargs="+", metavar="DIR")
    parser.add_argument("--queries", type=Path, help="questions other than DIR/queries.jsonl")
    parser.add_argument("--qrels", type=Path, help="judgements other than DIR/qrels.tsv")
    parser.add_argument("--without-whoosh", action="store_true", help="leave out stock Whoosh, it is slow")
    options = parser.parse_args(arguments)
    for folder in options.folders:
        collection = read_collection(folder, queries=options.queries, qrels=options.qrels)
        name = f"{folder.name}, {options.queries.name}" if options.queries else folder.name
        size = f"{len(collection.texts)} documents, {len(collection.judged)} questions"
        print(f"### {name} ({size})\n")
        print(collection_table(collection, systems(not options.without_whoosh)), end="\n\n", flush=True)


if __name__ == "__main__":
    main()
