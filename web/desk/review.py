"""``/desk/drafts/{id}/review``: what would change, what was found and said, and what does the editor decide?

Publishing is one step: afterwards the record is public and the draft is gone, or everything is as before.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any, ClassVar, Literal, get_args

from starlette.requests import Request
from starlette.responses import RedirectResponse, Response

from kb.draft import Draft, DraftState, Step, StepAction
from kb.draft_text import values_in
from kb.errors import DraftMissing, PaperMissing, RecordInvalid, RevisionConflict, StorageFailed
from web.accounts.visitor import account_of
from web.desk.changes import OF_THE_PROGRAM, ShownChange, shown_changes
from web.desk.conflict import newer_record_page
from web.desk.field_names import Reading
from web.desk.findings import ShownFinding, refusals, shown_findings
from web.desk.frame import DeskPage, desk_layout, frame
from web.desk.overview import title_in
from web.desk.people import People
from web.desk.publishing_rights import Bar, bar_to_publishing
from web.formatting import Text, moment
from web.knowledge import Knowledge
from web.pages.layout import Site
from web.posting import posted
from web.templates import render

# The state of a draft is no state its record will have, and the first publishing says when it was created.
NOT_COMPARED = OF_THE_PROGRAM | {"status", "created"}
Done = Literal["commented", "sent-back"]
Trouble = Literal["no-note", "changed", "barred", "invalid", "storage"]
STATUS: Mapping[Trouble, int] = {
    "no-note": 422,
    "changed": 409,
    "barred": 403,
    "invalid": 422,
    "storage": 503,
}


@dataclass(frozen=True)
class Remark:
    """Something somebody did and said."""

    by: str
    at: str
    action: StepAction
    note: str


@dataclass(frozen=True)
class ReviewPage(DeskPage):
    """A draft beside the record it changes; ``public`` leads to that record, None for a new one.

    ``newer`` says that the record was changed since this draft was begun. ``bar`` is what stands in the way
    of publishing, ``trouble`` why the last thing was not done; then ``note`` is what was typed.
    """

    template: ClassVar[str] = "desk/review.html"
    title: Text
    kind: str
    state: DraftState
    authors: tuple[str, ...]
    submission: Remark | None
    draft: str
    preview: str
    public: str | None
    history: str
    here: str
    newer: bool
    changes: tuple[ShownChange, ...]
    findings: tuple[ShownFinding, ...]
    remarks: tuple[Remark, ...]
    bar: Bar | None
    expected: str
    note: str
    done: Done | None
    trouble: Trouble | None


def page(request: Request) -> Response:
    """GET shows the review, POST does what its button says. Raises DraftMissing, DraftBroken."""
    draft_id, knowledge = request.path_params["id"], Knowledge.of(request)
    try:
        draft = knowledge.drafts.get(draft_id)
    except DraftMissing:
        if knowledge.corpus.repository.entry(draft_id) is None:
            raise
        return RedirectResponse(Site.of(request).url(f"/desk/records/{draft_id}"), 303)  # it is public now
    if request.method == "POST":
        return _answer(request, draft)
    done = request.query_params.get("done")
    shown: Done | None = next((one for one in get_args(Done) if one == done), None)
    return _show(request, draft, done=shown)


def _answer(request: Request, draft: Draft) -> Response:
    form, knowledge = posted(request), Knowledge.of(request)
    note, expected = str(form.get("_note", "")).strip(), str(form.get("_expected", ""))
    action = str(form.get("_action", ""))
    try:
        if action == "publish":
            return _publish(request, draft, expected, note)
        if action not in ("comment", "send-back"):
            return _show(request, draft, note=note)
        if not note:
            return _show(request, draft, trouble="no-note")
        by = account_of(request).id
        if action == "comment":
            knowledge.drafts.comment(draft.id, by=by, note=note)
        else:
            knowledge.drafts.send_back(draft.id, expected=expected, by=by, note=note)
    except RevisionConflict:
        return _show(request, knowledge.drafts.get(draft.id), note=note, trouble="changed")
    except StorageFailed:
        return _show(request, draft, note=note, trouble="storage")
    done: Done = "commented" if action == "comment" else "sent-back"
    return RedirectResponse(Site.of(request).url(f"/desk/drafts/{draft.id}/review", done=done), 303)


def _publish(request: Request, draft: Draft, expected: str, note: str) -> Response:
    """Publish what the editor has seen. Raises RevisionConflict if the draft is another one by now."""
    knowledge, account = Knowledge.of(request), account_of(request)
    bar = bar_to_publishing(draft, _public(draft.id, knowledge)[1], account, knowledge.settings)
    if bar is not None:
        return _show(request, draft, note=note, trouble="invalid" if bar == "findings" else "barred")
    try:
        knowledge.publisher.publish(draft.id, expected=expected, by=account.id, note=note)
    except (RecordInvalid, PaperMissing) as error:
        return _show(request, draft, note=note, trouble="invalid", refused=error)
    except RevisionConflict:
        if knowledge.drafts.get(draft.id).digest != expected:
            raise
        return newer_record_page(request, draft)
    knowledge.audit.note("published", account.id, draft.id)
    return RedirectResponse(Site.of(request).url(f"/desk/records/{draft.id}", done="published"), 303)


def _show(
    request: Request,
    draft: Draft,
    *,
    note: str = "",
    done: Done | None = None,
    trouble: Trouble | None = None,
    refused: RecordInvalid | PaperMissing | None = None,
) -> Response:
    site, knowledge = Site.of(request), Knowledge.of(request)
    reading, people = Reading(site, knowledge.settings.timezone), People.of(knowledge, site.reader)
    record, digest = _public(draft.id, knowledge)
    submission = next((step for step in reversed(draft.steps) if step.action == "submit"), None)
    findings = refusals(refused, reading) if refused else shown_findings(draft.checked.findings, reading)
    page = ReviewPage(
        layout=desk_layout(request, site),
        frame=frame(request, site, "review"),
        title=title_in(draft.values, site.reader) or Text(draft.id),
        kind=site.called("kind", str(draft.values.get("kind", ""))),
        state=draft.state,
        authors=tuple(sorted(people.called(one) for one in draft.authors)),
        submission=_remark(submission, people, reading) if submission else None,
        draft=site.url(f"/desk/drafts/{draft.id}"),
        preview=site.url(f"/desk/drafts/{draft.id}/preview"),
        public=site.record(draft.id) if digest else None,
        history=site.url(f"/desk/history/{draft.id}"),
        here=site.url(f"/desk/drafts/{draft.id}/review"),
        newer=digest is not None and digest != draft.base,
        changes=shown_changes(record or {}, draft.values, reading, NOT_COMPARED),
        findings=findings,
        remarks=tuple(_remark(step, people, reading) for step in draft.comments),
        bar=bar_to_publishing(draft, digest, account_of(request), knowledge.settings),
        expected=draft.digest,
        note=note,
        done=done,
        trouble=trouble,
    )
    return render(page, STATUS[trouble] if trouble else 200)


def _remark(step: Step, people: People, reading: Reading) -> Remark:
    at = moment(step.at, reading.site.reader, reading.timezone)
    return Remark(people.called(step.by), at, step.action, step.note)


def _public(record_id: str, knowledge: Knowledge) -> tuple[Mapping[str, Any] | None, str | None]:
    """The values of the record as it is now and their digest; None if there is none."""
    entry = knowledge.corpus.repository.entry(record_id)
    return (values_in(entry.data), entry.digest) if entry else (None, None)
