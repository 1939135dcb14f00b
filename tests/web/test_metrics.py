"""``/metrics`` tells how the site is doing, and only to this machine.

1. Requests are counted by route, method and status; no address, path or query is in it.
2. Times are those until the answer was complete, not of what is done after it.
3. The state of index, marks, drafts and messages is that of the moment; what cannot be read is left out.
4. Nobody elsewhere gets it: not directly, not through a proxy, trusted or not, nor by another host name.

That several workers are counted together shows where a real server runs, in ``test_serving``.
"""

from __future__ import annotations

import json
import time
from collections.abc import Iterator
from dataclasses import replace
from pathlib import Path
from typing import Any

import pytest
from prometheus_client.parser import text_string_to_metric_families
from starlette.applications import Starlette
from starlette.background import BackgroundTask
from starlette.responses import PlainTextResponse
from starlette.routing import Route
from starlette.testclient import TestClient

from indexer.pending import mark
from kb.drafts import Drafts
from kb.settings import Settings
from tests.web.sites import a_corpus, a_record, an_indexed_corpus
from web import application
from web.application import create_app

HERE: dict[str, Any] = {"base_url": "http://localhost:8000", "client": ("127.0.0.1", 40000)}


@pytest.fixture(scope="module")
def settings(tmp_path_factory: pytest.TempPathFactory) -> Settings:
    return an_indexed_corpus(tmp_path_factory.mktemp("measured"))


@pytest.fixture
def site(settings: Settings) -> Iterator[TestClient]:
    with TestClient(create_app(settings), **HERE) as client:
        yield client


@pytest.fixture(scope="module")
def behind_proxies(settings: Settings) -> list[Starlette]:
    """Sites that trust no proxy, or two."""
    trusted: list[tuple[str, ...]] = [(), ("192.0.2.7", "127.0.0.1")]
    return [create_app(replace(settings, trusted_proxies=proxies)) for proxies in trusted]


def samples(text: str) -> dict[str, float]:
    """Every sample by its name and labels."""
    return {
        f"{sample.name}{json.dumps(sample.labels, sort_keys=True) if sample.labels else ''}": sample.value
        for family in text_string_to_metric_families(text)
        for sample in family.samples
    }


def of_requests(route: str, status: int, method: str = "GET") -> str:
    labels = json.dumps({"method": method, "route": route, "status": str(status)})
    return f"leuchtturm_requests_total{labels}"


def test_requests_are_counted_by_route(site: TestClient) -> None:
    for address in ("/search?q=geheimwort", "/search?q=geheimwort", "/records/geheimwort", "/geheimwort"):
        site.get(address)
    site.request("GEHEIMWORT", "/search")
    answer = site.get("/metrics")
    found = samples(answer.text)
    assert answer.headers["content-type"].startswith("text/plain; version=")
    assert answer.headers["cache-control"] == "no-store"
    assert found[of_requests("search", 200)] == 2
    assert found[of_requests("record", 404)] == 1
    assert found[of_requests("none", 404)] == 1
    assert found[of_requests("search", 405, "other")] == 1
    assert found['leuchtturm_request_seconds_count{"route": "search"}'] == 3
    assert 0 < found['leuchtturm_request_seconds_sum{"route": "search"}'] < 60
    assert "geheimwort" not in answer.text.lower()


def test_what_is_done_after_the_answer_takes_no_time(
    settings: Settings, monkeypatch: pytest.MonkeyPatch
) -> None:
    def answer_first(_: object) -> PlainTextResponse:
        return PlainTextResponse("ok", background=BackgroundTask(time.sleep, 0.3))

    slow = Route("/slow", answer_first, name="slow")
    monkeypatch.setattr(application, "ROUTES", (slow, *application.ROUTES))
    site = TestClient(create_app(settings), **HERE)
    site.get("/slow")
    assert samples(site.get("/metrics").text)['leuchtturm_request_seconds_sum{"route": "slow"}'] < 0.3


def test_the_state_is_that_of_the_moment(site: TestClient, settings: Settings) -> None:
    knowledge = site.app.state.knowledge  # type: ignore[attr-defined]
    before = samples(site.get("/metrics").text)
    assert before["leuchtturm_index_ready"] == 1
    assert before["leuchtturm_index_documents"] == knowledge.searcher().size > 10
    generation = json.dumps({"generation": knowledge.searcher().generation})
    assert before[f"leuchtturm_index_info{generation}"] == 1
    drafts: Drafts = knowledge.drafts
    draft = drafts.start(a_record("new").values(), by="someone")
    drafts.submit("new", expected=draft.digest, by="someone")
    drafts.start(a_record("newer").values(), by="someone")
    mark(settings.pending, "fees")
    mark(settings.pending, "REBUILD")
    knowledge.feedback.keep("other", "Text", address=None, record=None)
    now = samples(site.get("/metrics").text)
    names = ("drafts_in_review", "pending_marks", "feedback_open")
    assert [now[f"leuchtturm_{name}"] - before[f"leuchtturm_{name}"] for name in names] == [1, 1, 1]


def test_what_cannot_be_read_is_left_out(tmp_path: Path) -> None:
    settings = a_corpus(tmp_path)  # without index
    settings.feedback.parent.mkdir(parents=True, exist_ok=True)
    settings.feedback.write_bytes(b"no database" * 1000)
    found = samples(TestClient(create_app(settings), **HERE).get("/metrics").text)
    assert found["leuchtturm_index_ready"] == 0
    assert "leuchtturm_feedback_open" not in found
    assert found["leuchtturm_pending_marks"] == 0


@pytest.mark.parametrize(
    ("client", "host", "headers"),
    [
        ("192.0.2.1", "localhost:8000", {}),
        ("testclient", "localhost:8000", {}),
        ("127.0.0.1", "wissen.example", {}),
        ("127.0.0.1", "localhost:8000", {"X-Forwarded-For": "127.0.0.1"}),
        ("127.0.0.1", "localhost:8000", {"X-Forwarded-Proto": "https"}),
        ("127.0.0.1", "localhost:8000", {"Forwarded": "for=127.0.0.1"}),
        ("127.0.0.1", "localhost:8000", {"Via": "1.1 proxy"}),
        ("192.0.2.7", "localhost:8000", {"X-Forwarded-For": "127.0.0.1"}),
    ],
)
def test_nobody_elsewhere_gets_it(
    behind_proxies: list[Starlette], client: str, host: str, headers: dict[str, str]
) -> None:
    for app in behind_proxies:
        site = TestClient(app, base_url=f"http://{host}", client=(client, 40000))
        assert site.get("/metrics", headers=headers).status_code == 404


@pytest.mark.parametrize("host", ["127.0.0.1:8000", "[::1]:8000", "localhost"])
def test_this_machine_gets_it(settings: Settings, host: str) -> None:
    site = TestClient(create_app(settings), base_url=f"http://{host}", client=("::1", 40000))
    assert site.get("/metrics").status_code == 200
