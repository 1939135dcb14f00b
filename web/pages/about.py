"""What is this, where do the records come from, and how far can they be trusted?"""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from typing import ClassVar

from starlette.requests import Request
from starlette.responses import Response

from indexer.errors import IndexDamaged, IndexMissing
from kb.localized import choose
from kb.vocabulary import Concept
from web.knowledge import Knowledge
from web.pages.layout import Site
from web.templates import Page, render


@dataclass(frozen=True)
class Explained:
    """A word of the site with its meaning."""

    label: str
    definition: str
    url: str


@dataclass(frozen=True)
class AboutPage(Page):
    """What the site is; ``evidence`` and ``kinds`` come from the vocabularies."""

    template: ClassVar[str] = "pages/about.html"
    evidence: tuple[Explained, ...]
    kinds: tuple[Explained, ...]
    efforts: tuple[Explained, ...]
    api: str
    accessibility: str | None


def page(request: Request) -> Response:
    """``/about``"""
    site = Site.of(request)
    return render(
        AboutPage(
            layout=site.layout("about", site.here(request)),
            evidence=_explained("evidence", site.vocabularies["evidence"], site),
            kinds=_explained("kind", _kinds(Knowledge.of(request)), site),
            efforts=_explained("effort", site.vocabularies["efforts"], site),
            api=f"{site.prefix}/api/openapi.json",
            accessibility=site.url("/accessibility") if "accessibility" in site.legal else None,
        )
    )


def _kinds(knowledge: Knowledge) -> tuple[Concept, ...]:
    """The kinds that have records; all of them while there is no index that could say so."""
    kinds = tuple(knowledge.vocabularies["kinds"])
    try:
        counted = knowledge.searcher().counts(("kind",))
    except (IndexMissing, IndexDamaged):
        return kinds
    used = {bucket.key for counts in counted for bucket in counts.buckets}
    return tuple(kind for kind in kinds if kind.id in used)


def _explained(facet: str, concepts: Iterable[Concept], site: Site) -> tuple[Explained, ...]:
    found = []
    for concept in concepts:
        chosen = choose(concept.definition, site.reader)
        if chosen:
            label, url = concept.called(site.reader), site.concept(f"{facet}:{concept.id}")
            found.append(Explained(label, chosen[1], url))
    return tuple(found)
