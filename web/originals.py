"""``/files/{digest}``: may everybody have the original of this paper, and how is it handed out?

Only if a published or archived record with open rights names it in the index that answers. Browsers show what
they can show harmlessly; nothing that was fetched elsewhere runs on this site. The address holds the digest
of the bytes, so what it gives never changes, only whether it is given: that is asked again after a day.
"""

from __future__ import annotations

import logging
from collections.abc import Mapping
from typing import Any

from starlette.exceptions import HTTPException
from starlette.requests import Request
from starlette.responses import FileResponse, Response

from indexer.search.page_links import PDF
from kb.paper_files import PaperFiles
from web.conditional import matches
from web.knowledge import Knowledge

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
    """The original of a paper. Raises HTTPException, IndexMissing or IndexDamaged."""
    knowledge, digest = Knowledge.of(request), request.path_params["digest"]
    record = knowledge.searcher().paper(digest)
    if record is None:
        raise HTTPException(404)
    path = PaperFiles.of(knowledge.settings).original(digest, "open")
    if path is None:
        LOGGER.error("The original of %s is not in the corpus. Import the paper again.", record["id"])
        raise HTTPException(404)
    headers = _headers(record["file"], f'"{digest}"')
    if matches(request.headers.getlist("if-none-match"), headers["ETag"]):
        return Response(status_code=304, headers={name: headers[name] for name in ("ETag", "Cache-Control")})
    media_type, filename, disposition = _handed_out(record["file"])
    return FileResponse(
        path,
        headers=headers,
        media_type=media_type,
        filename=filename,
        content_disposition_type=disposition,
    )


def _headers(file: Mapping[str, Any], tag: str) -> dict[str, str]:
    policy = VIEWED if file["media_type"] == PDF else SANDBOXED
    return {"ETag": tag, "Cache-Control": CACHING, "Content-Security-Policy": policy}


def _handed_out(file: Mapping[str, Any]) -> tuple[str, str, str]:
    """Media type, name and disposition. A page of the web is handed out as text, to be kept."""
    name = "".join(sign if sign.isprintable() and sign not in '/\\"' else "_" for sign in str(file["name"]))
    media_type = str(file["media_type"])
    if media_type in SHOWN:
        return media_type, name, "inline"
    if media_type in HTML:
        return PLAIN, f"{name}.txt", "attachment"
    return OTHER, name, "attachment"
