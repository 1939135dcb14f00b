"""What does a concept mean, how is it called elsewhere, and which records deal with it?

An id is a value of a facet, such as ``theme:skills``, or a concept of the thesaurus, such as ``metacluster``.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from typing import ClassVar

from starlette.exceptions import HTTPException
from starlette.requests import Request
from starlette.responses import RedirectResponse, Response

from indexer.facets import BY_NAME
from indexer.search.request import Filter, SearchRequest
from indexer.search.searcher import Searcher
from kb.localized import LANGUAGES
from kb.vocabulary import Concept, Vocabulary
from web.formatting import Text, text_for
from web.knowledge import Knowledge
from web.pages.cards import Card, card
from web.pages.layout import OWN_NAMES, Site
from web.templates import Page, render

FIRST_RECORDS = 6


@dataclass(frozen=True)
class Named:
    """What a concept is called in one language, which is named in itself."""

    language: Text
    label: Text
    others: tuple[str, ...]


@dataclass(frozen=True)
class Linked:
    """Another concept; ``records`` is how many records have it as a value, None if it is no value."""

    label: str
    url: str
    records: int | None = None


@dataclass(frozen=True)
class ConceptPage(Page):
    """One concept. ``vocabulary`` is the name of the list it belongs to; ``tell`` leads to the scouts."""

    template: ClassVar[str] = "pages/concept.html"
    label: str
    vocabulary: str
    definition: Text | None
    names: tuple[Named, ...]
    broader: tuple[Linked, ...]
    narrower: tuple[Linked, ...]
    related: tuple[Linked, ...]
    facet: Linked | None
    own_record: str | None
    total: int
    results: str
    records: tuple[Card, ...]
    tell: str


@dataclass(frozen=True)
class Found:
    """A concept with its list; ``facet`` is None in the thesaurus."""

    concept: Concept
    vocabulary: Vocabulary
    facet: str | None

    def address(self, concept_id: str) -> str:
        """The id of a concept of the same list as it stands in addresses."""
        return f"{self.facet}:{concept_id}" if self.facet else concept_id


def page(request: Request) -> Response:
    """``/concepts/{id}``. Raises HTTPException for what is no concept."""
    site = Site.of(request)
    found = _find(request.path_params["id"], site)
    if found.concept.same_as:
        return RedirectResponse(site.concept(found.address(found.concept.same_as)), 301)
    searcher = Knowledge.of(request).searcher()
    wanted, results_url = _search(found, site)
    results = searcher.search(wanted)
    own = found.concept.record
    counts = _counts(found, searcher)
    label = found.concept.called(site.reader)
    return render(
        ConceptPage(
            layout=site.layout("concept", site.here(request)),
            label=label,
            vocabulary=found.vocabulary.title.get(site.reader, found.vocabulary.name),
            definition=text_for(found.concept.definition, site.reader),
            names=_names(found.concept, site),
            broader=_linked(filter(None, [found.concept.broader]), found, counts, site),
            narrower=_linked(found.vocabulary.narrower.get(found.concept.id, ()), found, counts, site),
            related=_linked(found.concept.related, found, counts, site),
            facet=_facet_value(found.concept, site),
            own_record=site.record(own) if own and searcher.record(own) else None,
            total=results.total,
            results=results_url,
            records=tuple(card(hit.record, site) for hit in results.hits),
            tell=site.url("/feedback", q=label),
        )
    )


def _find(concept_id: str, site: Site) -> Found:
    name, colon, key = concept_id.partition(":")
    facet = BY_NAME.get(name) if colon else None
    vocabulary = site.vocabularies[(facet and facet.vocabulary) or "thesaurus"]
    wanted = key if facet and facet.vocabulary else concept_id
    if wanted not in vocabulary:
        raise HTTPException(404)
    return Found(vocabulary.concepts[wanted], vocabulary, facet.name if facet else None)


def _search(found: Found, site: Site) -> tuple[SearchRequest, str]:
    """What is asked of the index, and the address of all that is found."""
    name, key = found.facet, found.concept.id
    if found.concept.concept and not name:
        name, _, key = found.concept.concept.partition("/")
    if name:
        filters = (Filter(name, (key,)),)
        return _request(site, filters=filters), site.search(filters=[(name, key)])
    text = f'"{found.concept.called(site.reader)}"'
    return _request(site, text=text), site.search(text)


def _request(site: Site, *, text: str = "", filters: tuple[Filter, ...] = ()) -> SearchRequest:
    return SearchRequest(
        text=text,
        filters=filters,
        sort="relevance" if text else "newest",
        size=FIRST_RECORDS,
        reader=site.reader,
        counting=False,
    )


def _names(concept: Concept, site: Site) -> tuple[Named, ...]:
    return tuple(
        Named(
            language=Text(OWN_NAMES[one], None if one == site.reader else one),
            label=Text(concept.label[one], None if one == site.reader else one),
            others=tuple(concept.alternatives.get(one, ())),
        )
        for one in LANGUAGES
        if one in concept.label
    )


def _counts(found: Found, searcher: Searcher) -> Mapping[str, int]:
    """How many records have each value of the same facet; nothing in the thesaurus."""
    if not found.facet:
        return {}
    (counted,) = searcher.counts((found.facet,))
    return {bucket.key: bucket.count for bucket in counted.buckets}


def _linked(ids: Iterable[str], found: Found, counts: Mapping[str, int], site: Site) -> tuple[Linked, ...]:
    return tuple(
        Linked(
            label=found.vocabulary.called(one, site.reader),
            url=site.concept(found.address(one)),
            records=counts.get(one, 0) if found.facet else None,
        )
        for one in ids
    )


def _facet_value(concept: Concept, site: Site) -> Linked | None:
    """The value of a facet that a concept of the thesaurus is the same as."""
    name, _, key = (concept.concept or "").partition("/")
    if name not in BY_NAME or BY_NAME[name].vocabulary is None:
        return None
    return Linked(site.called(name, key), site.concept(f"{name}:{key}"))
