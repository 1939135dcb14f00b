"""What was found in a file, where, and what to do about it?"""

from __future__ import annotations

from dataclasses import dataclass
from typing import Literal

Severity = Literal["error", "warning", "note"]


@dataclass(frozen=True, order=True)
class Finding:
    """One finding. ``line`` counts from 1; ``field`` is a path such as ``figures[2].year``."""

    file: str
    line: int
    field: str
    severity: Severity
    problem: str
    repair: str

    def as_dict(self) -> dict[str, str | int]:
        """The finding as the command line prints it with ``--json``."""
        return {
            "severity": self.severity,
            "file": self.file,
            "line": self.line,
            "field": self.field,
            "problem": self.problem,
            "repair": self.repair,
        }

    def __str__(self) -> str:
        place = f"{self.file}:{self.line}"
        field = f" {self.field}:" if self.field else ""
        return f"{place}: {self.severity}:{field} {self.problem} {self.repair}"
