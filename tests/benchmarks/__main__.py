"""How fast is our engine beside others, on the same documents and questions? What ``make bench`` runs.

python -m tests.benchmarks --documents 100000                        seeded documents
python -m tests.benchmarks --documents 200000 --collection FOLDER    real ones, the first so many
python -m tests.benchmarks --only search --engines leuchtturm,tantivy
python -m tests.benchmarks --only pages --documents 5000             pages while many people read

Every engine gets the same tokens and builds its index in a process of its own; then all are opened in this
one, must agree on every total and count, and are timed in turns, one thread each. Exit code 1: they disagree.
``--json`` prints exactly one object; what is going on is told on standard error.
"""

from __future__ import annotations

import argparse
import json
import subprocess
import sys
from collections.abc import Callable
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import Any

from indexer.scratch_memory import keep_scratch_memory
from tests.benchmarks.checking import Difference, Trial, check, oracle_questions
from tests.benchmarks.collected import Collected
from tests.benchmarks.documents import Prepared, Source, prepare
from tests.benchmarks.engines import ENGINES, OWN_ANALYSIS, Missing, builder_class, engine_class
from tests.benchmarks.oracle import right_answers
from tests.benchmarks.product import product_rows, update_rows
from tests.benchmarks.product_pages import pages_rows
from tests.benchmarks.questions import SHAPES, Questions
from tests.benchmarks.report import (
    build_table,
    columns,
    machine,
    mean_ratios,
    search_rows,
    search_table,
)
from tests.benchmarks.seeded import Seeded
from tests.benchmarks.timing import Timed, time_searches

MANY = 200_000  # documents, above which whoosh, and the facets of fts5, run only when they are named
ORACLE_A_SHAPE = 5  # questions of each shape, each without and with filters

Rows = list[dict[str, Any]]

# What the product as a whole takes: a search as people ask it, a save until it is found, many readers.
MEASURES: dict[str, Callable[[int, Path | None], Rows]] = {
    "product": product_rows,
    "update": update_rows,
    "pages": pages_rows,
}
KINDS = ("build", "search", *MEASURES)


def tell(message: str) -> None:
    """Say on standard error what is going on."""
    print(message, file=sys.stderr, flush=True)


def main(arguments: list[str] | None = None) -> int:
    """Run what was asked for, and print it; the exit code."""
    options = _options(arguments)
    keep_scratch_memory()  # as the server does; it serves all engines of this process
    try:
        result, tables = _run(options)
    except Difference as difference:
        tell(f"engines disagree: {difference}")
        return 1
    except subprocess.CalledProcessError as failed:
        tell(f"a build failed: {' '.join(map(str, failed.cmd[2:5]))}")
        return 1
    print("\n\n".join(tables), file=sys.stderr if options.json else sys.stdout)
    if options.json:
        print(json.dumps(result))
    return 0


def _options(arguments: list[str] | None) -> argparse.Namespace:
    parser = argparse.ArgumentParser(
        prog="python -m tests.benchmarks", description=__doc__, formatter_class=argparse.RawTextHelpFormatter
    )
    parser.add_argument("--documents", type=int, default=20_000, metavar="N")
    parser.add_argument(
        "--collection", type=Path, metavar="DIR", help="texts and queries of a test collection"
    )
    parser.add_argument("--queries", type=int, default=100, metavar="N", help="questions of each shape")
    parser.add_argument("--engines", type=lambda names: names.split(","), help=",".join(ENGINES))
    parser.add_argument("--only", choices=KINDS, help="these rows; search builds as well")
    parser.add_argument("--json", action="store_true")
    options = parser.parse_args(arguments)
    for name in options.engines or ():
        try:
            engine_class(name)
        except Missing:
            parser.error(f"there is no engine {name}")
    return options


def _run(options: argparse.Namespace) -> tuple[dict[str, Any], list[str]]:
    """The object of ``--json``, and the tables."""
    wanted = {options.only} if options.only else set(KINDS)
    result: dict[str, Any] = {
        "documents": options.documents,
        "collection": options.collection.name if options.collection else None,
        "analysis_seconds": None,
        "machine": machine(),
        **{kind: [] for kind in KINDS},
    }
    tables = []
    if wanted & {"build", "search"}:
        tables = _engine_rows(options, result, search="search" in wanted)
    for kind, measure in MEASURES.items():
        if kind in wanted:
            tell(f"measuring {kind}")
            result[kind] = measure(options.documents, options.collection)
            tables.append(f"{kind}\n\n{columns(result[kind])}")
    return result, tables


def _engine_rows(options: argparse.Namespace, result: dict[str, Any], search: bool) -> list[str]:
    """Builds, and searches if wanted; adds their rows to ``result``."""
    collected = Collected(options.collection, options.documents) if options.collection else None
    source: Source = collected or Seeded(options.documents)
    typed = {kind: collected.queries(kind) for kind in ("keyword", "sentence")} if collected else {}
    with TemporaryDirectory(prefix="leuchtturm-benchmarks-") as temporary:
        folder = Path(temporary)
        tell("preparing documents")
        result["analysis_seconds"] = round(prepare(source, folder), 3)
        prepared = Prepared(folder)
        result["documents"] = prepared.count
        tell(f"{prepared.count} documents; their analysis took {result['analysis_seconds']} seconds")
        names = _engines(options.engines, prepared.count)
        result["build"] = _build(names, folder)
        tables = [f"build, {prepared.count} documents\n\n{build_table(result['build'])}"]
        if search:
            timed = _search(names, prepared, folder, typed, options)
            result["search"] = search_rows(timed)
            tables.append(
                "\n".join(["search, median / p95 in ms\n", search_table(timed), "", *mean_ratios(timed)])
            )
        return tables


def _engines(named: list[str] | None, documents: int) -> list[str]:
    """The engines of this run; those not there, or too slow for so many documents, only if named."""
    names = []
    for name in named or ENGINES:
        if not named and name == "whoosh" and documents > MANY:
            tell(f"whoosh is left out above {MANY} documents; name it with --engines")
            continue
        try:
            engine_class(name)
            names.append(name)
        except Missing:
            tell(f"{name} is left out: it is not there")
    return names


def _build(names: list[str], folder: Path) -> Rows:
    rows = []
    for own_analysis, possible in ((False, names), (True, [name for name in names if name in OWN_ANALYSIS])):
        for name in possible:
            try:
                builder_class(name, own_analysis)
            except Missing:
                continue
            tell(f"building {name}{' with its own analysis' if own_analysis else ''}")
            target = folder / f"own-{name}" if own_analysis else folder / name
            command = [sys.executable, "-m", "tests.benchmarks.build_one", name, str(folder), str(target)]
            command += ["--own-analysis"] if own_analysis else []
            done = subprocess.run(command, check=True, stdout=subprocess.PIPE, text=True)
            rows.append(json.loads(done.stdout))
    return rows


def _search(
    names: list[str],
    prepared: Prepared,
    folder: Path,
    typed: dict[str, list[str]],
    options: argparse.Namespace,
) -> list[Timed]:
    tell("drawing questions and working out right answers")
    draws = Questions(prepared, typed)
    questions = {shape: draws.drawn(shape, options.queries) for shape in SHAPES}
    sample = [(question.tree, filters) for question, filters in oracle_questions(questions, ORACLE_A_SHAPE)]
    right = right_answers(prepared, sample, [facet.name for facet in prepared.facets])
    too_slow = frozenset() if options.engines or prepared.count <= MANY else frozenset({"fts5"})
    if too_slow & set(names):
        tell(f"facets of fts5 are left out above {MANY} documents; name it with --engines")
    trial = Trial({name: engine_class(name)(prepared.facets) for name in names}, questions, right, too_slow)
    for name, engine in trial.engines.items():
        engine.open(folder / name)
    tell("comparing answers")
    tell(f"{check(trial)} answers agree")
    return time_searches(trial, tell)


if __name__ == "__main__":
    sys.exit(main())
