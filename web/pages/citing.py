"""How does a reader cite a record and pass on its address: in words, as RIS, as BibTeX?"""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from datetime import date
from typing import Any
from urllib.parse import quote

from starlette.requests import Request
from starlette.responses import RedirectResponse, Response

from indexer.citations import bibtex, in_words, ris
from web.knowledge import Knowledge, Moved
from web.pages.layout import Site

RIS = "application/x-research-info-systems; charset=utf-8"
BIBTEX = "application/x-bibtex; charset=utf-8"


@dataclass(frozen=True)
class Citing:
    """``address`` is the one that stays, whatever the language; ``ris`` and ``bibtex`` lead to the files."""

    address: str
    words: str
    ris: str
    bibtex: str


def permanent(site: Site) -> Callable[[str], str]:
    """The absolute address that a record keeps, by its id."""
    start = f"{site.origin}{site.prefix}/records/"
    return lambda record_id: start + quote(record_id, safe="", errors="replace")


def citing(record: Mapping[str, Any], site: Site, day: date) -> Citing:
    """How a reader cites a record on a day."""
    address, path = permanent(site)(record["id"]), f"/records/{record['id']}/citation"
    return Citing(
        address=address,
        words=in_words(record, site.reader, address, day),
        ris=site.url(f"{path}.ris"),
        bibtex=site.url(f"{path}.bib"),
    )


def as_ris(request: Request) -> Response:
    """``/records/{id}/citation.ris``. Raises RecordMissing or RecordDeleted."""
    return _file(request, ".ris")


def as_bibtex(request: Request) -> Response:
    """``/records/{id}/citation.bib``. Raises RecordMissing or RecordDeleted."""
    return _file(request, ".bib")


def _file(request: Request, ending: str) -> Response:
    site, knowledge = Site.of(request), Knowledge.of(request)
    found = knowledge.record(request.path_params["id"])
    if isinstance(found, Moved):
        return RedirectResponse(site.url(f"/records/{found.to}/citation{ending}"), 301)
    write, media_type = (ris, RIS) if ending == ".ris" else (bibtex, BIBTEX)
    text = "".join(write([found], permanent(site), knowledge.corpus.today(), site.reader))
    name = f'attachment; filename="{found["id"]}{ending}"'
    return Response(text, media_type=media_type, headers={"Content-Disposition": name})
