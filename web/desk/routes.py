"""Which addresses does the desk have, and which permission does each of them need?

The one table of the desk: a route that is not made by ``desk`` fails the test of who may go where. A row
names its page by module and function; the module is imported with the first request, because a server that
answers readers needs neither forms nor ingestion to start.
"""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

from starlette.middleware import Middleware
from starlette.routing import BaseRoute, Route

from web.accounts.guard import Guard
from web.accounts.permissions import Permission
from web.late_pages import page_at
from web.posting import FORM_BYTES, UPLOAD_BYTES, Posted


def desk(
    path: str,
    place: str,
    name: str,
    permission: Permission,
    *,
    methods: Sequence[str] = ("GET",),
    form_bytes: int = FORM_BYTES,
) -> Route:
    """A route for those who have the permission. ``form_bytes`` is the largest body its page takes."""
    around: list[Any] = [
        Middleware(Guard, permission=permission, most=form_bytes),
        Middleware(Posted, most=form_bytes),
    ]
    return Route(
        f"/desk{path}", page_at(f"desk.{place}"), name=name, methods=list(methods), middleware=around
    )


DESK_ROUTES: Sequence[BaseRoute] = (
    desk("/drafts/{id}/review", "review.page", "desk_review", "review", methods=("GET", "POST")),
    desk(
        "/drafts/{id}/conflict",
        "conflict.merged",
        "desk_conflict",
        "write",
        methods=("POST",),
        form_bytes=4 * FORM_BYTES,  # my text, and both once more where they contradict each other
    ),
    desk("/review", "review_queue.page", "desk_review_queue", "review"),
    desk("/history/{id}", "history.page", "desk_history", "write"),
    desk("/history/{id}/restore", "history.restore", "desk_restore", "restore", methods=("POST",)),
    desk("", "overview.page", "desk", "write"),
    desk("/new", "new.page", "desk_new", "write", methods=("GET", "POST")),
    desk("/drafts/{id}", "draft.page", "desk_draft", "write", methods=("GET", "POST")),
    desk("/drafts/{id}/autosave", "autosave.page", "desk_autosave", "write", methods=("POST",)),
    desk("/drafts/{id}/preview", "preview.page", "desk_preview", "write", methods=("GET", "POST")),
    desk("/drafts/{id}/discard", "discard.page", "desk_discard", "write", methods=("POST",)),
    desk(
        "/drafts/{id}/suggestions", "suggestions.page", "desk_suggestions", "write", methods=("GET", "POST")
    ),
    desk(
        "/import",
        "bringing_in.page",
        "desk_import",
        "write",
        methods=("GET", "POST"),
        form_bytes=UPLOAD_BYTES,
    ),
    desk("/drafts/{id}/likenesses", "likenesses.page", "desk_likenesses", "write", methods=("GET", "POST")),
    desk("/records/{id}", "record.page", "desk_record", "write", methods=("GET", "POST")),
    desk("/concepts", "concepts.concepts", "desk_concepts", "write"),
    desk("/records", "concepts.records", "desk_records", "write"),
    desk("/account", "account.page", "desk_account", "write", methods=("GET", "POST")),
    desk("/accounts", "accounts.page", "desk_accounts", "administer", methods=("GET", "POST")),
    desk("/audit", "audit_page.page", "desk_audit", "administer"),
    desk("/feedback", "feedback.page", "desk_feedback", "read_feedback", methods=("GET", "POST")),
)
