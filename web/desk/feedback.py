"""``/desk/feedback``: what have readers told us, and what of it is still to be dealt with?"""

from __future__ import annotations

from dataclasses import dataclass
from typing import ClassVar

from starlette.requests import Request
from starlette.responses import RedirectResponse, Response

from web.desk.frame import DeskPage, desk_layout, frame
from web.feedback import Message
from web.formatting import moment
from web.knowledge import Knowledge
from web.pages.layout import Site
from web.posting import posted
from web.templates import render

SHOWN = 200  # messages, the newest


@dataclass(frozen=True)
class Told:
    """One message. ``url`` leads to the record it is about; ``action`` changes its state."""

    message: Message
    at: str
    url: str | None
    action: str


@dataclass(frozen=True)
class FeedbackListPage(DeskPage):
    """The messages that are open, or those that are ``done``; ``other`` shows the others."""

    template: ClassVar[str] = "desk/feedback.html"
    told: tuple[Told, ...]
    done: bool
    open_count: int
    other: str
    action: str
    shown: int


def page(request: Request) -> Response:
    """``/desk/feedback``. Raises StorageFailed."""
    site, knowledge = Site.of(request), Knowledge.of(request)
    done = request.query_params.get("done") == "1"
    if request.method == "POST":
        return _settle(request, site, done)
    messages = knowledge.feedback.messages(done=done, limit=SHOWN)
    shown = FeedbackListPage(
        layout=desk_layout(request, site, pairs=(("done", "1"),) if done else ()),
        frame=frame(request, site, "feedback"),
        told=tuple(_told(message, site, knowledge) for message in messages),
        done=done,
        open_count=knowledge.feedback.open_count(),
        other=_list(site, not done),
        action=_list(site, done),
        shown=SHOWN,
    )
    return render(shown)


def _settle(request: Request, site: Site, done: bool) -> Response:
    """Move the message the pressed button names to the other list."""
    word, _, number = str(posted(request).get("_action", "")).partition(":")
    if word in ("done", "open") and number.isascii() and number.isdigit() and len(number) < 16:
        Knowledge.of(request).feedback.settle(int(number), done=word == "done")
    return RedirectResponse(_list(site, done), 303)


def _told(message: Message, site: Site, knowledge: Knowledge) -> Told:
    return Told(
        message=message,
        at=moment(message.at, site.reader, knowledge.settings.timezone),
        url=site.record(message.record) if message.record else None,
        action=f"{'open' if message.done else 'done'}:{message.id}",
    )


def _list(site: Site, done: bool) -> str:
    return site.url("/desk/feedback", done="1") if done else site.url("/desk/feedback")
