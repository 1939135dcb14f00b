"""TLS speaks of the name of the address, though the connection goes to a checked number.

1. A certificate is verified: one nobody vouches for is refused, one for another name too.
2. The server is told the name, so that hosts that share a number answer with the right certificate.
"""

from __future__ import annotations

import socketserver
import ssl
import threading
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from pathlib import Path

import pytest

import indexer.fetching.fetcher
from indexer.fetching.fetcher import Fetcher
from tests.indexer.fetching.local_sites import MISSING, TestClock, failure, names, page, settings

KEY = Path(__file__).parent / "data" / "harbour.example.pem"  # made for these tests, good for nothing else


class _Handler(socketserver.BaseRequestHandler):
    def handle(self) -> None:
        context: ssl.SSLContext = self.server.context  # type: ignore[attr-defined]
        with suppress(OSError), context.wrap_socket(self.request, server_side=True) as stream:
            robots = b"/robots.txt" in stream.recv(65536)
            stream.sendall(MISSING if robots else page("secured"))


@contextmanager
def a_harbour() -> Iterator[tuple[int, list[str | None]]]:
    """A server with the certificate of harbour.example: its port, and which names it was told."""
    told: list[str | None] = []
    context = ssl.SSLContext(ssl.PROTOCOL_TLS_SERVER)
    context.load_cert_chain(KEY)
    context.sni_callback = lambda _stream, name, _context: told.append(name)
    with socketserver.ThreadingTCPServer(("127.0.0.1", 0), _Handler) as server:
        server.context = context  # type: ignore[attr-defined]
        thread = threading.Thread(target=server.serve_forever, kwargs={"poll_interval": 0.01})
        thread.start()
        try:
            yield server.server_address[1], told
        finally:
            server.shutdown()
            thread.join()


def asking(host: str, port: int) -> Fetcher:
    resolve = names({host: ["127.0.0.1"]})
    return Fetcher(settings(f"127.0.0.1:{port}"), resolve=resolve, clock=TestClock().clock)


def test_a_certificate_nobody_vouches_for_is_refused() -> None:
    with a_harbour() as (port, told), asking("harbour.example", port) as fetch:
        assert failure(fetch, f"https://harbour.example:{port}/").reason == "certificate"
        assert told == ["harbour.example"]


def test_a_certificate_is_verified_for_the_name_of_the_address(monkeypatch: pytest.MonkeyPatch) -> None:
    vouched_for = ssl.create_default_context(cafile=str(KEY))
    monkeypatch.setattr(indexer.fetching.fetcher, "trusted", lambda: vouched_for)
    with a_harbour() as (port, told):
        with asking("harbour.example", port) as fetch:
            assert fetch.fetch(f"https://harbour.example:{port}/").data == b"secured"
        with asking("other.example", port) as fetch:
            assert failure(fetch, f"https://other.example:{port}/").reason == "certificate"
        assert told == ["harbour.example", "harbour.example", "other.example"]
