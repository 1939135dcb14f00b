"""``kb evaluate``.

1. With --json standard output is one object of the promised shape and nothing else.
2. Other questions, judgements, a run file and parts to leave out can be named.
3. What is wrong with a collection is one line on standard error and exit code 1; wrong use is 2.
4. Judgements that cannot count are said, on standard error.
"""

from __future__ import annotations

import json
from pathlib import Path

import pytest
from typer.testing import CliRunner, Result

from indexer.command_line.every import app
from tests.indexer.evaluation.collections import HEADER, a_collection


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    return a_collection(tmp_path / "collection")


def kb_evaluate(*words: str | Path) -> Result:
    """Run it where no corpus is: it needs none."""
    environment = {"KB_CORPUS": "no-such-folder", "KB_VAR": "no-such-folder"}
    result = CliRunner().invoke(app, ["evaluate", *map(str, words)], env=environment)
    assert "Traceback" not in result.output
    return result


def test_json_is_one_object(folder: Path) -> None:
    result = kb_evaluate(folder, "--json")
    assert result.exit_code == 0
    values = json.loads(result.stdout)
    assert list(values) == ["ndcg@10", "recall@100", "mrr@10", "queries", "per_query"]
    assert values["queries"] == len(values["per_query"]) == 2
    assert values["per_query"]["q1"] == {"ndcg@10": 1.0, "recall@100": 1.0, "mrr@10": 1.0}


def test_without_json_the_figures_are_lines(folder: Path) -> None:
    lines = kb_evaluate(folder).stdout.splitlines()
    assert [line.split()[0] for line in lines] == ["ndcg@10", "recall@100", "mrr@10", "queries"]


def test_other_questions_and_judgements_can_be_named(folder: Path) -> None:
    (folder / "other.jsonl").write_text('{"_id": "o", "text": "rain"}\n', "utf-8")
    (folder / "other.tsv").write_text(f"{HEADER}\no\t4\t1\n", "utf-8")
    result = kb_evaluate(folder, "--queries", "other.jsonl", "--qrels", folder / "other.tsv", "--json")
    assert list(json.loads(result.stdout)["per_query"]) == ["o"]


def test_the_run_is_written_best_first(folder: Path, tmp_path: Path) -> None:
    run = tmp_path / "run.txt"
    assert kb_evaluate(folder, "--run", run).exit_code == 0
    lines = [line for line in run.read_text("utf-8").splitlines() if line.startswith("q2")]
    assert lines[0] == "q2 Q0 7.2 1 100 leuchtturm"


def test_parts_can_be_left_out(folder: Path) -> None:
    everything = "compounds, typos,concepts,dictionary"
    assert kb_evaluate(folder, "--without", everything).exit_code == 0
    result = kb_evaluate(folder, "--without", "compounds,stemming")
    assert result.exit_code == 2
    assert "--without does not know stemming" in result.stderr


@pytest.mark.parametrize("lang", ["fr", "", "DE"])
def test_an_unknown_language_is_wrong_use(folder: Path, lang: str) -> None:
    assert kb_evaluate(folder, "--lang", lang).exit_code == 2


def test_a_bad_collection_is_one_line(folder: Path, tmp_path: Path) -> None:
    (folder / "corpus.jsonl").write_text("{}\n", "utf-8")
    for place in (folder, tmp_path / "nowhere"):
        result = kb_evaluate(place, "--json")
        assert result.exit_code == 1
        assert result.stdout == ""
        assert result.stderr.startswith("kb: ")
        assert len(result.stderr.splitlines()) == 1


def test_judgements_that_cannot_count_are_said(folder: Path) -> None:
    with (folder / "qrels.tsv").open("a", encoding="utf-8") as handle:
        handle.write("unknown\t3\t1\n")
    said = kb_evaluate(folder, "--json").stderr
    assert "1 judged questions are not among the questions" in said
    assert "1 relevant documents are not in the corpus" in said
