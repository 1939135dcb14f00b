"""Here is what a check has found: which field is it about, and what mends it, in the reader's words?"""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass

from kb.errors import PaperMissing, RecordInvalid
from kb.findings import Finding, Severity
from web.desk.field_names import FieldName, Reading, steps_of
from web.desk.form.problems import Said, say


@dataclass(frozen=True)
class ShownFinding:
    """One finding; ``name`` is None if it is about the record as a whole."""

    severity: Severity
    name: FieldName | None
    said: Said


def shown_findings(findings: Iterable[Finding], reading: Reading) -> tuple[ShownFinding, ...]:
    """All findings, errors first."""
    return tuple(
        ShownFinding(
            finding.severity,
            reading.name(steps_of(finding.field)) if finding.field else None,
            say(finding, reading.site.reader),
        )
        for finding in sorted(findings, key=lambda one: ("error", "warning", "note").index(one.severity))
    )


def refusals(error: RecordInvalid | PaperMissing, reading: Reading) -> tuple[ShownFinding, ...]:
    """Why a state of a record cannot be made public."""
    if isinstance(error, RecordInvalid):
        return shown_findings(error.findings, reading)
    return (ShownFinding("error", reading.name(("file",)), Said(str(error), "en")),)
