"""Here is the form of a draft as it was sent: what was typed, on which state, and what is wanted?"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

from starlette.requests import Request

from kb.draft import Draft
from kb.errors import DraftMissing
from kb.record import FORMAT
from web.accounts.visitor import account_of
from web.desk.form.reading import values_of
from web.knowledge import Knowledge
from web.posting import posted

ANEW = "anew"
"""What a form expects whose author knows that the draft has gone: keeping it begins another one."""


@dataclass(frozen=True)
class SentDraft:
    """A form that was sent.

    ``draft`` is what lies in the corpus now; None if it was published or discarded meanwhile. ``values`` are
    all values with what was typed in their place. ``expected`` is the digest of the state the form was made
    from, or ANEW.
    """

    id: str
    draft: Draft | None
    values: Mapping[str, Any]
    expected: str
    action: str
    note: str

    @property
    def is_orphaned(self) -> bool:
        """Whether the draft has gone and its author has not been told."""
        return self.draft is None and self.expected != ANEW

    def keep(self, request: Request) -> Draft:
        """Write what was typed down, durably.

        Raises RevisionConflict, DraftMissing, DraftThere, StorageFailed, and RecordInvalid for values no file
        can hold.
        """
        knowledge, by = Knowledge.of(request), account_of(request).id
        if self.draft is None and self.expected == ANEW:
            entry = knowledge.corpus.repository.entry(self.id)
            return knowledge.drafts.start(self.values, by=by, base=entry.digest if entry else None)
        return knowledge.drafts.save(self.id, self.values, expected=self.expected, by=by)


def sent_draft(request: Request) -> SentDraft:
    """The form of a POST to a draft, which may have gone. Raises DraftBroken, StorageFailed."""
    knowledge, form, draft_id = Knowledge.of(request), posted(request), request.path_params["id"]
    expected = str(form.get("_expected", ""))
    try:
        draft = knowledge.drafts.get(draft_id)
    except DraftMissing:
        draft = None
    before = _before(draft_id, draft, expected, knowledge)
    return SentDraft(
        id=draft_id,
        draft=draft,
        values=values_of(form, before),
        expected=expected,
        action=str(form.get("_action", "")),
        note=str(form.get("_note", "")).strip(),
    )


def _before(draft_id: str, draft: Draft | None, expected: str, knowledge: Knowledge) -> Mapping[str, Any]:
    """The values the form was made from: those of the state it names, else the nearest there are."""
    if draft and draft.digest == expected:
        return draft.values
    known = knowledge.drafts.version(draft_id, expected)
    if known is not None:
        return known
    if draft:
        return draft.values
    entry = knowledge.corpus.repository.entry(draft_id)
    record = knowledge.corpus.repository.check(entry).record if entry else None
    return record.values() if record else {"format": FORMAT, "id": draft_id}
