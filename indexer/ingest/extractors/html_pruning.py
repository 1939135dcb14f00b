"""Here is a page: what of it is frame, not text?

Navigation, notices, forms, share bars, teasers, what is hidden.

What frames a page is known by its tag, its role, or its class and id. Nothing is taken away that holds the
headline, or more than half of the text without being links: then its name means something else.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Set

from lxml import etree

from indexer.ingest.extractors.html_tree import (
    HEADINGS,
    Element,
    Size,
    ancestors_and_self,
    is_link,
    names,
    plain,
    remove,
    sizes,
)
from indexer.ingest.extractors.page_words import key, named, names_of, phrases

FRAME_TAGS = frozenset(("nav", "footer", "dialog", "menu"))
FRAME_ROLES = frozenset(
    ("navigation", "contentinfo", "search", "dialog", "alertdialog", "menu", "menubar", "toolbar", "alert")
)
FRAME_CLASSES = (
    *("navigation", "consent", "share", "newsletter", "comments", "contact"),
    *("forms", "advertising", "overlays", "details", "frame"),
)
MOST = 0.5  # share of the text that is never taken away as frame
LEAST_TEXT = 150  # signs a page has to keep for teasers to be only teasers
SHORT_NOTICE = 400  # signs of a notice that asks for consent in other words
LONGEST_IMPRINT = 300  # signs of the line at the end of a page that leads to the imprint
NARROW = 0.2  # share of the text of the cell with the headline that one beside it has at most
LONGEST_TEASER = 400  # signs
FEWEST_TEASERS = 2
LONGEST_CONTACT = 1_200  # signs below a heading that promises contacts
_HIDDEN = re.compile(r"display\s*:\s*none|visibility\s*:\s*hidden", re.IGNORECASE)
_CONSENT = re.compile(r"\bcookies?\b", re.IGNORECASE)
_FACT = re.compile(r"^[^:\n]{2,40}:\s*\S")


def without_frame(body: Element) -> bool:
    """Take away what frames the text. Returns whether a consent notice was among it."""
    etree.strip_elements(body, *phrases("elements", "without_text"), with_tail=False)
    _remove_hidden(body)
    measured = sizes(body)
    whole = measured[body].signs
    narrow = _narrow_columns(body, measured)
    consent = False
    waiting = list(body)
    while waiting:
        element = waiting.pop()
        asks = _asks_for_consent(element, measured[element])
        if asks or (_is_frame(element, measured, narrow) and _may_go(element, measured[element], whole)):
            consent |= asks
            remove(element)
        else:
            waiting.extend(element)
    for form in list(body.iter("form")):
        if measured[form].signs <= MOST * whole:
            remove(form)
    return consent


def _is_still_in(element: Element, body: Element) -> bool:
    return any(outer is body for outer in element.iterancestors())


def _remove_hidden(body: Element) -> None:
    for element in list(body.iter()):
        hidden = (
            element.get("hidden") is not None
            or element.get("aria-hidden") == "true"
            or _HIDDEN.search(element.get("style") or "")
        )
        if hidden and element is not body and element.tag not in ("main", "article"):
            remove(element)


def _asks_for_consent(element: Element, size: Size) -> bool:
    """A notice about cookies goes even if it is longer than the text."""
    if element.tag in ("main", "article", "html") or not named("consent").search(names_of(names(element))):
        return False
    return size.signs == 0 or bool(_CONSENT.search(plain(element)[:5_000])) or size.signs < SHORT_NOTICE


def _is_frame(element: Element, measured: dict[Element, Size], narrow: Set[Element]) -> bool:
    tag, role = element.tag, (element.get("role") or "").casefold()
    if tag in ("main", "article", *HEADINGS) or role in ("main", "article"):
        return False
    if tag == "header" or role == "banner":
        return not _within(element, ("main", "article"))
    if tag in FRAME_TAGS or role in FRAME_ROLES:
        return tag != "footer" or not _within(element, ("blockquote",))
    if tag == "address":
        return True
    if measured[element].signs <= LONGEST_IMPRINT and _leads_to_imprint(element):
        return True
    if element in narrow:
        return not _holds_facts(element, measured)
    name = names_of(names(element))
    if not name and tag != "aside" and role != "complementary":
        return False
    if named(*FRAME_CLASSES).search(name):
        return True
    if tag == "aside" or role == "complementary" or named("beside").search(name):
        return not _holds_facts(element, measured)
    return tag != "li" and bool(named("related").search(name)) and _leads_elsewhere(element)


def _may_go(element: Element, size: Size, whole: int) -> bool:
    if size.signs > MOST * whole and size.linked <= MOST * size.signs:
        return False
    if element.tag == "nav":
        return True
    return not any(_is_headline(heading) for heading in element.iter("h1"))


def _is_headline(heading: Element) -> bool:
    """Logos are headings too on old pages: they lead to the first page."""
    links = [link for link in heading.iter("a") if is_link(link)]
    return bool(plain(heading)) and not any((link.get("href") or "").strip() in ("/", "./") for link in links)


def _within(element: Element, tags: Iterable[str]) -> bool:
    return next(element.iterancestors(*tags), None) is not None


def _holds_facts(element: Element, measured: dict[Element, Size]) -> bool:
    """Whether what stands beside the text says something about the practice: a list of facts, a table."""
    size = measured[element]
    if size.linked > MOST * size.signs or not size.signs:
        return False
    if next(element.iter("dl", "table"), None) is not None:
        return True
    facts = sum(bool(_FACT.match(plain(one))) for one in element.iter("li", "p", "div", "dt"))
    return facts >= 2 or (_within(element, ("main", "article")) and size.linked < 0.2 * size.signs)


def _narrow_columns(body: Element, measured: dict[Element, Size]) -> set[Element]:
    """The cells beside a far longer one that holds the headline, in tables that are a layout."""
    rows: dict[Element, set[Element]] = {}
    for heading in body.iter("h1"):
        for cell in heading.iterancestors("td"):
            rows.setdefault(cell.getparent(), set()).add(cell)
    found: set[Element] = set()
    for row, headed in rows.items():
        longest = max(measured[cell].signs for cell in headed)
        beside = (cell for cell in row.iterchildren("td") if cell not in headed)
        found.update(cell for cell in beside if measured[cell].signs <= NARROW * longest)
    return found


def _leads_to_imprint(element: Element) -> bool:
    """Whether it is a block with a link to the imprint, or to the terms: pages end so."""
    if element.tag not in ("div", "p", "td", "center", "ul", "table") or _within(
        element, ("main", "article")
    ):
        return False
    return any(is_link(link) and key(plain(link)) in phrases("imprint") for link in element.iter("a"))


def _leads_elsewhere(element: Element) -> bool:
    return any(is_link(link) for link in element.iter("a"))


def remove_sections(body: Element) -> None:
    """Take away what stands below headings that speak of others, or of ways to reach persons."""
    whole = sizes(body)[body].signs
    for heading in list(body.iter(*HEADINGS, "strong", "b", "legend")):
        group = _announced(heading)
        if group is None or not _is_still_in(heading, body):
            continue
        section = _section(heading)
        signs = sum(len(plain(element)) for element in section)
        if signs > MOST * whole or (group == "contact" and signs > LONGEST_CONTACT):
            continue
        for element in section:
            remove(element)


def _announced(heading: Element) -> str | None:
    text = key(plain(heading))
    if heading.tag in ("strong", "b"):
        parent = heading.getparent()
        if parent is None or parent.tag not in ("p", "div") or len(parent) > 2:
            return None
        if key(plain(parent)) != text:
            return None
    groups = ("related", "newsletter", "share", "comments", "contact")
    return next((group for group in groups if text in phrases("headings", group)), None)


def _section(heading: Element) -> list[Element]:
    """The outermost element that holds nothing but the heading, and what follows up to the next one."""
    top, text, level = heading, plain(heading), HEADINGS.get(heading.tag, 6)
    while True:
        parent = top.getparent()
        if parent is None or parent.tag in ("body", "main", "article", "td") or plain(parent) != text:
            break
        top = parent
    section = [top]
    for following in top.itersiblings():
        inner = (HEADINGS[one.tag] for one in following.iter(*HEADINGS))
        if any(found <= level for found in inner):
            break
        section.append(following)
    return section


def remove_teasers(body: Element) -> None:
    """Take away groups of short pieces that each lead to another page, if a text remains."""
    measured = sizes(body)
    groups: dict[Element, list[Element]] = {}
    for element, size in measured.items():
        if element.tag in ("article", "div", "li", "section", "a") and size.signs <= LONGEST_TEASER:
            parent = element.getparent()
            if element is not body and parent is not None and _is_teaser(element):
                groups.setdefault(parent, []).append(element)
    teasers = [group for group in groups.values() if len(group) >= FEWEST_TEASERS]
    signs = sum(measured[element].signs for group in teasers for element in group)
    if teasers and measured[body].signs - signs >= max(LEAST_TEXT, signs * MOST):
        for group in teasers:
            for element in group:
                remove(element)


def _is_teaser(element: Element) -> bool:
    """Whether its heading is a link, or it is a link around blocks."""
    if element.tag == "a":
        return is_link(element) and any(True for _ in element.iter(*HEADINGS, "p"))
    for heading in element.iter(*HEADINGS):
        outer = (one for one in ancestors_and_self(heading) if one.tag == "a")
        return any(is_link(link) for link in heading.iter("a")) or any(is_link(link) for link in outer)
    return False
