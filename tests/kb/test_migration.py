"""Records of an older format become records of today. The format 0 of these tests is an invention.

1. An older record is rewritten as a revision: its old text stays in the history, its values are kept.
2. A record of today's format is not touched, however its file is spelt; nor is anything by a dry run.
3. Newer formats, formats without a way and files without format are findings that say what to do.
4. Drafts are rewritten too, and still build on the record they change.
5. What breaks the rules after its steps is a finding, and stays as it was.
6. The table has no gap up to today's format.
"""

from __future__ import annotations

from pathlib import Path
from typing import Any

import pytest

from kb import strict_yaml
from kb.corpus import Corpus
from kb.drafts import Drafts
from kb.migration import STEPS, Migration, migrate
from kb.record import FORMAT
from kb.repository import digest_of
from tests.kb.corpora import a_corpus, a_record


def name_to_title(values: dict[str, Any]) -> dict[str, Any]:
    """Format 0 called the title ``name``, and had it in German only."""
    return {("title" if key == "name" else key): value for key, value in values.items()} | {
        "title": {"de": values["name"]}
    }


TABLE = {0: name_to_title}


@pytest.fixture
def corpus(tmp_path: Path) -> Corpus:
    found = a_corpus(tmp_path)
    older = {**a_record("older").values(), "format": 0}
    older["name"] = older.pop("title")["de"]
    place(found, "older", older)
    return found


def place(corpus: Corpus, record_id: str, values: dict[str, Any]) -> Path:
    path = corpus.settings.corpus / "records" / "best-practice" / f"{record_id}.yaml"
    path.parent.mkdir(parents=True, exist_ok=True)
    path.write_text(strict_yaml.write(values), "utf-8")
    return path


def run(corpus: Corpus, *, dry_run: bool = False) -> Migration:
    return migrate(corpus, steps=TABLE, dry_run=dry_run)


def test_an_older_record_becomes_one_of_today(corpus: Corpus) -> None:
    told: list[str] = []
    report = migrate(corpus, steps=TABLE, changed=told.append)
    assert (report.records, report.findings, told) == (["older"], [], ["older"])
    first, last = corpus.repository.history("older")
    assert first.text is not None
    assert "format: 0" in first.text
    assert (last.by, last.why, last.action) == ("migrate", "format 0 to 1", "save")
    assert corpus.repository.get("older").record == a_record("older")
    assert run(corpus).records == []


def test_a_record_of_today_is_not_touched_however_it_is_spelt(corpus: Corpus) -> None:
    path = place(corpus, "odd", a_record("odd").values())
    odd = b"# by hand\n" + path.read_bytes().replace(b"format: 1", b"format:   1")
    path.write_bytes(odd)
    assert run(corpus).current == 1
    assert path.read_bytes() == odd
    assert corpus.repository.history("odd") == ()


def test_a_dry_run_changes_nothing(corpus: Corpus, tmp_path: Path) -> None:
    before = {path: path.read_bytes() for path in tmp_path.rglob("*") if path.is_file()}
    assert run(corpus, dry_run=True).records == ["older"]
    assert {path: path.read_bytes() for path in tmp_path.rglob("*") if path.is_file()} == before


@pytest.mark.parametrize(
    ("number", "problem", "repair"),
    [
        (FORMAT + 1, "is newer than the format", "Install the newer version"),
        (-1, "There is no way from format -1", "Correct the number"),
        ("1", "states no format", "kb check"),
        (True, "states no format", "kb check"),
        (None, "states no format", "kb check"),
    ],
)
def test_what_cannot_be_migrated_is_a_finding(
    corpus: Corpus, number: object, problem: str, repair: str
) -> None:
    path = place(corpus, "other", {**a_record("other").values(), "format": number})
    before = path.read_bytes()
    (finding,) = run(corpus).findings
    assert (finding.file, finding.field, finding.severity) == (
        "best-practice/other.yaml",
        "format",
        "error",
    )
    assert problem in finding.problem
    assert repair in finding.repair
    assert path.read_bytes() == before


def test_a_file_that_is_no_record_is_a_finding(corpus: Corpus) -> None:
    place(corpus, "broken", {}).write_text("a: [", "utf-8")
    assert [finding.file for finding in run(corpus).findings] == ["best-practice/broken.yaml"]


def test_what_breaks_the_rules_after_its_steps_stays_as_it_was(corpus: Corpus) -> None:
    path = place(corpus, "bad", {"format": 0, "id": "bad", "name": "Schlecht"})
    before = path.read_bytes()
    report = run(corpus)
    assert report.records == ["older"]
    assert {finding.field for finding in report.findings} >= {"kind", "summary"}
    assert path.read_bytes() == before


def test_a_draft_is_rewritten_and_builds_on_its_record_still(corpus: Corpus) -> None:
    entry = corpus.repository.entry("older")
    assert entry
    drafts = Drafts(corpus)
    values = dict(strict_yaml.read(entry.data.decode()).value)
    drafts.start({**values, "name": "Neuer Name"}, by="someone", base=entry.digest)
    assert run(corpus).drafts == ["older"]
    draft, record = drafts.get("older"), corpus.repository.get("older")
    assert draft.values["title"] == {"de": "Neuer Name"}
    assert (draft.values["format"], draft.base) == (FORMAT, record.digest)
    assert draft.steps[-1].note == "format 0 to 1"
    path = corpus.settings.corpus / "drafts" / "older.yaml"
    assert digest_of(path.read_bytes()) == draft.digest


def test_the_table_has_no_gap() -> None:
    assert sorted(STEPS) == list(range(min(STEPS, default=FORMAT), FORMAT))
