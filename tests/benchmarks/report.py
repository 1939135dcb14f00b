"""What does a run show? Tables for people, and rows for programs."""

from __future__ import annotations

import os
import platform
import sqlite3
from collections.abc import Iterable, Mapping, Sequence
from importlib.metadata import version
from math import prod
from pathlib import Path
from typing import Any

from tests.benchmarks.checking import ROWS, Row
from tests.benchmarks.timing import Timed

OURS = "leuchtturm"
COMPARED = ("tantivy", "whoosh")  # engines that ours is put in relation to, row by row
PACKAGES = ("numpy", "whoosh3", "tantivy", "bm25s")

Rows = Sequence[Mapping[str, Any]]


def machine() -> dict[str, Any]:
    """Where the figures were made."""
    cpuinfo = Path("/proc/cpuinfo")
    lines = cpuinfo.read_text("utf-8").splitlines() if cpuinfo.exists() else []
    models = [line.partition(":")[2].strip() for line in lines if line.startswith("model name")]
    return {
        "cpus": os.cpu_count(),
        "cpu": models[0] if models else platform.processor(),
        "system": platform.system(),
        "python": platform.python_version(),
        "versions": {name: version(name) for name in PACKAGES} | {"sqlite": sqlite3.sqlite_version},
    }


def search_rows(timed: Iterable[Timed]) -> list[dict[str, Any]]:
    """One row for each engine, shape, number of filters and mode."""
    return [
        {
            "engine": one.engine,
            **one.row._asdict(),
            "median_ms": round(one.milliseconds(50), 4),
            "p95_ms": round(one.milliseconds(95), 4),
            "total": one.total,
            "queries": len(one.seconds),
        }
        for one in timed
    ]


def build_table(rows: Rows) -> str:
    """Time, size and memory of each build; ratios are those of ours to the engine of the row."""
    ours = {row["analysis"]: row for row in rows if row["engine"] == OURS}

    def ratio(row: Mapping[str, Any], figure: str) -> str:
        own = ours.get(row["analysis"])
        return f"{own[figure] / row[figure]:.2f}" if own else "-"

    return columns(
        [
            {
                "engine": row["engine"],
                "analysis": row["analysis"],
                "seconds": f"{row['seconds']:.2f}",
                "CPU seconds": f"{row['cpu_seconds']:.2f}",
                "ours/it": ratio(row, "seconds"),
                "MB on disk": f"{row['bytes'] / 1e6:.1f}",
                "size ours/it": ratio(row, "bytes"),
                "peak MB": f"{row['peak_mb']:.0f}",
                "parts in MB": ", ".join(f"{name} {size / 1e6:.1f}" for name, size in row["parts"].items())
                if "parts" in row
                else "",
            }
            for row in rows
        ]
    )


def search_table(timed: Sequence[Timed]) -> str:
    """Median and 95th percentile in milliseconds; ratios of medians over the questions both answered."""
    by_row = {row: {one.engine: one for one in timed if one.row == row} for row in ROWS}
    engines = list(dict.fromkeys(one.engine for one in timed))
    return columns([_search_line(row, engines, found) for row, found in by_row.items() if found])


def _search_line(row: Row, engines: Sequence[str], found: Mapping[str, Timed]) -> dict[str, str]:
    most = max(len(one.seconds) for one in found.values())
    line = {"shape": row.shape, "filters": str(row.filters), "mode": row.mode}
    for engine in engines:
        one = found.get(engine)
        fewer = f" (n={len(one.seconds)})" if one and len(one.seconds) < most else ""
        line[engine] = f"{one.milliseconds(50):.2f} / {one.milliseconds(95):.2f}{fewer}" if one else "-"
    for engine in COMPARED:
        ratio = _ratio(found.get(OURS), found.get(engine))
        line[f"ours/{engine}"] = f"{ratio:.3f}" if ratio else "-"
    return line


def _ratio(ours: Timed | None, other: Timed | None) -> float | None:
    if ours is None or other is None:
        return None
    both = min(len(ours.seconds), len(other.seconds))
    return ours.milliseconds(50, both) / other.milliseconds(50, both)


def mean_ratios(timed: Sequence[Timed]) -> list[str]:
    """Geometric means of ours to tantivy, hits only."""
    found = {(one.engine, one.row): one for one in timed}
    lines = []
    for shapes in (("and", "or"), ("one-common", "one-mid", "and", "or")):
        for filters in (0, 2):
            rows = [row for row in ROWS if row.shape in shapes and row[1:] == (filters, "hits")]
            pairs = [(found.get((OURS, row)), found.get(("tantivy", row))) for row in rows]
            ratios = [ratio for ratio in (_ratio(*pair) for pair in pairs) if ratio]
            if ratios:
                mean = prod(ratios) ** (1 / len(ratios))
                lines.append(f"hits only, {filters} filters, {', '.join(shapes)}: ours/tantivy {mean:.3f}")
    return lines


def columns(rows: Rows) -> str:
    """Any rows as a Markdown table that is aligned as plain text too: words left, figures right."""
    head = list(dict.fromkeys(name for row in rows for name in row))
    cells = [[_cell(row.get(name, "")) for name in head] for row in rows]
    right = [
        all(line[place][:1].isdigit() or line[place] in ("", "-") for line in cells)
        for place in range(len(head))
    ]
    widths = [max(len(line[place]) for line in (head, *cells)) for place in range(len(head))]
    rule = [
        ("-" * (width - 1) + ":") if to_right else "-" * width
        for width, to_right in zip(widths, right, strict=True)
    ]

    def line(texts: Sequence[str]) -> str:
        placed = zip(texts, widths, right, strict=True)
        return f"| {' | '.join(text.rjust(w) if r else text.ljust(w) for text, w, r in placed)} |"

    return "\n".join([line(head), line(rule), *map(line, cells)])


def _cell(value: object) -> str:
    return f"{value:.2f}" if isinstance(value, float) else str(value)
