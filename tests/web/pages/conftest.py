"""The site of the made-up records: built once, never changed by a test."""

from __future__ import annotations

from collections.abc import Iterator

import pytest
from starlette.testclient import TestClient

from tests.web.pages.collection import a_collection
from web.application import create_app


@pytest.fixture(scope="session")
def client(tmp_path_factory: pytest.TempPathFactory) -> Iterator[TestClient]:
    settings = a_collection(tmp_path_factory.mktemp("collection"))
    with TestClient(create_app(settings), follow_redirects=False) as client:
        yield client
