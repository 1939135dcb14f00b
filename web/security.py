"""What may a browser do with our pages, and whom do we believe about a request?

Headers stand on every answer, errors included. A Host header is refused if ``KB_BASE_URL`` names another
host; client address and scheme come from ``X-Forwarded-*`` only through the proxies of
``KB_TRUSTED_PROXIES``. With ``KB_DESK_NETWORKS`` the desk is there for clients of these networks only.
"""

from __future__ import annotations

from collections.abc import Sequence
from ipaddress import IPv4Address, IPv6Address, ip_address, ip_network

from starlette.concurrency import run_in_threadpool
from starlette.datastructures import MutableHeaders
from starlette.requests import HTTPConnection, Request
from starlette.types import ASGIApp, Message, Receive, Scope, Send

from kb.settings import Settings
from web import errors
from web.addresses import prefix, within_api
from web.knowledge import Knowledge

CONTENT_SECURITY_POLICY = "; ".join(
    (
        "default-src 'none'",
        "style-src 'self'",
        "script-src 'self'",
        "img-src 'self'",
        "font-src 'self'",
        "connect-src 'self'",
        "form-action 'self'",
        "base-uri 'none'",
        "frame-ancestors 'none'",
    )
)
SECURITY_HEADERS: dict[str, str] = {
    "Content-Security-Policy": CONTENT_SECURITY_POLICY,
    "X-Content-Type-Options": "nosniff",
    # Not no-referrer: with it browsers send "Origin: null" with our own forms.
    "Referrer-Policy": "same-origin",
    "Permissions-Policy": "camera=(), geolocation=(), microphone=(), payment=(), usb=(), browsing-topics=()",
    "Cross-Origin-Opener-Policy": "same-origin",
    "Cross-Origin-Resource-Policy": "same-origin",
}
NOT_KEPT = {"Cache-Control": "no-store", "X-Robots-Tag": "noindex, nofollow"}
"""For what is one person's own: no cache keeps it, no search engine lists it."""
DESK = frozenset({"desk", "login", "logout"})
"""With what the paths begin that are for those who write."""
LOOPBACK = frozenset({"localhost", "127.0.0.1", "[::1]"})


class SecurityHeaders:
    """Puts the headers on every answer, unless it has its own; the API may be read by scripts of others."""

    def __init__(self, app: ASGIApp) -> None:
        self.app = app

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        """One ASGI call."""

        async def send_secured(message: Message) -> None:
            if message["type"] == "http.response.start":
                headers = MutableHeaders(scope=message)
                for name, value in SECURITY_HEADERS.items():
                    headers.setdefault(name, value)
                if within_api(HTTPConnection(scope)):
                    headers["Access-Control-Allow-Origin"] = "*"
            await send(message)

        await self.app(scope, receive, send_secured)


class KnownHosts:
    """Refuses requests for another host than that of ``KB_BASE_URL``; loopback names are always welcome."""

    def __init__(self, app: ASGIApp) -> None:
        self.app = app

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        """One ASGI call."""
        if scope["type"] != "http" or _welcome(HTTPConnection(scope)):
            await self.app(scope, receive, send)
            return
        request = Request(scope)
        response = errors.answer(request, 400, detail="This server does not answer for the host you named.")
        await response(scope, receive, send)


def _welcome(connection: HTTPConnection) -> bool:
    own = Knowledge.of(connection).settings.host
    if own is None:
        return True
    name = host_of(connection)
    return name in LOOPBACK or name.strip("[]") == own


def host_of(connection: HTTPConnection) -> str:
    """The name in the Host header, without its port."""
    given = connection.headers.get("host", "").lower()
    return given.rpartition(":")[0] if ":" in given and not given.endswith("]") else given


class DeskNetworks:
    """Hides the desk and the way into it from clients outside ``KB_DESK_NETWORKS``, if any are named."""

    def __init__(self, app: ASGIApp, networks: Sequence[str]) -> None:
        self.app = app
        self.networks = [ip_network(word, strict=False) for word in networks]

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        """One ASGI call."""
        if self.networks and scope["type"] == "http" and self._is_hidden(HTTPConnection(scope)):
            response = await run_in_threadpool(errors.answer, Request(scope), 404)
            await response(scope, receive, send)
            return
        await self.app(scope, receive, send)

    def _is_hidden(self, connection: HTTPConnection) -> bool:
        path = connection.scope["path"].removeprefix(prefix(connection))
        if path.lstrip("/").partition("/")[0] not in DESK:
            return False
        client = client_address(connection)
        return client is None or not any(client in network for network in self.networks)


def client_address(connection: HTTPConnection) -> IPv4Address | IPv6Address | None:
    """Where the request comes from, None if that is no network address."""
    host = connection.client.host if connection.client else ""
    try:
        found = ip_address(host.partition("%")[0])
    except ValueError:
        return None
    return found.ipv4_mapped or found if isinstance(found, IPv6Address) else found


def trusted_proxies(settings: Settings) -> list[str]:
    """The proxies as networks, in the one spelling the middleware compares."""
    return [str(ip_network(word, strict=False)) for word in settings.trusted_proxies]
