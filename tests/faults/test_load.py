"""Eight readers search while one writer changes the index as fast as it can.

1. Every answer is exactly right for the commit it names: which records are found and in which version, how
   many, and how many of each theme.
2. Each reader sees the commits in their order, and in the end the last one.
3. The number of open files and maps stays below what the readers can hold at once, and in the end only the
   last commit is open.
"""

from __future__ import annotations

import gc
import random
import threading
import time
from collections import Counter
from pathlib import Path
from typing import NamedTuple

import pytest

from indexer.index.generation import current_manifest
from indexer.index.merge_policy import LIMIT
from indexer.indexing import update_index
from indexer.search.current import CurrentSearcher
from indexer.search.request import Filter, SearchRequest
from indexer.search.results import Results
from tests.faults.remains import open_descriptors, open_maps, remains
from tests.faults.versions import EVERYWHERE, Versions, theme, title, word
from tests.indexer.corpora import THEMES
from tests.tiers import examples

READERS = 8
SECONDS = examples(3, 60)
RECORDS, ALL = 30, 100
THINKING = 0.03  # seconds at most, so that the writer gets its turns
AS_TYPED = frozenset({"typos", "compounds", "concepts"})
HELD = (READERS + 3) * (LIMIT + 1) + 20  # files of as many snapshots as there can be at once, and some more

Numbers = dict[str, int]
"""The version of each record that is there, by id."""


class Question(NamedTuple):
    """A word of every record, or of one version of one record; of any theme, or of one."""

    version: tuple[str, int] | None
    theme: str | None = None

    @property
    def request(self) -> SearchRequest:
        text = word(*self.version) if self.version else EVERYWHERE
        filters = (Filter("theme", (self.theme,)),) if self.theme else ()
        return SearchRequest(text, filters, sort="title", size=ALL, without=AS_TYPED)

    def expected(self, numbers: Numbers) -> Answer:
        """What a plain reading of the records says."""
        versions = sorted(numbers.items())
        if self.version:
            versions = [version for version in versions if version == self.version]
        found = [version for version in versions if self.theme in (None, theme(*version))]
        titles = tuple(title(*version) for version in found)
        return Answer(len(found), titles, tuple(sorted(Counter(theme(*one) for one in versions).items())))


class Answer(NamedTuple):
    """How many records, their titles in order, and how many of each theme."""

    total: int
    titles: tuple[str, ...]
    themes: tuple[tuple[str, int], ...]


def answer_of(results: Results) -> Answer:
    """What matters of what was found."""
    titles = tuple(str(hit.record["title"]["de"]) for hit in results.hits)
    (counts,) = (found for found in results.facets if found.facet == "theme")
    return Answer(
        results.total, titles, tuple(sorted((one.key, one.count) for one in counts.buckets if one.count))
    )


class Reader(threading.Thread):
    """Somebody who asks one question after the other, and notes every answer by commit and question."""

    def __init__(self, seed: int, searcher: CurrentSearcher, saved: list[tuple[str, int]]) -> None:
        super().__init__()
        self.answers: dict[tuple[str, Question], Answer] = {}
        self.commits: list[str] = []
        self.count = 0
        self.done = threading.Event()
        self.failed: BaseException | None = None
        self._chance, self._searcher, self._saved = random.Random(seed), searcher, saved

    def run(self) -> None:
        try:
            while not self.done.is_set():
                self._ask(self._question())
                time.sleep(self._chance.random() * THINKING)
        except BaseException as error:
            self.failed = error
            raise

    def _question(self) -> Question:
        chosen = self._chance.random()
        if chosen < 0.5:
            return Question(self._chance.choice(self._saved[-10:]))
        return Question(None, self._chance.choice(THEMES) if chosen < 0.8 else None)

    def _ask(self, question: Question) -> None:
        results = self._searcher.get().search(question.request)
        found = answer_of(results)
        self.count += 1
        if not self.commits or self.commits[-1] != results.generation:
            self.commits.append(results.generation)
        assert self.answers.setdefault((results.generation, question), found) == found


class Writer:
    """Somebody who edits, adds, removes and rebuilds; knows of each commit what was in it."""

    def __init__(self, versions: Versions) -> None:
        self.saved = list(versions.numbers.items())
        self._versions, self._chance = versions, random.Random(1)
        self._states: list[Numbers] = []
        self._commits: dict[str, list[tuple[int, int]]] = {}
        self._note(current_manifest(versions.index).name)

    def work(self) -> None:
        """Change something and bring the index up to it."""
        versions, chance = self._versions, self._chance
        for record_id in chance.sample(versions.known, chance.choice([1, 1, 2, 5])):
            if record_id in versions.numbers and len(versions.ids) > 5 and chance.random() < 0.2:
                versions.remove(record_id)
            else:
                self.saved.append((record_id, versions.save(record_id)))
        if chance.random() < 0.1:
            new = f"added{len(self._states):05}"
            self.saved.append((new, versions.save(new)))
        self._note(update_index(versions.corpus, full=chance.random() < 0.05).generation)

    def _note(self, name: str) -> None:
        """All commits after the one before and up to this one hold what there is now."""
        generation, _, number = name.partition("/")
        self._commits.setdefault(generation, []).append((int(number), len(self._states)))
        self._states.append(dict(self._versions.numbers))

    @property
    def changes(self) -> int:
        return len(self._states) - 1

    def place(self, name: str) -> int:
        """After how many changes a commit was made."""
        generation, _, number = name.partition("/")
        return next(place for last, place in self._commits[generation] if last >= int(number))

    def state(self, name: str) -> Numbers:
        """What was in a commit."""
        return self._states[self.place(name)]


@pytest.fixture
def versions(tmp_path: Path) -> Versions:
    versions = Versions(tmp_path / "site", [f"r{number:03}" for number in range(RECORDS)])
    update_index(versions.corpus)
    return versions


def test_every_answer_is_right_and_nothing_stays_open(versions: Versions) -> None:
    gc.collect()
    descriptors = open_descriptors()
    searcher = CurrentSearcher(versions.corpus.settings, versions.corpus.vocabularies)
    writer = Writer(versions)
    readers = [Reader(seed, searcher, writer.saved) for seed in range(READERS)]
    most = Counter[str]()
    for reader in readers:
        reader.start()
    try:
        end = time.monotonic() + SECONDS
        while time.monotonic() < end:
            writer.work()
            most |= Counter(files=open_descriptors() - descriptors, maps=len(open_maps(versions.index)))
            assert max(most.values()) <= HELD
    finally:
        for reader in readers:
            reader.done.set()
        for reader in readers:
            reader.join()
    assert [reader.failed for reader in readers] == [None] * READERS
    for reader in readers:
        places = [writer.place(name) for name in reader.commits]
        assert places == sorted(places)
        for (name, question), answer in reader.answers.items():
            assert answer == question.expected(writer.state(name)), f"{question} in {name}"
    asked = sum(reader.count for reader in readers)
    print(f"\n{asked} answers over {writer.changes} changes; at most {dict(most)} open")
    assert_all_closed(versions, searcher, descriptors)


def assert_all_closed(versions: Versions, searcher: CurrentSearcher, descriptors: int) -> None:
    """The searcher has the last commit, and nobody has another one open."""
    everything = Question(None)
    answer = answer_of(searcher.get().search(everything.request))
    assert answer == everything.expected(versions.numbers)
    versions.note_indexed()
    assert versions.assert_whole() == versions.state
    gc.collect()
    segments = len(current_manifest(versions.index).segments)
    assert len(open_maps(versions.index)) == segments
    assert open_descriptors() <= descriptors + segments
    assert remains(versions.corpus.settings) == []
