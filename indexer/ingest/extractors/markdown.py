"""What does a Markdown file say: its front matter, and its headings, paragraphs, items, tables in order?"""

from __future__ import annotations

import re
from collections.abc import Iterator
from importlib.metadata import version
from typing import Any

from markdown_it import MarkdownIt
from markdown_it.token import Token

from indexer.ingest.addresses import web_address
from indexer.ingest.extraction import Found, Hints, Link, Passage, PassageKind, Text
from indexer.ingest.extractors.contacts import without_contacts, without_ways
from indexer.ingest.extractors.days import day_in
from indexer.ingest.extractors.decoding import decoded
from indexer.ingest.extractors.plain_text import refuse_binary
from indexer.ingest.extractors.statements import language_in, title_of
from indexer.ingest.extractors.tidying import tidied
from kb import strict_yaml
from kb.errors import SourceUnreadable

EXTRACTOR = f"markdown 1, markdown-it-py {version('markdown-it-py')}"
NESTED = 100  # levels; what is nested deeper the parser leaves out
DAMAGED = "Its front matter was not read: {}"
_FRONT_MATTER = re.compile(r"\A---[ \t]*\n(.*?)^(?:---|\.\.\.)[ \t]*(?:\n|\Z)", re.DOTALL | re.MULTILINE)
_TAG = re.compile(r"<[^<>]{0,1000}>")
_KEYS = {
    "title": ("title", "titel"),
    "description": ("description", "summary", "abstract", "beschreibung", "zusammenfassung"),
    "organisation": ("organisation", "organization", "publisher", "institution", "herausgeber"),
    "published": ("date", "published", "datum", "dato", "created"),
    "modified": ("modified", "updated", "lastmod", "last_modified", "stand"),
    "language": ("lang", "language", "sprache"),
    "keyword": ("keywords", "tags", "schlagwörter"),
    "address": ("canonical", "canonical_url", "url", "source"),
}


def extract(data: bytes, hints: Hints) -> Text:
    """The text of a Markdown file and what its front matter states.

    Raises SourceUnreadable if it is no text, or holds none.
    """
    source = decoded(data, hints).replace("\r\n", "\n").replace("\r", "\n")
    refuse_binary(source)
    front = _FRONT_MATTER.match(source)
    stated, notes = _front_matter(front[1]) if front else ([], [])
    parser = MarkdownIt("commonmark", {"maxNesting": NESTED}).enable("table")
    reader = _Reader(parser.parse(source[front.end() :] if front else source))
    passages = tuple(without_contacts(reader.passages()))
    if not passages:
        raise SourceUnreadable("It holds no text.", "Bring one that does.")
    heading = next((passage.text for passage in passages if passage.kind == "heading"), None)
    found = (*stated, *([Found("title", heading, "first heading")] if heading else []))
    return Text(
        "markdown",
        EXTRACTOR,
        passages,
        title=title_of(found),
        language=language_in("\n".join(passage.text for passage in passages), found),
        found=found,
        links=tuple(dict.fromkeys(reader.links)),
        notes=tuple(notes),
    )


def _front_matter(text: str) -> tuple[list[Found], list[str]]:
    """What is stated, and a note if it cannot be read."""
    try:
        values = strict_yaml.read(text).value
    except SourceUnreadable as error:
        return [], [DAMAGED.format(error)]
    if not isinstance(values, dict):
        return [], []
    by_key = {str(key).casefold(): value for key, value in values.items()}
    return [
        found for what, keys in _KEYS.items() for key in keys for found in _found(what, key, by_key.get(key))
    ], []


def _found(what: str, key: str, value: Any) -> Iterator[Found]:
    for one in value if isinstance(value, list) else [value]:
        text: str | None = without_ways(tidied(str(one))) if isinstance(one, str | int | float) else ""
        if text and what in ("published", "modified"):
            text = day_in(text)
        elif text and what == "address":
            text = web_address(text, "")
        if text:
            yield Found(what, text, f"front matter {key}")


class _Reader:
    """Goes through the tokens of a text once. ``links`` are complete afterwards."""

    def __init__(self, tokens: list[Token]) -> None:
        self.tokens = tokens
        self.links: list[Link] = []

    def passages(self) -> Iterator[Passage]:
        items = level = 0
        rows: list[list[str]] | None = None
        for token in self.tokens:
            if token.type in ("list_item_open", "list_item_close"):
                items += token.nesting
            elif token.type == "heading_open":
                level = int(token.tag[1:])
            elif token.type == "heading_close":
                level = 0
            elif token.type == "table_open":
                rows = []
            elif token.type == "tr_open" and rows is not None:
                rows.append([])
            elif token.type == "table_close" and rows is not None:
                yield from _passage("table", "\n".join("\t".join(row).rstrip() for row in rows))
                rows = None
            elif token.type == "inline":
                text = self.inline(token)
                if rows:
                    rows[-1].append(text)
                else:
                    kind: PassageKind = "heading" if level else "item" if items else "paragraph"
                    yield from _passage(kind, text, level)
            elif token.type in ("code_block", "fence", "html_block"):
                yield from _passage("paragraph", tidied(_TAG.sub(" ", token.content)))

    def inline(self, token: Token) -> str:
        parts: list[str] = []
        link: tuple[str, int] | None = None
        for child in token.children or ():
            if child.type in ("text", "code_inline"):
                parts.append(child.content)
            elif child.type in ("softbreak", "hardbreak"):
                parts.append(" ")
            elif child.type == "link_open":
                link = str(child.attrGet("href") or ""), len(parts)
            elif child.type == "link_close" and link:
                url, words = web_address(link[0], ""), tidied("".join(parts[link[1] :]))
                if url and words:
                    self.links.append(Link(url, words))
        return tidied("".join(parts))


def _passage(kind: PassageKind, text: str, level: int = 0) -> Iterator[Passage]:
    if text.strip():
        yield Passage(kind, text, level)
