"""``/desk/review``: which drafts wait for an editor, and for how long?"""

from __future__ import annotations

from dataclasses import dataclass
from typing import ClassVar

from starlette.requests import Request
from starlette.responses import Response

from kb.draft import Draft
from web.desk.frame import DeskPage, desk_layout, frame
from web.desk.overview import title_in
from web.desk.people import People
from web.formatting import Text, moment
from web.knowledge import Knowledge
from web.pages.layout import Site
from web.templates import render


@dataclass(frozen=True)
class Waiting:
    """A draft in review: who submitted it and since when it waits. ``changes`` a public record, or is new."""

    title: Text
    url: str
    kind: str
    by: str
    since: str
    changes: bool


@dataclass(frozen=True)
class ReviewQueuePage(DeskPage):
    """All drafts in review, the one that has waited longest first."""

    template: ClassVar[str] = "desk/review_queue.html"
    waiting: tuple[Waiting, ...]


def page(request: Request) -> Response:
    """The list. Raises StorageFailed."""
    site, knowledge = Site.of(request), Knowledge.of(request)
    people = People.of(knowledge, site.reader)
    drafts = [one for one in knowledge.drafts.all() if isinstance(one, Draft) and one.state == "in-review"]
    waiting = []
    for since, by, draft in sorted(
        ((*_submitted(draft), draft) for draft in drafts), key=lambda one: (one[0], one[2].id)
    ):
        waiting.append(
            Waiting(
                title=title_in(draft.values, site.reader) or Text(draft.id),
                url=site.url(f"/desk/drafts/{draft.id}/review"),
                kind=site.called("kind", str(draft.values.get("kind", ""))),
                by=people.called(by),
                since=moment(since, site.reader, knowledge.settings.timezone),
                changes=draft.base is not None,
            )
        )
    return render(ReviewQueuePage(desk_layout(request, site), frame(request, site, "review"), tuple(waiting)))


def _submitted(draft: Draft) -> tuple[str, str]:
    """When it was submitted last, and by whom; one that was never is as old as its text."""
    steps = [step for step in draft.steps if step.action == "submit"]
    return (steps[-1].at, steps[-1].by) if steps else (draft.edited, draft.owner)
