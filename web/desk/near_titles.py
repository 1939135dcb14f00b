"""Here is a title: which records and drafts are called nearly the same?"""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass

from indexer.errors import IndexDamaged, IndexMissing
from indexer.ingest.duplicates.titles import titles_alike
from indexer.search.request import SearchRequest
from kb.draft import Draft
from kb.localized import Language
from web.formatting import Text, text_for
from web.knowledge import Knowledge
from web.pages.layout import Site

NEARLY = 0.85  # from this likeness on a person is asked
CANDIDATES = 20  # records that have most of the words
MOST = 5


@dataclass(frozen=True)
class Near:
    """A record or draft with nearly the same title."""

    title: Text
    url: str
    is_draft: bool


def near_titles(title: str, knowledge: Knowledge, site: Site) -> tuple[Near, ...]:
    """The nearest first. Records are looked for in the index, so one that waits to be indexed is not seen."""
    found = [*_of_records(title, knowledge, site), *_of_drafts(title, knowledge, site)]
    found.sort(key=lambda pair: -pair[0])
    return tuple(near for likeness, near in found if likeness >= NEARLY)[:MOST]


def _of_records(title: str, knowledge: Knowledge, site: Site) -> Iterator[tuple[float, Near]]:
    request = SearchRequest(text=title, size=CANDIDATES, archived=True, counting=False, reader=site.reader)
    try:
        hits = knowledge.searcher().search(request).hits
    except (IndexMissing, IndexDamaged):  # drafts can be begun while the index is being built
        return
    for hit in hits:
        yield _nearest(title, hit.record["title"], site.record(hit.id), False, site)


def _of_drafts(title: str, knowledge: Knowledge, site: Site) -> Iterator[tuple[float, Near]]:
    for draft in knowledge.drafts.all():
        if isinstance(draft, Draft) and isinstance(draft.values.get("title"), dict):
            texts = {code: text for code, text in draft.values["title"].items() if isinstance(text, str)}
            if texts:
                yield _nearest(title, texts, site.url(f"/desk/drafts/{draft.id}"), True, site)


def _nearest(
    title: str, titles: Mapping[Language, str], url: str, is_draft: bool, site: Site
) -> tuple[float, Near]:
    """How near the nearest of its titles is, and the one the reader gets."""
    likeness = max(titles_alike(title, one) for one in titles.values())
    return likeness, Near(text_for(titles, site.reader) or Text(title), url, is_draft)
