"""Here is a record: what does a reader learn from it, and how can they tell how sure it is?"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass
from typing import Any, ClassVar

from markupsafe import Markup
from starlette.requests import Request
from starlette.responses import RedirectResponse, Response

from indexer.documents import organisation_key
from indexer.links.known import Links
from indexer.search.searcher import Searcher
from kb.localized import Language, choose
from kb.record import RelationType
from kb.relations import Link
from web.formatting import Period, Text, period, text_for
from web.knowledge import Knowledge, Moved
from web.language import INTERFACE_LANGUAGES
from web.markdown import to_html
from web.pages.cards import Card, card, readable
from web.pages.chart import Chart, charts
from web.pages.citing import Citing, citing
from web.pages.facts import (
    GLANCE,
    MEANS,
    TOPICS,
    Fact,
    Passage,
    facts,
    not_applicable,
    passage_of,
    unstated,
)
from web.pages.figures import Figure, figures
from web.pages.layout import Layout, Site
from web.pages.papers import Paper, paper
from web.pages.sources import Source, sources
from web.pages.versions import Version, versions
from web.templates import Page, render

TEXTS = ("challenge", "approach", "results")
LATER_TEXTS = ("resources", "transferability")
MOST_SIMILAR = 4


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
class Relation:
    """Another record and how this one relates to it."""

    labels: tuple[str, ...]
    card: Card
    passages: tuple[Passage, ...]


@dataclass(frozen=True)
class Glance:
    """What can be seen of a record at a glance, beside its kind and the days in it."""

    organisation: str | None
    organisation_url: str | None
    period: Period | None
    facts: tuple[Fact, ...]
    means: tuple[Fact, ...]
    topics: tuple[Fact, ...]
    not_stated: tuple[str, ...]
    not_applicable: tuple[str, ...]


@dataclass(frozen=True)
class Uses:
    """What a reader can do with a record. ``improve`` leads scouts to the desk, ``feedback`` to a form."""

    put_on_list: str
    compare: str
    improve: str
    feedback: str


@dataclass(frozen=True)
class RecordPage(Page):
    """One record. ``other_language`` names the language shown when it is not the reader's.

    ``similar`` are records about the same thing that no relation leads to; ``json`` and ``cited`` are None
    for what is not public.
    """

    template: ClassVar[str] = "pages/record.html"
    id: str
    title: Text
    kind: str
    kind_url: str
    summary: Section
    other_language: str | None
    versions: tuple[Version, ...]
    archived: bool
    glance: Glance
    sections: tuple[Section, ...]
    figures: tuple[Figure, ...]
    charts: tuple[Chart, ...]
    relations: tuple[Relation, ...]
    similar: tuple[Card, ...]
    paper: Paper | None
    sources: tuple[Source, ...]
    licence: str | None
    created: str | None
    edited: str | None
    checked: str | None
    cited: Citing | None
    uses: Uses
    json: str | None


def page(request: Request) -> Response:
    """``/records/{id}``. Raises RecordMissing or RecordDeleted."""
    site, knowledge = Site.of(request), Knowledge.of(request)
    found = knowledge.record(request.path_params["id"])
    if isinstance(found, Moved):
        return RedirectResponse(site.record(found.to), 301)
    json = f"{site.prefix}/api/records/{found['id']}"
    languages = tuple(one for one in INTERFACE_LANGUAGES if one in readable(found))
    layout = site.layout("record", site.here(request), readable=languages, json=json)
    cited = citing(found, site, knowledge.corpus.today())
    return render(record_page(found, knowledge.searcher(), knowledge.links.get(), site, layout, cited))


def record_page(
    record: Mapping[str, Any],
    searcher: Searcher,
    links: Links,
    site: Site,
    layout: Layout,
    cited: Citing | None = None,
) -> RecordPage:
    """The page of a record's plain values, indexed or not; ``searcher`` knows the other records."""
    title = text_for(record["title"], site.reader) or Text(record["id"])
    related = searcher.links_with(record["id"], record.get("relations", ()))
    return RecordPage(
        layout=layout,
        id=record["id"],
        title=title,
        kind=site.called("kind", record["kind"]),
        kind_url=site.search(filters=[("kind", record["kind"])]),
        summary=_text("summary", record, site),
        other_language=site.called("language", title.lang) if title.lang else None,
        versions=versions(record, layout),
        archived=record["status"] == "archived",
        glance=_glance(record, searcher, site),
        sections=tuple(_sections(record, site)),
        figures=figures(record, site),
        charts=charts(record, site.reader),
        relations=_relations(record, related, searcher, site),
        similar=_similar(record, related, searcher, site),
        paper=paper(record, searcher, site),
        sources=sources(record, links, site),
        licence=record.get("licence"),
        created=record.get("created"),
        edited=record.get("edited"),
        checked=record.get("checked"),
        cited=cited,
        uses=_uses(record["id"], site),
        json=layout.json,
    )


def _glance(record: Mapping[str, Any], searcher: Searcher, site: Site) -> Glance:
    return Glance(
        organisation=record.get("organisation", {}).get("name"),
        organisation_url=_organisation(record, searcher, site),
        period=period(record),
        facts=facts(record, site, GLANCE),
        means=facts(record, site, MEANS),
        topics=facts(record, site, TOPICS),
        not_stated=unstated(record, site),
        not_applicable=not_applicable(record, site),
    )


def _uses(record_id: str, site: Site) -> Uses:
    return Uses(
        put_on_list=site.url("/lists", id=record_id),
        compare=site.url("/compare", id=record_id),
        improve=site.url(f"/desk/records/{record_id}"),
        feedback=site.url("/feedback", record=record_id),
    )


def _organisation(record: Mapping[str, Any], searcher: Searcher, site: Site) -> str | None:
    """Its own record if it has one, else the records of the same organisation."""
    organisation = record.get("organisation")
    if not organisation:
        return None
    own = organisation.get("record")
    if own and own != record["id"] and searcher.record(own):
        return site.record(own)
    return site.search(filters=[("organisation", organisation_key(organisation["name"]))])


def _text(name: str, record: Mapping[str, Any], site: Site) -> Section:
    found = text_for(record[name], site.reader) or Text("")
    return Section(name, found.lang, to_html(found.text), ())


def _sections(record: Mapping[str, Any], site: Site) -> Iterator[Section]:
    for name in TEXTS:
        if record.get(name):
            yield _text(name, record, site)
    factors = choose(record.get("success_factors", {}), site.reader)
    if factors:
        language = None if factors[0] == site.reader else factors[0]
        items = tuple(Item(Text(factor, language), None) for factor in factors[1])
        yield Section("success_factors", None, Markup(""), items)
    if record.get("limiting_factors"):
        items = tuple(
            Item(text_for(part["text"], site.reader) or Text(""), passage_of(part, record, site))
            for part in record["limiting_factors"]
        )
        yield Section("limiting_factors", None, Markup(""), items)
    for name in LATER_TEXTS:
        if record.get(name):
            yield _text(name, record, site)


def _relations(
    record: Mapping[str, Any], links: Iterable[Link], searcher: Searcher, site: Site
) -> tuple[Relation, ...]:
    """One entry per other record, with every way in which the two relate."""
    stated = {(part["type"], part["to"]): part for part in record.get("relations", ())}
    by_target: dict[str, list[RelationType]] = {}
    for link in links:
        by_target.setdefault(link.to, []).append(link.type)
    types = site.vocabularies["relation-types"]
    found = []
    for target, names in by_target.items():
        other = searcher.record(target)
        if other is not None:
            passages = (passage_of(stated.get((name, target), {}), record, site) for name in names)
            labels = tuple(types.called(name, site.reader) for name in names)
            found.append(Relation(labels, card(other, site), tuple(filter(None, passages))))
    return tuple(found)


def _similar(
    record: Mapping[str, Any], links: Iterable[Link], searcher: Searcher, site: Site
) -> tuple[Card, ...]:
    related = {link.to for link in links}
    found = searcher.similar(record["id"], MOST_SIMILAR + len(related))
    return tuple(card(other, site) for other in found if other["id"] not in related)[:MOST_SIMILAR]
