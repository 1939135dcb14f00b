"""A site with papers: open ones, one that is only quoted, and some that nobody may have.

settings = a_library(tmp_path)
client.get(f"/files/{DIGESTS['open']}")
"""

from __future__ import annotations

import hashlib
from pathlib import Path
from typing import Any

from indexer.indexing import update_index
from kb.corpus import Corpus
from kb.paper import PaperPart, PaperText
from kb.paper_files import PaperFiles
from kb.record import Rights
from kb.settings import Settings, load_settings
from tests.web.sites import a_record

WORD = "application/vnd.openxmlformats-officedocument.wordprocessingml.document"
SOURCE = {"url": "https://example.org/report.pdf", "title": "Report"}
ORIGINALS: dict[str, tuple[str, str, Rights, str]] = {  # id: name, media type, rights, status
    "open": ("Jahresbericht „2025“.pdf", "application/pdf", "open", "published"),
    "archived": ("old.pdf", "application/pdf", "open", "archived"),
    "quoted": ("report.pdf", "application/pdf", "quote", "published"),
    "draft": ("draft.pdf", "application/pdf", "open", "draft"),
    "word": ("Leitlinien.docx", WORD, "open", "published"),
    "web": ("page.html", "text/html", "open", "published"),
    "notes": ("notes.txt", "text/plain", "open", "published"),
    "table": ("table.csv", "text/csv", "open", "published"),
    "other": ('../a"b\\c\r\n.svg', "image/svg+xml", "open", "published"),
}


def content_of(record_id: str) -> bytes:
    """The bytes of an original."""
    return f"the original of {record_id} ".encode() * 100


DIGESTS = {record_id: hashlib.sha256(content_of(record_id)).hexdigest() for record_id in ORIGINALS}


def text_of(record_id: str) -> PaperText:
    """Two pages, or two sections of a text that has no pages."""
    paged = ORIGINALS[record_id][1] == "application/pdf"
    parts = [
        PaperPart(text="Über den Hafen.", heading="Anfang", page=1 if paged else None),
        PaperPart(text=f"Die Algenfarm von {record_id}.", heading="Ertrag", page=2 if paged else None),
    ]
    return PaperText(format=1, digest=DIGESTS[record_id], extractor="test", language="de", parts=parts)


def a_library(folder: Path, **environment: str) -> Settings:
    """The settings of an indexed corpus that holds a record of each original and one without."""
    settings = load_settings(
        {"KB_CORPUS": str(folder / "corpus"), "KB_VAR": str(folder / "var"), **environment}, folder
    )
    corpus = Corpus(settings)
    for record_id, (name, media_type, rights, status) in ORIGINALS.items():
        size = len(content_of(record_id))
        file: dict[str, Any] = {
            "digest": DIGESTS[record_id],
            "name": name.replace("\r\n", " "),
            "media_type": media_type,
            "size": size,
        }
        if media_type == "application/pdf":
            file["pages"] = 2
        fields = {"kind": "file", "status": status, "rights": rights, "file": file, "sources": [SOURCE]}
        corpus.repository.save(a_record(record_id, **fields), expected=None, by="test", why="test")
        PaperFiles.of(settings).keep(content_of(record_id), text_of(record_id), rights)
    corpus.repository.save(a_record("practice"), expected=None, by="test", why="test")
    assert update_index(corpus).failed == ()
    return settings
