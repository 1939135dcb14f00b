"""Here is a question of another program: what is the answer as JSON?

The bodies are those of ``web.api_bodies``. Everything here runs in worker threads, because the functions are
plain ones: no search holds up the event loop.
"""

from __future__ import annotations

import json
from collections.abc import Mapping
from typing import Any

from starlette.exceptions import HTTPException
from starlette.requests import Request
from starlette.responses import RedirectResponse, Response

from indexer.search.body import Labels, search_body
from indexer.search.query_language import extract_filters
from indexer.search.request import DEEPEST_HIT, LARGEST_SIZE, QUERY_LENGTH
from indexer.search.searcher import Searcher
from indexer.search.state import SearchState
from indexer.search.suggestions import suggestion_url
from kb.localized import Language
from web import addresses, errors
from web.api_bodies import openapi_document
from web.knowledge import Knowledge, Moved
from web.language import reader

SIZES = tuple(range(1, LARGEST_SIZE + 1))
SUGGESTIONS = 8


def as_json(body: Mapping[str, Any]) -> Response:
    """A body as UTF-8, without blanks."""
    text = json.dumps(body, ensure_ascii=False, separators=(",", ":"))
    return Response(text, media_type="application/json")


def search(request: Request) -> Response:
    """``/api/search``"""
    state = _state(request)
    if state.problems:
        return _refused(request, errors.BAD_PARAMETER, f"Correct or leave out: {', '.join(state.problems)}.")
    if state.too_deep:
        return _refused(
            request,
            errors.BEYOND_THE_END,
            f"page times size is at most {DEEPEST_HIT}. Narrow the search by a facet instead.",
        )
    knowledge, language = Knowledge.of(request), reader(request)
    searcher = knowledge.searcher()
    results = searcher.search(state.request(language))
    if state.page > 1 and (state.page - 1) * state.size >= results.total:
        return _refused(
            request,
            errors.BEYOND_THE_END,
            f"There are {results.total} records in all. Ask for an earlier page.",
        )
    labels = Labels(knowledge.vocabularies, language, searcher.organisation)
    return as_json(search_body(results, state, labels, addresses.prefix(request)))


def _state(request: Request) -> SearchState:
    """What is asked; ``facet:value`` among the words is the parameter of that facet."""
    text, filters = extract_filters(request.query_params.get("q", ""))
    others = [(name, value) for name, value in request.query_params.multi_items() if name != "q"]
    path = f"{addresses.prefix(request)}/search"
    return SearchState.parse([*others, ("q", text), *filters], path=path, sizes=SIZES)


def _refused(request: Request, problem: str, detail: str) -> Response:
    return errors.answer(
        request, 400, problem=problem, title="The question cannot be answered", detail=detail
    )


def record(request: Request) -> Response:
    """``/api/records/{id}``"""
    knowledge, record_id = Knowledge.of(request), request.path_params["id"]
    found = knowledge.record(record_id)
    if isinstance(found, Moved):
        query = f"?{request.url.query}" if request.url.query else ""
        return RedirectResponse(f"{addresses.prefix(request)}/api/records/{found.to}{query}", 301)
    return as_json(
        {
            **found,
            "url": addresses.record_path(request, record_id),
            "relations_in": _relations_in(found, knowledge.searcher(), reader(request)),
        }
    )


def _relations_in(values: Mapping[str, Any], searcher: Searcher, language: Language) -> list[dict[str, str]]:
    """What other records state of this one, as it is called from here."""
    own = {(relation["type"], relation["to"]) for relation in values.get("relations", ())}
    return [
        {"type": link.type, "id": link.to, "title": searcher.title(link.to, language)}
        for link in searcher.links(values["id"])
        if (link.type, link.to) not in own
    ]


def suggest(request: Request) -> Response:
    """``/api/suggest``"""
    text = request.query_params.get("q", "")[:QUERY_LENGTH]
    found = Knowledge.of(request).searcher().suggest(text, reader(request), SUGGESTIONS)
    return as_json(
        {
            "suggestions": [
                {
                    "kind": suggestion.kind,
                    "text": suggestion.text,
                    "ranges": [list(pair) for pair in suggestion.ranges],
                    "url": suggestion_url(suggestion, addresses.prefix(request)),
                }
                for suggestion in found
            ]
        }
    )


def openapi(request: Request) -> Response:
    """``/api/openapi.json``"""
    return as_json(openapi_document(addresses.prefix(request)))


def nothing_here(_: Request) -> Response:
    """Any other path of the API. Raises HTTPException."""
    raise HTTPException(404, "There is nothing here. /api/openapi.json lists what there is.")
