"""Has every error a fate?

1. Each public error of ``kb`` and ``indexer`` has one row, and no row names anything else.
2. In the API errors are problem documents, elsewhere pages of the same status.
3. Words for the operator reach the log, not the reader.
"""

from __future__ import annotations

import inspect
from pathlib import Path
from types import ModuleType

import pytest
from starlette.requests import Request
from starlette.responses import Response
from starlette.routing import Route
from starlette.testclient import TestClient

import indexer.errors
import kb.errors
from indexer.errors import IndexDamaged, SearchTooLong
from kb.errors import RevisionConflict
from tests.web.sites import a_corpus
from web.api_bodies import ProblemBody
from web.application import create_app
from web.errors import OUTCOMES, PROBLEMS


def _leaves(module: ModuleType) -> set[type[Exception]]:
    own = {
        value
        for _, value in inspect.getmembers(module, inspect.isclass)
        if issubclass(value, Exception) and value.__module__ == module.__name__
    }
    return {error for error in own if not any(issubclass(other, error) for other in own - {error})}


def test_every_public_error_has_a_fate() -> None:
    assert {outcome.error for outcome in OUTCOMES} == _leaves(kb.errors) | _leaves(indexer.errors)


def test_every_fate_is_told_apart() -> None:
    assert len(set(PROBLEMS)) == len(PROBLEMS)
    assert all(400 <= outcome.status < 600 and outcome.title for outcome in OUTCOMES)
    assert all(outcome.detail for outcome in OUTCOMES if outcome.status >= 500)


@pytest.fixture
def failing_site(tmp_path: Path) -> TestClient:
    app = create_app(a_corpus(tmp_path))

    def fail(request: Request) -> Response:
        if request.path_params["how"] == "conflict":
            raise RevisionConflict("fees", current="a", expected="b")
        if request.path_params["how"] == "slow":
            raise SearchTooLong("The search took too long.")
        raise IndexDamaged("/srv/secret/index differs")

    routes = [Route("/pages/{how}", fail), Route("/api/fail/{how}", fail)]
    app.router.routes[:0] = routes
    return TestClient(app)


def test_a_program_gets_a_problem_document(failing_site: TestClient) -> None:
    answer = failing_site.get("/api/fail/conflict")
    assert answer.status_code == 409
    assert answer.headers["content-type"] == "application/problem+json"
    assert answer.headers["cache-control"] == "no-store"
    problem = ProblemBody.model_validate(answer.json())
    assert problem.type == "/api/openapi.json#revision-conflict"
    assert "read it again and merge" in problem.detail


def test_a_reader_gets_a_page(failing_site: TestClient) -> None:
    answer = failing_site.get("/pages/conflict")
    assert answer.status_code == 409
    assert answer.headers["content-type"].startswith("text/html")


@pytest.mark.parametrize(
    ("language", "words"), [("de", "weniger oder selteneren Wörtern"), ("en", "fewer words, or rarer ones")]
)
def test_who_asked_too_much_reads_what_to_do(failing_site: TestClient, language: str, words: str) -> None:
    answer = failing_site.get(f"/pages/slow?lang={language}")
    assert answer.status_code == 503
    assert words in answer.text
    assert not any(wrong in answer.text for wrong in ("Suchindex", "search index"))


def test_words_for_the_operator_reach_only_the_log(
    failing_site: TestClient, caplog: pytest.LogCaptureFixture
) -> None:
    for address in ("/api/fail/damaged", "/pages/damaged"):
        answer = failing_site.get(address)
        assert answer.status_code == 503
        assert int(answer.headers["retry-after"]) > 0
        assert "secret" not in answer.text
    assert "/srv/secret/index differs" in caplog.text


@pytest.mark.parametrize("method", ["POST", "PUT", "DELETE", "PATCH", "OPTIONS", "BREW"])
def test_other_methods_are_refused_by_name(site: TestClient, method: str) -> None:
    answer = site.request(method, "/api/search")
    assert answer.status_code == 405
    assert set(answer.headers["allow"].split(", ")) == {"GET", "HEAD"}
    ProblemBody.model_validate(answer.json())
