"""What was promised to be forgotten is forgotten when nobody looks.

1. A site that starts forgets what is due.
2. It goes on every day, also after a file could not be used.
"""

from __future__ import annotations

import time
from collections.abc import Callable
from datetime import UTC, datetime, timedelta
from pathlib import Path

import pytest
from starlette.testclient import TestClient

from tests.web.sites import a_corpus
from web import forgetting
from web.application import create_app
from web.feedback import ADDRESS_DAYS, Feedback


def told_long_ago(path: Path) -> None:
    old = datetime.now(UTC) - timedelta(days=ADDRESS_DAYS, minutes=1)
    Feedback(path, lambda: old).keep("other", "Text", address="leser@example.org", record=None)


def within_seconds(seconds: float, true: Callable[[], bool]) -> bool:
    deadline = time.monotonic() + seconds
    while not true() and time.monotonic() < deadline:
        time.sleep(0.02)
    return true()


def holds_an_address(path: Path) -> bool:
    return b"leser@example.org" in path.read_bytes()


def test_a_site_that_starts_forgets_what_is_due(tmp_path: Path) -> None:
    settings = a_corpus(tmp_path)
    told_long_ago(settings.feedback)
    assert holds_an_address(settings.feedback)
    with TestClient(create_app(settings)):
        assert within_seconds(10, lambda: not holds_an_address(settings.feedback))


def test_it_goes_on_every_day(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, caplog: pytest.LogCaptureFixture
) -> None:
    monkeypatch.setattr(forgetting, "DAY", 0.05)
    settings = a_corpus(tmp_path)
    settings.feedback.parent.mkdir(parents=True, exist_ok=True)
    settings.feedback.write_bytes(b"no database" * 1000)
    with TestClient(create_app(settings)):
        assert within_seconds(10, lambda: "could not be forgotten" in caplog.text)
        settings.feedback.unlink()
        told_long_ago(settings.feedback)
        assert within_seconds(10, lambda: not holds_an_address(settings.feedback))
