"""``/desk/records/{id}``: what state is a public record in, and what can be done with it as a whole?

Its text is changed in a draft beside it; here it is archived, deleted, and dated. Whoever changed it sees
whether readers find it yet.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from typing import ClassVar, Literal, cast, get_args

from starlette.requests import Request
from starlette.responses import RedirectResponse, Response

from indexer.errors import ChangeRefused, IndexDamaged, IndexMissing
from kb.draft import Draft
from kb.draft_text import values_in
from kb.errors import (
    DraftBroken,
    DraftMissing,
    DraftThere,
    RecordDeleted,
    RecordMissing,
    RevisionConflict,
    StorageFailed,
)
from kb.localized import Language
from kb.record import Record, Status
from kb.repository import Revision, Stored
from web import errors
from web.accounts.account import Account
from web.accounts.audit import Action as Deed
from web.accounts.permissions import Permission, may
from web.accounts.visitor import account_of
from web.desk.findability import Findability, findability
from web.desk.frame import DeskPage, desk_layout, frame
from web.desk.overview import title_in
from web.desk.people import People
from web.formatting import Text, moment
from web.knowledge import Knowledge, Moved
from web.pages.layout import Site
from web.posting import posted
from web.templates import render

WHY_LENGTH = 400
Action = Literal["change", "archive", "unarchive", "ask-delete", "delete", "dates"]
NEEDED: Mapping[Action, Permission] = {
    "change": "write",
    "archive": "publish",
    "unarchive": "publish",
    "ask-delete": "delete",
    "delete": "delete",
    "dates": "publish",
}
Done = Literal["published", "archived", "unarchived", "deleted", "restored", "dates"]
Trouble = Literal["conflict", "why", "day", "named", "storage"]
STATUS: Mapping[Trouble, int] = {"conflict": 409, "why": 422, "day": 422, "named": 409, "storage": 503}


@dataclass(frozen=True)
class Link:
    """Something else of the desk, or another record."""

    title: Text
    url: str


@dataclass(frozen=True)
class RecordPage(DeskPage):
    """One record as the desk sees it.

    ``state`` is its status, or ``deleted``. ``can`` names what this person may do now, ``asking`` says that
    the question before deleting is shown; ``why`` and ``expires`` are as they were typed. ``naming`` are the
    records that stand in the way of deleting.
    """

    template: ClassVar[str] = "desk/record.html"
    id: str
    title: Text
    state: Status | Literal["deleted"]
    changed: str
    by: str
    reason: str
    findability: Findability
    checked: str | None
    expires: str
    public: str | None
    draft: Link | None
    history: str
    action: str
    expected: str
    can: frozenset[Action]
    asking: bool
    why: str
    why_length: int
    naming: tuple[Link, ...]
    done: Done | None
    trouble: Trouble | None


@dataclass(frozen=True)
class _Managed:
    """A record as it lies in the corpus; ``stored`` is None for one that is deleted."""

    id: str
    stored: Stored | None
    history: Sequence[Revision]

    @property
    def record(self) -> Record | None:
        """The record, None for one that is deleted."""
        return self.stored.record if self.stored else None

    @property
    def digest(self) -> str | None:
        """What the next change has to expect."""
        return self.stored.digest if self.stored else None

    def title(self, reader: Language) -> Text:
        """What it is called, or was called."""
        texts = (one.text for one in reversed(self.history) if one.text)
        values = self.record.values() if self.record else values_in(next(texts, "").encode())
        return title_in(values or {}, reader) or Text(self.id)


@dataclass(frozen=True)
class _Typed:
    """What a form that was sent holds."""

    expected: str
    why: str
    checked: bool
    expires: str

    @classmethod
    def of(cls, request: Request) -> _Typed:
        """The form of a POST."""
        form = posted(request)
        texts = {name: text.strip() for name, text in form.items() if isinstance(text, str)}
        return cls(
            texts.get("_expected", ""), texts.get("why", ""), "checked" in texts, texts.get("expires", "")
        )


def page(request: Request) -> Response:
    """GET shows the state, POST does what its button says. Raises RecordMissing, RecordInvalid."""
    record_id, site, knowledge = request.path_params["id"], Site.of(request), Knowledge.of(request)
    found = _find(record_id, knowledge)
    if isinstance(found, Moved):
        return RedirectResponse(site.url(f"/desk/records/{found.to}"), 303)
    if isinstance(found, Draft):
        return RedirectResponse(site.url(f"/desk/drafts/{record_id}"), 303)
    if request.method != "POST":
        done = request.query_params.get("done")
        return _show(request, found, done=cast(Done, done) if done in get_args(Done) else None)
    action = posted(request).get("_action")
    if action not in get_args(Action):
        return _show(request, found)
    if not may(account_of(request), NEEDED[cast(Action, action)]):
        return errors.answer(request, 403, problem=errors.NOT_PERMITTED)
    return _answer(request, found, cast(Action, action))


def _find(record_id: str, knowledge: Knowledge) -> _Managed | Moved | Draft:
    """The record, where it has gone, or a draft that is not public. Raises RecordMissing, RecordInvalid."""
    history = knowledge.corpus.repository.history(record_id)
    try:
        stored = knowledge.corpus.repository.get(record_id)
    except RecordDeleted:
        return _Managed(record_id, None, history)
    except RecordMissing:
        if knowledge.drafts.entry(record_id):
            return knowledge.drafts.get(record_id)
        found = knowledge.record(record_id)
        if isinstance(found, Moved):
            return found
        raise
    if stored.record.merged_into:
        return Moved(stored.record.merged_into)
    return _Managed(record_id, stored, history)


def _answer(request: Request, found: _Managed, action: Action) -> Response:
    """Do it, or say why not with everything typed."""
    site, typed = Site.of(request), _Typed.of(request)
    try:
        if action == "change":
            return RedirectResponse(site.url(f"/desk/drafts/{_begin(request, found.id)}"), 303)
        if action == "ask-delete":
            return _show(request, found, asking=True)
        trouble, done = _change(request, found.id, action, typed)
    except (RevisionConflict, RecordDeleted, RecordMissing):
        return _show(request, found, typed, asking=action == "delete", trouble="conflict")
    except ChangeRefused:
        return _show(request, found, typed, asking=True, trouble="named")
    except StorageFailed:
        return _show(request, found, typed, asking=action == "delete", trouble="storage")
    if trouble:
        return _show(request, found, typed, asking=action == "delete", trouble=trouble)
    return RedirectResponse(site.url(f"/desk/records/{found.id}", done=done), 303)


def _begin(request: Request, record_id: str) -> str:
    """A draft beside the record: a new one, or the one somebody works on already."""
    knowledge = Knowledge.of(request)
    try:
        return knowledge.publisher.begin(record_id, by=account_of(request).id).id
    except DraftThere:
        return record_id


def _change(request: Request, record_id: str, action: Action, typed: _Typed) -> tuple[Trouble | None, Done]:
    """Change the record as a whole and write down who did; or what is wrong with what was typed."""
    knowledge, by = Knowledge.of(request), account_of(request).id
    publisher, expected = knowledge.publisher, typed.expected
    deed: Deed
    if action == "delete":
        if not typed.why or len(typed.why) > WHY_LENGTH:
            return "why", "deleted"
        publisher.delete(record_id, expected=expected, by=by, why=typed.why)
        deed = "deleted"
    elif action == "dates":
        if typed.expires and not _is_day(typed.expires):
            return "day", "dates"
        today = knowledge.corpus.today().isoformat()
        checked = today if typed.checked else None
        publisher.set_dates(record_id, expected=expected, by=by, checked=checked, expires=typed.expires)
        return None, "dates"
    elif action == "archive":
        publisher.archive(record_id, expected=expected, by=by, why=typed.why)
        deed = "archived"
    else:
        publisher.unarchive(record_id, expected=expected, by=by, why=typed.why)
        deed = "unarchived"
    knowledge.audit.note(deed, by, record_id)
    return None, deed


def _is_day(text: str) -> bool:
    try:
        return date.fromisoformat(text).isoformat() == text
    except ValueError:
        return False


def _show(
    request: Request,
    found: _Managed,
    typed: _Typed | None = None,
    *,
    asking: bool = False,
    done: Done | None = None,
    trouble: Trouble | None = None,
) -> Response:
    site, knowledge, record = Site.of(request), Knowledge.of(request), found.record
    people = People.of(knowledge, site.reader)
    last = found.history[-1] if found.history else None
    page = RecordPage(
        layout=desk_layout(request, site),
        frame=frame(request, site, "none"),
        id=found.id,
        title=found.title(site.reader),
        state=record.status if record else "deleted",
        changed=moment(last.at, site.reader, knowledge.settings.timezone) if last else "",
        by=people.called(last.by) if last else "",
        reason=last.why if last else "",
        findability=findability(found.id, found.digest, knowledge),
        checked=record.checked if record else None,
        expires=typed.expires if typed else (record and record.expires) or "",
        public=site.record(found.id) if record else None,
        draft=_draft(found.id, people, site, knowledge),
        history=site.url(f"/desk/history/{found.id}"),
        action=site.url(f"/desk/records/{found.id}"),
        expected=found.digest or "",
        can=_can(record, account_of(request)),
        asking=asking,
        why=typed.why if typed else "",
        why_length=WHY_LENGTH,
        naming=_naming(found.id, site, knowledge) if asking else (),
        done=done,
        trouble=trouble,
    )
    return render(page, STATUS[trouble] if trouble else 200)


def _can(record: Record | None, account: Account) -> frozenset[Action]:
    """What this person may do with a record in its state."""
    if record is None:
        return frozenset()
    other: Action = "unarchive" if record.status == "archived" else "archive"
    actions: tuple[Action, ...] = ("change", other, "ask-delete", "delete", "dates")
    return frozenset(action for action in actions if may(account, NEEDED[action]))


def _draft(record_id: str, people: People, site: Site, knowledge: Knowledge) -> Link | None:
    """The change somebody works on, called by their name."""
    try:
        draft = knowledge.drafts.get(record_id)
    except (DraftMissing, DraftBroken):
        return None
    return Link(Text(people.called(draft.owner)), site.url(f"/desk/drafts/{record_id}"))


def _naming(record_id: str, site: Site, knowledge: Knowledge) -> tuple[Link, ...]:
    """The records that are related to this one, as far as the index knows them."""
    try:
        searcher = knowledge.searcher()
    except (IndexMissing, IndexDamaged):
        return ()
    others = dict.fromkeys(link.to for link in searcher.links_with(record_id, ()))
    return tuple(
        Link(
            title_in(searcher.record(other) or {}, site.reader) or Text(other),
            site.url(f"/desk/records/{other}"),
        )
        for other in others
    )
