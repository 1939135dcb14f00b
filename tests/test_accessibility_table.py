"""Does docs/accessibility.md say of every criterion how it was tested, and does it name tests that exist?

1. Each criterion of WCAG 2.2 A and AA, and 4.1.1 of WCAG 2.1, has a row that says how and with what result.
2. So have the clauses 11.8 and 12 of EN 301 549.
3. Every test it names exists; one without a folder lies in tests/browser.
"""

from __future__ import annotations

import re
from pathlib import Path

import pytest

ROOT = Path(__file__).resolve().parent.parent
TEXT = (ROOT / "docs" / "accessibility.md").read_text("utf-8")
CRITERIA = [  # by guideline
    *("1.1.1", "1.2.1", "1.2.2", "1.2.3", "1.2.4", "1.2.5"),
    *("1.3.1", "1.3.2", "1.3.3", "1.3.4", "1.3.5", "1.4.1", "1.4.2", "1.4.3", "1.4.4", "1.4.5"),
    *("1.4.10", "1.4.11", "1.4.12", "1.4.13", "2.1.1", "2.1.2", "2.1.4", "2.2.1", "2.2.2", "2.3.1"),
    *("2.4.1", "2.4.2", "2.4.3", "2.4.4", "2.4.5", "2.4.6", "2.4.7", "2.4.11"),
    *("2.5.1", "2.5.2", "2.5.3", "2.5.4", "2.5.7", "2.5.8", "3.1.1", "3.1.2"),
    *("3.2.1", "3.2.2", "3.2.3", "3.2.4", "3.2.6", "3.3.1", "3.3.2", "3.3.3", "3.3.4", "3.3.7", "3.3.8"),
    *("4.1.1", "4.1.2", "4.1.3"),
]
CLAUSES = [f"11.8.{number}" for number in range(1, 6)] + ["12.1.1", "12.1.2", "12.2.2", "12.2.3", "12.2.4"]
ROW = re.compile(r"^\| (\d[\d.]*)(?:–([\d.]+))? \|(.*)\|$", re.MULTILINE)


def _rows() -> dict[str, list[str]]:
    """The cells of each row by its number; a row of several stands for each of them."""
    found: dict[str, list[str]] = {}
    for first, last, cells in ROW.findall(TEXT):
        before, _, start = first.rpartition(".")
        end = int(last.rpartition(".")[2]) if last else int(start)
        for number in range(int(start), end + 1):
            found[f"{before}.{number}"] = [cell.strip() for cell in cells.split("|")]
    return found


@pytest.mark.parametrize("number", [*CRITERIA, *CLAUSES])
def test_each_has_a_row_that_says_how_and_with_what_result(number: str) -> None:
    assert all(_rows()[number])


def test_nothing_else_is_called_a_criterion() -> None:
    assert len(CRITERIA) == 55 + 1  # WCAG 2.2 A and AA, and 4.1.1
    assert _rows().keys() - {*CRITERIA, *CLAUSES} == {f"9.{number}" for number in (1, 2, 3, 4, 6)}


def test_every_test_it_names_exists() -> None:
    named = set(re.findall(r"`((?:tests/)?[\w/]*test_\w+\.py)`", TEXT))
    places = {name: ROOT / (name if "/" in name else f"tests/browser/{name}") for name in named}
    assert [name for name, place in places.items() if not place.is_file()] == []
    assert len(named) > 10
