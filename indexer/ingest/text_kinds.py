"""Here are bytes that are no known binary format: which kind of text are they?

What a text begins with comes first, then its name, then what a server said of it, then how its lines look.
"""

from __future__ import annotations

import codecs
import json
import re

from indexer.ingest.extraction import FileKind, Hints
from kb.errors import SourceUnreadable

BEGINNING = 64_000  # bytes that are looked at
_BOMS = (
    (codecs.BOM_UTF8, "utf-8"),
    (codecs.BOM_UTF32_LE, "utf-32-le"),  # before UTF-16, whose mark it begins with
    (codecs.BOM_UTF32_BE, "utf-32-be"),
    (codecs.BOM_UTF16_LE, "utf-16-le"),
    (codecs.BOM_UTF16_BE, "utf-16-be"),
)
_WIDE = 0.4  # share of NUL bytes in every second place of a text in UTF-16
_UNSEEN = re.compile("[\x00-\x08\x0e-\x1a\x1c-\x1f]")
_BINARY = 0.01  # share of control characters

_BY_NAME: dict[str, FileKind] = {
    "html": "html",
    "htm": "html",
    "xhtml": "html",
    "md": "markdown",
    "markdown": "markdown",
    "csv": "csv",
    "tsv": "csv",
    "txt": "text",
    "jsonl": "jsonl",
    "ndjson": "jsonl",
    "yaml": "yaml",
    "yml": "yaml",
}
_BY_MEDIA_TYPE: dict[str, FileKind] = {
    "text/html": "html",
    "application/xhtml+xml": "html",
    "text/markdown": "markdown",
    "text/csv": "csv",
    "text/tab-separated-values": "csv",
    "application/x-ndjson": "jsonl",
    "application/jsonl": "jsonl",
}

_COMMENTS = re.compile(r"(?:\s|<!--(?:(?!-->).){0,4000}-->|<\?xml[^>]{0,400}\?>)*", re.DOTALL)
_PAGE = re.compile(r"<(?:!doctype\s+html|(?:html|head|body)(?=[\s>]))", re.IGNORECASE)
_PIECE_OF_A_PAGE = re.compile(
    r"<(?:title|meta|link|script|style|div|main|article|section|header|nav|table|ul|ol|p|h[1-6]|span|center|font"
    r"|a|br)(?=[\s>/])",
    re.IGNORECASE,
)
_PAGE_WITHIN = 2_000  # signs before the first tag of a page
_SVG = re.compile(r"<(?:!doctype\s+svg|svg\b)", re.IGNORECASE)
_XML = re.compile(r"<([a-z_][\w:.-]*)", re.IGNORECASE)
_FIRST_KEYS = re.compile(r"(?:[ \t]*#[^\n]*\n|[ \t]*\n|---[ \t]*\n)*(?:format|id|kind):[ \t]")
_JSON = re.compile(r"\{\s*[\"}]|\[\s*(?:\{\s*[\"}]|\[\s*[\"\d{\[])")
_LIST_OF_OBJECTS = re.compile(r"\[\s*\{")
_SAVED_PAGE = re.compile(r"(?:[\w-]+:[^\n]*\n(?:[ \t][^\n]*\n)*){1,20}", re.IGNORECASE)
_MARKDOWN = re.compile(r"^(?:#{1,6} \S|```|\[[^\]\n]{1,200}\]: |[-*] \[[ x]\] )", re.MULTILINE)
_DELIMITERS = ";\t,"
_ROWS = 20  # lines looked at to tell a table


def text_kind(data: bytes, hints: Hints) -> FileKind:
    """The kind of a text. Raises SourceUnreadable for what is no text, or one we do not read."""
    text = beginning(data)
    start = text[_end_of_comments(text) :]
    name = _by_name(hints.name)
    if _PAGE.match(start) or (name != "markdown" and _PIECE_OF_A_PAGE.match(start)):
        return "html"
    if _SVG.match(start):
        raise SourceUnreadable("It is a drawing (SVG).", "Save its text as HTML, PDF or plain text.")
    if start is not text and text.lstrip().startswith("<?xml"):
        return _of_xml(start)
    if _is_saved_page(text):
        raise SourceUnreadable(
            "It is a page saved as one file of the kind MHTML.", "Save it once more as 'web page, HTML only'."
        )
    if _JSON.match(start) and name in (None, "jsonl"):
        return _of_json(start, hints.name)
    is_record = bool(_FIRST_KEYS.match(text))
    if name and not (name == "text" and is_record):
        return name
    if is_record:
        return "yaml"
    if _PAGE.search(text, 0, _PAGE_WITHIN):
        return "html"
    media_type = (hints.media_type or "").partition(";")[0].strip().casefold()
    return _BY_MEDIA_TYPE.get(media_type) or _by_look(text)


def beginning(data: bytes) -> str:
    """The first signs of a text, in whatever encoding; line ends are line feeds.

    Raises SourceUnreadable if they are no text.
    """
    first = data[:BEGINNING]
    text = first.decode(unicode_encoding(first), "replace").removeprefix("\ufeff")
    if len(_UNSEEN.findall(text)) > _BINARY * len(text):
        raise SourceUnreadable(
            "It is neither a text nor a file of a kind that is read.",
            "Bring HTML, PDF, DOCX, XLSX, CSV, JSON Lines, Markdown, plain text or a ZIP of these.",
            code="file_unknown",
        )
    return text.replace("\r\n", "\n").replace("\r", "\n")


def unicode_encoding(first: bytes) -> str:
    """The encoding a text seems to have, judged by its mark and its zero bytes; UTF-8 where neither says."""
    for mark, encoding in _BOMS:
        if first.startswith(mark):
            return encoding
    half = max(1, len(first) // 2)
    if first[1::2].count(0) > _WIDE * half and first[::2].count(0) < 0.05 * half:
        return "utf-16-le"
    if first[::2].count(0) > _WIDE * half and first[1::2].count(0) < 0.05 * half:
        return "utf-16-be"
    return "utf-8"


def _end_of_comments(text: str) -> int:
    found = _COMMENTS.match(text)
    return found.end() if found else 0


def _of_xml(start: str) -> FileKind:
    root = _XML.search(start)
    name = root[1] if root else "?"
    if name.rpartition(":")[2].casefold() == "html":
        return "html"
    raise SourceUnreadable(
        f"It is an XML file (<{name}>), which has no meaning we know.", "Save it as HTML, CSV or JSON Lines."
    )


def _is_saved_page(text: str) -> bool:
    head = _SAVED_PAGE.match(text)
    return bool(head and "mime-version:" in head[0].casefold() and "multipart/related" in head[0].casefold())


def _by_name(name: str) -> FileKind | None:
    return _BY_NAME.get(name.rpartition(".")[2].casefold()) if "." in name else None


def _of_json(start: str, name: str) -> FileKind:
    """JSON Lines if the first line is complete, or if it is a list of objects; else it is one value."""
    line = start.partition("\n")[0]
    is_lines = line.startswith("{") and (len(line) == len(start) or _is_complete(line))
    if _by_name(name) == "jsonl" or is_lines or _LIST_OF_OBJECTS.match(start):
        return "jsonl"
    raise SourceUnreadable(
        "It is JSON, but one value over many lines.",
        "Write a list of objects, or one object on each line (JSON Lines).",
    )


def _is_complete(line: str) -> bool:
    try:
        json.loads(line)
    except (ValueError, RecursionError):
        return False
    return True


def _by_look(text: str) -> FileKind:
    lines = [line for line in text.split("\n")[:_ROWS] if line.strip()]
    for delimiter in _DELIMITERS:
        counts = {line.count(delimiter) for line in lines[:-1]}  # the last one may be cut off
        if len(lines) > 2 and len(counts) == 1 and min(counts) >= (2 if delimiter == "," else 1):
            return "csv"
    return "markdown" if _MARKDOWN.search(text) else "text"
