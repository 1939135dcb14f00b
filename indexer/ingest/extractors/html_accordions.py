"""Here are pieces of a page that a reader opens by a click: what are their headings, and where is their text?

They are written as details, as buttons beside panels, or as tabs. Their headings become headings, and panels
that are closed are opened, because what is hidden otherwise counts for nothing.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from itertools import islice

from lxml import etree

from indexer.ingest.extractors.html_tree import HEADINGS, Element, names, plain, remove
from indexer.ingest.extractors.page_words import key, names_of, phrases

DEEPEST = 6  # level of a heading
LONGEST_HEADING = 200  # signs
PAIR = 2  # elements around a panel that may bear the class of the pair of heading and panel
_TOGGLE = re.compile(
    r"(?:^|[\s_-])(?:accordions?|collapse|collapsible|toggle|akkordeon|faq|expand(?:er|able)?)(?=$|[\s_-])"
)
_PANEL = re.compile(
    r"(?:^|[\s_-])(?:accordions?|collapse|collapsible|panel|panels|akkordeon|faq|tab|tabs|tab-pane|expand\w*|toggle)"
    r"(?=$|[\s_-])"
)
_PANELS = frozenset(("div", "section", "dd", "ul", "p"))
_TARGETS = ("aria-controls", "data-target", "data-bs-target", "href")


def opened(body: Element) -> None:
    """Make the headings of what can be opened headings, and show its text."""
    by_id = {element.get("id"): element for element in body.iter() if element.get("id")}
    level = 1
    for element in list(body.iter()):
        if element.tag in HEADINGS:
            if not _is_in_panel(element) and not any(map(_is_toggle, element.iterdescendants())):
                level = HEADINGS[element.tag]
        elif element.tag == "summary" or _is_toggle(element):
            for panel in _panels(element, by_id):
                _show(panel)
            _make_heading(element, level)
        elif element.get("role") == "tabpanel":
            _show(element)
            _name_panel(element, by_id, level)
        elif element.tag in _PANELS and (_is_panel(element) or any(map(_is_panel, _around(element)))):
            _show(element)
    for tabs in list(body.iter()):
        if tabs.get("role") == "tablist" and tabs is not body and not _holds_panels(tabs):
            remove(tabs)
    for button in list(body.iter("button")):
        remove(button)


def _is_panel(element: Element) -> bool:
    return bool(_PANEL.search(names_of(names(element))))


def _around(element: Element) -> Iterator[Element]:
    """The innermost elements that a hidden one stands in: classes often are on the pair, not on the panel."""
    if _is_hidden(element):
        yield from islice(element.iterancestors(), PAIR)


def _is_hidden(element: Element) -> bool:
    return any(element.get(attribute) is not None for attribute in ("hidden", "aria-hidden", "style"))


def _is_in_panel(heading: Element) -> bool:
    return any(
        outer.tag == "details" or outer.get("role") == "tabpanel" or _is_panel(outer)
        for outer in heading.iterancestors("details", "div", "section", "dd", "ul", "li")
    )


def _is_toggle(element: Element) -> bool:
    if element.tag not in ("button", "a", "div", "span") or element.get("role") == "tab":
        return False
    if element.tag in ("div", "span") and element.get("role") != "button":
        return False
    if next(element.iterancestors("nav", "footer", "form"), None) is not None:
        return False
    if element.tag == "a" and not (element.get("href") or "#").startswith(("#", "javascript:")):
        return False
    told = element.get("data-toggle") or element.get("data-bs-toggle") or ""
    return (
        told == "collapse"
        or (element.get("aria-controls") is not None and element.get("aria-expanded") is not None)
        or bool(element.tag == "button" and _TOGGLE.search(names_of(names(element))))
    )


def _panels(element: Element, by_id: dict[str, Element]) -> list[Element]:
    named = [(element.get(attribute) or "").removeprefix("#") for attribute in _TARGETS]
    found = [by_id[name] for name in named if name in by_id]
    following = element.getnext()
    return found or ([following] if following is not None else [])


def _show(panel: Element) -> None:
    for attribute in ("hidden", "aria-hidden", "style"):
        panel.attrib.pop(attribute, None)


def _make_heading(element: Element, level: int) -> None:
    """Within a heading it only gives its text; else it becomes one below the last."""
    text = plain(element)
    within = next(element.iterancestors(*HEADINGS), None) is not None
    if within or next(element.iter(*HEADINGS), None) is not None:
        element.tag = "span" if within else "div"
    elif text and len(text) <= LONGEST_HEADING and key(text) not in phrases("buttons"):
        element.tag = f"h{min(DEEPEST, level + 1)}"
        element.attrib.clear()
    elif element.tag == "summary":
        element.tag = "p"


def _name_panel(panel: Element, by_id: dict[str, Element], level: int) -> None:
    """Put the words of its tab before a panel that has no heading of its own."""
    tab = by_id.get((panel.get("aria-labelledby") or "").strip())
    text = "" if tab is None else plain(tab)
    first = next((one for one in panel.iter(*HEADINGS)), None)
    if text and (first is None or plain(first) != text):
        heading = etree.Element(f"h{min(DEEPEST, level + 1)}")
        heading.text = text
        heading.tail, panel.text = panel.text, None
        panel.insert(0, panel.makeelement(heading.tag))
        panel[0].text, panel[0].tail = heading.text, heading.tail


def _holds_panels(tabs: Element) -> bool:
    return any(inner.get("role") == "tabpanel" for inner in tabs.iter())
