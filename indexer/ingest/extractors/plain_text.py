"""What does a plain text say? Blank lines part its paragraphs; headings are taken where they are marked."""

from __future__ import annotations

import re
from collections.abc import Iterator

from indexer.ingest.extraction import Found, Hints, Passage, PassageKind, Text
from indexer.ingest.extractors.contacts import without_contacts
from indexer.ingest.extractors.decoding import decoded
from indexer.ingest.extractors.statements import language_in, title_of
from indexer.ingest.extractors.tidying import tidied
from kb.errors import SourceUnreadable

EXTRACTOR = "plain text 1"
LONGEST_TITLE = 120  # signs
LONGEST_HEADING = 80  # signs
SHORTER = 0.7  # of the length of the next line
_UNDERLINE = re.compile(r"\s{0,3}(=|-|~|\*|_)\1{2,}\s*")
_NUMBERED = re.compile(r"\s{0,3}(\d{1,2}(?:\.\d{1,2}){0,3})\.?\s+(?=[^\W\d_])")
_ITEM = re.compile(r"\s*(?:[-*+•–·▪]|\d{1,2}[.)]|[a-z]\))\s+(?=\S)")
_STOP = re.compile(r"[.,;:!?…]\s*\Z")
_BLANK_LINES = re.compile(r"\n[ \t\f\v\xa0]*(?:\n[ \t\f\v\xa0]*)+|\f")


def extract(data: bytes, hints: Hints) -> Text:
    """The paragraphs of a text.

    Raises SourceUnreadable if it is no text, or holds none.
    """
    source = decoded(data, hints).replace("\r\n", "\n").replace("\r", "\n")
    refuse_binary(source)
    read = list(_passages(source))
    passages = tuple(without_contacts(read))
    if not passages:
        raise SourceUnreadable("It holds no text.", "Bring one that does.")
    found = tuple(_titles(read[0]))
    return Text(
        "text",
        EXTRACTOR,
        passages,
        title=title_of(found),
        language=language_in("\n".join(passage.text for passage in passages), found),
        found=found,
    )


def refuse_binary(text: str) -> None:
    """Raises SourceUnreadable for what is no text."""
    if "\x00" in text:
        raise SourceUnreadable(
            "It holds NUL bytes, which no text does.",
            "Open it in the program it was made with and save it as text in UTF-8.",
            text.count("\n", 0, text.index("\x00")) + 1,
        )


def _titles(first: Passage) -> Iterator[Found]:
    if first.kind == "heading" or (len(first.text) <= LONGEST_TITLE and first.kind == "paragraph"):
        yield Found("title", first.text, "first line")


def _passages(source: str) -> Iterator[Passage]:
    first = True
    for piece in _BLANK_LINES.split(source):
        lines = [line for line in piece.split("\n") if line.strip()]
        if first and lines and _is_title(lines):
            yield from _passage("heading", lines[:1], 1)
            lines = lines[1:]
            first = False
        if lines:
            yield from _of_piece(lines)
            first = False


def _is_title(lines: list[str]) -> bool:
    """Whether the first line stands alone, or is clearly shorter than the next: then it does not run on."""
    title = lines[0].strip()
    if len(title) > LONGEST_TITLE or _STOP.search(title) or _ITEM.match(title) or _NUMBERED.match(title):
        return False
    if len(lines) == 1:
        return any(map(str.isalpha, title))
    following = lines[1].strip()
    return not _UNDERLINE.fullmatch(following) and (
        len(title) < SHORTER * len(following) and following[0].isupper() and len(title) <= LONGEST_HEADING
    )


def _of_piece(lines: list[str]) -> Iterator[Passage]:
    """What stands between two blank lines."""
    if len(lines) > 1 and _UNDERLINE.fullmatch(lines[1]) and len(lines[0].strip()) <= LONGEST_HEADING:
        level = 1 if lines[1].strip()[0] == "=" else 2
        yield from _passage("heading", lines[:1], level)
        lines = lines[2:]
    elif len(lines) == 1:
        numbered = _NUMBERED.match(lines[0])
        text = lines[0].strip()
        if numbered and len(text) <= LONGEST_HEADING and not _STOP.search(text):
            yield from _passage("heading", lines, min(6, numbered[1].count(".") + 1))
            return
    lines = [line for line in lines if not _UNDERLINE.fullmatch(line)]
    yield from _paragraphs_and_items(lines)


def _paragraphs_and_items(lines: list[str]) -> Iterator[Passage]:
    held: list[str] = []
    is_item = False
    for line in lines:
        item = _ITEM.match(line)
        if item:
            yield from _passage("item" if is_item else "paragraph", held)
            held, is_item = [line[item.end() :]], True
        else:
            held.append(line)
    yield from _passage("item" if is_item else "paragraph", held)


def _passage(kind: PassageKind, lines: list[str], level: int = 0) -> Iterator[Passage]:
    """One passage of lines that run on."""
    text = tidied(" ".join(lines))
    if text:
        yield Passage(kind, text, level)
