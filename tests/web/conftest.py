"""Sites shared by the tests of ``web``: built once, never changed by a test."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

import pytest
from starlette.applications import Starlette
from starlette.testclient import TestClient

from kb.settings import Settings
from tests.web.sites import a_corpus, an_indexed_corpus
from web.application import create_app


@pytest.fixture(scope="session")
def indexed_settings(tmp_path_factory: pytest.TempPathFactory) -> Settings:
    return an_indexed_corpus(tmp_path_factory.mktemp("indexed"))


@pytest.fixture(scope="session")
def app(indexed_settings: Settings) -> Starlette:
    return create_app(indexed_settings)


@pytest.fixture(scope="session")
def site(app: Starlette) -> Iterator[TestClient]:
    with TestClient(app, follow_redirects=False) as client:
        yield client


@pytest.fixture
def site_without_index(tmp_path: Path) -> Iterator[TestClient]:
    with TestClient(create_app(a_corpus(tmp_path)), follow_redirects=False) as client:
        yield client


@pytest.fixture(scope="session")
def site_below_a_path(tmp_path_factory: pytest.TempPathFactory) -> Iterator[TestClient]:
    settings = an_indexed_corpus(
        tmp_path_factory.mktemp("prefixed"), KB_BASE_URL="https://cluster.example/wissen"
    )
    with TestClient(
        create_app(settings), base_url="http://cluster.example", follow_redirects=False
    ) as client:
        yield client
