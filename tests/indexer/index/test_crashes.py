"""Killed at any step of a commit.

1. Before each fsync, rename, link, replace or unlink of a commit the process can end at once: the commit
   before or the new one is readable and whole, never anything else.
2. The next run makes the index equal to the corpus.
3. The same holds for the very first build, where there is no commit before.
"""

from __future__ import annotations

import os
import shutil
from pathlib import Path
from typing import Any

import pytest

from indexer.errors import IndexMissing
from indexer.index.snapshot import open_snapshot
from indexer.indexing import update_index
from indexer.status import index_status
from kb.corpus import Corpus
from tests.indexer import corpora
from tests.indexer.corpora import values
from tests.tiers import examples

STEPS = ("fsync", "replace", "rename", "link", "unlink", "mkdir", "rmdir")
SURVIVED = 0
KILLED = 77


def update_until(corpus: Corpus, last: int) -> int:
    """Update in a child that ends at once before its ``last``-th step; the exit code says whether it did."""
    child = os.fork()
    if child == 0:
        code = 1
        try:
            steps = iter(range(last))

            def counted(call: Any) -> Any:
                def step(*given: Any, **named: Any) -> Any:
                    if next(steps, None) is None:
                        os._exit(KILLED)
                    return call(*given, **named)

                return step

            for name in STEPS:
                setattr(os, name, counted(getattr(os, name)))
            update_index(corpus)
            code = SURVIVED
        finally:
            os._exit(code)
    return os.waitstatus_to_exitcode(os.waitpid(child, 0)[1])


def titles(corpus: Corpus) -> dict[str, str] | None:
    """What the index in force holds; None if there is none."""
    try:
        snapshot, _ = open_snapshot(corpus.settings.index)
    except IndexMissing:
        return None
    rows = [snapshot.stored(number) for number in range(snapshot.size)]
    return {row["id"]: row["shown"]["title"]["de"] for row in rows}


def check_every_step(corpus: Corpus, before: dict[str, str] | None, after: dict[str, str]) -> None:
    kept = corpus.settings.var.with_name("kept")
    shutil.copytree(corpus.settings.var, kept, symlinks=True)
    stride = examples(5, 1)
    seen = set()
    last, code = 0, KILLED
    while code == KILLED:
        shutil.rmtree(corpus.settings.var)
        shutil.copytree(kept, corpus.settings.var)
        code = update_until(corpus, last)
        assert code in (SURVIVED, KILLED)
        found = titles(corpus)
        assert found in (before, after), f"killed before step {last}"
        seen.add(found == after)
        update_index(corpus)
        assert titles(corpus) == after
        assert index_status(corpus).equal
        last += stride
    assert last > 3 * stride, "the commit had hardly a step to be killed at"
    assert seen == {False, True}


@pytest.fixture
def corpus(tmp_path: Path) -> Corpus:
    corpus = corpora.a_corpus(tmp_path, [values(name, title={"de": "alt"}) for name in ("a", "b", "c")])
    corpus.settings.index.mkdir(parents=True)
    return corpus


def test_a_commit_is_whole_or_not_there(corpus: Corpus) -> None:
    update_index(corpus)
    corpora.write(
        corpus.settings.corpus, [values("a", title={"de": "neu"}), values("d", title={"de": "neu"})]
    )
    (corpus.settings.corpus / "records" / "best-practice" / "c.yaml").unlink()
    before = {"a": "alt", "b": "alt", "c": "alt"}
    check_every_step(corpus, before, {"a": "neu", "b": "alt", "d": "neu"})


def test_the_first_build_is_whole_or_not_there(corpus: Corpus) -> None:
    check_every_step(corpus, None, {"a": "alt", "b": "alt", "c": "alt"})
