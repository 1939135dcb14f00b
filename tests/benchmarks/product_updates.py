"""Somebody saves: after how long does everybody find it?

A save is what the product does: the repository writes the record durably, then a mark is left for the
indexing process. The time runs from the mark until a search for a word that only the new title holds finds
the record over HTTP, asked every few milliseconds by connections that any worker may take.
"""

from __future__ import annotations

import random
import time
from collections.abc import Callable
from dataclasses import dataclass, field
from typing import Any

from indexer.pending import mark
from kb.corpus import Corpus
from kb.record import Record
from tests.benchmarks.product_figures import spread
from tests.benchmarks.product_questions import questions, some_records
from tests.benchmarks.product_server import PATIENCE, PAUSE, Server, serving, steady_requests
from tests.benchmarks.product_sites import Site

WORKERS = 2
SEARCHES_A_SECOND = 5
LONGEST_SERIES = 600.0  # seconds; a slow program gets fewer saves, and the row says how many
_LETTERS = "bcdfghjklmnpqrstvwxz"


def save(corpus: Corpus, record_id: str, **changes: Any) -> float:
    """Save a record with some fields changed, as the desk does, up to the mark: the milliseconds it takes."""
    stored = corpus.repository.get(record_id)
    changed = Record.model_validate({**stored.record.model_dump(), **changes})
    started = time.perf_counter()
    corpus.repository.save(changed, expected=stored.digest, by="benchmark", why="measured")
    return (time.perf_counter() - started) * 1000


def save_title(corpus: Corpus, record_id: str, word: str) -> float:
    """Save a record with one more word in its titles: the milliseconds it takes."""
    title = corpus.repository.get(record_id).record.title
    return save(
        corpus, record_id, title={language: f"{text[:300]} {word}" for language, text in title.items()}
    )


@dataclass
class Editor:
    """Changes one record after another, none twice, and looks when everybody sees it."""

    corpus: Corpus
    server: Server
    chance: random.Random
    saving: list[float] = field(default_factory=list)
    """Milliseconds the saves themselves took."""

    def __post_init__(self) -> None:
        ids = self.corpus.repository.ids()
        self._ids = iter(self.chance.sample(ids, len(ids)))

    def save(self) -> float:
        """Put a new word into a title: the milliseconds until it is found."""
        record_id = next(self._ids)
        word = "".join(self.chance.choices(_LETTERS, k=14))  # unlike every word and every other new one
        self.saving.append(save_title(self.corpus, record_id, word))
        return self.seen(record_id, lambda: self.server.shows(word, record_id) is True)

    def archive(self) -> float:
        """Archive a record: the milliseconds until it is not found any more."""
        record_id = next(self._ids)
        assert self.server.shows(f"id:{record_id}", record_id)
        save(self.corpus, record_id, status="archived")
        return self.seen(record_id, lambda: self.server.shows(f"id:{record_id}", record_id) is False)

    def seen(self, record_id: str, happened: Callable[[], bool]) -> float:
        """Mark the record: the milliseconds until something has happened."""
        started = time.perf_counter()
        mark(self.corpus.settings.pending, record_id)
        while not happened():
            if time.perf_counter() - started > PATIENCE:
                raise AssertionError(f"The change of {record_id} is not seen after {PATIENCE} s.")
            time.sleep(PAUSE)
        return (time.perf_counter() - started) * 1000


def save_rows(site: Site, saves: int) -> list[dict[str, Any]]:
    """Rows of saves without and with other searches beside them, and of one record that is archived."""
    corpus = Corpus(site.settings)
    drawn = questions(some_records(site.settings.corpus), 10, seed=4)
    asked = [f"/api/search?{question.query}" for question in drawn]
    with serving(site, WORKERS) as server:
        server.wait_for_answer("/api/search?q=cluster")
        server.wait_for_index(site)
        editor = Editor(corpus, server, random.Random(5))
        rows = []
        for load in (0, SEARCHES_A_SECOND):
            with steady_requests(server, asked, load) as searches:
                rows.append(_series(editor, saves, {"documents": site.documents, "searches_a_second": load}))
            if searches:
                rows.append(
                    {"what": "search during saves", "documents": site.documents, "queries": len(searches)}
                    | spread(searches)
                )
        archived = spread([editor.archive()])
    return [*rows, {"what": "archived unseen", "documents": site.documents, "saves": 1, **archived}]


def _series(editor: Editor, saves: int, about: dict[str, Any]) -> dict[str, Any]:
    took: list[float] = []
    editor.saving.clear()
    errors = editor.server.errors
    begin = time.monotonic()
    while len(took) < saves and time.monotonic() < begin + LONGEST_SERIES:
        took.append(editor.save())
        time.sleep(editor.chance.uniform(0.1, 0.4))  # so that saves fall at any moment between two looks
    saving = {f"save_{name}": value for name, value in spread(editor.saving).items()}
    errors = editor.server.errors - errors
    return {"what": "save findable", **about, "saves": len(took), **spread(took), **saving, "errors": errors}


def index_rows(site: Site) -> list[dict[str, Any]]:
    """Rows of ``kb index`` without a server: of everything, of nothing and of one changed record."""
    corpus = Corpus(site.settings)
    nothing = site.index()
    save_title(corpus, corpus.repository.ids()[0], "renewed")
    seconds = {"everything": site.seconds_to_index, "nothing": nothing, "one record": site.index()}
    return [
        {"what": "kb index", "kind": kind, "documents": site.documents, "seconds": round(took, 2)}
        for kind, took in seconds.items()
    ]
