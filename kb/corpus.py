"""Here is a corpus folder: which records does it hold, and what is wrong with the rest?"""

from __future__ import annotations

import pathlib
from collections.abc import Callable, Sequence, Set
from dataclasses import dataclass
from datetime import date, datetime
from functools import cached_property
from typing import Any

from kb.file_repository import Entry, FileRepository
from kb.findings import Finding
from kb.record import Record
from kb.settings import Settings
from kb.strict_yaml import Path, decode, read
from kb.validation import Checked, check_bytes, check_values, field_path, nearest
from kb.vocabulary import Vocabularies, load_vocabularies


@dataclass(frozen=True)
class Corpus:
    """The folder, its vocabularies and its repository."""

    settings: Settings

    @cached_property
    def vocabularies(self) -> Vocabularies:
        return load_vocabularies(self.settings.corpus / "vocabularies")

    @cached_property
    def repository(self) -> FileRepository:
        return FileRepository(self.settings.corpus, self.check)

    def check(self, data: bytes, file: str) -> Checked:
        """Validate the bytes of one record."""
        return check_bytes(data, file, self.vocabularies, self.today())

    def check_values(self, values: dict[str, Any], file: str) -> Checked:
        """Validate the plain values of a record that no file holds yet."""
        return check_values(values, file, self.vocabularies, self.today())

    def today(self) -> date:
        """The day it is where the records are judged."""
        return datetime.now(self.settings.timezone).date()

    def former_ids(self) -> dict[str, str]:
        """The ids that records had once, each with the id of the record that has it among its former ones."""
        owners: dict[str, str] = {}
        for entry in self.repository.holding(b"former_ids"):
            record = self.repository.check(entry).record
            for former in record.former_ids if record else ():
                owners.setdefault(former, entry.record_id)
        return owners

    def review(self) -> Review:
        """Read and check every file, then what records say of each other."""
        records: list[Record] = []
        findings: list[Finding] = []
        entries: dict[str, Entry] = {}
        for found in self.repository.scan():
            if isinstance(found, Finding):
                findings.append(found)
                continue
            entries[found.record_id] = found
            checked = self.repository.check(found)
            findings += checked.findings
            if checked.record:
                records.append(checked.record)
        for record in records:
            entry = entries[record.id]
            findings += dangling(record, entries.keys(), entry.file, entry.data)
        findings += _taken_former_ids(records, entries)
        if not entries and not findings:
            findings.append(_empty(self.settings.corpus))
        return Review(records, sorted(findings))


@dataclass(frozen=True)
class Review:
    """Every readable record and every finding of a corpus."""

    records: Sequence[Record]
    findings: Sequence[Finding]


def dangling(
    record: Record,
    known: Set[str],
    file: str,
    data: bytes | None = None,
    near: Callable[[str], str] | None = None,
) -> list[Finding]:
    """An error for each id the record names that no file of the corpus has.

    ``data`` gives the lines. ``near`` names the nearest known id; give one that remembers for many records.
    """
    return [
        Finding(
            file,
            _line(data, path),
            field_path(path),
            "error",
            f"There is no record {target!r}.",
            (near(target) if near else nearest(target, known)) or "Correct the id or remove the line.",
            code="no_record",
            given={"id": target},
        )
        for path, target in named_by(record)
        if target not in known
    ]


def named_by(record: Record) -> list[tuple[Path, str]]:
    """The ids a record names, each with its place; without their records it cannot be shown."""
    named: list[tuple[Path, str]] = [
        (("relations", number, "to"), relation.to) for number, relation in enumerate(record.relations)
    ]
    if record.organisation and record.organisation.record:
        named.append((("organisation", "record"), record.organisation.record))
    if record.merged_into:
        named.append((("merged_into",), record.merged_into))
    return named


def _line(data: bytes | None, path: Path) -> int:
    return read(decode(data)).line(path) if data else 1


def _taken_former_ids(records: Sequence[Record], entries: dict[str, Entry]) -> list[Finding]:
    owners: dict[str, str] = {}
    findings = []
    for record in records:
        for number, former in enumerate(record.former_ids):
            if former in entries or former in owners:
                owner = entries[former].file if former in entries else owners[former]
                findings.append(
                    Finding(
                        entries[record.id].file,
                        _line(entries[record.id].data, ("former_ids", number)),
                        f"former_ids[{number}]",
                        "error",
                        f"The former id {former!r} belongs to {owner}.",
                        "Remove it here: ids are never used twice.",
                    )
                )
            owners.setdefault(former, entries[record.id].file)
    return findings


def _empty(folder: pathlib.Path) -> Finding:
    return Finding(
        "records",
        1,
        "",
        "warning",
        f"There is no record below {folder / 'records'}.",
        "Set KB_CORPUS to a corpus folder, or import sheets with 'kb import SOURCE --publish'.",
    )
