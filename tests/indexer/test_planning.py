"""What the next commit has to do.

1. Whatever is saved, broken, mended, linked or deleted: looking at the marked records only leads to the same
   index as comparing every file.
2. A link that leads nowhere keeps its record out; it comes back with the record it names, and only it is
   looked at besides the marked ones.
3. Of two files with one id both ways take the same.
"""

from __future__ import annotations

from collections.abc import Iterable
from pathlib import Path

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from indexer.planning import Plan, View, make_plan, plan_marked
from kb.corpus import Corpus
from tests.indexer import corpora
from tests.indexer.corpora import values
from tests.tiers import examples

IDS = ("a", "b", "c", "d", "e")


def file_of(corpus: Corpus, record_id: str, kind: str = "best-practice") -> Path:
    return corpus.settings.corpus / "records" / kind / f"{record_id}.yaml"


def write(corpus: Corpus, record_id: str, links: Iterable[str] = (), **fields: object) -> None:
    relations = [{"type": "related", "to": other} for other in links if other != record_id]
    corpora.write(corpus.settings.corpus, [values(record_id, relations=relations, **fields)])


def numbers(plan: Plan) -> tuple[list[str], list[str], int]:
    return [document.id for document in plan.changed], plan.removed, len(plan.failed)


def known(view: View) -> tuple[set[str], dict[str, str]]:
    return view.files, {record_id: one.digest for record_id, one in view.indexed.items()}


changes = st.tuples(
    st.sampled_from(IDS),
    st.sampled_from(["published", "published", "draft", "broken", "deleted"]),
    st.sets(st.sampled_from(IDS), max_size=2),
    st.integers(0, 3),
)


@settings(max_examples=examples(40, 2000), deadline=None)
@given(commits=st.lists(st.lists(changes, min_size=1, max_size=4), min_size=1, max_size=6))
def test_marked_records_lead_to_the_same_index_as_all(
    commits: list[list[tuple[str, str, set[str], int]]], tmp_path_factory: pytest.TempPathFactory
) -> None:
    corpus = corpora.a_corpus(tmp_path_factory.mktemp("corpus"))
    view = make_plan(corpus, {}).view
    for commit in commits:
        for record_id, state, links, number in commit:
            path = file_of(corpus, record_id)
            if state == "deleted":
                path.unlink(missing_ok=True)
            else:
                status = "draft" if state == "draft" else "published"
                write(corpus, record_id, links, status=status, summary={"de": f"Text {number}."})
                if state == "broken":
                    path.write_text(f"format: {number}", "utf-8")
        plan = plan_marked(corpus, view, [record_id for record_id, *_ in commit])
        whole = make_plan(corpus, {}).view
        assert known(plan.view) == known(whole)
        assert not make_plan(corpus, plan.view.indexed).changes
        view = plan.view


def test_a_record_comes_back_with_the_one_it_names(tmp_path: Path) -> None:
    corpus = corpora.a_corpus(tmp_path)
    for record_id, links in (("hub", ()), ("link", ("hub",)), ("other", ())):
        write(corpus, record_id, links)
    view = make_plan(corpus, {}).view
    file_of(corpus, "hub").unlink()
    gone = plan_marked(corpus, view, ["hub"])
    assert numbers(gone) == ([], ["hub", "link"], 1)
    assert "'hub'" in gone.failed[0].problem
    assert numbers(plan_marked(corpus, view, ["other"])) == ([], [], 0)
    write(corpus, "hub")
    assert numbers(plan_marked(corpus, view, ["hub"])) == (["hub", "link"], [], 0)
    write(corpus, "hub", summary={"de": "Anders."})
    assert numbers(plan_marked(corpus, view, ["hub"])) == (["hub"], [], 0)


def test_a_record_that_was_stranded_from_the_start_comes_back_too(tmp_path: Path) -> None:
    corpus = corpora.a_corpus(tmp_path)
    write(corpus, "link", ("hub",))
    write(corpus, "draft", ("hub",), status="draft")
    plan = make_plan(corpus, {})
    assert numbers(plan) == ([], [], 2)
    write(corpus, "hub")
    assert numbers(plan_marked(corpus, plan.view, ["hub"])) == (["hub", "link"], [], 0)


def test_of_two_files_with_one_id_both_ways_take_the_same(tmp_path: Path) -> None:
    corpus = corpora.a_corpus(tmp_path)
    for kind in ("study", "guide", "training", "cluster"):
        corpora.write(corpus.settings.corpus, [values("twice", kind=kind)])
    plan = make_plan(corpus, {})
    assert len(plan.failed) == 3
    assert plan_marked(corpus, plan.view, ["twice"]).unchanged == ["twice"]


def test_many_links_to_what_is_gone_are_reported_quickly(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    corpus = corpora.a_corpus(tmp_path)
    write(corpus, "hub")
    for number in range(20):
        write(corpus, f"link-{number}", ("hub",))
    view = make_plan(corpus, {}).view
    asked: list[str] = []

    def nearest(target: str, _: object) -> str:
        asked.append(target)
        return ""

    monkeypatch.setattr("indexer.reading.nearest", nearest)
    file_of(corpus, "hub").unlink()
    assert len(plan_marked(corpus, view, ["hub"]).failed) == 20
    assert asked == ["hub"]
