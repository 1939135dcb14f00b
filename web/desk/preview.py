"""``/desk/drafts/{id}/preview``: how will readers see this draft?

The page is made by the public template from the values of the draft. What is not complete or not right yet
is left out and counted: it could not be published like that.
"""

from __future__ import annotations

from collections.abc import Mapping
from copy import deepcopy
from dataclasses import dataclass, replace
from typing import Any, ClassVar

from pydantic import ValidationError
from starlette.requests import Request
from starlette.responses import Response

from kb.draft import Draft
from kb.localized import Language
from kb.record import FORMAT, KINDS, Record
from kb.strict_yaml import Path
from web.accounts.permissions import may
from web.accounts.visitor import account_of
from web.desk.draft import answer
from web.desk.sent_draft import sent_draft
from web.knowledge import Knowledge
from web.pages.layout import Site
from web.pages.record import RecordPage, record_page
from web.static_files import static_url
from web.templates import render

UNWRITTEN = "…"


@dataclass(frozen=True)
class Bar:
    """What stands above a preview. ``left_out`` counts what is not shown; ``styles`` is the desk's sheet."""

    back: str
    review: str | None
    left_out: int
    styles: str


@dataclass(frozen=True)
class PreviewPage(RecordPage):
    """A draft as readers would see it."""

    template: ClassVar[str] = "desk/preview.html"
    bar: Bar


def page(request: Request) -> Response:
    """GET shows what is saved; a form that is sent here is saved first. Raises DraftMissing, DraftBroken."""
    if request.method == "POST":
        return answer(request, replace(sent_draft(request), action="preview"))
    return render(_page(Knowledge.of(request).drafts.get(request.path_params["id"]), request))


def _page(draft: Draft, request: Request) -> PreviewPage:
    site, knowledge = Site.of(request), Knowledge.of(request)
    record, left_out = publishable(draft.values, site.reader)
    layout = site.layout("record", site.here(request), indexed=False)
    public = record_page(record.values(), knowledge.searcher(), knowledge.links.get(), site, layout)
    review = site.url(f"/desk/drafts/{draft.id}/review") if may(account_of(request), "review") else None
    styles = static_url("desk.css", site.prefix)
    return PreviewPage(
        **vars(public), bar=Bar(site.url(f"/desk/drafts/{draft.id}"), review, left_out, styles)
    )


def publishable(values: Mapping[str, Any], reader: Language) -> tuple[Record, int]:
    """The record that the right ones of these values make, and how many places were left out for that."""
    kept, left_out = {**deepcopy(dict(values)), "format": FORMAT, "status": "published"}, 0
    while True:
        kept.setdefault("kind", KINDS[0])
        kept.setdefault("title", {reader: str(kept["id"])})
        kept.setdefault("summary", {reader: UNWRITTEN})
        try:
            return Record.model_validate(kept), left_out
        except ValidationError as error:
            places = {_place(kept, detail["loc"]) for detail in error.errors(include_url=False)}
        left_out = left_out or len(places)  # later ones only follow from what was removed
        for place in sorted(places, key=_order, reverse=True):
            _remove(kept, place)


def _place(values: Any, path: Path) -> Path:
    """The part of a path that leads to something: what lacks a part is itself the place."""
    found: list[str | int] = []
    for step in path:
        there = (
            step in values
            if isinstance(values, dict)
            else isinstance(values, list) and step in range(len(values))
        )
        if not there:
            break
        values = values[step]
        found.append(step)
    return tuple(found)


def _order(path: Path) -> tuple[tuple[int, str], ...]:
    """By which places of one list come in their order, and what lies within a place after it."""
    return tuple((step, "") if isinstance(step, int) else (0, step) for step in path)


def _remove(values: Any, place: Path) -> None:
    for step in place[:-1]:
        values = values[step]
    del values[place[-1]]
