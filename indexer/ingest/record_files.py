"""Here is a YAML file: is it a scouting sheet or a record, and what comes in with it?"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import replace
from typing import Any

from indexer.ingest.incoming import Arrival, Incoming
from indexer.ingest.sheets import STATED, is_sheet, read_sheet, sheet_path
from kb import strict_yaml
from kb.corpus import Corpus
from kb.errors import SourceUnreadable
from kb.findings import Finding
from kb.record import Status
from kb.strict_yaml import Source
from kb.validation import Checked, field_path


def is_yaml(name: str) -> bool:
    """Whether a file is meant as a sheet or a record by its name; others turn out to be one by content."""
    return name.casefold().endswith((".yaml", ".yml"))


def read_yaml(data: bytes, file: str, corpus: Corpus, *, created: str, publish: bool) -> Arrival:
    """The sheet or record in the bytes of a file."""
    try:
        source = strict_yaml.read(strict_yaml.decode(data))
        if is_sheet(source.value):
            return _sheet(source, file, corpus, created, "published" if publish else "draft")
        if not isinstance(source.value, dict) or "format" not in source.value:
            raise SourceUnreadable(
                "This is neither a scouting sheet nor a record.",
                "A sheet begins with 'id:' and 'kind:', a record with 'format: 1'.",
            )
        return _record(source.value, data, file, corpus, publish)
    except SourceUnreadable as error:
        return Arrival(None, (Finding(file, error.line, "", "error", error.problem, error.repair),))


def _sheet(source: Source, file: str, corpus: Corpus, created: str, status: str) -> Arrival:
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
    if checked.record is None:
        return Arrival(None, _found(checked, placed) + left_out)
    incoming = Incoming(file, checked.record, STATED, reading, from_sheet=True)
    return Arrival(incoming, _found(checked, placed) + left_out)


def _record(values: dict[str, Any], data: bytes, file: str, corpus: Corpus, publish: bool) -> Arrival:
    checked = corpus.check(data, _file_name(values))
    findings = _found(checked, lambda finding: replace(finding, file=file))
    if checked.record is None:
        return Arrival(None, findings)
    record = checked.record.model_copy(update={"status": _status(checked.record.status, publish)})
    return Arrival(Incoming(file, record, frozenset(record.model_fields_set)), findings)


def _status(stated: Status, publish: bool) -> Status:
    if not publish:
        return "draft"
    return "published" if stated in ("draft", "in-review") else stated


def _file_name(values: dict[str, Any]) -> str:
    """Where the record will lie, so that its name in the source does not matter."""
    return f"{values.get('kind')}/{values.get('id')}.yaml"


def _found(checked: Checked, placed: Callable[[Finding], Finding]) -> tuple[Finding, ...]:
    """Notes of the rules say which words have no concept; the report has all of these at once."""
    return tuple(dict.fromkeys(placed(found) for found in checked.findings if found.severity != "note"))
