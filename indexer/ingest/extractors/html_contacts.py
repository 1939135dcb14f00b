"""Here is a page: which pieces of it are cards of persons, with name, role, telephone and mail?

A card is the largest element around a way to reach somebody that is short, holds no sentence and no fact.
"""

from __future__ import annotations

import re

from indexer.ingest.extractors.contacts import leads_to_contact, reaches_somebody, without_ways
from indexer.ingest.extractors.html_tree import BLOCKS, Element, Size, plain, remove, sizes

LONGEST_CARD = 350  # signs
LONGEST_LINE = 80  # signs; what is longer and ends with a stop is a sentence
CONTACT_LIST = 0.4  # share of the items of a list that reach somebody if the list is a contact
_ENDS = frozenset(("body", "main", "article", "td", "th", "tr", "table", "tbody"))
_LISTS = frozenset(("ul", "ol", "dl"))
_FACT = re.compile(r"^[^:\n]{2,40}:\s*\S")
_SENTENCE_END = re.compile(r"[.!?]\s*\Z")


def remove_cards(body: Element) -> None:
    """Take away the cards of persons."""
    measured = sizes(body)
    for sign in _signs(body):
        if not any(outer is body for outer in sign.iterancestors()):
            continue  # it went with a card
        card = _card(sign, body, measured)
        if card is not None:
            remove(card)
        elif sign.tag == "a":
            sign.tag = "span"


def _signs(body: Element) -> list[Element]:
    """The elements that hold a way to reach somebody."""
    found = []
    for element in body.iter():
        if element is body:
            continue
        href = (element.get("href") or "").strip().casefold() if element.tag == "a" else ""
        own = [element.text, *(child.tail for child in element)]
        if href.startswith(("mailto:", "tel:", "callto:", "fax:")) or any(
            reaches_somebody(text) for text in own if text
        ):
            found.append(element)
    return found


def _card(sign: Element, body: Element, measured: dict[Element, Size]) -> Element | None:
    block = sign
    while block.tag not in BLOCKS:
        block = block.getparent()
    if block is body or block.tag in _ENDS or not _is_card(block, measured):
        return None
    while True:
        parent = block.getparent()
        if parent is None or parent is body or parent.tag in _ENDS or not _may_grow(parent, measured):
            return block
        block = parent


def _may_grow(parent: Element, measured: dict[Element, Size]) -> bool:
    if measured[parent].signs > LONGEST_CARD:
        return False
    if parent.tag in _LISTS:
        items = list(parent)
        return sum(reaches_somebody(plain(item)) for item in items) >= CONTACT_LIST * len(items)
    return next(parent.iter("h1", "h2"), None) is None and _is_card(parent, measured)


def _is_card(element: Element, measured: dict[Element, Size]) -> bool:
    return measured[element].signs <= LONGEST_CARD and not any(
        _says_something(line) for line in _lines(element)
    )


def _lines(element: Element) -> list[str]:
    """The texts of the innermost blocks."""
    inner = [one for one in element.iter(*BLOCKS) if next(one.iterchildren(*BLOCKS), None) is None]
    return [plain(one) for one in inner] or [plain(element)]


def _says_something(line: str) -> bool:
    if reaches_somebody(line):
        return bool(without_ways(line))
    if len(line) > LONGEST_LINE and _SENTENCE_END.search(line):
        return True
    return bool(_FACT.match(line)) and not leads_to_contact(line)
