"""Something is not there or does not work: what does the reader read, and where can they go from here?"""

from __future__ import annotations

from dataclasses import dataclass
from typing import ClassVar

from starlette.requests import Request
from starlette.responses import Response

from web.pages.layout import Site
from web.templates import Page
from web.templates import render as render_page


@dataclass(frozen=True)
class ErrorPage(Page):
    """An error in words: those of its ``problem`` if the template has any, else of its ``status``."""

    template: ClassVar[str] = "pages/errors.html"
    status: int
    problem: str | None


def render(request: Request, status: int, problem: str | None = None) -> Response:
    """The page of an error; it asks nothing of the index, which may be what is missing."""
    site = Site.of(request)
    layout = site.layout("error", site.here(request), indexed=False)
    return render_page(ErrorPage(layout, status, problem), status)
