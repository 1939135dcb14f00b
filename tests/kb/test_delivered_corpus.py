"""The records we deliver.

1. A review finds no error and no warning; there are at least as many records as were scouted.
2. Every value an editor derived stands on a passage that is in the record's own text word for word, or is one
   of its figures.
3. Every record names a source.
4. No text holds a mail address or a telephone number.
5. Every file has the canonical bytes, so that the first save of an editor changes only what they changed.
"""

from __future__ import annotations

import re
import shutil
from collections.abc import Iterator
from typing import Any

import pytest

from kb.corpus import Corpus, Review
from kb.fields import TEXT_FIELDS
from kb.record import Record
from tests.kb.corpora import ROOT, a_corpus, a_record

SCOUTED = 294
MAIL = re.compile(r"[\w.+-]+@[\w-]+\.\w")
TELEPHONE = re.compile(
    r"(?<![\w/.-])(?:\+|00)\d{1,3}[ ()/-]*\d(?:[ ()/-]*\d){5,}"
    r"|(?<![\w/.-])0\d{2,5}[ )/-]+\d{3,}"
    r"|\b(?:Tel|Telefon|Phone|Fax|Mobil|Tlf)\b[.: ]+[+(]?\d{3,}",
    re.IGNORECASE,
)


def folded(text: str) -> str:
    """The text with every run of white space as one blank."""
    return " ".join(text.split())


def strings(value: Any) -> Iterator[str]:
    """Every text inside plain values, but no addresses of pages."""
    if isinstance(value, str):
        yield value
    elif isinstance(value, list):
        for item in value:
            yield from strings(item)
    elif isinstance(value, dict):
        for name, item in value.items():
            if name != "url":
                yield from strings(item)


def editorial_passages(value: Any) -> Iterator[str]:
    """The passages of all values inside that an editor derived."""
    if isinstance(value, dict) and value.get("by") == "editorial":
        yield value["passage"]
    for item in value.values() if isinstance(value, dict) else value if isinstance(value, list) else ():
        yield from editorial_passages(item)


def supports(record: Record, passage: str) -> bool:
    """Whether the passage is in the record's own text, or is one of its figures."""
    values = record.values()
    texts = strings([values.get(name) for name in ("title", *TEXT_FIELDS, "success_factors")])
    figures = [
        wording
        for figure in record.figures
        for what in figure.what.values()
        for wording in (f"{what}: {figure.value}", f"{what}: {figure.value} ({figure.year})")
    ]
    return folded(passage) in figures or any(folded(passage) in folded(text) for text in texts)


@pytest.fixture(scope="module")
def corpus(tmp_path_factory: pytest.TempPathFactory) -> Corpus:
    """A copy of the delivered records without local histories, for reviewing may write to these."""
    corpus = a_corpus(tmp_path_factory.mktemp("delivered"))
    shutil.copytree(ROOT / "corpus" / "records", corpus.settings.corpus / "records", dirs_exist_ok=True)
    return corpus


@pytest.fixture(scope="module")
def review(corpus: Corpus) -> Review:
    return corpus.review()


def test_there_is_nothing_to_mend(review: Review) -> None:
    assert [str(finding) for finding in review.findings if finding.severity != "note"] == []
    assert len(review.records) >= SCOUTED


def test_every_editorial_value_stands_on_its_record(review: Review) -> None:
    passages = [
        (record, passage) for record in review.records for passage in editorial_passages(record.values())
    ]
    assert len(passages) > SCOUTED
    assert [(record.id, passage) for record, passage in passages if not supports(record, passage)] == []


def test_every_record_names_a_source(review: Review) -> None:
    assert [record.id for record in review.records if not record.sources] == []


def test_no_text_holds_a_way_to_reach_a_person(review: Review) -> None:
    assert [
        (record.id, text)
        for record in review.records
        for text in strings(record.values())
        if MAIL.search(text) or TELEPHONE.search(text)
    ] == []


def test_every_file_has_the_canonical_bytes(corpus: Corpus, review: Review) -> None:
    folder = corpus.settings.corpus / "records"
    assert [
        record.id
        for record in review.records
        if (folder / record.kind / f"{record.id}.yaml").read_bytes() != record.as_yaml().encode()
    ] == []


@pytest.mark.parametrize(
    ("passage", "supported"),
    [
        ("Größe der Mitglieder", True),
        ("Größe  der\nMitglieder", True),
        ("Größe von Mitgliedern", False),
        ("Transparenz", True),
        ("members: 12", True),
        ("members: 12 (2015)", True),
        ("members: 120", False),
        ("Ein Grund", False),
    ],
)
def test_a_passage_is_compared_word_for_word(passage: str, supported: bool) -> None:
    record = a_record(
        "fees",
        approach={"de": "Beiträge nach Größe\nder Mitglieder."},
        success_factors={"de": ["Transparenz"]},
        figures=[{"what": {"en": "members"}, "value": 12, "year": 2015}],
        outcome={"value": "worked", "passage": "Ein Grund", "by": "editorial"},
    )
    assert supports(record, passage) == supported
    assert list(editorial_passages(record.values())) == ["Ein Grund"]


@pytest.mark.parametrize(
    ("text", "found"),
    [
        ("an vorname.name@example.org", True),
        ("bwp@ Nr. 12", False),
        ("Tel. 0431 123456", True),
        ("tel: 0431123", True),
        ("+49 431 123-456", True),
        ("0049 (431) 123456", True),
        ("0431 / 123456", True),
        ("Hotel 2014", False),
        ("2014-2020", False),
        ("EUR 1 500 000", False),
        ("10.000 Mitglieder", False),
        ("Horizon 2020 (2014 2020)", False),
    ],
)
def test_ways_to_reach_a_person_are_told_from_other_words(text: str, found: bool) -> None:
    assert bool(MAIL.search(text) or TELEPHONE.search(text)) == found
