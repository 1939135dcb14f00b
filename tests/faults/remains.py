"""What is left of a process that was killed: files nobody needs, and processes it has started."""

from __future__ import annotations

import time
from contextlib import suppress
from pathlib import Path

from indexer.index.committing import KEPT_COMMITS
from indexer.index.generation import commit_folders, current_name, finished_commits, generation_folders
from indexer.index.writer import MERGING
from indexer.indexing import update_index
from indexer.pending import waiting
from indexer.status import index_status
from kb.settings import Settings
from tests.faults.versions import Versions
from tests.indexer.index.interrupted import orphans

KEPT_GENERATIONS = 3  # the one in force, the one before, and one that waits
PATIENCE = 30.0  # seconds; a loaded machine ends processes slowly


def remains(settings: Settings) -> list[str]:
    """All that lies in the folder of the index, or waits to be indexed, and should not."""
    index = settings.index
    found = [f"{name} belongs to no commit" for name in orphans(index)]
    found += [f"{path} is hidden" for path in index.rglob(".*")]
    found += [f"{name} waits" for name in waiting(settings.pending)]
    generations = generation_folders(index)
    if len(generations) > KEPT_GENERATIONS:
        found.append(f"{len(generations)} generations")
    for generation in generations:
        commits = commit_folders(generation)
        if not 0 < len(commits) <= KEPT_COMMITS:
            found.append(f"{len(commits)} commits in {generation}")
        if len(commits) != len(list(finished_commits(generation, verify=True))):
            found.append(f"a commit of {generation.name} is not finished")
    known = {MERGING, *(path.name for path in generations)}
    found += [
        f"{path} is no generation" for path in index.iterdir() if path.is_dir() and path.name not in known
    ]
    assert current_name(index), "there is an index"
    return found


def assert_mended(versions: Versions) -> None:
    """One run makes the index equal to the corpus; with the next commit all is cleaned up."""
    update_index(versions.corpus)
    assert versions.assert_whole() == versions.state
    status = index_status(versions.corpus)
    assert (status.equal, status.problems, status.waiting) == (True, (), 0)
    versions.save(versions.ids[0])
    update_index(versions.corpus)
    assert versions.assert_whole() == versions.state
    assert remains(versions.corpus.settings) == []


def of_session(session: int) -> list[int]:
    """The processes of a session that still run."""
    found = []
    for folder in Path("/proc").iterdir():
        with suppress(OSError, ValueError):
            number = int(folder.name)
            state, _, _, own = (folder / "stat").read_text("ascii", "replace").rpartition(")")[2].split()[:4]
            if int(own) == session and state not in "ZX":
                found.append(number)
    return found


def wait_until_gone(session: int) -> None:
    """Until no process of the session runs; they must end by themselves."""
    deadline = time.monotonic() + PATIENCE
    while left := of_session(session):
        assert time.monotonic() < deadline, f"still running: {[command_of(process) for process in left]}"
        time.sleep(0.02)


def command_of(process: int) -> str:
    """The command line of a process, if it still runs."""
    with suppress(OSError):
        return Path(f"/proc/{process}/cmdline").read_bytes().replace(b"\0", b" ").decode(errors="replace")
    return "gone"


def open_descriptors() -> int:
    """The files this process has open."""
    return sum(1 for _ in Path("/proc/self/fd").iterdir())


def open_maps(index: Path) -> list[str]:
    """The maps of segments of an index this process has, removed ones included."""
    lines = Path("/proc/self/maps").read_text("utf-8").splitlines()
    return [line.split(None, 5)[5] for line in lines if str(index) in line]
