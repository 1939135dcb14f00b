"""Which documents would other search engines show? All get the same documents and the same questions.

Each is set up as its own documentation begins: one field with all texts (title and text as two fields made
stock Whoosh worse), the default BM25, and an OR of the question's words, because with an AND they find next
to nothing for whole questions. bm25s and tantivy are helped with Snowball stems in the language of each text,
and with the language of the question, which ours is not told.
"""

from __future__ import annotations

import re
import sqlite3
from collections.abc import Iterable, Sequence
from functools import cache
from typing import Any, Protocol

import bm25s
import Stemmer
import tantivy
from whoosh import analysis, fields, query
from whoosh.filedb import filestore

from indexer.dictionary.compiled import Dictionary
from indexer.documents import NEUTRAL, Document
from indexer.evaluation.evaluate import PARTS, ranking, searcher_of
from kb.vocabulary import Vocabularies

_analysis: Any = analysis  # Whoosh is untyped
_filestore: Any = filestore
_query: Any = query
_WORD = re.compile(r"\w+")
_SNOWBALL = {"de": "german", "en": "english", "da": "danish"}


class System(Protocol):
    """A search engine that has read all documents."""

    name: str

    def rank(self, text: str, language: str, depth: int) -> tuple[str, ...]:
        """The ids of the best ``depth`` documents for a question, best first."""


def peers(documents: Iterable[Document]) -> tuple[System, ...]:
    """Every other system over the published documents."""
    published = [document for document in documents if document.status == "published"]
    return StockWhoosh(published), Fts5(published), Bm25s(published), Tantivy(published)


class Ours:
    """The product's own search, with all its parts but those in ``without``.

    Without a dictionary it is what a new installation does; the operator may import one.
    """

    def __init__(
        self,
        documents: Iterable[Document],
        vocabularies: Vocabularies,
        dictionary: Dictionary | None = None,
        without: frozenset[str] = frozenset(),
    ) -> None:
        left = [part for part in PARTS if part in without]
        named = "plain" if without.issuperset(PARTS) else ", ".join(f"no {part}" for part in left)
        beside = " + dictionary" if dictionary and "dictionary" not in without else ""
        self.name = f"Leuchtturm{beside}{', ' if named else ''}{named}"
        self._searcher = searcher_of(documents, vocabularies, dictionary)
        self._without = without

    def rank(self, text: str, _language: str, depth: int) -> tuple[str, ...]:
        return ranking(self._searcher, text, self._without)[:depth]


def _whole(document: Document) -> str:
    """All texts that ours searches."""
    return "\n".join(document.texts.values())


class StockWhoosh:
    """Whoosh as delivered: its BM25F and StemmingAnalyzer."""

    name = "Whoosh"

    def __init__(self, documents: Sequence[Document]) -> None:
        self._analyzer = _analysis.StemmingAnalyzer()
        text = fields.TEXT(analyzer=self._analyzer)
        files = _filestore.RamStorage().create_index(fields.Schema(id=fields.ID(stored=True), text=text))
        writer = files.writer(limitmb=256)
        for document in documents:
            writer.add_document(id=document.id, text=_whole(document))
        writer.commit()
        self._searcher = files.searcher()

    def rank(self, text: str, _language: str, depth: int) -> tuple[str, ...]:
        either = _query.Or([_query.Term("text", token.text) for token in self._analyzer(text)])
        return tuple(hit["id"] for hit in self._searcher.search(either, limit=depth))


class Fts5:
    """The full-text search of SQLite: BM25, words by Unicode, the Porter stemmer."""

    name = "SQLite FTS5"

    def __init__(self, documents: Sequence[Document]) -> None:
        self._ids = [document.id for document in documents]
        self._tables = sqlite3.connect(":memory:", check_same_thread=False)
        self._tables.execute("create virtual table texts using fts5(text, tokenize = 'porter unicode61')")
        rows = enumerate(map(_whole, documents))
        self._tables.executemany("insert into texts (rowid, text) values (?, ?)", rows)

    def rank(self, text: str, _language: str, depth: int) -> tuple[str, ...]:
        either = " OR ".join(f'"{word}"' for word in _WORD.findall(text))
        if not either:
            return ()
        asked = "select rowid from texts where texts match ? order by rank, rowid limit ?"
        return tuple(self._ids[number] for (number,) in self._tables.execute(asked, (either, depth)))


@cache
def _stemmer(language: str) -> Any:
    return Stemmer.Stemmer(_SNOWBALL.get(language, "english"))


def _stems(text: str, language: str) -> list[str]:
    words = [word.lower() for word in _WORD.findall(text)]
    if language == NEUTRAL:
        return words
    stems: list[str] = _stemmer(language).stemWords(words)
    return stems


def _document_stems(document: Document) -> list[str]:
    return [stem for name, text in document.texts.items() for stem in _stems(text, name.rpartition("_")[2])]


class Bm25s:
    """bm25s: BM25 as in Lucene."""

    name = "bm25s"

    def __init__(self, documents: Sequence[Document]) -> None:
        self._ids = [document.id for document in documents]
        self._index = bm25s.BM25()
        self._index.index([_document_stems(document) for document in documents], show_progress=False)

    def rank(self, text: str, language: str, depth: int) -> tuple[str, ...]:
        stems = [stem for stem in _stems(text, language) if stem in self._index.vocab_dict]
        if not stems:
            return ()
        scores = self._index.get_scores(stems)
        best = sorted(range(len(scores)), key=lambda number: (-scores[number], number))[:depth]
        return tuple(self._ids[number] for number in best if scores[number] > 0)


class Tantivy:
    """tantivy: BM25 as in Lucene."""

    name = "tantivy"

    def __init__(self, documents: Sequence[Document]) -> None:
        builder = tantivy.SchemaBuilder()
        builder.add_text_field("id", stored=True, tokenizer_name="raw")
        builder.add_text_field("text", tokenizer_name="whitespace")
        self._schema = builder.build()
        files = tantivy.Index(self._schema)
        writer = files.writer(num_threads=1)
        for document in documents:
            writer.add_document(tantivy.Document(id=document.id, text=" ".join(_document_stems(document))))
        writer.commit()
        files.reload()
        self._searcher = files.searcher()

    def rank(self, text: str, language: str, depth: int) -> tuple[str, ...]:
        terms = [
            (tantivy.Occur.Should, tantivy.Query.term_query(self._schema, "text", stem))
            for stem in _stems(text, language)
        ]
        if not terms:
            return ()
        found = self._searcher.search(tantivy.Query.boolean_query(terms), depth).hits
        return tuple(str(self._searcher.doc(place)["id"][0]) for _, place in found)
