"""Findings as people and machines read them.

1. A finding is one line: file, line, severity, field, problem, repair.
2. The plain form has exactly the keys that ``kb check --json`` promises.
3. Findings sort by file, then by line.
"""

from __future__ import annotations

from kb.errors import RecordInvalid
from kb.findings import Finding

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
