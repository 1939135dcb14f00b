"""Real processes, killed with ``kill -9`` at any moment.

1. ``kb index`` and ``kb index --full``, killed anywhere, leave an index that opens and answers exactly for
   the corpus as it was before or as it is now; or none, if there was none.
2. The index process, killed anywhere while it takes in saves, merges, builds and switches, leaves an index
   that answers for each record exactly as one of its versions, none older than what was known to be indexed.
3. Killed alone or with all it has started, nothing of it runs on.
4. ``kb index`` then makes the index equal to the corpus, and after the next commit nothing is left that no
   kept commit needs.
"""

from __future__ import annotations

import random
import threading
import time
from collections import Counter
from collections.abc import Iterator
from contextlib import suppress
from pathlib import Path

import pytest

from indexer.errors import IndexMissing
from indexer.index.generation import current_manifest
from indexer.index.merge_policy import LIMIT
from indexer.index.writer import MERGING
from indexer.indexing import update_index
from indexer.pending import REBUILD, REQUESTS, mark, waiting
from tests.faults.remains import PATIENCE, assert_mended, remains
from tests.faults.versions import State, Versions
from tests.faults.victims import Victim, command, index_process
from tests.tiers import examples

RECORDS = 60
COMMANDS = [("index",), ("index", "--full"), ("index", "--full", "--jobs", "2")]
KILLED_COMMANDS, KILLED_PROCESSES = examples(6, 130), examples(4, 70)
BETWEEN_BUILDS = 15  # saves
AT_ONCE = examples(1, 5)  # of each, killed as soon as they have begun


@pytest.fixture(scope="module")
def left_behind() -> Iterator[Counter[str]]:
    """What the kills have left, for those who ask with -s."""
    counted: Counter[str] = Counter()
    yield counted
    print("\nleft by kills:", dict(counted))


@pytest.fixture(scope="module")
def new(tmp_path_factory: pytest.TempPathFactory) -> Versions:
    """A corpus without an index."""
    return Versions(tmp_path_factory.mktemp("new") / "site", [f"r{number:03}" for number in range(RECORDS)])


@pytest.fixture(scope="module")
def edited(new: Versions, tmp_path_factory: pytest.TempPathFactory) -> Versions:
    """The same with an index of as many segments as may stay, and edited since in each way."""
    versions = new.copied(tmp_path_factory.mktemp("edited") / "site")
    update_index(versions.corpus)
    for record_id in versions.ids[: LIMIT - 1]:
        versions.save(record_id)
        update_index(versions.corpus)
    assert len(current_manifest(versions.index).segments) == LIMIT
    versions.note_indexed()
    for number in range(LIMIT, RECORDS, 3):
        versions.save(f"r{number:03}")
    for number in range(LIMIT + 1, RECORDS, 30):
        versions.remove(f"r{number:03}")
    versions.save("added")
    return versions


def found_in(versions: Versions) -> State | None:
    """What the index answers for; None if there is none."""
    with suppress(IndexMissing):
        return versions.assert_whole()
    return None


def note(counted: Counter[str], versions: Versions) -> None:
    """Count what the kill has hit."""
    index = versions.index
    counted["kills"] += 1
    counted["merges"] += any((index / MERGING).glob("*"))
    counted["builds or commits"] += any("not finished" in one for one in remains(versions.corpus.settings))
    counted["requests"] += any(name in REQUESTS for name in waiting(versions.corpus.settings.pending))


@pytest.fixture(scope="module")
def seconds(edited: Versions, tmp_path_factory: pytest.TempPathFactory) -> dict[tuple[str, ...], float]:
    """How long each command takes when nobody kills it."""
    found = {}
    for number, words in enumerate(COMMANDS):
        versions = edited.copied(tmp_path_factory.mktemp("whole") / str(number))
        with Victim(command, versions.corpus.settings, words) as victim:
            assert victim.wait() == 0, victim.log.read_text()
            found[words] = time.monotonic() - victim.began
        assert versions.assert_whole() == versions.state
    return found


@pytest.mark.parametrize("number", range(KILLED_COMMANDS))
def test_a_killed_command_leaves_the_old_or_the_new(
    number: int,
    new: Versions,
    edited: Versions,
    seconds: dict[tuple[str, ...], float],
    left_behind: Counter[str],
    tmp_path: Path,
) -> None:
    prepared = new if number % 4 == 0 else edited
    words = COMMANDS[number % len(COMMANDS)]
    versions = prepared.copied(tmp_path / "site")
    before, after = found_in(versions), versions.state
    moment = random.Random(number).uniform(0, seconds[words]) if number >= AT_ONCE else 0
    with Victim(command, versions.corpus.settings, words) as victim:
        time.sleep(max(0.0, victim.began + moment - time.monotonic()))
        victim.kill(all_of_them=number % 8 < 4)
    found = found_in(versions)
    assert found in (before, after)
    left_behind[f"{' '.join(words)}: {'old' if found == before else 'new'}"] += 1
    if found is not None:
        note(left_behind, versions)
    assert_mended(versions)


class Writers:
    """People who save, one after the other, and mostly wait until it is indexed."""

    def __init__(self, versions: Versions, seed: int) -> None:
        self.saves = 0
        self._versions = versions
        self._pending = versions.corpus.settings.pending
        self._chance = random.Random(seed)

    def work(self, until: float) -> None:
        """Save until that moment on the monotonic clock."""
        while time.monotonic() < until:
            for record_id in self._chance.sample(self._versions.known, self._chance.choice([1, 1, 1, 4])):
                if record_id in self._versions.state and self._chance.random() < 0.1:
                    self._versions.remove(record_id, marked=True)
                else:
                    self._versions.save(record_id, marked=True)
            self.saves += 1
            if self.saves % BETWEEN_BUILDS == 0:
                mark(self._pending, REBUILD)
            if self._chance.random() < 0.8:
                self._wait(until)

    def _wait(self, until: float) -> None:
        while time.monotonic() < until:
            if all(name in REQUESTS for name in waiting(self._pending)):
                self._versions.note_indexed()
                return
            time.sleep(0.005)


@pytest.fixture(scope="module")
def seconds_of_work(edited: Versions, tmp_path_factory: pytest.TempPathFactory) -> float:
    """How long the index process takes for saves, merges, a build and the switch to it."""
    versions = edited.copied(tmp_path_factory.mktemp("working") / "site")
    first = current_manifest(versions.index).generation
    with Victim(index_process, versions.corpus.settings) as victim:
        writers = Writers(versions, seed=0)
        while writers.saves < 2 * LIMIT or current_manifest(versions.index).generation == first:
            assert time.monotonic() < victim.began + 2 * PATIENCE, victim.log.read_text()
            writers.work(time.monotonic() + 0.1)
        return time.monotonic() - victim.began


@pytest.mark.parametrize("number", range(KILLED_PROCESSES))
def test_a_killed_index_process_leaves_no_record_torn_or_lost(
    number: int, edited: Versions, seconds_of_work: float, left_behind: Counter[str], tmp_path: Path
) -> None:
    versions = edited.copied(tmp_path / "site")
    moment = random.Random(number).uniform(0, seconds_of_work) if number >= AT_ONCE else 0
    with Victim(index_process, versions.corpus.settings) as victim:
        killing = threading.Timer(
            victim.began + moment - time.monotonic(), victim.kill, kwargs={"all_of_them": number % 2 == 0}
        )
        killing.start()
        Writers(versions, number).work(victim.began + moment)
        killing.join()
    versions.assert_whole()
    note(left_behind, versions)
    assert_mended(versions)
