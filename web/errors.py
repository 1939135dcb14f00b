"""Here is an error: what does the reader see, and what does a program get?

Each public error of ``kb`` and ``indexer`` has one row. In the API an error is a problem document (RFC 9457),
elsewhere a page. The words of errors of 5xx are for the operator and go to the log, not to the reader.
"""

from __future__ import annotations

import http
import json
import logging
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from typing import Any

from starlette.exceptions import HTTPException
from starlette.requests import Request
from starlette.responses import Response

from indexer.errors import (
    BackupRefused,
    ChangeRefused,
    DictionaryDamaged,
    ExportRefused,
    FetchFailed,
    FetchRefused,
    IndexBusy,
    IndexDamaged,
    IndexMissing,
    IndexNotWritten,
    LinksBusy,
    MergeRefused,
    SearchTooLong,
    SourceRefused,
)
from kb.errors import (
    DraftBroken,
    DraftMissing,
    DraftThere,
    PaperMissing,
    RecordDeleted,
    RecordInvalid,
    RecordMissing,
    RevisionConflict,
    SettingInvalid,
    SourceUnreadable,
    StorageFailed,
    VocabularyInvalid,
)
from web import addresses
from web.pages import errors as error_pages

LOGGER = logging.getLogger("web.errors")
RETRY_AFTER = "5"  # seconds; an index is usually there again by then


@dataclass(frozen=True)
class Outcome:
    """What becomes of one error; ``detail`` replaces words that are not meant for readers."""

    error: type[Exception]
    status: int
    problem: str
    title: str
    detail: str = ""


INDEX_COMES = "The index is being built. Try again in a minute."
OUTCOMES: tuple[Outcome, ...] = (
    Outcome(RecordMissing, 404, "record-missing", "There is no such record"),
    Outcome(RecordDeleted, 410, "record-deleted", "The record was deleted"),
    Outcome(PaperMissing, 404, "paper-missing", "The paper is not there", "Import it again."),
    Outcome(DraftMissing, 404, "draft-missing", "There is no such draft"),
    Outcome(DraftThere, 409, "draft-there", "There is a draft of this already"),
    Outcome(DraftBroken, 422, "draft-broken", "The file of the draft cannot be read"),
    Outcome(RevisionConflict, 409, "revision-conflict", "The record has changed since it was read"),
    Outcome(RecordInvalid, 422, "record-invalid", "The record breaks the rules of records"),
    Outcome(SourceUnreadable, 422, "source-unreadable", "The text is not the YAML of records"),
    Outcome(MergeRefused, 422, "merge-refused", "The records cannot be made one"),
    Outcome(ChangeRefused, 409, "change-refused", "The record cannot be changed in this way"),
    Outcome(SourceRefused, 422, "source-refused", "The source cannot be imported"),
    Outcome(FetchRefused, 422, "fetch-refused", "The address may not be fetched"),
    Outcome(FetchFailed, 422, "fetch-failed", "The address could not be fetched"),
    Outcome(LinksBusy, 409, "links-busy", "The source addresses are being checked already"),
    Outcome(
        DictionaryDamaged,
        503,
        "dictionary-damaged",
        "The dictionary is damaged",
        "The operator has to mend it.",
    ),
    Outcome(BackupRefused, 422, "backup-refused", "The backup cannot be used"),
    Outcome(ExportRefused, 400, "export-refused", "The export cannot be made"),
    Outcome(IndexMissing, 503, "index-missing", "The index is not there yet", INDEX_COMES),
    Outcome(IndexDamaged, 503, "index-damaged", "The index is being repaired", INDEX_COMES),
    Outcome(IndexBusy, 503, "index-busy", "The index is being written", INDEX_COMES),
    Outcome(IndexNotWritten, 503, "index-not-written", "The index could not be written", INDEX_COMES),
    Outcome(
        SearchTooLong,
        503,
        "search-too-long",
        "The search took too long",
        "Use fewer words, or rarer ones, and try again.",
    ),
    Outcome(
        StorageFailed, 503, "storage-failed", "Nothing can be saved now", "Nothing was changed. Try later."
    ),
    Outcome(SettingInvalid, 500, "setting-invalid", "The site is not set up", "The operator has to mend it."),
    Outcome(
        VocabularyInvalid, 500, "vocabulary-invalid", "A vocabulary is broken", "The operator has to mend it."
    ),
)
BAD_PARAMETER = "bad-parameter"
BEYOND_THE_END = "beyond-the-end"
PROBLEMS: tuple[str, ...] = (*(row.problem for row in OUTCOMES), BAD_PARAMETER, BEYOND_THE_END)
FOREIGN_FORM = "foreign-form"
NO_FORM = "no-form"
NOT_PERMITTED = "not-permitted"


def answer(
    request: Request,
    status: int,
    *,
    problem: str | None = None,
    title: str = "",
    detail: str = "",
    headers: Mapping[str, str] | None = None,
) -> Response:
    """An error in the form the asker can read.

    ``problem`` is one of PROBLEMS, a word of its own for what only pages can run into, or None.
    """
    if addresses.within_api(request):
        response = _document(request, status, problem, title, detail)
    else:
        response = error_pages.render(request, status, problem)
    response.headers.update(headers or {})
    response.headers["Cache-Control"] = "no-store"
    if status == 503:
        response.headers["Retry-After"] = RETRY_AFTER
    return response


def _document(request: Request, status: int, problem: str | None, title: str, detail: str) -> Response:
    kind = f"{addresses.prefix(request)}/api/openapi.json#{problem}" if problem else "about:blank"
    body = {
        "type": kind,
        "title": title or http.HTTPStatus(status).phrase,
        "status": status,
        "detail": detail or http.HTTPStatus(status).description,
    }
    return Response(json.dumps(body), status, media_type="application/problem+json")


def _on_http_error(request: Request, error: Exception) -> Response:
    assert isinstance(error, HTTPException)
    own_words = error.detail != http.HTTPStatus(error.status_code).phrase
    detail = error.detail if own_words else ""
    return answer(request, error.status_code, detail=detail, headers=error.headers)


def _on(outcome: Outcome) -> Callable[[Request, Exception], Response]:
    def on_error(request: Request, error: Exception) -> Response:
        if outcome.status >= 500:
            LOGGER.warning("%s: %s", outcome.problem, error)
        return answer(
            request,
            outcome.status,
            problem=outcome.problem,
            title=outcome.title,
            detail=outcome.detail or str(error),
        )

    return on_error


def on_failure(request: Request, _: Exception) -> Response:
    """The answer to a mistake of ours; the server logs where it was made."""
    return answer(request, 500)


HANDLERS: Mapping[Any, Callable[[Request, Exception], Response]] = {
    HTTPException: _on_http_error,
    **{outcome.error: _on(outcome) for outcome in OUTCOMES},
}
