"""Small corpora to check and to save into.

corpus = a_corpus(tmp_path)
put(corpus, "guide/fees.yaml", "format: 1\n…")
repository.save(a_record("fees", title={"de": "Beiträge"}), expected=None, by="test", why="test")
"""

from __future__ import annotations

from datetime import date
from functools import cache
from pathlib import Path
from typing import Any

from kb.corpus import Corpus
from kb.file_repository import FileRepository
from kb.record import Record
from kb.settings import load_settings
from kb.validation import Checked, check_bytes, check_text
from kb.vocabulary import Vocabularies, load_vocabularies

ROOT = Path(__file__).resolve().parents[2]
TODAY = date(2026, 11, 24)


@cache
def delivered_vocabularies() -> Vocabularies:
    """The vocabularies of the package, read once."""
    return load_vocabularies()


def values(record_id: str, **fields: Any) -> dict[str, Any]:
    """The plain values of a valid record; a test states only what matters to it."""
    return {
        "format": 1,
        "id": record_id,
        "kind": "best-practice",
        "status": "published",
        "title": {"de": f"Praxis {record_id}"},
        "summary": {"de": "Ein Text."},
        **fields,
    }


def a_record(record_id: str, **fields: Any) -> Record:
    """A valid record."""
    return Record.model_validate(values(record_id, **fields))


def check(data: bytes, file: str) -> Checked:
    """Validate bytes as if today were always the same day."""
    return check_bytes(data, file, delivered_vocabularies(), TODAY)


def checked(text: str, file: str = "best-practice/a.yaml") -> Checked:
    """Validate a text as if today were always the same day."""
    return check_text(text, file, delivered_vocabularies(), TODAY)


def a_repository(folder: Path) -> FileRepository:
    """The repository of a corpus folder, opened anew."""
    return FileRepository(folder, check)


def a_corpus(folder: Path) -> Corpus:
    """An empty corpus below ``folder``."""
    settings = load_settings({"KB_CORPUS": str(folder / "corpus"), "KB_VAR": str(folder / "var")}, folder)
    (settings.corpus / "records").mkdir(parents=True)
    return Corpus(settings)


def put(folder: Path, file: str, data: str | bytes) -> Path:
    """Write a file below ``records/`` of a corpus folder as a person would, past the repository."""
    path = folder / "records" / file
    path.parent.mkdir(parents=True, exist_ok=True)
    path.write_bytes(data.encode() if isinstance(data, str) else data)
    return path
