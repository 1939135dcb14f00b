"""What has an import done: what is new, what changed, what stays as it is, and what failed?"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, field
from typing import Any

from indexer.ingest.sheets import Reading
from kb.findings import Finding


@dataclass
class FieldWords:
    """The free words of one field, as the sources state them."""

    concepts: list[str] = field(default_factory=list)
    tags: list[str] = field(default_factory=list)

    def as_dict(self) -> dict[str, Any]:
        """Occurrences, different words, and the tags."""
        concepts, tags = set(self.concepts), set(self.tags)
        return {
            "words": len(self.concepts) + len(self.tags),
            "concepts": len(self.concepts),
            "distinct_words": len(concepts | tags),
            "distinct_concepts": len(concepts),
            "tags": sorted(tags),
        }


@dataclass
class ImportReport:
    """What an import did, by record id; notes are what was passed over, left out or should be looked at.

    ``left`` are the sources that were not read to their end when the time was over.
    """

    added: list[str] = field(default_factory=list)
    changed: list[str] = field(default_factory=list)
    unchanged: list[str] = field(default_factory=list)
    failed: list[Finding] = field(default_factory=list)
    notes: list[Finding] = field(default_factory=list)
    words: dict[str, FieldWords] = field(default_factory=dict)
    left: list[str] = field(default_factory=list)

    def as_dict(self) -> dict[str, Any]:
        """The report as the command line prints it with ``--json``."""
        return {
            "added": self.added,
            "changed": self.changed,
            "unchanged": self.unchanged,
            "failed": [finding.as_dict() for finding in self.failed],
            "notes": [finding.as_dict() for finding in self.notes],
            "words": {name: words.as_dict() for name, words in sorted(self.words.items())},
        }

    def take(self, findings: Sequence[Finding]) -> None:
        """Keep findings: errors are failures, everything else is a note."""
        for finding in findings:
            (self.failed if finding.severity == "error" else self.notes).append(finding)

    def fail(self, file: str, problem: str, repair: str) -> None:
        """Note one failure that has no line of its own."""
        self.failed.append(Finding(file, 1, "", "error", problem, repair))

    def take_words(self, reading: Reading) -> None:
        """Count the free words of one record."""
        for name, words in reading.matched.items():
            self.words.setdefault(name, FieldWords()).concepts.extend(words)
        for name, words in reading.unmatched.items():
            self.words.setdefault(name, FieldWords()).tags.extend(words)
