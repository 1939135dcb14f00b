"""Web servers on this machine whose every byte a test decides, and a clock that does not make anybody wait.

with a_site({"/": page("<p>Hello</p>")}) as site, fetcher(site) as fetch:
    fetch.fetch(site.address("/"))
    assert site.paths == ["/robots.txt", "/"]
"""

from __future__ import annotations

import socket
import socketserver
import threading
import time
from collections.abc import Callable, Iterator, Mapping, Sequence
from contextlib import contextmanager, suppress
from dataclasses import dataclass, field
from datetime import UTC, datetime, timedelta
from typing import Any

import pytest

from indexer.errors import FetchFailed
from indexer.fetching.deadline import Clock
from indexer.fetching.fetcher import Fetched, Fetcher, Limits
from kb.settings import Settings, load_settings

Script = bytes | Callable[[socket.socket], None]
"""What a server sends: these bytes, or what it does with the connection."""
Answers = Script | Sequence[Script]
"""Of a path: always the same, or several in turn, the last of them for ever."""
BEGAN = datetime(2026, 11, 24, 9, 30, tzinfo=UTC)
SMALL = Limits(most_bytes=100_000)
MISSING = b"HTTP/1.1 404 Not Found\r\nContent-Length: 0\r\n\r\n"


def answer(status: int = 200, body: bytes = b"", **headers: str) -> bytes:
    """An answer with its length; ``content_type="text/html"`` is a header."""
    stated = {"content_length": str(len(body)), **headers}
    lines = [f"HTTP/1.1 {status} Said"]
    lines += [f"{name.replace('_', '-')}: {value}" for name, value in stated.items()]
    return "\r\n".join(lines).encode("latin-1") + b"\r\n\r\n" + body


def page(text: str = "<p>Hello</p>", **headers: str) -> bytes:
    """A web page."""
    return answer(200, text.encode(), **{"content_type": "text/html; charset=utf-8", **headers})


def redirect(location: str, status: int = 302) -> bytes:
    """An answer that leads elsewhere."""
    return answer(status, location=location)


@dataclass(frozen=True)
class Request:
    """What a server was asked. Header names are in lower case."""

    method: str
    path: str
    headers: Mapping[str, str]


@dataclass
class Site:
    """A running server: what it answers by path (several answers in turn), and what it was asked."""

    port: int
    answers: dict[str, Answers]
    requests: list[Request] = field(default_factory=list)

    def address(self, path: str = "/", host: str = "127.0.0.1") -> str:
        return f"http://{host}:{self.port}{path}"

    @property
    def allowed(self) -> str:
        """The entry of KB_FETCH_ALLOW that lets us ask it."""
        return f"127.0.0.1:{self.port}"

    @property
    def paths(self) -> list[str]:
        return [request.path for request in self.requests]

    def next_answer(self, request: Request) -> Script:
        asked_before = self.paths.count(request.path)
        self.requests.append(request)
        found = self.answers.get(request.path, MISSING)
        if isinstance(found, bytes) or callable(found):
            return found
        return found[min(asked_before, len(found) - 1)]


class _Handler(socketserver.BaseRequestHandler):
    def handle(self) -> None:
        site: Site = self.server.site  # type: ignore[attr-defined]
        data = b""
        while b"\r\n\r\n" not in data:
            piece = self.request.recv(65536)
            if not piece:
                return
            data += piece
        line, *lines = data.decode("latin-1").partition("\r\n\r\n")[0].split("\r\n")
        method, path, _ = line.split(" ")
        pairs = (text.partition(":") for text in lines)
        request = Request(method, path, {name.lower(): value.strip() for name, _, value in pairs})
        script = site.next_answer(request)
        with suppress(OSError):  # whoever asked had enough
            if callable(script):
                script(self.request)
            else:
                head, _, body = script.partition(b"\r\n\r\n")
                self.request.sendall(head + b"\r\n\r\n" + (b"" if method == "HEAD" else body))


class _Server(socketserver.ThreadingTCPServer):
    allow_reuse_address = True
    request_queue_size = 64  # many threads connect at once
    daemon_threads = True

    def handle_error(self, request: Any, client_address: Any) -> None: ...


@contextmanager
def a_site(answers: Mapping[str, Answers] | None = None) -> Iterator[Site]:
    """A server for as long as the block runs."""
    with _Server(("127.0.0.1", 0), _Handler) as server:
        site = Site(server.server_address[1], dict(answers or {}))
        server.site = site  # type: ignore[attr-defined]
        thread = threading.Thread(target=server.serve_forever, kwargs={"poll_interval": 0.01})
        thread.start()
        try:
            yield site
        finally:
            server.shutdown()
            thread.join()


@dataclass
class TestClock:
    """Sleeping takes no time, but afterwards it is later. ``slept`` are the seconds of each sleep."""

    __test__ = False
    slept: list[float] = field(default_factory=list)

    @property
    def clock(self) -> Clock:
        return Clock(
            now=lambda: BEGAN + timedelta(seconds=sum(self.slept)),
            monotonic=lambda: time.monotonic() + sum(self.slept),
            sleep=self.slept.append,
        )


def settings(allowed: str = "", **environment: str) -> Settings:
    """Settings that allow these hosts."""
    return load_settings({"KB_FETCH_ALLOW": allowed, **environment})


def fetcher(
    *sites: Site,
    limits: Limits | None = None,
    resolve: Callable[[str, int], Sequence[str]] | None = None,
    clock: TestClock | None = None,
    **environment: str,
) -> Fetcher:
    """A fetcher that may ask these sites and does not really wait."""
    allowed = ",".join(site.allowed for site in sites)
    return Fetcher(
        settings(allowed, **environment),
        limits,
        resolve=resolve or names({}),
        clock=(clock or TestClock()).clock,
    )


def failure(fetch: Fetcher, address: str) -> FetchFailed:
    """Why the address cannot be fetched, said in one line."""
    with pytest.raises(FetchFailed) as failed:
        fetch.fetch(address)
    assert "\n" not in str(failed.value)
    return failed.value


def fetched(script: Script, limits: Limits = SMALL) -> Fetched:
    """What is fetched from a server that answers so."""
    with a_site({"/": script}) as site, fetcher(site, limits=limits) as fetch:
        return fetch.fetch(site.address())


def not_fetched(script: Script, limits: Limits = SMALL) -> FetchFailed:
    """Why nothing is fetched from a server that answers so."""
    with a_site({"/": script}) as site, fetcher(site, limits=limits) as fetch:
        return failure(fetch, site.address())


def names(known: Mapping[str, Sequence[str]]) -> Callable[[str, int], Sequence[str]]:
    """A resolver that knows these names only, and never asks the network."""

    def resolve(host: str, _port: int) -> Sequence[str]:
        if host not in known:
            raise socket.gaierror(socket.EAI_NONAME, "Name or service not known")
        return known[host]

    return resolve
