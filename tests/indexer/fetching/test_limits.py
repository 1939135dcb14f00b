"""No server can make us read too much or wait too long.

1. More than the most bytes is refused: by its length, in chunks, packed; a bomb is not unfolded.
2. Slow answers end with the time, wherever the server dawdles; endless headers are refused.
3. Bytes that cannot be unpacked, and what is no HTTP, are failures of one line.
"""

from __future__ import annotations

import gzip
import socket
import time
import zlib
from collections.abc import Callable

import pytest

from indexer.fetching.fetcher import Limits
from tests.indexer.fetching.local_sites import Script, answer, failure, fetched, fetcher, not_fetched

QUICK = Limits(seconds=0.3)


def chunked(body: bytes, **headers: str) -> bytes:
    head = answer(200, b"", content_type="text/plain", transfer_encoding="chunked", **headers)
    pieces = [body[start : start + 8192] for start in range(0, len(body), 8192)]
    chunks = [b"%x\r\n%s\r\n" % (len(piece), piece) for piece in pieces]
    return head.replace(b"content-length: 0\r\n", b"") + b"".join(chunks) + b"0\r\n\r\n"


def test_the_last_byte_that_is_allowed_is_read() -> None:
    assert len(fetched(chunked(b"x" * 100_000)).data) == 100_000
    assert len(fetched(answer(200, b"x" * 100_000, content_type="text/plain")).data) == 100_000


@pytest.mark.parametrize(
    "script",
    [
        answer(200, b"x" * 100_001, content_type="text/plain"),
        answer(200, b"x", content_type="text/plain", content_length="9" * 18),
        chunked(b"x" * 100_001),
        chunked(gzip.compress(b"x" * 100_001, mtime=0), content_encoding="gzip"),
    ],
    ids=["by its length", "by an absurd length", "in chunks", "packed"],
)
def test_more_than_the_most_bytes_is_refused(script: bytes) -> None:
    failed = not_fetched(script)
    assert failed.reason == "content"
    assert "more than 0.1 MB" in str(failed)


def test_what_is_too_long_by_its_length_is_not_read_at_all() -> None:
    def announce(connection: socket.socket) -> None:
        connection.sendall(answer(200, b"", content_type="text/plain", content_length="100001"))
        assert connection.recv(1) == b""  # it hangs up at once

    assert not_fetched(announce).reason == "content"


@pytest.mark.parametrize("form", ["gzip", "zlib", "bare", "members"])
def test_packed_answers_are_unpacked(form: str) -> None:
    text = b"Members pay fees. " * 1000
    packed = {
        "gzip": gzip.compress(text),
        "zlib": zlib.compress(text),
        "bare": zlib.compress(text)[2:-4],
        "members": gzip.compress(text[:5000]) + gzip.compress(text[5000:]) + b"\0" * 512,
    }[form]
    encoding = "deflate" if form in ("zlib", "bare") else "gzip"
    assert fetched(chunked(packed, content_encoding=encoding)).data == text


def test_a_bomb_is_not_unfolded(monkeypatch: pytest.MonkeyPatch) -> None:
    bomb = gzip.compress(gzip.compress(bytes(50_000_000)) + bytes(50_000_000))
    most = 0
    original = zlib.decompressobj

    def measured(bits: int) -> object:
        unpacker = original(bits)

        class Measured:
            eof = property(lambda _: unpacker.eof)
            unconsumed_tail = property(lambda _: unpacker.unconsumed_tail)
            unused_data = property(lambda _: unpacker.unused_data)

            def decompress(self, data: bytes, length: int) -> bytes:
                nonlocal most
                found = unpacker.decompress(data, length)
                most += len(found)
                return found

        return Measured()

    monkeypatch.setattr(zlib, "decompressobj", measured)
    assert (
        not_fetched(answer(200, bomb, content_type="text/html", content_encoding="gzip")).reason == "content"
    )
    assert 100_000 < most <= 200_002


@pytest.mark.parametrize(
    ("body", "encoding"),
    [
        (gzip.compress(b"hello" * 1000, mtime=0)[:-20], "gzip"),
        (b"this is not gzip", "gzip"),
        (b"\x1f\x8b broken", "gzip"),
        (b"anything", "br"),
        (gzip.compress(gzip.compress(b"x", mtime=0), mtime=0), "gzip, gzip"),
    ],
)
def test_what_cannot_be_unpacked_is_a_failure(body: bytes, encoding: str) -> None:
    script = answer(200, body, content_type="text/html", content_encoding=encoding)
    assert not_fetched(script).reason == "broken"


def drip(head: bytes, piece: bytes) -> Callable[[socket.socket], None]:
    """Send the head at once and then one piece after the other, slowly and without end."""

    def send(connection: socket.socket) -> None:
        connection.sendall(head)
        for _ in range(200):
            time.sleep(0.02)
            connection.sendall(piece)

    return send


@pytest.mark.parametrize(
    "script",
    [
        drip(b"", b"H"),
        drip(b"HTTP/1.1 200 OK\r\n", b"a: b\r\n"),
        drip(b"", b"HTTP/1.1 103 Early Hints\r\n\r\n"),
        drip(answer(200, b"", content_type="text/html", content_length="5000"), b"x"),
        lambda _: time.sleep(0.6),
    ],
    ids=["status line", "headers", "hints", "body", "silence"],
)
def test_a_slow_answer_ends_with_the_time(script: Script) -> None:
    started = time.monotonic()
    failed = not_fetched(script, QUICK)
    assert failed.reason in ("slow", "broken")
    assert time.monotonic() - started < 2.0


def test_a_name_that_is_never_looked_up_ends_with_the_time() -> None:
    def dawdle(_host: str, _port: int) -> list[str]:
        time.sleep(0.6)
        return []

    with fetcher(resolve=dawdle, limits=QUICK) as fetch:
        assert failure(fetch, "http://slow.example/").reason == "slow"


def test_endless_headers_are_refused() -> None:
    def endless(connection: socket.socket) -> None:
        connection.sendall(b"HTTP/1.1 200 OK\r\n")
        for number in range(20_000):
            connection.sendall(b"X-%d: %s\r\n" % (number, b"y" * 1000))

    assert not_fetched(endless).reason == "broken"
    assert not_fetched(b"HTTP/1.1 200 OK\r\nX: " + b"y" * 300_000 + b"\r\n\r\n").reason == "broken"


def test_what_is_no_http_is_a_failure() -> None:
    assert not_fetched(b"220 mail.example ESMTP\r\n\r\n").reason == "broken"
