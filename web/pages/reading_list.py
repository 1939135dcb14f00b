"""Which records did a reader choose, in which order, and what did they write beside them?

A reading list is wholly in its address: nothing of it is kept here. A ``ReadingList`` is made from the
parameters of an address, never raises for anything in them, and writes the one canonical query back.

    >>> chosen = ReadingList.parse([("id", "fees"), ("id", "fund"), ("note.fees", " for Monday ")])
    >>> chosen.query
    'id=fees&note.fees=for+Monday&id=fund'
    >>> chosen.moved("fund", -1).ids
    ('fund', 'fees')
"""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass, field, replace
from typing import NamedTuple
from urllib.parse import urlencode

from kb.record import is_id

MOST_ENTRIES = 30
MOST_NOTE = 500  # characters of one note
MOST_TITLE = 120  # characters
LONGEST_ADDRESS = 6000  # characters; web servers often take no more than 8,000 in one line
NOTE = "note."
KEPT = "\n\t\N{ZERO WIDTH JOINER}"  # not printable, but people type it: joiners hold emoji together


class Entry(NamedTuple):
    """One record of a list; ``note`` is what the reader wrote beside it, empty if nothing."""

    id: str
    note: str = ""


@dataclass(frozen=True)
class ReadingList:
    """The chosen ids in their order, whether or not there are such records. ``left_out`` did not fit in."""

    title: str = ""
    entries: tuple[Entry, ...] = ()
    left_out: int = field(default=0, compare=False)

    @classmethod
    def parse(cls, parameters: Iterable[tuple[str, str]]) -> ReadingList:
        """The list of an address; what is no id is ignored, the last of repeated titles and notes counts."""
        single: dict[str, str] = {}
        ids: dict[str, None] = {}
        for name, value in parameters:
            if name == "id":
                if is_id(value):
                    ids[value] = None
            else:
                single[name] = value
        chosen = list(ids)[:MOST_ENTRIES]
        return cls(
            title=" ".join(_writable(single.get("title", "")).split())[:MOST_TITLE].rstrip(),
            entries=tuple(Entry(one, _note(single.get(f"{NOTE}{one}", ""))) for one in chosen),
            left_out=len(ids) - len(chosen),
        )

    @property
    def ids(self) -> tuple[str, ...]:
        """The ids in their order."""
        return tuple(entry.id for entry in self.entries)

    @property
    def parameters(self) -> list[tuple[str, str]]:
        """The parameters of the canonical address: the title, then each id with its note."""
        found = [("title", self.title)] if self.title else []
        for entry in self.entries:
            found.append(("id", entry.id))
            if entry.note:
                found.append((f"{NOTE}{entry.id}", entry.note))
        return found

    @property
    def query(self) -> str:
        """The canonical query string, without a question mark."""
        return urlencode(self.parameters)

    def moved(self, record_id: str, by: int) -> ReadingList:
        """An entry ``by`` places further down, up if negative; never beyond the ends."""
        entries = list(self.entries)
        if record_id not in self.ids:
            return self
        place = self.ids.index(record_id)
        entry = entries.pop(place)
        entries.insert(max(0, place + by), entry)
        return replace(self, entries=tuple(entries))

    def without(self, record_id: str) -> ReadingList:
        """The list without an entry and its note."""
        return replace(self, entries=tuple(entry for entry in self.entries if entry.id != record_id))


def is_part(name: str) -> bool:
    """Whether a parameter of this name says something about a list."""
    return name in ("id", "title") or name.startswith(NOTE)


def _note(text: str) -> str:
    return _writable(text).strip()[:MOST_NOTE].rstrip()


def _writable(text: str) -> str:
    """The text without signs that no file can hold; lines end alike, all other white space is a blank."""
    lines = text.replace("\r\n", "\n").replace("\r", "\n")
    kept = (sign if sign in KEPT or not sign.isspace() else " " for sign in lines)
    return "".join(sign for sign in kept if sign.isprintable() or sign in KEPT)
