"""``kb history`` and ``kb restore``.

1. Every revision is listed with who, when and why; with --json standard output is one object.
2. Two revisions are compared field by field, by default the newest with the one before it.
3. Restoring makes a new revision, of a deleted record too, and leaves the mark for the index.
4. Without a revision a backup is restored; a record without a revision is asked for one.
5. What is not there ends with one line that says what to do.
"""

from __future__ import annotations

import json
from pathlib import Path
from typing import Any

import pytest
from typer.testing import CliRunner, Result

from indexer.backup import make_backup
from indexer.command_line.every import app
from kb.corpus import Corpus
from kb.errors import RecordDeleted
from tests.indexer.corpora import a_corpus, values


class Kb:
    """Runs commands on a corpus of one record that was changed once and one that was deleted."""

    def __init__(self, folder: Path) -> None:
        self.folder = folder
        self.corpus: Corpus = a_corpus(folder, [])
        repository = self.corpus.repository
        for record_id in ("one", "gone"):
            self._save(values(record_id, title={"de": "Hafen"}), None, "begun")
        changed = values("one", title={"de": "Häfen\nund Schiffe"}, themes=["skills"])
        self._save(changed, repository.get("one").digest, "a longer title")
        repository.delete("gone", expected=repository.get("gone").digest, by="test", why="no longer true")

    def _save(self, fields: dict[str, Any], expected: str | None, why: str) -> None:
        record = self.corpus.check_values(fields, f"best-practice/{fields['id']}.yaml").record
        assert record
        self.corpus.repository.save(record, expected=expected, by="test", why=why)

    def run(self, *words: str, corpus: str = "corpus", var: str = "var") -> Result:
        environment = {"KB_CORPUS": str(self.folder / corpus), "KB_VAR": str(self.folder / var)}
        return CliRunner().invoke(app, list(words), env=environment)

    def __call__(self, *words: str, code: int = 0) -> str:
        result = self.run(*words)
        assert result.exit_code == code, result.output
        return result.stdout

    def json(self, *words: str) -> Any:
        return json.loads(self(*words, "--json"))


@pytest.fixture
def kb(tmp_path: Path) -> Kb:
    return Kb(tmp_path)


def test_every_revision_is_listed(kb: Kb) -> None:
    lines = kb("history", "one").splitlines()
    assert lines[0].split() == ["REVISION", "WHEN", "(UTC)", "WHAT", "WHO", "WHY"]
    assert lines[2].startswith("2 ")
    assert lines[2].split()[2:] == ["save", "test", "a", "longer", "title"]
    found = kb.json("history", "gone")
    assert (found["id"], found["deleted"]) == ("gone", True)
    assert [(one["number"], one["action"], one["why"]) for one in found["revisions"]] == [
        (1, "save", "begun"),
        (2, "delete", "no longer true"),
    ]
    assert "text" not in found["revisions"][0]


def test_two_revisions_are_compared(kb: Kb) -> None:
    expected = [
        {"field": "title.de", "before": "Hafen", "after": "Häfen\nund Schiffe"},
        {"field": "themes[0]", "before": None, "after": "skills"},
    ]
    assert kb.json("history", "one", "--to", "2") == {"id": "one", "from": 1, "to": 2, "changes": expected}
    assert kb.json("history", "one", "--from", "1")["changes"] == expected
    assert kb("history", "one", "--from", "1", "--to", "2").splitlines() == [
        "title.de",
        "  - Hafen",
        "  + Häfen",
        "  + und Schiffe",
        "themes[0]",
        "  + skills",
    ]
    assert kb.json("history", "one", "--from", "2", "--to", "2")["changes"] == []
    assert kb.json("history", "gone", "--to", "2")["changes"][0]["after"] is None


def test_restoring_makes_a_new_revision_and_leaves_a_mark(kb: Kb) -> None:
    assert kb.json("restore", "one", "1", "--why", "it was better") == {
        "id": "one",
        "restored": 1,
        "revision": 3,
    }
    last = kb.corpus.repository.history("one")[-1]
    assert (last.action, last.by, last.why) == ("restore", "command line", "it was better")
    assert kb.corpus.repository.get("one").record.title == {"de": "Hafen"}
    assert (kb.corpus.settings.pending / "one").exists()
    with pytest.raises(RecordDeleted):
        kb.corpus.repository.get("gone")
    assert "revision 1 is in force again, as revision 3" in kb("restore", "gone", "1")
    assert kb.corpus.repository.get("gone").record.id == "gone"


def test_without_a_revision_a_backup_is_restored(kb: Kb) -> None:
    file = kb.folder / "site.tar.gz"
    make_backup(kb.corpus.settings, file)
    result = kb.run("restore", str(file), "--json", corpus="other/corpus", var="other/var")
    assert result.exit_code == 0, result.output
    assert json.loads(result.stdout)["file"] == str(file)
    other = kb.run("history", "one", "--json", corpus="other/corpus", var="other/var")
    assert json.loads(other.stdout) == kb.json("history", "one")
    again = kb.run("restore", str(file))
    assert again.exit_code == 1  # the places are not empty
    assert again.stderr.startswith("kb: ")


@pytest.mark.parametrize(
    ("words", "code", "repair"),
    [
        (("history", "never"), 1, "Search for its title"),
        (("history", "../one"), 1, "Search for its title"),
        (("history", "one", "--from", "9"), 1, "'kb history one' lists them"),
        (("history", "one", "--from", "0"), 2, "greater than or equal to 1"),
        (("restore", "one", "9"), 1, "revision 9"),
        (("restore", "gone", "2"), 1, "revision 2"),
        (("restore", "one"), 2, "name the revision too"),
        (("restore", "nothing.tar.gz"), 1, "nothing.tar.gz"),
    ],
)
def test_what_is_not_there_ends_with_a_line_that_helps(
    kb: Kb, words: tuple[str, ...], code: int, repair: str
) -> None:
    result = kb.run(*words)
    assert (result.exit_code, result.stdout) == (code, "")
    assert repair in result.stderr


def test_a_record_as_delivered_has_no_revisions(kb: Kb) -> None:
    (kb.corpus.settings.corpus / "history" / "one.jsonl").unlink()
    assert kb.json("history", "one")["revisions"] == []
    assert "as it was delivered" in kb.run("history", "one").stderr


def test_a_revision_broken_by_hand_is_named(kb: Kb) -> None:
    path = kb.corpus.settings.corpus / "records" / "best-practice" / "one.yaml"
    path.write_text("format: [", "utf-8")
    result = kb.run("history", "one", "--to", "3")
    assert result.exit_code == 1
    assert "Revision 3 of one was broken by hand" in result.stderr
