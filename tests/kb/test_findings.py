"""Findings as people and machines read them.

1. A finding is one line: file, line, severity, field, problem, repair.
2. The plain form has exactly the keys that ``kb check --json`` promises.
3. Findings sort by file, then by line.
4. The rule that was broken has a code, and what it was broken by is given; findings are equal without them.
"""

from __future__ import annotations

from dataclasses import replace

from kb.errors import RecordInvalid
from kb.findings import Finding
from kb.strict_yaml import write
from tests.kb.corpora import checked, values

IN_A_FIELD = Finding(
    "guide/a.yaml", 7, "figures[2].year", "error", "The year 2999 is absurd.", "Correct the year."
)
IN_A_FILE = Finding("guide/b.yaml", 1, "", "warning", "The file is empty.", "Remove it.")


def test_a_finding_is_one_line() -> None:
    assert str(IN_A_FIELD) == (
        "guide/a.yaml:7: error: figures[2].year: The year 2999 is absurd. Correct the year."
    )
    assert str(IN_A_FILE) == "guide/b.yaml:1: warning: The file is empty. Remove it."


def test_the_plain_form_has_the_promised_keys() -> None:
    assert IN_A_FIELD.as_dict() == {
        "severity": "error",
        "file": "guide/a.yaml",
        "line": 7,
        "field": "figures[2].year",
        "problem": "The year 2999 is absurd.",
        "repair": "Correct the year.",
    }


def test_findings_sort_by_place() -> None:
    later = Finding("guide/a.yaml", 10, "", "error", "", "")
    assert sorted([IN_A_FILE, later, IN_A_FIELD]) == [IN_A_FIELD, later, IN_A_FILE]


def test_a_refused_record_says_all_that_is_wrong() -> None:
    said = str(RecordInvalid("a", [IN_A_FIELD, IN_A_FILE]))
    assert said.startswith(
        "Record 'a' is not valid. figures[2].year: The year 2999 is absurd. Correct the year."
    )
    assert said.endswith("The file is empty. Remove it.")


def test_a_broken_rule_has_a_code() -> None:
    found = checked(write(values("a", period={"start": 2020, "end": 2010}, title={"de": "x" * 401}))).findings
    assert {finding.field: (finding.code, dict(finding.given)) for finding in found} == {
        "title.de": ("too_long", {"max_length": 400}),
        "period": ("ends_before_start", {"start": 2020, "end": 2010}),
    }
    themes = checked(write(values("a", themes=["nowhere"]))).findings
    assert [(finding.code, dict(finding.given)) for finding in themes] == [
        ("no_concept", {"word": "nowhere"})
    ]


def test_findings_are_equal_without_their_code() -> None:
    coded = replace(IN_A_FIELD, code="absurd_year", given={"year": 2999})
    assert coded == IN_A_FIELD
    assert {coded, IN_A_FIELD} == {IN_A_FIELD}
    assert coded.as_dict() == IN_A_FIELD.as_dict()
