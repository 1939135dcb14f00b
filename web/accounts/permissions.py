"""What may each role do? One table; every route of the desk names the permission it needs."""

from __future__ import annotations

from typing import Literal, get_args

from web.accounts.account import Account, Role

Permission = Literal["write", "review", "publish", "delete", "restore", "read_feedback", "administer"]
PERMISSIONS: tuple[Permission, ...] = get_args(Permission)

GRANTED: dict[Role, frozenset[Permission]] = {
    "scout": frozenset(("write", "read_feedback")),
    "editor": frozenset(("write", "review", "publish", "delete", "restore", "read_feedback")),
    "admin": frozenset(PERMISSIONS),
}


def may(account: Account | None, permission: Permission) -> bool:
    """Whether somebody may do this; nobody who is not signed in, or disabled, may do anything."""
    return account is not None and not account.disabled and permission in GRANTED[account.role]


def may_discard(account: Account, owner: str) -> bool:
    """Whether somebody may throw away a draft: who started it may, and who publishes.

    To read and to change drafts is open to all who may write, whoever started them: the agency is one team.
    """
    return may(account, "publish") or (may(account, "write") and account.id == owner)
