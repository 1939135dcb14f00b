"""The pages the law asks for: what do they say, as of when, and what is still to be filled in?

Each is a Markdown file for each language below ``corpus/pages``, with a small head: ``title`` and ``date``.
What only the body behind a site can say stands there as ``[[a placeholder]]`` until somebody replaces it.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from pathlib import Path

from pydantic import BaseModel, ConfigDict, ValidationError

from kb import strict_yaml
from kb.errors import SourceUnreadable
from kb.findings import Finding
from kb.localized import Language, Words
from kb.record import Day

NAMES = ("privacy",)  # each is a page of the same address; an imprint is one more word and its files
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


def page_findings(corpus: Path) -> Iterator[Finding]:
    """A warning for each placeholder, an error for each page that cannot be read."""
    for path in sorted((corpus / "pages").glob("*.md")):
        file = f"pages/{path.name}"
        name, _, _ = path.name.partition(".")
        try:
            data = path.read_bytes()
            _read(data, "de")
        except SourceUnreadable as error:
            yield Finding(file, error.line, "", "error", error.problem, error.repair)
            continue
        if name not in NAMES:
            yield Finding(file, 1, "", "warning", "No page has this name.", f"Known are: {', '.join(NAMES)}.")
        for number, line in enumerate(data.decode("utf-8-sig").splitlines(), 1):
            for found in PLACEHOLDER.finditer(line):
                yield Finding(
                    file,
                    number,
                    "",
                    "warning",
                    f"The placeholder {found[0]} is still there.",
                    "Write what it names in its place.",
                )
