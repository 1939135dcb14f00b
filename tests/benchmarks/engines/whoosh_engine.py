"""How is stock Whoosh measured? As its own documentation shows: its writer, its searcher, ``groupedby``.

One value a document: a sortable ID field, grouped by its column. Several values, and paths with all above
them: a KEYWORD field grouped with ``allow_overlap``. Counts ignore their own filter, so each filtered facet
needs a search of its own. Whoosh rounds the lengths of texts, so its order is not compared.
"""

from __future__ import annotations

from collections.abc import Iterable
from itertools import islice
from pathlib import Path
from typing import Any

from whoosh import analysis, fields, index, query, scoring, sorting

from tests.benchmarks.documents import Document, FacetField
from tests.benchmarks.engines import K1, Ability, B, Counts, Filters, Found, Tree

LIMIT_MB = 512
_BETWEEN = "\x1f"  # stands between the values of a document; blanks and commas are in them

_analysis: Any = analysis  # Whoosh is untyped
_fields: Any = fields
_query: Any = query
_scoring: Any = scoring
_sorting: Any = sorting


class Whoosh:
    """Whoosh as delivered."""

    abilities: frozenset[Ability] = frozenset({"and", "filters", "facets"})
    order_tolerance: float | None = None

    def __init__(self, facets: tuple[FacetField, ...]) -> None:
        self._facets = {facet.name: facet for facet in facets}

    def build(self, folder: Path, documents: Iterable[Document]) -> None:
        words = _analysis.SpaceSeparatedTokenizer()
        values = _analysis.RegexTokenizer(f"[^{_BETWEEN}]+")
        schema = _fields.Schema(
            id=_fields.ID(stored=True),
            title=_fields.TEXT(analyzer=words),
            text=_fields.TEXT(analyzer=words),
            stored=_fields.STORED,
        )
        for name, facet in self._facets.items():
            single = _fields.ID(sortable=True)
            schema.add(_field(name), single if facet.single else _fields.KEYWORD(analyzer=values))
        writer: Any = index.create_in(str(folder), schema).writer(limitmb=LIMIT_MB)
        for document in documents:
            facets = {_field(name): _BETWEEN.join(keys) for name, keys in document.facets.items() if keys}
            writer.add_document(
                id=document.id,
                title=document.title_tokens,
                text=document.text_tokens,
                stored=document.stored,
                **facets,
            )
        writer.commit()

    def parts(self, folder: Path) -> dict[str, int]:  # noqa: ARG002  one file holds everything
        return {}

    def open(self, folder: Path) -> None:
        files: Any = index.open_dir(str(folder))
        self._searcher = files.searcher(weighting=_scoring.BM25F(B=B, K1=K1))

    def search(self, tree: Tree, filters: Filters, k: int) -> Found:
        results = self._searcher.search(_wanted(tree), limit=k, filter=_all(filters))
        return Found(len(results), _ids(results, k))

    def search_with_facets(self, tree: Tree, filters: Filters, k: int) -> Found:
        free = [name for name in self._facets if name not in filters]
        results = self._grouped(tree, filters, free, k)
        counts: Counts = {name: _counted(results, name) for name in free}
        for name in filters:
            others = {other: keys for other, keys in filters.items() if other != name}
            counts[name] = _counted(self._grouped(tree, others, [name], 1), name)
        return Found(len(results), _ids(results, k), counts)

    def _grouped(self, tree: Tree, filters: Filters, names: list[str], k: int) -> Any:
        facets = _sorting.Facets()
        for name in names:
            several = not self._facets[name].single
            facets.add_field(_field(name), allow_overlap=several, maptype=_sorting.Count)
        return self._searcher.search(_wanted(tree), limit=k, filter=_all(filters), groupedby=facets)


def _field(name: str) -> str:
    """The name of a facet's field; Whoosh has arguments of its own named like some facets."""
    return f"facet_{name}"


def _ids(results: Any, k: int) -> list[str]:
    """The best; grouping makes Whoosh keep all matches, whatever the limit."""
    return [hit["id"] for hit in islice(results, k)]


def _counted(results: Any, name: str) -> dict[str, int]:
    return {key: count for key, count in results.groups(_field(name)).items() if key}


def _wanted(tree: Tree) -> Any:
    terms = [_query.Term("text", term) for term in tree.terms]
    if len(terms) == 1:
        return terms[0]
    return _query.And(terms) if tree.operator == "and" else _query.Or(terms)


def _all(filters: Filters) -> Any:
    if not filters:
        return None
    return _query.And(
        [_query.Or([_query.Term(_field(name), key) for key in keys]) for name, keys in filters.items()]
    )
