"""How fast is the product, not its engine alone? The rows ``product`` and ``update`` of the benchmarks.

    python -m tests.benchmarks.product --documents N [--collection DIR]

prints them as lines of JSON. Measured is what readers and editors meet, with all defaults: the whole search
with analysis, expansions, nearness, facets, snippets and explanations, completions while typing, the start
of the server and its memory, pages over HTTP, and the time from a save until it is found. A dictionary
imported in the place ``KB_VAR`` names takes part, and the rows say so. ``KB_BENCHMARK_CACHE`` names a
folder in which generated records are kept from one run to the next.
"""

from __future__ import annotations

import argparse
import json
import signal
import statistics
import sys
import time
from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any
from unittest.mock import patch
from urllib.parse import quote

from indexer.index import snapshot
from indexer.index.snapshot import Postings, Snapshot
from indexer.scratch_memory import keep_scratch_memory
from indexer.search.current import CurrentSearcher
from indexer.search.request import SearchRequest
from indexer.search.searcher import Searcher
from kb.vocabulary import load_vocabularies
from tests.benchmarks.product_figures import spread
from tests.benchmarks.product_questions import Question, beginnings, questions, some_records
from tests.benchmarks.product_server import one_after_another, serving
from tests.benchmarks.product_sites import Site, indexed_site, site_to_change
from tests.benchmarks.product_updates import index_rows, save_rows

Row = dict[str, Any]

FIRST = "/api/search?q=cluster"


@dataclass(frozen=True)
class Amounts:
    """How much is measured; a test takes less."""

    queries: int = 50  # of each kind
    beginnings: int = 25  # of each length
    starts: int = 3
    requests: int = 200
    saves: int = 60


FULL = Amounts()


def product_rows(documents: int, collection: Path | None, amounts: Amounts = FULL) -> list[Row]:
    """Rows of search, completions, start, memory and pages for so many records."""
    site = indexed_site(documents, collection)
    records = some_records(site.settings.corpus)
    asked = questions(records, amounts.queries, seed=1)
    others = questions(records, max(1, amounts.queries // 5), seed=2)
    typed = beginnings(records, amounts.beginnings, seed=3)
    searcher = CurrentSearcher(site.settings, load_vocabularies()).get()
    rows = [*_search_rows(searcher, asked, others), _suggest_row(searcher, typed)]
    del searcher  # its memory would take that of the servers
    rows += _serving_rows(site, asked, typed, amounts)
    common = {"documents": site.documents, "dictionary": site.dictionary}
    return [{"what": row.pop("what"), **common, **row} for row in rows]


def update_rows(documents: int, collection: Path | None, amounts: Amounts = FULL) -> list[Row]:
    """Rows of ``kb index`` and of the time from a save until it is found, for so many records."""
    with site_to_change(documents, collection) as site:
        return index_rows(site) + save_rows(site, amounts.saves)


def lists_read(searcher: Searcher, request: SearchRequest) -> int:
    """How many lists of postings a search reads; asked apart, because counting takes time."""
    lists = 0
    count_slices, count_postings = snapshot._slices, Snapshot.postings

    def slices(*given: Any) -> list[tuple[int, int, int, int]]:
        nonlocal lists
        found = count_slices(*given)
        lists += len(found)
        return found

    def postings(arrays: Snapshot, field: str, term: str) -> Postings:
        nonlocal lists
        lists += 1
        return count_postings(arrays, field, term)

    with patch.object(snapshot, "_slices", slices), patch.object(Snapshot, "postings", postings):
        searcher.search(request)
    return lists


def _search_rows(searcher: Searcher, asked: Sequence[Question], others: Sequence[Question]) -> list[Row]:
    """One row for each kind of question and one for all; ``others`` are asked before, unmeasured."""
    for question in others:
        searcher.search(question.request)
    measured: list[tuple[str, float]] = []
    for question in asked:
        request = question.request
        started = time.perf_counter()
        searcher.search(request)
        measured.append((question.kind, (time.perf_counter() - started) * 1000))
    lists = [lists_read(searcher, question.request) for question in asked]
    both = [(*each, count) for each, count in zip(measured, lists, strict=True)]
    kinds = ["all", *dict.fromkeys(sorted(kind for kind, _ in measured))]
    return [_search_row(kind, [each for each in both if kind in ("all", each[0])]) for kind in kinds]


def _search_row(kind: str, measured: Sequence[tuple[str, float, int]]) -> Row:
    lists = [count for _, _, count in measured]
    return {
        "what": "search",
        "kind": kind,
        "queries": len(measured),
        **spread([took for _, took, _ in measured]),
        "lists_median": statistics.median(lists),
        "lists_max": max(lists),
    }


def _suggest_row(searcher: Searcher, typed: Sequence[str]) -> Row:
    """Completions of everything typed; the first one prepares all others and stands apart."""
    took = []
    for text in ("c", *typed):
        started = time.perf_counter()
        searcher.suggest(text, "de")
        took.append((time.perf_counter() - started) * 1000)
    first, *others = took
    return {"what": "suggest", "queries": len(others), **spread(others), "first_ms": round(first, 2)}


def _start(site: Site) -> float:
    """The seconds from the command to the first answer of a search, with an index in place."""
    with serving(site) as server:
        return server.wait_for_answer(FIRST)


def _serving_rows(site: Site, asked: Sequence[Question], typed: Sequence[str], amounts: Amounts) -> list[Row]:
    """Start, memory after searches, and times of pages and completions of a server nobody else asks."""
    queries = [question.query for question in asked[: amounts.requests]]
    suggestions = [f"/api/suggest?q={quote(text)}" for text in typed[: amounts.requests]]
    starts = [_start(site) for _ in range(amounts.starts - 1)]
    with serving(site) as server:
        starts.append(server.wait_for_answer(FIRST))
        server.wait_for_index(site)
        one_after_another(server, [f"/api/search?{query}" for query in queries])
        memory = server.memory()
        pages = one_after_another(server, [f"/search?{query}" for query in queries])
        completions = one_after_another(server, [suggestions[0], *suggestions])[1:]  # the first prepares them
        later = server.memory()
    everything = {"kind": "with pages and completions", "requests": 2 * len(queries) + len(completions)}
    return [
        {"what": "start", "starts": len(starts), "seconds": round(statistics.median(starts), 3)},
        {"what": "memory", "kind": "searches", "requests": len(queries), **memory},
        {"what": "memory", **everything, **later},
        {"what": "http", "kind": "search", "requests": len(pages), **spread(pages)},
        {"what": "http", "kind": "suggest", "requests": len(completions), **spread(completions)},
    ]


def main(arguments: list[str] | None = None) -> None:
    """Print every row as a line of JSON."""
    parser = argparse.ArgumentParser(prog="python -m tests.benchmarks.product", description=__doc__)
    parser.add_argument("--documents", type=int, default=2000, metavar="N")
    parser.add_argument("--collection", type=Path, metavar="DIR", help="texts of corpus.jsonl(.xz) there")
    options = parser.parse_args(arguments)
    keep_scratch_memory()  # as the server does
    signal.signal(signal.SIGTERM, lambda *_: sys.exit(1))  # so that servers and folders go, too
    for rows in (product_rows, update_rows):
        for row in rows(options.documents, options.collection):
            print(json.dumps(row, ensure_ascii=False), flush=True)


if __name__ == "__main__":
    main()
