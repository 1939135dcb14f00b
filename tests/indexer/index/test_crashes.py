"""Killed at any step of a commit, a merge, a build or a switch to what was built.

1. Before each fsync, rename, link, unlink or new folder the process can end at once: the commit before or the
   new one is readable and whole, never anything else. The same holds for the very first build.
2. The same change made again leads to where it should, and nothing is left that belongs to no commit.
3. A whole run over a corpus that is killed anywhere leaves the old or the new state, and the next run makes
   the index equal to the corpus.
"""

from __future__ import annotations

import shutil
from collections.abc import Callable
from functools import partial
from pathlib import Path

import pytest

from indexer.index.committing import make_current
from indexer.index.generation import current_manifest, generations
from indexer.index.writer import clean_merging
from indexer.indexing import update_index
from indexer.status import index_status
from kb.corpus import Corpus
from kb.file_repository import Entry
from tests.indexer import corpora
from tests.indexer.corpora import values
from tests.indexer.index.interrupted import (
    Change,
    digests_of,
    each_change,
    orphans,
)
from tests.indexer.index.small_indexes import a_document, committed
from tests.indexer.steps import killed_before
from tests.tiers import examples


@each_change
def test_a_change_is_whole_or_not_there(tmp_path: Path, change: Change) -> None:
    prepared = tmp_path / "prepared"
    change.prepare(prepared)
    before = digests_of(prepared)
    seen, step, killed = set(), 0, True
    while killed:
        index = tmp_path / str(step)
        shutil.copytree(prepared, index)
        killed = killed_before(step, partial(change.make, index))
        found = digests_of(index)
        assert found in (before, change.after), f"killed before step {step}"
        seen.add(found == change.after)
        change.make(index)
        assert digests_of(index) == change.after
        make_current(index, generations(index)[0])
        committed(index, current_manifest(index), [a_document("last")])
        clean_merging(index)
        assert orphans(index) == [], f"killed before step {step}"
        shutil.rmtree(index)
        step += examples(3, 1)
    assert step > 3, "the change had hardly a step to be killed at"
    assert seen == ({True} if before == change.after else {False, True})


def _first(corpus: Corpus) -> None:
    corpus.settings.index.mkdir(parents=True)


def _edited(corpus: Corpus) -> None:
    update_index(corpus)
    corpora.write(corpus.settings.corpus, [values("a", title={"de": "neu"}), values("d")])
    (corpus.settings.corpus / "records" / "best-practice" / "c.yaml").unlink()


def in_files(corpus: Corpus) -> dict[str, str]:
    entries = (entry for entry in corpus.repository.scan() if isinstance(entry, Entry))
    return {entry.record_id: entry.digest for entry in entries}


@pytest.mark.parametrize("full", [False, True], ids=["changes", "full"])
@pytest.mark.parametrize("prepare", [_first, _edited])
def test_a_killed_run_is_made_good_by_the_next(
    tmp_path: Path, prepare: Callable[[Corpus], None], full: bool
) -> None:
    corpus = corpora.a_corpus(tmp_path, [values("a"), values("b"), values("c")])
    prepare(corpus)
    var, kept = corpus.settings.var, tmp_path / "kept"
    shutil.copytree(var, kept)
    before, after = digests_of(corpus.settings.index), in_files(corpus)
    seen, step, killed = set(), 0, True
    while killed:
        shutil.rmtree(var)
        shutil.copytree(kept, var)
        killed = killed_before(step, partial(update_index, corpus, full=full, jobs=1))
        found = digests_of(corpus.settings.index)
        assert found in (before, after), f"killed before step {step}"
        seen.add(found == after)
        update_index(corpus)
        assert digests_of(corpus.settings.index) == after
        assert index_status(corpus).equal
        step += examples(5, 1)
    assert seen == {False, True}
