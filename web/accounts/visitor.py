"""Who asks? The account whose session the request carries, as the guard of the route has found it."""

from __future__ import annotations

from starlette.requests import HTTPConnection

from web.accounts.account import Account
from web.accounts.sessions import SignedIn


def account_of(connection: HTTPConnection) -> Account:
    """The account that is signed in. Only routes behind the guard may ask."""
    return session_of(connection).account


def session_of(connection: HTTPConnection) -> SignedIn:
    """The session it is signed in with. Only routes behind the guard may ask."""
    found: SignedIn = connection.state.signed_in
    return found
