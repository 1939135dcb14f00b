"""Files and folders become records.

1. A folder of sheets becomes records; importing it again changes nothing.
2. A changed sheet replaces what sheets state and keeps what editors added.
3. One bad file is one line in the report; the rest is imported.
4. Without publishing, drafts are written and no record. The file of a draft can be imported to publish it.
5. A dry run writes nothing.
6. Who brings something owns its drafts; when the time is over the rest is named, and is read the next time.
"""

from __future__ import annotations

from pathlib import Path

import pytest

from indexer.ingest.importing import Importer
from indexer.ingest.proposing import Wishes
from indexer.ingest.sources import Content, uploaded
from kb.corpus import Corpus
from kb.drafts import Drafts
from kb.record import Judgement
from kb.settings import load_settings

SHEET = """
id: {id}
kind: guide
title: {{en: 'Title of {id}'}}
lang: [en]
summary: {{en: 'Summary.'}}
approach: {{en: 'Approach.'}}
organisation: Agency
country: DE
themes: [skills]
target_groups: [cluster managers]
sources:
- {{url: 'https://example.org/', title: T, publisher: P, language: en}}
scouted_from: pages
"""


def nowhere(address: str) -> Content:
    raise AssertionError(f"{address} is fetched")


def importing(corpus: Corpus, *, publish: bool = False, dry_run: bool = False) -> Importer:
    return Importer(corpus, nowhere, Wishes(publish=publish), dry_run=dry_run)


@pytest.fixture
def empty_corpus(tmp_path: Path) -> Corpus:
    environment = {"KB_CORPUS": str(tmp_path / "corpus"), "KB_VAR": str(tmp_path / "var")}
    return Corpus(load_settings(environment, tmp_path))


@pytest.fixture
def two_sheets(tmp_path: Path) -> Path:
    folder = tmp_path / "sheets"
    folder.mkdir()
    for name in ("first-sheet", "second-sheet"):
        (folder / f"{name}.yaml").write_text(SHEET.format(id=name), "utf-8")
    return folder


def test_importing_the_same_twice_changes_nothing(empty_corpus: Corpus, two_sheets: Path) -> None:
    importer = importing(empty_corpus, publish=True)
    assert importer.run([two_sheets]).added == ["first-sheet", "second-sheet"]
    before = {entry: entry.read_bytes() for entry in empty_corpus.repository.records.rglob("*.yaml")}
    again = importer.run([two_sheets])
    assert (again.added, again.changed, again.unchanged) == ([], [], ["first-sheet", "second-sheet"])
    assert {entry: entry.read_bytes() for entry in before} == before


def test_a_changed_sheet_keeps_what_editors_added(empty_corpus: Corpus, two_sheets: Path) -> None:
    importer = importing(empty_corpus, publish=True)
    importer.run([two_sheets])
    stored = empty_corpus.repository.get("first-sheet")
    outcome = Judgement(value="worked", passage="Approach.", by="editorial")
    edited = stored.record.model_copy(update={"outcome": outcome})
    empty_corpus.repository.save(edited, expected=stored.digest, by="editor", why="read")
    path = two_sheets / "first-sheet.yaml"
    path.write_text(path.read_text("utf-8").replace("'Summary.'", "'Another summary.'"), "utf-8")
    assert importer.run([two_sheets]).changed == ["first-sheet"]
    record = empty_corpus.repository.get("first-sheet").record
    assert record.summary == {"en": "Another summary."}
    assert record.outcome == outcome


@pytest.mark.parametrize(
    ("text", "problem"),
    [
        ("just words", "neither a scouting sheet nor a record"),
        ("id: [", "not YAML"),
        (SHEET.format(id="Bad Id"), "is no id"),
        (SHEET.format(id="bad-one") + "x: 1\n", "no key 'x'"),
        (SHEET.format(id="bad-two").replace("kind: guide", "kind: gide"), "not possible for kind"),
    ],
)
def test_one_bad_file_is_one_line_and_stops_nothing(
    text: str, problem: str, empty_corpus: Corpus, two_sheets: Path
) -> None:
    (two_sheets / "a-bad-one.yaml").write_text(text, "utf-8")
    report = importing(empty_corpus, publish=True).run([two_sheets])
    assert report.added == ["first-sheet", "second-sheet"]
    assert [finding.file for finding in report.failed] == [str(two_sheets / "a-bad-one.yaml")]
    assert problem in report.failed[0].problem
    assert report.failed[0].repair


@pytest.mark.parametrize("publish", [True, False])
def test_an_id_of_the_past_is_used_by_no_import(
    empty_corpus: Corpus, two_sheets: Path, *, publish: bool
) -> None:
    repository = empty_corpus.repository
    importing(empty_corpus, publish=True).run([two_sheets])
    stored = repository.get("first-sheet")
    repository.delete("first-sheet", expected=stored.digest, by="e1", why="old")
    (two_sheets / "third-sheet.yaml").write_text(SHEET.format(id="third-sheet"), "utf-8")
    stored = repository.get("second-sheet")
    renamed = stored.record.model_copy(update={"former_ids": ["third-sheet"]})
    repository.save(renamed, expected=stored.digest, by="e1", why="the third one is the second one")
    report = importing(empty_corpus, publish=publish).run([two_sheets])
    assert (report.added, repository.ids()) == ([], ["second-sheet"])
    assert [finding.problem.partition(", ")[0] for finding in report.failed] == [
        "Record 'first-sheet' was deleted. An editor can restore it from its history.",
        "The id 'third-sheet' was once that of 'second-sheet'",
    ]


def test_without_publishing_only_drafts_are_written(empty_corpus: Corpus, two_sheets: Path) -> None:
    importer = importing(empty_corpus)
    assert len(importer.run([two_sheets]).added) == 2
    assert len(importer.run([two_sheets]).unchanged) == 2
    assert empty_corpus.repository.ids() == []
    draft = (empty_corpus.settings.corpus / "drafts" / "first-sheet.yaml").read_text("utf-8")
    assert "status: draft" in draft


def test_the_file_of_a_draft_becomes_public_and_the_draft_is_gone(
    empty_corpus: Corpus, two_sheets: Path
) -> None:
    importing(empty_corpus).run([two_sheets])
    drafts = Drafts(empty_corpus)
    assert importing(empty_corpus, publish=True).run([drafts.files.text("first-sheet")]).added == [
        "first-sheet"
    ]
    assert empty_corpus.repository.ids() == ["first-sheet"]
    assert drafts.ids() == ["second-sheet"]


def test_a_dry_run_writes_nothing(empty_corpus: Corpus, two_sheets: Path) -> None:
    assert len(importing(empty_corpus, publish=True, dry_run=True).run([two_sheets]).added) == 2
    assert not empty_corpus.settings.corpus.exists()


def test_a_source_that_does_not_exist_stops_no_other(
    empty_corpus: Corpus, tmp_path: Path, two_sheets: Path
) -> None:
    report = importing(empty_corpus).run([tmp_path / "nothing", two_sheets])
    assert [finding.problem for finding in report.failed] == ["There is no such file or folder."]
    assert len(report.added) == 2


def test_progress_counts_items_and_rows_and_ends_at_the_end(empty_corpus: Corpus, tmp_path: Path) -> None:
    table = tmp_path / "table.csv"
    rows = "".join(f"Das Netzwerk {n};Es berät die Unternehmen der Region zum {n}. Mal.\n" for n in range(5))
    table.write_text(f"Titel;Kurzbeschreibung\n{rows}", "utf-8")
    told: list[tuple[int, int]] = []
    report = importing(empty_corpus).run([table], lambda done, total: told.append((done, total)))
    assert len(report.added) == 5
    assert len(told) >= 6
    assert told == sorted(told)
    assert told[-1][0] == told[-1][1]


def test_who_brings_something_owns_its_drafts(empty_corpus: Corpus, two_sheets: Path) -> None:
    Importer(empty_corpus, nowhere, by="a1b2").run([two_sheets])
    drafts = Drafts(empty_corpus)
    assert {drafts.get(draft_id).owner for draft_id in drafts.ids()} == {"a1b2"}


def test_when_the_time_is_over_the_rest_is_named_and_read_the_next_time(empty_corpus: Corpus) -> None:
    rows = "Titel;Kurzbeschreibung\n" + "".join(
        f"Praxis {number};Ein Netz hilft kleinen Firmen im Land.\n" for number in range(5)
    )
    sent = [uploaded("table.csv", rows.encode()), uploaded("sheet.yaml", SHEET.format(id="last").encode())]
    asked = iter(range(100))
    report = Importer(empty_corpus, nowhere, is_over=lambda: next(asked) >= 3).run(sent)
    assert report.left == ["table.csv", "sheet.yaml"]
    assert 0 < len(report.added) < 5
    rest = Importer(empty_corpus, nowhere).run(sent)
    assert (len(rest.unchanged), rest.left, rest.failed) == (len(report.added), [], [])
    assert sorted([*report.added, *rest.added]) == ["last", *(f"praxis-{number}" for number in range(5))]
