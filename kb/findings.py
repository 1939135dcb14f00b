"""What was found in a file, where, and what to do about it?"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from dataclasses import field as made_by
from typing import Literal

Severity = Literal["error", "warning", "note"]
Given = str | int


@dataclass(frozen=True, order=True)
class Finding:
    """One finding. ``line`` counts from 1; ``field`` is a path such as ``figures[2].year``.

    ``code`` names the rule that was broken and ``given`` what it was broken by, for those who say it in other
    words: the name of one of our rules, or of the type of a problem of the model. Without rule it is empty.
    """

    file: str
    line: int
    field: str
    severity: Severity
    problem: str
    repair: str
    code: str = made_by(default="", compare=False)
    given: Mapping[str, Given] = made_by(default_factory=dict, compare=False)

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


class RuleBroken(ValueError):
    """A value breaks a rule of the schema. ``code`` and ``given`` become those of its finding."""

    def __init__(self, code: str, sentence: str, **given: Given) -> None:
        super().__init__(sentence)
        self.code = code
        self.given = given
