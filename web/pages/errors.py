"""Something is not there or does not work: what does the reader read, and where can they go from here?"""

from __future__ import annotations

from dataclasses import dataclass
from typing import ClassVar

from starlette.requests import Request
from starlette.responses import Response

from kb.errors import StorageFailed
from web import addresses
from web.accounts.account import Account
from web.accounts.permissions import may
from web.accounts.visitor import signed_in
from web.desk.frame import Frame, desk_layout, frame_for
from web.pages.layout import Site
from web.templates import Page
from web.templates import render as render_page


@dataclass(frozen=True)
class ErrorPage(Page):
    """An error in words: those of its ``problem`` if the template has any, else of its ``status``.

    ``frame`` is that of the desk for people who work there, and ``overview`` is where they go on.
    """

    template: ClassVar[str] = "pages/errors.html"
    status: int
    problem: str | None
    frame: Frame | None
    overview: str


def render(request: Request, status: int, problem: str | None = None) -> Response:
    """The page of an error; it asks nothing of the index, which may be what is missing."""
    site, account = Site.of(request), _at_the_desk(request, status)
    if account:
        layout, frame = desk_layout(request, site), frame_for(account, site, "none")
    else:
        layout, frame = site.layout("error", site.here(request), indexed=False), None
    return render_page(ErrorPage(layout, status, problem, frame, site.url("/desk")), status)


def _at_the_desk(request: Request, status: int) -> Account | None:
    """Who works there; nobody if the fault may be ours, so that telling of it needs as little as possible."""
    if status >= 500 or not addresses.within_desk(request):
        return None
    try:
        visitor = signed_in(request)
    except StorageFailed:
        return None
    return visitor.account if visitor and may(visitor.account, "write") else None
