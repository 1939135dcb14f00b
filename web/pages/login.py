"""``/login``: who are you, and what were you about to do when you were asked?

A form that came after its session had ended is answered with this page, which carries all that was typed;
after signing in one button sends the same form to the same address. Passwords and files are not carried.
"""

from __future__ import annotations

import math
from collections.abc import Iterable
from dataclasses import dataclass
from typing import ClassVar, Literal

from starlette.datastructures import FormData, UploadFile
from starlette.requests import Request
from starlette.responses import RedirectResponse, Response

from kb.errors import StorageFailed
from web.accounts.account import Account
from web.accounts.cookie import drop_token, set_token, token_of
from web.accounts.errors import TooManyAttempts
from web.accounts.returning import here, own_form, own_page
from web.accounts.sessions import browser_of, network_of
from web.knowledge import Knowledge
from web.pages.layout import Layout, Site
from web.posting import posted
from web.security import NOT_KEPT
from web.templates import Page, render

KEPT = "kept:"  # before the names of the inputs that carry another form
FIRST_ACCOUNT = "kb user add NAME --role admin"
MULTIPART = "multipart/form-data"
URLENCODED = "application/x-www-form-urlencoded"
Trouble = Literal["wrong", "wait", "storage"]


@dataclass(frozen=True)
class Carried:
    """A form on its way through signing in: where it goes, its fields, and the names of its lost files."""

    to: str
    encoding: str
    fields: tuple[tuple[str, str], ...]
    files: tuple[str, ...]
    secrets: bool


@dataclass(frozen=True)
class LoginPage(Page):
    """Signing in. ``trouble`` says what went wrong, ``minutes`` how long to wait.

    ``first`` is the command that makes an account, while there is none.
    """

    template: ClassVar[str] = "pages/login.html"
    action: str
    next: str
    name: str
    trouble: Trouble | None
    minutes: int
    first: str | None
    carried: Carried | None
    kept: str


@dataclass(frozen=True)
class ContinuePage(Page):
    """Signed in again: one button sends what was typed."""

    template: ClassVar[str] = "pages/login_continue.html"
    carried: Carried


def page(request: Request) -> Response:
    """``/login``. Raises StorageFailed for a GET."""
    if request.method == "POST":
        return _sign_in(request, posted(request))
    target = own_page(request, request.query_params.get("next", "")) or ""
    if _visitor(request):
        return RedirectResponse(target or Site.of(request).url("/desk"), 303)
    return _form(request, next_page=target)


def sign_out(request: Request) -> Response:
    """``/logout``: the session ends here and now. Raises StorageFailed."""
    knowledge, token = Knowledge.of(request), token_of(request)
    account = _visitor(request)
    if token:
        knowledge.accounts.sessions.close(token)
    if account:
        knowledge.audit.note("sign-out", by=account.id, about=account.id)
    response = RedirectResponse(Site.of(request).url("/"), 303, headers=NOT_KEPT)
    drop_token(response, request)
    return response


def to_signing_in(request: Request) -> Response:
    """The way of a page that asks for an account."""
    return RedirectResponse(Site.of(request).url("/login", next=here(request)), 303)


def interrupted(request: Request) -> Response:
    """The answer to a form whose session has ended. Raises StorageFailed."""
    form = posted(request)
    fields, files, secrets = [], [], False
    for name, value in form.multi_items():
        if isinstance(value, UploadFile):
            files += [value.filename] if value.filename else []
        elif "password" in name:
            secrets = True
        else:
            fields.append((name, value))
    multipart = request.headers.get("content-type", "").lower().startswith(MULTIPART)
    carried = Carried(
        here(request), MULTIPART if multipart else URLENCODED, tuple(fields), tuple(files), secrets
    )
    return _form(request, carried=carried, status=401)


def _visitor(request: Request) -> Account | None:
    token = token_of(request)
    found = Knowledge.of(request).accounts.sessions.find(token) if token else None
    return found.account if found else None


def _sign_in(request: Request, form: FormData) -> Response:
    name, password = _text(form, "name"), _text(form, "password")
    carried, target = _carried(request, form), own_page(request, _text(form, "next")) or ""
    try:
        token = _checked(request, name, password)
    except TooManyAttempts as error:
        minutes = math.ceil(error.seconds / 60)
        response = _form(request, target, name, carried, trouble="wait", minutes=minutes, status=429)
        response.headers["Retry-After"] = str(error.seconds)
        return response
    except StorageFailed:
        return _form(request, target, name, carried, trouble="storage", status=503)
    if token is None:
        return _form(request, target, name, carried, trouble="wrong", status=401)
    response = _onward(request, carried, target)
    set_token(response, request, token)
    response.headers.update(NOT_KEPT)
    return response


def _checked(request: Request, name: str, password: str) -> str | None:
    """The token of a new session, or None. Raises TooManyAttempts or StorageFailed."""
    knowledge = Knowledge.of(request)
    accounts = knowledge.accounts
    network = network_of(request.client.host if request.client else "")
    accounts.attempts.count(name, network)
    account = accounts.check(name, password)
    if account is None:
        knowledge.audit.note("sign-in-failed", by="", about="")
        return None
    accounts.attempts.succeeded(name, network)
    before = token_of(request)
    if before:
        accounts.sessions.close(before)
    browser = browser_of(request.headers.get("user-agent", ""))
    token = accounts.sessions.open(account.id, network=network, browser=browser)
    knowledge.audit.note("sign-in", by=account.id, about=account.id)
    return token


def _onward(request: Request, carried: Carried | None, target: str) -> Response:
    """Where one goes who has signed in."""
    if carried is None:
        return RedirectResponse(target or Site.of(request).url("/desk"), 303)
    if not carried.fields and (carried.files or carried.secrets):
        return RedirectResponse(carried.to, 303)
    layout = _around(request)
    return render(ContinuePage(layout, carried))


def _form(
    request: Request,
    next_page: str = "",
    name: str = "",
    carried: Carried | None = None,
    *,
    trouble: Trouble | None = None,
    minutes: int = 0,
    status: int = 200,
) -> Response:
    layout = _around(request, next_page)
    shown = LoginPage(
        layout=layout,
        action=Site.of(request).url("/login"),
        next=next_page,
        name=name,
        trouble=trouble,
        minutes=minutes,
        first=FIRST_ACCOUNT if trouble is None and not Knowledge.of(request).accounts.all() else None,
        carried=carried,
        kept=KEPT,
    )
    response = render(shown, status)
    response.headers.update(NOT_KEPT)
    return response


def _around(request: Request, next_page: str = "") -> Layout:
    """The frame; another language leads on to the same page."""
    site, pairs = Site.of(request), (("next", next_page),) if next_page else ()
    return site.layout("desk", lambda language: site.url("/login", language, pairs), indexed=False)


def _carried(request: Request, form: FormData) -> Carried | None:
    """The form that another one carries, unless its way leads anywhere but to the desk."""
    to = own_form(request, _text(form, "to"))
    if to is None:
        return None
    encoding = MULTIPART if _text(form, "encoding") == MULTIPART else URLENCODED
    fields = tuple((name.removeprefix(KEPT), value) for name, value in _texts(form) if name.startswith(KEPT))
    files = tuple(value for name, value in _texts(form) if name == "lost")
    return Carried(to, encoding, fields, files, bool(_text(form, "secrets")))


def _texts(form: FormData) -> Iterable[tuple[str, str]]:
    return ((name, value) for name, value in form.multi_items() if isinstance(value, str))


def _text(form: FormData, name: str) -> str:
    value = form.get(name, "")
    return value if isinstance(value, str) else ""
