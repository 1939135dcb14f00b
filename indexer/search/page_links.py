"""Here is a page of a paper: how is it called, and where does a link to it lead?

To the original if everybody may have it; else to its source, because what is only quoted is not served.
Browsers open a PDF at the page its address names.
"""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from indexer.search.results import Part
from kb.localized import Language

PDF = "application/pdf"
_PAGE: dict[Language, str] = {"de": "Seite {0}", "en": "Page {0}", "da": "Side {0}"}
_SOMEWHERE: dict[Language, str] = {"de": "Im Text", "en": "In the text", "da": "I teksten"}


def part_label(part: Part, reader: Language) -> str:
    """The name of a page or section: its number, else its heading, for a reader."""
    if part.number is not None:
        return _PAGE[reader].format(part.number)
    return part.heading or _SOMEWHERE[reader]


def paper_url(record: Mapping[str, Any], prefix: str) -> str:
    """Where the paper of a record can be read: here, at its source, or as told by its record.

    ``prefix`` is the path all addresses lie under.
    """
    if record.get("rights") == "open":
        return f"{prefix}/files/{record['file']['digest']}"
    sources = record.get("sources", ())
    return str(sources[0]["url"]) if sources else f"{prefix}/records/{record['id']}"


def part_url(part: Part, record: Mapping[str, Any], prefix: str) -> str:
    """Where a link to a page or section leads; ``prefix`` is the path all addresses lie under."""
    url = paper_url(record, prefix)
    own = url == f"{prefix}/records/{record['id']}"
    if part.number is None or own or record["file"]["media_type"] != PDF:
        return url
    return f"{url.partition('#')[0]}#page={part.number}"
