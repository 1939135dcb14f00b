"""What does a page say of itself in JSON-LD: which things does it describe, and who publishes them?"""

from __future__ import annotations

import json
import re
from collections.abc import Iterator
from typing import Any

from indexer.ingest.extractors.html_tree import Element

Node = dict[str, Any]
MOST_SCRIPTS = 20
MOST_NODES = 300  # of one script
LONGEST = 1_000_000  # signs of one script
ORGANISATION = re.compile(
    r"(?:Organization|NGO|GovernmentOrganization|Corporation|EducationalOrganization|Project"
    r"|CollegeOrUniversity|ResearchOrganization|NewsMediaOrganization|LocalBusiness|Consortium"
    r"|FundingAgency|ResearchProject|GovernmentOffice)"
)
WEBSITE = re.compile("WebSite")
_NOT_THE_TEXT = re.compile(
    r"(?:BreadcrumbList|WebSite|ImageObject|Person|SearchAction|ItemList|ListItem|Place"
    r"|PostalAddress|ContactPoint|SiteNavigationElement|WPHeader|WPFooter|VideoObject|Comment"
    r"|Review|Rating|Question|Answer|Offer)"
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
    scripts = 0
    for script in root.iter("script"):
        if (script.get("type") or "").strip().casefold().startswith("application/ld+json"):
            value = _value(script.text or "")
            broken |= value is None
            found.extend(_things(value))
            scripts += 1
        if scripts >= MOST_SCRIPTS:
            break
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


def _things(value: Any) -> Iterator[Node]:
    """The nodes at the top, of graphs, and what a page is mainly about."""
    waiting = [value]
    count = 0
    while waiting and count < MOST_NODES:
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


def has_type(node: Node, types: re.Pattern[str]) -> bool:
    """Whether a node is of one of some types of schema.org."""
    kinds = (kind for kind in _list(node.get("@type")) if isinstance(kind, str))
    return any(types.fullmatch(kind.rpartition("/")[2]) for kind in kinds)


def about_the_text(found: list[Node]) -> list[Node]:
    """The nodes that describe what the page says, articles before pages."""
    others = (_NOT_THE_TEXT, ORGANISATION)
    about = [node for node in found if "@type" in node and not any(has_type(node, one) for one in others)]
    return sorted(about, key=lambda node: not any(map(_ARTICLES.search, map(str, _list(node["@type"])))))


def organisations_of(node: Node, found: list[Node]) -> Iterator[tuple[str, str]]:
    """The organisations behind a node, each with the key it stands under. Persons are none."""
    by_id = {one["@id"]: one for one in found if isinstance(one.get("@id"), str) and "name" in one}
    for key in ("publisher", "provider", "organizer", "sourceOrganization", "creator", "author"):
        for value in _list(node.get(key)):
            if isinstance(value, dict):
                one = by_id.get(str(value.get("@id")), value)
                stated = has_type(one, ORGANISATION) or ("@type" not in one and key == "publisher")
                if stated:
                    yield from ((name, key) for name in texts_of({"name": one.get("name")}, "name"))
            elif isinstance(value, str) and key in ("publisher", "provider") and "://" not in value:
                yield value, key


def _list(value: Any) -> list[Any]:
    if value is None:
        return []
    return value if isinstance(value, list) else [value]
