"""What is the address of a page, and which part of the site does an address belong to?"""

from __future__ import annotations

import string
from urllib.parse import quote, quote_from_bytes, urlsplit

from starlette.requests import HTTPConnection
from starlette.types import ASGIApp, Receive, Scope, Send

from web.knowledge import Knowledge


def prefix(connection: HTTPConnection) -> str:
    """The path all pages lie under (``KB_BASE_URL``), without a slash at its end."""
    return Knowledge.of(connection).settings.path_prefix


def origin(connection: HTTPConnection) -> str:
    """Scheme and host for absolute addresses: the public ones if ``KB_BASE_URL`` names them."""
    settings = Knowledge.of(connection).settings
    if settings.host:
        parts = urlsplit(settings.base_url)
        return f"{parts.scheme}://{parts.netloc}"
    return f"{connection.url.scheme}://{connection.url.netloc}"


def record_path(connection: HTTPConnection, record_id: str) -> str:
    """The path of a record's page."""
    return f"{prefix(connection)}/records/{quote(record_id, safe='', errors='replace')}"


def within_api(connection: HTTPConnection) -> bool:
    """Whether a program asked: then errors are problem documents."""
    return _within(connection, "/api")


def within_desk(connection: HTTPConnection) -> bool:
    """Whether the address is one of the desk."""
    return _within(connection, "/desk")


def _within(connection: HTTPConnection, part: str) -> bool:
    path: str = connection.scope["path"]
    start = f"{prefix(connection)}{part}"
    return path == start or path.startswith(f"{start}/")


class WellFormed:
    """Makes of any bytes in a request line an address that can be decoded and written down again."""

    def __init__(self, app: ASGIApp) -> None:
        self.app = app

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        """One ASGI call."""
        if scope["type"] == "http":
            scope["path"] = scope["path"].encode("utf-8", "replace").decode()
            query = quote_from_bytes(scope["query_string"], safe=string.punctuation)
            scope["query_string"] = query.encode("ascii")
        await self.app(scope, receive, send)
