"""How is bm25s measured? On questions whose words are joined by OR, without filters: it does nothing else.

It computes all scores when it indexes, adds them up for all documents, and takes the best. It keeps no
positions and no facets, and its total is the number of documents with a score.
"""

from __future__ import annotations

import json
from collections import defaultdict
from collections.abc import Iterable
from pathlib import Path
from typing import Any

import bm25s
import numpy as np
from bm25s import selection

from tests.benchmarks.documents import Document, FacetField
from tests.benchmarks.engines import K1, Ability, B, Filters, Found, Tree

_IDS, _STORED = "ids.txt", "stored.jsonl"


class Bm25s:
    """bm25s with numpy."""

    abilities: frozenset[Ability] = frozenset()
    order_tolerance: float | None = 1e-4  # scores are floats of 32 bits

    def __init__(self, facets: tuple[FacetField, ...]) -> None: ...

    def build(self, folder: Path, documents: Iterable[Document]) -> None:
        numbers: defaultdict[str, int] = defaultdict()
        numbers.default_factory = numbers.__len__
        ids, words = [], []
        with (folder / _STORED).open("w", encoding="utf-8") as stored:
            for document in documents:
                ids.append(document.id)
                words.append([numbers[token] for token in document.text_tokens.split()])
                stored.write(json.dumps(document.stored, ensure_ascii=False) + "\n")
        index: Any = bm25s.BM25(k1=K1, b=B, method="lucene")
        index.index((words, dict(numbers)), show_progress=False)
        index.save(str(folder), show_progress=False)
        (folder / _IDS).write_text("\n".join(ids), "utf-8")

    def parts(self, folder: Path) -> dict[str, int]:
        stored = (folder / _STORED).stat().st_size
        return {"stored": stored, "postings": sum(path.stat().st_size for path in folder.iterdir()) - stored}

    def open(self, folder: Path) -> None:
        self._index: Any = bm25s.BM25.load(str(folder), show_progress=False)
        self._ids = (folder / _IDS).read_text("utf-8").split("\n")

    def search(self, tree: Tree, _filters: Filters, k: int) -> Found:
        known = [term for term in tree.terms if term in self._index.vocab_dict]
        if not known:
            return Found(0, [])
        scores = self._index.get_scores(known)
        total = int(np.count_nonzero(scores))
        _, best = selection.topk(scores, min(k, len(scores)), backend="numpy")
        return Found(total, [self._ids[number] for number in best[:total].tolist()])

    def search_with_facets(self, _tree: Tree, _filters: Filters, _k: int) -> Found:
        raise NotImplementedError
