"""How is SQLite measured? Its full-text table FTS5, with facets in tables beside it and counts by GROUP BY.

The full-text table holds no text of its own; its tokenizer splits at blanks only. A facet with one value a
document is a column of one narrow table, every other facet a table of pairs. With facets, the matches of a
question are written to a temporary table once, with a mark for each filter they pass, and grouped from there;
otherwise every facet would repeat the search. CROSS JOIN makes SQLite begin with the matches; left to itself
it reads every document for every facet.

Its bm25() counts the words of all columns as length of a document, so its order is not compared.
"""

# ruff: noqa: S608  the only names put into statements are those of the benchmark's own facets

from __future__ import annotations

import sqlite3
from collections.abc import Iterable
from itertools import chain, islice
from pathlib import Path

from tests.benchmarks.documents import Document, FacetField
from tests.benchmarks.engines import Ability, Counts, Filters, Found, Tree

ROWS = 1000  # that are handed over at once
_FILE = "index.sqlite"
_BLANKS_ONLY = "unicode61 remove_diacritics 0 categories ''L* M* N* P* S* C*''"
_RANK = "bm25(texts, 0.0, 1.0)"  # the title counts nothing


class Fts5:
    """SQLite FTS5."""

    abilities: frozenset[Ability] = frozenset({"and", "filters", "facets"})
    order_tolerance: float | None = None

    def __init__(self, facets: tuple[FacetField, ...]) -> None:
        self._names = [facet.name for facet in facets]
        self._single = [facet.name for facet in facets if facet.single]
        self._linked = [facet.name for facet in facets if not facet.single]

    def build(self, folder: Path, documents: Iterable[Document]) -> None:
        tables = sqlite3.connect(folder / _FILE)
        _settings(tables)
        tables.execute("create table documents (number integer primary key, id text, stored text)")
        tables.execute(
            f"create virtual table texts using fts5(title, text, content = '', tokenize = '{_BLANKS_ONLY}')"
        )
        columns = "".join(f", {_column(name)} text" for name in self._single)
        tables.execute(f"create table facets (number integer primary key{columns})")
        for name in self._linked:
            pairs = "(number integer, key text, primary key (number, key)) without rowid"
            tables.execute(f"create table {_column(name)} {pairs}")
        numbered = enumerate(documents)
        while rows := list(islice(numbered, ROWS)):
            self._add(tables, rows)
        tables.commit()
        tables.close()

    def _add(self, tables: sqlite3.Connection, rows: list[tuple[int, Document]]) -> None:
        tables.executemany(
            "insert into documents values (?, ?, ?)", [(number, row.id, row.stored) for number, row in rows]
        )
        tables.executemany(
            "insert into texts (rowid, title, text) values (?, ?, ?)",
            [(number, row.title_tokens, row.text_tokens) for number, row in rows],
        )
        tables.executemany(
            f"insert into facets values (?{', ?' * len(self._single)})",
            [(number, *(_only(row.facets[name]) for name in self._single)) for number, row in rows],
        )
        for name in self._linked:
            tables.executemany(
                f"insert into {_column(name)} values (?, ?)",
                [(number, key) for number, row in rows for key in row.facets[name]],
            )

    def parts(self, folder: Path) -> dict[str, int]:  # noqa: ARG002  one file holds everything
        return {}

    def open(self, folder: Path) -> None:
        self._tables = sqlite3.connect(folder / _FILE)
        _settings(self._tables)
        marks = "".join(f", pass_{_column(name)} integer" for name in self._names)
        self._tables.execute(f"create temporary table matches (number integer primary key, rank real{marks})")

    def search(self, tree: Tree, filters: Filters, k: int) -> Found:
        passing = "".join(f" and {self._passes(name, keys)}" for name, keys in filters.items())
        values = (_match(tree), *chain.from_iterable(filters.values()))
        matching = f"from texts where texts match ?{passing}"
        (total,) = self._tables.execute(f"select count(*) {matching}", values).fetchone()
        best = self._tables.execute(f"select rowid {matching} order by {_RANK} limit {k}", values).fetchall()
        return Found(total, self._ids([number for (number,) in best]))

    def search_with_facets(self, tree: Tree, filters: Filters, k: int) -> Found:
        run = self._tables.execute
        names = [_column(name) for name in filters]
        marks = "".join(f", pass_{name}" for name in names)
        passes = "".join(f", {self._passes(name, keys)}" for name, keys in filters.items())
        run("delete from matches")
        run(
            f"insert into matches (number, rank{marks})"
            f" select rowid, {_RANK}{passes} from texts where texts match ?",
            (*chain.from_iterable(filters.values()), _match(tree)),
        )
        under_all = _passing(names)
        (total,) = run(f"select count(*) from matches {under_all}").fetchone()
        best = run(f"select number from matches {under_all} order by rank limit {k}").fetchall()
        counts: Counts = {}
        for facet in self._names:
            others = _passing([name for name in names if name != _column(facet)])
            table = "facets" if facet in self._single else _column(facet)
            key = _column(facet) if facet in self._single else "key"
            joined = f"matches cross join {table} using (number)"
            grouped = f"select {key}, count(*) from {joined} {others} group by {key}"
            counts[facet] = {key: count for key, count in run(grouped) if key is not None}
        return Found(total, self._ids([number for (number,) in best]), counts)

    def _passes(self, name: str, keys: tuple[str, ...]) -> str:
        """The condition that a row of the full-text table has one of the values of a facet."""
        column, either = _column(name), ", ".join("?" * len(keys))
        if name in self._single:
            return f"exists (select 1 from facets where number = texts.rowid and {column} in ({either}))"
        return f"exists (select 1 from {column} where number = texts.rowid and key in ({either}))"

    def _ids(self, numbers: list[int]) -> list[str]:
        one = "select id from documents where number = ?"
        return [self._tables.execute(one, (number,)).fetchone()[0] for number in numbers]


def _settings(tables: sqlite3.Connection) -> None:
    for setting in ("temp_store = memory", "mmap_size = 4000000000", "cache_size = -256000"):
        tables.execute(f"pragma {setting}")


def _column(name: str) -> str:
    """The name of a facet's column or table, which must not be a word of SQL."""
    return f"facet_{name}"


def _only(keys: tuple[str, ...]) -> str | None:
    return keys[0] if keys else None


def _match(tree: Tree) -> str:
    """The question in the language of FTS5, in the column of the text only."""
    words = f" {tree.operator.upper()} ".join('"' + term.replace('"', '""') + '"' for term in tree.terms)
    return f"text : ({words})"


def _passing(names: list[str]) -> str:
    return f"where {' and '.join(f'pass_{name}' for name in names)}" if names else ""
