"""Here is a web address as somebody copied it: what is it without the traces of their visit?"""

from __future__ import annotations

import re
from urllib.parse import urljoin, urlsplit

LONGEST = 2_000  # signs; as long as the address of a source may be
_SESSION_IN_PATH = re.compile(r";jsessionid=[^?#]*", re.IGNORECASE)
_SESSION_KEYS = frozenset(("jsessionid", "phpsessid", "sessionid", "mc_eid"))
# In the archives of this sender "e" is the reader; elsewhere it may be a page like any other.
_NEWSLETTER = re.compile(
    r"https?://[^/?#]*\b(?:campaign-archive|list-manage)\d*\.com(?=[/?#]|\Z)", re.IGNORECASE
)


def without_tokens(url: str) -> str:
    """The address without session and subscriber tokens; every other character stays as it is."""
    url = _SESSION_IN_PATH.sub("", url)
    address, hash_sign, fragment = url.partition("#")
    path, _, query = address.partition("?")
    tokens = _SESSION_KEYS | {"e"} if _NEWSLETTER.match(url) else _SESSION_KEYS
    pairs = query.split("&")
    kept = [pair for pair in pairs if pair.partition("=")[0].casefold() not in tokens]
    if kept == pairs:
        return url
    return path + ("?" + "&".join(kept) if kept else "") + hash_sign + fragment


def web_address(link: str, base: str) -> str | None:
    """Where a link leads, absolute and without tokens.

    None if it leads to a place in the same page, not to the web, or holds a name or password.
    """
    link = "".join(sign for sign in link.strip() if sign.isprintable())
    if not link or link.startswith("#"):
        return None
    try:
        url = urljoin(base, link)
        parts = urlsplit(url)
        is_web = parts.scheme.casefold() in ("http", "https") and bool(parts.hostname)
    except ValueError:
        return None
    if not is_web or "@" in parts.netloc or len(url) > LONGEST:
        return None
    return without_tokens(url.replace(" ", "%20"))
