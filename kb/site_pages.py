"""The pages the law asks for: what do they say, as of when, and what is still to be filled in?

Each is a Markdown file for each language below ``corpus/pages``, with a small head: ``title`` and ``date``.
What only the body behind a site can say stands there as ``[[a placeholder]]`` until somebody replaces it. A
site that is public (``KB_PUBLIC=1``) is refused with one of them left, and without all pages.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from datetime import date, timedelta
from pathlib import Path

from pydantic import BaseModel, ConfigDict, ValidationError

from kb import strict_yaml
from kb.errors import SourceUnreadable
from kb.findings import Finding, Severity
from kb.localized import Language, Words
from kb.record import Day

NAMES = ("imprint", "privacy", "accessibility")  # each is a page of the same address
WRITTEN_IN: tuple[Language, ...] = ("de", "en")  # what a public site has every page in
REVIEWED = "accessibility"  # a statement that has to be looked at again within
REVIEW = timedelta(days=366)
PLACEHOLDER = re.compile(r"\[\[([^\[\]\n]{1,200})\]\]")
_HEAD = re.compile(r"---\r?\n(?P<head>.*?)^---[ \t]*\r?\n", re.DOTALL | re.MULTILINE)


class _Head(BaseModel):
    model_config = ConfigDict(extra="forbid", strict=True)

    title: Words
    date: Day


@dataclass(frozen=True)
class SitePage:
    """One page in one language. ``date`` is the day it was last changed; ``text`` is Markdown."""

    language: Language
    title: str
    date: str
    text: str


def written_pages(corpus: Path) -> tuple[str, ...]:
    """The names of the pages somebody has written, in any language."""
    folder = corpus / "pages"
    return tuple(name for name in NAMES if any(folder.glob(f"{name}.??.md")))


def site_page(corpus: Path, name: str, languages: Sequence[Language]) -> SitePage | None:
    """The page in the first of the languages it is written in, or None.

    Raises SourceUnreadable if that file cannot be read as a page.
    """
    for language in languages:
        path = corpus / "pages" / f"{name}.{language}.md"
        if path.is_file():
            return _read(path.read_bytes(), language)
    return None


def _read(data: bytes, language: Language) -> SitePage:
    text = strict_yaml.decode(data)
    found = _HEAD.match(text)
    if not found:
        raise SourceUnreadable("The head is missing.", "Begin with '---', 'title: …', 'date: …', '---'.")
    try:
        head = _Head.model_validate(strict_yaml.read(found["head"]).value)
    except ValidationError as error:
        first = error.errors(include_url=False)[0]
        name = ".".join(map(str, first["loc"])) or "The head"
        raise SourceUnreadable(
            f"{name}: {first['msg']}.", "Write a title, and the date as 2026-11-24.", 2
        ) from error
    return SitePage(language, head.title, head.date, text[found.end() :])


def page_findings(corpus: Path, today: date, *, public: bool = False) -> Iterator[Finding]:
    """What is to be done about the pages; each that cannot be read is an error.

    Placeholders are warnings, and so is an accessibility statement that is older than a year. On a
    ``public`` site placeholders and missing pages are errors.
    """
    for path in sorted((corpus / "pages").glob("*.md")):
        file = f"pages/{path.name}"
        name, _, _ = path.name.partition(".")
        try:
            data = path.read_bytes()
            page = _read(data, "de")
        except SourceUnreadable as error:
            yield Finding(file, error.line, "", "error", error.problem, error.repair)
            continue
        if name not in NAMES:
            yield Finding(file, 1, "", "warning", "No page has this name.", f"Known are: {', '.join(NAMES)}.")
        if name == REVIEWED and today - date.fromisoformat(page.date) > REVIEW:
            problem = f"The statement is of {page.date}, more than a year ago."
            yield Finding(file, 3, "date", "warning", problem, "Test again, mend the text, and date it anew.")
        yield from _placeholders(file, data.decode("utf-8-sig"), "error" if public else "warning")
    if public:
        yield from _missing(corpus / "pages")


def _placeholders(file: str, text: str, severity: Severity) -> Iterator[Finding]:
    for number, line in enumerate(text.splitlines(), 1):
        for found in PLACEHOLDER.finditer(line):
            problem = f"The placeholder {found[0]} is still there."
            yield Finding(file, number, "", severity, problem, "Write what it names in its place.")


def _missing(folder: Path) -> Iterator[Finding]:
    for name in NAMES:
        for language in WRITTEN_IN:
            if not (folder / f"{name}.{language}.md").is_file():
                repair = "Write it; the delivered corpus has a draft of it."
                yield Finding(f"pages/{name}.{language}.md", 1, "", "error", "The page is missing.", repair)
