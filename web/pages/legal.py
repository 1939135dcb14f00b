"""``/privacy`` and its like: what does the body behind this site have to tell its readers?"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from typing import ClassVar

from markupsafe import Markup
from starlette.exceptions import HTTPException
from starlette.requests import Request
from starlette.responses import Response
from starlette.routing import Route

from kb.localized import Language
from kb.site_pages import NAMES, site_page
from web.knowledge import Knowledge
from web.language import INTERFACE_LANGUAGES
from web.markdown import to_page
from web.pages.layout import Site
from web.templates import Page, render


@dataclass(frozen=True)
class LegalPage(Page):
    """One of the pages. ``language`` is that of its text where the reader's is another one, else None."""

    template: ClassVar[str] = "pages/legal.html"
    title: str
    date: str
    text: Markup
    language: Language | None


def _page(name: str) -> Callable[[Request], Response]:
    def page(request: Request) -> Response:
        site = Site.of(request)
        order = (site.reader, *(one for one in INTERFACE_LANGUAGES if one != site.reader))
        found = site_page(Knowledge.of(request).settings.corpus, name, order)
        if found is None:
            raise HTTPException(404)
        foreign = found.language if found.language != site.reader else None
        layout = site.layout("about", site.here(request))
        return render(LegalPage(layout, found.title, found.date, to_page(found.text), foreign))

    return page


LEGAL_ROUTES = tuple(Route(f"/{name}", _page(name), name=name) for name in NAMES)
