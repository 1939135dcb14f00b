"""Does the published description of the API tell the truth?

1. The document is valid OpenAPI 3.1 and describes every route of the API.
2. Whatever is asked within the description is answered as described (schemathesis).
"""

from __future__ import annotations

from typing import Any

import pytest
import schemathesis
from hypothesis import HealthCheck, given, settings
from schemathesis.checks import not_a_server_error
from schemathesis.specs.openapi.checks import (
    content_type_conformance,
    response_schema_conformance,
    status_code_conformance,
)
from starlette.applications import Starlette
from starlette.testclient import TestClient

from tests.tiers import examples
from web.application import ROUTES

CHECKS = [not_a_server_error, status_code_conformance, content_type_conformance, response_schema_conformance]


@pytest.mark.parametrize("path", ["/api/search", "/api/records/{id}", "/api/suggest"])
def test_answers_are_as_described(app: Starlette, path: str) -> None:
    description = schemathesis.openapi.from_asgi("/api/openapi.json", app)

    @settings(max_examples=examples(20, 300), suppress_health_check=list(HealthCheck))
    @given(case=description[path]["GET"].as_strategy())
    def check(case: schemathesis.Case[Any]) -> None:
        case.call_and_validate(checks=CHECKS)

    check()


def test_every_route_of_the_api_is_described(site: TestClient) -> None:
    document = site.get("/api/openapi.json").json()
    paths = {getattr(route, "path", "") for route in ROUTES}
    routes = {path for path in paths if path.startswith("/api/")}
    assert document["openapi"] == "3.1.0"
    assert document["paths"].keys() == routes - {"/api/openapi.json", "/api/{path:path}"}


def test_every_reference_leads_to_a_schema(site: TestClient) -> None:
    document = site.get("/api/openapi.json").json()
    names = {f"#/components/schemas/{name}" for name in document["components"]["schemas"]}
    assert set(_references(document)) <= names


def _references(value: Any) -> list[str]:
    if isinstance(value, dict):
        own = [value["$ref"]] if isinstance(value.get("$ref"), str) else []
        return own + [found for item in value.values() for found in _references(item)]
    if isinstance(value, list):
        return [found for item in value for found in _references(item)]
    return []
