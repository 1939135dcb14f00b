"""Here is a site: how does its real server start, answer and fill the memory?

with serving(site, workers=2) as server:
    server.get("/api/search?q=kiel")
"""

from __future__ import annotations

import http.client
import itertools
import json
import os
import signal
import subprocess
import time
from collections.abc import Iterator, Sequence
from concurrent.futures import ThreadPoolExecutor
from contextlib import contextmanager, suppress
from dataclasses import dataclass
from pathlib import Path
from threading import Event
from urllib.parse import quote

from indexer.pending import mark, waiting
from tests.benchmarks.product_sites import KB, Site
from tests.live_server import free_port

PATIENCE = 900.0  # seconds for anything a server is waited for; a slow program is measured, not refused
SECONDS_TO_STOP = 20
PAUSE = 0.005  # seconds between two requests while waiting
TOGETHER = 16  # requests of the load that may be on their way


@dataclass
class Server:
    """A running ``kb serve``; ``process`` answers requests itself if it is the only worker."""

    process: subprocess.Popen[bytes]
    port: int
    log: Path
    started: float
    errors: int = 0
    """Requests that were not answered as they should, such as those a worker took that then died."""

    def get(self, path: str) -> tuple[int, bytes]:
        """Status and body of one request over a connection of its own; it may reach any worker."""
        connection = http.client.HTTPConnection("127.0.0.1", self.port, timeout=PATIENCE)
        try:
            connection.request("GET", path)
            answer = connection.getresponse()
            return answer.status, answer.read()
        finally:
            connection.close()

    def ask(self, path: str) -> bytes | None:
        """The body of one answer, or None after an error: it is counted, and whoever asks goes on."""
        with suppress(OSError, http.client.HTTPException):
            status, body = self.get(path)
            if status == http.HTTPStatus.OK:
                return body
        self.errors += 1
        return None

    def shows(self, text: str, record_id: str) -> bool | None:
        """Whether a record is among the first that a search finds; None if it was not answered."""
        body = self.ask(f"/api/search?q={quote(text)}")
        return None if body is None else record_id in {hit["id"] for hit in json.loads(body)["hits"]}

    def wait_for_answer(self, path: str) -> float:
        """Ask until the answer is 200: the seconds since the command was given."""
        deadline = time.monotonic() + PATIENCE
        while True:
            if self.process.poll() is not None:
                raise AssertionError(f"kb serve ended with code {self.process.returncode}.")
            with suppress(OSError, http.client.HTTPException):
                if self.get(path)[0] == http.HTTPStatus.OK:
                    return time.perf_counter() - self.started
            if time.monotonic() > deadline:
                raise AssertionError(f"{path} is not answered after {PATIENCE} s.")
            time.sleep(PAUSE)

    def wait_for_index(self, site: Site) -> None:
        """Wait until the indexing process follows the marks; after its start it reads the corpus first."""
        mark(site.settings.pending, next(site.settings.corpus.rglob("*.yaml")).stem)
        deadline = time.monotonic() + PATIENCE
        while waiting(site.settings.pending):
            if time.monotonic() > deadline:
                raise AssertionError(f"A mark stays for {PATIENCE} s.")
            time.sleep(0.05)

    def memory(self) -> dict[str, float | None]:
        """Megabytes of the serving process alone, or None where the system does not tell."""
        names = {"rss_mb": "Rss", "pss_mb": "Pss", "anonymous_mb": "Anonymous"}
        try:
            lines = Path(f"/proc/{self.process.pid}/smaps_rollup").read_text("ascii").splitlines()
        except FileNotFoundError:
            return dict.fromkeys(names)
        parts = [line.split() for line in lines[1:]]
        kilobytes = {part[0].rstrip(":"): int(part[1]) for part in parts}
        return {name: round(kilobytes[key] * 1024 / 1e6, 1) for name, key in names.items()}

    def tail(self) -> str:
        """The end of its log."""
        return self.log.read_text("utf-8", errors="replace")[-2000:]


@contextmanager
def serving(site: Site, workers: int = 1) -> Iterator[Server]:
    """Start ``kb serve`` on a free port, without waiting for it, and end it with all its processes."""
    port, log = free_port(), site.folder / "server.log"
    started = time.perf_counter()
    with log.open("ab") as output:
        process = subprocess.Popen(
            [KB, "serve", "--port", str(port), "--workers", str(workers)],
            cwd=site.folder,
            env=site.environment,
            stdin=subprocess.DEVNULL,
            stdout=output,
            stderr=output,
            start_new_session=True,  # with its workers and its indexing process it is ended as one group
        )
    server = Server(process, port, log, started)
    try:
        yield server
    except Exception as error:
        error.add_note(server.tail())  # the log goes with the folder
        raise
    finally:
        _end(process)


def _end(process: subprocess.Popen[bytes]) -> None:
    with suppress(ProcessLookupError):
        os.killpg(process.pid, signal.SIGTERM)
    with suppress(subprocess.TimeoutExpired):
        process.wait(SECONDS_TO_STOP)
    with suppress(ProcessLookupError):
        os.killpg(process.pid, signal.SIGKILL)
    process.wait()


def one_after_another(server: Server, paths: Sequence[str]) -> list[float]:
    """The milliseconds of each request, as a browser sends them: one connection, compressed answers."""
    took = []
    connection = http.client.HTTPConnection("127.0.0.1", server.port, timeout=PATIENCE)
    try:
        for path in paths:
            started = time.perf_counter()
            connection.request("GET", path, headers={"Accept-Encoding": "gzip"})
            answer = connection.getresponse()
            answer.read()
            took.append((time.perf_counter() - started) * 1000)
            assert answer.status == http.HTTPStatus.OK, f"{path} is answered with {answer.status}"
    finally:
        connection.close()
    return took


@contextmanager
def steady_requests(
    server: Server, paths: Sequence[str], per_second: int, most: int | None = None
) -> Iterator[list[float]]:
    """Ask so often for as long as the block runs, ``most`` times if that is given.

    Gives the milliseconds of each answer, complete at the end of the block.

    The load is open: a slow answer does not hold up the next request, up to ``TOGETHER`` of them. Every
    request comes over a connection of its own, as from another reader; its time holds connecting and waiting.
    """
    stop, took = Event(), list[float]()

    def ask(path: str) -> None:
        started = time.perf_counter()
        if server.ask(path) is not None:
            took.append((time.perf_counter() - started) * 1000)

    def keep_asking(pool: ThreadPoolExecutor) -> None:
        begin = time.monotonic()
        for number in itertools.count() if most is None else range(most):
            if stop.wait(max(0.0, begin + number / per_second - time.monotonic())):
                return
            pool.submit(ask, paths[number % len(paths)])

    with ThreadPoolExecutor(1) as keeper, ThreadPoolExecutor(TOGETHER) as pool:
        if per_second:
            keeper.submit(keep_asking, pool)
        try:
            yield took
        finally:
            stop.set()
