"""Who is busy or not there is asked again, a few times.

1. Pauses double, or are as long as the server asks for; who asks for too long is not waited for.
2. Only what may pass is asked again: busy servers and broken connections.
3. Pauses do not count as time to read.
"""

from __future__ import annotations

import socket

import pytest

from indexer.fetching.fetcher import Limits
from tests.indexer.fetching.local_sites import Site, TestClock, a_site, answer, failure, fetcher, page


@pytest.mark.parametrize("status", [429, 502, 503, 504])
def test_a_busy_server_is_asked_again_after_pauses_that_double(status: int) -> None:
    clock = TestClock()
    with a_site({"/": [answer(status)] * 3 + [page()]}) as site, fetcher(site, clock=clock) as fetch:
        assert fetch.fetch(site.address()).media_type == "text/html"
        assert clock.slept == [1.0, 2.0, 4.0]


def test_a_busy_server_is_not_asked_a_fifth_time() -> None:
    with a_site({"/": answer(503)}) as site, fetcher(site) as fetch:
        assert failure(fetch, site.address()).reason == "status"
        assert site.paths.count("/") == 4


@pytest.mark.parametrize(
    ("wanted", "slept"),
    [
        ("7", [7.0]),
        ("0", [1.0]),
        ("Tue, 24 Nov 2026 09:30:20 GMT", [20.0]),
        ("Tue, 24 Nov 2020 09:30:20 GMT", [1.0]),
        ("soon", [1.0]),
        ("-5", [1.0]),
    ],
)
def test_a_server_is_asked_again_when_it_wants(wanted: str, slept: list[float]) -> None:
    clock = TestClock()
    busy = answer(503, retry_after=wanted)
    with a_site({"/": [busy, page()]}) as site, fetcher(site, clock=clock) as fetch:
        fetch.fetch(site.address())
        assert clock.slept == slept


def test_who_wants_us_much_later_is_not_waited_for() -> None:
    clock = TestClock()
    with a_site({"/": answer(429, retry_after="3600")}) as site, fetcher(site, clock=clock) as fetch:
        assert failure(fetch, site.address()).reason == "status"
        assert (site.paths.count("/"), clock.slept) == (1, [])


def test_who_hangs_up_is_asked_again() -> None:
    def reset(connection: socket.socket) -> None:
        connection.setsockopt(socket.SOL_SOCKET, socket.SO_LINGER, b"\1\0\0\0\0\0\0\0")  # RST, not FIN

    with a_site({"/": [reset, reset, page()]}) as site, fetcher(site) as fetch:
        assert fetch.fetch(site.address()).media_type == "text/html"


def test_a_host_where_nobody_answers_is_asked_four_times() -> None:
    clock = TestClock()
    with socket.create_server(("127.0.0.1", 0)) as server:
        nobody = Site(server.getsockname()[1], {})
    with fetcher(nobody, clock=clock) as fetch:
        failed = failure(fetch, nobody.address())
        assert (failed.reason, clock.slept) == ("unreachable", [1.0, 2.0, 4.0])


def test_pauses_do_not_count_as_time_to_read() -> None:
    limits = Limits(seconds=2.0)
    busy = answer(503, retry_after="50")
    with a_site({"/": [busy, page()]}) as site, fetcher(site, limits=limits) as fetch:
        assert fetch.fetch(site.address()).data
