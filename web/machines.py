"""What do crawlers, load balancers and monitors read?"""

from __future__ import annotations

import math
from collections.abc import Iterable, Mapping
from typing import Any
from xml.sax.saxutils import escape

from starlette.exceptions import HTTPException
from starlette.requests import Request
from starlette.responses import JSONResponse, PlainTextResponse, Response

from indexer.errors import IndexDamaged, IndexMissing
from web import addresses
from web.knowledge import Knowledge
from web.language import INTERFACE_LANGUAGES

MOST_ADDRESSES = 50_000  # of one sitemap, says sitemaps.org
NEVER_KEPT = {"Cache-Control": "no-store"}
XML = "application/xml"
CLOSED = ("/api/", "/search?*&*&", "/desk", "/login", "/feedback?")  # to crawlers; /feedback itself is a page
_HEAD = '<?xml version="1.0" encoding="UTF-8"?>\n'
_SITEMAP = "http://www.sitemaps.org/schemas/sitemap/0.9"
_XHTML = "http://www.w3.org/1999/xhtml"


async def robots(request: Request) -> Response:
    """``/robots.txt``: pages and single filters are welcome; endless combinations and the desk are not."""
    prefix, origin = addresses.prefix(request), addresses.origin(request)
    closed = "".join(f"Disallow: {prefix}{path}\n" for path in CLOSED)
    return PlainTextResponse(f"User-agent: *\n{closed}\nSitemap: {origin}{prefix}/sitemap.xml\n")


async def healthz(_: Request) -> Response:
    """``/healthz``: this process is alive and answers."""
    return PlainTextResponse("ok\n", headers=NEVER_KEPT)


def readyz(request: Request) -> Response:
    """``/readyz``: the index can be searched."""
    try:
        generation = Knowledge.of(request).searcher().generation
    except (IndexMissing, IndexDamaged):
        return JSONResponse({"ready": False, "generation": None}, 503, headers=NEVER_KEPT)
    return JSONResponse({"ready": True, "generation": generation}, headers=NEVER_KEPT)


def sitemap(request: Request) -> Response:
    """``/sitemap.xml``: published records in the languages they can be read in."""
    start = f"{addresses.origin(request)}{addresses.prefix(request)}"
    records = [values for values in Knowledge.of(request).searcher().records() if _shown(values)]
    per_part = MOST_ADDRESSES // len(INTERFACE_LANGUAGES)
    parts = math.ceil(len(records) / per_part)
    wanted = request.query_params.get("part")
    if wanted is None and parts > 1:
        return Response(_index(start, parts), media_type=XML)
    number = int(wanted) if wanted and wanted.isascii() and wanted.isdigit() and len(wanted) < 6 else 0
    if wanted is not None and not 1 <= number <= parts:
        raise HTTPException(404)
    first = (number - 1) * per_part if wanted else 0
    return Response(_urlset(start, records[first : first + per_part]), media_type=XML)


def _shown(values: Mapping[str, Any]) -> bool:
    return bool(values["status"] == "published")


def _index(start: str, parts: int) -> str:
    lines = (
        f"<sitemap><loc>{escape(start)}/sitemap.xml?part={number}</loc></sitemap>\n"
        for number in range(1, parts + 1)
    )
    return f'{_HEAD}<sitemapindex xmlns="{_SITEMAP}">\n{"".join(lines)}</sitemapindex>\n'


def _urlset(start: str, records: Iterable[Mapping[str, Any]]) -> str:
    lines = "".join(line for values in records for line in _addresses(start, values))
    return f'{_HEAD}<urlset xmlns="{_SITEMAP}" xmlns:xhtml="{_XHTML}">\n{lines}</urlset>\n'


def _addresses(start: str, values: Mapping[str, Any]) -> Iterable[str]:
    page = escape(f"{start}/records/{values['id']}", {'"': "&quot;"})
    readable = [one for one in INTERFACE_LANGUAGES if one in values["title"] and one in values["summary"]]
    languages = readable or list(INTERFACE_LANGUAGES)
    links = "".join(
        f'<xhtml:link rel="alternate" hreflang="{name}" href="{address}"/>'
        for name, address in [*((one, f"{page}?lang={one}") for one in languages), ("x-default", page)]
    )
    changed = str(values.get("edited") or values.get("created") or "")[:10]
    lastmod = f"<lastmod>{changed}</lastmod>" if changed else ""
    for language in languages:
        yield f"<url><loc>{page}?lang={language}</loc>{lastmod}{links}</url>\n"
