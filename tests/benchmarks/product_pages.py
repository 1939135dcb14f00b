"""How long do readers wait when many of them come? The rows ``pages`` of the benchmarks.

Results pages and completions of a real server with two workers, asked so often a second by readers who do not
wait for each other, each over a connection of their own; every page is another search, so nothing is answered
from a cache. Beside them what stock Whoosh takes for the same words, filters and counts, one search after the
other and without a page: its time is a lower bound.
"""

from __future__ import annotations

import itertools
import time
from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any
from urllib.parse import quote

from whoosh import analysis, fields, query, sorting
from whoosh.filedb import filestore

from indexer.documents import Document
from indexer.facets import FACETS
from indexer.planning import make_plan
from kb.corpus import Corpus
from tests.benchmarks.product_figures import spread
from tests.benchmarks.product_questions import KINDS, Question, beginnings, questions, some_records
from tests.benchmarks.product_server import Server, serving, steady_requests
from tests.benchmarks.product_sites import Site, indexed_site

Row = dict[str, Any]

WORKERS = 2
WARMING = 40  # requests before, so that each worker has answered some
_BETWEEN = "\x1f"  # stands between the values of a document; blanks and commas are in them

_analysis: Any = analysis  # Whoosh is untyped
_fields: Any = fields
_query: Any = query
_sorting: Any = sorting
_filestore: Any = filestore


@dataclass(frozen=True)
class Load:
    """How many requests come each second, for how long, and how many searches stock Whoosh is asked."""

    per_second: int = 20
    seconds: float = 60.0
    searches: int = 100

    @property
    def requests(self) -> int:
        """All of them."""
        return round(self.per_second * self.seconds)


FULL = Load()


def pages_rows(documents: int, collection: Path | None, load: Load = FULL) -> list[Row]:
    """Rows of pages and completions under an open load, and of the same searches through stock Whoosh."""
    site = indexed_site(documents, collection)
    records = some_records(site.settings.corpus)
    each = -(-(load.requests + WARMING) // len(KINDS))
    asked = questions(records, each, seed=6)
    pages = [f"/search?{question.query}" for question in asked]
    typed = beginnings(records, each, seed=7)[: load.requests + WARMING]
    completions = [f"/api/suggest?q={quote(text)}" for text in typed]
    with serving(site, WORKERS) as server:
        server.wait_for_answer(pages[0])
        server.wait_for_index(site)
        rows = [_loaded("page", server, pages, load), _loaded("completions", server, completions, load)]
    rows.append(_through_whoosh(site, asked[: load.searches]))
    return [{"what": row.pop("what"), "documents": site.documents, **row} for row in rows]


def _loaded(what: str, server: Server, paths: Sequence[str], load: Load) -> Row:
    for path in paths[:WARMING]:
        server.ask(path)
    errors = server.errors
    with steady_requests(server, paths[WARMING:], load.per_second, load.requests) as took:
        time.sleep(load.seconds)
    errors = server.errors - errors
    per_second = {"workers": WORKERS, "per_second": load.per_second}
    return {
        "what": what,
        "engine": "leuchtturm",
        **per_second,
        "asked": len(took),
        **spread(took),
        "errors": errors,
    }


def _through_whoosh(site: Site, asked: Sequence[Question]) -> Row:
    peer = StockWhoosh(make_plan(Corpus(site.settings), {}).changed)
    took = []
    for question in asked:
        started = time.perf_counter()
        peer.search(question)
        took.append((time.perf_counter() - started) * 1000)
    return {"what": "search only", "engine": "whoosh", "asked": len(took), **spread(took), "errors": 0}


class StockWhoosh:
    """Whoosh as delivered, in memory: its analysis, its BM25F, counts by ``groupedby``.

    Counts ignore their own filter, so each facet that filters needs a search of its own.
    """

    def __init__(self, documents: Sequence[Document]) -> None:
        self._analyzer = _analysis.StemmingAnalyzer()
        values = _analysis.RegexTokenizer(f"[^{_BETWEEN}]+")
        schema = _fields.Schema(id=_fields.ID(stored=True), text=_fields.TEXT(analyzer=self._analyzer))
        for facet in FACETS:
            schema.add(_field(facet.name), _fields.KEYWORD(analyzer=values))
        files = _filestore.RamStorage().create_index(schema)
        writer = files.writer(limitmb=256)
        for document in documents:
            keys = {_field(name): _BETWEEN.join(found) for name, found in document.facets.items() if found}
            writer.add_document(id=document.id, text="\n".join(document.texts.values()), **keys)
        writer.commit()
        self._searcher = files.searcher()

    def search(self, question: Question) -> tuple[list[str], dict[str, dict[str, int]]]:
        """The first ten ids and the counts of all facets."""
        terms = [_query.Term("text", token.text) for token in self._analyzer(question.text)]
        wanted = _query.And(terms) if terms else _query.Every()
        chosen = {
            name: {key for other, key in question.filters if other == name} for name, _ in question.filters
        }
        free = [facet.name for facet in FACETS if facet.name not in chosen]
        results = self._grouped(wanted, chosen, free)
        counts = {name: dict(results.groups(_field(name))) for name in free}
        for name in chosen:
            others = {other: keys for other, keys in chosen.items() if other != name}
            counts[name] = dict(self._grouped(wanted, others, [name]).groups(_field(name)))
        return [hit["id"] for hit in itertools.islice(results, 10)], counts

    def _grouped(self, wanted: Any, chosen: dict[str, set[str]], names: Sequence[str]) -> Any:
        facets = _sorting.Facets()
        for name in names:
            facets.add_field(_field(name), allow_overlap=True, maptype=_sorting.Count)
        filters = [
            _query.Or([_query.Term(_field(name), key) for key in keys]) for name, keys in chosen.items()
        ]
        narrowed = _query.And(filters) if filters else None
        return self._searcher.search(wanted, limit=10, filter=narrowed, groupedby=facets)


def _field(name: str) -> str:
    """The name of a facet's field; Whoosh has arguments of its own named like some facets."""
    return f"facet_{name}"
