"""Who asks? The account whose session the request carries; behind the guard, the one it has found."""

from __future__ import annotations

from starlette.requests import HTTPConnection

from web.accounts.account import Account
from web.accounts.cookie import token_of
from web.accounts.sessions import SignedIn
from web.knowledge import Knowledge


def account_of(connection: HTTPConnection) -> Account:
    """The account that is signed in. Only routes behind the guard may ask."""
    return session_of(connection).account


def session_of(connection: HTTPConnection) -> SignedIn:
    """The session it is signed in with. Only routes behind the guard may ask."""
    found: SignedIn = connection.state.signed_in
    return found


def signed_in(connection: HTTPConnection) -> SignedIn | None:
    """Who is signed in, if anybody is; every route may ask. Raises StorageFailed."""
    token = token_of(connection)
    return Knowledge.of(connection).accounts.sessions.find(token) if token else None
