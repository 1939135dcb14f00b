"""What has changed in the corpus, and what does the next commit have to do about it?

Changed is what has another digest than the document in the index, and what names a record that appeared or
vanished. Either every file is compared, or only the marked ones: both lead to the same index.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field

from indexer.documents import Document
from indexer.index.opening import Indexed
from indexer.reading import Progress, Read, RecordReader
from kb.corpus import Corpus
from kb.file_repository import Entry
from kb.findings import Finding


class View:
    """The corpus as the index has it: which ids have a file, what is indexed, and who needs whom.

    Planning keeps it up to date as if the plan were carried out; if that fails, the view is of no use.
    """

    def __init__(
        self,
        files: Iterable[str],
        indexed: Mapping[str, Indexed],
        stranded: Mapping[str, tuple[str, ...]],
    ) -> None:
        """``stranded`` are, with what they need, those left out only because some of it has no file."""
        self.files = set(files)
        self.indexed = dict(indexed)
        self._needing: defaultdict[str, set[str]] = defaultdict(set)
        for record_id, one in indexed.items():
            self._note(record_id, one.needs)
        for record_id, needs in stranded.items():
            self._note(record_id, needs)

    def _note(self, record_id: str, needs: Iterable[str]) -> None:
        for needed in needs:
            self._needing[needed].add(record_id)

    def needing(self, record_id: str) -> frozenset[str]:
        """The ids of all that need a record, and of some that once did."""
        return frozenset(self._needing.get(record_id, ()))

    def is_up_to_date(self, entry: Entry) -> bool:
        """Whether the index has the record of this file, and all that it needs has a file."""
        one = self.indexed.get(entry.record_id)
        return one is not None and one.digest == entry.digest and self.files.issuperset(one.needs)

    def take(self, record_id: str, read: Read) -> None:
        """What became of a record's file."""
        if read.document:
            self.indexed[record_id] = Indexed(read.document.digest, read.document.links)
            self._note(record_id, read.document.links)
        else:
            self.indexed.pop(record_id, None)
            self._note(record_id, read.needs)


@dataclass
class Plan:
    """What the next commit has to do, and the view of the corpus that is right once it is done.

    ``digests`` are those of the files that were looked at.
    """

    view: View
    changed: list[Document] = field(default_factory=list)
    unchanged: list[str] = field(default_factory=list)
    removed: list[str] = field(default_factory=list)
    failed: list[Finding] = field(default_factory=list)
    digests: dict[str, str] = field(default_factory=dict)

    @property
    def changes(self) -> bool:
        """Whether there is anything to commit."""
        return bool(self.changed or self.removed)

    @property
    def summary(self) -> str:
        """The numbers, for people."""
        return (
            f"indexed {len(self.changed)}, unchanged {len(self.unchanged)}, removed {len(self.removed)}, "
            f"failed {len(self.failed)}"
        )

    def add(self, record_id: str, entry: Entry | None, reader: RecordReader) -> None:
        """Decide on one record; ``entry`` is its file, if it has one."""
        if entry:
            self.digests[record_id] = entry.digest
            if self.view.is_up_to_date(entry):
                self.unchanged.append(record_id)
                return
        read = reader.read(entry) if entry else Read()
        self.failed += read.failed
        if read.document:
            self.changed.append(read.document)
        elif record_id in self.view.indexed:
            self.removed.append(record_id)
        self.view.take(record_id, read)


def make_plan(corpus: Corpus, indexed: Mapping[str, Indexed], progress: Progress | None = None) -> Plan:
    """Compare every file of the corpus with what is indexed."""
    plan = Plan(View((), indexed, {}))
    files = plan.view.files
    other: dict[str, Entry] = {}  # files whose text the index does not have
    for found in corpus.repository.scan():
        if isinstance(found, Finding):
            plan.failed.append(found)
            continue
        files.add(found.record_id)
        one = indexed.get(found.record_id)
        if one is None or one.digest != found.digest:
            other[found.record_id] = found
        else:
            plan.digests[found.record_id] = found.digest
    reader = RecordReader(corpus, files)
    for number, record_id in enumerate(sorted(files), 1):
        entry = other.pop(record_id, None)
        if entry is None and files.issuperset(indexed[record_id].needs):
            plan.unchanged.append(record_id)
        else:
            plan.add(record_id, entry or corpus.repository.entry(record_id), reader)
        if progress:
            progress(number, len(files))
    for record_id in sorted(indexed.keys() - files):
        plan.add(record_id, None, reader)
    return plan


def plan_marked(corpus: Corpus, view: View, names: Iterable[str]) -> Plan:
    """Look only at the files of some ids, and at the records that need one that appeared or vanished."""
    entries: dict[str, Entry | None] = {}
    ahead = set(names)
    while ahead:
        record_id = ahead.pop()
        entry = entries[record_id] = corpus.repository.entry(record_id)
        if (entry is not None) != (record_id in view.files):
            view.files ^= {record_id}
            ahead |= view.needing(record_id) - entries.keys()
    plan, reader = Plan(view), RecordReader(corpus, view.files)
    for record_id in sorted(entries):
        plan.add(record_id, entries[record_id], reader)
    return plan
