"""Searchers shared by the tests of ``indexer``: built once, never changed by a test."""

from __future__ import annotations

from pathlib import Path

import pytest

from indexer.search.searcher import Searcher
from kb.corpus import Corpus
from kb.settings import load_settings
from tests.indexer import corpora
from tests.indexer.corpora import SOME_RECORDS

ROOT = Path(__file__).resolve().parent.parent.parent


@pytest.fixture(scope="session")
def a_searcher(tmp_path_factory: pytest.TempPathFactory) -> Searcher:
    return corpora.a_searcher(tmp_path_factory.mktemp("random") / "site", SOME_RECORDS)


@pytest.fixture(scope="session")
def delivered(tmp_path_factory: pytest.TempPathFactory) -> Corpus:
    """The delivered records, with an index of their own."""
    var = tmp_path_factory.mktemp("delivered")
    return Corpus(load_settings({"KB_CORPUS": str(ROOT / "corpus"), "KB_VAR": str(var)}, var))


@pytest.fixture(scope="session")
def delivered_searcher(delivered: Corpus) -> Searcher:
    return Searcher(corpora.a_snapshot(delivered), delivered.vocabularies)
