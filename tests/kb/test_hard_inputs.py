"""What people, programs and attackers put into a corpus: ``tests/golden/kb/hard/*.yaml`` and files made here.

1. Each fault gives exactly one line, with the severity, line and field, the problem and the repair that are
   written down in ``tests/golden/kb/hard/expectations.yaml``.
2. No file spoils another one: everything without an error is a record.
3. A corpus without records is a warning that says what to do.
"""

from __future__ import annotations

from pathlib import Path
from typing import Any

import pytest
import yaml

from kb.corpus import Corpus, Review
from tests.kb.corpora import ROOT, a_corpus, a_record, put

GOLDEN = ROOT / "tests" / "golden" / "kb" / "hard"
EXPECTED: dict[str, list[dict[str, Any]]] = yaml.safe_load((GOLDEN / "expectations.yaml").read_text("utf-8"))
STORED = {path.name: path.read_bytes() for path in GOLDEN.glob("*.yaml") if path.name != "expectations.yaml"}


def long(record_id: str, length: int) -> str:
    """The text of a record with a summary that is too long."""
    return a_record(record_id).as_yaml().replace("Ein Text.", "Beitrag " * (length // 8))


MADE = {
    "best-practice/ten-megabytes.yaml": long("ten-megabytes", 10_000_000),
    "best-practice/long-text.yaml": long("long-text", 50_008),
    "best-practice/many-values.yaml": a_record("many-values").as_yaml() + "themes:\n" + "- skills\n" * 60_000,
    "best-practice/deep-bomb.yaml": a_record("deep-bomb").as_yaml() + "themes: " + "[" * 100_000,
    "best-practice/notes.txt": "Beiträge",
    "best-practice/2026/in-a-folder.yaml": a_record("in-a-folder").as_yaml(),
    "best-practice/.valid.yaml.swp": "what an editor leaves behind",
    "guide/valid.yaml": a_record("valid", kind="guide").as_yaml(),
    "practices/unknown-folder.yaml": a_record("unknown-folder").as_yaml(),
    "without-a-folder.yaml": a_record("without-a-folder").as_yaml(),
}
LINKS = {
    "best-practice/link-out.yaml": "/etc/passwd",
    "best-practice/link-in-a-circle.yaml": "link-in-a-circle.yaml",
    "best-practice/link-to-nothing.yaml": "nothing.yaml",
    "policy": "/etc",
}


# These are readable; what is wrong shows only beside the other records.
WHAT_THEY_NAME_IS_WRONG = {
    "dangling-organisation",
    "dangling-relation",
    "dangling-survivor",
    "former-id-of-a-record",
}


@pytest.fixture(scope="module")
def corpus(tmp_path_factory: pytest.TempPathFactory) -> Corpus:
    """All of it in one corpus."""
    corpus = a_corpus(tmp_path_factory.mktemp("hard"))
    places = {Path(file).name: file for file in EXPECTED if file not in MADE}
    for name, data in STORED.items():
        put(corpus.settings.corpus, places[name], data)
    for file, text in MADE.items():
        put(corpus.settings.corpus, file, text)
    for file, target in LINKS.items():
        (corpus.settings.corpus / "records" / file).symlink_to(target)
    return corpus


@pytest.fixture(scope="module")
def review(corpus: Corpus) -> Review:
    return corpus.review()


@pytest.mark.parametrize("file", EXPECTED)
def test_each_fault_gives_one_clear_line(review: Review, file: str) -> None:
    found = [finding for finding in review.findings if finding.file == file]
    wanted = EXPECTED[file]
    assert [(each.severity, each.line, each.field) for each in found] == [
        (each["severity"], each["line"], each.get("field", "")) for each in wanted
    ]
    for finding, each in zip(found, wanted, strict=True):
        assert each["problem"] in finding.problem
        assert each["repair"] in finding.repair
        assert len(str(finding).splitlines()) == 1
        assert len(str(finding)) < 400


def test_nothing_else_is_found(review: Review) -> None:
    assert {finding.file for finding in review.findings} == {
        file for file, wanted in EXPECTED.items() if wanted
    }


def test_the_rest_is_valid(review: Review) -> None:
    without_error = {
        Path(file).stem
        for file, wanted in EXPECTED.items()
        if all(each["severity"] != "error" for each in wanted)
    }
    assert {record.id for record in review.records} == without_error | WHAT_THEY_NAME_IS_WRONG
    assert {"valid", "expired", "free-word"} < without_error
    assert len(review.records) == len({record.id for record in review.records})


def test_reviewing_again_finds_the_same(corpus: Corpus, review: Review) -> None:
    assert corpus.review() == review


def test_norway_is_a_country(review: Review) -> None:
    (record,) = (record for record in review.records if record.id == "valid")
    assert record.place
    assert (record.place.countries, record.place.words) == (["NO", "DK"], "NO")


def test_every_file_has_its_expectations() -> None:
    assert {Path(file).name for file in EXPECTED} >= STORED.keys()
    assert {*MADE, *LINKS} - EXPECTED.keys() == {"best-practice/.valid.yaml.swp"}
    assert len(EXPECTED) >= 80


@pytest.mark.parametrize("there", [True, False])
def test_a_corpus_without_records_says_what_to_do(tmp_path: Path, there: bool) -> None:
    corpus = a_corpus(tmp_path)
    if not there:
        (corpus.settings.corpus / "records").rmdir()
    (finding,) = corpus.review().findings
    assert (finding.severity, finding.file, finding.line) == ("warning", "records", 1)
    assert "There is no record below" in finding.problem
    assert "Set KB_CORPUS to a corpus folder" in finding.repair
