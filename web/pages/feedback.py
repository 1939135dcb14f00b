"""``/feedback``: what is missing, wrong or in your way? Anybody may say so, without account and script."""

from __future__ import annotations

import math
from dataclasses import dataclass
from functools import partial
from typing import ClassVar, Literal

from starlette.datastructures import FormData
from starlette.requests import Request
from starlette.responses import RedirectResponse, Response

from indexer.errors import IndexDamaged, IndexMissing
from indexer.search.request import QUERY_LENGTH
from kb.errors import RecordDeleted, RecordMissing, StorageFailed
from kb.record import is_id
from web.accounts.errors import TooManyAttempts
from web.accounts.sessions import network_of
from web.feedback import ADDRESS_DAYS, ADDRESS_LENGTH, KINDS, TEXT_LENGTH, FeedbackKind, is_address
from web.formatting import Text, text_for
from web.knowledge import Knowledge, Moved
from web.pages.layout import Site
from web.posting import posted
from web.security import NOT_KEPT
from web.templates import Page, render

FORM_BYTES = 100_000
HONEYPOT = "website"  # hidden from everybody: what fills it in is a program
Problem = Literal["kind", "no-text", "long-text", "address"]
Trouble = Literal["wait", "storage", "program"]
STATUS: dict[Trouble, int] = {"wait": 429, "storage": 503, "program": 422}


@dataclass(frozen=True)
class About:
    """The record somebody writes about."""

    title: Text
    url: str


@dataclass(frozen=True)
class Typed:
    """What stands in the form."""

    kind: str = ""
    text: str = ""
    address: str = ""
    record: str = ""

    @classmethod
    def of(cls, form: FormData) -> Typed:
        """What was typed, without signs that cannot be shown."""
        return cls(*(_clean(form.get(name)) for name in ("kind", "text", "address", "record")))

    @property
    def problems(self) -> tuple[Problem, ...]:
        """What has to be mended before it can be sent, in the order of the fields."""
        found: dict[Problem, bool] = {
            "kind": self.kind not in KINDS,
            "no-text": not self.text,
            "long-text": len(self.text) > TEXT_LENGTH,
            "address": bool(self.address) and not is_address(self.address),
        }
        return tuple(problem for problem, there in found.items() if there)


@dataclass(frozen=True)
class FeedbackPage(Page):
    """The form. ``about`` is the record it is about; ``words`` are those somebody searched for in vain.

    ``problems`` are in what was typed, ``trouble`` is in sending it; ``minutes`` is how long to wait.
    """

    template: ClassVar[str] = "pages/feedback.html"
    action: str
    typed: Typed
    words: str
    about: About | None
    problems: tuple[Problem, ...]
    trouble: Trouble | None
    minutes: int
    honeypot: str
    text_length: int
    address_length: int
    address_days: int


@dataclass(frozen=True)
class ThanksPage(Page):
    """It has been kept."""

    template: ClassVar[str] = "pages/feedback_thanks.html"


def page(request: Request) -> Response:
    """``/feedback``"""
    site = Site.of(request)
    if request.method == "POST":
        return _receive(request, site)
    if "sent" in request.query_params:
        here = partial(site.url, "/feedback", sent="1")
        return _kept_by_nobody(render(ThanksPage(site.layout("about", here, indexed=False))))
    words = _clean(request.query_params.get("q"))[:QUERY_LENGTH]
    kind: FeedbackKind | str = "missing" if words else ""
    typed = Typed(kind=kind, record=_clean(request.query_params.get("record")))
    return _show(request, site, typed, words=words)


def _receive(request: Request, site: Site) -> Response:
    form, knowledge = posted(request), Knowledge.of(request)
    typed = Typed.of(form)
    if typed.problems:
        return _show(request, site, typed, problems=typed.problems)
    if form.get(HONEYPOT):
        return _show(request, site, typed, trouble="program")
    try:
        knowledge.feedback.admit(network_of(request.client.host if request.client else ""))
        knowledge.feedback.keep(
            next(kind for kind in KINDS if kind == typed.kind),
            typed.text,
            address=typed.address or None,
            record=typed.record if is_id(typed.record) else None,
        )
    except TooManyAttempts as error:
        response = _show(request, site, typed, trouble="wait", minutes=math.ceil(error.seconds / 60))
        response.headers["Retry-After"] = str(error.seconds)
        return response
    except StorageFailed:
        return _show(request, site, typed, trouble="storage")
    return _kept_by_nobody(RedirectResponse(site.url("/feedback", sent="1"), 303))


def _show(
    request: Request,
    site: Site,
    typed: Typed,
    *,
    words: str = "",
    problems: tuple[Problem, ...] = (),
    trouble: Trouble | None = None,
    minutes: int = 0,
) -> Response:
    kept = [(name, value) for name, value in (("record", typed.record), ("q", words)) if value]
    shown = FeedbackPage(
        layout=site.layout("about", lambda language: site.url("/feedback", language, kept), indexed=False),
        action=site.url("/feedback"),
        typed=typed,
        words=words,
        about=_about(request, site, typed.record),
        problems=problems,
        trouble=trouble,
        minutes=minutes,
        honeypot=HONEYPOT,
        text_length=TEXT_LENGTH,
        address_length=ADDRESS_LENGTH,
        address_days=ADDRESS_DAYS,
    )
    return _kept_by_nobody(render(shown, 422 if problems else STATUS[trouble] if trouble else 200))


def _about(request: Request, site: Site, record_id: str) -> About | None:
    """The record with this id, if everybody may see it."""
    try:
        found = Knowledge.of(request).record(record_id)
    except (RecordMissing, RecordDeleted, IndexMissing, IndexDamaged):
        return None
    if isinstance(found, Moved):
        return _about(request, site, found.to)
    return About(text_for(found["title"], site.reader) or Text(record_id), site.record(record_id))


def _clean(value: object) -> str:
    """A text without signs that cannot be shown, its lines ended alike."""
    text = value if isinstance(value, str) else ""
    lines = text.replace("\r\n", "\n").replace("\r", "\n")
    return "".join(sign for sign in lines if sign.isprintable() or sign in "\n\t").strip()


def _kept_by_nobody(response: Response) -> Response:
    response.headers.update(NOT_KEPT)
    return response
