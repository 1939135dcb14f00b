"""``/desk/drafts/{id}``: the form of a draft. What was typed into it comes back whatever happens.

Saving takes incomplete and wrong text as it is; only submitting asks for more. A form that cannot be saved,
because the disk is full or the draft has gone meanwhile, is answered with itself.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any, ClassVar, Literal, cast, get_args

from starlette.requests import Request
from starlette.responses import RedirectResponse, Response

from indexer.ingest.proposals import proposal_path
from kb.draft import Draft, DraftState, Step
from kb.errors import DraftMissing, DraftThere, RecordInvalid, RevisionConflict, StorageFailed
from kb.findings import Finding
from web.accounts.account import Account
from web.accounts.permissions import may, may_discard
from web.accounts.visitor import account_of
from web.desk.conflict import conflict_page
from web.desk.form.building import form_of
from web.desk.form.form import Form
from web.desk.form.reading import ADD, REMOVE
from web.desk.frame import DeskPage, desk_layout, frame
from web.desk.likenesses import likenesses_of
from web.desk.lost_links import lost_links
from web.desk.overview import title_in
from web.desk.people import People
from web.desk.sent_draft import ANEW, SentDraft, sent_draft
from web.formatting import Text, moment
from web.knowledge import Knowledge
from web.pages.layout import Site
from web.templates import render

Done = Literal["saved", "submitted", "withdrawn"]
Trouble = Literal["invalid", "unwritable", "storage", "gone"]
STATUS: Mapping[Trouble, int] = {"invalid": 422, "unwritable": 422, "storage": 503, "gone": 409}


@dataclass(frozen=True)
class Comment:
    """Something somebody said with a step."""

    name: str
    at: str
    action: str
    note: str


@dataclass(frozen=True)
class Ways:
    """Where a draft leads to; None for what is not there or not open to this person.

    ``record`` is the public record it changes, ``suggestions`` are what its source says, ``discard`` throws
    it away.
    """

    preview: str
    likenesses: str
    suggestions: str | None
    review: str | None
    record: str | None
    history: str | None
    discard: str | None


@dataclass(frozen=True)
class DraftPage(DeskPage):
    """A draft and its form.

    ``expected`` goes back with the form, and so does ``note``, what is said to those who review. ``alike``
    counts what may be the same story. ``done`` is what was done last, ``trouble`` why it was not.
    """

    template: ClassVar[str] = "desk/draft.html"
    title: Text
    state: DraftState
    is_mine: bool
    owner: str
    saved: str
    action: str
    autosave: str
    expected: str
    note: str
    form: Form
    comments: tuple[Comment, ...]
    alike: int
    ways: Ways
    done: Done | None
    trouble: Trouble | None


@dataclass(frozen=True)
class _Shown:
    """What the page is made of: a draft as it lies there, or a form as it was sent.

    ``draft`` is None if it has gone; ``findings`` are those a check of the values does not find.
    """

    id: str
    draft: Draft | None
    values: Mapping[str, Any]
    expected: str
    note: str = ""
    done: Done | None = None
    trouble: Trouble | None = None
    findings: Sequence[Finding] = ()
    action: str = ""

    @classmethod
    def of(cls, draft: Draft, **more: Any) -> _Shown:
        """A draft as it lies there."""
        return cls(draft.id, draft, draft.values, draft.digest, **more)


def page(request: Request) -> Response:
    """GET shows the form, POST does what its button says. Raises DraftMissing, DraftBroken."""
    if request.method == "POST":
        return answer(request, sent_draft(request))
    draft_id, knowledge = request.path_params["id"], Knowledge.of(request)
    try:
        draft = knowledge.drafts.get(draft_id)
    except DraftMissing:
        if knowledge.corpus.repository.entry(draft_id) is None:
            raise
        return RedirectResponse(Site.of(request).url(f"/desk/records/{draft_id}"), 303)  # it is public now
    done = request.query_params.get("done")
    shown = cast(Done, done) if done in get_args(Done) else None
    return _show(request, _Shown.of(draft, done=shown))


def answer(request: Request, sent: SentDraft) -> Response:
    """What becomes of a form that was sent. Raises DraftBroken."""
    if sent.is_orphaned:
        return _again(request, sent, "gone")
    if sent.action.startswith((ADD, REMOVE)):
        return _again(request, sent, None)
    try:
        draft = sent.keep(request)
        return _done(request, sent, draft)
    except (RevisionConflict, DraftThere):
        return conflict_page(request, sent.id, sent.values, sent.expected)
    except DraftMissing:  # in this very moment
        return _again(request, sent, "gone")
    except RecordInvalid as error:
        return _again(request, sent, "unwritable", findings=error.findings)
    except StorageFailed:
        return _again(request, sent, "storage")


def _done(request: Request, sent: SentDraft, draft: Draft) -> Response:
    """The draft is saved: do what else was asked for. Only what could be published is submitted."""
    site, drafts, by = Site.of(request), Knowledge.of(request).drafts, account_of(request).id
    here, done = f"/desk/drafts/{draft.id}", "saved"
    if sent.action == "preview":
        return RedirectResponse(site.url(f"{here}/preview"), 303)
    if sent.action == "submit":
        record = draft.checked.record
        if record is None or lost_links(record, Knowledge.of(request)):
            return _show(request, _Shown.of(draft, note=sent.note, trouble="invalid"))
        if draft.state == "draft":
            drafts.submit(draft.id, expected=draft.digest, by=by, note=sent.note)
        done = "submitted"
    elif sent.action == "withdraw":
        if draft.state == "in-review":
            drafts.withdraw(draft.id, expected=draft.digest, by=by, note=sent.note)
        done = "withdrawn"
    return RedirectResponse(site.url(here, done=done), 303)


def _again(
    request: Request, sent: SentDraft, trouble: Trouble | None, *, findings: Sequence[Finding] = ()
) -> Response:
    """The form as it was sent, with everything typed."""
    shown = _Shown(
        id=sent.id,
        draft=sent.draft,
        values=sent.values,
        expected=ANEW if trouble == "gone" else sent.expected,
        note=sent.note,
        trouble=trouble,
        findings=findings,
        action=sent.action,
    )
    return _show(request, shown)


def _show(request: Request, shown: _Shown) -> Response:
    site, knowledge, account = Site.of(request), Knowledge.of(request), account_of(request)
    people, draft = People.of(knowledge, site.reader), shown.draft
    owner = draft.owner if draft else account.id
    page = DraftPage(
        layout=desk_layout(request, site),
        frame=frame(request, site, "none"),
        title=title_in(shown.values, site.reader) or Text(shown.id),
        state=draft.state if draft else "draft",
        is_mine=owner == account.id,
        owner=people.called(owner),
        saved=moment(draft.edited, site.reader, knowledge.settings.timezone) if draft else "",
        action=site.url(f"/desk/drafts/{shown.id}"),
        autosave=site.url(f"/desk/drafts/{shown.id}/autosave"),
        expected=shown.expected,
        note=shown.note,
        form=_form(shown, site, knowledge),
        comments=_comments(draft, people, site, knowledge),
        alike=len(likenesses_of(knowledge, draft)) if draft else 0,
        ways=_ways(shown.id, owner, account, site, knowledge),
        done=shown.done,
        trouble=shown.trouble,
    )
    return render(page, STATUS[shown.trouble] if shown.trouble else 200)


def _ways(draft_id: str, owner: str, account: Account, site: Site, knowledge: Knowledge) -> Ways:
    here = f"/desk/drafts/{draft_id}"
    is_public = knowledge.corpus.repository.entry(draft_id) is not None
    has_proposal = proposal_path(knowledge.settings.drafts, draft_id).is_file()
    return Ways(
        preview=site.url(f"{here}/preview"),
        likenesses=site.url(f"{here}/likenesses"),
        suggestions=site.url(f"{here}/suggestions") if has_proposal else None,
        review=site.url(f"{here}/review") if may(account, "review") else None,
        record=site.url(f"/desk/records/{draft_id}") if is_public else None,
        history=site.url(f"/desk/history/{draft_id}") if is_public else None,
        discard=site.url(f"{here}/discard") if may_discard(account, owner) else None,
    )


def _form(shown: _Shown, site: Site, knowledge: Knowledge) -> Form:
    """The form of the values, with what stands in the way of publishing them, and what else was found."""
    public = {**shown.values, "status": "published"}
    checked = knowledge.corpus.check_values(public, f"{public.get('kind')}/{shown.id}.yaml")
    findings = [*shown.findings, *checked.findings, *lost_links(checked.record, knowledge)]
    return form_of(shown.values, findings, site, knowledge.settings.languages, shown.action)


def _comments(draft: Draft | None, people: People, site: Site, knowledge: Knowledge) -> tuple[Comment, ...]:
    def comment(step: Step) -> Comment:
        at = moment(step.at, site.reader, knowledge.settings.timezone)
        return Comment(people.called(step.by), at, step.action, step.note)

    return tuple(comment(step) for step in draft.comments) if draft else ()
