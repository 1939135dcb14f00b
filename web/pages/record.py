"""Here is a record: what does a reader learn from it, and how can they tell how sure it is?"""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from typing import Any, ClassVar

from markupsafe import Markup
from starlette.requests import Request
from starlette.responses import RedirectResponse, Response

from indexer.search.searcher import Searcher
from kb.localized import Language, choose
from web import addresses
from web.formatting import Text, text_for
from web.knowledge import Knowledge, Moved
from web.markdown import to_html
from web.pages.cards import Card, card, readable
from web.pages.facts import Fact, Passage, facts, passage_of, unstated
from web.pages.layout import Site
from web.templates import Page, render

TEXTS = ("challenge", "approach", "results")
LATER_TEXTS = ("resources", "transferability")


@dataclass(frozen=True)
class Item:
    """One entry of a list, with the passage it was read from."""

    text: Text
    passage: Passage | None


@dataclass(frozen=True)
class Section:
    """A part of the record; ``name`` is its field. Either ``html`` or ``items`` holds something."""

    name: str
    lang: Language | None
    html: Markup
    items: tuple[Item, ...]


@dataclass(frozen=True)
class Figure:
    """One number with what it counts."""

    what: Text
    value: float
    unit: str
    year: int | None
    source: str | None


@dataclass(frozen=True)
class Relation:
    """Another record and how this one relates to it."""

    label: str
    card: Card
    passage: Passage | None


@dataclass(frozen=True)
class Source:
    """Where the facts come from."""

    url: str
    title: str
    lang: str | None
    publisher: str | None
    language: str | None
    accessed: str | None


@dataclass(frozen=True)
class RecordPage(Page):
    """One record. ``other_language`` names the language shown when it is not the reader's."""

    template: ClassVar[str] = "pages/record.html"
    title: Text
    kind: str
    kind_url: str
    summary: Section
    other_language: str | None
    archived: bool
    facts: tuple[Fact, ...]
    topics: tuple[Fact, ...]
    not_stated: tuple[str, ...]
    not_applicable: tuple[str, ...]
    sections: tuple[Section, ...]
    figures: tuple[Figure, ...]
    figure_years: bool
    relations: tuple[Relation, ...]
    sources: tuple[Source, ...]
    licence: str | None
    created: str | None
    edited: str | None
    checked: str | None
    json: str


def page(request: Request) -> Response:
    """``/records/{id}``. Raises RecordMissing or RecordDeleted."""
    site, knowledge = Site.of(request), Knowledge.of(request)
    found = knowledge.record(request.path_params["id"])
    if isinstance(found, Moved):
        return RedirectResponse(site.record(found.to), 301)
    return render(_page(found, knowledge.searcher(), site, request))


def _page(record: Mapping[str, Any], searcher: Searcher, site: Site, request: Request) -> RecordPage:
    json = f"{site.prefix}/api/records/{record['id']}"
    title = text_for(record["title"], site.reader) or Text(record["id"])
    figures = tuple(_figure(figure, site) for figure in record.get("figures", ()))
    interface = tuple(link.code for link in _layout(site, request, record, json).languages)
    assert interface
    return RecordPage(
        layout=_layout(site, request, record, json),
        title=title,
        kind=site.called("kind", record["kind"]),
        kind_url=site.search(filters=[("kind", record["kind"])]),
        summary=_text("summary", record, site),
        other_language=site.called("language", title.lang) if title.lang else None,
        archived=record["status"] == "archived",
        facts=facts(record, site, _GLANCE),
        topics=facts(record, site, _TOPICS),
        not_stated=unstated(record, site),
        not_applicable=tuple(
            site.vocabularies["facets"].called(name, site.reader) for name in record.get("not_applicable", ())
        ),
        sections=_sections(record, site),
        figures=figures,
        figure_years=any(figure.year for figure in figures),
        relations=_relations(record, searcher, site),
        sources=tuple(_source(source, site) for source in record.get("sources", ())),
        licence=record.get("licence"),
        created=record.get("created"),
        edited=record.get("edited"),
        checked=record.get("checked"),
        json=json,
    )
