"""Here are two web addresses: do they lead to the same page?

Addresses that differ only in what does not choose the page get one key: scheme, ``www.``, default port, the
slash at the end, the name of an index page, fragment, percent-encoding, the order of the parameters, and
parameters that only tell where a visitor came from.

>>> key_of("http://www.Example.org:80/a%7Eb/index.html?utm_source=news#top")
'example.org/a~b'
"""

from __future__ import annotations

import re
from urllib.parse import parse_qsl, quote, unquote, urlsplit

from indexer.ingest.addresses import without_tokens

_TRACKING = re.compile(
    r"utm_\w+|pk_\w+|mtm_\w+|mkt_tok|fbclid|gclid|dclid|msclkid|igshid|mc_cid|_hsenc|_hsmi|wt_mc|trk|cmpid"
)
_INDEX_PAGE = re.compile(r"/(?:index|default)\.(?:html?|php|aspx?|jsp|xhtml|shtml)\Z", re.IGNORECASE)
_DEFAULT_PORTS = {"http": 80, "https": 443}
_SAFE = "/:@!$&'()*+,;=~-._"


def key_of(url: str) -> str:
    """The key of an address; what cannot be taken apart is its own key."""
    url = without_tokens(url.strip())
    try:
        parts = urlsplit(url)
        port = parts.port
    except ValueError:  # a broken port or half an IPv6 address
        return url
    host = (parts.hostname or "").removeprefix("www.").rstrip(".")
    if not host:
        return url
    if port and port != _DEFAULT_PORTS.get(parts.scheme.lower()):
        host += f":{port}"
    path = _INDEX_PAGE.sub("/", quote(unquote(parts.path), _SAFE)).rstrip("/")
    query = sorted(
        f"{quote(unquote(name), _SAFE)}={quote(value, _SAFE)}"
        for name, value in parse_qsl(parts.query, keep_blank_values=True)
        if not _TRACKING.fullmatch(name.lower())
    )
    return host + path + ("?" + "&".join(query) if query else "")
