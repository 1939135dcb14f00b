"""What stands around every page of the desk: who is signed in, and where may they go?"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from functools import partial
from typing import Literal

from starlette.requests import Request

from web.accounts.account import Account
from web.accounts.permissions import Permission, may
from web.accounts.visitor import account_of
from web.pages.layout import Layout, Site
from web.static_files import static_url
from web.templates import Page

Place = Literal["overview", "new", "import", "review", "feedback", "account", "accounts", "audit", "none"]
PLACES: tuple[tuple[Place, str, Permission], ...] = (
    ("overview", "/desk", "write"),
    ("new", "/desk/new", "write"),
    ("import", "/desk/import", "write"),
    ("review", "/desk/review", "review"),
    ("feedback", "/desk/feedback", "read_feedback"),
    ("account", "/desk/account", "write"),
    ("accounts", "/desk/accounts", "administer"),
    ("audit", "/desk/audit", "administer"),
)


@dataclass(frozen=True)
class Way:
    """An entry of the desk's navigation; the template words it by its ``place``."""

    place: Place
    url: str
    current: bool


@dataclass(frozen=True)
class Frame:
    """The frame of one page of the desk."""

    account: Account
    ways: tuple[Way, ...]
    sign_out: str
    sign_in: str
    styles: str
    script: str


@dataclass(frozen=True)
class DeskPage(Page):
    """A page for people who are signed in; its template extends ``desk/frame.html``."""

    frame: Frame


def frame(request: Request, site: Site, place: Place) -> Frame:
    """The frame as the person who asks sees it. The route has to be behind the guard."""
    return frame_for(account_of(request), site, place)


def frame_for(account: Account, site: Site, place: Place) -> Frame:
    """The frame as this person sees it."""
    return Frame(
        account=account,
        ways=tuple(
            Way(one, site.url(path), one == place)
            for one, path, permission in PLACES
            if may(account, permission)
        ),
        sign_out=site.url("/logout"),
        sign_in=site.url("/login"),
        styles=static_url("desk.css", site.prefix),
        script=static_url("desk.js", site.prefix),
    )


def desk_layout(
    request: Request, site: Site, *, path: str | None = None, pairs: Sequence[tuple[str, str]] = ()
) -> Layout:
    """The outer frame of a page that is nobody's but the reader's own.

    ``path`` is where another language leads to from an address that cannot be opened, only sent to;
    ``pairs`` are the parameters that say what the page shows.
    """
    here = site.here(request, pairs) if path is None else partial(site.url, path, pairs=pairs)
    return site.layout("desk", here, indexed=False)
