"""``/compare?id=…``: what do up to four records have in common, and where do they differ?"""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from typing import Any, ClassVar

from starlette.requests import Request
from starlette.responses import Response

from indexer.search.request import QUERY_LENGTH, SearchRequest
from indexer.search.searcher import Searcher
from kb.localized import Language
from web.formatting import Text
from web.knowledge import Knowledge
from web.pages.chosen import Chosen, chosen, title_of
from web.pages.comparison import Row, comparison
from web.pages.layout import Site
from web.pages.reading_list import ReadingList
from web.templates import Page, render

LETTERS = "ABCD"
MOST_COLUMNS = len(LETTERS)
MOST_OFFERED = 6
Pairs = tuple[tuple[str, str], ...]


@dataclass(frozen=True)
class Column:
    """One record of the comparison; ``without`` is the address of the comparison without it."""

    id: str
    letter: str
    title: Text
    url: str
    without: str


@dataclass(frozen=True)
class Offer:
    """A record that can be set beside the others by opening ``url``."""

    title: Text
    kind: str
    url: str


@dataclass(frozen=True)
class ComparePage(Page):
    """The comparison. ``empty`` are the rows no record states, ``equal`` counts those that are left out.

    ``lost`` and ``moved`` are choices that are not what they were, ``left_out`` counts those beyond four.
    ``offers`` answer ``find``, or are similar records where nothing was asked.
    """

    template: ClassVar[str] = "pages/compare.html"
    columns: tuple[Column, ...]
    rows: tuple[Row, ...]
    empty: tuple[Row, ...]
    only_differences: bool
    equal: int
    switch: str
    lost: tuple[Chosen, ...]
    moved: tuple[tuple[str, Text], ...]
    left_out: int
    most: int
    action: str
    hidden: Pairs
    find: str
    query_length: int
    offers: tuple[Offer, ...]
    put_on_list: str
    everything: str


@dataclass(frozen=True)
class _Comparison:
    """What the address asks for."""

    ids: tuple[str, ...]
    only_differences: bool

    def with_ids(self, ids: Iterable[str]) -> _Comparison:
        return _Comparison(tuple(ids), self.only_differences)

    @property
    def pairs(self) -> Pairs:
        switched = (("differences", "1"),) if self.only_differences else ()
        return (*(("id", one) for one in self.ids), *switched)

    def url(self, site: Site, lang: Language | None = None) -> str:
        return site.url("/compare", lang, self.pairs)


def page(request: Request) -> Response:
    """``/compare``"""
    site, knowledge = Site.of(request), Knowledge.of(request)
    parameters = request.query_params
    wanted = ReadingList.parse(parameters.multi_items())
    beyond = len(wanted.entries) - MOST_COLUMNS + wanted.left_out
    asked = _Comparison(wanted.ids[:MOST_COLUMNS], parameters.get("differences") == "1")
    find = " ".join(parameters.get("find", "").split())[:QUERY_LENGTH]
    return render(_page(asked, find, max(0, beyond), site, knowledge))


def _page(asked: _Comparison, find: str, beyond: int, site: Site, knowledge: Knowledge) -> ComparePage:
    choices = chosen(asked.ids, knowledge)
    found = {one.record["id"]: one.record for one in choices if one.record}
    shown = asked.with_ids(found)
    rows = comparison(tuple(found.values()), site) if len(found) > 1 else ()
    stated = tuple(row for row in rows if row.stated)
    kept = tuple(row for row in stated if row.differs or not row.brief or not asked.only_differences)
    return ComparePage(
        layout=site.layout("compare", lambda language: asked.url(site, language), indexed=False),
        columns=tuple(_column(place, one, shown, site) for place, one in enumerate(found.values())),
        rows=kept,
        empty=tuple(row for row in rows if not row.stated),
        only_differences=asked.only_differences,
        equal=len(stated) - len(kept),
        switch=_Comparison(shown.ids, not asked.only_differences).url(site),
        lost=tuple(one for one in choices if one.record is None),
        moved=tuple((one.id, one.title(site)) for one in choices if one.fate == "moved"),
        left_out=beyond,
        most=MOST_COLUMNS,
        action=f"{site.prefix}/compare",
        hidden=(*shown.pairs, *((("lang", site.lang),) if site.lang else ())),
        find=find,
        query_length=QUERY_LENGTH,
        offers=_offers(shown, find, knowledge.searcher(), site) if len(found) < MOST_COLUMNS else (),
        put_on_list=site.url("/lists", pairs=(("id", one) for one in found)),
        everything=site.search(),
    )


def _column(place: int, record: Mapping[str, Any], shown: _Comparison, site: Site) -> Column:
    others = (other for other in shown.ids if other != record["id"])
    return Column(
        id=record["id"],
        letter=LETTERS[place],
        title=title_of(record, site),
        url=site.record(record["id"]),
        without=shown.with_ids(others).url(site),
    )


def _offers(shown: _Comparison, find: str, searcher: Searcher, site: Site) -> tuple[Offer, ...]:
    """What the words find, else what is similar to the last record, without what is chosen already."""
    if find:
        wanted = SearchRequest(
            text=find, size=MOST_OFFERED + len(shown.ids), reader=site.reader, counting=False
        )
        records = [hit.record for hit in searcher.search(wanted).hits]
    elif shown.ids:
        records = list(searcher.similar(shown.ids[-1], MOST_OFFERED + len(shown.ids)))
    else:
        records = []
    fresh = [record for record in records if record["id"] not in shown.ids][:MOST_OFFERED]
    return tuple(_offer(record, shown, site) for record in fresh)


def _offer(record: Mapping[str, Any], shown: _Comparison, site: Site) -> Offer:
    url = shown.with_ids((*shown.ids, record["id"])).url(site)
    return Offer(title_of(record, site), site.called("kind", record["kind"]), url)
