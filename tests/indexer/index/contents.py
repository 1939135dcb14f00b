"""What must a segment of some documents hold? Random entries, and their content by brute force.

``content_of(entries)`` goes through the entries with dictionaries; ``content_in(segment)`` reads a segment.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace

import numpy as np
from hypothesis import strategies as st
from numpy.typing import NDArray

from indexer.index.columns import Column
from indexer.index.layout import Entry, Layout, Pairs, Words
from indexer.index.segment import Segment
from indexer.index.tables import Table

Row = tuple[int, str, list[int]]  # document, field, places
Numbered = dict[str, dict[str, list[int]]]  # by table, by key

IN_GERMAN = "in-german"  # the table that knows in which blocks a term stands


def term_tables(terms: Sequence[str], present: NDArray[np.bool_]) -> Mapping[str, Pairs]:
    """Tables of terms; one of them is missing where no term has a digit."""
    tables: dict[str, Pairs] = {
        "initial": ((term[:1], number) for number, term in enumerate(terms)),
        IN_GERMAN: [(terms[number], number) for number in np.flatnonzero(present[:, 0]).tolist()],
    }
    digits = [(sign, number) for number, term in enumerate(terms) for sign in term if sign.isdigit()]
    return {**tables, "digit": digits} if digits else tables


def page_tables(terms: Sequence[str], _: NDArray[np.bool_]) -> Mapping[str, Pairs]:
    """The one table of the terms of pages."""
    return {"initial": ((term[:1], number) for number, term in enumerate(terms))}


PAGES = Layout({"german": ("body_de",), "english": ("body_en",)}, ("number",), page_tables)
LAYOUT = Layout(
    {"german": ("title_de", "text_de"), "english": ("title_en",), "names": ("names", "places", "people")},
    ("kind", "theme"),
    term_tables,
    PAGES,
)


@dataclass(frozen=True)
class Content:
    """All that a segment or some entries hold, in plain values; terms by what they are, not by number.

    ``pages`` are None where there are none; ``owners`` are the numbers of their documents.
    """

    ids: list[str]
    stored: list[bytes]
    terms: list[str]
    rows: dict[tuple[str, str], list[Row]]
    lengths: dict[str, list[int]]
    columns: dict[str, list[list[str]]]
    column_keys: dict[str, list[str]]
    document_keys: Numbered
    term_keys: dict[str, dict[str, list[str]]]
    owners: list[int]
    pages: Content | None


def content_of(entries: Sequence[Entry], layout: Layout = LAYOUT) -> Content:
    """By brute force."""
    block_of = {name: block for block, names in layout.blocks.items() for name in names}
    rows: dict[tuple[str, str], list[Row]] = {}
    for document, entry in enumerate(entries):
        for field in layout.fields:
            words = entry.texts.get(field, Words(()))
            places = range(len(words.terms)) if words.places is None else words.places
            for term in dict.fromkeys(words.terms):
                own = [place for place, other in zip(places, words.terms, strict=True) if other == term]
                rows.setdefault((term, block_of[field]), []).append((document, field, own))
    terms = sorted({term for term, _ in rows})
    present = np.array([[(term, block) in rows for block in layout.blocks] for term in terms], np.bool_)
    made = layout.term_tables(terms, present.reshape(-1, len(layout.blocks))) if layout.term_tables else {}
    pages = [page for entry in entries for page in entry.pages]
    columns = {
        name: [list(dict.fromkeys(entry.columns.get(name, ()))) for entry in entries]
        for name in layout.columns
    }
    return Content(
        ids=[entry.id for entry in entries],
        stored=[entry.stored for entry in entries],
        terms=terms,
        rows=rows,
        lengths={
            field: [len(entry.texts.get(field, Words(())).terms) for entry in entries]
            for field in layout.fields
        },
        columns=columns,
        column_keys={
            name: sorted({key for own in column for key in own}) for name, column in columns.items()
        },
        document_keys=_document_keys(entries),
        term_keys={
            name: {
                key: sorted({terms[number] for other, number in pairs if other == key})
                for key in sorted({key for key, _ in pairs})
            }
            for name, pairs in ((name, list(found)) for name, found in made.items())
            if pairs
        },
        owners=[number for number, entry in enumerate(entries) for _ in entry.pages],
        pages=content_of(pages, layout.pages) if pages and layout.pages else None,
    )


def _document_keys(entries: Sequence[Entry]) -> Numbered:
    found: Numbered = {}
    for document, entry in enumerate(entries):
        for name, keys in entry.keys.items():
            for key in set(keys):
                found.setdefault(name, {}).setdefault(key, []).append(document)
    return found


def content_in(segment: Segment) -> Content:
    """As the segment answers."""
    layout, terms = segment.layout, list(segment.terms)
    rows = {}
    for number, term in enumerate(terms):
        for block, name in enumerate(layout.blocks):
            found = rows_in(segment, number, block)
            if found:
                rows[term, name] = found
    term_keys = {name: keys_of(table) for name, table in segment.term_tables.items()}
    return Content(
        ids=list(segment.ids),
        stored=[segment.stored_texts.read(number) for number in range(segment.size)],
        terms=terms,
        rows=rows,
        lengths={field: segment.lengths[number].tolist() for number, field in enumerate(layout.fields)},
        columns={name: column_values(segment.column(name), segment.size) for name in layout.columns},
        column_keys={name: list(segment.column(name).keys) for name in layout.columns},
        document_keys={
            name: keys for name, table in segment.document_tables.items() if (keys := keys_of(table))
        },
        term_keys={
            name: {key: [terms[number] for number in numbers] for key, numbers in keys.items()}
            for name, keys in term_keys.items()
            if keys
        },
        owners=segment.owners.tolist(),
        pages=content_in(segment.pages) if segment.pages else None,
    )


def rows_in(segment: Segment, term: int, block: int) -> list[Row]:
    """The rows of a term in a block with the places of each."""
    first, end = segment.slice_of(term, block)
    place, places_end = segment.places_of(term, block)
    found: list[Row] = []
    for number in range(first, end):
        frequency = int(segment.rows.frequencies[number])
        field = segment.layout.fields[segment.rows.fields[number]]
        places = segment.rows.places[place : place + frequency].tolist()
        found.append((int(segment.rows.documents[number]), field, places))
        place += frequency
    assert place == places_end
    return found


def keys_of(table: Table) -> dict[str, list[int]]:
    """Key -> numbers."""
    return {key: table.of(key).tolist() for key in table.keys}


def column_values(column: Column, documents: int) -> list[list[str]]:
    """The values of each document."""
    found = [list(keys) for keys in column.rows()]
    assert len(found) == documents
    return found


# Drawn from a list, because drawing texts takes longer than what is tested; test_strings.py has any text.
_ODD = ("", "a", "aa", "b", "e\u0301", "é", "z9", " ", "\0", "東京", "\ud800", "\U0010ffff")
TERMS = st.sampled_from(("hafen", "häfen", "KI", "ki", "s3", "4.0", "r&d", *_ODD))
KEYS = st.sampled_from(("DE", "DK", "_none", *_ODD))


def _placed(found: list[tuple[int, str]]) -> Words:
    """Words of which several may stand at one place, each once."""
    ordered = sorted(set(found), key=lambda pair: pair[0])
    return Words([term for _, term in ordered], [place for place, _ in ordered])


WORDS = st.one_of(
    st.lists(TERMS, max_size=12).map(Words),
    st.lists(st.tuples(st.integers(0, 300), TERMS), max_size=12).map(_placed),
)


def _numbered(entries: list[Entry]) -> list[Entry]:
    """The entries with ids that differ, the pages too, in no order of their own."""
    return [
        replace(
            entry,
            id=f"{entry.id}{number}",
            pages=[replace(page, id=f"{number} {place}") for place, page in enumerate(entry.pages)],
        )
        for number, entry in enumerate(entries)
    ]


def entry_lists(most: int = 10) -> st.SearchStrategy[list[Entry]]:
    """Lists of entries with different ids; ``kind`` has one value everywhere, ``theme`` any number."""
    one, any_number = st.lists(KEYS, min_size=1, max_size=1), st.lists(KEYS, max_size=3)
    pages = st.builds(
        Entry,
        id=st.just(""),
        texts=st.fixed_dictionaries({}, optional=dict.fromkeys(PAGES.fields, WORDS)),
        columns=st.fixed_dictionaries({"number": one}),
        stored=st.binary(max_size=20),
    )
    entries = st.builds(
        Entry,
        id=st.sampled_from(("", "x", "ö", "東")),
        texts=st.dictionaries(st.sampled_from(LAYOUT.fields), WORDS, max_size=4),
        columns=st.fixed_dictionaries({"kind": one}, optional={"theme": any_number}),
        stored=st.binary(max_size=20),
        keys=st.fixed_dictionaries({}, optional={"source": any_number, "former": any_number}),
        pages=st.one_of(st.just([]), st.lists(pages, max_size=2)),
    )
    return st.lists(entries, max_size=most).map(_numbered)
