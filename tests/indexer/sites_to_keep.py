"""Sites to keep in a backup, and what is in a folder afterwards."""

from __future__ import annotations

import shutil
from dataclasses import replace
from pathlib import Path

from kb.corpus import Corpus
from kb.record import Record
from kb.settings import Settings
from tests.indexer.corpora import a_corpus, values

COUNT = 12  # records


def a_site(folder: Path) -> Settings:
    """A site of some records, half of them with a history."""
    corpus = a_corpus(folder, [values(f"r{number}") for number in range(COUNT)])
    for number in range(0, COUNT, 2):
        change(corpus, f"r{number}", "first")
    return corpus.settings


def a_copy(site: Settings, folder: Path) -> Settings:
    """The corpus of a site at another place."""
    shutil.copytree(site.corpus, folder / "corpus")
    return elsewhere(site, folder)


def change(corpus: Corpus, record_id: str, text: str) -> None:
    """Save another text of a record."""
    stored = corpus.repository.get(record_id)
    record = Record.model_validate({**stored.record.values(), "summary": {"de": text}})
    corpus.repository.save(record, expected=stored.digest, by="test", why=text)


def elsewhere(settings: Settings, folder: Path) -> Settings:
    """The same site at another place."""
    return replace(settings, corpus=folder / "corpus", var=folder / "var")


def content(folder: Path) -> dict[str, bytes]:
    """Every file below a folder."""
    return {
        path.relative_to(folder).as_posix(): path.read_bytes() for path in folder.rglob("*") if path.is_file()
    }
