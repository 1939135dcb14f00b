"""Here is the record of a paper: what is the paper like, where can it be read, what is in it?"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

from indexer.search.page_links import paper_url, part_label, part_url
from indexer.search.results import Part
from indexer.search.searcher import Searcher
from kb.localized import Language
from web.formatting import Text
from web.pages.layout import Site


@dataclass(frozen=True)
class Section:
    """A section of a paper. ``page`` names the page it begins on, ``url`` leads there; None without pages."""

    heading: Text
    page: str | None
    url: str | None


@dataclass(frozen=True)
class Paper:
    """An ingested paper. ``size`` is in bytes; ``is_open`` says whether the original can be had here.

    ``url`` leads to the original or to its source; None if there is neither.
    """

    name: str
    url: str | None
    is_open: bool
    pages: int | None
    size: int
    language: str | None
    outline: tuple[Section, ...]


def paper(record: Mapping[str, Any], searcher: Searcher, site: Site) -> Paper | None:
    """The paper of a record; None if it has none."""
    file = record.get("file")
    if file is None:
        return None
    is_open, contents = record.get("rights") == "open", searcher.contents(record["id"])
    language = contents.language if contents else None
    sections = contents.sections if contents else ()
    return Paper(
        name=file["name"],
        url=paper_url(record, site.prefix) if is_open or record.get("sources") else None,
        is_open=is_open,
        pages=file.get("pages"),
        size=file["size"],
        language=site.called("language", language) if language else None,
        outline=tuple(_section(part, language, record, site) for part in sections),
    )


def _section(part: Part, language: Language | None, record: Mapping[str, Any], site: Site) -> Section:
    paged = part.number is not None
    return Section(
        heading=Text(part.heading or "", None if language == site.reader else language),
        page=part_label(part, site.reader) if paged else None,
        url=part_url(part, record, site.prefix) if paged else None,
    )
