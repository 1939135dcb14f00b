"""Files, folders, archives and addresses in, records out: what is new, what changed, what failed?

Importing the same twice changes nothing, and an import that was cut short goes on where it was: each item is
kept before the next one is read. Only public records that name others wait until all are read. One bad item
is one line in the report and stops nothing.
"""

from __future__ import annotations

import os
from collections.abc import Callable, Sequence
from dataclasses import dataclass, field
from datetime import UTC, datetime
from pathlib import Path

from indexer.errors import SourceRefused
from indexer.ingest.confined import Limits
from indexer.ingest.duplicates.known import Known, Likeness, known_records
from indexer.ingest.incoming import Incoming
from indexer.ingest.isolation import Isolated
from indexer.ingest.keeping import Keeper
from indexer.ingest.proposing import Wishes
from indexer.ingest.reader import ItemReader
from indexer.ingest.report import ImportReport
from indexer.ingest.sources import Fetch, Item, items
from indexer.ingest.steps import Progress, Steps
from indexer.ingest.tables.columns import MappingFile
from kb.corpus import Corpus, dangling
from kb.drafts import Drafts
from kb.errors import KbError, SettingInvalid
from kb.findings import Finding

ALIKE = "alike"  # the code of a finding that names what may be the same story


@dataclass(frozen=True)
class Importer:
    """Imports into a corpus as somebody wishes; ``fetch`` gets what lies at addresses.

    ``by`` is who brings it. ``is_over`` is asked before each item and row: when it says yes, the rest is left
    for the next time, and what was begun is named in the report. ``limits`` are those of reading one file.
    """

    corpus: Corpus
    fetch: Fetch
    wishes: Wishes = field(default_factory=Wishes)
    mapping: MappingFile | None = None
    dry_run: bool = False
    by: str = "import"
    is_over: Callable[[], bool] = lambda: False
    limits: Limits | None = None

    def run(self, sources: Sequence[str | Path | Item], progress: Progress | None = None) -> ImportReport:
        """Import every item. Raises SettingInvalid if SOURCE_DATE_EPOCH is no time."""
        created, known = _today(), known_records(self.corpus)
        report = ImportReport()
        found = self._items(sources)
        keeper = Keeper(self.corpus, self.wishes.publish, self.dry_run, self.by)
        arrivals = _Arrivals(self.corpus, keeper, known, report)
        steps = Steps(progress, len(found))
        with Isolated(self.limits) as parser:
            reader = ItemReader(
                self.corpus, self.wishes, created, self.mapping, parser, known, keeper, arrivals.taken, steps
            )
            for item in found:
                if isinstance(item, Item):
                    self._import(item, reader, arrivals, report)
                else:
                    report.take([item])
                steps.take()
        arrivals.finish()
        if not self.dry_run:
            _save(known, report)
        return report

    def _import(self, item: Item, reader: ItemReader, arrivals: _Arrivals, report: ImportReport) -> None:
        if self.is_over():
            report.left.append(item.shown)
            return
        for number, one in enumerate(reader.read(item)):
            if number and self.is_over():
                report.left.append(item.shown)
                return
            report.take(one.findings)
            if one.incoming:
                arrivals.take(one.incoming)

    def _items(self, sources: Sequence[str | Path | Item]) -> list[Item | Finding]:
        """All items, each once however often it is named."""
        found: list[Item | Finding] = []
        for source in sources:
            found += [source] if isinstance(source, Item) else items(str(source), self.fetch)
        return list({item.shown if isinstance(item, Item) else item: item for item in found}.values())


@dataclass
class _Arrivals:
    """Keeps what arrives, at once or when everything it names is there."""

    corpus: Corpus
    keeper: Keeper
    known: Known
    report: ImportReport
    taken: set[str] = field(init=False)
    _there: set[str] = field(init=False)
    _former: dict[str, str] = field(init=False)
    _files: dict[str, str] = field(default_factory=dict)
    _held: list[Incoming] = field(default_factory=list)

    def __post_init__(self) -> None:
        self._there = set(self.corpus.repository.ids())
        self._former = self.corpus.former_ids()
        self.taken = {*self.corpus.repository.ids_ever(), *Drafts(self.corpus).ids(), *self._former}

    def take(self, incoming: Incoming) -> None:
        """Keep it, unless it is public and names a record that is not there yet."""
        record = incoming.record
        before = self._files.setdefault(record.id, incoming.file)
        if before != incoming.file:
            problem = f"The id {record.id!r} is taken by {before}."
            self.report.fail(incoming.file, problem, "Give one of the two another id, or import only one.")
        elif record.id in self._former and record.id not in self._there:
            owner = self._former[record.id]
            problem = f"The id {record.id!r} was once that of {owner!r}, and ids are never used twice."
            repair = f"Write {owner!r} if it is that record, else another id."
            self.report.fail(incoming.file, problem, repair)
        elif self.keeper.publish and dangling(record, self._there, incoming.file):
            self._held.append(incoming)
        else:
            self._keep(incoming)

    def finish(self) -> None:
        """Keep the held ones that name only records that are there or come with them."""
        while True:
            known = self._there | {incoming.record.id for incoming in self._held}
            wrong = {one.record.id: dangling(one.record, known, one.file) for one in self._held}
            if not any(wrong.values()):
                break
            for findings in wrong.values():
                self.report.take(findings)
            self._held = [incoming for incoming in self._held if not wrong[incoming.record.id]]
        for incoming in self._held:
            self._keep(incoming)

    def _keep(self, incoming: Incoming) -> None:
        record, report = incoming.record, self.report
        report.take(self._warnings(incoming))
        try:
            outcome = self.keeper.keep(incoming)
        except (KbError, SourceRefused) as error:
            report.fail(incoming.file, str(error), "Then import it again.")
            return
        except OSError as error:
            problem = f"It could not be written: {error.strerror}."
            report.fail(incoming.file, problem, "Free space or mend the permissions, then import it again.")
            return
        {"added": report.added, "changed": report.changed, "unchanged": report.unchanged}[outcome].append(
            record.id
        )
        self.taken.add(record.id)
        self._there.add(record.id)
        self.known.add(record, is_draft=not self.keeper.publish)
        if incoming.reading:
            report.take_words(incoming.reading)

    def _warnings(self, incoming: Incoming) -> list[Finding]:
        """What a new record may repeat."""
        if incoming.record.id in self.taken:
            return []
        return [
            Finding(
                incoming.file,
                1,
                "",
                "warning",
                f"It may be the story of {like.record_id!r}: {', '.join(map(str, like.reasons))}.",
                self._advice(incoming.record.id, like),
                code=ALIKE,
                given={"id": incoming.record.id, "like": like.record_id, "is_draft": like.is_draft},
            )
            for like in self.known.near(incoming.record)
        ]

    def _advice(self, record_id: str, like: Likeness) -> str:
        if like.is_draft or not self.keeper.publish:
            return "Compare them before one of them is published."
        return f"Compare them; 'kb merge {record_id} --into {like.record_id}' makes them one."


def _save(known: Known, report: ImportReport) -> None:
    """Keep what was compared. It can be made again, so a disk that refuses undoes no import."""
    try:
        known.save()
    except OSError as error:
        problem = f"What was compared could not be kept: {error.strerror}."
        report.take([Finding("var/cache", 1, "", "note", problem, "Free space.")])


def _today() -> str:
    epoch = os.environ.get("SOURCE_DATE_EPOCH")
    try:
        now = datetime.fromtimestamp(int(epoch), UTC) if epoch else datetime.now(UTC)
    except (ValueError, OverflowError, OSError) as error:
        raise SettingInvalid(
            f"SOURCE_DATE_EPOCH is {epoch!r}; write seconds since 1970, or unset it."
        ) from error
    return now.strftime("%Y-%m-%dT00:00:00Z")
