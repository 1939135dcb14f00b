"""Here is a form somebody sent: did it come from a page of ours, and what is in it?

Everything that changes something is a POST through ``Posted``. A form of another site is refused by what
browsers say of it (Sec-Fetch-Site, else Origin, else Referer); who says nothing is refused too. There are no
tokens in forms: they would go stale with the session, and typed text with them.
"""

from __future__ import annotations

from urllib.parse import urlsplit

from anyio import move_on_after
from starlette.concurrency import run_in_threadpool
from starlette.datastructures import FormData, Headers
from starlette.exceptions import HTTPException
from starlette.requests import ClientDisconnect, HTTPConnection, Request
from starlette.types import ASGIApp, Message, Receive, Scope, Send

from web import addresses, errors

FORM_BYTES = 2_000_000  # a record with every field filled in takes a tenth of it
UPLOAD_BYTES = 25_000_000  # of all files of one request
MOST_FIELDS = 3000
MOST_FILES = 20
READING = frozenset({"GET", "HEAD", "OPTIONS"})
FORM_TYPES = frozenset({"application/x-www-form-urlencoded", "multipart/form-data"})
# Browsers show an answer only once their body was taken, so what is too large is read on, up to here.
DRAINED_BYTES = 100_000_000
DRAINED_SECONDS = 20


class Posted:
    """Around a route: gives it the form of a POST, of at most ``most`` bytes; ``posted`` reads it."""

    def __init__(self, app: ASGIApp, most: int = FORM_BYTES, fields: int = MOST_FIELDS) -> None:
        self.app = app
        self.most = most
        self.fields = fields

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        """One ASGI call."""
        if scope["method"] in READING:
            await self.app(scope, receive, send)
            return
        body = _Body(receive, self.most)
        request = Request(scope, body.receive)
        try:
            form = await self._form(request)
        except ClientDisconnect:
            return  # nobody is there to be answered
        except _Refused as refused:
            await body.drain()
            response = await run_in_threadpool(
                errors.answer, request, refused.status, problem=refused.problem
            )
            await response(scope, receive, send)
            return
        request.state.posted = form
        try:
            await self.app(scope, receive, send)
        finally:
            await form.close()

    async def _form(self, request: Request) -> FormData:
        if not from_here(request):
            raise _Refused(403, errors.FOREIGN_FORM)
        kind = request.headers.get("content-type", "").partition(";")[0].strip().lower()
        if kind and kind not in FORM_TYPES:
            raise _Refused(415, errors.NO_FORM)
        if _stated_length(request.headers) > self.most:
            raise _Refused(413)
        try:
            return await request.form(max_fields=self.fields, max_files=MOST_FILES, max_part_size=self.most)
        except HTTPException as error:  # what the parser does not take
            raise _Refused(400, errors.NO_FORM) from error


def posted(request: Request) -> FormData:
    """The form of a POST. Only routes behind ``Posted`` may ask."""
    form: FormData = request.state.posted
    return form


def from_here(connection: HTTPConnection) -> bool:
    """Whether the browser says that a page of this site sent the form."""
    headers = connection.headers
    own = {
        _origin(f"{connection.url.scheme}://{connection.url.netloc}"),
        _origin(addresses.origin(connection)),
    }
    origin, site = headers.get("origin"), headers.get("sec-fetch-site")
    if site is not None:
        agrees = _origin(origin) in own if origin is not None else site == "same-origin"
        return site in ("same-origin", "none") and agrees
    if origin is not None:
        return _origin(origin) in own
    return _origin(headers.get("referer", "")) in own


def _origin(address: str) -> tuple[str, str, int] | None:
    """Scheme, host and port of an address; None if it has none."""
    try:
        parts = urlsplit(address)
        port = parts.port or {"http": 80, "https": 443}[parts.scheme]
    except (ValueError, KeyError):
        return None
    return (parts.scheme, parts.hostname, port) if parts.hostname else None


def _stated_length(headers: Headers) -> int:
    stated = headers.get("content-length", "")
    return int(stated) if stated.isascii() and stated.isdigit() and len(stated) < 19 else 0


class _Refused(Exception):
    """The form is not taken."""

    def __init__(self, status: int, problem: str | None = None) -> None:
        super().__init__(status)
        self.status = status
        self.problem = problem


class _Body:
    """The body of a request, counted while it is read."""

    def __init__(self, receive: Receive, most: int) -> None:
        self._receive = receive
        self._most = most
        self._read = 0
        self._over = False

    async def receive(self) -> Message:
        """The next message. Raises _Refused when the body is larger than it may be."""
        message = await self._next()
        if self._read > self._most:
            raise _Refused(413)
        return message

    async def _next(self) -> Message:
        message = await self._receive()
        self._read += len(message.get("body", b""))
        self._over = message["type"] != "http.request" or not message.get("more_body", False)
        return message

    async def drain(self) -> None:
        """Read on and keep nothing, within bounds."""
        with move_on_after(DRAINED_SECONDS):
            while not self._over and self._read < DRAINED_BYTES:
                await self._next()
