"""``/lists?id=…``: which records did somebody choose, and what can be done with them?

Nothing of a list is kept here: each button answers with the address of the changed list.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable
from dataclasses import dataclass, replace
from datetime import date
from typing import Any, ClassVar
from urllib.parse import quote

from starlette.datastructures import QueryParams
from starlette.requests import Request
from starlette.responses import RedirectResponse, Response

from indexer.citations import bibtex, in_words, ris
from kb.localized import Language
from web.formatting import Text
from web.knowledge import Knowledge
from web.language import INTERFACE_LANGUAGES
from web.pages.cards import Card, card
from web.pages.chosen import Chosen, Fate, chosen
from web.pages.citing import BIBTEX, RIS, permanent
from web.pages.compare import MOST_COLUMNS
from web.pages.layout import Site
from web.pages.reading_list import (
    LONGEST_ADDRESS,
    MOST_ENTRIES,
    MOST_NOTE,
    MOST_TITLE,
    ReadingList,
    is_part,
)
from web.templates import Page, render


@dataclass(frozen=True)
class Listed:
    """One entry. ``card`` and ``citation`` are None and empty where there is no such record any more."""

    id: str
    fate: Fate
    title: Text
    note: str
    card: Card | None
    citation: str
    first: bool
    last: bool


@dataclass(frozen=True)
class KitLink:
    """The workshop kit of a list in one language."""

    language: Language
    url: str


@dataclass(frozen=True)
class ListsPage(Page):
    """A reading list. ``share`` is its absolute address, ``long`` says that not every program takes it.

    ``left_out`` counts what is beyond ``most_entries``. ``comparing`` is the address of a comparison,
    ``first_ones`` that of the first records, empty if there are not two.
    """

    template: ClassVar[str] = "pages/lists.html"
    name: str
    entries: tuple[Listed, ...]
    left_out: int
    action: str
    hidden: tuple[tuple[str, str], ...]
    empty: str
    share: str
    long: bool
    comparing: str
    first_ones: str
    most_compared: int
    kits: tuple[KitLink, ...]
    ris: str
    bibtex: str
    everything: str
    tour: str
    most_entries: int
    most_note: int
    most_title: int


def page(request: Request) -> Response:
    """``/lists``"""
    site, knowledge = Site.of(request), Knowledge.of(request)
    given = [pair for pair in request.query_params.multi_items() if is_part(pair[0])]
    listed = ReadingList.parse(given)
    changed, place = _changed(listed, request.query_params)
    settled = listed.parameters == given or listed.left_out
    if place or not settled:
        return RedirectResponse(_url(changed, site) + (f"#{quote(place)}" if place else ""), 302)
    return render(_page(listed, site, knowledge))


def _changed(listed: ReadingList, asked: QueryParams) -> tuple[ReadingList, str]:
    """The list after what a button asks for, and the place on its page where the reader goes on."""
    for name, by in (("up", -1), ("down", 1)):
        if asked.get(name) in listed.ids:
            return listed.moved(asked[name], by), f"entry-{asked[name]}"
    if asked.get("remove") in listed.ids:
        return listed.without(asked["remove"]), "list"
    return listed, ""


def _url(listed: ReadingList, site: Site, lang: Language | None = None, path: str = "/lists") -> str:
    return site.url(path, lang, listed.parameters)


def _page(listed: ReadingList, site: Site, knowledge: Knowledge) -> ListsPage:
    choices = chosen(listed.ids, knowledge)
    there = [one.id for one in choices if one.record]
    share = site.origin + _url(listed, replace(site, lang=None))
    first = site.url("/compare", pairs=(("id", one) for one in there[:MOST_COLUMNS]))
    kits = ((one, [*listed.parameters, ("language", one)]) for one in INTERFACE_LANGUAGES)
    return ListsPage(
        layout=site.layout("lists", lambda language: _url(listed, site, language), indexed=False),
        name=listed.title,
        entries=tuple(_entries(listed, choices, knowledge.corpus.today(), site)),
        left_out=listed.left_out,
        action=f"{site.prefix}/lists",
        hidden=(("lang", site.lang),) if site.lang else (),
        empty=site.url("/lists"),
        share=share,
        long=len(share) > LONGEST_ADDRESS,
        comparing=f"{site.prefix}/compare",
        first_ones=first if len(there) > 1 else "",
        most_compared=MOST_COLUMNS,
        kits=tuple(KitLink(one, site.url("/lists/kit", pairs=pairs)) for one, pairs in kits),
        ris=_url(listed, site, path="/lists/citations.ris"),
        bibtex=_url(listed, site, path="/lists/citations.bib"),
        everything=site.search(),
        tour=site.url("/tour"),
        most_entries=MOST_ENTRIES,
        most_note=MOST_NOTE,
        most_title=MOST_TITLE,
    )


def _entries(listed: ReadingList, choices: tuple[Chosen, ...], day: date, site: Site) -> Iterable[Listed]:
    address = permanent(site)
    for place, (entry, one) in enumerate(zip(listed.entries, choices, strict=True)):
        record = one.record
        yield Listed(
            id=entry.id,
            fate=one.fate,
            title=one.title(site),
            note=entry.note,
            card=card(record, site) if record else None,
            citation=in_words(record, site.reader, address(record["id"]), day) if record else "",
            first=place == 0,
            last=place == len(choices) - 1,
        )


def ris_file(request: Request) -> Response:
    """``/lists/citations.ris``"""
    return _citations(request, ris, RIS, "ris")


def bibtex_file(request: Request) -> Response:
    """``/lists/citations.bib``"""
    return _citations(request, bibtex, BIBTEX, "bib")


def _citations(request: Request, write: Callable[..., Iterable[str]], media: str, ending: str) -> Response:
    """The citations of all records of a list that there are; a list without any leads to its page."""
    site, knowledge = Site.of(request), Knowledge.of(request)
    listed = ReadingList.parse(request.query_params.multi_items())
    choices = chosen(listed.ids, knowledge)
    found: dict[str, Any] = {one.record["id"]: one.record for one in choices if one.record}
    if not found:
        return RedirectResponse(_url(listed, site), 302)
    text = "".join(write(found.values(), permanent(site), knowledge.corpus.today(), site.reader))
    headers = {"Content-Disposition": f'attachment; filename="leuchtturm.{ending}"'}
    return Response(text, media_type=media, headers=headers)
