"""What is written down about a request?

1. One line of JSON per request with route, method, status and milliseconds, and nothing else.
2. Neither query, path nor address is in it, not even when something fails.
"""

from __future__ import annotations

import io
import json
import logging
from collections.abc import Iterator

import pytest
from starlette.testclient import TestClient

from web.request_log import JsonLines, logging_table


@pytest.fixture
def log() -> Iterator[io.StringIO]:
    stream = io.StringIO()
    handler = logging.StreamHandler(stream)
    handler.setFormatter(JsonLines())
    logger = logging.getLogger("web")
    level = logger.level
    logger.addHandler(handler)
    logger.setLevel("INFO")
    yield stream
    logger.removeHandler(handler)
    logger.setLevel(level)


@pytest.mark.parametrize(
    ("address", "route", "status"),
    [
        ("/search?q=geheimwort", "search", 200),
        ("/api/search?q=geheimwort&theme=geheimwort", "api_search", 200),
        ("/records/geheimwort", "record", 404),
        ("/geheimwort", None, 404),
        ("/healthz", "healthz", 200),
    ],
)
def test_one_line_names_the_route_and_nothing_else(
    site: TestClient, log: io.StringIO, address: str, route: str | None, status: int
) -> None:
    site.get(address, headers={"X-Forwarded-For": "203.0.113.9"})
    line = json.loads(log.getvalue())
    assert line.keys() == {"time", "level", "route", "method", "status", "ms"}
    assert (line["route"], line["method"], line["status"]) == (route, "GET", status)
    assert line["ms"] >= 0
    for private in ("geheimwort", "203.0.113.9", "testclient", "127.0.0.1"):
        assert private not in log.getvalue()


def test_made_up_methods_are_not_repeated(site: TestClient, log: io.StringIO) -> None:
    site.request("GEHEIMWORT", "/search")
    assert json.loads(log.getvalue())["method"] == "other"


def test_a_trace_says_where_but_repeats_no_words() -> None:
    def look_up(words: str) -> None:
        try:
            raise KeyError(words)
        except KeyError as error:
            raise ValueError(words) from error

    with pytest.raises(ValueError, match="geheimwort") as caught:
        look_up("geheimwort")
    record = logging.LogRecord("x", logging.ERROR, "", 1, "Failed\n", None, caught._excinfo)
    line = json.loads(JsonLines().format(record))
    assert line["message"] == "Failed"
    assert line["exception"][-1] == "ValueError"
    assert "KeyError" in line["exception"]
    assert any(frame.endswith(" look_up") for frame in line["exception"])
    assert "geheimwort" not in json.dumps(line)


def test_the_server_logs_in_the_same_form() -> None:
    table = logging_table()
    assert table["root"]["handlers"] == ["stderr"]
    assert table["handlers"]["stderr"]["formatter"] == "json"
