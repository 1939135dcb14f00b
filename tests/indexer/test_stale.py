"""Which records should be looked at again?

1. What expires within so many days, and what was checked longer ago than so many; days count whole.
2. What nobody ever checked is counted, and listed only if asked for.
3. Programmes that have ended, offers that name one as a source of money, and texts that speak of today after
   the end; but not what ended before somebody checked the record.
4. Only published records; each finding stands on the line of its field.
5. A program gets each reason as a code with what it turns on.
"""

from __future__ import annotations

from datetime import date
from pathlib import Path
from typing import Any

import pytest

from indexer.stale import Judge, StaleReport, Terms, stale_records
from tests.indexer.corpora import a_corpus, delivered_vocabularies, values

TODAY = date(2026, 11, 24)
CHECKED = "2026-11-01"


def stale(folder: Path, terms: Terms | None = None, **fields: Any) -> StaleReport:
    """What is said of one record with these fields."""
    corpus = a_corpus(folder, [values("one", **{"checked": CHECKED, **fields})])
    vars(corpus)["vocabularies"] = delivered_vocabularies()  # read once for all tests
    assert [record.id for record in corpus.review().records] == ["one"]
    return stale_records(corpus, terms or Terms(TODAY))


def fields_of(report: StaleReport) -> list[str]:
    return [finding.field for finding in report.findings]


@pytest.mark.parametrize(
    ("expires", "within", "said"),
    [
        ("2026-11-23", 30, "expired on"),
        ("2026-11-24", 0, "expires on"),
        ("2026-11-25", 0, None),
        ("2026-12-24", 30, "expires on"),
        ("2026-12-25", 30, None),
    ],
)
def test_what_expires_soon_is_found(tmp_path: Path, expires: str, within: int, said: str | None) -> None:
    found = stale(tmp_path, Terms(TODAY, within=within), expires=expires)
    assert [finding.problem for finding in found.findings] == (
        [f"The record {said} {expires}."] if said else []
    )


@pytest.mark.parametrize(
    ("checked", "older_than", "found"),
    [
        ("2025-11-24", 365, []),
        ("2025-11-23", 365, ["checked"]),
        ("2026-11-23", 0, ["checked"]),
        (CHECKED, 365, []),
    ],
)
def test_what_was_checked_long_ago_is_found(
    tmp_path: Path, checked: str, older_than: int, found: list[str]
) -> None:
    assert fields_of(stale(tmp_path, Terms(TODAY, older_than=older_than), checked=checked)) == found


def test_what_nobody_checked_is_counted_and_listed_if_asked_for(tmp_path: Path) -> None:
    counted = stale(tmp_path, checked=None)
    assert (counted.records, counted.never, fields_of(counted)) == (1, 1, [])
    listed = stale(tmp_path, Terms(TODAY, never=True), checked=None)
    assert (listed.never, fields_of(listed)) == (1, ["checked"])
    assert listed.as_dict()["never_checked"] == 1
    assert stale(tmp_path, Terms(TODAY, never=True)).never == 0


@pytest.mark.parametrize(
    ("fields", "found"),
    [
        ({"kind": "funding-programme", "period": {"end": 2020}}, ["period.end"]),
        ({"kind": "funding-programme", "period": {"end": 2026}}, []),
        ({"kind": "funding-programme", "period": {"start": 2007, "ongoing": True}}, []),
        ({"kind": "study", "period": {"end": 2020}}, []),
        ({"kind": "training", "funding": ["smp", "cosme"]}, ["funding[1]"]),
        ({"kind": "training", "funding": ["cosme"], "period": {"end": 2020}}, []),
        ({"kind": "training", "funding": ["cosme"], "period": {"end": 2027}}, ["funding[0]"]),
        ({"kind": "best-practice", "funding": ["cosme"]}, []),
        ({"kind": "best-practice", "funding": ["cosme"], "period": {"ongoing": True}}, ["funding[0]"]),
        ({"kind": "training", "funding": ["erdf"]}, []),
    ],
)
def test_what_has_ended_is_found(tmp_path: Path, fields: dict[str, Any], found: list[str]) -> None:
    assert fields_of(stale(tmp_path, checked=None, **fields)) == found
    assert fields_of(stale(tmp_path, **fields)) == []  # somebody has seen it since


def test_a_check_in_the_year_of_the_end_does_not_count(tmp_path: Path) -> None:
    fields: dict[str, Any] = {"kind": "funding-programme", "period": {"end": 2025}}
    assert fields_of(stale(tmp_path, checked="2025-12-31", **fields)) == ["period.end"]
    assert fields_of(stale(tmp_path, checked="2026-01-01", **fields)) == []


@pytest.mark.parametrize(
    ("language", "text", "said"),
    [
        ("de", "Das Netz hat derzeit 20 Mitglieder.", "derzeit"),
        ("de", "Gegenwärtig wird ausgebaut.", "Gegenwärtig"),
        ("de", "Der Zeitplan ist aktuell.", None),
        ("en", "It currently has 20 members.", "currently"),
        ("en", "It had 20 members, running a fair.", None),
        ("da", "Netværket har i øjeblikket 20 medlemmer.", "i øjeblikket"),
    ],
)
def test_a_text_that_speaks_of_today_after_the_end_is_found(
    tmp_path: Path, language: str, text: str, said: str | None
) -> None:
    fields: dict[str, Any] = {"results": {language: text}, "checked": None}
    over = stale(tmp_path, period={"start": 2010, "end": 2020}, **fields)
    assert fields_of(over) == ([f"results.{language}"] if said else [])
    assert all(f"{said!r}" in finding.problem for finding in over.findings)
    assert fields_of(stale(tmp_path, period={"start": 2010, "end": 2026}, **fields)) == []
    assert fields_of(stale(tmp_path, period={"start": 2010}, **fields)) == []


@pytest.mark.parametrize("status", ["draft", "in-review", "archived"])
def test_only_published_records_are_looked_at(tmp_path: Path, status: str) -> None:
    found = stale(tmp_path, Terms(TODAY, never=True), status=status, checked=None, expires="2020-01-01")
    assert (found.records, found.never, found.findings) == (0, 0, ())


def test_each_finding_stands_on_the_line_of_its_field(tmp_path: Path) -> None:
    found = stale(
        tmp_path,
        kind="funding-programme",
        period={"start": 2007, "end": 2013},
        results={"en": "It is ongoing."},
        checked="2013-01-01",
        expires="2014-01-01",
    )
    lines = (
        (tmp_path / "corpus" / "records" / "funding-programme" / "one.yaml").read_text("utf-8").splitlines()
    )
    on_lines = {finding.field: lines[finding.line - 1].strip() for finding in found.findings}
    assert on_lines == {
        "expires": "expires: '2014-01-01'",
        "checked": "checked: '2013-01-01'",
        "period.end": "end: 2013",
        "results.en": "en: It is ongoing.",
    }
    assert {finding.severity for finding in found.findings} == {"warning"}
    assert [finding.line for finding in found.findings] == sorted(finding.line for finding in found.findings)


@pytest.mark.parametrize(
    ("fields", "why", "said"),
    [
        ({"expires": "2026-11-23"}, "expired", "2026-11-23"),
        ({"expires": "2026-12-01"}, "expires", "2026-12-01"),
        ({"checked": "2024-01-31"}, "checked-long-ago", "2024-01-31"),
        ({}, "never-checked", ""),
        ({"kind": "funding-programme", "period": {"end": 2020}}, "programme-ended", "2020"),
        ({"kind": "training", "funding": ["cosme"]}, "money-ended", "cosme"),
        ({"period": {"end": 2020}, "results": {"de": "Derzeit läuft es."}}, "speaks-of-today", "Derzeit"),
    ],
)
def test_a_reason_is_a_code_with_what_it_turns_on(fields: dict[str, Any], why: str, said: str) -> None:
    judge = Judge(delivered_vocabularies()["funding"], Terms(TODAY, never=why == "never-checked"))
    reasons = list(judge.reasons({**values("one"), **fields}))
    assert [(reason.why, reason.said) for reason in reasons] == [(why, said)]
