"""``kb backup``, ``kb migrate``, ``kb upgrade-corpus``, and what ``kb init`` leaves for it.

1. Each prints what it did, with --json one object of the promised shape; findings make the exit code 1.
2. A site that was begun by init takes over newer delivered records; init finds those of the program itself.
3. A backup that is refused ends with one line that says what to do.
"""

from __future__ import annotations

import json
import tarfile
from pathlib import Path
from typing import Any

import pytest
from typer.testing import CliRunner

from indexer.command_line.every import app
from tests.indexer.corpora import a_corpus, values


class Kb:
    """Runs commands on a corpus."""

    def __init__(self, corpus: Path, var: Path) -> None:
        self.environment = {"KB_CORPUS": str(corpus), "KB_VAR": str(var)}

    def __call__(self, *words: str, code: int = 0) -> str:
        result = CliRunner().invoke(app, list(words), env=self.environment)
        assert result.exit_code == code, result.output + result.stderr
        return result.stdout + result.stderr

    def json(self, *words: str, code: int = 0) -> Any:
        result = CliRunner().invoke(app, [*words, "--json"], env=self.environment)
        assert result.exit_code == code, result.output + result.stderr
        return json.loads(result.stdout)


@pytest.fixture
def kb(tmp_path: Path) -> Kb:
    a_corpus(tmp_path, [values("one"), values("two")])
    return Kb(tmp_path / "corpus", tmp_path / "var")


def test_a_backup_is_written(kb: Kb, tmp_path: Path) -> None:
    made = kb.json("backup", str(tmp_path / "a.tar.gz"))
    assert made.keys() == {"file", "files", "bytes", "made"}
    assert made["files"] == 2
    with tarfile.open(tmp_path / "a.tar.gz") as archive:
        assert len(archive.getnames()) == 3
    assert "2 files" in kb("backup", str(tmp_path / "b.tar.gz"))
    refused = kb("backup", str(tmp_path / "b.tar.gz"), code=1)
    assert refused.startswith("kb: ")
    assert "is there already. Name a new file" in refused
    assert refused.count("\n") == 1


def test_migrate_says_what_is_of_which_format(kb: Kb, tmp_path: Path) -> None:
    assert kb.json("migrate") == {"records": [], "drafts": [], "current": 2, "findings": []}
    path = next((tmp_path / "corpus").rglob("one.yaml"))
    path.write_text(path.read_text("utf-8").replace("format: 1", "format: 2"), "utf-8")
    found = kb.json("migrate", "--dry-run", code=1)["findings"]
    assert [finding["field"] for finding in found] == ["format"]
    said = kb("migrate", code=1)
    assert "one.yaml:1: error: format: Format 2 is newer" in said
    assert "rewritten 0 records and 0 drafts, 1 are of today's format, findings 1" in said


def test_a_site_that_was_begun_takes_over_newer_records(kb: Kb, tmp_path: Path) -> None:
    site = tmp_path / "site"
    kb("init", str(site))
    live = Kb(site / "corpus", site / "var")
    assert live.json("upgrade-corpus", str(tmp_path / "corpus")) == {
        "added": [],
        "replaced": [],
        "deleted": [],
        "unchanged": 2,
        "findings": [],
    }
    path = next((tmp_path / "corpus").rglob("one.yaml"))
    path.write_text(path.read_text("utf-8").replace("Ein Text.", "Ein neuer Text."), "utf-8")
    assert live.json("upgrade-corpus", str(tmp_path), "--dry-run")["replaced"] == ["one"]
    assert "replaced  1: one" in live("upgrade-corpus", str(tmp_path))
    assert "Ein neuer Text." in next(site.rglob("one.yaml")).read_text("utf-8")
    next(site.rglob("two.yaml")).write_text("format: 1\n", "utf-8")
    path = next((tmp_path / "corpus").rglob("two.yaml"))
    path.write_text(path.read_text("utf-8").replace("Ein Text.", "Anders."), "utf-8")
    assert "two.yaml:1: warning: A newer version was delivered" in live(
        "upgrade-corpus", str(tmp_path), code=1
    )


def test_a_site_can_be_begun_where_its_settings_already_lead(tmp_path: Path) -> None:
    site = tmp_path / "site"
    live = Kb(site / "corpus", site / "var")
    assert live.json("init", str(site)) == live.environment
    assert live.json("upgrade-corpus")["unchanged"] > 294
    assert live.json("upgrade-corpus")["findings"] == []


def test_the_delivered_corpus_is_not_upgraded_by_itself(kb: Kb, tmp_path: Path) -> None:
    assert "is the delivered corpus itself" in kb("upgrade-corpus", str(tmp_path), code=1)
