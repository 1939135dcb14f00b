"""What a search sees, against brute force over the texts, in one segment and in up to five with deletions.

1. Rows, places and postings of any terms in any blocks are those of the texts of documents that are there.
2. So are the terms that are held, those of a table, the lengths, the tables and the columns.
3. Documents are found by id as far as they are there; ranks are the order of the ids.
4. A snapshot without segments answers nothing, and no error.
5. Eight threads get the answers of one.
6. A snapshot nobody has any more is gone at once, and its files with it.
"""

from __future__ import annotations

import gc
import sys
import weakref
from collections.abc import Callable, Iterator, Sequence
from concurrent.futures import ThreadPoolExecutor
from functools import partial
from itertools import combinations
from pathlib import Path
from random import Random
from threading import Barrier

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from indexer.index.building import SegmentBuilder
from indexer.index.segment import Segment
from indexer.index.snapshot import FIRST_PLACE, Snapshot
from tests.indexer.index.commits import (
    ALL_BLOCKS,
    IDS,
    KEYS,
    Asked,
    Commit,
    Oracle,
    Text,
    commit_lists,
    in_one_segment,
    in_segments,
    living_texts,
    masks,
)
from tests.indexer.index.contents import IN_GERMAN, LAYOUT
from tests.tiers import examples

SOME_BLOCKS = [blocks for count in range(4) for blocks in combinations(ALL_BLOCKS, count)]
worlds = settings(max_examples=examples(25, 1500))


def both(commits: Sequence[Commit]) -> tuple[Oracle, list[Asked]]:
    """The oracle, and who must agree with it."""
    left = living_texts(commits)
    return Oracle(left), [Asked(in_segments(commits)), Asked(in_one_segment(left))]


@worlds
@given(commit_lists(), st.data())
def test_rows_and_places_are_those_of_the_texts(commits: list[Commit], data: st.DataObject) -> None:
    oracle, snapshots = both(commits)
    everything = ["unheard", *oracle.terms]
    groups = [[term] for term in everything] + [everything]
    groups.append(data.draw(st.lists(st.sampled_from(everything), unique=True)))
    for terms in groups:
        for blocks in [ALL_BLOCKS, (), (1,), data.draw(st.sampled_from(SOME_BLOCKS))]:
            for asked in snapshots:
                assert asked.rows(terms, blocks) == oracle.rows(terms, blocks)
                assert asked.places(terms, blocks) == oracle.places(terms, blocks)


@worlds
@given(commit_lists())
def test_postings_are_those_of_the_texts(commits: list[Commit]) -> None:
    oracle, snapshots = both(commits)
    for term in ["unheard", *oracle.terms]:
        expected = oracle.rows([term], ALL_BLOCKS)
        for asked in snapshots:
            for field in LAYOUT.fields:
                documents, frequencies = asked.snapshot.postings(field, term)
                assert np.all(np.diff(documents) > 0)
                names = map(asked.snapshot.id, documents.tolist())
                found = sorted(zip(names, frequencies.tolist(), strict=True))
                assert found == [(row[0], row[2]) for row in expected if row[1] == field]


@worlds
@given(commit_lists(), st.sampled_from(ALL_BLOCKS))
def test_rows_of_a_term_in_a_block_are_in_the_order_of_documents_and_fields(
    commits: list[Commit], block: int
) -> None:
    oracle, snapshots = both(commits)
    for asked in snapshots:
        for term in oracle.terms:
            rows = asked.snapshot.rows([term], [block])
            pairs = list(zip(rows.documents.tolist(), rows.fields.tolist(), strict=True))
            assert pairs == sorted(set(pairs))


@worlds
@given(commit_lists(), st.sampled_from(SOME_BLOCKS))
def test_terms_are_held_where_a_document_that_is_there_has_them(
    commits: list[Commit], blocks: tuple[int, ...]
) -> None:
    oracle, snapshots = both(commits)
    written = [own for commit in commits for text in commit.changed for own in text.entry().texts.values()]
    for asked in snapshots:
        for term in {"unheard", "", *(term for words in written for term in words.terms)}:
            assert asked.snapshot.holds(term, blocks) == bool(oracle.rows([term], blocks))
        for initial in {"x", *(term[:1] for term in oracle.terms)}:
            assert asked.snapshot.terms_of("initial", initial, blocks) == oracle.terms_of(initial, blocks)
        for term in oracle.terms:
            found = asked.snapshot.terms_of(IN_GERMAN, term, (0,))
            assert found == ((term,) if oracle.rows([term], (0,)) else ())
        assert asked.snapshot.terms_of("unknown", "x", blocks) == ()


@worlds
@given(commit_lists())
def test_lengths_are_those_of_the_texts(commits: list[Commit]) -> None:
    oracle, snapshots = both(commits)
    for asked in snapshots:
        snapshot, numbers = asked.snapshot, asked.numbers()
        assert snapshot.mean_lengths.tolist() == [oracle.mean_length(field) for field in LAYOUT.fields]
        for place, field in enumerate(LAYOUT.fields):
            expected = [oracle.length(snapshot.id(number), field) for number in numbers]
            assert snapshot.lengths(field)[numbers].tolist() == expected
            fields = np.full(len(numbers), place, np.uint8)
            found = snapshot.lengths_at(fields, np.array(numbers, np.int32))
            assert found.tolist() == expected


@worlds
@given(commit_lists())
def test_columns_and_tables_are_those_of_the_documents(commits: list[Commit]) -> None:
    oracle, snapshots = both(commits)
    for asked in snapshots:
        for name in LAYOUT.columns:
            assert asked.column(name) == oracle.column(name)
            keys = list(asked.snapshot.column(name).keys)
            assert keys == sorted(set(keys))
            assert asked.snapshot.column(name) is asked.snapshot.column(name)
        for name in ("source", "former", "unknown"):
            assert asked.table(name) == oracle.table(name)
            for key in ("unheard", *KEYS):
                found = np.flatnonzero(asked.snapshot.documents_of(name, key)).tolist()
                assert sorted(map(asked.snapshot.id, found)) == oracle.table(name).get(key, [])


@worlds
@given(commit_lists())
def test_documents_are_found_by_id_as_far_as_they_are_there(commits: list[Commit]) -> None:
    oracle, snapshots = both(commits)
    for asked in snapshots:
        snapshot, numbers = asked.snapshot, asked.numbers()
        assert snapshot.count == len(numbers) == len(oracle.texts)
        assert sorted(map(snapshot.id, numbers)) == sorted(oracle.texts)
        for record_id in (*IDS, "unheard"):
            number = snapshot.number(record_id)
            if record_id in oracle.texts:
                assert number in numbers
                assert snapshot.id(number) == record_id
                assert snapshot.stored(number) == oracle.texts[record_id].stored
            else:
                assert number is None
        assert sorted(snapshot.ranks.tolist()) == list(range(snapshot.size))
        by_rank = sorted(numbers, key=lambda number: int(snapshot.ranks[number]))
        assert list(map(snapshot.id, by_rank)) == sorted(oracle.texts)


@worlds
@given(commit_lists())
def test_documents_are_numbered_over_all_segments(commits: list[Commit]) -> None:
    snapshot = in_segments(commits)
    texts = [text for commit in commits for text in commit.changed]
    assert snapshot.size == len(texts)
    assert [snapshot.id(number) for number in range(snapshot.size)] == [text.id for text in texts]
    assert [snapshot.stored(number) for number in range(snapshot.size)] == [text.stored for text in texts]
    assert snapshot.living.tolist() == [alive for mask in masks(commits) for alive in mask]
    for number in range(snapshot.size):
        part = snapshot.part_of(number)
        assert part.base <= number < part.base + part.segment.size


def test_neighbours_are_at_neighbouring_places_and_fields_are_apart() -> None:
    texts = [
        Text("a", {"title_de": "Hafen Kiel Hafen", "text_de": "Hafen"}),
        Text("b", {"title_de": "Hafen"}),
    ]
    snapshot = in_segments([Commit([texts[0]]), Commit([texts[1]])])
    first, other, next_field, next_document = snapshot.places(["hafen"], ALL_BLOCKS).tolist()
    assert first == FIRST_PLACE
    assert snapshot.places(["kiel"], (0,)).tolist() == [first + 1]
    assert other == first + 2
    assert next_field - other > FIRST_PLACE
    assert next_document - next_field > FIRST_PLACE


def test_of_two_terms_at_one_place_there_is_one_place() -> None:
    snapshot = in_one_segment([Text("a", {"title_de": "Die KI in Schleswig-Holstein", "names": "KI"})])
    assert len(snapshot.places(["ki", "KI"], (0,))) == 1
    assert len(snapshot.places(["ki", "KI"], ALL_BLOCKS)) == 2
    assert len(snapshot.places(["schleswig", "schleswigholstein", "holstein"], (0,))) == 2


def test_without_segments_nothing_is_found() -> None:
    snapshot = Snapshot("none", LAYOUT, [])
    assert (snapshot.size, snapshot.count, snapshot.living.tolist()) == (0, 0, [])
    assert all(len(array) == 0 for array in snapshot.rows(["hafen"], ALL_BLOCKS))
    assert all(len(array) == 0 for array in snapshot.postings("title_de", "hafen"))
    assert len(snapshot.places(["hafen"], ALL_BLOCKS)) == 0
    assert not snapshot.holds("hafen", ALL_BLOCKS)
    assert snapshot.terms_of("initial", "h", ALL_BLOCKS) == ()
    assert snapshot.number("a") is None
    assert snapshot.mean_lengths.tolist() == [1.0] * len(LAYOUT.fields)
    assert len(snapshot.lengths("names")) == len(snapshot.ranks) == len(snapshot.column("kind").codes) == 0
    assert list(snapshot.tables("source")) == []
    assert len(snapshot.documents_of("source", "x")) == 0


def test_an_unknown_field_or_column_is_an_error() -> None:
    snapshot = in_one_segment([Text("a", {}, {"kind": ["x"]})])
    for ask in (snapshot.lengths, snapshot.column, lambda name: snapshot.postings(name, "hafen")):
        with pytest.raises(KeyError, match="unknown"):
            ask("unknown")


def seeded_commits() -> list[Commit]:
    chance = Random(7)
    words = [f"w{number}" for number in range(40)]
    commits = []
    for _ in range(5):
        texts = [
            Text(
                f"r{number}",
                {
                    field: " ".join(chance.choices(words, k=chance.randint(0, 15)))
                    for field in chance.sample(LAYOUT.fields, 3)
                },
                {"kind": [chance.choice(KEYS)], "theme": chance.sample(KEYS, 2)},
                {"source": chance.sample(words, 2)},
                bytes(chance.choices(range(256), k=chance.randint(0, 3_000))),
            )
            for number in chance.sample(range(60), 25)
        ]
        commits.append(Commit(texts, [f"r{chance.randint(0, 59)}"]))
    return commits


@pytest.fixture
def segments(tmp_path: Path) -> list[Segment]:
    found = []
    for number, commit in enumerate(seeded_commits()):
        with SegmentBuilder(LAYOUT, tmp_path / f"{number}.segment") as builder:
            for text in commit.changed:
                builder.add(text.entry())
            found.append(Segment.open(builder.finish(), LAYOUT))
    return found


Question = tuple[str, object]


def all_answers(snapshot: Snapshot, seed: int) -> dict[Question, object]:
    """Every answer, asked in an order of the seed's own."""
    asked = Asked(snapshot)
    questions: dict[Question, Callable[[], object]] = {
        ("terms", "w"): partial(snapshot.terms_of, "initial", "w", (0,)),
        ("mean", ""): lambda: snapshot.mean_lengths.tolist(),
        ("ranks", ""): lambda: snapshot.ranks.tolist(),
        ("count", ""): lambda: snapshot.count,
    }
    for term in (f"w{number}" for number in range(40)):
        questions["rows", term] = partial(asked.rows, [term], ALL_BLOCKS)
        questions["places", term] = partial(asked.places, [term, "w1"], (0, 2))
        questions["holds", term] = partial(snapshot.holds, term, (1,))
        questions["number", term] = partial(snapshot.number, term.replace("w", "r"))
    for name in (*LAYOUT.columns, "source", "unknown"):
        questions["column or table", name] = partial(
            asked.column if name in LAYOUT.columns else asked.table, name
        )
    for number in range(snapshot.size):
        questions["stored", number] = partial(snapshot.stored, number)
    order = list(questions)
    Random(seed).shuffle(order)
    return {question: questions[question]() for question in order}


@pytest.fixture
def hasty() -> Iterator[None]:
    """Threads that interrupt each other as often as they can."""
    interval = sys.getswitchinterval()
    sys.setswitchinterval(1e-6)
    yield
    sys.setswitchinterval(interval)


@pytest.mark.usefixtures("hasty")
@pytest.mark.parametrize("attempt", range(examples(2, 20)))
def test_eight_threads_get_the_answers_of_one(segments: list[Segment], attempt: int) -> None:
    commits = seeded_commits()
    expected = all_answers(in_one_segment(living_texts(commits)), 0)
    alone = all_answers(in_segments(commits, segments), 0)
    shared, together = in_segments(commits, segments), Barrier(8)

    def ask(seed: int) -> dict[Question, object]:
        together.wait()
        return all_answers(shared, seed)

    with ThreadPoolExecutor(8) as threads:
        for answers in threads.map(ask, range(8 * attempt, 8 * attempt + 8)):
            assert answers == alone
    numbered = ("number", "ranks", "stored")
    for question in expected:
        assert question[0] in numbered or alone[question] == expected[question], question


def test_a_snapshot_nobody_has_is_gone_at_once(segments: list[Segment], tmp_path: Path) -> None:
    def mapped() -> list[str]:
        return [line for line in Path("/proc/self/maps").read_text().splitlines() if str(tmp_path) in line]

    snapshot = in_segments(seeded_commits(), segments)
    all_answers(snapshot, 0)
    assert len(mapped()) == 5
    segments.clear()
    gone = weakref.ref(snapshot)
    gc.disable()
    try:
        del snapshot
        assert gone() is None
        assert mapped() == []
    finally:
        gc.enable()
