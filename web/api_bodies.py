"""What exactly do the bodies of the API look like? Models, and the OpenAPI 3.1 document made from them."""

from __future__ import annotations

from typing import Any, Literal

from pydantic import BaseModel, ConfigDict, Field
from pydantic.json_schema import models_json_schema

from indexer.facets import FACETS, FacetKind
from indexer.search.request import DEEPEST_HIT, LARGEST_SIZE, SIZES, SORTS
from indexer.search.results import FitState, MatchClass
from kb.localized import Language
from kb.record import ID_LENGTH, Kind, Record, RelationType
from web.errors import PROBLEMS
from web.language import INTERFACE_LANGUAGES


class Body(BaseModel):
    """Any part of a body."""

    model_config = ConfigDict(extra="forbid")


class RelaxedBody(Body):
    """Not every word was required: at least ``required`` of ``of`` stand in every hit."""

    required: int
    of: int


class DidYouMeanBody(Body):
    """The spelling that finds more."""

    text: str
    total: int
    url: str


class PartBody(Body):
    """The page or section of a long text that answers best."""

    label: str
    url: str


class SnippetBody(Body):
    """A passage; ``ranges`` are [start, end) in characters of ``text``."""

    field: str
    language: Language
    text: str
    ranges: list[tuple[int, int]]


class MatchBody(Body):
    """A word of the query and the word of the record that answered it."""

    word: str
    found: str
    label: str | None


class FitBody(Body):
    """Whether a record fits in one facet of ``fit``; ``keys`` are its values that fit, else those it states.

    ``open``: it cannot be compared, as what does not apply to the record.
    """

    facet: str
    state: FitState
    keys: list[str]


class HitBody(Body):
    """One matching record."""

    id: str
    kind: Kind
    title: str
    summary: str
    language: Language = Field(description="Language of title and summary.")
    languages: list[Language] = Field(description="Languages the record can be read in.")
    url: str
    score: float
    part: PartBody | None
    snippets: list[SnippetBody]
    matched: dict[MatchClass, list[MatchBody]]
    fit: list[FitBody] = Field(default=[], description="Only if the request has fit.")


class BucketBody(Body):
    """One value of a facet; ``url`` is where a click on it leads."""

    key: str
    label: str
    count: int
    selected: bool
    excluded: bool
    parent: str | None
    depth: int
    url: str


class FacetBody(Body):
    """One facet with its values; trees are flat lists, parents first."""

    name: str
    label: str
    kind: FacetKind
    buckets: list[BucketBody]
    left_out: int = Field(default=0, description="How many values are not in the answer; only if any are.")


class ExpansionBody(Body):
    """What was added to the query; ``without`` is the address that leaves it out."""

    kind: str
    key: str
    word: str
    added: list[str]
    without: str


class NoteBody(Body):
    """How the query was understood."""

    code: str
    text: str


class SearchBody(Body):
    """The answer of ``/api/search``."""

    total: int
    page: int
    size: int
    generation: str
    relaxed: RelaxedBody | None
    did_you_mean: DidYouMeanBody | None
    hits: list[HitBody]
    facets: list[FacetBody]
    expansions: list[ExpansionBody]
    notes: list[NoteBody]


class RelationBody(Body):
    """A relation that another record states, as it is called from here."""

    type: RelationType
    id: str
    title: str


class RecordBody(Record):
    """The answer of ``/api/records/{id}``: the record as in its YAML, with what others say of it."""

    url: str
    revision: int
    relations_in: list[RelationBody]


class SuggestionBody(Body):
    """One suggestion; ``ranges`` are what was typed, as [start, end) of ``text``."""

    kind: Literal["record", "concept", "organisation", "query"]
    text: str
    ranges: list[tuple[int, int]]
    url: str


class SuggestionsBody(Body):
    """The answer of ``/api/suggest``."""

    suggestions: list[SuggestionBody]


class ProblemBody(Body):
    """A problem document (RFC 9457)."""

    type: str = Field(description=f"about:blank, or an address that ends in one of: {', '.join(PROBLEMS)}.")
    title: str
    status: int
    detail: str


_MODELS: tuple[type[BaseModel], ...] = (SearchBody, RecordBody, SuggestionsBody, ProblemBody)
_PLACE = "#/components/schemas/"


def openapi_document(prefix: str) -> dict[str, Any]:
    """The description of the API. ``prefix`` is the path all of it lies under."""
    _, schemas = models_json_schema(
        [(model, "validation") for model in _MODELS], ref_template=_PLACE + "{model}"
    )
    return {
        "openapi": "3.1.0",
        "info": {
            "title": "Leuchtturm",
            "version": "1",
            "description": "Practices, instruments and programmes of cluster management. Open to every site; "
            "the records are licensed under CC BY 4.0 with their source lines.",
            "license": {"name": "CC BY 4.0", "identifier": "CC-BY-4.0"},
        },
        "servers": [{"url": prefix or "/"}],
        "paths": {
            "/api/search": {
                "get": _operation("search", "Search records", _search_parameters(), SearchBody, {400, 503})
            },
            "/api/records/{id}": {
                "get": _operation(
                    "record", "Read a record", [_RECORD_ID, _LANG], RecordBody, {404, 410, 503}, moves=True
                )
            },
            "/api/suggest": {
                "get": _operation("suggest", "Complete a query", [_TEXT, _LANG], SuggestionsBody, {503})
            },
        },
        "components": {"schemas": schemas["$defs"]},
    }


def _operation(
    name: str,
    summary: str,
    parameters: list[dict[str, Any]],
    body: type[Body] | type[Record],
    failures: set[int],
    *,
    moves: bool = False,
) -> dict[str, Any]:
    responses: dict[str, Any] = {
        "200": {"description": "The answer.", "content": _content("application/json", body)},
        "304": {"description": "What the tag of If-None-Match names is still the answer."},
    }
    if moves:
        responses["301"] = {"description": "The record has another id now."}
    for status in sorted(failures):
        responses[str(status)] = {
            "description": "The reason.",
            "content": _content("application/problem+json", ProblemBody),
        }
    return {"operationId": name, "summary": summary, "parameters": parameters, "responses": responses}


def _content(media_type: str, body: type[BaseModel]) -> dict[str, Any]:
    return {media_type: {"schema": {"$ref": f"{_PLACE}{body.__name__}"}}}


def _parameter(name: str, description: str, schema: dict[str, Any]) -> dict[str, Any]:
    return {"name": name, "in": "query", "description": description, "schema": schema}


_TEXT = _parameter("q", "Words; all syntax is optional and nothing in it is an error.", {"type": "string"})
_LANG = _parameter(
    "lang", "Language of labels; else Accept-Language decides.", {"enum": list(INTERFACE_LANGUAGES)}
)
_RECORD_ID = {
    "name": "id",
    "in": "path",
    "required": True,
    "schema": {"type": "string", "pattern": "^[a-z0-9]+(-[a-z0-9]+)*$", "maxLength": ID_LENGTH},
}


def _search_parameters() -> list[dict[str, Any]]:
    keys = {"type": "array", "items": {"type": "string"}}
    facets = []
    for facet in FACETS:
        facets.append(_parameter(facet.name, "Keys of buckets; any of them.", keys))
        facets.append(_parameter(f"-{facet.name}", "Keys of buckets; none of them.", keys))
    return [
        _TEXT,
        _LANG,
        _parameter(
            "sort",
            "Without words there is no relevance, without fit no order by it: then the default counts.",
            {"enum": list(SORTS)},
        ),
        _parameter("fit", "What a cluster is, as facet:key; hits are compared with it, not filtered.", keys),
        _parameter(
            "page",
            f"page times size is at most {DEEPEST_HIT}.",
            {"type": "integer", "minimum": 1, "default": 1},
        ),
        _parameter(
            "size",
            "Hits on a page.",
            {"type": "integer", "minimum": 1, "maximum": LARGEST_SIZE, "default": SIZES[0]},
        ),
        _parameter("archived", "1 includes archived records.", {"enum": ["1"]}),
        _parameter("without", "Expansions to leave out.", keys),
        *facets,
    ]
