"""Which cookie holds the session, and where does the browser send it?

HttpOnly, so no script reads it. SameSite=Lax, not Strict: a link in a mail to a page of the desk is to open
it signed in; forms of other sites do not carry it either way, and are refused besides (``web.posting``).
With the prefix ``__Host-``, where browsers allow it, no other host of the domain can plant one.
"""

from __future__ import annotations

from urllib.parse import urlsplit

from starlette.requests import HTTPConnection
from starlette.responses import Response

from web import addresses
from web.accounts.sessions import OLDEST
from web.knowledge import Knowledge

NAME = "leuchtturm"
LONGEST_TOKEN = 100  # signs; ours have 43


def token_of(connection: HTTPConnection) -> str | None:
    """The token the browser sent."""
    token = connection.cookies.get(cookie_name(connection))
    return token if token and len(token) <= LONGEST_TOKEN else None


def cookie_name(connection: HTTPConnection) -> str:
    """``__Host-`` asks for https and a site that has its host for itself."""
    return f"__Host-{NAME}" if _secure(connection) and not addresses.prefix(connection) else NAME


def set_token(response: Response, connection: HTTPConnection, token: str) -> None:
    """Give the browser the token of its session."""
    response.set_cookie(
        cookie_name(connection),
        token,
        max_age=OLDEST,
        path=addresses.prefix(connection) or "/",
        secure=_secure(connection),
        httponly=True,
        samesite="lax",
    )


def drop_token(response: Response, connection: HTTPConnection) -> None:
    """Make the browser forget its token."""
    response.delete_cookie(
        cookie_name(connection),
        path=addresses.prefix(connection) or "/",
        secure=_secure(connection),
        httponly=True,
        samesite="lax",
    )


def _secure(connection: HTTPConnection) -> bool:
    """Whether the browser speaks https, to us or to a proxy before us."""
    settings = Knowledge.of(connection).settings
    public = urlsplit(settings.base_url)
    return connection.url.scheme == "https" or (
        public.scheme == "https" and connection.url.hostname == public.hostname
    )
