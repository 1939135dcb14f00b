"""How is tantivy measured? In the fastest way its Python package offers that still gives exact figures.

Tokens are split by its whitespace tokenizer, facets are fast text fields with a value for every level of a
path. Ids are strings, and its package reads strings from its document store only. One writer thread; segments
are what its own merge policy leaves. A filter is a query of weight 0; each filtered facet needs an
aggregation of its own, since its counts ignore its own filter. Totals come from counting while searching.
Tried and slower: a search without count and an aggregation that counts; all facets in one aggregation, with
filters inside it.

tantivy keeps the lengths of texts in one byte each, so its order is not compared with exact scores.
"""

from __future__ import annotations

from collections.abc import Iterable
from pathlib import Path
from typing import Any

import tantivy

from tests.benchmarks.documents import Document, FacetField
from tests.benchmarks.engines import Ability, Counts, Filters, Found, Tree

HEAP = 512_000_000
EVERY_VALUE = 100_000  # more than any facet has
_PARTS = {
    "idx": "postings",
    "term": "postings",
    "fieldnorm": "postings",
    "pos": "positions",
    "fast": "columns",
    "store": "stored",
}

_Query = tantivy.Query
_MUST, _SHOULD = tantivy.Occur.Must, tantivy.Occur.Should


class Tantivy:
    """tantivy with the tokens of the product."""

    abilities: frozenset[Ability] = frozenset({"and", "filters", "facets"})
    order_tolerance: float | None = None
    tokenizer = "whitespace"

    def __init__(self, facets: tuple[FacetField, ...]) -> None:
        self._facets = facets
        self._every = {facet.name: {"terms": {"field": facet.name, "size": EVERY_VALUE}} for facet in facets}

    def _texts(self, document: Document) -> tuple[str, str]:
        return document.title_tokens, document.text_tokens

    def build(self, folder: Path, documents: Iterable[Document]) -> None:
        schema = tantivy.SchemaBuilder()
        schema.add_text_field("id", stored=True, tokenizer_name="raw", index_option="basic")
        schema.add_text_field("title", tokenizer_name=self.tokenizer)
        schema.add_text_field("text", tokenizer_name=self.tokenizer)
        schema.add_bytes_field("stored", stored=True)  # a text field would be indexed as well
        for facet in self._facets:
            schema.add_text_field(facet.name, fast=True, tokenizer_name="raw", index_option="basic")
        writer = tantivy.Index(schema.build(), str(folder)).writer(HEAP, num_threads=1)
        for document in documents:
            title, text = self._texts(document)
            row = tantivy.Document()
            row.add_text("id", document.id)
            row.add_text("title", title)
            row.add_text("text", text)
            row.add_bytes("stored", document.stored.encode())
            for name, keys in document.facets.items():
                for key in keys:
                    row.add_text(name, key)
            writer.add_document(row)
        writer.commit()
        writer.wait_merging_threads()

    def parts(self, folder: Path) -> dict[str, int]:
        found = dict.fromkeys(_PARTS.values(), 0)
        for path in folder.iterdir():
            if path.suffix[1:] in _PARTS:
                found[_PARTS[path.suffix[1:]]] += path.stat().st_size
        return found

    def open(self, folder: Path) -> None:
        index = tantivy.Index.open(str(folder))
        self._schema = index.schema
        self._searcher = index.searcher()

    def search(self, tree: Tree, filters: Filters, k: int) -> Found:
        return self._hits(self._under(self._tree(tree), self._filters(filters)), k)

    def search_with_facets(self, tree: Tree, filters: Filters, k: int) -> Found:
        wanted, passing = self._tree(tree), self._filters(filters)
        under_all = self._under(wanted, passing)
        found = self._hits(under_all, k)
        free = {name: terms for name, terms in self._every.items() if name not in filters}
        counts = self._counts(under_all, free)
        for name in filters:
            others = {other: query for other, query in passing.items() if other != name}
            counts |= self._counts(self._under(wanted, others), {name: self._every[name]})
        return found._replace(counts=counts)

    def _hits(self, query: tantivy.Query, k: int) -> Found:
        found: Any = self._searcher.search(query, k)  # its stub does not know the count
        ids = [str(self._searcher.doc(address)["id"][0]) for _, address in found.hits]
        return Found(found.count, ids)

    def _counts(self, query: tantivy.Query, wanted: dict[str, Any]) -> Counts:
        found = self._searcher.aggregate(query, wanted)
        return {
            name: {bucket["key"]: bucket["doc_count"] for bucket in found[name]["buckets"]} for name in wanted
        }

    def _tree(self, tree: Tree) -> tantivy.Query:
        terms = [_Query.term_query(self._schema, "text", term) for term in tree.terms]
        if len(terms) == 1:
            return terms[0]
        occur = _MUST if tree.operator == "and" else _SHOULD
        return _Query.boolean_query([(occur, term) for term in terms])

    def _filters(self, filters: Filters) -> dict[str, tantivy.Query]:
        return {name: _Query.const_score_query(self._any(name, keys), 0.0) for name, keys in filters.items()}

    def _any(self, name: str, keys: tuple[str, ...]) -> tantivy.Query:
        """Any of some values; its query for sets of terms takes four times as long."""
        terms = [_Query.term_query(self._schema, name, key, "basic") for key in keys]
        return terms[0] if len(terms) == 1 else _Query.boolean_query([(_SHOULD, term) for term in terms])

    def _under(self, wanted: tantivy.Query, filters: dict[str, tantivy.Query]) -> tantivy.Query:
        if not filters:
            return wanted
        return _Query.boolean_query([(_MUST, wanted), *((_MUST, query) for query in filters.values())])


class TantivyOwnAnalysis(Tantivy):
    """tantivy with its own English analysis, from titles and texts."""

    tokenizer = "en_stem"

    def _texts(self, document: Document) -> tuple[str, str]:
        return document.title, document.text
