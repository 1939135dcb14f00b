"""What the tests of saving share: every way to change a record, and a corpus in the state before it."""

from __future__ import annotations

from pathlib import Path

import pytest

from tests.kb.corpora import a_repository
from tests.kb.saves import CHANGES, Change


@pytest.fixture(params=CHANGES)
def change(request: pytest.FixtureRequest) -> Change:
    return CHANGES[request.param]


@pytest.fixture
def before(tmp_path: Path, change: Change) -> Path:
    """A corpus folder in the state before the change."""
    folder = tmp_path / "before"
    (folder / "records").mkdir(parents=True)
    change.prepare(a_repository(folder))
    return folder
