"""``kb duplicates`` and ``kb merge``.

1. Pairs are findings: exit code 1, with scores, titles and reasons, as text and as the promised JSON.
2. A merge says what it did, and a refusal is one line.
"""

from __future__ import annotations

import json
from pathlib import Path

import pytest
from typer.testing import CliRunner, Result

from indexer.command_line.every import app
from tests.indexer import corpora
from tests.indexer.corpora import values

TEXT = (
    "Der Hafen verleiht zwei Kräne an 23 Kranführer im Ruhestand, die samstags 18 Wochen lang lehren. "
    "Ein Lehrgang kostet 3.870 Euro, und 219 von 264 Leuten arbeiten heute am Kai."
)


class Site:
    """A corpus of three records of one story, one of them a draft, and one of another."""

    def __init__(self, folder: Path) -> None:
        records = [values(name, summary={"de": TEXT}) for name in ("one", "two")]
        other = values("wool", title={"de": "Wolle"}, summary={"de": "Schäfereien verkaufen Wolle."})
        corpus = corpora.a_corpus(folder, [*records, other])
        corpus.settings.drafts.mkdir()
        draft = folder / "draft"
        corpora.write(draft, [values("three", status="draft", summary={"de": TEXT})])
        (draft / "records/best-practice/three.yaml").rename(corpus.settings.drafts / "three.yaml")
        self.environment = {"KB_CORPUS": str(corpus.settings.corpus), "KB_VAR": str(corpus.settings.var)}

    def __call__(self, *words: str) -> Result:
        return CliRunner().invoke(app, list(words), env=self.environment)


@pytest.fixture
def site(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Site:
    delivered = corpora.delivered_vocabularies()  # read once for all commands
    monkeypatch.setattr("kb.corpus.load_vocabularies", lambda _: delivered)
    return Site(tmp_path)


def test_pairs_are_findings_in_words(site: Site) -> None:
    result = site("duplicates")
    assert result.exit_code == 1
    lines = result.stdout.splitlines()
    assert len(lines) == 9
    assert "100 % of the text is the same" in lines[0]
    assert "      one: Praxis one" in lines
    assert "      three (draft): Praxis three" in lines
    assert "wool" not in result.stdout


def test_pairs_as_json_with_the_most_likely_first(site: Site) -> None:
    result = site("duplicates", "--json")
    assert result.exit_code == 1
    pairs = json.loads(result.stdout)["pairs"]
    assert {tuple(pair["records"]) for pair in pairs} == {("one", "two"), ("one", "three"), ("two", "three")}
    assert [pair["drafts"] for pair in pairs if "three" in pair["records"]] == [["three"], ["three"]]
    assert all(0.5 <= pair["score"] <= 1 and pair["reasons"] for pair in pairs)
    assert pairs == sorted(pairs, key=lambda pair: -pair["score"])


def test_pairs_can_be_limited_to_a_record_a_number_and_a_score(site: Site) -> None:
    assert len(json.loads(site("duplicates", "two", "--json").stdout)["pairs"]) == 2
    limited = site("duplicates", "--limit", "1", "--json")
    assert len(json.loads(limited.stdout)["pairs"]) == 1
    assert "2 more pairs" in limited.stderr
    nothing = site("duplicates", "wool")
    assert (nothing.exit_code, nothing.stdout) == (0, "")
    assert site("duplicates", "--min-score", "1", "--json").exit_code == 0
    assert site("duplicates", "--min-score", "2").exit_code == 2


def test_an_unknown_id_is_said_so(site: Site) -> None:
    result = site("duplicates", "nowhere")
    assert result.exit_code == 1
    assert "There is no record or draft 'nowhere'" in result.stderr


def test_a_merge_ends_the_finding(site: Site) -> None:
    dry = site("merge", "two", "--into", "one", "--dry-run")
    assert (dry.exit_code, dry.stdout) == (0, "two would be merged into one\n")
    assert len(json.loads(site("duplicates", "--json").stdout)["pairs"]) == 3
    report = json.loads(site("merge", "two", "--into", "one", "--json").stdout)
    assert report == {
        "survivor": "one",
        "merged": "two",
        "gained": [],
        "conflicts": [],
        "done_before": False,
    }
    assert site("merge", "two", "--into", "one").stdout == "two is merged into one already\n"
    assert len(json.loads(site("duplicates", "--json").stdout)["pairs"]) == 1


def test_a_refused_merge_is_one_line(site: Site) -> None:
    result = site("merge", "three", "--into", "one")
    assert result.exit_code == 1
    assert result.stderr.startswith("kb: 'three' is a draft.")
    assert site("merge", "one").exit_code == 2
