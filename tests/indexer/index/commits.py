"""What does a snapshot answer? Random commits, and by brute force over the texts what must be found in them.

Documents come in, are replaced and are removed commit by commit; each commit is one segment. ``Oracle`` knows
only who is left, ``Asked`` puts a snapshot's answers into the same words: record ids, fields and terms.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field

import numpy as np
from hypothesis import strategies as st

from indexer.analysis.tokenizer import occurrences
from indexer.index.building import segment_of
from indexer.index.layout import Entry, Words
from indexer.index.segment import Segment
from indexer.index.snapshot import DOCUMENT_SHIFT, FIELD_SHIFT, FIRST_PLACE, Snapshot
from tests.indexer.index.contents import LAYOUT, column_values

WORDS = [
    "Hafen",
    "hafen",
    "Häfen",
    "KI",
    "ki",
    "R",
    "D",
    "E",
    "Mobilität",
    "4.0",
    "ISO",
    "9001",
    "S3",
    "東京",
]
IDS = ["a", "b", "c", "d", "e 1", "ä", ""]
KEYS = ["DE", "DK", "_none", "é"]
BLOCKS = list(LAYOUT.blocks)
ALL_BLOCKS = tuple(range(len(BLOCKS)))

Row = tuple[str, str, int, int]  # id, field, frequency, length
Place = tuple[str, str, int]  # id, field, word


@dataclass(frozen=True)
class Text:
    """A document and its texts by field."""

    id: str
    texts: Mapping[str, str]
    columns: Mapping[str, Sequence[str]] = field(default_factory=dict)
    keys: Mapping[str, Sequence[str]] = field(default_factory=dict)
    stored: bytes = b""

    def entry(self) -> Entry:
        """As a segment takes it in."""
        found = {name: occurrences(text) for name, text in self.texts.items()}
        words = {name: Words(own.terms, own.places) for name, own in found.items()}
        return Entry(self.id, words, self.columns, self.stored, self.keys)


@dataclass(frozen=True)
class Commit:
    """Who came in, and who else is no longer there."""

    changed: list[Text]
    removed: list[str] = field(default_factory=list)


def masks(commits: Sequence[Commit]) -> list[list[bool]]:
    """Per commit and document: is it the last of its id?"""
    found: list[list[bool]] = []
    for number, commit in enumerate(commits):
        later = {name for other in commits[number + 1 :] for name in (*other.removed, *_ids(other.changed))}
        found.append([text.id not in later for text in commit.changed])
    return found


def _ids(texts: Iterable[Text]) -> list[str]:
    return [text.id for text in texts]


def living_texts(commits: Sequence[Commit]) -> list[Text]:
    """Who is left, in the order of the segments."""
    return [
        text
        for commit, mask in zip(commits, masks(commits), strict=True)
        for text, alive in zip(commit.changed, mask, strict=True)
        if alive
    ]


def in_segments(commits: Sequence[Commit], segments: Sequence[Segment] | None = None) -> Snapshot:
    """The snapshot of one segment for each commit."""
    made = segments or [segment_of([text.entry() for text in commit.changed], LAYOUT) for commit in commits]
    living = [np.array(mask, np.bool_) for mask in masks(commits)]
    return Snapshot("many", LAYOUT, list(zip(made, living, strict=True)))


def in_one_segment(texts: Sequence[Text]) -> Snapshot:
    """The snapshot of one segment that holds just these."""
    return Snapshot("one", LAYOUT, [(segment_of([text.entry() for text in texts], LAYOUT), None)])


class Oracle:
    """What documents answer, text by text."""

    def __init__(self, texts: Sequence[Text]) -> None:
        self.texts = {text.id: text for text in texts}
        assert len(self.texts) == len(texts)
        self.words = {(text.id, name): occurrences(own) for text in texts for name, own in text.texts.items()}
        self.terms = sorted({term for own in self.words.values() for term in own.terms})

    def _in(self, blocks: Sequence[int]) -> list[tuple[str, str]]:
        fields = [name for block in blocks for name in LAYOUT.blocks[BLOCKS[block]]]
        return [key for key in self.words if key[1] in fields]

    def rows(self, terms: Sequence[str], blocks: Sequence[int]) -> list[Row]:
        return sorted(
            (*key, self.words[key].terms.count(term), len(self.words[key].terms))
            for key in self._in(blocks)
            for term in terms
            if term in self.words[key].terms
        )

    def places(self, terms: Sequence[str], blocks: Sequence[int]) -> set[Place]:
        return {
            (*key, place)
            for key in self._in(blocks)
            for place, term in zip(self.words[key].places, self.words[key].terms, strict=True)
            if term in terms
        }

    def terms_of(self, initial: str, blocks: Sequence[int]) -> tuple[str, ...]:
        held = {term for key in self._in(blocks) for term in self.words[key].terms}
        return tuple(sorted(term for term in held if term[:1] == initial))

    def length(self, record_id: str, name: str) -> int:
        return len(self.words[record_id, name].terms) if (record_id, name) in self.words else 0

    def mean_length(self, name: str) -> float:
        having = [length for record_id in self.texts if (length := self.length(record_id, name))]
        return sum(having) / len(having) if having else 1.0

    def table(self, name: str) -> dict[str, list[str]]:
        pairs = [(key, text.id) for text in self.texts.values() for key in text.keys.get(name, ())]
        return {key: sorted({own for other, own in pairs if other == key}) for key, _ in pairs}

    def column(self, name: str) -> dict[str, list[str]]:
        return {text.id: list(dict.fromkeys(text.columns.get(name, ()))) for text in self.texts.values()}


class Asked:
    """What a snapshot answers."""

    def __init__(self, snapshot: Snapshot) -> None:
        self.snapshot = snapshot

    def rows(self, terms: Sequence[str], blocks: Sequence[int]) -> list[Row]:
        found = self.snapshot.rows(terms, blocks)
        columns = (array.tolist() for array in found)
        return sorted(
            (self.snapshot.id(document), LAYOUT.fields[number], frequency, length)
            for document, number, frequency, length in zip(*columns, strict=True)
        )

    def places(self, terms: Sequence[str], blocks: Sequence[int]) -> set[Place]:
        found = self.snapshot.places(terms, blocks).tolist()
        assert found == sorted(set(found))
        return {
            (
                self.snapshot.id(place >> DOCUMENT_SHIFT),
                LAYOUT.fields[(place >> FIELD_SHIFT) & 0xFF],
                (place & 0xFFFFFF) - FIRST_PLACE,
            )
            for place in found
        }

    def table(self, name: str) -> dict[str, list[str]]:
        found: dict[str, list[str]] = {}
        for part, table in self.snapshot.tables(name):
            for key in table.keys:
                own = [part.base + number for number in table.of(key).tolist()]
                for document in own:
                    if self.snapshot.living[document]:
                        found.setdefault(key, []).append(self.snapshot.id(document))
        return {key: sorted(names) for key, names in found.items()}

    def column(self, name: str) -> dict[str, list[str]]:
        values = column_values(self.snapshot.column(name), self.snapshot.size)
        return {self.snapshot.id(number): values[number] for number in self.numbers()}

    def numbers(self) -> list[int]:
        return [int(number) for number in np.flatnonzero(self.snapshot.living)]


@st.composite
def _a_text(draw: st.DrawFn) -> str:
    found = ""
    for word in draw(st.lists(st.sampled_from(WORDS), max_size=8)):
        found += word + draw(st.sampled_from([" ", " ", "-", " & ", ". "]))
    return found


TEXTS = st.builds(
    Text,
    id=st.sampled_from(IDS),
    texts=st.dictionaries(st.sampled_from(LAYOUT.fields), _a_text(), max_size=4),
    columns=st.fixed_dictionaries(
        {"kind": st.lists(st.sampled_from(KEYS), min_size=1, max_size=1)},
        optional={"theme": st.lists(st.sampled_from(KEYS), max_size=3)},
    ),
    keys=st.dictionaries(
        st.sampled_from(["source", "former"]), st.lists(st.sampled_from(KEYS), max_size=3), max_size=2
    ),
    stored=st.binary(max_size=9),
)


def commit_lists(most: int = 5) -> st.SearchStrategy[list[Commit]]:
    """Up to so many commits."""
    changed = st.lists(TEXTS, max_size=5, unique_by=lambda text: text.id)
    removed = st.lists(st.sampled_from(IDS), max_size=2)
    return st.lists(st.builds(Commit, changed, removed), min_size=1, max_size=most)
