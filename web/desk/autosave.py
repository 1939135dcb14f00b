"""``/desk/drafts/{id}/autosave``: the script of the form sends what is typed, and reads what became of it."""

from __future__ import annotations

from collections.abc import Iterable
from datetime import UTC, datetime
from typing import Any

from starlette.requests import Request
from starlette.responses import JSONResponse, Response

from kb.draft import Draft
from kb.errors import DraftMissing, DraftThere, RecordInvalid, RevisionConflict, StorageFailed
from kb.findings import Finding
from web.desk.form.building import form_of
from web.desk.form.problems import say
from web.desk.lost_links import lost_links
from web.desk.people import People
from web.desk.sent_draft import SentDraft, sent_draft
from web.knowledge import Knowledge
from web.pages.layout import Site
from web.templates import environment


def page(request: Request) -> Response:
    """Save and say how complete it is; 409 if somebody else has saved or the draft has gone, with their name.

    Raises DraftBroken.
    """
    sent = sent_draft(request)
    if sent.draft is None:  # what becomes of the text is for a person to say, at the form
        return _conflict(request, sent)
    try:
        draft = sent.keep(request)
    except (RevisionConflict, DraftMissing, DraftThere):
        return _conflict(request, sent)
    except RecordInvalid as error:
        return JSONResponse({"findings": _findings(request, error.findings)}, 422)
    except StorageFailed:
        return JSONResponse({"error": "storage-failed"}, 503)
    return JSONResponse(_saved(request, draft))


def _saved(request: Request, draft: Draft) -> dict[str, Any]:
    site, knowledge, record = Site.of(request), Knowledge.of(request), draft.checked.record
    lost = lost_links(record, knowledge)
    findings = [*draft.checked.findings, *lost]
    form = form_of(draft.values, findings, site, knowledge.settings.languages)
    parts: Any = environment(site.reader).get_template("desk/_form.html").module
    return {
        "digest": draft.digest,
        "saved_at": datetime.now(UTC).strftime("%Y-%m-%dT%H:%M:%SZ"),
        "findings": _findings(request, findings),
        "problems": parts.open_problems(form.errors).strip(),
        "completeness": form.completeness.share,
        "meter": parts.completeness_meter(form.completeness),
        "valid": record is not None and not lost,
    }


def _findings(request: Request, findings: Iterable[Finding]) -> list[dict[str, str | None]]:
    reader = Site.of(request).reader
    said = ((finding, say(finding, reader)) for finding in findings)
    return [
        {"field": finding.field, "severity": finding.severity, "text": words.text, "lang": words.lang}
        for finding, words in said
    ]


def _conflict(request: Request, sent: SentDraft) -> Response:
    """Who has been there: the one whose change is the last."""
    steps = [step for step in sent.draft.steps if step.text is not None] if sent.draft else []
    people = People.of(Knowledge.of(request), Site.of(request).reader)
    return JSONResponse({"error": "conflict", "by": people.called(steps[-1].by) if steps else ""}, 409)
