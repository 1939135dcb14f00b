"""How is a hit shown: with which passages, and why was it found?"""

from __future__ import annotations

from dataclasses import dataclass

from indexer.documents import BODY
from indexer.search.body import Labels
from indexer.search.page_links import part_label, part_url
from indexer.search.results import Hit, Snippet
from indexer.search.state import SearchState
from web.formatting import Text
from web.pages.cards import Card, card
from web.pages.fitting import FitLine, fit_lines
from web.pages.layout import Site
from web.pages.why import Why, why


@dataclass(frozen=True)
class Passage:
    """A snippet in pieces: each a text and whether it matched; ``before`` and ``after`` say what was cut."""

    field: str
    pieces: tuple[tuple[str, bool], ...]
    language: Text
    before: bool
    after: bool


@dataclass(frozen=True)
class PartLink:
    """The page or section of a paper that answers best; ``heading`` is that of a page, where known."""

    label: Text
    url: str
    external: bool
    heading: Text | None


@dataclass(frozen=True)
class ShownHit:
    """A hit with its passages, the place in its paper the account of why it was found and whether it fits."""

    id: str
    card: Card
    passages: tuple[Passage, ...]
    part: PartLink | None
    why: Why | None
    fit: tuple[FitLine, ...]


def shown(hit: Hit, state: SearchState, labels: Labels, site: Site) -> ShownHit:
    """What the page shows of a hit."""
    return ShownHit(
        id=hit.id,
        card=card(hit.record, site),
        passages=tuple(_passage(snippet, site) for snippet in hit.snippets),
        part=_part(hit, site),
        why=why(hit, state.text, ranked=state.sorting == "relevance"),
        fit=fit_lines(hit.fit, labels),
    )


def _part(hit: Hit, site: Site) -> PartLink | None:
    part = hit.part
    if part is None:
        return None
    spoken = next((one.language for one in hit.snippets if one.field == BODY), site.reader)
    language = None if spoken == site.reader else spoken
    label, url = part_label(part, site.reader), part_url(part, hit.record, site.prefix)
    return PartLink(
        label=Text(label, language if label == part.heading else None),
        url=url,
        external=not url.startswith("/"),
        heading=Text(part.heading, language) if part.heading and label != part.heading else None,
    )


def _passage(snippet: Snippet, site: Site) -> Passage:
    pieces: list[tuple[str, bool]] = []
    done = 0
    for start, end in snippet.ranges:
        pieces += [(snippet.text[done:start], False), (snippet.text[start:end], True)]
        done = end
    pieces.append((snippet.text[done:], False))
    language = None if snippet.language == site.reader else snippet.language
    return Passage(
        field=snippet.field,
        pieces=tuple((text, marked) for text, marked in pieces if text),
        language=Text(snippet.text, language),
        before=snippet.before,
        after=snippet.after,
    )
