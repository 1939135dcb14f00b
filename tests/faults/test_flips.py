"""A byte of the index in force is not what was written.

1. Flipped bytes, lost blocks and missing ends, anywhere in any file of a commit with several segments and
   deleted documents, are noticed by whoever opens the index and by ``kb status``; both name the file and what
   to do.
2. Who has the commit before open goes on answering from it, and asks for a new generation.
3. ``kb index`` makes the index whole again, without being told that it is not.
4. A running index process builds a new generation, and searches are answered rightly until it is there.
"""

from __future__ import annotations

import random
from collections import Counter
from collections.abc import Iterator
from pathlib import Path

import pytest

from indexer.errors import IndexBusy, IndexDamaged, IndexMissing
from indexer.index.generation import CURRENT, current_manifest, write_current
from indexer.index.lock import writer_lock
from indexer.index.opening import open_snapshot
from indexer.indexing import update_index
from indexer.pending import REBUILD, waiting
from indexer.search.current import CurrentSearcher
from indexer.search.request import SearchRequest
from indexer.search.results import Results
from indexer.status import index_status
from tests.faults.commands import kb
from tests.faults.damage import Kind, chosen, damage, files_in_force
from tests.faults.versions import EVERYWHERE, Versions
from tests.indexer.running import is_equal, is_settled, running, wait_for
from tests.tiers import examples

RECORDS = 40
NUMBERS: dict[Kind, int] = {"flip": examples(10, 200), "cut": examples(2, 20), "zeroed": examples(2, 20)}
KINDS = [kind for kind, number in NUMBERS.items() for _ in range(number)]
PLACES = [".segment", ".living", ".toc", "manifest", "CURRENT"]
WITH_A_PROCESS = examples(2, 20)


class Site:
    """An index of several segments with deleted documents, and a searcher that has the commit before open."""

    def __init__(self, versions: Versions, before: str) -> None:
        self.versions = versions
        in_force = current_manifest(versions.index).name
        write_current(versions.index, before)
        self.searcher = CurrentSearcher(versions.corpus.settings, versions.corpus.vocabularies)
        self.answer = self.ask()
        assert self.answer.generation == before
        write_current(versions.index, in_force)

    def ask(self) -> Results:
        """What is found of a word that every record has."""
        return self.searcher.get().search(SearchRequest(EVERYWHERE, size=RECORDS + 1, sort="title"))


@pytest.fixture(scope="module")
def prepared(tmp_path_factory: pytest.TempPathFactory) -> tuple[Versions, str]:
    """A corpus with such an index, and the name of the commit before."""
    folder = tmp_path_factory.mktemp("whole") / "site"
    versions = Versions(folder, [f"r{number:03}" for number in range(RECORDS)])
    update_index(versions.corpus)
    before = ""
    for first in range(4):
        before = current_manifest(versions.index).name
        for record_id in versions.ids[first::9]:
            versions.save(record_id)
        versions.remove(versions.ids[-1])
        update_index(versions.corpus)
    segments = current_manifest(versions.index).segments
    assert len(segments) > 3
    assert sum(state.deleted > 0 for state in segments) > 1
    assert {path.suffix for path in files_in_force(versions.index)} >= {
        ".segment",
        ".living",
        ".toc",
        ".json",
    }
    return versions, before


@pytest.fixture(scope="module")
def damaged() -> Iterator[Counter[str]]:
    """The sorts of files that were damaged, for those who ask with -s."""
    counted: Counter[str] = Counter()
    yield counted
    print("\ndamaged:", dict(counted))


@pytest.mark.parametrize("number", range(len(KINDS)))
def test_damage_anywhere_is_noticed_survived_and_mended(
    number: int, prepared: tuple[Versions, str], damaged: Counter[str], tmp_path: Path
) -> None:
    versions, before = prepared
    site = Site(versions.copied(tmp_path / "site"), before)
    versions, settings = site.versions, site.versions.corpus.settings
    chance = random.Random(number)
    path = chosen(versions.index, chance)
    done = damage(path, KINDS[number], chance)
    damaged[f"{path.suffix or path.name} {KINDS[number]}"] += 1
    named = path.parent if path.name == "manifest.json" else path

    empty = path.name == CURRENT and not path.read_bytes()
    with pytest.raises(IndexMissing if empty else IndexDamaged, match="kb index") as noticed:
        open_snapshot(versions.index)
    assert empty or str(named) in str(noticed.value), done
    status = index_status(versions.corpus)
    assert not status.equal, done
    assert empty or any(str(named) in problem for problem in status.problems), done

    for _ in range(2):
        assert site.ask() == site.answer, done
    assert waiting(settings.pending) == ([] if path.name == CURRENT else [REBUILD])

    update_index(versions.corpus)
    assert versions.assert_whole() == versions.state
    assert site.ask().generation == current_manifest(versions.index).name
    assert waiting(settings.pending) == []


@pytest.mark.parametrize("place", PLACES)
def test_the_commands_say_what_is_damaged_and_mend_it(
    place: str, prepared: tuple[Versions, str], tmp_path: Path
) -> None:
    versions = prepared[0].copied(tmp_path / "site")
    settings = versions.corpus.settings
    path = next(path for path in files_in_force(versions.index) if place in path.name)
    damage(path, "flip", random.Random(place))
    named = path.parent if place == "manifest" else path
    for words in (("status",), ("search", EVERYWHERE)):
        code, _, errors = kb(settings, *words)
        assert code == 1
        assert any(str(named) in line and "kb index --full" in line for line in errors.splitlines())
    assert kb(settings, "index").code == 0
    assert kb(settings, "status").code == 0
    assert versions.assert_whole() == versions.state


def is_held(index: Path) -> bool:
    """Whether somebody holds the lock of the index."""
    try:
        with writer_lock(index):
            return False
    except IndexBusy:
        return True


@pytest.mark.parametrize("number", range(WITH_A_PROCESS))
def test_a_running_index_process_builds_a_new_generation(
    number: int, prepared: tuple[Versions, str], monkeypatch: pytest.MonkeyPatch, tmp_path: Path
) -> None:
    monkeypatch.setattr("indexer.index_process.LOOK_AROUND", 0.1)
    monkeypatch.setattr("indexer.index_process.RETRY", 0.1)
    whole, before = prepared
    site = Site(whole.copied(tmp_path / "site"), before)
    versions, corpus, chance = site.versions, site.versions.corpus, random.Random(number)
    total = site.ask().total
    with running(corpus):
        wait_for(lambda: is_held(versions.index))
        files = [path for path in files_in_force(versions.index) if PLACES[number % len(PLACES)] in path.name]
        done = damage(chance.choice(files), chance.choice(KINDS), chance)
        versions.save(versions.ids[0], marked=True)

        def is_mended() -> bool:
            assert site.ask().total == total, done
            return is_settled(corpus) and is_equal(corpus)

        wait_for(is_mended)
    assert index_status(corpus).problems == (), done
    assert versions.assert_whole() == versions.state
    assert site.ask().generation == current_manifest(versions.index).name
