"""Here is one item somebody brought: which records does it hold?

A record or a sheet is read as it is, a table row by row, an archive member by member; what runs on becomes a
draft. Everything that was made elsewhere is parsed in a process of its own.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Set
from dataclasses import dataclass, replace

from indexer.errors import FetchFailed, FetchRefused, IndexerError
from indexer.ingest.addresses import without_tokens
from indexer.ingest.duplicates.known import Known
from indexer.ingest.extraction import Hints, Table, Text
from indexer.ingest.incoming import Arrival, Incoming
from indexer.ingest.isolation import Isolated
from indexer.ingest.keeping import Keeper
from indexer.ingest.proposing import Proposer, Wishes
from indexer.ingest.record_files import is_yaml, read_yaml
from indexer.ingest.sources import Content, Item
from indexer.ingest.steps import Steps
from indexer.ingest.tables.columns import MappingFile, column_map
from indexer.ingest.tables.rows import read_rows
from kb.corpus import Corpus
from kb.drafts import Drafts
from kb.errors import SourceUnreadable
from kb.findings import Finding, Severity
from kb.record import Record
from kb.repository import digest_of


@dataclass(frozen=True)
class ItemReader:
    """Reads items. ``taken`` are the ids that are not free, growing while items are kept."""

    corpus: Corpus
    wishes: Wishes
    created: str
    mapping: MappingFile | None
    parser: Isolated
    known: Known
    keeper: Keeper
    taken: Set[str]
    steps: Steps

    def read(self, item: Item) -> Iterator[Arrival]:
        """What an item holds; what cannot be read is a finding that names it."""
        try:
            yield from self._content(item.read(), item.shown)
        except SourceUnreadable as error:
            severity: Severity = "error" if item.named else "note"
            problem = error.problem if item.named else f"Passed over: {error.problem}"
            code = error.code if item.named else ""
            found = Finding(item.shown, error.line, "", severity, problem, error.repair, code=code)
            yield Arrival(None, (found,))
        except (FetchFailed, FetchRefused) as error:
            yield _failed(item.shown, str(error), "", f"fetch_{error.reason}")
        except IndexerError as error:
            yield _failed(item.shown, str(error), "")
        except OSError as error:
            yield _failed(item.shown, f"The file cannot be read: {error.strerror}.", "Mend its permissions.")

    def _content(self, content: Content, file: str) -> Iterator[Arrival]:
        name = content.hints.name
        if is_yaml(name):
            yield self._record(content, file)
            return
        again = self._again(content, file)
        if again:
            yield Arrival(again)
            return
        kind, extract = self.parser.extract(content.data, content.hints)
        if kind == "yaml":
            yield self._record(content, file)
        elif kind == "zip":
            yield from self._members(content, file)
        elif isinstance(extract, Text):
            taken = self.taken - {self._id_of(content)}
            yield Proposer(self.corpus, self.wishes, self.created).propose(extract, content, file, taken)
        else:
            yield from self._rows(extract, file)

    def _record(self, content: Content, file: str) -> Arrival:
        publish = self.wishes.publish
        arrival = read_yaml(content.data, file, self.corpus, created=self.created, publish=publish)
        digest = digest_of(content.data)
        if publish and arrival.incoming and self._draft_digest(arrival.incoming.record.id) == digest:
            return replace(arrival, incoming=replace(arrival.incoming, from_draft=digest))
        return arrival

    def _draft_digest(self, record_id: str) -> str | None:
        entry = Drafts(self.corpus).entry(record_id)
        return entry.digest if entry else None

    def _members(self, archive: Content, file: str) -> Iterator[Arrival]:
        """What is in an archive; archives in it are refused, so this goes no deeper."""
        for member in self.parser.members(archive.data):
            if isinstance(member, Finding):
                yield Arrival(None, (replace(member, file=f"{file}/{member.file}"),))
                continue
            shown = f"{file}/{member.name}"
            try:
                content = replace(archive, data=member.data, hints=Hints(name=member.name))
                yield from self._content(content, shown)
            except SourceUnreadable as error:
                yield _failed(shown, error.problem, error.repair, error.code)

    def _rows(self, tables: Iterable[Table], file: str) -> Iterator[Arrival]:
        for table in tables:
            columns = column_map(table, self.mapping)
            found = read_rows(
                table, columns, self.corpus, file=file, created=self.created, publish=self.wishes.publish
            )
            self.steps.expect(len(table.rows))
            for one in found:
                yield one
                self.steps.take()

    def _again(self, content: Content, file: str) -> Incoming | None:
        """What needs no new reading: these very bytes are known, or only their draft is to become public."""
        record_id = self._id_of(content)
        if record_id is None:
            return None
        digest = self._draft_digest(record_id)  # before the draft is read: if it changes now, that is noticed
        stored, draft = self.keeper.stored(record_id), self.keeper.draft(record_id)
        if self.wishes.publish and stored is None and draft:
            record = draft.model_copy(update={"status": "published", **self._wished()})
            return Incoming(file, record, frozenset(record.model_fields_set), from_draft=digest)
        before = draft if draft and not self.wishes.publish else stored.record if stored else None
        if before is None or not _has_digest(before, content):
            return None
        return Incoming(file, before.model_copy(update=self._wished()), self._wished().keys())

    def _wished(self) -> dict[str, object]:
        return {"rights": self.wishes.rights} if self.wishes.rights else {}

    def _id_of(self, content: Content) -> str | None:
        """The id of the record or draft that was made of the same bytes, or of the same address."""
        found = self.known.by_digest(digest_of(content.data))
        address = content.hints.address
        if not found and address:
            found = self.known.by_origin(without_tokens(address))
        return min(found, default=None)


def _has_digest(record: Record, content: Content) -> bool:
    return record.provenance is not None and record.provenance.digest == digest_of(content.data)


def _failed(file: str, problem: str, repair: str, code: str = "") -> Arrival:
    return Arrival(None, (Finding(file, 1, "", "error", problem, repair, code=code),))
