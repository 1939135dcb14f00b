"""Which files does a source name, and what does each of them hold: a sheet, a record or neither?

What a file is follows from its content, never from its name. In a folder, files that are neither YAML by name
nor a sheet or record by content are passed over with a note.
"""

from __future__ import annotations

import os
from collections.abc import Callable, Iterator, Set
from dataclasses import dataclass, replace
from pathlib import Path
from typing import Any

from indexer.ingest.sheets import STATED, Reading, is_sheet, read_sheet, sheet_path
from kb import strict_yaml
from kb.corpus import Corpus
from kb.errors import SourceUnreadable
from kb.findings import Finding
from kb.record import Record, Status
from kb.strict_yaml import Source
from kb.validation import Checked, field_path

_YAML = frozenset((".yaml", ".yml"))
_NO_SHEET = "This is neither a scouting sheet nor a record."
_SHEET_OR_RECORD = "A sheet begins with 'id:' and 'kind:', a record with 'format: 1'."


@dataclass(frozen=True)
class Incoming:
    """A valid record and where it comes from. ``states`` are the fields its file speaks of."""

    file: str
    record: Record
    states: Set[str]
    reading: Reading | None = None

    @property
    def from_sheet(self) -> bool:
        return self.reading is not None


@dataclass(frozen=True)
class Found:
    """What one file gave: a record unless an error was found in it."""

    incoming: Incoming | None
    findings: tuple[Finding, ...]


def shown(path: Path) -> str:
    """The path as it can be printed, also where its bytes are not UTF-8."""
    return os.fsencode(path).decode("utf-8", "replace")


def files(source: Path) -> Iterator[Path | Finding]:
    """The file, or all files below the folder in order; an error for what is not there or leads elsewhere."""
    if source.is_file():
        yield source
        return
    if not source.is_dir():
        yield _refused(source, "There is no such file or folder.")
        return
    root, empty = Path(os.path.realpath(source)), True
    for path in sorted(source.rglob("*")):
        if any(part.startswith(".") for part in path.relative_to(source).parts):
            continue
        if path.is_symlink() and not Path(os.path.realpath(path)).is_relative_to(root):
            yield Finding(
                shown(path), 1, "", "error", "The link leads out of the folder.", "Name its target."
            )
        elif path.is_file():
            yield path
        else:
            continue
        empty = False
    if empty:
        yield _refused(source, "The folder holds no file.")


def _refused(source: Path, problem: str) -> Finding:
    return Finding(
        shown(source), 1, "", "error", problem, "Name a file, or a folder that holds sheets or records."
    )


def read_file(path: Path, corpus: Corpus, *, created: str, publish: bool, named: bool) -> Found:
    """What one file holds. ``named``: a person named this very file, it was not just met in a folder.

    Raises OSError if it cannot be read.
    """
    required = named or path.suffix.casefold() in _YAML
    try:
        data = path.read_bytes()
        source = strict_yaml.read(strict_yaml.decode(data))
        if is_sheet(source.value):
            return _sheet(source, shown(path), corpus, created, "published" if publish else "draft")
        if not isinstance(source.value, dict) or "format" not in source.value:
            raise SourceUnreadable(_NO_SHEET, _SHEET_OR_RECORD)
        return _record(source.value, data, shown(path), corpus, publish)
    except SourceUnreadable as error:
        if required:
            problem = Finding(shown(path), error.line, "", "error", error.problem, error.repair)
        else:
            problem = Finding(shown(path), 1, "", "note", f"Passed over: {_NO_SHEET}", _SHEET_OR_RECORD)
        return Found(None, (problem,))


def _sheet(source: Source, file: str, corpus: Corpus, created: str, status: str) -> Found:
    reading = read_sheet(source, corpus.vocabularies, created=created, status=status)
    values = {name: value for name, value in reading.values.items() if value is not None}
    checked = corpus.check(strict_yaml.write(values).encode(), _file_name(values))

    def placed(finding: Finding) -> Finding:
        path = sheet_path(finding.field, source)
        return replace(finding, file=file, line=source.line(path), field=field_path(path))

    left_out = tuple(
        Finding(file, source.line(left.path), field_path(left.path), "note", left.problem, left.repair)
        for left in reading.left_out
    )
    return _found(checked, placed, left_out, lambda record: Incoming(file, record, STATED, reading))


def _record(values: dict[str, Any], data: bytes, file: str, corpus: Corpus, publish: bool) -> Found:
    checked = corpus.check(data, _file_name(values))

    def incoming(record: Record) -> Incoming:
        stated = record.model_copy(update={"status": _status(record.status, publish)})
        return Incoming(file, stated, frozenset(record.model_fields_set))

    return _found(checked, lambda finding: replace(finding, file=file), (), incoming)


def _status(stated: Status, publish: bool) -> Status:
    if not publish:
        return "draft"
    return "published" if stated in ("draft", "in-review") else stated


def _file_name(values: dict[str, Any]) -> str:
    """Where the record will lie, so that its name in the source does not matter."""
    return f"{values.get('kind')}/{values.get('id')}.yaml"


def _found(
    checked: Checked,
    placed: Callable[[Finding], Finding],
    notes: tuple[Finding, ...],
    incoming: Callable[[Record], Incoming],
) -> Found:
    """Notes of the rules say which words have no concept; the report has all of these at once."""
    findings = tuple(dict.fromkeys(placed(f) for f in checked.findings if f.severity != "note"))
    return Found(incoming(checked.record) if checked.record else None, findings + notes)
