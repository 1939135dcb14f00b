"""``/desk/audit``: who signed in, changed rights, published or deleted, newest first? For administrators."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from itertools import islice
from typing import ClassVar

from starlette.requests import Request
from starlette.responses import Response

from web.accounts.audit import COMMAND_LINE, Deed
from web.desk.frame import DeskPage, desk_layout, frame
from web.formatting import moment
from web.knowledge import Knowledge
from web.pages.layout import Site
from web.templates import render

SIZE = 50  # deeds on a page
LAST_PAGE = 2000


@dataclass(frozen=True)
class Line:
    """One deed. ``by`` is a name, empty for nobody, None for the command line; ``action`` is worded later."""

    at: str
    action: str
    by: str | None
    about: str
    detail: str


@dataclass(frozen=True)
class AuditPage(DeskPage):
    """One page of the log; ``newer`` and ``older`` are the pages beside it."""

    template: ClassVar[str] = "desk/audit_page.html"
    deeds: tuple[Line, ...]
    newer: str | None
    older: str | None


def page(request: Request) -> Response:
    """``/desk/audit``. Raises OSError or StorageFailed."""
    site, knowledge = Site.of(request), Knowledge.of(request)
    stated = request.query_params.get("page", "")
    number = min(int(stated), LAST_PAGE) if stated.isascii() and stated.isdigit() and len(stated) < 9 else 1
    number = max(1, number)
    start = (number - 1) * SIZE
    deeds = list(islice(knowledge.audit.deeds(), start, start + SIZE + 1))
    names = knowledge.accounts.names()
    return render(
        AuditPage(
            layout=desk_layout(request, site, pairs=(("page", str(number)),) if number > 1 else ()),
            frame=frame(request, site, "audit"),
            deeds=tuple(_line(deed, names, site, knowledge) for deed in deeds[:SIZE]),
            newer=site.url("/desk/audit", page=str(number - 1)) if number > 1 else None,
            older=site.url("/desk/audit", page=str(number + 1)) if len(deeds) > SIZE else None,
        )
    )


def _line(deed: Deed, names: Mapping[str, str], site: Site, knowledge: Knowledge) -> Line:
    by = None if deed.by == COMMAND_LINE else names.get(deed.by, deed.by)
    about = names.get(deed.about, deed.about)
    at = moment(deed.at, site.reader, knowledge.settings.timezone)
    return Line(at, deed.action, by, about, deed.detail)
