"""Does ``kb serve`` start, answer and stop as promised?

1. It names its address, builds a missing index, answers, and stops on SIGTERM and SIGINT with nothing left.
2. Beside the workers runs exactly one indexing process; it is started again when it dies.
3. What is saved and marked is found without a restart.
4. A killed server takes its processes with it.
5. A taken port or a broken vocabulary is one clear line and exit code 1.
6. Its log is JSON, a line per request, without what was asked; its workers are counted together.
7. Damage is noticed with the next commit; the last good state answers until a new generation is there.
"""

from __future__ import annotations

import contextlib
import json
import os
import shutil
import signal
import socket
import subprocess
import sys
import time
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from importlib import import_module
from pathlib import Path

import httpx
import pytest
from typer.testing import CliRunner

from indexer.command_line.application import app
from indexer.pending import mark, waiting
from kb.corpus import Corpus
from kb.settings import load_settings
from tests.tiers import examples
from tests.web.sites import a_corpus, a_record, an_indexed_corpus
from web.serving import bind

KB = Path(sys.executable).with_name("kb")
PATIENCE = 30  # seconds; a loaded machine starts processes slowly


@dataclass
class Server:
    """A running ``kb serve`` in a process group of its own."""

    process: subprocess.Popen[str]
    address: str
    log: Path
    client: httpx.Client

    def get(self, path: str) -> httpx.Response:
        return self.client.get(self.address + path)

    def is_ready(self) -> bool:
        return self.get("readyz").status_code == 200

    def spawned(self) -> set[int]:
        """The process ids of workers and indexing process that still live."""
        found = set()
        for folder in Path("/proc").iterdir():
            with contextlib.suppress(OSError, ValueError):
                group = os.getpgid(int(folder.name))
                if group == self.process.pid and b"spawn_main" in (folder / "cmdline").read_bytes():
                    found.add(int(folder.name))
        return found

    def is_gone(self) -> bool:
        """Whether no process of the group lives any more."""
        try:
            os.killpg(self.process.pid, 0)
        except ProcessLookupError:
            return True
        return False


def wait_until(condition: Callable[[], object]) -> None:
    deadline = time.monotonic() + PATIENCE
    while not condition():
        assert time.monotonic() < deadline, "waited too long"
        time.sleep(0.05)


@pytest.fixture(scope="module")
def indexed(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A corpus with its index, to be copied: a server that has one to build takes three times as long."""
    folder = tmp_path_factory.mktemp("indexed")
    an_indexed_corpus(folder)
    return folder


@pytest.fixture
def site(indexed: Path, tmp_path: Path) -> Path:
    """A folder with a corpus and its index."""
    return shutil.copytree(indexed, tmp_path / "site")


@contextlib.contextmanager
def serving(folder: Path, *options: str) -> Iterator[Server]:
    settings = load_settings({"KB_CORPUS": str(folder / "corpus"), "KB_VAR": str(folder / "var")}, folder)
    log = folder / "log"
    environment = {**os.environ, "KB_CORPUS": str(settings.corpus), "KB_VAR": str(settings.var)}
    with log.open("w") as stderr:
        process = subprocess.Popen(
            [KB, "serve", "--port", "0", *options],
            cwd=folder,
            env=environment,
            stderr=stderr,
            text=True,
            start_new_session=True,
        )
    try:
        wait_until(lambda: "answers at" in log.read_text() or process.poll() is not None)
        address = log.read_text().splitlines()[0].removeprefix("Leuchtturm answers at ")
        # A connection for each request, because workers come and go.
        with httpx.Client(timeout=PATIENCE, limits=httpx.Limits(max_keepalive_connections=0)) as client:
            yield Server(process, address, log, client)
    finally:
        with contextlib.suppress(ProcessLookupError):
            os.killpg(process.pid, signal.SIGKILL)
        process.wait()


@pytest.mark.parametrize(("workers", "number"), [(1, signal.SIGTERM), (2, signal.SIGINT)])
def test_it_starts_answers_and_stops_with_nothing_left(
    tmp_path: Path, workers: int, number: signal.Signals
) -> None:
    a_corpus(tmp_path)
    with serving(tmp_path, "--workers", str(workers)) as server:
        wait_until(server.is_ready)
        assert server.get("api/search?q=geheimwort").json()["total"] == 0
        for _ in range(10):
            server.get("about")
        counted = 'leuchtturm_requests_total{method="GET",route="about",status="200"} 10.0'
        wait_until(lambda: counted in server.get("metrics").text)  # a worker counts once it has answered
        assert len(server.spawned()) == (1 if workers == 1 else workers + 1)
        start = time.monotonic()
        os.killpg(server.process.pid, number)  # as Ctrl+C and service managers do: to all of them
        assert server.process.wait(PATIENCE) == 0
        wait_until(server.is_gone)
        assert time.monotonic() - start < 10
        lines = [json.loads(line) for line in server.log.read_text().splitlines()[1:]]
    assert {line["level"] for line in lines} <= {"info", "warning"}
    assert {"api_search", "readyz"} <= {line.get("route") for line in lines}
    assert "geheimwort" not in str(lines)


@pytest.mark.parametrize("seconds", [0.7, 0.2, 1.5][: examples(1, 3)])
def test_an_interrupt_while_it_starts_ends_it_quietly(site: Path, seconds: float) -> None:
    with serving(site, "--workers", "2") as server:
        time.sleep(seconds)  # somewhere between the first process and the last one that is ready
        os.killpg(server.process.pid, signal.SIGINT)
        server.process.wait(PATIENCE)
        wait_until(server.is_gone)
        assert "Traceback" not in server.log.read_text()


def test_a_save_is_found_without_a_restart_and_told_alone_it_stops_its_processes(site: Path) -> None:
    with serving(site, "--workers", "2") as server:
        wait_until(server.is_ready)
        settings = load_settings({"KB_CORPUS": str(site / "corpus"), "KB_VAR": str(site / "var")}, site)
        new = a_record("brand-new", title={"de": "Zwiebelmarkt"})
        Corpus(settings).repository.save(new, expected=None, by="test", why="test")
        mark(settings.pending, "brand-new")
        wait_until(lambda: server.get("api/search?q=Zwiebelmarkt").json()["total"] == 1)
        wait_until(lambda: not waiting(settings.pending))
        server.process.terminate()
        assert server.process.wait(PATIENCE) == 0
        wait_until(server.is_gone)


def test_a_damaged_index_is_built_again_and_a_dead_indexing_process_started_again(site: Path) -> None:
    with serving(site, "--workers", "1") as server:  # another may open its first index damaged
        wait_until(server.is_ready)
        before = server.get("readyz").json()["generation"]
        total = server.get("api/search").json()["total"]
        settings = load_settings({"KB_CORPUS": str(site / "corpus"), "KB_VAR": str(site / "var")}, site)
        for path in (settings.index / before).glob("*.segment"):
            with path.open("r+b") as file:  # in place: a mapped file must never be cut short
                byte = file.read(1)
                file.seek(0)
                file.write(bytes([byte[0] ^ 1]))
        new = a_record("brand-new", title={"de": "Zwiebelmarkt"})
        Corpus(settings).repository.save(new, expected=None, by="test", why="test")
        mark(settings.pending, "brand-new")
        while server.get("readyz").json()["generation"].partition("/")[0] == before.partition("/")[0]:
            assert server.get("api/search").json()["total"] in (total, total + 1)
        assert server.get("api/search?q=Zwiebelmarkt").json()["total"] == 1
        wait_until(lambda: not waiting(settings.pending))
        assert "is not what was written" in server.log.read_text()
        (indexing,) = server.spawned()
        os.kill(indexing, signal.SIGKILL)
        wait_until(lambda: server.spawned() - {indexing})
        assert server.is_ready()
        assert "it is started again" in server.log.read_text()


def test_a_signal_during_the_start_is_not_lost(site: Path) -> None:
    with serving(site) as server:
        server.process.terminate()
        server.process.wait(PATIENCE)
        wait_until(server.is_gone)


@pytest.mark.parametrize("workers", [2, 1][: examples(1, 2)])
def test_a_killed_server_takes_its_processes_with_it(site: Path, workers: int) -> None:
    with serving(site, "--workers", str(workers)) as server:
        wait_until(server.is_ready)
        server.process.kill()
        server.process.wait()
        wait_until(lambda: not server.spawned())


def test_answers_are_sent_without_waiting_for_more() -> None:
    with bind("127.0.0.1", 0) as listening:
        assert listening.proto == socket.IPPROTO_TCP  # the event loop turns delays off for this one only


def test_a_taken_port_is_one_clear_line(tmp_path: Path) -> None:
    with socket.socket() as taken:
        taken.bind(("127.0.0.1", 0))
        taken.listen()
        port = taken.getsockname()[1]
        settings = a_corpus(tmp_path)
        done = subprocess.run(
            [KB, "serve", "--port", str(port)],
            cwd=tmp_path,
            env={**os.environ, "KB_CORPUS": str(settings.corpus), "KB_VAR": str(settings.var)},
            capture_output=True,
            text=True,
            timeout=PATIENCE,
        )
    assert done.returncode == 1
    assert done.stdout == ""
    assert done.stderr.count("\n") == 1
    assert f"Port {port} of 127.0.0.1 cannot be used" in done.stderr
    assert "--port" in done.stderr


def test_a_broken_vocabulary_stops_the_start_with_one_line(tmp_path: Path) -> None:
    settings = a_corpus(tmp_path)
    (settings.corpus / "vocabularies").mkdir(exist_ok=True)
    (settings.corpus / "vocabularies" / "themes.yaml").write_text("vocabulary: themes\nconcepts: 3\n")
    done = subprocess.run(
        [KB, "serve", "--port", "0", "--workers", "2"],
        cwd=tmp_path,
        env={**os.environ, "KB_CORPUS": str(settings.corpus), "KB_VAR": str(settings.var)},
        capture_output=True,
        text=True,
        timeout=PATIENCE,
    )
    assert done.returncode == 1
    assert "themes.yaml:2" in done.stderr.splitlines()[-1]
    assert "Traceback" not in done.stderr


@pytest.mark.parametrize("options", [["--port", "70000"], ["--workers", "0"], ["--nonsense"]])
def test_wrong_use_is_exit_code_2(options: list[str]) -> None:
    import_module("web.command_line.serving")  # registers the command
    assert CliRunner().invoke(app, ["serve", "--help"]).exit_code == 0
    assert CliRunner().invoke(app, ["serve", *options]).exit_code == 2
