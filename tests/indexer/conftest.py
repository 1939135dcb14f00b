"""Searchers shared by the tests of ``indexer``: built once, never changed by a test."""

from __future__ import annotations

from pathlib import Path

import pytest

from indexer.search.searcher import Searcher
from kb.corpus import Corpus
from kb.settings import load_settings
from tests.indexer import corpora
from tests.indexer.corpora import Values, random_records

ROOT = Path(__file__).resolve().parent.parent.parent


@pytest.fixture(scope="session")
def some_records() -> list[Values]:
    return random_records(seed=1, count=60)


@pytest.fixture(scope="session")
def a_searcher(tmp_path_factory: pytest.TempPathFactory, some_records: list[Values]) -> Searcher:
    return corpora.a_searcher(tmp_path_factory.mktemp("random") / "site", some_records)


@pytest.fixture(scope="session")
def delivered(tmp_path_factory: pytest.TempPathFactory) -> Corpus:
    """The delivered records, with an index of their own."""
    var = tmp_path_factory.mktemp("delivered")
    return Corpus(load_settings({"KB_CORPUS": str(ROOT / "corpus"), "KB_VAR": str(var)}, var))


@pytest.fixture(scope="session")
def delivered_searcher(delivered: Corpus) -> Searcher:
    return Searcher(corpora.a_snapshot(delivered), delivered.vocabularies)
