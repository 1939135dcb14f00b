"""Who is it that writes here? An account with a name, a role, and an opaque id that histories may keep."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Literal, get_args

Role = Literal["scout", "editor", "admin"]
ROLES: tuple[Role, ...] = get_args(Role)


@dataclass(frozen=True)
class Account:
    """One person's account. ``id`` is random and never used again; ``created`` is UTC.

    An account that is disabled cannot sign in and has no sessions.
    """

    id: str
    name: str
    role: Role
    disabled: bool
    created: str
