"""Where do the facts of a record come from, and do these links still work?"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

from indexer.links.known import Links, State, key_of
from web.pages.layout import Site


@dataclass(frozen=True)
class Source:
    """Where facts come from.

    ``state`` and ``checked`` are what the last check of the address found and on which day, None if nobody
    has checked it yet; ``moved_to`` is where it leads now.
    """

    url: str
    title: str
    lang: str | None
    publisher: str | None
    language: str | None
    accessed: str | None
    state: State | None
    checked: str | None
    moved_to: str | None


def sources(record: Mapping[str, Any], links: Links, site: Site) -> tuple[Source, ...]:
    """The sources in the order the record states them."""
    return tuple(_source(source, links, site) for source in record.get("sources", ()))


def _source(source: Mapping[str, Any], links: Links, site: Site) -> Source:
    language = source.get("language")
    link = links.get(key_of(source["url"]))
    return Source(
        url=source["url"],
        title=source["title"],
        lang=None if language == site.reader else language,
        publisher=source.get("publisher"),
        language=site.called("language", language) if language else None,
        accessed=source.get("accessed"),
        state=link.state if link else None,
        checked=link.day if link else None,
        moved_to=link.moved_to if link and link.state == "moved" else None,
    )
