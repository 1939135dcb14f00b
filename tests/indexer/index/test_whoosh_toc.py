"""The table of contents of a commit, and what our columns are to Whoosh.

1. Columns group and sort by their first value, and group under each value where that is asked for.
2. Whoosh cannot write: what it tries is refused with what to do.
3. The table of contents is a file of its own that knows segments by name and holds no arrays.
"""

from __future__ import annotations

import os
import pickle
import pickletools
from collections import Counter
from contextlib import closing
from functools import partial
from pathlib import Path
from typing import Any

import pytest
from whoosh import index, query, sorting, writing
from whoosh.filedb.filestore import RamStorage

from indexer.documents import Document
from indexer.errors import IndexDamaged
from indexer.index.schema import COLUMNS, TEXT_FIELDS, title_order
from indexer.index.whoosh_codec import ArrayCodec, ArraySegment, write_toc
from tests.indexer.index.whoosh_contract import Pair, a_pair, our_segments, some_documents

_index: Any = index  # Whoosh is untyped
_query: Any = query
_ram: Any = RamStorage
_sorting: Any = sorting
_writing: Any = writing

_CODEC: Any = ArrayCodec()

Made = tuple[Pair, list[Document]]


@pytest.fixture(scope="module")
def made(tmp_path_factory: pytest.TempPathFactory) -> Made:
    return a_pair(tmp_path_factory.mktemp("pair"))


def groups(pair: Pair, facet: Any) -> dict[str, list[str]]:
    with pair.ours.searcher() as searcher:
        results = searcher.search(_query.Every(), groupedby=facet, limit=None)
        found = next(iter(results.groups(name) for name in results.facet_names()))
        return {key: [searcher.stored_fields(n)["id"] for n in numbers] for key, numbers in found.items()}


def test_columns_group_by_the_first_value(made: Made) -> None:
    pair, documents = made
    for name in ("kind", "theme", "sector", "year"):
        expected: dict[str, list[str]] = {}
        for document in documents:
            expected.setdefault(document.facets[name][0], []).append(document.id)
        assert groups(pair, name) == expected
    with pair.stock.searcher() as searcher:
        stock = searcher.search(_query.Every(), groupedby="kind", limit=None).groups("kind")
    kinds = {key: len(ids) for key, ids in groups(pair, "kind").items()}
    assert kinds == {key.decode(): len(numbers) for key, numbers in stock.items()}


def test_columns_group_under_each_value_where_that_is_asked_for(made: Made) -> None:
    pair, documents = made
    for name in ("kind", "theme", "sector", "year"):
        counts = {
            key: len(ids) for key, ids in groups(pair, _sorting.FieldFacet(name, allow_overlap=True)).items()
        }
        assert counts == Counter(key for document in documents for key in document.facets[name])


def test_a_document_without_values_is_grouped_under_the_empty_one(made: Made) -> None:
    pair, documents = made
    assert sum(map(len, groups(pair, "former").values())) == len(documents)
    assert list(groups(pair, "former")) == [""]
    assert groups(pair, _sorting.FieldFacet("former", allow_overlap=True)) == {}


def test_columns_are_read_as_tuples_and_sort_either_way(made: Made) -> None:
    with made[0].ours.searcher() as searcher:
        values = searcher.reader().column_reader("theme")
        assert list(values) == [document.facets["theme"] for document in some_documents()]
        assert values[5] == some_documents()[5].facets["theme"]
        titles = searcher.reader().column_reader(title_order("de"))
        hits = searcher.search(_query.Every(), sortedby=title_order("de"), limit=None)
        found = [titles[hit.docnum] for hit in hits]
        assert found == sorted(found)
        hits = searcher.search(_query.Every(), sortedby="kind", reverse=True, limit=None)
        kinds = [hit["kind"] for hit in hits]
        assert kinds == sorted(kinds, reverse=True)
        with pytest.raises(NotImplementedError):
            searcher.reader().leaf_readers()[0][0].column_reader("kind", reverse=True)


# writing


def test_whoosh_cannot_write(made: Made) -> None:
    """By these methods a stock writer deletes, takes a segment over and makes one with a codec."""
    with made[0].ours.reader() as reader:
        column = reader.schema["kind"].column_type
        segment = reader.segments()[0]
    for attempt in (
        partial(segment.delete_document, 0),
        partial(column.writer, None),
        partial(_CODEC.new_segment, None, "MAIN"),
        partial(_CODEC.per_document_writer, None, segment),
        partial(_CODEC.field_writer, None, segment),
    ):
        with pytest.raises(_writing.IndexingError, match="kb index"):
            attempt()


# the table of contents


def test_the_table_of_contents_replaces_no_file_it_is_linked_to(tmp_path: Path) -> None:
    documents = some_documents()
    older, newer = tmp_path / "1", tmp_path / "2"
    older.mkdir()
    newer.mkdir()
    segments = our_segments(older, [documents[:3], documents[3:6]])
    write_toc(older, segments[:1])
    for path in older.iterdir():
        os.link(path, newer / path.name)
    write_toc(newer, segments)
    assert sorted(path.name for path in newer.iterdir()) == sorted(path.name for path in older.iterdir())
    counts = [_index.open_dir(str(folder)).doc_count() for folder in (older, newer)]
    assert counts == [3, 6]


def test_the_table_of_contents_names_segments_and_holds_no_arrays(tmp_path: Path) -> None:
    documents = some_documents()
    segments = our_segments(tmp_path, [documents], {documents[4].id})
    write_toc(tmp_path, segments)
    marked = ArraySegment(segments[0][0].name, len(documents), segments[0][1])
    again = pickle.loads(pickle.dumps(marked, 2))  # noqa: S301  # our own bytes
    assert again == marked
    assert list(again.deleted_docs()) == [4]
    for part in (pickle.dumps(marked, 2), pickle.dumps(_index.open_dir(str(tmp_path)).schema, 2)):
        used = {str(value).split()[0] for code, value, _ in pickletools.genops(part) if code.name == "GLOBAL"}
        others = {name for name in used if not name.startswith(("whoosh.", "_codecs", "copy_reg"))}
        assert others <= {"indexer.index.whoosh_codec", "indexer.index.whoosh_schema"}


def test_an_index_without_documents_is_empty(tmp_path: Path) -> None:
    write_toc(tmp_path, [])
    with closing(_index.open_dir(str(tmp_path)).reader()) as nothing:
        assert nothing.doc_count_all() == 0
    write_toc(tmp_path, our_segments(tmp_path, [[]]))
    with closing(_index.open_dir(str(tmp_path)).searcher()) as nothing:
        assert nothing.doc_count_all() == 0
        assert list(nothing.reader().all_terms()) == []
        assert nothing.reader().field_length("title_de") == 0
        assert list(nothing.search(_query.Every())) == []


def test_a_missing_segment_is_damage(tmp_path: Path) -> None:
    documents = some_documents()
    write_toc(tmp_path, our_segments(tmp_path, [documents[:3]]))
    next(tmp_path.glob("*.segment")).unlink()
    with pytest.raises(IndexDamaged, match="kb index --full"):
        _index.open_dir(str(tmp_path)).reader()


def test_segments_that_are_not_in_a_folder_are_refused() -> None:
    with pytest.raises(TypeError, match="open_dir"):
        _CODEC.terms_reader(_ram(), ArraySegment("one", 0, None))


def test_every_field_and_column_is_in_the_schema(made: Made) -> None:
    assert set(made[0].ours.schema.names()) == {"id", "stored", *TEXT_FIELDS, *COLUMNS}
