"""What does a page say of itself in its head: title, publisher, days, language, keywords, address, feeds?

JSON-LD is read first, then OpenGraph, Dublin Core, other metadata and visible labels; of each kind the most
trustworthy statement stands first. Persons are never named.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from copy import copy

from htmldate import find_date

from indexer.ingest.extraction import Found
from indexer.ingest.extractors.contacts import without_ways
from indexer.ingest.extractors.days import begins_with_day, day_in
from indexer.ingest.extractors.html_json_ld import (
    ORGANISATION,
    WEBSITE,
    Node,
    about_the_text,
    has_type,
    nodes,
    organisations_of,
    texts_of,
)
from indexer.ingest.extractors.html_microdata import described, publishers
from indexer.ingest.extractors.html_title import titles
from indexer.ingest.extractors.html_tree import Element, Page, plain
from indexer.ingest.extractors.page_words import before
from indexer.ingest.extractors.tidying import tidied

KEYWORDS = 30
FEEDS = 5
LONGEST_VALUE = 2_000  # signs
LONGEST_LABEL = 120  # signs of a line with a day
NEAR = 40  # signs between a label and its day
_DAY_KEYS = {"published": ("datePublished", "dateCreated", "uploadDate"), "modified": ("dateModified",)}
_METADATA: dict[str, tuple[str, ...]] = {
    "title": ("og:title", "twitter:title", "dc.title", "citation_title"),
    "description": ("description", "og:description", "twitter:description", "dc.description", "dc.abstract"),
    "organisation": ("og:site_name", "dc.publisher", "citation_publisher", "publisher", "application-name"),
    "published": (
        *("article:published_time", "og:published_time", "dc.date", "dc.date.issued", "dc.issued"),
        *("dc.created", "dc.date.created", "citation_publication_date", "datepublished", "pubdate"),
        *("publish-date", "publication_date", "date"),
    ),
    "modified": (
        *("article:modified_time", "og:updated_time", "dc.modified", "dc.date.modified", "last-modified"),
        *("datemodified", "revised"),
    ),
    "language": ("content-language", "language", "dc.language", "og:locale"),
    "keyword": ("article:tag", "keywords", "news_keywords", "dc.subject"),
    "address": ("og:url",),
}
_LINES = (
    "p",
    "span",
    "div",
    "time",
    "li",
    "small",
    "dd",
    "dt",
    "td",
    "center",
    "font",
    "b",
    "i",
    "em",
    "strong",
)
_CHANGED = re.compile(r"modif|updat|änder|aktualis|opdater", re.IGNORECASE)
_SEPARATORS = re.compile(r"[,;|]")
_COPYRIGHT = re.compile(
    r"(?:©|\(c\)|copyright)\s*(?:\d{4}(?:\s*[-–]\s*\d{4})?)?\s*(?:by\s+)?([^|·•.,©\d]{3,80})", re.IGNORECASE
)


class Statements:
    """What a page says of itself. Each value is kept once, where it was found first."""

    def __init__(self, page: Page) -> None:
        self.page = page
        self.found: list[Found] = []
        things, self.broken_json = nodes(page.root)
        self.things: list[Node] = things
        self.metadata = _metadata(page.root)

    def all(self) -> tuple[Found, ...]:
        """Everything, ordered by trust within each kind."""
        self._of_things()
        self._of_metadata()
        self._of_elements()
        sites = [one.value for one in self.found if one.what == "organisation"]
        for name in described(self.page.root):
            self.add("organisation", name, "microdata Organization")
        title = plain_title(self.page.root)
        if title:
            self.add("title", title, "<title>")
        stated = [one for one in self.found if one.what == "title"]
        self.found = [one for one in self.found if one.what != "title"]
        for one in titles(self.page, stated, sites):
            self.add(one.what, one.value, one.where)
        self._day_as_last_resort()
        return tuple(self.found)

    def add(self, what: str, value: str | None, where: str) -> None:
        """Keep a value unless it is empty, too long or known; ways to reach persons are left out of it."""
        value = without_ways(tidied(value or ""))
        known = any(one.what == what and one.value.casefold() == value.casefold() for one in self.found)
        if value and len(value) <= LONGEST_VALUE and not known:
            self.found.append(Found(what, value, where))

    def _of_things(self) -> None:
        about = about_the_text(self.things)
        for node in about:
            for key in ("headline", "name"):
                for text in texts_of(node, key):
                    self.add("title", text, f"JSON-LD {key}")
            for text in texts_of(node, "description"):
                self.add("description", text, "JSON-LD description")
            for name, key in organisations_of(node, self.things):
                self.add("organisation", name, f"JSON-LD {key}")
            for what, keys in _DAY_KEYS.items():
                for key in keys:
                    for text in texts_of(node, key):
                        self.add(what, day_in(text), f"JSON-LD {key}")
            for text in texts_of(node, "inLanguage"):
                self.add("language", text, "JSON-LD inLanguage")
            for text in texts_of(node, "keywords"):
                self._keywords(text, "JSON-LD keywords")

    def _of_metadata(self) -> None:
        language = self.page.root.get("lang") or self.page.root.get(
            "{http://www.w3.org/XML/1998/namespace}lang"
        )
        self.add("language", language, "<html lang>")
        for link in self.page.root.iter("link"):
            rel = (link.get("rel") or "").casefold().split()
            if "canonical" in rel:
                self.add("address", self.page.absolute(link.get("href")), "link canonical")
            kind = (link.get("type") or "").casefold()
            if "alternate" in rel and ("rss" in kind or "atom" in kind) and self._count("feed") < FEEDS:
                self.add("feed", self.page.absolute(link.get("href")), "link alternate")
        for what, keys in _METADATA.items():
            for key in keys:
                for value in self.metadata.get(key, ()):
                    self._of_key(what, key, value)

    def _of_key(self, what: str, key: str, value: str) -> None:
        where = key if ":" in key else f"meta {key}"
        if what in ("published", "modified"):
            self.add(what, day_in(value), where)
        elif what == "keyword":
            self._keywords(value, where)
        elif what == "address":
            self.add(what, self.page.absolute(value), where)
        elif what != "organisation" or not (value.startswith("@") or "://" in value):
            self.add(what, value, where)

    def _of_elements(self) -> None:
        for node in self.things:
            key = "name" if has_type(node, ORGANISATION) else ""
            for name in texts_of(node, key):
                self.add("organisation", name, "JSON-LD Organization")
            if has_type(node, WEBSITE):
                for name, publisher in organisations_of(node, self.things):
                    self.add("organisation", name, f"JSON-LD WebSite {publisher}")
        for name, key in publishers(self.page.root):
            self.add("organisation", name, f"itemprop {key}")
        for what, day, where in _marked_days(self.page.body):
            if where != "<time>" or not self._count(what):
                self.add(what, day, where)
        if not self._count("organisation"):
            for footer in self.page.body.iter("footer"):
                owner = _COPYRIGHT.search(plain(footer)[:LONGEST_VALUE])
                self.add("organisation", owner[1] if owner else None, "<footer>")

    def _day_as_last_resort(self) -> None:
        if not self._count("published") and not self._count("modified"):
            root = copy(self.page.root)
            day = find_date(root, extensive_search=False, original_date=True, url=self.page.address)
            self.add("published", day_in(day or ""), "htmldate")

    def _keywords(self, text: str, where: str) -> None:
        for word in _SEPARATORS.split(text):
            if self._count("keyword") < KEYWORDS:
                self.add("keyword", word, where)

    def _count(self, what: str) -> int:
        return sum(one.what == what for one in self.found)


def plain_title(root: Element) -> str:
    """The text of <title>."""
    title = root.find(".//title")
    return "" if title is None else plain(title)


def _metadata(root: Element) -> dict[str, list[str]]:
    found: dict[str, list[str]] = {}
    for meta in root.iter("meta"):
        key = meta.get("property") or meta.get("name") or meta.get("http-equiv") or meta.get("itemprop")
        if key and meta.get("content"):
            key = key.strip().casefold().replace("dcterms.", "dc.")
            found.setdefault(key, []).append(meta.get("content"))
    return found


def _marked_days(body: Element) -> Iterator[tuple[str, str | None, str]]:
    """Days that are marked as such, then those behind a label."""
    times = [time for time in body.iter("time") if _is_of_the_text(time)]
    for element in body.iter():
        named = (element.get("itemprop") or "").casefold()
        for what, name in (("published", "datepublished"), ("modified", "datemodified")):
            if named == name:
                stated = element.get("datetime") or element.get("content") or plain(element)
                yield what, day_in(stated), f"itemprop {element.get('itemprop')}"
    yield from _labelled(body)
    for time in times[:1]:
        changed = _CHANGED.search(time.get("class") or "")
        yield "modified" if changed else "published", day_in(time.get("datetime") or plain(time)), "<time>"


def _is_of_the_text(time: Element) -> bool:
    """Whether a time stands by the headline rather than in a list of other things."""
    outer = next(time.iterancestors("li", "aside", "nav", "footer", "table", "td", "section"), None)
    return outer is None and next(time.iterancestors("main", "article", "header"), None) is not None


def _labelled(body: Element) -> Iterator[tuple[str, str | None, str]]:
    for element in body.iter(*_LINES):
        if len(element) > 4:
            continue
        text = plain(element)
        if not 8 <= len(text) <= LONGEST_LABEL or not any(sign.isdigit() for sign in text):
            continue
        for what in ("modified", "published"):
            label = before(what).search(text)
            if label and label.start() < NEAR and begins_with_day(text[label.end() :]):
                yield what, day_in(text[label.end() : label.end() + NEAR]), "main text"
                break
