"""``kb user``: who may sign in at the desk?

A password is asked for on a terminal, twice, and else read from standard input; it is never an argument,
because arguments are seen by every process of the machine.
"""

from __future__ import annotations

import sys
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import asdict
from typing import Annotated

import typer

from indexer.command_line.application import AsJson, app, opened_corpus, say, show_json
from web.accounts.account import Account, Role
from web.accounts.accounts import Accounts
from web.accounts.audit import COMMAND_LINE, Action, Audit
from web.accounts.errors import AccountsError
from web.accounts.passwords import LONGEST

user = typer.Typer(help="Who may sign in at the desk.", no_args_is_help=True)
app.add_typer(user, name="user")
Name = Annotated[str, typer.Argument(help="Name of the account, however it is capitalised.")]
OfRole = Annotated[Role, typer.Option("--role", help="What the account may do: scout, editor or admin.")]


@contextmanager
def _opened() -> Iterator[tuple[Accounts, Audit]]:
    """Accounts and audit log of the settings; what is refused ends the command with one line."""
    with opened_corpus() as corpus:
        try:
            yield Accounts(corpus.settings.accounts), Audit(corpus.settings.audit)
        except AccountsError as error:
            say(f"kb: {error}")
            raise typer.Exit(1) from error


@user.command("add")
def add_command(name: Name, role: OfRole, as_json: AsJson = False) -> None:
    """Add an account; the password comes from a prompt or from standard input."""
    with _opened() as (accounts, audit):
        account = accounts.add(name, role, _password())
        audit.note("account-added", by=COMMAND_LINE, about=account.id, detail=account.role)
        _show(account, as_json, "added")


@user.command("list")
def list_command(as_json: AsJson = False) -> None:
    """List every account with its role."""
    with _opened() as (accounts, _):
        found = accounts.all()
        if as_json:
            show_json({"accounts": [asdict(account) for account in found]})
            return
        for account in found:
            state = "disabled" if account.disabled else "enabled"
            typer.echo(f"{account.name:30} {account.role:8} {state:8} {account.created[:10]}  {account.id}")
        if not found:
            say("No accounts yet; add one with 'kb user add NAME --role admin'.")


@user.command("disable")
def disable_command(name: Name, as_json: AsJson = False) -> None:
    """Keep somebody out; their sessions end at once."""
    with _opened() as (accounts, audit):
        account = accounts.disable(accounts.named(name).id)
        _noted(audit, "account-disabled", account)
        _show(account, as_json, "disabled")


@user.command("enable")
def enable_command(name: Name, as_json: AsJson = False) -> None:
    """Let somebody in again."""
    with _opened() as (accounts, audit):
        account = accounts.enable(accounts.named(name).id)
        _noted(audit, "account-enabled", account)
        _show(account, as_json, "enabled")


@user.command("role")
def role_command(
    name: Name,
    role: Annotated[Role, typer.Argument(help="scout, editor or admin.")],
    as_json: AsJson = False,
) -> None:
    """Give an account another role; its sessions end at once."""
    with _opened() as (accounts, audit):
        before = accounts.named(name)
        account = accounts.set_role(before.id, role)
        _noted(audit, "role-changed", account, f"{before.role} -> {role}")
        _show(account, as_json, f"{role} now")


@user.command("password")
def password_command(name: Name, as_json: AsJson = False) -> None:
    """Give an account another password, from a prompt or from standard input; its sessions end at once."""
    with _opened() as (accounts, audit):
        account = accounts.named(name)
        accounts.set_password(account.id, _password())
        accounts.attempts.forget()  # who asked for it has often tried too often
        _noted(audit, "password-reset", account)
        _show(account, as_json, "has another password")


def _noted(audit: Audit, action: Action, account: Account, detail: str = "") -> None:
    audit.note(action, by=COMMAND_LINE, about=account.id, detail=detail)


def _show(account: Account, as_json: bool, done: str) -> None:
    if as_json:
        show_json(asdict(account))
    else:
        typer.echo(f"{account.name} ({account.role}): {done}")


def at_a_terminal() -> bool:
    """Whether somebody sits there to be asked."""
    return sys.stdin.isatty()


def _password() -> str:
    if at_a_terminal():
        asked: str = typer.prompt("Password", hide_input=True, confirmation_prompt=True, err=True)
        return asked
    return sys.stdin.readline(LONGEST + 2).rstrip("\r\n")
