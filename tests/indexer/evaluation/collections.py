"""A small test collection to measure on, written as the files people bring.

folder = a_collection(tmp_path, corpus=[{"_id": "d1", "text": "Hafen"}])
"""

from __future__ import annotations

import json
from collections.abc import Iterable, Mapping
from pathlib import Path
from typing import Any

CORPUS: tuple[Mapping[str, Any], ...] = (
    {"_id": "Doc-1/ä", "title": "Harbour fees", "text": "What ships pay in a harbour.", "lang": "en"},
    {"_id": "7.2", "title": "", "text": "Die Hafengebühren der Schiffe, vom Land bezahlt.", "lang": "de"},
    {"_id": "3", "title": "Ships", "text": "A harbour is a place for ships.", "lang": "en", "year": 2020},
    {"_id": "4", "text": "Rain on the hills."},
)
QUERIES: tuple[Mapping[str, Any], ...] = (
    {"_id": "q1", "text": "harbour fees", "lang": "en"},
    {"_id": "q2", "text": "bezahlte Schiffe", "lang": "de"},
    {"_id": "nobody judged me", "text": "rain", "lang": "en"},
)
QRELS = ("q1\tDoc-1/ä\t2", "q1\t3\t1", "q1\t4\t0", "q2\t7.2\t1", "q2\tgone\t1")
HEADER = "query-id\tcorpus-id\tscore"


def a_collection(
    folder: Path,
    *,
    corpus: Iterable[Mapping[str, Any] | str] = CORPUS,
    queries: Iterable[Mapping[str, Any] | str] = QUERIES,
    qrels: Iterable[str] = QRELS,
) -> Path:
    """Write a collection to ``folder``; a line given as text is written as it is."""
    folder.mkdir(parents=True, exist_ok=True)
    for name, lines in (("corpus", corpus), ("queries", queries)):
        written = [line if isinstance(line, str) else json.dumps(line, ensure_ascii=False) for line in lines]
        (folder / f"{name}.jsonl").write_text("\n".join(written) + "\n", "utf-8")
    (folder / "qrels.tsv").write_text("\n".join([HEADER, *qrels]) + "\n", "utf-8")
    return folder
