"""Benchmarks compare like with like.

1. All engines agree with each other and with the oracle, and a run prints the promised rows.
2. The oracle gives the figures worked by hand.
3. A difference is noticed and ends the run.
4. Texts are the same in every run, and the same however many there are; real ones get all levels of a path.
5. Questions have the shapes they say.
"""

from __future__ import annotations

import json
from itertools import islice
from math import log
from pathlib import Path

import pytest

from tests.benchmarks import __main__ as command
from tests.benchmarks import engines
from tests.benchmarks.collected import Collected
from tests.benchmarks.documents import Document, Prepared, prepare
from tests.benchmarks.engines import Found, Tree
from tests.benchmarks.engines.fts5_engine import Fts5
from tests.benchmarks.oracle import asked, right_answers
from tests.benchmarks.questions import COMMON, SHAPES, Questions
from tests.benchmarks.seeded import Seeded

SMALL = ["--documents", "300", "--queries", "5", "--only", "search", "--json"]


@pytest.fixture(scope="module")
def prepared(tmp_path_factory: pytest.TempPathFactory) -> Prepared:
    folder = tmp_path_factory.mktemp("documents")
    prepare(Seeded(300), folder)
    return Prepared(folder)


def test_engines_agree_and_rows_have_the_promised_keys(capsys: pytest.CaptureFixture[str]) -> None:
    assert command.main(SMALL) == 0
    printed, told = capsys.readouterr()
    result = json.loads(printed)
    assert list(result) == [
        "documents",
        "collection",
        "analysis_seconds",
        "machine",
        "build",
        "search",
        "product",
        "update",
        "pages",
    ]
    assert (result["documents"], result["collection"]) == (300, None)
    built = {(row["engine"], row["analysis"]) for row in result["build"]}
    given = {name for name in engines.ENGINES if f"{name} is left out" not in told}
    assert given >= {"tantivy", "fts5", "bm25s", "whoosh"}
    assert built >= {(name, "given") for name in given} | {("tantivy", "own")}
    assert {"engine", "analysis", "seconds", "bytes", "peak_mb"} <= set(result["build"][0])
    expected = {"engine", "shape", "filters", "mode", "median_ms", "p95_ms", "total", "queries"}
    assert all(set(row) == expected and row["queries"] == 5 for row in result["search"])
    assert len([row for row in result["search"] if row["engine"] == "tantivy"]) == len(SHAPES) * 2 * 2
    assert {row["shape"] for row in result["search"] if row["engine"] == "bm25s"} == {*SHAPES} - {"and"}
    for shape in SHAPES:
        totals = {row["total"] for row in result["search"] if (row["shape"], row["filters"]) == (shape, 0)}
        assert len(totals) == 1
        assert 0 not in totals


def test_the_oracle_gives_the_figures_worked_by_hand() -> None:
    documents = [
        Document("a", "", "", "", "sea sea ship", {"kind": ("x",)}),
        Document("b", "", "", "", "sea", {"kind": ("y",)}),
        Document("c", "", "", "", "land", {"kind": ("x",)}),
    ]
    sea, both = Tree("or", ("sea",)), Tree("and", ("sea", "ship"))
    only_x = {"kind": ("x",)}
    right = right_answers(documents, [(sea, {}), (sea, only_x), (both, {})], ["kind"])
    plain = right[asked(sea, {})]
    mean = 5 / 3
    weight = log(1 + 1.5 / 2.5)
    assert plain.scores == pytest.approx(
        {
            "a": weight * 2 * 2.2 / (2 + 1.2 * (0.25 + 0.75 * 3 / mean)),
            "b": weight * 1 * 2.2 / (1 + 1.2 * (0.25 + 0.75 * 1 / mean)),
        }
    )
    assert plain.counts == {"kind": {"x": 1, "y": 1}}
    filtered = right[asked(sea, only_x)]
    assert list(filtered.scores) == ["a"]
    assert filtered.counts == {"kind": {"x": 1, "y": 1}}  # a facet's counts ignore its own filter
    assert list(right[asked(both, {})].scores) == ["a"]


class OneTooMany(Fts5):
    """Counts wrongly."""

    def search_with_facets(self, tree: Tree, filters: engines.Filters, k: int) -> Found:
        found = super().search_with_facets(tree, filters, k)
        assert found.counts
        for counts in found.counts.values():
            for key in list(counts)[:1]:
                counts[key] += 1
        return found


def test_a_wrong_count_ends_the_run(
    monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    monkeypatch.setattr(command, "engine_class", lambda _name: OneTooMany)
    assert command.main([*SMALL, "--engines", "fts5"]) == 1
    printed, told = capsys.readouterr()
    assert printed == ""
    assert "count of " in told
    assert "the oracle" in told


def test_an_engine_nobody_has_is_wrong_use(capsys: pytest.CaptureFixture[str]) -> None:
    with pytest.raises(SystemExit, match="2"):
        command.main(["--engines", "lucene"])
    assert "there is no engine lucene" in capsys.readouterr().err


def test_texts_do_not_depend_on_how_many_there_are() -> None:
    few, many = Seeded(20).texts(), islice(Seeded(2_000).texts(), 20)
    for one, other in zip(few, many, strict=True):
        assert one[:3] == other[:3]
        assert one.facets | {"organisation": ()} == other.facets | {"organisation": ()}


def test_what_is_read_is_what_was_prepared(prepared: Prepared) -> None:
    read = list(prepared)
    assert [document[:3] for document in read] == [text[:3] for text in Seeded(300).texts()]
    assert read == list(prepared)
    assert all(document.text_tokens.split(" ") == document.text_tokens.split() for document in read)
    assert all(set(document.facets) == {facet.name for facet in prepared.facets} for document in read)


@pytest.fixture
def collection(tmp_path: Path) -> Collected:
    row = {
        "_id": "p1",
        "title": "Sea ships",
        "text": "",
        "year": 2024,
        "programme_part": ["A.1.2"],
        "euroscivoc": ["arts/music", "arts/film"],
    }
    (tmp_path / "corpus.jsonl").write_text(json.dumps(row) + "\n", "utf-8")
    (tmp_path / "queries.jsonl").write_text('{"_id": "s1", "kind": "typo", "text": "shps"}\n', "utf-8")
    return Collected(tmp_path, 5)


def test_real_texts_get_every_level_of_a_path(collection: Collected) -> None:
    (text,) = collection.texts()
    assert text.facets["programme_part"] == ("A", "A.1", "A.1.2")
    assert text.facets["euroscivoc"] == ("arts", "arts/music", "arts/film")
    assert (text.facets["year"], text.facets["country"]) == (("2024",), ())
    assert (collection.queries("typo"), collection.queries("keyword")) == (["shps"], [])


def test_questions_have_their_shape_and_two_filters(prepared: Prepared) -> None:
    draws = Questions(prepared, {"keyword": ["the unheard-of"], "sentence": []})
    texts = [set(document.text_tokens.split()) for document in prepared]
    single = {facet.name for facet in prepared.facets if facet.single}
    for shape in SHAPES:
        drawn = draws.drawn(shape, 20)
        assert len(drawn) == 20
        assert sum(set(question.filters) <= single for question in drawn) == 10
        for tree, filters in ((question.tree, question.filters) for question in drawn):
            assert len(filters) == 2
            assert len(tree.terms) == len(set(tree.terms))
            if shape == "one-common":
                share = sum(tree.terms[0] in text for text in texts) / len(texts)
                assert COMMON[0] <= share <= COMMON[1]
            if shape == "and":
                assert any(text.issuperset(tree.terms) for text in texts)
