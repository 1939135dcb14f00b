"""The whole site on one screen: which address leads where, and what happens around every request?"""

from __future__ import annotations

from collections.abc import AsyncIterator, Sequence
from contextlib import asynccontextmanager
from urllib.parse import quote

from anyio import to_thread
from starlette.applications import Starlette
from starlette.middleware import Middleware
from starlette.middleware.errors import ServerErrorMiddleware
from starlette.middleware.gzip import DEFAULT_EXCLUDED_CONTENT_TYPES, GZipMiddleware
from starlette.requests import Request
from starlette.responses import RedirectResponse, Response
from starlette.routing import BaseRoute, Mount, Route, Router
from uvicorn.middleware.proxy_headers import ProxyHeadersMiddleware

from indexer.errors import IndexDamaged, IndexMissing
from indexer.scratch_memory import keep_scratch_memory
from kb.settings import Settings
from web import addresses, api, errors, machines, metrics, originals, static_files
from web.conditional import Conditional, edition
from web.desk.routes import DESK_ROUTES
from web.forgetting import forgetting_daily
from web.knowledge import Knowledge
from web.language import VaryByLanguage
from web.late_pages import page_at
from web.pages import about, citing, concept, feedback, home, legal, login, record, search
from web.posting import FORM_BYTES, MOST_FIELDS, Posted
from web.request_log import RequestLog
from web.security import DeskNetworks, KnownHosts, SecurityHeaders, trusted_proxies


def to_first_page(request: Request) -> Response:
    """The path prefix without its slash."""
    return RedirectResponse(f"{addresses.prefix(request)}/", 301)


def without_last_slash(request: Request) -> Response:
    """The same address without slashes at its end, always on this host."""
    path = quote(request.path_params["path"].strip("/"), errors="replace")
    query = f"?{request.url.query}" if request.url.query else ""
    return RedirectResponse(f"{addresses.prefix(request)}/{path}{query}", 301)


CACHED = [Middleware(Conditional)]
# Signing in takes a form that carries another one: each of its fields, a few bytes longer.
CARRYING = [Middleware(Posted, most=5 * FORM_BYTES, fields=MOST_FIELDS + 100)]
POSTING = [Middleware(Posted)]
TELLING = [Middleware(Posted, most=feedback.FORM_BYTES, fields=20)]
PACKED = (*DEFAULT_EXCLUDED_CONTENT_TYPES, *originals.HANDED_OUT)
ROUTES: Sequence[BaseRoute] = (
    Route("/", home.page, name="home", middleware=CACHED),
    Route("/search", search.page, name="search", middleware=CACHED),
    Route("/records/{id}", record.page, name="record", middleware=CACHED),
    Route("/records/{id}/citation.ris", citing.as_ris, name="record_ris", middleware=CACHED),
    Route("/records/{id}/citation.bib", citing.as_bibtex, name="record_bibtex", middleware=CACHED),
    Route("/concepts/{id}", concept.page, name="concept", middleware=CACHED),
    Route("/atlas", page_at("pages.atlas.page"), name="atlas", middleware=CACHED),
    Route("/tour", page_at("pages.tour.page"), name="tour", middleware=CACHED),
    Route("/compare", page_at("pages.compare.page"), name="compare", middleware=CACHED),
    Route("/lists", page_at("pages.lists.page"), name="lists", middleware=CACHED),
    Route("/lists/citations.ris", page_at("pages.lists.ris_file"), name="lists_ris", middleware=CACHED),
    Route("/lists/citations.bib", page_at("pages.lists.bibtex_file"), name="lists_bibtex", middleware=CACHED),
    Route("/lists/kit", page_at("kit.handout.page"), name="kit", middleware=CACHED),
    Route("/lists/kit.docx", page_at("kit.handout.as_word"), name="kit_word", middleware=CACHED),
    Route("/lists/kit.md", page_at("kit.handout.as_markdown"), name="kit_markdown", middleware=CACHED),
    Route("/fit", page_at("pages.fit.page"), name="fit", middleware=CACHED),
    Route("/about", about.page, name="about"),
    *legal.LEGAL_ROUTES,
    Route("/feedback", feedback.page, name="feedback", methods=["GET", "POST"], middleware=TELLING),
    Route("/api/search", api.search, name="api_search", middleware=CACHED),
    Route("/api/records/{id}", api.record, name="api_record", middleware=CACHED),
    Route("/api/suggest", api.suggest, name="api_suggest", middleware=CACHED),
    Route("/api/openapi.json", api.openapi, name="api_openapi"),
    Route("/api/{path:path}", api.nothing_here, name="api_nothing"),
    Route("/robots.txt", machines.robots, name="robots"),
    Route("/sitemap.xml", machines.sitemap, name="sitemap", middleware=CACHED),
    Route("/files/{digest}", originals.original, name="original"),
    Route("/healthz", machines.healthz, name="healthz"),
    Route("/readyz", machines.readyz, name="readyz"),
    Route("/metrics", metrics.page, name="metrics"),
    Route("/login", login.page, name="login", methods=["GET", "POST"], middleware=CARRYING),
    Route("/logout", login.sign_out, name="logout", methods=["POST"], middleware=POSTING),
    *DESK_ROUTES,
    Route("/static/{digest}/{name:path}", static_files.serve_file, name="static"),
    Route("/{path:path}/", without_last_slash, name="last_slash"),
)


def create_app(settings: Settings) -> Starlette:
    """The site of these settings; it answers 503 while there is no index. Raises VocabularyInvalid."""
    app = Starlette(
        routes=_below(settings.path_prefix, ROUTES),
        middleware=[
            Middleware(RequestLog),
            Middleware(SecurityHeaders),
            Middleware(addresses.WellFormed),
            Middleware(ServerErrorMiddleware, handler=errors.on_failure),
            Middleware(ProxyHeadersMiddleware, trusted_hosts=trusted_proxies(settings)),
            Middleware(GZipMiddleware, minimum_size=1000, compresslevel=5, exclude_content_types=PACKED),
            Middleware(VaryByLanguage),
            Middleware(KnownHosts),
            Middleware(DeskNetworks, networks=settings.desk_networks),
        ],
        exception_handlers=dict(errors.HANDLERS),
        lifespan=lifespan,
    )
    app.state.knowledge = knowledge = Knowledge(settings)
    app.state.metrics = metrics.Metrics(knowledge)
    app.state.edition = edition(settings.corpus / "vocabularies")
    return app


@asynccontextmanager
async def lifespan(app: Starlette) -> AsyncIterator[None]:
    """Open the index and read the files before the first request, if there is an index already."""

    def warm() -> None:
        keep_scratch_memory()
        static_files.static_files()
        try:
            app.state.knowledge.searcher()
        except (IndexMissing, IndexDamaged):
            return  # the indexing process builds it; every request asks again

    await to_thread.run_sync(warm)
    async with forgetting_daily(app.state.knowledge):
        yield


def _below(prefix: str, routes: Sequence[BaseRoute]) -> list[BaseRoute]:
    if not prefix:
        return [Mount("/", Router(routes, redirect_slashes=False))]
    return [
        Route(prefix, to_first_page, name="without_slash"),
        Mount(prefix, Router(routes, redirect_slashes=False)),
    ]
