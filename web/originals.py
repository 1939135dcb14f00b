"""``/files/{digest}``: may everybody have the original of this paper, and how is it handed out?

Only if a published or archived record with open rights names it in the index that answers. Who is signed in
and may write gets those too that may only be quoted, and those of drafts; no cache keeps them. Browsers show
what they can show harmlessly; nothing that was fetched elsewhere runs on this site. The address holds the
digest of the bytes, so what it gives never changes, only whether it is given: that is asked again after a
day.
"""

from __future__ import annotations

import logging
from collections.abc import Mapping
from pathlib import Path
from typing import Any

from starlette.exceptions import HTTPException
from starlette.requests import Request
from starlette.responses import FileResponse, Response

from indexer.search.page_links import PDF
from kb.errors import DraftBroken, DraftMissing
from kb.findings import Finding
from kb.paper_files import PaperFiles, is_digest
from web.accounts.permissions import may
from web.accounts.visitor import signed_in
from web.conditional import matches
from web.knowledge import Knowledge
from web.security import NOT_KEPT

LOGGER = logging.getLogger("web.originals")
CACHING = "public, max-age=86400, immutable"
PLAIN = "text/plain"
HTML = ("text/html", "application/xhtml+xml")
SHOWN: tuple[str, ...] = (
    PDF,
    PLAIN,
    "text/csv",
    "text/markdown",
    "application/vnd.openxmlformats-officedocument.wordprocessingml.document",
    "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet",
)
"""The media types that are said as they are."""
OTHER = "application/octet-stream"
HANDED_OUT = (*SHOWN, OTHER)
"""What is not compressed on its way: a browser may ask for ranges of it."""
_CLOSED = "default-src 'none'; base-uri 'none'; form-action 'none'; frame-ancestors 'none'"
SANDBOXED = f"{_CLOSED}; sandbox"
# Safari shows no PDF in a sandbox, and the viewers of older browsers lay out their page by styles in it.
VIEWED = f"{_CLOSED}; style-src 'unsafe-inline'"


def original(request: Request) -> Response:
    """The original of a paper. Raises HTTPException, IndexMissing, IndexDamaged or StorageFailed."""
    knowledge, digest = Knowledge.of(request), request.path_params["digest"]
    record = knowledge.searcher().paper(digest)
    if record is None:
        return _for_the_desk(request, digest)
    path = PaperFiles.of(knowledge.settings).original(digest, "open")
    if path is None:
        raise _gone(record["id"])
    tag, policy = f'"{digest}"', _policy(record["file"])
    if matches(request.headers.getlist("if-none-match"), tag):
        return Response(status_code=304, headers={"ETag": tag, "Cache-Control": CACHING})
    headers = {"ETag": tag, "Cache-Control": CACHING, "Content-Security-Policy": policy}
    return _answer(path, record["file"], headers)


def _for_the_desk(request: Request, digest: str) -> Response:
    """The original of a paper that is not everybody's. Raises as ``original`` does."""
    visitor = signed_in(request)
    if visitor is None or not may(visitor.account, "write"):
        raise HTTPException(404)
    knowledge = Knowledge.of(request)
    record = knowledge.searcher().paper(digest, "quote") or _draft_with(knowledge, digest)
    if record is None:
        raise HTTPException(404)
    files = PaperFiles.of(knowledge.settings)
    path = files.original(digest, "quote") or files.original(digest, "open")
    if path is None:
        raise _gone(record["id"])
    headers = {
        **NOT_KEPT,
        "Cache-Control": "private, no-store",
        "Content-Security-Policy": _policy(record["file"]),
    }
    return _answer(path, record["file"], headers)


def _draft_with(knowledge: Knowledge, digest: str) -> Mapping[str, Any] | None:
    """The values of a draft that names an original; only drafts that hold its digest are read."""
    if not is_digest(digest):
        return None
    for entry in knowledge.drafts.entries():
        if isinstance(entry, Finding) or digest.encode() not in entry.data:
            continue
        try:
            values = knowledge.drafts.get(entry.record_id).values
        except (DraftBroken, DraftMissing):
            continue  # the desk shows what is wrong with it
        file = values.get("file")
        if (
            isinstance(file, Mapping)
            and file.get("digest") == digest
            and {"name", "media_type"} <= file.keys()
        ):
            return {"id": entry.record_id, "file": file}
    return None


def _gone(record_id: str) -> HTTPException:
    LOGGER.error("The original of %s is not where it belongs. Import the paper again.", record_id)
    return HTTPException(404)


def _answer(path: Path, file: Mapping[str, Any], headers: Mapping[str, str]) -> Response:
    media_type, filename, disposition = _handed_out(file)
    return FileResponse(
        path,
        headers=headers,
        media_type=media_type,
        filename=filename,
        content_disposition_type=disposition,
    )


def _policy(file: Mapping[str, Any]) -> str:
    return VIEWED if file["media_type"] == PDF else SANDBOXED


def _handed_out(file: Mapping[str, Any]) -> tuple[str, str, str]:
    """Media type, name and disposition. A page of the web is handed out as text, to be kept."""
    name = "".join(sign if sign.isprintable() and sign not in '/\\"' else "_" for sign in str(file["name"]))
    media_type = str(file["media_type"])
    if media_type in SHOWN:
        return media_type, name, "inline"
    if media_type in HTML:
        return PLAIN, f"{name}.txt", "attachment"
    return OTHER, name, "attachment"
