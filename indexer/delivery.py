"""Newer records were delivered: which of them may a site take over without losing what its people wrote?

``kb init`` writes down what was delivered, as digests in ``corpus/.delivered.json``. Later each delivered
file is compared three ways: with what was delivered before and with what the site has now. What nobody
touched is replaced, as a revision; what was edited stays and is reported once; what is new is added; what the
site deleted stays deleted.
"""

from __future__ import annotations

import json
from collections.abc import Mapping
from dataclasses import dataclass, field, replace
from pathlib import Path
from typing import Any, Literal

from indexer.errors import SourceRefused
from indexer.pending import mark
from kb.corpus import Corpus
from kb.durable import replace_file
from kb.errors import PaperMissing, RevisionConflict
from kb.file_repository import Entry
from kb.findings import Finding
from kb.paper_files import PaperFiles
from kb.record import Record
from kb.repository import digest_of

BY = "upgrade-corpus"
CHECKOUT = Path(__file__).parent.parent / "corpus"
DELIVERED = ".delivered.json"
FORMAT = 1
Fate = Literal["add", "replace", "report", "leave"]
Digests = dict[str, str]


@dataclass
class Delivered:
    """What a site was given last: the digests of records by id, and of pages by the name of their file."""

    records: Digests = field(default_factory=dict)
    pages: Digests = field(default_factory=dict)

    @classmethod
    def read(cls, folder: Path) -> Delivered:
        """What is written down in a corpus; nothing if nobody has. Raises SourceRefused."""
        path = folder / DELIVERED
        if not path.exists():
            return cls()
        try:
            values = json.loads(path.read_bytes())
            number, found = values["format"], cls(dict(values["records"]), dict(values["pages"]))
        except (ValueError, KeyError, TypeError) as error:
            raise SourceRefused(
                f"{path} cannot be read. Put it back from a backup, or remove it: then every record that "
                "differs from the delivered one counts as edited."
            ) from error
        if number != FORMAT:
            raise SourceRefused(f"{path} was written by a newer version of this program. Install that one.")
        return found

    def write(self, folder: Path) -> None:
        """Write it down, durably. Raises OSError."""
        values = {"format": FORMAT, "records": self.records, "pages": self.pages}
        replace_file(folder / DELIVERED, json.dumps(values, indent=1, sort_keys=True).encode() + b"\n")


@dataclass
class Upgrade:
    """What was taken over, or would be: ids of records and names of pages. ``deleted`` stay so."""

    added: list[str] = field(default_factory=list)
    replaced: list[str] = field(default_factory=list)
    deleted: list[str] = field(default_factory=list)
    unchanged: int = 0
    findings: list[Finding] = field(default_factory=list)

    def as_dict(self) -> dict[str, Any]:
        """As the command line prints it with ``--json``."""
        findings = [finding.as_dict() for finding in self.findings]
        return {
            "added": self.added,
            "replaced": self.replaced,
            "deleted": self.deleted,
            "unchanged": self.unchanged,
            "findings": findings,
        }


def fate(*, before: str | None, here: str | None, now: str) -> Fate:
    """What to do with a delivered file, by three digests: delivered before, here, and delivered now."""
    if here == now:
        return "leave"
    if here is None:
        return "add" if before is None else "leave"
    if here == before:
        return "replace"
    return "leave" if now == before else "report"


def delivered_corpus(corpus: Corpus, source: Path | None) -> Corpus:
    """The delivered corpus: the one named, by its folder or the checkout around it, else that of the program.

    Raises SourceRefused.
    """
    asked = source or CHECKOUT
    folder = next((one for one in (asked, asked / "corpus") if (one / "records").is_dir()), None)
    if folder is None:
        raise SourceRefused(f"There is no corpus in {asked}. Name the folder of the delivered one.")
    if folder.resolve() == corpus.settings.corpus.resolve():
        raise SourceRefused(
            f"{folder} is the delivered corpus itself. Set KB_CORPUS to the corpus of the site, "
            "as 'kb init' has printed it."
        )
    return Corpus(replace(corpus.settings, corpus=folder))


def note_delivery(folder: Path, source: Corpus) -> None:
    """Write down that the corpus in a folder begins as a copy of another one. Raises OSError."""
    records = {entry.record_id: entry.digest for entry in _entries(source).values()}
    pages = {name: digest_of(data) for name, data in _pages(source.settings.corpus).items()}
    Delivered(records, pages).write(folder)


def upgrade_corpus(corpus: Corpus, source: Corpus, *, dry_run: bool = False) -> Upgrade:
    """Take over what is newer in the source. Raises SourceRefused, StorageFailed or OSError.

    What was taken over until then stays, and the next run goes on.
    """
    run = _Run(corpus, source, dry_run)
    for record_id, entry in _entries(source, run.report).items():
        run.record(record_id, entry)
    for name, data in _pages(source.settings.corpus).items():
        run.page(name, data)
    if not dry_run:
        run.delivered.write(corpus.settings.corpus)
    return run.report


class _Run:
    """One upgrade."""

    def __init__(self, corpus: Corpus, source: Corpus, dry_run: bool) -> None:
        self.corpus = corpus
        self.source = source
        self.dry_run = dry_run
        self.delivered = Delivered.read(corpus.settings.corpus)
        self.report = Upgrade()

    def record(self, record_id: str, entry: Entry) -> None:
        """Decide on one delivered record, and do it."""
        repository = self.corpus.repository
        mine, before = repository.entry(record_id), self.delivered.records.get(record_id)
        decided = fate(before=before, here=mine.digest if mine else None, now=entry.digest)
        if mine is None and (before or repository.history(record_id)):
            self.report.deleted.append(record_id)
            return
        if decided in ("add", "replace"):
            checked = self.corpus.check(entry.data, entry.file)
            if checked.record is None:
                self.report.findings += checked.findings
                return
            if not self.dry_run:
                decided = self._save(checked.record, decided, mine.digest if mine else None)
        self._note(decided, record_id, f"records/{entry.file}")
        self.delivered.records[record_id] = entry.digest

    def _save(self, record: Record, decided: Fate, expected: str | None) -> Fate:
        if record.file and record.rights == "open":
            self._bring_paper(record.file.digest)
        try:
            self.corpus.repository.save(record, expected=expected, by=BY, why="delivered")
        except RevisionConflict:  # somebody has edited it in this moment
            return "report"
        mark(self.corpus.settings.pending, record.id)
        return decided

    def _bring_paper(self, digest: str) -> None:
        papers = PaperFiles.of(self.source.settings)
        original = papers.original(digest, "open")
        if original is None:
            raise PaperMissing(f"The original {digest[:12]}… is not in {papers.open}. Fetch it, then go on.")
        PaperFiles.of(self.corpus.settings).keep(original.read_bytes(), papers.text(digest, "open"), "open")

    def page(self, name: str, data: bytes) -> None:
        """Decide on one delivered page, and do it."""
        path = self.corpus.settings.corpus / "pages" / name
        before, now = self.delivered.pages.get(name), digest_of(data)
        here = digest_of(path.read_bytes()) if path.is_file() else None
        decided = fate(before=before, here=here, now=now)
        if decided in ("add", "replace") and not self.dry_run:
            replace_file(path, data)
        self._note(decided, f"pages/{name}", f"pages/{name}")
        self.delivered.pages[name] = now

    def _note(self, decided: Fate, name: str, file: str) -> None:
        if decided == "report":
            problem = "A newer version was delivered, and this one was edited here. It stays as it is."
            repair = f"Compare it with {self.source.settings.corpus / file} and take over what is better."
            self.report.findings.append(Finding(file, 1, "", "warning", problem, repair))
        elif decided == "leave":
            self.report.unchanged += 1
        else:
            (self.report.added if decided == "add" else self.report.replaced).append(name)


def _entries(source: Corpus, report: Upgrade | None = None) -> Mapping[str, Entry]:
    found = {}
    for one in source.repository.scan():
        if isinstance(one, Entry):
            found[one.record_id] = one
        elif report is not None:
            report.findings.append(one)
    return found


def _pages(folder: Path) -> Mapping[str, bytes]:
    return {path.name: path.read_bytes() for path in sorted((folder / "pages").glob("*.md"))}
