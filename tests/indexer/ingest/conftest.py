"""A corpus with the delivered vocabularies and no record."""

from __future__ import annotations

from pathlib import Path

import pytest

from kb.corpus import Corpus
from kb.settings import load_settings


@pytest.fixture
def corpus(tmp_path: Path) -> Corpus:
    environment = {"KB_CORPUS": str(tmp_path / "corpus"), "KB_VAR": str(tmp_path / "var")}
    return Corpus(load_settings(environment, tmp_path))
