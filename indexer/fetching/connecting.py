"""One request to one host: the connection goes to the very address that was checked, and ends in time.

Each request has a connection of its own, so each redirect is resolved, checked and connected anew. TLS and
the Host header speak of the name, the socket only of the checked address. Nothing here reads proxy variables,
keeps cookies, or knows a password.
"""

from __future__ import annotations

import ssl
from collections.abc import Iterable, Iterator, Mapping
from contextlib import contextmanager
from dataclasses import dataclass
from functools import cache

import httpcore
import httpx

from indexer.errors import FetchFailed
from indexer.fetching.addresses import Target
from indexer.fetching.deadline import Deadline
from indexer.fetching.resolving import Gate

CONNECT_SECONDS = 10.0  # for one of the addresses of a host, so that the next gets its turn


@cache
def trusted() -> ssl.SSLContext:
    """The authorities whose certificates are believed; no variable adds any or switches them off."""
    return httpx.create_ssl_context(trust_env=False)


class _Timed(httpcore.NetworkStream):
    """A stream each step of which has only the time that is left, so that no drip can outlast it."""

    def __init__(self, stream: httpcore.NetworkStream, deadline: Deadline) -> None:
        self._stream = stream
        self._deadline = deadline
        self._silent = True

    def read(self, max_bytes: int, timeout: float | None = None) -> bytes:
        data = self._stream.read(max_bytes, self._deadline.remaining())
        if self._silent and not data:
            raise httpcore.ReadError("it hung up without an answer")
        self._silent = False
        return data

    def write(self, buffer: bytes, timeout: float | None = None) -> None:
        self._stream.write(buffer, self._deadline.remaining())

    def close(self) -> None:
        self._stream.close()

    def start_tls(
        self,
        ssl_context: ssl.SSLContext,
        server_hostname: str | None = None,
        timeout: float | None = None,
    ) -> httpcore.NetworkStream:
        secured = self._stream.start_tls(ssl_context, server_hostname, self._deadline.remaining())
        return _Timed(secured, self._deadline)


class _Checked(httpcore.NetworkBackend):
    """Connects to an address that went through the gate, never to a name."""

    def __init__(self, gate: Gate, deadline: Deadline) -> None:
        self._gate = gate
        self._deadline = deadline
        self._sockets = httpcore.SyncBackend()

    def connect_tcp(
        self,
        host: str,
        port: int,
        timeout: float | None = None,
        local_address: str | None = None,
        socket_options: Iterable[httpcore.SOCKET_OPTION] | None = None,
    ) -> httpcore.NetworkStream:
        """The first address that answers. Raises FetchRefused, FetchFailed or what httpcore raises."""
        refused: Exception | None = None
        for address in self._gate.addresses(host, port, self._deadline):
            seconds = min(CONNECT_SECONDS, self._deadline.remaining())
            try:
                return _Timed(self._sockets.connect_tcp(address, port, seconds, None, ()), self._deadline)
            except (httpcore.ConnectError, httpcore.ConnectTimeout) as error:
                refused = error
        raise refused or httpcore.ConnectError("no address")


@dataclass(frozen=True)
class Line:
    """How requests are made: through which gate, trusting whom."""

    gate: Gate
    trusted: ssl.SSLContext

    @contextmanager
    def request(
        self, method: str, target: Target, headers: Mapping[str, str], deadline: Deadline
    ) -> Iterator[httpcore.Response]:
        """The answer while its body can be read. Raises FetchRefused or FetchFailed."""
        url = httpcore.URL(
            scheme=target.scheme, host=target.host, port=target.port, target=target.path or b"/"
        )
        connection = httpcore.HTTPConnection(
            url.origin, self.trusted, network_backend=_Checked(self.gate, deadline)
        )
        sent = [(b"Host", target.named_host), (b"Connection", b"close")]
        sent += [(name.encode("ascii"), value.encode("ascii", "replace")) for name, value in headers.items()]
        try:
            with connection, connection.stream(method, url, headers=sent) as response:
                yield response
        except (httpcore.NetworkError, httpcore.TimeoutException, httpcore.ProtocolError) as error:
            raise _failure(error, target, deadline) from error


def _failure(error: Exception, target: Target, deadline: Deadline) -> FetchFailed:
    """What went wrong between two computers, in words for people."""
    if isinstance(error, httpcore.ReadTimeout | httpcore.WriteTimeout):
        return deadline.passed(f"{target.host} had not sent the whole answer")
    if isinstance(error, httpcore.ProtocolError):
        return FetchFailed(f"{target.host} does not answer as a web server does: {error}.", "broken")
    if any(isinstance(cause, ssl.SSLError) for cause in (error.__cause__, error.__context__)):
        return FetchFailed(
            f"{target.host} cannot be trusted: {error}. Open it in a browser to see why.", "certificate"
        )
    said = f": {error}" if str(error) else ""
    return FetchFailed(
        f"{target.host} cannot be reached{said}. Try again later.", "unreachable", temporary=True
    )
