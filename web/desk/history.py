"""``/desk/history/{id}``: what became of a record, by whom and why, and how does an earlier state come back?

Restoring makes a new revision; nothing of the history is ever taken away.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from typing import ClassVar, Literal

from starlette.requests import Request
from starlette.responses import RedirectResponse, Response

from kb.draft_text import values_in
from kb.errors import PaperMissing, RecordInvalid, RecordMissing, RevisionConflict, StorageFailed
from kb.repository import Action, Revision
from web.accounts.permissions import may
from web.accounts.visitor import account_of
from web.desk.changes import ShownChange, shown_changes, shown_texts
from web.desk.field_names import Reading
from web.desk.findings import ShownFinding, refusals
from web.desk.frame import DeskPage, desk_layout, frame
from web.desk.overview import title_in
from web.desk.people import People
from web.formatting import Text, moment
from web.knowledge import Knowledge
from web.pages.layout import Site
from web.posting import posted
from web.templates import render
from web.wording import N_

WHOLE_FILE = N_("The whole file")
Trouble = Literal["changed", "invalid", "storage"]
STATUS: Mapping[Trouble, int] = {"changed": 409, "invalid": 422, "storage": 503}


@dataclass(frozen=True)
class RevisionLine:
    """One revision. ``before`` compares it with the one before, ``now`` with the newest; None for itself."""

    number: int
    action: Action
    at: str
    by: str
    why: str
    before: str | None
    now: str | None
    from_chosen: bool
    to_chosen: bool


@dataclass(frozen=True)
class Comparison:
    """The difference of two revisions. ``restorable`` if the second can be put in the place of the newest."""

    start: int
    end: int
    changes: tuple[ShownChange, ...]
    restorable: bool


@dataclass(frozen=True)
class HistoryPage(DeskPage):
    """Every revision, the newest first.

    ``expected`` is the digest of the state in force, empty for a deleted record. ``restored`` is the revision
    that was just put back, ``trouble`` why it was not, with what was found and the reason that was typed.
    """

    template: ClassVar[str] = "desk/history.html"
    title: Text
    record: str
    public: str
    here: str
    lang: str | None
    restore: str
    deleted: bool
    revisions: tuple[RevisionLine, ...]
    comparison: Comparison | None
    expected: str
    why: str
    restored: int | None
    trouble: Trouble | None
    findings: tuple[ShownFinding, ...]


def page(request: Request) -> Response:
    """``/desk/history/{id}``. Raises RecordMissing and StorageFailed."""
    chosen = (_number(request.query_params.get("from")), _number(request.query_params.get("to")))
    return render(_History(request).page(*chosen))


def restore(request: Request) -> Response:
    """``POST /desk/history/{id}/restore``. Raises RecordMissing."""
    form, knowledge, account = posted(request), Knowledge.of(request), account_of(request)
    record_id, number = request.path_params["id"], _number(form.get("revision"))
    if number is None:
        raise RecordMissing(record_id)
    expected, why = str(form.get("_expected", "")), str(form.get("_note", "")).strip()
    refused: RecordInvalid | PaperMissing | None = None
    try:
        knowledge.publisher.restore(record_id, number, expected=expected or None, by=account.id, why=why)
    except RevisionConflict:
        trouble: Trouble = "changed"
    except (RecordInvalid, PaperMissing) as error:
        trouble, refused = "invalid", error
    except StorageFailed:
        trouble = "storage"
    else:
        knowledge.audit.note("restored", account.id, record_id, str(number))
        site = Site.of(request)
        return RedirectResponse(site.url(f"/desk/history/{record_id}", restored=str(number)), 303)
    return render(_History(request).page(None, number, why, trouble, refused), STATUS[trouble])


def _number(text: object) -> int | None:
    stated = str(text)
    return int(stated) if stated.isascii() and stated.isdigit() and len(stated) < 9 else None


def _compared(comparison: Comparison | None) -> tuple[tuple[str, str], ...]:
    """The parameters that show this comparison."""
    return (("from", str(comparison.start)), ("to", str(comparison.end))) if comparison else ()


class _History:
    """The history of one record as one person sees it. Raises RecordMissing for a record there never was."""

    def __init__(self, request: Request) -> None:
        self._request, self._knowledge = request, Knowledge.of(request)
        self._site, self._account = Site.of(request), account_of(request)
        self._id: str = request.path_params["id"]
        repository = self._knowledge.corpus.repository
        entry = repository.entry(self._id)
        self._data = entry.data if entry else None
        self._digest = entry.digest if entry else ""
        self._revisions = repository.history(self._id)
        if entry is None and not self._revisions:
            raise RecordMissing(self._id)

    def page(
        self,
        start: int | None,
        end: int | None,
        why: str = "",
        trouble: Trouble | None = None,
        refused: RecordInvalid | PaperMissing | None = None,
    ) -> HistoryPage:
        """The page that compares two revisions; without ``start`` the newest with ``end``."""
        site, reading = self._site, Reading(self._site, self._knowledge.settings.timezone)
        comparison = self._comparison(start, end, reading)
        restored = _number(self._request.query_params.get("restored"))
        return HistoryPage(
            layout=desk_layout(
                self._request, site, path=f"/desk/history/{self._id}", pairs=_compared(comparison)
            ),
            frame=frame(self._request, site, "none"),
            title=self._title(),
            record=site.url(f"/desk/records/{self._id}"),
            public=site.record(self._id),
            here=f"{site.prefix}/desk/history/{self._id}",
            lang=site.lang,
            restore=site.url(f"/desk/history/{self._id}/restore"),
            deleted=self._data is None,
            revisions=self._lines(comparison),
            comparison=comparison,
            expected=self._digest,
            why=why,
            restored=restored if self._revisions and self._revisions[-1].action == "restore" else None,
            trouble=trouble,
            findings=refusals(refused, reading) if refused else (),
        )

    def _title(self) -> Text:
        texts = [self._data, *(one.text.encode() for one in reversed(self._revisions) if one.text)]
        for data in texts:
            found = title_in(values_in(data) or {}, self._site.reader) if data else None
            if found:
                return found
        return Text(self._id)

    def _lines(self, comparison: Comparison | None) -> tuple[RevisionLine, ...]:
        people = People.of(self._knowledge, self._site.reader)
        newest = self._revisions[-1].number if self._revisions else 0
        # Without a choice, the last change is what people look for.
        start, end = (comparison.start, comparison.end) if comparison else (newest - 1, newest)
        return tuple(
            RevisionLine(
                number=one.number,
                action=one.action,
                at=moment(one.at, self._site.reader, self._knowledge.settings.timezone),
                by=people.called(one.by),
                why=one.why,
                before=self._compare(one.number - 1, one.number) if one.number > 1 else None,
                now=self._compare(newest, one.number) if one.number < newest and one.text else None,
                from_chosen=one.number == start,
                to_chosen=one.number == end,
            )
            for one in reversed(self._revisions)
        )

    def _compare(self, start: int, end: int) -> str:
        pairs = (("from", str(start)), ("to", str(end)))
        address = self._site.url(f"/desk/history/{self._id}", pairs=pairs)
        return f"{address}#comparison"

    def _comparison(self, start: int | None, end: int | None, reading: Reading) -> Comparison | None:
        by_number = {one.number: one for one in self._revisions}
        newest = self._revisions[-1] if self._revisions else None
        before = newest if start is None else by_number.get(start)
        after = by_number.get(end or 0)
        if before is None or after is None:
            return None
        return Comparison(
            start=before.number,
            end=after.number,
            changes=_changes(before, after, reading),
            restorable=before == newest != after and after.text is not None and may(self._account, "restore"),
        )


def _changes(before: Revision, after: Revision, reading: Reading) -> tuple[ShownChange, ...]:
    """Field by field, or as texts if one of the two was broken by hand."""
    old, new = (values_in(one.text.encode()) if one.text else {} for one in (before, after))
    if old is None or new is None:
        return shown_texts(before.text or "", after.text or "", reading.said(WHOLE_FILE))
    return shown_changes(old, new, reading)
