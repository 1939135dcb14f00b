"""How many planted near duplicates are found, and is anything reported that is none?

python -m tests.duplicates           one line for each way of telling a story again, misses and wrong pairs
python -m tests.duplicates --open    also the reported pairs of related records, which count neither way
"""

from __future__ import annotations

import argparse
from collections.abc import Sequence
from pathlib import Path
from tempfile import TemporaryDirectory

from indexer.ingest.duplicates.known import Pair, known_records
from tests.duplicates.exam import Marks, Missed, corpus_with_variants, examine
from tests.duplicates.labels import SAME_LANGUAGE, WAYS, Way, read_labels


def main(arguments: list[str] | None = None) -> None:
    """Print the table and what is not as it should be."""
    parser = argparse.ArgumentParser(
        prog="python -m tests.duplicates",
        description=__doc__,
        formatter_class=argparse.RawDescriptionHelpFormatter,
    )
    parser.add_argument("--open", action="store_true", help="also the reported pairs of related records")
    options = parser.parse_args(arguments)
    with TemporaryDirectory() as folder:
        marks = examine(known_records(corpus_with_variants(Path(folder))), read_labels())
    print(table(marks))
    print(_section("Missed", [_missed(each) for each in marks.missed]))
    print(_section("Wrong", [_pair(pair) for pair in marks.wrong]))
    if options.open:
        print(_section("Related, counted neither way", [_pair(pair) for pair in marks.open]))


def table(marks: Marks) -> str:
    """Recall by way and for the same language together, then precision over everything reported."""
    groups: list[tuple[str, tuple[Way, ...]]] = [(way, (way,)) for way in WAYS]
    groups.insert(len(SAME_LANGUAGE), ("same language", SAME_LANGUAGE))
    lines = ["| way | planted | found | recall |", "| --- | ---: | ---: | ---: |"]
    for name, ways in groups:
        found, planted = marks.found(ways)
        lines.append(f"| {name} | {planted} | {found} | {marks.recall(ways):.2f} |")
    counts = f"{len(marks.right)} right, {len(marks.wrong)} wrong, {len(marks.open)} of related records"
    lines += ["", f"Precision {marks.precision:.3f}: {counts} (left out)."]
    lines.append(f"Pairs labelled as different stories that are reported: {len(marks.confused)}.")
    return "\n".join(lines)


def _section(title: str, lines: Sequence[str]) -> str:
    return "\n".join((f"\n## {title}: {len(lines)}", "", *lines))


def _missed(missed: Missed) -> str:
    pair = missed.planted
    between = f"{pair.way}, {pair.languages.original} to {pair.languages.variant}"
    return _line(missed.score, (pair.original, pair.variant), f"{between}: {_joined(missed.reasons)}")


def _pair(pair: Pair) -> str:
    return _line(pair.score, pair.records, _joined([*map(str, pair.reasons)]))


def _line(score: float, records: tuple[str, str], words: str) -> str:
    return f"- {score:.2f} {records[0]} / {records[1]} ({words})"


def _joined(reasons: Sequence[str]) -> str:
    return "; ".join(reasons) or "no sign"


if __name__ == "__main__":
    main()
