"""``/desk/accounts``: who may work here, and as what? For administrators.

A password that is given to somebody is shown once, in the answer to the form that made it, and kept nowhere.
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from typing import ClassVar, Literal

from starlette.datastructures import FormData
from starlette.requests import Request
from starlette.responses import Response

from web.accounts.account import ROLES, Account, Role
from web.accounts.accounts import PROVISIONAL_DAYS
from web.accounts.errors import AccountMissing, LastAdministrator, NameRefused
from web.accounts.names import NAME_LENGTH
from web.accounts.passwords import one_time_password
from web.accounts.visitor import account_of
from web.desk.frame import DeskPage, desk_layout, frame
from web.formatting import moment
from web.knowledge import Knowledge
from web.pages.layout import Site
from web.posting import posted
from web.templates import render

Trouble = Literal["name", "taken", "missing", "last", "unknown"]
Done = Literal["added", "role", "disabled", "enabled", "reset"]


@dataclass(frozen=True)
class Line:
    """One account; ``sessions`` says in how many places it is signed in."""

    account: Account
    created: str
    sessions: int
    own: bool


@dataclass(frozen=True)
class Outcome:
    """What a form did for the account ``name``, or what is in the way; ``password`` is shown only here."""

    name: str = ""
    done: Done | None = None
    trouble: Trouble | None = None
    password: str = ""


@dataclass(frozen=True)
class AccountsPage(DeskPage):
    """All accounts; ``days`` is how long a password opens an account that was given to its owner."""

    template: ClassVar[str] = "desk/accounts.html"
    action: str
    roles: tuple[Role, ...]
    name_length: int
    days: int
    accounts: tuple[Line, ...]
    outcome: Outcome


def page(request: Request) -> Response:
    """``/desk/accounts``. Raises StorageFailed."""
    if request.method != "POST":
        return _show(request, Outcome())
    outcome = _act(request, posted(request))
    return _show(request, outcome, 422 if outcome.trouble else 200)


def _act(request: Request, form: FormData) -> Outcome:
    name = str(form.get("name", ""))
    action = ACTIONS.get(str(form.get("_action", "")))
    if action is None:
        return Outcome(name, trouble="unknown")
    try:
        return action(request, form)
    except NameRefused as error:
        return Outcome(name, trouble="taken" if error.taken else "name")
    except AccountMissing:
        return Outcome(name, trouble="missing")
    except LastAdministrator:
        return Outcome(name, trouble="last")


def _add(request: Request, form: FormData) -> Outcome:
    knowledge, password = Knowledge.of(request), one_time_password()
    role = str(form.get("role", ""))
    if role not in ROLES:
        return Outcome(trouble="unknown")
    account = knowledge.accounts.add(str(form.get("name", "")), role, password, provisional=True)
    knowledge.audit.note("account-added", by=account_of(request).id, about=account.id, detail=account.role)
    return Outcome(account.name, "added", password=password)


def _set_role(request: Request, form: FormData) -> Outcome:
    knowledge, before, role = Knowledge.of(request), _meant(request, form), str(form.get("role", ""))
    if role not in ROLES:
        return Outcome(before.name, trouble="unknown")
    if role != before.role:
        knowledge.accounts.set_role(before.id, role)
        detail = f"{before.role} -> {role}"
        knowledge.audit.note("role-changed", by=account_of(request).id, about=before.id, detail=detail)
    return Outcome(before.name, "role")


def _disable(request: Request, form: FormData) -> Outcome:
    account = Knowledge.of(request).accounts.disable(_meant(request, form).id)
    Knowledge.of(request).audit.note("account-disabled", by=account_of(request).id, about=account.id)
    return Outcome(account.name, "disabled")


def _enable(request: Request, form: FormData) -> Outcome:
    account = Knowledge.of(request).accounts.enable(_meant(request, form).id)
    Knowledge.of(request).audit.note("account-enabled", by=account_of(request).id, about=account.id)
    return Outcome(account.name, "enabled")


def _reset(request: Request, form: FormData) -> Outcome:
    knowledge, account, password = Knowledge.of(request), _meant(request, form), one_time_password()
    knowledge.accounts.set_password(account.id, password, provisional=True)
    knowledge.audit.note("password-reset", by=account_of(request).id, about=account.id)
    return Outcome(account.name, "reset", password=password)


ACTIONS: dict[str, Callable[[Request, FormData], Outcome]] = {
    "add": _add,
    "role": _set_role,
    "disable": _disable,
    "enable": _enable,
    "reset": _reset,
}


def _meant(request: Request, form: FormData) -> Account:
    """The account a form is about. Raises AccountMissing."""
    return Knowledge.of(request).accounts.get(str(form.get("account", "")))


def _show(request: Request, outcome: Outcome, status: int = 200) -> Response:
    site, knowledge = Site.of(request), Knowledge.of(request)
    own = account_of(request)
    lines = tuple(
        Line(
            account,
            moment(account.created, site.reader, knowledge.settings.timezone),
            len(knowledge.accounts.sessions.of(account.id)),
            account.id == own.id,
        )
        for account in knowledge.accounts.all()
    )
    return render(
        AccountsPage(
            layout=desk_layout(request, site),
            frame=frame(request, site, "accounts"),
            action=site.url("/desk/accounts"),
            roles=ROLES,
            name_length=NAME_LENGTH,
            days=PROVISIONAL_DAYS,
            accounts=lines,
            outcome=outcome,
        ),
        status,
    )
