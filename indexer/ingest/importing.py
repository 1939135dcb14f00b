"""Files and folders in, records out: what is new, what changed, what stays as it is, and what failed?

Importing the same twice changes nothing. One bad file is one line in the report and stops nothing: all files
are read first, then what is valid is kept.
"""

from __future__ import annotations

import os
from collections.abc import Callable, Sequence
from dataclasses import dataclass, field
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

from indexer.errors import SourceRefused
from indexer.ingest.reimport import renewed
from indexer.ingest.sources import Incoming, files, read_file, shown
from indexer.pending import mark
from kb.corpus import Corpus, dangling
from kb.errors import KbError, RecordMissing, SettingInvalid
from kb.findings import Finding
from kb.record import Record
from kb.repository import Stored

Progress = Callable[[int, int], None]


@dataclass
class FieldWords:
    """The free words of one field, as the sheets state them."""

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
    """What an import did, by record id; notes are what was passed over or left out."""

    added: list[str] = field(default_factory=list)
    changed: list[str] = field(default_factory=list)
    unchanged: list[str] = field(default_factory=list)
    failed: list[Finding] = field(default_factory=list)
    notes: list[Finding] = field(default_factory=list)
    words: dict[str, FieldWords] = field(default_factory=dict)

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


@dataclass(frozen=True)
class Importer:
    """Imports into a corpus; ``publish`` makes records public, else they become drafts."""

    corpus: Corpus
    publish: bool = False
    dry_run: bool = False

    def run(self, sources: Sequence[Path], progress: Progress | None = None) -> ImportReport:
        """Import every file. Raises SettingInvalid if SOURCE_DATE_EPOCH is no time."""
        report = ImportReport()
        created = _today()
        paths = self._files(sources, report)
        total = 2 * len(paths)
        read: dict[str, Incoming] = {}
        for number, path in enumerate(paths, 1):
            self._read(path, path in sources, created, read, report)
            if progress:
                progress(number, total)
        for number, incoming in enumerate(self._sound(list(read.values()), report), len(paths) + 1):
            self._keep(incoming, report)
            if progress:
                progress(number, total)
        if progress:
            progress(total, total)
        return report

    def _files(self, sources: Sequence[Path], report: ImportReport) -> list[Path]:
        paths: dict[Path, None] = {}
        for source in sources:
            for found in files(source):
                if isinstance(found, Finding):
                    report.take([found])
                else:
                    paths[found] = None
        return list(paths)

    def _read(
        self, path: Path, named: bool, created: str, read: dict[str, Incoming], report: ImportReport
    ) -> None:
        try:
            found = read_file(path, self.corpus, created=created, publish=self.publish, named=named)
        except OSError as error:
            report.fail(shown(path), f"The file cannot be read: {error.strerror}.", "Mend its permissions.")
            return
        report.take(found.findings)
        if found.incoming is None:
            return
        before = read.setdefault(found.incoming.record.id, found.incoming)
        if before is not found.incoming:
            problem = f"The id {before.record.id!r} is taken by {before.file}."
            report.fail(shown(path), problem, "Give one of the two another id, or import only one.")

    def _sound(self, read: list[Incoming], report: ImportReport) -> list[Incoming]:
        """What may be kept: a public record names only records that exist or come with it."""
        if not self.publish:
            return read
        there = set(self.corpus.repository.ids())
        while True:
            known = there | {incoming.record.id for incoming in read}
            wrong = {incoming.record.id: dangling(incoming.record, known, incoming.file) for incoming in read}
            if not any(wrong.values()):
                return read
            for findings in wrong.values():
                report.take(findings)
            read = [incoming for incoming in read if not wrong[incoming.record.id]]

    def _keep(self, incoming: Incoming, report: ImportReport) -> None:
        try:
            (self._publish if self.publish else self._draft)(incoming, report)
        except (KbError, SourceRefused) as error:
            report.fail(incoming.file, str(error), "Then import it again.")
            return
        except OSError as error:
            report.fail(
                incoming.file, f"It could not be written: {error.strerror}.", "Free space or mend it."
            )
            return
        if incoming.reading:
            for name, words in incoming.reading.matched.items():
                report.words.setdefault(name, FieldWords()).concepts.extend(words)
            for name, words in incoming.reading.unmatched.items():
                report.words.setdefault(name, FieldWords()).tags.extend(words)

    def _stored(self, record_id: str) -> Stored | None:
        try:
            return self.corpus.repository.get(record_id)
        except RecordMissing:
            return None

    def _publish(self, incoming: Incoming, report: ImportReport) -> None:
        stored = self._stored(incoming.record.id)
        record = renewed(incoming, stored.record) if stored else incoming.record
        if stored and record == stored.record:
            report.unchanged.append(record.id)
            return
        if not self.dry_run:
            expected = stored.digest if stored else None
            self.corpus.repository.save(record, expected=expected, by="import", why="import")
            mark(self.corpus.settings.pending, record.id)
        (report.changed if stored else report.added).append(record.id)

    def _draft(self, incoming: Incoming, report: ImportReport) -> None:
        stored = self._stored(incoming.record.id)
        path = self.corpus.settings.corpus / "drafts" / f"{incoming.record.id}.yaml"
        before = self._old_draft(path) or (stored.record if stored else None)
        record = renewed(incoming, before) if before else incoming.record
        if before and record == before.model_copy(update={"status": "draft"}):
            report.unchanged.append(record.id)
            return
        if not self.dry_run:
            path.parent.mkdir(parents=True, exist_ok=True)
            temporary = path.with_name(f".{path.name}.new")
            temporary.write_text(record.as_yaml(), "utf-8")
            temporary.replace(path)
        (report.changed if before else report.added).append(record.id)

    def _old_draft(self, path: Path) -> Record | None:
        """The draft there is. Raises SourceRefused for a broken one, because somebody may be writing it."""
        if not path.is_file():
            return None
        checked = self.corpus.check(path.read_bytes(), path.name)
        if checked.record is None:
            first = checked.findings[0]
            raise SourceRefused(
                f"Its draft {shown(path)} is not valid (line {first.line}: {first.problem}) "
                "and stays as it is. Mend or remove the draft."
            )
        return checked.record


def _today() -> str:
    epoch = os.environ.get("SOURCE_DATE_EPOCH")
    try:
        now = datetime.fromtimestamp(int(epoch), UTC) if epoch else datetime.now(UTC)
    except (ValueError, OverflowError, OSError) as error:
        raise SettingInvalid(
            f"SOURCE_DATE_EPOCH is {epoch!r}; write seconds since 1970, or unset it."
        ) from error
    return now.strftime("%Y-%m-%dT00:00:00Z")
