"""What does a page say of itself in JSON-LD: which things does it describe, and who publishes them?"""

from __future__ import annotations

import json
import re
from collections.abc import Iterator
from typing import Any

from indexer.ingest.extractors.html_tree import Element

Node = dict[str, Any]
MOST_NODES = 2_000
LONGEST = 1_000_000  # signs of one script
ORGANISATIONS = (
    *("Organization", "NGO", "GovernmentOrganization", "Corporation", "EducationalOrganization", "Project"),
    *("CollegeOrUniversity", "ResearchOrganization", "NewsMediaOrganization", "LocalBusiness", "Consortium"),
    *("FundingAgency", "ResearchProject", "GovernmentOffice"),
)
_NOT_THE_TEXT = frozenset(
    (
        *(
            "BreadcrumbList",
            "WebSite",
            "ImageObject",
            "Person",
            "SearchAction",
            "ItemList",
            "ListItem",
            "Place",
        ),
        *("PostalAddress", "ContactPoint", "SiteNavigationElement", "WPHeader", "WPFooter", "VideoObject"),
        *("Comment", "Review", "Rating", "Question", "Answer", "Offer", *ORGANISATIONS),
    )
)
_ARTICLES = re.compile(
    r"Article|Posting|Report|HowTo|Course|Event|CreativeWork|Project|Guide|CaseStudy|Dataset"
)
_WRAPPING = re.compile(
    r"\A\s*(?:<!--|//\s*<!\[CDATA\[|/\*\s*<!\[CDATA\[\s*\*/|<!\[CDATA\[)"
    r"|(?:-->|//\s*\]\]>|/\*\s*\]\]>\s*\*/|\]\]>)?[;\s]*\Z"
)
_LAST_COMMA = re.compile(r",(?=\s*[}\]])")


def nodes(root: Element) -> tuple[list[Node], bool]:
    """The things that a page describes, and whether some of it was not readable."""
    found: list[Node] = []
    broken = False
    for script in root.iter("script"):
        if (script.get("type") or "").strip().casefold().startswith("application/ld+json"):
            value = _value(script.text or "")
            broken |= value is None
            found.extend(_things(value, MOST_NODES - len(found)))
    return found, broken


def _value(text: str) -> Any:
    """The value of a script; None if it is broken beyond what is often wrong."""
    text = _WRAPPING.sub("", text[:LONGEST])
    for tried in (text, _LAST_COMMA.sub("", text)):
        try:
            return json.loads(tried, strict=False)
        except (ValueError, RecursionError):
            continue
    return None


def _things(value: Any, most: int) -> Iterator[Node]:
    """The nodes at the top, of graphs, and what a page is mainly about."""
    waiting = [value]
    count = 0
    while waiting and count < most:
        value = waiting.pop(0)
        if isinstance(value, list):
            waiting[:0] = value[:MOST_NODES]
        elif isinstance(value, dict):
            count += 1
            yield value
            waiting[:0] = [value[key] for key in ("@graph", "mainEntity", "mainEntityOfPage") if key in value]


def texts_of(node: Node, key: str) -> Iterator[str]:
    """The texts under a key; of things their names."""
    for value in _list(node.get(key)):
        if isinstance(value, str):
            yield value
        elif isinstance(value, dict):
            inner = _list(value.get("@value", value.get("name")))
            yield from (text for text in inner if isinstance(text, str))


def has_type(node: Node, types: tuple[str, ...] | frozenset[str]) -> bool:
    """Whether a node is of one of some types of schema.org."""
    kinds = (kind for kind in _list(node.get("@type")) if isinstance(kind, str))
    return any(kind.rpartition("/")[2] in types for kind in kinds)


def about_the_text(found: list[Node]) -> list[Node]:
    """The nodes that describe what the page says, articles before pages."""
    about = [node for node in found if "@type" in node and not has_type(node, _NOT_THE_TEXT)]
    return sorted(about, key=lambda node: not any(map(_ARTICLES.search, map(str, _list(node["@type"])))))


def organisations_of(node: Node, found: list[Node]) -> Iterator[tuple[str, str]]:
    """The organisations behind a node, each with the key it stands under. Persons are none."""
    by_id = {one["@id"]: one for one in found if isinstance(one.get("@id"), str) and "name" in one}
    for key in ("publisher", "provider", "organizer", "sourceOrganization", "creator", "author"):
        for value in _list(node.get(key)):
            if isinstance(value, dict):
                one = by_id.get(str(value.get("@id")), value)
                stated = has_type(one, ORGANISATIONS) or ("@type" not in one and key == "publisher")
                if stated:
                    yield from ((name, key) for name in texts_of({"name": one.get("name")}, "name"))
            elif isinstance(value, str) and key in ("publisher", "provider") and "://" not in value:
                yield value, key


def _list(value: Any) -> list[Any]:
    if value is None:
        return []
    return value if isinstance(value, list) else [value]
