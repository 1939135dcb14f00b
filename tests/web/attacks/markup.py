"""Here is a page: has anything typed become an element, an attribute or an address that a browser follows?

assert came_out(page) == []
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from urllib.parse import urlsplit

import html5lib
from lxml import etree
from lxml.html import document_fromstring

from tests.tiers import soaking

# Nothing of the site needs them; the sign of a lighthouse is the one drawing there is.
FORBIDDEN = frozenset(
    {
        *("applet", "audio", "base", "embed", "frame", "frameset", "iframe", "noscript", "object", "video"),
        *("img", "image", "picture", "source", "style", "math", "mglyph", "mtext"),
        *("animate", "foreignobject", "set", "textpath", "use", "xss"),
    }
)
ADDRESSES = ("href", "src", "action", "formaction", "cite", "data", "poster", "ping", "srcset", "xlink:href")
OF_THE_SITE = frozenset({("script", "src"), ("link", "href"), ("form", "action"), ("button", "formaction")})
SCHEMES = frozenset({"", "http", "https", "mailto"})
_RAW = re.compile(r"<(xss|img|iframe|svg/|base|math|mtext|!\[|\?xss|!xss|%)|<!--[^>]*xss|36481|7\*191=", re.I)
_NAME = re.compile(r"[a-z][a-z0-9-]*\Z")


def came_out(page: str) -> list[str]:
    """What is on a page that only a text can have brought there."""
    found = [f"raw {match[0]!r}" for match in _RAW.finditer(page)]
    for tag, attributes in _elements(page):
        found += _of_element(tag, attributes)
    return found


def _elements(page: str) -> Iterator[tuple[str, dict[str, str]]]:
    """Every element as a browser would read it; the slow parser that does it to the letter when soaking."""
    if soaking():
        for element in html5lib.parse(page, namespaceHTMLElements=False).iter():
            if isinstance(element.tag, str):  # and no comment
                names = {name.rpartition("}")[2]: value for name, value in element.attrib.items()}
                yield element.tag.rpartition("}")[2].lower(), names
        return
    for element in document_fromstring(page).iter(etree.Element):
        yield str(element.tag).lower(), dict(element.attrib)


def _of_element(tag: str, attributes: dict[str, str]) -> Iterator[str]:
    if tag in FORBIDDEN or not _NAME.match(tag):
        yield f"<{tag}>"
    if tag == "script" and "src" not in attributes:
        yield "a script that stands in the page"
    if tag == "meta" and "http-equiv" in attributes:
        yield "a meta that acts"
    for name, value in attributes.items():
        if (
            name.startswith("on")
            or name in ("style", "srcdoc", "is")
            or not re.match(r"[a-zA-Z][\w:-]*\Z", name)
        ):
            yield f"<{tag} {name}={value[:60]!r}>"
        if "xss" in name:
            yield f"<{tag} {name}>"
        if name in ADDRESSES and not _harmless(tag, name, value):
            yield f"<{tag} {name}={value[:60]!r}>"


def _harmless(tag: str, name: str, value: str) -> bool:
    # Browsers leave out blanks at the ends and line ends within; so does urlsplit.
    address = value.strip("".join(map(chr, range(33))))
    if address.startswith(("#", "?")) and (tag, name) not in OF_THE_SITE:
        return True
    try:
        parts = urlsplit(address)
    except ValueError:
        return False
    if (tag, name) in OF_THE_SITE and tag != "link":
        return not address or (address.startswith("/") and not address.startswith(("//", "/\\")))
    return parts.scheme in SCHEMES  # whom a link of a text leads to is up to its writer
