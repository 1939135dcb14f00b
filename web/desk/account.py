"""``/desk/account``: is everything of my own account in order? Password, and where I am signed in."""

from __future__ import annotations

from dataclasses import dataclass
from typing import ClassVar, Literal, cast, get_args

from starlette.requests import Request
from starlette.responses import RedirectResponse, Response

from web.accounts.cookie import drop_token
from web.accounts.errors import PasswordRefused, PasswordRule, TooManyAttempts
from web.accounts.passwords import LONGEST, SHORTEST
from web.accounts.sessions import Session, network_of
from web.accounts.visitor import account_of, session_of
from web.desk.frame import DeskPage, desk_layout, frame
from web.formatting import moment
from web.knowledge import Knowledge
from web.pages.layout import Site
from web.posting import posted
from web.templates import render

Done = Literal["password", "ended"]
Trouble = PasswordRule | Literal["current", "repeat", "wait"]
_END = "end:"


@dataclass(frozen=True)
class Line:
    """One session; ``action`` ends it, and is missing where this is the session that asks."""

    created: str
    seen: str
    network: str
    browser: str
    action: str | None


@dataclass(frozen=True)
class AccountPage(DeskPage):
    """One's own account. ``provisional`` says that the password was given by somebody and has to change."""

    template: ClassVar[str] = "desk/account.html"
    action: str
    provisional: bool
    shortest: int
    longest: int
    sessions: tuple[Line, ...]
    done: Done | None
    trouble: Trouble | None


def page(request: Request) -> Response:
    """``/desk/account``. Raises StorageFailed."""
    if request.method != "POST":
        done = request.query_params.get("done")
        return _show(request, done=cast(Done, done) if done in get_args(Done) else None)
    form = posted(request)
    action = str(form.get("_action", ""))
    account, sessions = account_of(request), Knowledge.of(request).accounts.sessions
    if action == "password":
        current, chosen, again = (
            str(form.get(name, "")) for name in ("current_password", "new_password", "new_password_again")
        )
        trouble = _changed(request, current, chosen, again)
        return _show(request, trouble=trouble, status=422) if trouble else _done(request, "password")
    if action == "everywhere":
        sessions.revoke_all(account.id)
        Knowledge.of(request).audit.note("sessions-ended", by=account.id, about=account.id)
        response = RedirectResponse(Site.of(request).url("/login"), 303)
        drop_token(response, request)
        return response
    if action.startswith(_END) and sessions.revoke(account.id, action.removeprefix(_END)):
        Knowledge.of(request).audit.note("sessions-ended", by=account.id, about=account.id)
    return _done(request, "ended")


def _changed(request: Request, current: str, chosen: str, again: str) -> Trouble | None:
    """Change the password, or say what is wrong. Raises StorageFailed."""
    knowledge, account = Knowledge.of(request), account_of(request)
    network = network_of(request.client.host if request.client else "")
    if chosen != again:
        return "repeat"
    try:
        knowledge.accounts.attempts.count(account.name, network)
        if knowledge.accounts.check(account.name, current) is None:
            return "current"
        knowledge.accounts.attempts.succeeded(account.name, network)
        knowledge.accounts.set_password(account.id, chosen, keep=session_of(request).session)
    except TooManyAttempts:
        return "wait"
    except PasswordRefused as error:
        return error.rule
    knowledge.audit.note("password-changed", by=account.id, about=account.id)
    return None


def _done(request: Request, done: Done) -> Response:
    return RedirectResponse(Site.of(request).url("/desk/account", done=done), 303)


def _show(
    request: Request, *, done: Done | None = None, trouble: Trouble | None = None, status: int = 200
) -> Response:
    site, found = Site.of(request), session_of(request)
    knowledge = Knowledge.of(request)
    lines = tuple(
        _line(session, session.id == found.session, site, knowledge)
        for session in knowledge.accounts.sessions.of(found.account.id)
    )
    return render(
        AccountPage(
            layout=desk_layout(request, site),
            frame=frame(request, site, "account"),
            action=site.url("/desk/account"),
            provisional=found.provisional and done != "password",
            shortest=SHORTEST,
            longest=LONGEST,
            sessions=lines,
            done=done,
            trouble=trouble,
        ),
        status,
    )


def _line(session: Session, own: bool, site: Site, knowledge: Knowledge) -> Line:
    created, seen = (
        moment(at.isoformat(), site.reader, knowledge.settings.timezone)
        for at in (session.created, session.seen)
    )
    return Line(created, seen, session.network, session.browser, None if own else f"{_END}{session.id}")
