"""Which organisations does a page name in microdata, the attributes of schema.org within its text?"""

from __future__ import annotations

from collections.abc import Iterator

from indexer.ingest.extractors.html_json_ld import ORGANISATION
from indexer.ingest.extractors.html_tree import Element, plain

_BEHIND = ("publisher", "provider", "organizer", "sourceorganization")


def publishers(root: Element) -> Iterator[tuple[str, str]]:
    """The organisations behind the page, each with the property that names it. Persons are none."""
    for element in root.iter():
        named = element.get("itemprop") or ""
        if named.casefold() not in _BEHIND:
            continue
        if element.get("itemscope") is None:
            value = element.get("content") or plain(element)
            if "://" not in value:
                yield value, named
        elif _is_organisation(element) or (not element.get("itemtype") and named.casefold() == "publisher"):
            yield from ((name, named) for name in _names(element))


def described(root: Element) -> Iterator[str]:
    """The names of the organisations that the page itself is about."""
    for element in root.iter():
        if element.get("itemprop") is None and _is_organisation(element):
            yield from _names(element)


def _is_organisation(element: Element) -> bool:
    types = (element.get("itemtype") or "").split()
    return any(ORGANISATION.fullmatch(one.rpartition("/")[2]) for one in types)


def _names(thing: Element) -> Iterator[str]:
    """The name of a thing, not of one within it."""
    for inner in thing.iterdescendants():
        outer = next((one for one in inner.iterancestors() if one.get("itemscope") is not None), None)
        if (inner.get("itemprop") or "").casefold() == "name" and outer is thing:
            yield inner.get("content") or plain(inner)
            return
