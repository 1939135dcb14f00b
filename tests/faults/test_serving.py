"""A real server with several workers, while everything is indexed anew and people save.

1. Every answer, of the API and of the pages, is 200 and right: all records, each in a version there was.
2. Each save is found, by every worker.
3. ``kb index --full`` beside the server ends well, and in the end the index is equal to the corpus.
"""

from __future__ import annotations

import json
import os
import random
import subprocess
import threading
import time
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

import httpx

from indexer.index.generation import current_manifest
from tests.faults.versions import EVERYWHERE, Versions, word
from tests.indexer.running import wait_for
from tests.live_server import KB, running_server
from tests.tiers import examples

RECORDS, ALL = 40, 100
WORKERS, READERS = examples(2, 4), examples(2, 3)
THINKING = examples(4, 1) / 20  # seconds, so that two processors keep up
BUILDS, SAVES = examples(1, 20), examples(4, 10)  # saves of each build at least
ENOUGH = 3 * WORKERS  # answers in a row that know a save, before it is taken for known by all
PATIENCE = 60  # seconds


class Reader(threading.Thread):
    """Somebody who asks the server one thing after the other and looks closely at the answers."""

    def __init__(self, seed: int, address: str, versions: Versions) -> None:
        super().__init__()
        self.count = 0
        self.done = threading.Event()
        self.failed: BaseException | None = None
        self._address, self._versions, self._chance = address, versions, random.Random(seed)

    def run(self) -> None:
        try:
            with httpx.Client(base_url=self._address, timeout=PATIENCE) as client:
                while not self.done.is_set():
                    self._chance.choice([self._ask_for_all, self._open_record, self._read_page])(client)
                    self.count += 1
                    time.sleep(THINKING)
        except BaseException as error:
            self.failed = error
            raise

    def _ask_for_all(self, client: httpx.Client) -> None:
        body = answer(client, "/api/search", q=EVERYWHERE, size=str(ALL), sort="title").json()
        assert body["total"] == RECORDS
        assert [hit["id"] for hit in body["hits"]] == sorted(self._versions.numbers)
        assert {hit["title"] for hit in body["hits"]} <= self._versions.titles

    def _open_record(self, client: httpx.Client) -> None:
        record_id = self._chance.choice(self._versions.ids)
        body = answer(client, f"/api/records/{record_id}").json()
        assert body["title"]["de"] in self._versions.titles
        assert body["title"]["de"].startswith(record_id)

    def _read_page(self, client: httpx.Client) -> None:
        page = answer(client, "/search", q=EVERYWHERE, size="50", sort="title", lang="de").text
        assert all(f"/records/{record_id}" in page for record_id in self._versions.ids)


def answer(client: httpx.Client, path: str, **asked: str) -> httpx.Response:
    """What the server answers, which must be 200."""
    found = client.get(path, params=asked)
    assert found.status_code == httpx.codes.OK, f"{path}: {found.status_code} {found.text}"
    return found


@contextmanager
def reading(address: str, versions: Versions) -> Iterator[list[Reader]]:
    """Readers for as long as the block runs; they must have found nothing wrong."""
    readers = [Reader(seed, address, versions) for seed in range(READERS)]
    for reader in readers:
        reader.start()
    try:
        yield readers
    finally:
        for reader in readers:
            reader.done.set()
        for reader in readers:
            reader.join()
    assert [reader.failed for reader in readers] == [None] * READERS


def wait_until_found(address: str, record_id: str, version: int) -> float:
    """Until so many answers in a row know a version that every worker does; the seconds until the first."""
    began, first, known = time.monotonic(), 0.0, 0
    new_connection = {"Connection": "close"}  # one that is kept stays with its worker
    with httpx.Client(base_url=address, timeout=PATIENCE, headers=new_connection) as client:
        while known < ENOUGH:
            assert time.monotonic() < began + PATIENCE, f"{record_id} is not found"
            found = answer(client, "/api/search", q=word(record_id, version), without="typos").json()
            known = known + 1 if [hit["id"] for hit in found["hits"]] == [record_id] else 0
            first = first or (time.monotonic() - began if known else 0.0)
    return first


def test_all_are_answered_rightly_while_everything_is_indexed_anew(tmp_path: Path) -> None:
    versions = Versions(tmp_path / "site", [f"r{number:03}" for number in range(RECORDS)])
    settings, chance, seconds = versions.corpus.settings, random.Random(1), []
    environment = {**os.environ, "KB_CORPUS": str(settings.corpus), "KB_VAR": str(settings.var)}
    server = running_server(var=settings.var, corpus=settings.corpus, options=("--workers", str(WORKERS)))
    with server as address, reading(address, versions) as readers:
        before = current_manifest(settings.index).generation
        for _ in range(BUILDS):
            build = subprocess.Popen([KB, "index", "--full"], env=environment, stdout=subprocess.PIPE)
            saves = 0
            while build.poll() is None or saves < SAVES:
                record_id = chance.choice(versions.ids)
                number = versions.save(record_id, marked=True)
                seconds.append(wait_until_found(address, record_id, number))
                saves += 1
            said, _ = build.communicate()
            assert (build.returncode, said) == (
                0,
                f"indexed {RECORDS}, unchanged 0, removed 0, failed 0\n".encode(),
            )
            after = current_manifest(settings.index).generation
            assert after > before
            before = after
        wait_for(lambda: versions.assert_whole() == versions.state)
    count = sum(reader.count for reader in readers)
    print(f"\n{count} answers, {len(seconds)} saves, found after {max(seconds):.2f} s at most")
    status = subprocess.run([KB, "status", "--json"], env=environment, stdout=subprocess.PIPE, check=True)
    assert json.loads(status.stdout)["equal"]
