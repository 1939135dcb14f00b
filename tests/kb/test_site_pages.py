"""The pages the law asks for, as files.

1. A page is read with its head, in the first language it is written in.
2. A page that cannot be read is an error with its line and repair.
3. Every placeholder is a warning with its line; so is a file no page is made of.
4. An accessibility statement that is older than a year is a warning; no other page is.
5. Of a public site placeholders and missing pages are errors, in every language; whole pages are none.
6. The delivered pages can be read; all that is to be filled in is found.
"""

from __future__ import annotations

from datetime import date
from pathlib import Path

import pytest

from kb.errors import SourceUnreadable
from kb.site_pages import NAMES, WRITTEN_IN, SitePage, page_findings, site_page, written_pages
from tests.kb.corpora import ROOT

HEAD = "---\ntitle: Datenschutz\ndate: 2026-11-28\n---\n"
TODAY = date(2026, 11, 28)


def write(corpus: Path, name: str, text: str) -> None:
    (corpus / "pages").mkdir(exist_ok=True)
    (corpus / "pages" / name).write_text(text, "utf-8")


def test_a_page_is_read_in_the_first_language_it_is_written_in(tmp_path: Path) -> None:
    assert (written_pages(tmp_path), site_page(tmp_path, "privacy", ["de"])) == ((), None)
    write(tmp_path, "privacy.de.md", f"{HEAD}Text\n---\nmehr")
    assert written_pages(tmp_path) == ("privacy",)
    page = SitePage("de", "Datenschutz", "2026-11-28", "Text\n---\nmehr")
    assert site_page(tmp_path, "privacy", ["en", "de"]) == page
    assert list(page_findings(tmp_path, TODAY)) == []


@pytest.mark.parametrize(
    ("text", "problem"),
    [
        ("Text", "The head is missing."),
        ("---\ntitle: x\n", "The head is missing."),
        ("---\ntitle: x\n---\n", "date: Field required."),
        ("---\ntitle: x\ndate: soon\n---\n", "date: Value error"),
        ("---\ntitle: x\ndate: 2026-11-28\nauthor: y\n---\n", "author: Extra inputs"),
        ("---\n- a\n---\n", "The head: Input should be"),
        ("---\ntitle: [\n---\n", "This is not YAML"),
        ("", "The file is empty."),
    ],
)
def test_a_page_that_cannot_be_read_is_an_error(tmp_path: Path, text: str, problem: str) -> None:
    write(tmp_path, "privacy.de.md", text)
    with pytest.raises(SourceUnreadable) as raised:
        site_page(tmp_path, "privacy", ["de"])
    assert raised.value.problem.startswith(problem)
    (finding,) = page_findings(tmp_path, TODAY)
    assert (finding.file, finding.severity) == ("pages/privacy.de.md", "error")
    assert finding.repair


def test_placeholders_are_warnings_with_their_lines(tmp_path: Path) -> None:
    write(tmp_path, "privacy.de.md", f"{HEAD}[[Name]] und [[Adresse]]\n\n[kein] [Link](x) [[Zeit]]\n")
    found = [(finding.line, finding.severity) for finding in page_findings(tmp_path, TODAY)]
    assert found == [(5, "warning"), (5, "warning"), (7, "warning")]
    assert "[[Adresse]]" in [*page_findings(tmp_path, TODAY)][1].problem


def test_a_file_no_page_is_made_of_is_a_warning(tmp_path: Path) -> None:
    write(tmp_path, "privcy.de.md", HEAD)
    (finding,) = page_findings(tmp_path, TODAY)
    assert (finding.severity, finding.problem) == ("warning", "No page has this name.")


@pytest.mark.parametrize(
    ("name", "today", "old"),
    [
        ("accessibility.de.md", date(2027, 11, 28), False),
        ("accessibility.de.md", date(2027, 11, 30), True),
        ("accessibility.en.md", date(2030, 1, 1), True),
        ("privacy.de.md", date(2030, 1, 1), False),
    ],
)
def test_a_statement_is_looked_at_again_after_a_year(
    tmp_path: Path, name: str, today: date, old: bool
) -> None:
    write(tmp_path, name, f"{HEAD}Text\n")
    for public in (False, True):
        found = [one for one in page_findings(tmp_path, today, public=public) if one.field == "date"]
        assert [(one.severity, one.line) for one in found] == [("warning", 3)] * old


def test_a_public_site_has_no_placeholders_and_every_page(tmp_path: Path) -> None:
    every = [f"{name}.{language}.md" for name in NAMES for language in WRITTEN_IN]
    found = [*page_findings(tmp_path, TODAY, public=True)]
    assert [(one.file, one.severity, one.problem) for one in found] == [
        (f"pages/{name}", "error", "The page is missing.") for name in every
    ]
    for name in every:
        write(tmp_path, name, f"{HEAD}Text\n")
    assert list(page_findings(tmp_path, TODAY, public=True)) == []
    write(tmp_path, every[-1], f"{HEAD}\n[[Name]]\n")
    (finding,) = page_findings(tmp_path, TODAY, public=True)
    assert str(finding).startswith(f"pages/{every[-1]}:6: error: The placeholder [[Name]]")


@pytest.mark.parametrize("name", NAMES)
def test_the_delivered_pages_are_whole(name: str) -> None:
    corpus = ROOT / "corpus"
    assert site_page(corpus, name, ["de"])
    assert site_page(corpus, name, ["en"])
    findings = list(page_findings(corpus, TODAY))
    assert findings
    assert {finding.severity for finding in findings} == {"warning"}
    assert all("placeholder" in finding.problem for finding in findings)
