"""``/desk/drafts/{id}/discard``: throwing a draft away, after one more question that needs no script."""

from __future__ import annotations

from dataclasses import dataclass
from typing import ClassVar

from starlette.requests import Request
from starlette.responses import RedirectResponse, Response

from kb.draft import Draft
from kb.errors import DraftBroken, RevisionConflict
from web import errors
from web.accounts.permissions import may_discard
from web.accounts.visitor import account_of
from web.desk.frame import DeskPage, desk_layout, frame
from web.desk.overview import title_in
from web.desk.people import People
from web.formatting import Text, moment
from web.knowledge import Knowledge
from web.pages.layout import Site
from web.posting import posted
from web.templates import render


@dataclass(frozen=True)
class DiscardPage(DeskPage):
    """The question. ``changed`` says that the draft was changed since it was asked the first time.

    ``names`` are those who wrote it; ``edited`` is when, and empty for a draft that cannot be read.
    """

    template: ClassVar[str] = "desk/discard.html"
    title: Text
    names: tuple[str, ...]
    edited: str
    action: str
    back: str
    expected: str
    changed: bool


def page(request: Request) -> Response:
    """Ask, or discard if the answer is there. Raises DraftMissing, StorageFailed."""
    draft_id, knowledge, form = request.path_params["id"], Knowledge.of(request), posted(request)
    account = account_of(request)
    draft: Draft | None
    try:
        draft = knowledge.drafts.get(draft_id)
        digest, allowed = draft.digest, may_discard(account, draft.owner)
    except DraftBroken as error:
        draft, digest, allowed = None, error.digest, may_discard(account, "")
    if not allowed:
        return errors.answer(request, 403, problem=errors.NOT_PERMITTED)
    if form.get("_action") != "discard":
        return _ask(request, draft, digest)
    try:
        knowledge.drafts.discard(draft_id, expected=str(form.get("_expected", "")), by=account.id)
    except RevisionConflict:
        return _ask(request, draft, digest, changed=True)
    return RedirectResponse(Site.of(request).url("/desk", done="discarded"), 303)


def _ask(request: Request, draft: Draft | None, digest: str, *, changed: bool = False) -> Response:
    site, knowledge, draft_id = Site.of(request), Knowledge.of(request), request.path_params["id"]
    people = People.of(knowledge, site.reader)
    return render(
        DiscardPage(
            layout=desk_layout(request, site, path=f"/desk/drafts/{draft_id}" if draft else "/desk"),
            frame=frame(request, site, "none"),
            title=(title_in(draft.values, site.reader) if draft else None) or Text(draft_id),
            names=tuple(sorted(map(people.called, draft.authors))) if draft else (),
            edited=moment(draft.edited, site.reader, knowledge.settings.timezone) if draft else "",
            action=site.url(f"/desk/drafts/{draft_id}/discard"),
            back=site.url(f"/desk/drafts/{draft_id}" if draft else "/desk"),
            expected=digest,
            changed=changed,
        ),
        409 if changed else 200,
    )
