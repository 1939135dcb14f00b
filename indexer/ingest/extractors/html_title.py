"""What is a page called? Its headline, not the name of the site that stands beside it in the title bar."""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator
from urllib.parse import urlsplit

from indexer.ingest.extraction import Found
from indexer.ingest.extractors.html_tree import HEADINGS, Element, Page, is_link, plain
from indexer.ingest.extractors.page_words import key, phrases
from indexer.ingest.extractors.tidying import tidied

LONGEST_TITLE = 400  # signs
_SURE_BARS = re.compile(r"\s*(?:\||::|»|\u2022|‹|›)\s*")
_BARS = re.compile(r"\s+[-–—·/:]\s+")
_ANY_BARS = re.compile(rf"{_SURE_BARS.pattern}|{_BARS.pattern}|:\s+")
_SIGNS = re.compile(r"[\W_]+")


def titles(page: Page, stated: Iterable[Found], sites: Iterable[str]) -> list[Found]:
    """What may be the title, the most trustworthy one first.

    ``stated`` are the titles that stand in the metadata, ``sites`` the names of the site. A headline on the
    page that the metadata confirm is best; one that no metadata know may be the name of a section.
    """
    names = [_comparable(site) for site in sites]
    metadata = [
        Found("title", cut, one.where)
        for one in stated
        for cut in (without_site(one.value, names, page.address),)
        if cut
    ]
    headings = [one for one in _headings(page.body) if _comparable(one.value) not in names]
    first = [one for one in headings if one.where == "<h1>"]
    confirmed = [one for one in first if _is_confirmed(one, metadata)]
    lower = [one for one in headings if one.where != "<h1>" and _is_confirmed(one, metadata, exactly=True)]
    if not first and not lower:
        lower = [one for one in headings[:1] if _is_part(one, metadata)]
    return [*confirmed, *lower, *first, *metadata]


def without_site(title: str, sites: list[str], address: str | None) -> str:
    """A title without the name of the site before or behind it."""
    parts = _SURE_BARS.split(title)
    if len(parts) > 1:
        own = [part for part in parts if part and _comparable(part) not in sites]
        return own[0] if own else title
    for bar in reversed(list(_BARS.finditer(title))):
        before, behind = title[: bar.start()], title[bar.end() :]
        if _names_the_site(behind, sites, address):
            return before
        if _names_the_site(before, sites, address):
            return behind
    return title


def _names_the_site(part: str, sites: list[str], address: str | None) -> bool:
    part = _comparable(part)
    host = _comparable(urlsplit(address or "").hostname or "")
    return part in sites or (len(part) > 3 and part in host)


def _headings(body: Element) -> Iterator[Found]:
    for heading in body.iter(*HEADINGS):
        text = plain(heading) or _of_image(heading)
        if not text or len(text) > LONGEST_TITLE or HEADINGS[heading.tag] > 3:
            continue
        links = [link for link in heading.iter("a") if is_link(link)]
        home = any((link.get("href") or "").strip() in ("/", "./") for link in links)
        framed = next(heading.iterancestors("nav", "footer", "dialog"), None) is not None
        hidden = heading.get("hidden") is not None or heading.get("aria-hidden") == "true"
        if not (home or framed or hidden) and key(text) not in phrases("buttons"):
            yield Found("title", text, f"<{heading.tag}>")


def _of_image(heading: Element) -> str:
    alternatives = (tidied(image.get("alt") or "") for image in heading.iter("img"))
    return next(filter(None, alternatives), "")


def _is_confirmed(heading: Found, metadata: list[Found], exactly: bool = False) -> bool:
    text = _comparable(heading.value)
    others = (_comparable(one.value) for one in metadata)
    return any(
        text == other or (not exactly and (text in other or other in text)) for other in others if other
    )


def _is_part(heading: Found, metadata: list[Found]) -> bool:
    """Whether a heading is one of the parts of a title, as in "Name of the site: heading"."""
    parts = (part for one in metadata for part in _ANY_BARS.split(one.value))
    return any(_comparable(part) == _comparable(heading.value) for part in parts)


def _comparable(text: str) -> str:
    return _SIGNS.sub("", text).casefold()
