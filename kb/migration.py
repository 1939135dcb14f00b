"""Records were written in an older format: how do they become records of today, and stay the same records?

One table has a step from each format to the next. Only what is of an older format is rewritten, as a
revision; a file of today's format is left alone, whatever its spelling, and one of a newer format is refused.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from types import MappingProxyType
from typing import Any

from kb.corpus import Corpus
from kb.draft_text import values_in
from kb.drafts import Drafts
from kb.errors import RevisionConflict
from kb.file_repository import Entry
from kb.findings import Finding
from kb.record import FORMAT

BY = "migrate"
Values = dict[str, Any]
Step = Callable[[Values], Values]
STEPS: Mapping[int, Step] = MappingProxyType({})  # the number of a format -> the step to the one after it


@dataclass
class Migration:
    """What was rewritten, or would be: ids. ``current`` counts what is of today's format already."""

    records: list[str] = field(default_factory=list)
    drafts: list[str] = field(default_factory=list)
    current: int = 0
    findings: list[Finding] = field(default_factory=list)

    def as_dict(self) -> dict[str, Any]:
        """As the command line prints it with ``--json``."""
        return {
            "records": self.records,
            "drafts": self.drafts,
            "current": self.current,
            "findings": [finding.as_dict() for finding in self.findings],
        }


def migrate(
    corpus: Corpus,
    *,
    dry_run: bool = False,
    steps: Mapping[int, Step] = STEPS,
    changed: Callable[[str], None] = lambda _: None,
) -> Migration:
    """Bring every record and draft to today's format; ``changed`` is told of each record that was saved.

    Raises StorageFailed; what was rewritten until then stays so.
    """
    report = Migration()
    renewed: dict[str, str] = {}  # the digest of a record before and after, for drafts that build on it
    for found in corpus.repository.scan():
        values = _values_of_today(found, steps, report)
        if values is None or isinstance(found, Finding):
            continue
        checked = corpus.check_values(values, found.file)
        report.findings += (finding for finding in checked.findings if finding.severity == "error")
        if checked.record is None:
            continue
        if not dry_run:
            try:
                stored = corpus.repository.save(
                    checked.record, expected=found.digest, by=BY, why=_why(found.data)
                )
            except RevisionConflict as error:
                report.findings.append(_meanwhile(found, error))
                continue
            renewed[found.digest] = stored.digest
            changed(found.record_id)
        report.records.append(found.record_id)
    _migrate_drafts(Drafts(corpus), steps, dry_run, report, renewed)
    return report


def _migrate_drafts(
    drafts: Drafts, steps: Mapping[int, Step], dry_run: bool, report: Migration, renewed: Mapping[str, str]
) -> None:
    for found in drafts.entries():
        values = _values_of_today(found, steps, report)
        if values is None or isinstance(found, Finding):
            continue
        if not dry_run:
            base = renewed.get(drafts.get(found.record_id).base or "")
            try:
                drafts.save(
                    found.record_id, values, expected=found.digest, by=BY, note=_why(found.data), base=base
                )
            except RevisionConflict as error:
                report.findings.append(_meanwhile(found, error))
                continue
        report.drafts.append(found.record_id)


def _values_of_today(found: Entry | Finding, steps: Mapping[int, Step], report: Migration) -> Values | None:
    """The values of an older file in today's format; None, with a finding or counted, for any other."""
    if isinstance(found, Finding):
        report.findings.append(found)
        return None
    values = values_in(found.data) or {}
    number: Any = values.get("format")
    hindrance = _hindrance(number, steps)
    if hindrance:
        report.findings.append(Finding(found.file, 1, "format", "error", *hindrance))
        return None
    if number == FORMAT:
        report.current += 1
        return None
    for step in range(number, FORMAT):
        values = {**steps[step](values), "format": step + 1}
    return values


def _hindrance(number: object, steps: Mapping[int, Step]) -> tuple[str, str] | None:
    """Why there is no way from a format to today's, and what to do."""
    if not isinstance(number, int) or isinstance(number, bool):
        return "The file states no format.", "Run 'kb check' and mend it."
    if number > FORMAT:
        return (
            f"Format {number} is newer than the format {FORMAT} of this version.",
            "Install the newer version of this program that writes it.",
        )
    if not all(step in steps for step in range(number, FORMAT)):
        return f"There is no way from format {number} to {FORMAT}.", "Correct the number."
    return None


def _why(data: bytes) -> str:
    return f"format {(values_in(data) or {}).get('format')} to {FORMAT}"


def _meanwhile(found: Entry, error: RevisionConflict) -> Finding:
    return Finding(found.file, 1, "", "error", str(error), "Run 'kb migrate' again.")
