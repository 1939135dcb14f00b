"""Files and folders in, records out: what is new, what changed, what stays as it is, and what failed?

Importing the same twice changes nothing. A sheet that changed replaces what sheets state and keeps what
editors added. One bad file is one line in the report and stops nothing.
"""

from __future__ import annotations

import os
from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass, field
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

from indexer.errors import SourceRefused
from indexer.ingest.sheets import Reading, is_sheet, read_sheet
from kb import strict_yaml
from kb.corpus import Corpus
from kb.errors import KbError, RecordMissing, SourceUnreadable
from kb.findings import Finding
from kb.record import Record
from kb.validation import Checked

KEPT = (
    "outcome",
    "effort",
    "evidence",
    "stages",
    "ecei",
    "limiting_factors",
    "relations",
    "checked",
    "expires",
)
KEPT_FACTS = ("created", "edited", "former_ids", "not_applicable", "original_language", "translations")

Progress = Callable[[int, int], None]


@dataclass
class ImportReport:
    """What an import did, by record id, and the words that matched or stayed tags, per field."""

    added: list[str] = field(default_factory=list)
    changed: list[str] = field(default_factory=list)
    unchanged: list[str] = field(default_factory=list)
    failed: list[Finding] = field(default_factory=list)
    matched: dict[str, list[str]] = field(default_factory=dict)
    tags: dict[str, list[str]] = field(default_factory=dict)

    def as_dict(self) -> dict[str, Any]:
        """The report as the command line prints it with ``--json``."""
        return {
            "added": self.added,
            "changed": self.changed,
            "unchanged": self.unchanged,
            "failed": [finding.as_dict() for finding in self.failed],
            "matched": {name: len(words) for name, words in sorted(self.matched.items())},
            "tags": {name: sorted(words) for name, words in sorted(self.tags.items())},
        }


@dataclass(frozen=True)
class Importer:
    """Imports into a corpus; ``publish`` makes records public, else they become drafts."""

    corpus: Corpus
    publish: bool = False
    dry_run: bool = False

    def run(self, sources: Sequence[Path], progress: Progress | None = None) -> ImportReport:
        """Import every file. Raises SourceRefused if a source does not exist."""
        files = [file for source in sources for file in _files(source)]
        report = ImportReport()
        for number, path in enumerate(files):
            try:
                self._one(path, report)
            except SourceUnreadable as error:
                report.failed.append(Finding(str(path), error.line, "", "error", error.problem, error.repair))
            except (OSError, KbError) as error:
                report.failed.append(Finding(str(path), 1, "", "error", str(error), "Then import it again."))
            if progress:
                progress(number + 1, len(files))
        return report

    def _one(self, path: Path, report: ImportReport) -> None:
        source = strict_yaml.read(strict_yaml.decode(path.read_bytes()))
        status = "published" if self.publish else "draft"
        if is_sheet(source.value):
            reading = read_sheet(source, self.corpus.vocabularies, created=_today(), status=status)
            for target, words in ((report.matched, reading.matched), (report.tags, reading.unmatched)):
                for name, found in words.items():
                    target.setdefault(name, []).extend(found)
        elif isinstance(source.value, dict) and "format" in source.value:
            reading = Reading(dict(source.value))
        else:
            raise SourceUnreadable(
                "This is neither a scouting sheet nor a record.", "It needs at least 'id:' and 'kind:'."
            )
        text = strict_yaml.write(reading.values)
        file = f"{reading.values.get('kind')}/{reading.values.get('id')}.yaml"
        record = self._checked(self.corpus.check(text.encode(), file), path, report)
        if record:
            self._keep(record, "format" not in source.value, report)

    def _checked(self, checked: Checked, path: Path, report: ImportReport) -> Record | None:
        for finding in checked.findings:
            if finding.severity == "error":
                place = finding.problem, finding.repair
                report.failed.append(Finding(str(path), 1, finding.field, "error", *place))
        return checked.record

    def _keep(self, record: Record, sheet: bool, report: ImportReport) -> None:
        if not self.publish:
            self._keep_draft(record, report)
            return
        repository = self.corpus.repository
        try:
            stored = repository.get(record.id)
        except RecordMissing:
            report.added.append(record.id)
            if not self.dry_run:
                repository.save(record, expected=None, by="import", why="import")
            return
        if sheet:
            kept = {name: getattr(stored.record, name) for name in KEPT}
            record = record.model_copy(update=kept)
        if record.as_yaml() == stored.record.as_yaml():
            report.unchanged.append(record.id)
            return
        report.changed.append(record.id)
        if not self.dry_run:
            repository.save(record, expected=stored.digest, by="import", why="import")

    def _keep_draft(self, record: Record, report: ImportReport) -> None:
        folder = self.corpus.settings.corpus / "drafts"
        path = folder / f"{record.id}.yaml"
        if path.is_file():
            old = self.corpus.check(path.read_bytes(), f"{record.kind}/{record.id}.yaml").record
            if old:
                record = record.model_copy(update={"created": old.created})
            if old == record:
                report.unchanged.append(record.id)
                return
        (report.changed if path.is_file() else report.added).append(record.id)
        if not self.dry_run:
            folder.mkdir(parents=True, exist_ok=True)
            temporary = path.with_suffix(".tmp")
            temporary.write_text(record.as_yaml(), "utf-8")
            temporary.replace(path)


def _today() -> str:
    epoch = os.environ.get("SOURCE_DATE_EPOCH")
    now = datetime.fromtimestamp(int(epoch), UTC) if epoch else datetime.now(UTC)
    return now.strftime("%Y-%m-%dT00:00:00Z")


def _files(source: Path) -> Iterator[Path]:
    if source.is_dir():
        yield from sorted(path for path in source.rglob("*.yaml") if not path.name.startswith("."))
    elif source.is_file():
        yield source
    else:
        raise SourceRefused(f"{source} does not exist. Name a file or a folder with YAML files.")
