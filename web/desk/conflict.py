"""Two people changed the same text: what did each of them write, and which of it is to stay?

``conflict_page`` is what the second one gets instead of losing anything. What does not contradict is merged;
for the rest the page shows both texts. It holds all that is needed to go on: their own values and the states
both started from and met. If the text has changed once more when it is sent, the page comes again.
"""

from __future__ import annotations

import json
from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any, ClassVar, Literal

from starlette.datastructures import FormData
from starlette.exceptions import HTTPException
from starlette.requests import Request
from starlette.responses import RedirectResponse, Response

from kb.draft import Draft
from kb.errors import DraftMissing, RecordInvalid, RevisionConflict, StorageFailed
from kb.strict_yaml import MAX_DEPTH
from kb.three_way import Conflict, Merge, merge
from web.accounts.visitor import account_of
from web.desk.changes import PROSE, ShownChange, shown_changes
from web.desk.field_names import FieldName, Reading, language_in, leaf_of, plain_path
from web.desk.findings import ShownFinding, shown_findings
from web.desk.form.fields import NOT_SHOWN
from web.desk.form.shapes import Leaf
from web.desk.form.typed import read, typed
from web.desk.frame import DeskPage, desk_layout, frame
from web.desk.overview import title_in
from web.formatting import Text
from web.knowledge import Knowledge
from web.pages.layout import Site
from web.posting import posted
from web.templates import render

Values = Mapping[str, Any]
Over = Literal["draft", "record"]
Choice = Literal["mine", "theirs", "both"]
Trouble = Literal["storage", "unwritable"]
STATUS: Mapping[Trouble, int] = {"storage": 503, "unwritable": 422}


@dataclass(frozen=True)
class Contradiction:
    """One place where both wrote something else. ``input`` is the end of the names of its inputs.

    ``both`` is the text to edit, None where only one of the two can stay.
    """

    input: str
    name: FieldName
    lang: str | None
    before: str
    mine: str
    theirs: str
    both: str | None
    chosen: Choice


@dataclass(frozen=True)
class Meeting:
    """What met: ``over`` says whether somebody else saved the draft, or a newer record was published.

    ``start`` is the digest of the state both began from, ``theirs`` that of what is there now, ``draft`` that
    of the draft that is to be replaced.
    """

    over: Over
    start: str
    theirs: str
    draft: str


@dataclass(frozen=True)
class ConflictPage(DeskPage):
    """All contradictions of two changes, and what the other one has changed besides."""

    template: ClassVar[str] = "desk/conflict.html"
    title: Text
    action: str
    meeting: Meeting
    mine: str
    known_start: bool
    contradictions: tuple[Contradiction, ...]
    taken: tuple[ShownChange, ...]
    draft: str
    trouble: Trouble | None
    findings: tuple[ShownFinding, ...]


def conflict_page(request: Request, draft_id: str, mine: Values, expected: str) -> Response:
    """The answer (409) to somebody whose values build on another state of a draft than is there now.

    ``expected`` is the digest of the state they began from. Raises DraftMissing, DraftBroken.
    """
    draft = Knowledge.of(request).drafts.get(draft_id)
    meeting = Meeting("draft", expected, draft.digest, draft.digest)
    return _Meeting(request, draft_id, mine, meeting).answer()


def newer_record_page(request: Request, draft: Draft) -> Response:
    """The answer (409) to somebody who wants to publish a draft whose record is a newer one by now."""
    entry = Knowledge.of(request).corpus.repository.entry(draft.id)
    meeting = Meeting("record", draft.base or "", entry.digest if entry else "", draft.digest)
    return _Meeting(request, draft.id, draft.values, meeting).answer()


def merged(request: Request) -> Response:
    """``POST /desk/drafts/{id}/conflict``: save what was chosen. Raises DraftBroken."""
    form, draft_id = posted(request), request.path_params["id"]
    over: Over = "record" if form.get("_over") == "record" else "draft"
    meeting = Meeting(over, *(str(form.get(name, "")) for name in ("_start", "_theirs", "_draft")))
    mine = _mine(form)
    found = _Meeting(request, draft_id, mine, meeting)
    values = found.resolved(form)
    drafts, by = Knowledge.of(request).drafts, account_of(request).id
    base = meeting.theirs if over == "record" else None
    try:
        if not found.is_known:  # so it is long gone, and what is there now has to be looked at
            return conflict_page(request, draft_id, mine, meeting.start)
        drafts.save(draft_id, values, expected=meeting.draft, by=by, base=base)
    except RevisionConflict:
        return conflict_page(request, draft_id, values, meeting.draft)
    except DraftMissing:  # published or discarded meanwhile; what was typed here begins another one
        drafts.start({**values, "id": draft_id}, by=by)
    except StorageFailed:
        return found.answer(form, "storage")
    except RecordInvalid as error:
        return found.answer(form, "unwritable", error)
    site = Site.of(request)
    if over == "record":
        return RedirectResponse(site.url(f"/desk/drafts/{draft_id}/review"), 303)
    return RedirectResponse(site.url(f"/desk/drafts/{draft_id}", done="saved"), 303)


def _mine(form: FormData) -> Values:
    """The values the form has carried. Raises HTTPException if they are not as the page has sent them."""
    try:
        values = json.loads(str(form.get("_mine", "")))
        json.dumps(values, ensure_ascii=False).encode()  # an escape may be half a character
    except (ValueError, RecursionError) as error:
        raise HTTPException(400) from error
    if not isinstance(values, dict) or _is_deep(values):
        raise HTTPException(400)
    return values


def _is_deep(values: Any) -> bool:
    """Whether values are nested deeper than those of any file."""
    level = [values]
    for _ in range(MAX_DEPTH):
        groups = [
            one.values() if isinstance(one, dict) else one for one in level if isinstance(one, dict | list)
        ]
        level = [value for group in groups for value in group]
    return bool(level)


class _Meeting:
    """The merge of one conflict, made anew from the same states whenever it is asked for."""

    def __init__(self, request: Request, draft_id: str, mine: Values, meeting: Meeting) -> None:
        self._request, self._knowledge = request, Knowledge.of(request)
        self._id, self._meeting = draft_id, meeting
        self._site = Site.of(request)
        self._reading = Reading(self._site, self._knowledge.settings.timezone)
        self._start = self._knowledge.drafts.version(draft_id, meeting.start) if meeting.start else None
        theirs = self._knowledge.drafts.version(draft_id, meeting.theirs)
        self.is_known = theirs is not None
        self._theirs = theirs or {}
        self._mine = _written(mine)
        start = None if self._start is None else _written(self._start)
        self._merge: Merge = merge(start, self._mine, _written(self._theirs))

    def resolved(self, form: FormData) -> dict[str, Any]:
        """The merged values with what was chosen; what nobody writes in a form is as it is there now."""
        chosen = {
            conflict.steps: self._chosen(conflict, form, str(number))
            for number, conflict in enumerate(self._merge.conflicts)
        }
        kept = {name: value for name, value in self._theirs.items() if name in NOT_SHOWN}
        return {**kept, **self._merge.resolved(chosen)}

    def _chosen(self, conflict: Conflict, form: FormData, number: str) -> Any:
        choice, leaf = self._choice(conflict, form, number), _prose(conflict)
        if leaf and choice == "both":
            return read(leaf, [str(form.get(f"text.{number}", ""))], self._site.reader)
        return conflict.theirs if choice == "theirs" else conflict.mine

    def _choice(self, conflict: Conflict, form: FormData, number: str) -> Choice:
        """What was ticked; a text that was edited is meant to stay although mine is still ticked."""
        ticked, leaf = form.get(f"choice.{number}"), _prose(conflict)
        if ticked in ("theirs", "both"):
            return "theirs" if ticked == "theirs" else "both"
        sent = form.get(f"text.{number}")
        if leaf is None or not isinstance(sent, str):
            return "mine"
        offered, reader = self._together(conflict, leaf), self._site.reader
        return "mine" if read(leaf, [sent], reader) == read(leaf, [offered], reader) else "both"

    def answer(
        self,
        form: FormData | None = None,
        trouble: Trouble | None = None,
        refused: RecordInvalid | None = None,
    ) -> Response:
        """The page; with a form that could not be saved, as it was sent."""
        site = self._site
        title = title_in(self._mine, site.reader) or Text(self._id)
        page = ConflictPage(
            layout=desk_layout(self._request, site),
            frame=frame(self._request, site, "none"),
            title=title,
            action=site.url(f"/desk/drafts/{self._id}/conflict"),
            meeting=self._meeting,
            mine=json.dumps(self._mine, ensure_ascii=False),
            known_start=self._start is not None,
            contradictions=tuple(
                self._contradiction(conflict, str(number), form)
                for number, conflict in enumerate(self._merge.conflicts)
            ),
            taken=shown_changes(self._mine, self._merge.values, self._reading),
            draft=site.url(f"/desk/drafts/{self._id}"),
            trouble=trouble,
            findings=shown_findings(refused.findings, self._reading) if refused else (),
        )
        return render(page, STATUS[trouble] if trouble else 409)

    def _contradiction(self, conflict: Conflict, number: str, form: FormData | None) -> Contradiction:
        leaf = _prose(conflict)
        sent = form.get(f"text.{number}") if form else None
        both = self._together(conflict, leaf) if leaf else None
        return Contradiction(
            input=number,
            name=self._reading.name(conflict.steps),
            lang=language_in(conflict.steps),
            before=self._reading.text(conflict.steps, conflict.base),
            mine=self._reading.text(conflict.steps, conflict.mine),
            theirs=self._reading.text(conflict.steps, conflict.theirs),
            both=sent if isinstance(sent, str) and both is not None else both,
            chosen=self._choice(conflict, form, number) if form else "mine",
        )

    def _together(self, conflict: Conflict, leaf: Leaf) -> str:
        """Mine, and below it theirs, to be made into one."""
        sides = (typed(leaf, side, self._site.reader) for side in (conflict.mine, conflict.theirs))
        return ("\n" if leaf.kind == "lines" else "\n\n").join(text for side in sides for text in side)


def _prose(conflict: Conflict) -> Leaf | None:
    """How a place is written if it holds a text that can be edited here."""
    leaf = leaf_of(plain_path(conflict.steps))
    return leaf if leaf and leaf.kind in PROSE else None


def _written(values: Values) -> dict[str, Any]:
    """What people write in a form; the rest is the program's."""
    return {name: value for name, value in values.items() if name not in NOT_SHOWN}
