"""May this request pass? Stands before every route of the desk.

Nobody signed in: a page leads to signing in and back; a form gets the page of signing in with everything that
was typed in it; a script that takes only JSON gets 401. Somebody without the permission gets a refusal.
Whatever the desk answers is kept by no cache and listed by no search engine.
"""

from __future__ import annotations

from collections.abc import Callable

from starlette.concurrency import run_in_threadpool
from starlette.datastructures import MutableHeaders
from starlette.requests import Request
from starlette.responses import JSONResponse, RedirectResponse, Response
from starlette.types import ASGIApp, Message, Receive, Scope, Send

from web import addresses, errors
from web.accounts.permissions import Permission, may
from web.accounts.visitor import signed_in
from web.pages import login
from web.pages.layout import Site
from web.posting import FORM_BYTES, READING, Posted
from web.security import NOT_KEPT


class Guard:
    """Around a route: lets those through whose role has the permission; ``account_of`` names them then.

    ``most`` is how large a form may be that somebody sends whose session has ended.
    """

    def __init__(self, app: ASGIApp, permission: Permission, most: int = FORM_BYTES) -> None:
        self.app = app
        self.permission = permission
        self._interrupted = Posted(_InThread(_interrupted), most)
        self._forbidden = Posted(_InThread(_forbidden), most)

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        """One ASGI call. Raises StorageFailed."""

        async def send_unkept(message: Message) -> None:
            if message["type"] == "http.response.start":
                MutableHeaders(scope=message).update(NOT_KEPT)
            await send(message)

        request = Request(scope, receive)
        app = await run_in_threadpool(self._way, request)
        await app(scope, receive, send_unkept)

    def _way(self, request: Request) -> ASGIApp:
        """What answers this request."""
        found = signed_in(request)
        reading = request.method in READING
        if found is None:
            to_signing_in = reading and not _takes_only_json(request)
            return login.to_signing_in(request) if to_signing_in else self._interrupted
        if not may(found.account, self.permission):
            return self._forbidden
        own = "/desk/account"
        if found.provisional and reading and request.scope["path"] != f"{addresses.prefix(request)}{own}":
            return RedirectResponse(Site.of(request).url(own), 303)
        request.state.signed_in = found
        return self.app


def _interrupted(request: Request) -> Response:
    if _takes_only_json(request):
        return JSONResponse({"error": "signed-out"}, 401)
    return login.interrupted(request)


def _takes_only_json(request: Request) -> bool:
    """Whether a script asks: pages that a browser asks for may be anything."""
    return request.headers.get("accept", "").strip().lower() == "application/json"


def _forbidden(request: Request) -> Response:
    return errors.answer(request, 403, problem=errors.NOT_PERMITTED)


class _InThread:
    """An answer that is made in a worker thread, as an application ``Posted`` can stand around."""

    def __init__(self, answer: Callable[[Request], Response]) -> None:
        self._answer = answer

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        response = await run_in_threadpool(self._answer, Request(scope, receive))
        await response(scope, receive, send)
