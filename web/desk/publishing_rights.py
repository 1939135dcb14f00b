"""May this person publish this draft now, and if not, what stands in the way?"""

from __future__ import annotations

from typing import Literal

from kb.draft import Draft
from kb.settings import Settings
from web.accounts.account import Account
from web.accounts.permissions import may

Bar = Literal["role", "own-text", "not-submitted", "deleted", "findings"]


def bar_to_publishing(draft: Draft, record: str | None, account: Account, settings: Settings) -> Bar | None:
    """The first thing that stands in the way, None if nothing does.

    ``record`` is the digest of the public record, None if there is none. If the draft changes one that was
    deleted meanwhile, it has to be restored first.
    With KB_FOUR_EYES nobody publishes a text they have written a part of. What others have not submitted is
    still theirs to work on; one's own draft needs no submitting.
    """
    if not may(account, "publish"):
        return "role"
    if settings.four_eyes and account.id in draft.authors:
        return "own-text"
    if draft.state != "in-review" and account.id not in draft.authors:
        return "not-submitted"
    if draft.base is not None and record is None:
        return "deleted"
    if draft.checked.record is None:
        return "findings"
    return None
