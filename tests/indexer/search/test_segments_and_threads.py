"""Does an answer depend on how the records lie on disk, or on who else asks?

1. Of the delivered records every answer is the same, bit by bit, from one segment, from five with deleted
   older versions of documents among them, and from what these were merged to: hits with scores, snippets and
   explanations, facets, totals, did-you-mean, suggestions, similar records.
2. It is the same when eight threads ask at once, of a searcher that nobody has asked before.
"""

from __future__ import annotations

import random
from collections.abc import Callable, Sequence
from concurrent.futures import ThreadPoolExecutor
from dataclasses import replace
from itertools import chain
from pathlib import Path
from typing import Any, NamedTuple

import pytest
import yaml

from indexer.documents import Document
from indexer.index.opening import open_snapshot
from indexer.index.snapshot import Snapshot
from indexer.index.writer import commit_merged, merge_segments
from indexer.reading import RecordReader
from indexer.search.request import SORTS, Filter, SearchRequest
from indexer.search.searcher import Searcher
from kb.corpus import Corpus
from kb.file_repository import Entry
from kb.localized import LANGUAGES
from tests.indexer.index.small_indexes import SHAPE, an_index, committed
from tests.tiers import examples

SEGMENTS, THREADS = 5, 8
QUESTIONS = Path(__file__).resolve().parents[2] / "relevance" / "questions.yaml"
FACETS = ["theme", "country", "kind", "region", "language", "sector"]


class Question(NamedTuple):
    """A method of the searcher and what it is given."""

    name: str
    given: tuple[Any, ...]

    def ask(self, searcher: Searcher) -> Any:
        """The answer, without the name of the commit."""
        found = getattr(searcher, self.name)(*self.given)
        if self.name == "search":
            return replace(found, generation="")
        return tuple(found) if self.name in ("matching", "records") else found


@pytest.fixture(scope="module")
def documents(delivered: Corpus) -> list[Document]:
    """The documents of the delivered records; every other one will do for a few examples."""
    entries = [found for found in delivered.repository.scan() if isinstance(found, Entry)]
    reader = RecordReader(delivered, {entry.record_id for entry in entries})
    found = [reader.read(entry).document for entry in entries]
    return [document for document in found if document][:: examples(2, 1)]


def older(document: Document, other: Document) -> Document:
    """The document as if it had once had the texts and values of another one."""
    shown = {**other.shown, "id": document.id}
    return replace(other, id=document.id, digest="older", shown=shown)


def in_five_segments(index: Path, documents: Sequence[Document]) -> Snapshot:
    """Five commits of documents in any order; a third of them had an older version in each one before."""
    chance = random.Random(5)
    shuffled = chance.sample(documents, len(documents))
    groups = [shuffled[first::SEGMENTS] for first in range(SEGMENTS)]
    manifest = None
    for number, group in enumerate(groups):
        later = [document for rest in groups[number + 1 :] for document in rest]
        before = [older(one, chance.choice(documents)) for one in chance.sample(later, len(later) // 3)]
        added = chance.sample([*group, *before], len(group) + len(before))
        manifest = committed(index, manifest, added) if manifest else an_index(index, added)
    snapshot, manifest = open_snapshot(index)
    assert len(manifest.segments) == SEGMENTS
    assert all(state.deleted for state in manifest.segments[:-1])
    return snapshot


def merged(index: Path) -> Snapshot:
    """The same with all segments merged."""
    _, manifest = open_snapshot(index)
    names = [state.name for state in manifest.segments]
    commit_merged(index, manifest, merge_segments(index, manifest, names, SHAPE), SHAPE)
    snapshot, manifest = open_snapshot(index)
    assert [state.deleted for state in manifest.segments] == [0]
    return snapshot


@pytest.fixture(scope="module")
def searchers(
    delivered: Corpus, documents: list[Document], tmp_path_factory: pytest.TempPathFactory
) -> dict[str, Callable[[], Searcher]]:
    """New searchers over the same documents, by how these lie."""
    folder = tmp_path_factory.mktemp("segments")
    an_index(folder / "one", documents)
    snapshots = {"one": open_snapshot(folder / "one")[0]}
    snapshots["five"] = in_five_segments(folder / "five", documents)
    snapshots["merged"] = merged(folder / "five")
    assert {snapshot.count for snapshot in snapshots.values()} == {len(documents)}
    return {
        name: lambda snapshot=snapshot: Searcher(snapshot, delivered.vocabularies)  # type: ignore[misc]
        for name, snapshot in snapshots.items()
    }


def misspelt(chance: random.Random, word: str) -> str:
    """The word with one letter missing, doubled or another one."""
    place = chance.randrange(1, len(word))
    return word[:place] + chance.choice(["", word[place] * 2, "e"]) + word[place + 1 :]


def texts(chance: random.Random, documents: Sequence[Document]) -> list[str]:
    """What people type: judged questions, titles, phrases, misspelt words, exclusions, fields."""
    judged = yaml.load(QUESTIONS.read_text("utf-8"), yaml.CSafeLoader)
    found = ["", *(question["text"] for question in chance.sample(judged, examples(12, len(judged))))]
    for document in chance.sample(documents, examples(6, 150)):
        title = chance.choice(list(document.shown["title"].values()))
        words = [word for word in title.split() if len(word) > 4] or [title]
        word = chance.choice(words)
        found += [f'"{title}"', word, misspelt(chance, word), f"{words[0]} -{words[-1]}", f"title:{word}"]
        found += [" ".join(misspelt(chance, word) for word in words[:2]) for _ in range(3)]
    return found


def a_request(chance: random.Random, text: str, documents: Sequence[Document]) -> SearchRequest:
    """The text with filters, an order and whatever else can be chosen."""
    filters = []
    for facet in chance.sample(FACETS, chance.choice([0, 0, 1, 2])):
        values = [chance.choice(chance.choice(documents).facets[facet] or ("_none",)) for _ in range(2)]
        filters.append(
            Filter(facet, (values[0],)) if chance.random() < 0.7 else Filter(facet, (), (values[1],))
        )
    return SearchRequest(
        text,
        tuple(filters),
        sort=chance.choice(["relevance", *SORTS]),
        page=chance.choice([1, 1, 2]),
        size=chance.choice([10, 50]),
        reader=chance.choice(LANGUAGES),
        archived=chance.random() < 0.2,
        without=frozenset(chance.sample(["typos", "compounds", "concepts"], chance.choice([0, 0, 1]))),
    )


@pytest.fixture(scope="module")
def questions(documents: list[Document]) -> list[Question]:
    """Questions of every sort."""
    chance = random.Random(1)
    typed = texts(chance, documents)
    requests = [a_request(chance, text, documents) for text in typed]
    found = [Question("search", (request,)) for request in requests]
    found += [Question(name, (r,)) for name in ("matching", "related_concepts") for r in requests[::5]]
    beginnings = {text.strip('"')[: chance.randint(1, 9)] for text in typed if text}
    found += [Question("suggest", (text, chance.choice(LANGUAGES))) for text in sorted(beginnings)]
    some = chance.sample([document.id for document in documents], examples(5, 150))
    found += [Question("similar", (record_id, 5)) for record_id in some]
    found += [Question(name, (record_id,)) for name in ("record", "links") for record_id in some]
    return [
        *found,
        Question("records", ()),
        Question("counts", ()),
        Question("coverage", ()),
        Question("newest", (20,)),
    ]


@pytest.fixture(scope="module")
def answers(questions: list[Question], searchers: dict[str, Callable[[], Searcher]]) -> list[Any]:
    """What one thread is answered from one segment."""
    searcher = searchers["one"]()
    found = [question.ask(searcher) for question in questions]
    searches = [
        answer for question, answer in zip(questions, found, strict=True) if question.name == "search"
    ]
    hits = list(chain.from_iterable(answer.hits for answer in searches))
    assert sum(answer.did_you_mean is not None for answer in searches) > 0
    assert sum(bool(hit.snippets and hit.explanation) for hit in hits) > len(hits) // 3
    return found


def assert_same(questions: Sequence[Question], found: Sequence[Any], answers: Sequence[Any]) -> None:
    """Compare answer by answer: all at once would take forever to print."""
    for question, one, other in zip(questions, found, answers, strict=True):
        assert one == other, question


@pytest.mark.parametrize("lies", ["five", "merged"])
def test_answers_do_not_depend_on_segments(
    lies: str, questions: list[Question], answers: list[Any], searchers: dict[str, Callable[[], Searcher]]
) -> None:
    searcher = searchers[lies]()
    assert_same(questions, [question.ask(searcher) for question in questions], answers)


@pytest.mark.parametrize("lies", ["one", "five"])
def test_answers_do_not_depend_on_other_threads(
    lies: str, questions: list[Question], answers: list[Any], searchers: dict[str, Callable[[], Searcher]]
) -> None:
    searcher, chance = searchers[lies](), random.Random(2)
    places = chance.sample(range(len(questions)), len(questions))
    with ThreadPoolExecutor(THREADS) as threads:
        found = list(threads.map(lambda place: questions[place].ask(searcher), places))
    assert_same([questions[place] for place in places], found, [answers[place] for place in places])
