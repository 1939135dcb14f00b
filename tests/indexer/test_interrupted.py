"""Killed at any step of a full build, a rollback or a merge.

1. The index in force is the one before or the new one, whole, never anything else.
2. The next run makes it equal to the corpus and removes what was left half written.
"""

from __future__ import annotations

import shutil
from collections.abc import Callable
from pathlib import Path

import pytest

from indexer.index.generation import MANIFEST
from indexer.index.opening import open_snapshot
from indexer.indexing import roll_back, update_index
from indexer.status import index_status
from kb.corpus import Corpus
from tests.indexer import corpora
from tests.indexer.corpora import values
from tests.indexer.steps import killed_before
from tests.tiers import examples

STRIDE = examples(7, 1)


@pytest.fixture
def corpus(tmp_path: Path) -> Corpus:
    corpus = corpora.a_corpus(tmp_path, [values("a"), values("b")])
    update_index(corpus)
    update_index(corpus, full=True)
    return corpus


def digests(corpus: Corpus) -> dict[str, str]:
    """What the index in force holds, every file of it verified."""
    snapshot, _ = open_snapshot(corpus.settings.index)
    column = snapshot.column("digest")
    numbers = [number for number in range(snapshot.size) if snapshot.living[number]]
    return {snapshot.id(number): column.keys[column.codes[number]] for number in numbers}


def check_every_step(corpus: Corpus, run: Callable[[], object], after: dict[str, str]) -> None:
    before = digests(corpus)
    assert after != before
    kept = corpus.settings.var.with_name("kept")
    shutil.copytree(corpus.settings.var, kept)
    seen, last, killed = [], 0, True
    while killed:
        shutil.rmtree(corpus.settings.var)
        shutil.copytree(kept, corpus.settings.var)
        killed = killed_before(last, run)
        found = digests(corpus)
        assert found in (before, after), f"killed before step {last}"
        seen.append(found == after)
        update_index(corpus)
        assert digests(corpus) == after
        assert index_status(corpus).equal
        update_index(corpus, full=True)
        assert all((folder / MANIFEST).is_file() for folder in corpus.settings.index.glob("*/*/"))
        last += STRIDE
    assert seen[-1]
    assert not seen[0]
    assert last > 3 * STRIDE, "it had hardly a step to be killed at"


def changed(corpus: Corpus) -> dict[str, str]:
    """Change the corpus; what the index has to hold then."""
    corpora.write(corpus.settings.corpus, [values("a", title={"de": "Neu"}), values("c")])
    (corpus.settings.corpus / "records" / "best-practice" / "b.yaml").unlink()
    records = [corpus.repository.entry(record_id) for record_id in ("a", "c")]
    return {entry.record_id: entry.digest for entry in records if entry}


def test_a_full_build_is_whole_or_not_there(corpus: Corpus) -> None:
    after = changed(corpus)
    check_every_step(corpus, lambda: update_index(corpus, full=True), after)


def test_a_rollback_is_whole_or_not_there(corpus: Corpus) -> None:
    after = changed(corpus)
    check_every_step(corpus, lambda: roll_back(corpus), after)


def test_a_merge_is_whole_or_not_there(corpus: Corpus, monkeypatch: pytest.MonkeyPatch) -> None:
    with monkeypatch.context() as patience:
        patience.setattr("indexer.indexing.due", lambda _: ())
        for number in range(8):
            corpora.write(corpus.settings.corpus, [values(f"r{number}")])
            update_index(corpus)
    after = {**digests(corpus), **changed(corpus)}
    del after["b"]
    check_every_step(corpus, lambda: update_index(corpus), after)
