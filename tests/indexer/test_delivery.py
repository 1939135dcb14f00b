"""A site takes over what was delivered anew, and loses nothing its people wrote.

1. The table: what happens to a file in each case of delivered before, here, and delivered now.
2. Untouched records are replaced as a revision and wait to be indexed, new ones are added.
3. Edited ones stay and are reported once for each newer delivery; deleted ones stay deleted.
4. A second run, and a run after one that was cut short, find nothing to do.
5. A dry run says the same and changes nothing.
6. Open papers come with their records; pages are treated alike.
7. Sources that are none are refused with what to do.
"""

from __future__ import annotations

import shutil
from dataclasses import replace
from pathlib import Path

import pytest

from indexer.delivery import DELIVERED, Fate, Upgrade, delivered_corpus, fate, note_delivery, upgrade_corpus
from indexer.errors import SourceRefused
from indexer.pending import waiting
from kb.corpus import Corpus
from kb.paper_files import PaperFiles
from kb.record import Record
from kb.repository import digest_of
from kb.settings import Settings, load_settings
from tests.indexer.corpora import a_paper, a_text, values

IDS = ("untouched", "edited", "deleted", "both-alike", "settled")


@pytest.mark.parametrize(
    ("before", "here", "now", "expected"),
    [
        (None, None, "n", "add"),
        (None, "n", "n", "leave"),
        (None, "h", "n", "report"),
        ("b", None, "b", "leave"),
        ("b", None, "n", "leave"),
        ("b", "b", "b", "leave"),
        ("b", "b", "n", "replace"),
        ("b", "h", "b", "leave"),
        ("b", "h", "n", "report"),
        ("b", "n", "n", "leave"),
    ],
)
def test_the_table(before: str | None, here: str | None, now: str, expected: Fate) -> None:
    assert fate(before=before, here=here, now=now) == expected


def write(corpus: Corpus, record_id: str, text: str) -> None:
    """Let a record have this text, as people or a delivery would."""
    record = Record.model_validate(values(record_id, summary={"de": text}))
    entry = corpus.repository.entry(record_id)
    corpus.repository.save(record, expected=entry.digest if entry else None, by="test", why="test")


def deliver(source: Corpus, record_id: str, text: str) -> None:
    """Let the delivered corpus have this text; it has no history."""
    write(source, record_id, text)
    shutil.rmtree(source.settings.corpus / "history")


@pytest.fixture
def source(tmp_path: Path) -> Corpus:
    found = Corpus(_settings(tmp_path / "delivered"))
    for record_id in IDS:
        deliver(found, record_id, "alt")
    (found.settings.corpus / "pages").mkdir()
    (found.settings.corpus / "pages" / "privacy.de.md").write_text("alt")
    return found


@pytest.fixture
def site(tmp_path: Path, source: Corpus) -> Corpus:
    """A copy of the delivered corpus in which people have worked since; then newer records were delivered."""
    found = Corpus(_settings(tmp_path / "site"))
    shutil.copytree(source.settings.corpus, found.settings.corpus)
    note_delivery(found.settings.corpus, source)
    write(found, "edited", "hier")
    write(found, "settled", "hier")
    write(found, "both-alike", "neu")
    entry = found.repository.entry("deleted")
    assert entry
    found.repository.delete("deleted", expected=entry.digest, by="test", why="test")
    for record_id in ("untouched", "edited", "deleted", "both-alike", "new"):
        deliver(source, record_id, "neu")
    return found


def _settings(folder: Path) -> Settings:
    return load_settings({"KB_CORPUS": str(folder / "corpus"), "KB_VAR": str(folder / "var")}, folder)


def text_of(corpus: Corpus, record_id: str) -> str:
    return corpus.repository.get(record_id).record.summary["de"]


def test_newer_records_come_in_and_nothing_is_lost(site: Corpus, source: Corpus) -> None:
    report = upgrade_corpus(site, source)
    assert (report.added, report.replaced, report.deleted) == (["new"], ["untouched"], ["deleted"])
    assert report.unchanged == 3  # both alike, settled, and the page
    (finding,) = report.findings
    assert (finding.file, finding.severity) == ("records/best-practice/edited.yaml", "warning")
    assert str(source.settings.corpus / finding.file) in finding.repair
    assert {one: text_of(site, one) for one in site.repository.ids()} == {
        "untouched": "neu",
        "edited": "hier",
        "both-alike": "neu",
        "settled": "hier",
        "new": "neu",
    }
    first, last = site.repository.history("untouched")
    assert (first.action, last.action, last.by) == ("external", "save", "upgrade-corpus")
    assert waiting(site.settings.pending) == ["new", "untouched"]
    assert not (source.settings.corpus / "history").exists()


def test_a_second_run_finds_nothing_to_do_until_there_is_something_newer(
    site: Corpus, source: Corpus
) -> None:
    upgrade_corpus(site, source)
    report = upgrade_corpus(site, source)
    assert report == Upgrade(deleted=["deleted"], unchanged=6)
    deliver(source, "edited", "noch neuer")
    assert [finding.file for finding in upgrade_corpus(site, source).findings] == [
        "records/best-practice/edited.yaml"
    ]


def test_a_run_that_was_cut_short_is_finished_by_the_next(site: Corpus, source: Corpus) -> None:
    noted = (site.settings.corpus / DELIVERED).read_bytes()
    upgrade_corpus(site, source)
    (site.settings.corpus / DELIVERED).write_bytes(noted)  # killed before the end
    report = upgrade_corpus(site, source)
    assert (report.added, report.replaced) == ([], [])
    assert text_of(site, "new") == "neu"


def test_a_dry_run_says_the_same_and_changes_nothing(site: Corpus, source: Corpus, tmp_path: Path) -> None:
    before = {path: path.read_bytes() for path in tmp_path.rglob("*") if path.is_file()}
    said = upgrade_corpus(site, source, dry_run=True)
    assert {path: path.read_bytes() for path in tmp_path.rglob("*") if path.is_file()} == before
    assert upgrade_corpus(site, source) == said


def test_a_record_whose_id_the_site_has_given_itself_is_reported(site: Corpus, source: Corpus) -> None:
    write(site, "own", "hier")
    deliver(source, "own", "anderes")
    report = upgrade_corpus(site, source)
    assert "records/best-practice/own.yaml" in [finding.file for finding in report.findings]
    assert text_of(site, "own") == "hier"


def test_a_delivered_record_that_breaks_the_rules_is_a_finding(site: Corpus, source: Corpus) -> None:
    path = source.settings.corpus / "records" / "best-practice" / "untouched.yaml"
    path.write_text(path.read_text("utf-8").replace("kind:", "kindd:"), "utf-8")
    report = upgrade_corpus(site, source)
    assert any("untouched" in finding.file for finding in report.findings)
    assert text_of(site, "untouched") == "alt"


def test_open_papers_come_with_their_records(site: Corpus, source: Corpus) -> None:
    original = b"paper"
    text = a_text("paper", "Seite").model_copy(update={"digest": digest_of(original)})
    paper = a_paper("paper", rights="open")
    paper["file"]["digest"] = digest_of(original)
    PaperFiles.of(source.settings).keep(original, text, "open")
    source.repository.save(Record.model_validate(paper), expected=None, by="test", why="test")
    assert "paper" in upgrade_corpus(site, source).added
    assert PaperFiles.of(site.settings).text(digest_of(original), "open") == text
    assert PaperFiles.of(site.settings).original(digest_of(original), "open")


def test_pages_are_treated_alike(site: Corpus, source: Corpus) -> None:
    ours, theirs = (corpus.settings.corpus / "pages" for corpus in (site, source))
    (theirs / "privacy.de.md").write_text("neu")
    (theirs / "imprint.de.md").write_text("neu")
    report = upgrade_corpus(site, source)
    assert "pages/imprint.de.md" in report.added
    assert "pages/privacy.de.md" in report.replaced
    (ours / "privacy.de.md").write_text("hier")
    (ours / "imprint.de.md").unlink()
    (theirs / "privacy.de.md").write_text("neuer")
    report = upgrade_corpus(site, source)
    assert "pages/privacy.de.md" in [finding.file for finding in report.findings]
    assert (ours / "privacy.de.md").read_text() == "hier"
    assert not (ours / "imprint.de.md").exists()


def test_the_source_is_a_corpus_or_a_checkout(site: Corpus, source: Corpus) -> None:
    folder = source.settings.corpus
    for given in (folder, folder.parent):
        assert delivered_corpus(site, given).settings.corpus == folder


def test_sources_that_are_none_are_refused(site: Corpus, tmp_path: Path) -> None:
    with pytest.raises(SourceRefused, match=r"There is no corpus in .*\. Name the folder"):
        delivered_corpus(site, tmp_path / "nowhere")
    with pytest.raises(SourceRefused, match=r"is the delivered corpus itself\. Set KB_CORPUS"):
        delivered_corpus(site, site.settings.corpus)
    program = delivered_corpus(site, None)
    with pytest.raises(SourceRefused, match="Set KB_CORPUS"):
        delivered_corpus(Corpus(replace(site.settings, corpus=program.settings.corpus)), None)


@pytest.mark.parametrize("text", ["", "[]", '{"format": 1}', '{"format": 1, "records": 5, "pages": {}}'])
def test_notes_that_cannot_be_read_are_no_reason_to_overwrite(
    site: Corpus, source: Corpus, text: str
) -> None:
    (site.settings.corpus / DELIVERED).write_text(text)
    with pytest.raises(SourceRefused, match=r"cannot be read\. Put it back from a backup"):
        upgrade_corpus(site, source)


def test_notes_of_a_newer_version_are_refused(site: Corpus, source: Corpus) -> None:
    (site.settings.corpus / DELIVERED).write_text('{"format": 2, "records": {}, "pages": {}}')
    with pytest.raises(SourceRefused, match="newer version"):
        upgrade_corpus(site, source)
