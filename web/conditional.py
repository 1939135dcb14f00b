"""Has anything changed since the browser asked last? If not, 304 without searching at all.

The tag of an answer is made from all that decides what it says: the edition of program and vocabularies, the
generation of the index, the last check of the links, the day, the address and the reader's language. It is
weak, because compression changes the bytes.
"""

from __future__ import annotations

import hashlib
from datetime import datetime
from functools import cache
from pathlib import Path

from anyio import to_thread
from starlette.datastructures import MutableHeaders
from starlette.requests import Request
from starlette.responses import Response
from starlette.types import ASGIApp, Message, Receive, Scope, Send

from web.knowledge import Knowledge
from web.language import reader

PROGRAM = Path(__file__).parent.parent
PACKAGES = ("kb", "indexer", "web")
REVALIDATE = "no-cache"  # may be kept, but is asked for again each time


def edition(vocabularies: Path) -> str:
    """The digest of the program and of the vocabularies it reads: equal in all processes of a site."""
    digest = _program().copy()
    _take_in(digest, vocabularies)
    return digest.hexdigest()[:16]


@cache
def _program() -> hashlib._Hash:
    """The digest of the program so far; it does not change while it runs."""
    digest = hashlib.sha256()
    for package in PACKAGES:
        _take_in(digest, PROGRAM / package)
    return digest


def _take_in(digest: hashlib._Hash, folder: Path) -> None:
    for path in sorted(folder.rglob("*")):
        if path.is_file() and path.suffix != ".pyc":
            content = path.read_bytes()
            digest.update(f"{path.name}\0{len(content)}\0".encode())
            digest.update(content)


class Conditional:
    """Around a route: answers If-None-Match, and gives every page that succeeds its tag."""

    def __init__(self, app: ASGIApp) -> None:
        self.app = app

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        """One ASGI call. Raises IndexMissing or IndexDamaged."""
        request = Request(scope)
        tag = await to_thread.run_sync(_tag, request)
        caching = {"ETag": tag, "Cache-Control": REVALIDATE}
        if scope["method"] in ("GET", "HEAD") and matches(request.headers.getlist("if-none-match"), tag):
            await Response(status_code=304, headers=caching)(scope, receive, send)
            return

        async def send_tagged(message: Message) -> None:
            if message["type"] == "http.response.start" and message["status"] == 200:
                MutableHeaders(scope=message).update(caching)
            await send(message)

        await self.app(scope, receive, send_tagged)


def _tag(request: Request) -> str:
    knowledge = Knowledge.of(request)
    parts = (
        request.app.state.edition,
        knowledge.searcher().generation,
        knowledge.links.edition,
        datetime.now(knowledge.settings.timezone).date().isoformat(),
        request.url.netloc,
        request.url.scheme,
        request.scope["path"],
        request.scope["query_string"].decode("latin-1"),
        reader(request),
    )
    return f'W/"{hashlib.sha256(repr(parts).encode("utf-8", "replace")).hexdigest()[:24]}"'


def matches(headers: list[str], tag: str) -> bool:
    """Whether the values of If-None-Match name a tag."""
    wanted = {part.strip().removeprefix("W/") for header in headers for part in header.split(",")}
    return "*" in wanted or tag.removeprefix("W/") in wanted
