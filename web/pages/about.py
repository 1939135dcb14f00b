"""What is this, where do the records come from, and how far can they be trusted?"""

from __future__ import annotations

from dataclasses import dataclass
from typing import ClassVar

from starlette.requests import Request
from starlette.responses import Response

from kb.localized import choose
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


def page(request: Request) -> Response:
    """``/about``"""
    site = Site.of(request)
    return render(
        AboutPage(
            layout=site.layout("about", site.here(request)),
            evidence=_explained("evidence", "evidence", site),
            kinds=_explained("kind", "kinds", site),
            efforts=_explained("effort", "efforts", site),
            api=f"{site.prefix}/api/openapi.json",
        )
    )


def _explained(facet: str, vocabulary: str, site: Site) -> tuple[Explained, ...]:
    found = []
    for concept in site.vocabularies[vocabulary]:
        chosen = choose(concept.definition, site.reader)
        if chosen:
            label, url = concept.called(site.reader), site.concept(f"{facet}:{concept.id}")
            found.append(Explained(label, chosen[1], url))
    return tuple(found)
