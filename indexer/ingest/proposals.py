"""What was found in the text behind a draft, and what does it suggest, until a person has decided?

A proposal lies beside its draft as ``drafts/ID.found.json``: where the text came from, what was found where,
each suggestion with its passage, and the main text to compare with. It is no part of the record and never
published.
"""

from __future__ import annotations

import json
from dataclasses import asdict, dataclass
from pathlib import Path
from typing import Any

from indexer.ingest.extraction import FileKind, Found, Passage
from indexer.ingest.suggesting.suggestion import Suggestion
from kb.draft_files import DraftFiles
from kb.durable import replace_file
from kb.localized import Language

PROPOSAL_FORMAT = 1


@dataclass(frozen=True)
class Origin:
    """Where a text came from. ``digest`` is the SHA-256 of the bytes, ``retrieved`` a time in UTC."""

    name: str
    kind: FileKind
    digest: str
    extractor: str
    language: Language
    address: str | None = None
    retrieved: str | None = None


@dataclass(frozen=True)
class Proposal:
    """What a text says, beside what the draft holds of it."""

    origin: Origin
    found: tuple[Found, ...]
    suggestions: tuple[Suggestion, ...]
    passages: tuple[Passage, ...]
    notes: tuple[str, ...] = ()

    @property
    def says(self) -> tuple[Any, ...]:
        """What makes two proposals say the same, however the bytes of the page differ from day to day."""
        return self.passages, self.suggestions

    def as_json(self) -> str:
        """The one text of the proposal."""
        return json.dumps({"format": PROPOSAL_FORMAT, **asdict(self)}, ensure_ascii=False, indent=1) + "\n"


def proposal_path(drafts: Path, record_id: str) -> Path:
    """Where the proposal of a draft lies."""
    return DraftFiles(drafts).proposal(record_id)


def keep_proposal(drafts: Path, record_id: str, proposal: Proposal) -> None:
    """Write a proposal beside its draft, durably. Raises OSError."""
    replace_file(proposal_path(drafts, record_id), proposal.as_json().encode())


def read_proposal(drafts: Path, record_id: str) -> Proposal | None:
    """The proposal of a draft, or None if there is none that this version can read."""
    try:
        values = json.loads(proposal_path(drafts, record_id).read_bytes())
        if values.pop("format") != PROPOSAL_FORMAT:
            return None
        return Proposal(
            Origin(**values["origin"]),
            tuple(Found(**found) for found in values["found"]),
            tuple(Suggestion(**suggestion) for suggestion in values["suggestions"]),
            tuple(Passage(**passage) for passage in values["passages"]),
            tuple(values["notes"]),
        )
    except FileNotFoundError:
        return None
    except (ValueError, TypeError, KeyError):
        return None  # it can be made again from the source; nothing a person wrote is in it
