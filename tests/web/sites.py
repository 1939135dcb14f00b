"""Sites to ask: a small corpus, its index, and requests as raw as a server passes them on."""

from __future__ import annotations

import asyncio
import atexit
import shutil
import tempfile
from collections.abc import Mapping
from dataclasses import dataclass
from functools import cache
from pathlib import Path
from typing import Any
from urllib.parse import unquote

from starlette.applications import Starlette
from starlette.datastructures import Headers

from indexer.indexing import update_index
from kb.corpus import Corpus
from kb.record import Record
from kb.settings import Settings, load_settings


def a_record(record_id: str, **fields: Any) -> Record:
    """A valid record; tests state only what matters to them."""
    values = {
        "format": 1,
        "id": record_id,
        "kind": "best-practice",
        "status": "published",
        "title": {"de": f"Praxis {record_id}", "en": f"Practice {record_id}"},
        "summary": {"de": "Mitglieder zahlen Beiträge.", "en": "Members pay fees."},
        "sources": [{"url": "https://example.org/", "title": "Report"}],
        **fields,
    }
    return Record.model_validate(values)


RECORDS = (
    a_record(
        "fees",
        title={"de": "Beiträge der Mitglieder", "en": "Membership fees"},
        themes=["financing"],
        former_ids=["old-fees"],
        relations=[{"type": "funded_by", "to": "fund"}],
        edited="2026-05-04T10:00:00Z",
    ),
    a_record("fund", kind="funding-programme"),
    a_record(
        "german-only",
        title={"de": "Nur deutsch"},
        summary={"de": "Ein Text."},
        organisation={"name": "Harbour Office"},
    ),
    a_record("danish-only", title={"da": "Kun dansk"}, summary={"da": "En tekst."}),
    a_record("archived", status="archived"),
    a_record("waiting", status="in-review", title={"de": "Geheimnis"}, summary={"de": "Geheimnis"}),
    a_record("twin", status="merged", merged_into="fees"),
    a_record("gone"),
    *(a_record(f"filler-{number}") for number in range(12)),
)


def a_corpus(folder: Path, **environment: str) -> Settings:
    """The settings of a new corpus that holds RECORDS; ``gone`` is deleted again."""
    settings = _settings(folder, **environment)
    shutil.copytree(_made().corpus, settings.corpus, dirs_exist_ok=True)
    return settings


def an_indexed_corpus(folder: Path, **environment: str) -> Settings:
    """As ``a_corpus``, with its index."""
    settings = a_corpus(folder, **environment)
    shutil.copytree(_made().var, settings.var, dirs_exist_ok=True)
    update_index(Corpus(settings))  # the environment may ask for another one
    return settings


@cache
def _made() -> Settings:
    """The corpus and its index, made once in a process: every save waits for the disk."""
    folder = tempfile.TemporaryDirectory()
    atexit.register(folder.cleanup)
    settings = _settings(Path(folder.name))
    repository = Corpus(settings).repository
    for record in RECORDS:
        stored = repository.save(record, expected=None, by="test", why="test")
        if record.id == "gone":
            repository.delete("gone", expected=stored.digest, by="test", why="test")
    update_index(Corpus(settings))
    return settings


def _settings(folder: Path, **environment: str) -> Settings:
    places = {"KB_CORPUS": str(folder / "corpus"), "KB_VAR": str(folder / "var")}
    return load_settings({**places, **environment}, folder)


@dataclass(frozen=True)
class Answer:
    """What came back."""

    status: int
    headers: Headers
    body: bytes


def ask(
    app: Starlette, path: str, query: bytes = b"", headers: Mapping[bytes, bytes] | None = None
) -> Answer:
    """One GET with a path and query no client would send; the path as the server has decoded it."""
    messages: list[Any] = []

    async def receive() -> dict[str, Any]:
        return {"type": "http.request", "body": b"", "more_body": False}

    async def send(message: Any) -> None:
        messages.append(message)

    scope = {
        "type": "http",
        "asgi": {"version": "3.0"},
        "http_version": "1.1",
        "method": "GET",
        "scheme": "http",
        "path": path,
        "raw_path": path.encode("utf-8", "replace"),
        "query_string": query,
        "root_path": "",
        "headers": list({b"host": b"localhost", **(headers or {})}.items()),
        "client": ("127.0.0.1", 1234),
        "server": ("127.0.0.1", 8000),
        "state": {},
    }
    asyncio.run(app(scope, receive, send))
    body = b"".join(message.get("body", b"") for message in messages[1:])
    return Answer(messages[0]["status"], Headers(raw=messages[0]["headers"]), body)


def ask_target(app: Starlette, target: bytes) -> Answer:
    """One GET with the bytes of its request line, decoded as uvicorn does."""
    path, _, query = target.partition(b"?")
    return ask(app, unquote(path.decode("ascii")), query)
