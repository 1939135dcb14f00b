"""Many people write at once, in a real server with several workers.

1. Every save that was acknowledged is in its draft, and its journal tells all of them, in order.
2. What is published has a revision by its author, and is found.
3. A backup made meanwhile is, restored elsewhere, a state between its start and its end.
4. In full numbers saving takes at most three times as long as writing, synchronising and renaming a file of
   the same size in the same run, and 50 milliseconds. Both are printed.
"""

from __future__ import annotations

import os
import statistics
import subprocess
import threading
import time
from collections.abc import Callable, Iterable, Iterator, Mapping
from contextlib import contextmanager
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

import httpx
import pytest

from kb.corpus import Corpus
from kb.draft import Draft
from kb.drafts import Drafts
from kb.repository import digest_of
from kb.settings import Settings, load_settings
from tests.indexer.running import wait_for
from tests.live_server import KB, running_server
from tests.tiers import examples, soaking
from tests.web.desk.signed_in import CHEAP, PASSWORD
from tests.web.sites import a_record
from web.accounts.accounts import Accounts
from web.accounts.passwords import Passwords

EDITORS, SAVES = examples(3, 50), examples(4, 20)
PAUSE = examples(1, 25) / 5  # seconds between two saves of one editor
PATIENCE = 60  # seconds
MOST_TIMES, MOST_MORE = 3, 0.05  # of the bare write, and seconds beyond it


@dataclass
class Editor(threading.Thread):
    """Somebody who signs in, begins a record, saves it again and again, and has it published."""

    address: str
    number: int
    acknowledged: int = 0
    seconds: list[float] = field(default_factory=list)
    failed: BaseException | None = None

    def __post_init__(self) -> None:
        super().__init__()
        self.id = f"story-{self.number}"

    __hash__ = threading.Thread.__hash__

    def run(self) -> None:
        here = {"Origin": self.address, "Sec-Fetch-Site": "same-origin"}
        try:
            with httpx.Client(base_url=self.address, timeout=PATIENCE, headers=here) as client:
                self._work(client)
        except BaseException as error:
            self.failed = error
            raise

    def _work(self, client: httpx.Client) -> None:
        time.sleep(PAUSE * self.number / EDITORS)  # people do not all save in the same moment
        sent(client, "/login", {"name": f"editor {self.number}", "password": PASSWORD}, 303)
        # The titles are alike, and the desk says so.
        begun = {"kind": "guide", "title": self.id, "language": "en", "_action": "nevertheless"}
        expected = ""
        for save in range(SAVES):
            time.sleep(PAUSE)
            if save == 0:
                sent(client, "/desk/new", begun, 303)
                page = client.get(f"/desk/drafts/{self.id}").text
                expected = page.partition('name="_expected" value="')[2][:64]
            before = time.perf_counter()
            answer = sent(client, f"/desk/drafts/{self.id}/autosave", self.form(save, expected), 200)
            self.seconds.append(time.perf_counter() - before)
            expected, self.acknowledged = answer.json()["digest"], save + 1

    def form(self, save: int, expected: str) -> dict[str, str]:
        """What the form of the desk sends."""
        return {
            "_expected": expected,
            "kind": "guide",
            "title.en": self.id,
            "summary.en": summary(self.number, save),
            "approach.en": f"What was tried, told at some length. {self.number} {save} " * 100,
            "sources.0.url": "https://example.org/",
            "sources.0.title": "Report",
        }

    def publish(self, draft: Draft) -> None:
        """Submit and publish what was saved last."""
        here = {"Origin": self.address, "Sec-Fetch-Site": "same-origin"}
        with httpx.Client(base_url=self.address, timeout=PATIENCE, headers=here) as client:
            sent(client, "/login", {"name": f"editor {self.number}", "password": PASSWORD}, 303)
            asked = {**self.form(SAVES - 1, draft.digest), "_action": "submit"}
            sent(client, f"/desk/drafts/{self.id}", asked, 303)
            page = client.get(f"/desk/drafts/{self.id}/review").text
            expected = page.partition('name="_expected" value="')[2][:64]
            agreed = {"_expected": expected, "_action": "publish", "_note": "read"}
            sent(client, f"/desk/drafts/{self.id}/review", agreed, 303)


def summary(number: int, save: int) -> str:
    return f"Editor {number} saved this {save + 1} times."


def sent(client: httpx.Client, path: str, form: Mapping[str, str], status: int) -> httpx.Response:
    """What the server answers to a form; the status has to be this one."""
    answer = client.post(path, data=form)
    assert answer.status_code == status, f"{path}: {answer.status_code} {answer.text[:2000]}"
    return answer


@contextmanager
def bare_writes(folder: Path, size: int) -> Iterator[list[float]]:
    """How many seconds a file of this size takes to be written, synchronised and renamed, meanwhile."""
    seconds: list[float] = []
    done = threading.Event()

    def write() -> None:
        data = os.urandom(size)
        while not done.wait(0.1):
            before = time.perf_counter()
            with (folder / "new").open("wb") as handle:
                handle.write(data)
                handle.flush()
                os.fsync(handle.fileno())
            (folder / "new").replace(folder / "old")
            seconds.append(time.perf_counter() - before)

    folder.mkdir()
    writer = threading.Thread(target=write)
    writer.start()
    try:
        yield seconds
    finally:
        done.set()
        writer.join()


def p95(seconds: list[float]) -> float:
    return statistics.quantiles(seconds, n=20)[-1]


@pytest.fixture
def settings(tmp_path: Path) -> Settings:
    """A site with one record and an account for each editor."""
    places = {"KB_CORPUS": str(tmp_path / "corpus"), "KB_VAR": str(tmp_path / "var")}
    settings = load_settings(places, tmp_path)
    Corpus(settings).repository.save(a_record("fees"), expected=None, by="test", why="test")
    accounts = Accounts(settings.accounts, Passwords(CHEAP))
    for number in range(EDITORS):
        accounts.add(f"editor {number}", "editor", PASSWORD)
    return settings


def together(editors: Iterable[Editor], work: Callable[[Editor], None]) -> None:
    threads = [threading.Thread(target=work, args=(editor,)) for editor in editors]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()


def run(settings: Settings, *words: str) -> None:
    places = {"KB_CORPUS": str(settings.corpus), "KB_VAR": str(settings.var)}
    subprocess.run([KB, *words], env={**os.environ, **places}, check=True, capture_output=True)


def assert_tells_all(draft: Draft, editor: Editor, saved: int) -> None:
    """The journal of a draft has a line for each save, the last of them is what the draft says."""
    texts = [step for step in draft.steps if step.text is not None]
    assert [step.number for step in draft.steps] == list(range(1, len(draft.steps) + 1))
    assert [summary(editor.number, n) in (step.text or "") for n, step in enumerate(texts[1:])] == [
        True
    ] * saved
    assert all(digest_of((step.text or "").encode()) == step.digest for step in texts)
    assert draft.digest == texts[-1].digest
    assert {step.by for step in draft.steps} == {draft.owner}


def test_nothing_is_lost_while_all_write_and_a_backup_is_made(settings: Settings, tmp_path: Path) -> None:
    drafts, elsewhere = Drafts(Corpus(settings)), tmp_path / "elsewhere"
    server = running_server(var=settings.var, corpus=settings.corpus, options=("--workers", "2"))
    with server as address:
        editors = [Editor(address, number) for number in range(EDITORS)]
        with bare_writes(tmp_path / "bare", 4000) as bare:
            for editor in editors:
                editor.start()
            wait_for(lambda: all(editor.acknowledged > 1 or editor.failed for editor in editors))
            before = {editor.id: editor.acknowledged for editor in editors}
            run(settings, "backup", str(tmp_path / "backup.tar.gz"))
            after = {editor.id: editor.acknowledged for editor in editors}
            for editor in editors:
                editor.join()
        assert [editor.failed for editor in editors] == [None] * EDITORS
        for editor in editors:
            assert_tells_all(drafts.get(editor.id), editor, SAVES)
        restored = restored_at(elsewhere, tmp_path / "backup.tar.gz")
        for editor in editors:
            assert_is_between(
                restored.get(editor.id), drafts.get(editor.id), before[editor.id], after[editor.id]
            )
        together(editors, lambda editor: editor.publish(drafts.get(editor.id)))
        assert_published(settings, editors, address)
    report([second for editor in editors for second in editor.seconds], bare)


def restored_at(folder: Path, backup: Path) -> Drafts:
    places = {"KB_CORPUS": str(folder / "corpus"), "KB_VAR": str(folder / "var")}
    settings = load_settings(places, folder)
    run(settings, "restore", str(backup))
    return Drafts(Corpus(settings))


def assert_is_between(then: Draft, now: Draft, least: int, most: int) -> None:
    """What was restored is what the draft was at one moment while the backup was made."""
    assert then.steps == now.steps[: len(then.steps)]
    saves = sum(step.text is not None for step in then.steps) - 1
    assert least <= saves <= most + 1  # one may be written and not acknowledged yet
    assert then.digest == then.steps[-1].digest


def assert_published(settings: Settings, editors: Iterable[Editor], address: str) -> None:
    repository, names = Corpus(settings).repository, Accounts(settings.accounts)
    for editor in editors:
        (revision,) = repository.history(editor.id)
        assert revision.by == names.named(f"editor {editor.number}").id
        assert repository.get(editor.id).record.summary["en"] == summary(editor.number, SAVES - 1)
    assert list(Drafts(Corpus(settings)).ids()) == []

    def found() -> set[Any]:
        body = httpx.get(f"{address}/api/search?kind=guide&size=100", timeout=PATIENCE).json()
        return {hit["id"] for hit in body["hits"]}

    wait_for(lambda: found() == {editor.id for editor in editors})


def report(saves: list[float], bare: list[float]) -> None:
    slowest, slowest_bare = p95(saves), p95(bare)
    print(
        f"\n{EDITORS} editors, {len(saves)} saves: p95 {slowest * 1000:.1f} ms; "
        f"bare writes: p95 {slowest_bare * 1000:.1f} ms ({len(bare)})"
    )
    if soaking():
        assert slowest <= MOST_TIMES * slowest_bare + MOST_MORE
