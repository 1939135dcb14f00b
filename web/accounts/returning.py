"""Where may signing in lead? Only to a page of this site, whatever the address says."""

from __future__ import annotations

import re
from urllib.parse import quote, unquote

from starlette.requests import HTTPConnection

from web import addresses

LONGEST = 2000  # signs of an address
_PLAIN = re.compile(r"/[!-\[\]-~]*")  # ASCII that is printed, without blanks and backslashes


def here(connection: HTTPConnection) -> str:
    """The path and query of this request, as ``own_page`` takes them."""
    path = quote(connection.scope["path"], safe="/:", errors="replace")
    query = connection.scope["query_string"].decode("ascii", "replace")
    return f"{path}?{query}" if query else path


def own_page(connection: HTTPConnection, target: str) -> str | None:
    """The target if it is a path of this site, else None."""
    if len(target) > LONGEST or not _PLAIN.fullmatch(target):
        return None
    path = unquote(re.split(r"[?#]", target, maxsplit=1)[0])
    inside = path.startswith(f"{addresses.prefix(connection)}/") and not path.startswith(("//", "/\\"))
    return target if inside and not {".", ".."} & set(re.split(r"[/\\]", path)) else None


def own_form(connection: HTTPConnection, target: str) -> str | None:
    """The target if it is a path of the desk, where forms may be sent to, else None."""
    page = own_page(connection, target)
    return page if page and page.startswith(f"{addresses.prefix(connection)}/desk") else None
