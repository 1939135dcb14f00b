"""Made-up handouts, and how each of their forms is read back: its headings, its words, its tables."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from datetime import date
from io import BytesIO
from typing import Any

import docx
from bs4 import BeautifulSoup
from docx.document import Document
from markdown_it import MarkdownIt
from markdown_it.token import Token

from indexer.links.known import Link, Links
from kb.localized import Language
from tests.kb.corpora import delivered_vocabularies
from tests.web.sites import a_record
from web.kit import markdown, word
from web.kit.content import Kit
from web.kit.handout import KitPage
from web.kit.kit import kit
from web.kit.voice import Voice
from web.pages.chosen import Chosen
from web.pages.layout import Site
from web.pages.reading_list import Entry, ReadingList
from web.templates import render

TODAY = date(2026, 11, 24)
Headings = list[tuple[int, str]]

FULL: dict[str, Any] = {
    "title": {"de": "Beiträge der Mitglieder", "en": "Membership fees"},
    "summary": {"de": "Mitglieder zahlen *gern*.", "en": "Members are *glad* to pay."},
    "challenge": {"de": "Die Förderung läuft aus.", "en": "The grant runs out."},
    "approach": {"de": "3. erst\n4. dann\n\nMehr im [Netz](https://example.org/a_b).", "en": "A **plan**."},
    "results": {"en": "Only told in English."},
    "success_factors": {"de": ["Vertrauen"], "en": ["Trust"]},
    "limiting_factors": [{"text": {"de": "Kleine Betriebe", "en": "Small firms"}}],
    "transferability": {"de": "Überall.", "en": "Everywhere."},
    "outcome": {"value": "worked"},
    "evidence": {"value": "claimed"},
    "organisation": {"name": "Hafen & Söhne GmbH"},
    "place": {"countries": ["DE"], "regions": ["DEF"]},
    "funding": ["membership-fees"],
    "period": {"start": 2015, "end": 2019},
    "figures": [{"what": {"de": "Mitglieder", "en": "members"}, "value": 1234.5, "year": 2019}],
    "sources": [
        {"url": "https://example.org/report?a=1&b=2", "title": "Jahresbericht", "language": "de"},
        {"url": "https://example.org/dead", "title": "Statuts", "language": "fr", "accessed": "2026-02-03"},
    ],
    "licence": "CC BY 4.0",
}


def values(record_id: str, **fields: Any) -> dict[str, Any]:
    """The plain values of a valid record."""
    return a_record(record_id, **fields).values()


def voice(language: Language = "de") -> Voice:
    """The voice of a handout, on a site whose pages are read in English."""
    return Voice.of(Site("", "https://knowledge.example", "en", None, delivered_vocabularies()), language)


def a_kit(
    *records: Mapping[str, Any],
    language: Language = "de",
    title: str = "Abend am Hafen",
    notes: Mapping[str, str] | None = None,
    missing: Iterable[str] = (),
    links: Iterable[Link] = (),
) -> Kit:
    """The handout of records, with notes by their ids, and of ids that are not there."""
    ids = [record["id"] for record in records]
    listed = ReadingList(title, tuple(Entry(one, (notes or {}).get(one, "")) for one in [*ids, *missing]))
    choices = [Chosen(record["id"], "there", record) for record in records]
    choices += [Chosen(one, "missing", None) for one in missing]
    known: Links = {link.address: link for link in links}
    found = kit(listed, choices, known, voice(language), TODAY)
    assert found
    return found


def outline(made: Kit) -> Headings:
    """The headings a form of the kit has to have, with their levels."""
    return [(1, _one_line(made.title)), *((one.level, _one_line(one.heading)) for one in made.sections)]


def as_page(made: Kit) -> BeautifulSoup:
    """The print page."""
    site = voice(made.language).site
    layout = site.layout("lists", lambda _: "/lists/kit", indexed=False)
    page = KitPage(layout, made, None, (), "/w", "/m", "/lists", "/search", ())
    return BeautifulSoup(bytes(render(page).body), "lxml").select_one("article.kit")  # type: ignore[return-value]


def page_outline(made: Kit) -> Headings:
    """The headings of the print page."""
    found = as_page(made).find_all(["h1", "h2", "h3", "h4", "h5", "h6"])
    return [(int(tag.name[1]), _one_line(tag.get_text())) for tag in found]


def as_word(made: Kit) -> Document:
    """The Word document, opened again."""
    return docx.Document(BytesIO(word.document(made)))


def word_outline(made: Kit) -> Headings:
    """The headings of the Word document, its title among them."""
    found = []
    for paragraph in as_word(made).paragraphs:
        style = paragraph.style.name if paragraph.style else ""
        if style == "Title":
            found.append((1, _one_line(paragraph.text)))
        elif style and style.startswith("Heading "):
            found.append((int(style[-1]) + 1, _one_line(paragraph.text)))
    return found


def tokens(text: str) -> list[Token]:
    """What another program makes of Markdown: one that lets HTML through and knows tables."""
    return MarkdownIt("commonmark").enable("table").parse(text)


def markdown_outline(made: Kit) -> Headings:
    """The headings of the Markdown."""
    parsed = tokens(markdown.document(made))
    return [
        (int(token.tag[1]), _one_line(words(parsed[place + 1])))
        for place, token in enumerate(parsed)
        if token.type == "heading_open"
    ]


def words(token: Token) -> str:
    """What is read of an inline token."""
    return "".join(
        " " if child.type in ("softbreak", "hardbreak") else child.content for child in token.children or ()
    )


def _one_line(text: str) -> str:
    return " ".join(text.split())
