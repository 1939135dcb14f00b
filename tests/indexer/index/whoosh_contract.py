"""What must a stock Whoosh say of our segments? The same as of its own, of the same documents.

A ``Pair`` is an index of both kinds; ``content`` is all that a reader tells, in plain values; ``searches``
are queries made of what some documents hold, and ``answers`` what a searcher finds for one.
"""

from __future__ import annotations

import random
from collections.abc import Collection, Iterable, Iterator, Sequence
from dataclasses import dataclass
from datetime import date
from functools import cache
from pathlib import Path
from typing import Any

import numpy as np
from whoosh import columns, fields, index, query
from whoosh.filedb.filestore import RamStorage

from indexer.analysis.tokenizer import occurrences
from indexer.documents import Document, project
from indexer.index.building import SegmentBuilder, new_segment_name
from indexer.index.merging import merge
from indexer.index.schema import COLUMNS, TEXT_FIELDS, entry, layout
from indexer.index.segment import SUFFIX, Segment
from indexer.index.snapshot import Mask
from indexer.index.whoosh_codec import write_toc
from indexer.index.whoosh_schema import whoosh_schema
from kb.record import Record
from kb.vocabulary import Vocabularies
from tests.indexer.corpora import SOME_RECORDS, delivered_vocabularies

_fields: Any = fields  # Whoosh is untyped
_columns: Any = columns
_index: Any = index
_query: Any = query
_ram: Any = RamStorage

Marked = list[tuple[Segment, Mask | None]]


def projected(records: Iterable[Record], vocabularies: Vocabularies) -> list[Document]:
    """The documents of some records, the same on every day."""
    day = date(2026, 1, 1)
    return [
        project(record, digest="0", revision=1, vocabularies=vocabularies, today=day) for record in records
    ]


@cache
def some_documents() -> tuple[Document, ...]:
    """Documents of every sort."""
    records = [Record.model_validate(values) for values in SOME_RECORDS]
    return tuple(projected(records, delivered_vocabularies()))


@dataclass(frozen=True)
class Pair:
    """An index of stock Whoosh and one of ours."""

    stock: Any
    ours: Any


def pair_of(
    folder: Path, batches: Sequence[Sequence[Document]], removed: Collection[str] = (), merged: bool = False
) -> Pair:
    """Two indexes of the same documents: a segment per batch, or one merged without those removed."""
    segments = our_segments(folder, batches, removed)
    if merged:
        path = folder / (new_segment_name() + SUFFIX)
        merge(segments, path)
        segments = [(Segment.open(path, layout()), None)]
        batches = [[one for batch in batches for one in batch if one.id not in removed]]
        removed = ()
    write_toc(folder, segments)
    return Pair(_stock_index(batches, removed), _index.open_dir(str(folder)))


def a_pair(folder: Path) -> tuple[Pair, list[Document]]:
    """Two indexes of ``some_documents`` in three segments, and those that are not deleted."""
    documents = some_documents()
    batches = [documents[:5], documents[5:30], documents[30:]]
    removed = [document.id for document in documents[::7]]
    return pair_of(folder, batches, removed), [one for one in documents if one.id not in removed]


def our_segments(
    folder: Path, batches: Sequence[Sequence[Document]], removed: Collection[str] = ()
) -> Marked:
    """A segment per batch, and who is there."""
    found: Marked = []
    for batch in batches:
        builder = SegmentBuilder(layout(), folder / (new_segment_name() + SUFFIX))
        for document in batch:
            builder.add(entry(document))
        living = np.array([document.id not in removed for document in batch], np.bool_)
        found.append((Segment.open(builder.finish(), layout()), None if living.all() else living))
    return found


def _stock_index(batches: Sequence[Sequence[Document]], removed: Collection[str]) -> Any:
    schema = whoosh_schema()
    for name in COLUMNS:
        schema.remove(name)
    schema.add("kind", _fields.COLUMN(_columns.VarBytesColumn()))
    found = _index.FileIndex.create(_ram(), schema)
    for batch in batches:
        writer = found.writer()
        for document in batch:
            values = {"id": document.id, "stored": document.stored(), **document.texts}
            writer.add_document(**values, kind=document.facets["kind"][0].encode())
        writer.commit(merge=False)
    if removed:
        writer = found.writer()
        for record_id in removed:
            writer.delete_by_term("id", record_id)
        writer.commit(merge=False)
    return found


# what a reader says


def content(reader: Any, every: int = 1) -> dict[str, Any]:
    """All that a reader tells of its documents and terms; what it knows of a term for every n-th one."""
    terms = list(reader.all_terms())
    documents = range(reader.doc_count_all())
    return {
        "names": sorted(reader.indexed_field_names()),
        "counts": (reader.doc_count(), reader.doc_count_all(), reader.has_deletions()),
        "deleted": [reader.is_deleted(number) for number in documents],
        "ids": list(reader.all_doc_ids()),
        "stored": list(reader.iter_docs()),
        "terms": terms,
        "known": [(_info(reader.term_info(*term)), *_frequencies(reader, term)) for term in terms[::every]],
        "items": [(term, _info(info)) for term, info in reader] if every == 1 else [],
        "prefixed": [(text, _info(info)) for text, info in reader.iter_prefix("summary_de", "h")],
        "postings": {term: postings(reader, *term) for term in terms[::every]},
        "lengths": {
            name: [reader.doc_field_length(number, name) for number in documents] for name in TEXT_FIELDS
        },
        "sums": {name: reader.field_length(name) for name in ("id", *TEXT_FIELDS)},
        "bounds": _bounds(reader),
    }


def _info(info: Any) -> tuple[Any, ...]:
    return (
        info.weight(),
        info.doc_frequency(),
        info.min_length(),
        info.max_length(),
        info.max_weight(),
        info.min_id(),
        info.max_id(),
    )


def _frequencies(reader: Any, term: tuple[str, bytes]) -> tuple[float, int, bool]:
    return reader.frequency(*term), reader.doc_frequency(*term), term in reader


def _bounds(reader: Any) -> dict[str, tuple[int, int]]:
    """The extreme lengths of the fields every segment has; stock Whoosh knows none of the others."""
    leaves = [leaf for leaf, _ in reader.leaf_readers()]
    having = [name for name in TEXT_FIELDS if all(leaf.field_length(name) for leaf in leaves)]
    return {name: (reader.min_field_length(name), reader.max_field_length(name)) for name in having}


def postings(reader: Any, field: str, term: bytes) -> list[tuple[Any, ...]]:
    """Document, weight, value, frequency and positions of each posting."""
    matcher, found = reader.postings(field, term), []
    while matcher.is_active():
        positions = list(matcher.value_as("positions")) if matcher.supports("positions") else None
        value = matcher.value()
        found.append((matcher.id(), matcher.weight(), value, matcher.value_as("frequency"), positions))
        matcher.next()
    return found


# what a searcher finds


def searches(documents: Sequence[Document], chance: random.Random, count: int) -> Iterator[Any]:
    """About that many queries of every kind, made of words and neighbours that stand in some documents."""
    texts = [
        (name, found) for one in documents for name, text in one.texts.items() if (found := _words(text))
    ]
    yield from (_query.Every(), _query.Term("id", "unheard"), _query.Term("title_de", "unheard"))
    yield from (_query.Term("id", document.id) for document in documents[:2])
    for _ in range(count // 10 if texts else 0):
        (name, words), (other_name, other_words) = chance.choice(texts), chance.choice(texts)
        start = chance.randrange(len(words))
        word, other = words[start], chance.choice(other_words)
        one, two = _query.Term(name, word), _query.Term(other_name, other)
        third = _query.Term(name, chance.choice(words))
        yield one
        yield _query.And([one, third])
        yield _query.Or([one, two, third])
        yield _query.And([third, _query.Not(one)])
        yield _query.Phrase(name, words[start : start + chance.randint(2, 3)], slop=chance.randint(1, 4))
        yield _query.Prefix(name, word[: chance.randint(2, 3)], constantscore=chance.random() < 0.5)
        yield _query.Wildcard(name, f"*{word[1:3]}?*")
        yield _query.FuzzyTerm(
            name, word[:-1] + "x", maxdist=2, prefixlength=chance.randint(0, min(2, len(word)))
        )
        yield _query.TermRange(name, *sorted((word, other)))
        yield _query.Or([_query.Every(name), two], boost=2.0)


def _words(text: str) -> list[str]:
    """One term per place."""
    found = occurrences(text)
    return list(dict(zip(found.places, found.terms, strict=True)).values())


def answers(searcher: Any, asked: Any, limit: int | None) -> tuple[list[tuple[str, float]], int]:
    """Ids and scores in order, and the number of all hits where that takes no second search."""
    results = searcher.search(asked, limit=limit)
    return [(hit["id"], hit.score) for hit in results], len(results) if limit is None else 0
