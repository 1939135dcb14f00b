"""A real ``kb serve`` in a process of its own, for tests that need more than the application in memory.

with running_server(var=tmp_path / "var", corpus=tmp_path / "corpus") as address:
    page.goto(f"{address}/search?q=kiel")
"""

from __future__ import annotations

import http.client
import os
import signal
import socket
import subprocess
import sys
import time
from collections.abc import Iterator, Mapping, Sequence
from contextlib import contextmanager, suppress
from pathlib import Path

from indexer.indexing import update_index
from kb.corpus import Corpus
from kb.settings import load_settings

ROOT = Path(__file__).resolve().parent.parent
KB = Path(sys.executable).with_name("kb")
SECONDS_TO_START = 30
SECONDS_TO_STOP = 10


@contextmanager
def running_server(
    *,
    var: Path,
    corpus: Path | None = None,
    settings: Mapping[str, str] | None = None,
    options: Sequence[str] = (),
) -> Iterator[str]:
    """Index the corpus (the delivered one by default), serve it, yield the address, stop the server."""
    places = {"KB_CORPUS": str(corpus or ROOT / "corpus"), "KB_VAR": str(var)}
    environment = {**os.environ, **places, **(settings or {})}
    var.mkdir(parents=True, exist_ok=True)
    log = var / "server.log"
    failed = update_index(Corpus(load_settings(environment, ROOT))).failed
    if failed:
        raise AssertionError(f"records cannot be indexed: {failed}")
    with log.open("wb") as output:
        port = free_port()
        server = subprocess.Popen(
            [KB, "serve", "--port", str(port), *options],
            cwd=ROOT,
            env=environment,
            stdin=subprocess.DEVNULL,
            stdout=output,
            stderr=output,
            start_new_session=True,  # with its indexing process and workers it is stopped as one group
        )
    try:
        _wait_until_it_answers(server, port, log)
        yield f"http://127.0.0.1:{port}"
    finally:
        _stop(server)


def free_port() -> int:
    """A port nobody listens on at this moment."""
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        port: int = probe.getsockname()[1]
        return port


def _wait_until_it_answers(server: subprocess.Popen[bytes], port: int, log: Path) -> None:
    deadline = time.monotonic() + SECONDS_TO_START
    while time.monotonic() < deadline:
        if server.poll() is not None:
            raise AssertionError(f"kb serve ended with code {server.returncode}:\n{_tail(log)}")
        if _status(port) == http.HTTPStatus.OK:
            return
        time.sleep(0.05)
    raise AssertionError(f"kb serve does not answer /readyz after {SECONDS_TO_START} s:\n{_tail(log)}")


def _status(port: int) -> int | None:
    connection = http.client.HTTPConnection("127.0.0.1", port, timeout=5)
    try:
        connection.request("GET", "/readyz")
        return connection.getresponse().status
    except OSError:
        return None
    finally:
        connection.close()


def _stop(server: subprocess.Popen[bytes]) -> None:
    with suppress(ProcessLookupError):
        os.killpg(server.pid, signal.SIGTERM)
    with suppress(subprocess.TimeoutExpired):
        server.wait(SECONDS_TO_STOP)
    with suppress(ProcessLookupError):
        os.killpg(server.pid, signal.SIGKILL)
    server.wait(SECONDS_TO_STOP)


def _tail(log: Path) -> str:
    return "\n".join(log.read_text("utf-8", errors="replace").splitlines()[-40:])
