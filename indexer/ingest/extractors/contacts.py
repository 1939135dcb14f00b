"""Here is what a text says: which of it only tells how to reach persons? None of that is kept.

What it is about stays: of a longer passage only the sentences go that hold a mail address or a telephone
number. Lines that lead to them, such as "Contact:" and a name below, go with them.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator
from dataclasses import replace

from indexer.ingest.extraction import Passage
from indexer.ingest.extractors.page_words import before, key, phrases
from indexer.ingest.suggesting.sentences import sentences
from kb.validation import MAIL, PHONE

SHORTEST_REST = 40  # signs that must be left of a passage
SHORT_LINE = 80  # signs of a line that can be a name or a role
LINES = 6  # after "Contact:"
_MAIL_IN_WORDS = re.compile(r"\w\s?[(\[{]\s?(?:at|ät|snabel-?a)\s?[)\]}]\s?\w", re.IGNORECASE)
_NUMBER = re.compile(r"\d(?:[ ()/.-]*\d){5,14}")
_STOP = re.compile(r"[.!?]\s*\Z")


def reaches_somebody(text: str) -> bool:
    """Whether a text holds a mail address or a telephone number."""
    return bool(
        ("@" in text and MAIL.search(text))
        or _MAIL_IN_WORDS.search(text)
        or PHONE.search(text)
        or (leads_to_contact(text) and _NUMBER.search(text[:SHORT_LINE]))
    )


def leads_to_contact(text: str) -> bool:
    """Whether a short text begins as lines about contacts do."""
    if len(text) > 2 * SHORT_LINE:
        return False
    found = before("contacts").match(text)
    return bool(found and (":" in found[0] or found.end() == len(text) or _NUMBER.match(text, found.end())))


def without_contacts(passages: Iterable[Passage]) -> Iterator[Passage]:
    """The passages without ways to reach persons."""
    lines = 0  # that still may belong to a contact
    announced: Passage | None = None  # a heading of contacts, kept only if something else stands below it
    for passage in passages:
        if passage.kind == "heading":
            announced = passage if key(passage.text) in phrases("headings", "contact") else None
            lines = LINES if announced else 0
            if announced:
                continue
        elif leads_to_contact(passage.text) and passage.kind != "table":
            lines = LINES
            continue
        elif lines and _is_short_line(passage):
            lines -= 1
            continue
        else:
            lines = 0
        kept = without_ways(passage.text) if passage.kind != "table" else _table(passage.text)
        if kept:
            if announced:
                yield announced
                announced = None
            yield passage if kept == passage.text else replace(passage, text=kept)


def without_ways(text: str) -> str:
    """The text without the sentences that hold a way to reach somebody; empty if little is left."""
    if not reaches_somebody(text):
        return text
    pieces = (text[start:end] for start, end in sentences(text))
    rest = " ".join(piece for piece in pieces if not reaches_somebody(piece))
    return rest if len(rest) >= SHORTEST_REST and not reaches_somebody(rest) else ""


def _is_short_line(passage: Passage) -> bool:
    return len(passage.text) <= SHORT_LINE and passage.kind != "table" and not _STOP.search(passage.text)


def _table(text: str) -> str:
    """The rows of a table, without cells that reach somebody and rows that are only about that."""
    rows = [row.split("\t") for row in text.split("\n")]
    kept = []
    for row in rows:
        cells = ["" if reaches_somebody(cell) else cell for cell in row]
        about_contact = len(row) <= 2 and leads_to_contact(f"{row[0]}:")
        if any(cells[1:] if len(cells) > 1 and cells != row else cells) and not about_contact:
            kept.append("\t".join(cells).rstrip())
    return "\n".join(kept)
