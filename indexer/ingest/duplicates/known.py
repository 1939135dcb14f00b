"""Here is a record that comes in: is it known already, under its own address or told by somebody else?

What is known are all records of a corpus and all drafts; who imports adds what it keeps as it goes. Records
that name each other are no findings: a person has decided that they are two. Neither are merged ones.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Callable, Iterable, Iterator
from dataclasses import dataclass
from pathlib import Path
from typing import NamedTuple

from indexer.ingest.duplicates.addresses import key_of
from indexer.ingest.duplicates.comparable import comparable_in
from indexer.ingest.duplicates.judging import REPORTED, judge
from indexer.ingest.duplicates.reasons import Reason
from indexer.ingest.duplicates.signature import Facts, Signature, sign
from indexer.ingest.duplicates.signature_cache import SignatureCache
from indexer.ingest.duplicates.signature_index import SignatureIndex
from kb.corpus import Corpus
from kb.drafts import Drafts
from kb.file_repository import Entry
from kb.localized import choose
from kb.record import Record
from kb.repository import digest_of
from kb.vocabulary import Vocabularies

Progress = Callable[[int, int], None]


@dataclass(frozen=True)
class Likeness:
    """A known record that may tell the same story: how likely from 0 to 1, and why."""

    record_id: str
    is_draft: bool
    score: float
    reasons: tuple[Reason, ...]


@dataclass(frozen=True)
class Pair:
    """Two known records that may be one story, with titles; ``drafts`` says which of them are drafts."""

    records: tuple[str, str]
    drafts: tuple[bool, bool]
    titles: tuple[str, str]
    score: float
    reasons: tuple[Reason, ...]


class Known:
    """The records and drafts there are. ``add`` takes in what comes new, or again."""

    def __init__(self, vocabularies: Vocabularies, cache: SignatureCache | None = None) -> None:
        self._vocabularies = vocabularies
        self._cache = cache
        self._index = SignatureIndex()
        self._drafts: list[bool] = []
        self._current: dict[tuple[str, bool], int] = {}
        self._by_digest: defaultdict[str, set[int]] = defaultdict(set)
        self._by_origin: defaultdict[str, set[int]] = defaultdict(set)
        self._signed: tuple[Record, Signature] | None = None

    def add(self, record: Record, *, is_draft: bool) -> None:
        """Take in a record; one of the same id that is in the same state is replaced."""
        signature = self._sign(record)
        if self._cache:
            self._cache.put(digest_of(record.as_yaml().encode()), signature)
        self.take(signature, is_draft=is_draft)

    def take(self, signature: Signature, *, is_draft: bool) -> None:
        """As ``add``, for a signature that is made already."""
        facts = signature.facts
        number = self._index.add(signature)
        self._drafts.append(is_draft)
        self._current[facts.record_id, is_draft] = number
        if facts.digest:
            self._by_digest[facts.digest].add(number)
        if facts.origin:
            self._by_origin[facts.origin].add(number)

    def forget(self, record_id: str, *, is_draft: bool) -> None:
        """Leave out what is not there any more."""
        self._current.pop((record_id, is_draft), None)

    def save(self) -> None:
        """Keep the signatures of what was added, so that they need not be made again. Raises OSError."""
        if self._cache:
            self._cache.save()

    def _sign(self, record: Record) -> Signature:
        """The signature of a record; the last one is kept, because who asks what is near adds it next."""
        if self._signed is None or self._signed[0] is not record:
            self._signed = (record, sign(record, self._vocabularies))
        return self._signed[1]

    def __contains__(self, record_id: object) -> bool:
        return (record_id, False) in self._current or (record_id, True) in self._current

    def by_digest(self, digest: str) -> set[str]:
        """The ids of what was imported from these very bytes."""
        return self._ids(self._by_digest.get(digest, set()))

    def by_origin(self, address: str) -> set[str]:
        """The ids of what was imported from an address, however it is written."""
        return self._ids(self._by_origin.get(key_of(address), set()))

    def by_address(self, address: str) -> set[str]:
        """The ids of what names an address among its sources, however it is written."""
        return self._ids(self._index.naming(key_of(address)))

    def near(self, record: Record, *, least: float = REPORTED) -> list[Likeness]:
        """What may tell the same story as a record, most likely first; never the record itself."""
        signature = self._sign(record)
        found = [
            Likeness(self._facts(number).record_id, self._drafts[number], score, reasons)
            for number, score, reasons in self._alike(signature, self._index.candidates(signature), least)
        ]
        return sorted(found, key=lambda like: (-like.score, like.record_id, like.is_draft))

    def pairs(
        self, *, least: float = REPORTED, only: str | None = None, progress: Progress | None = None
    ) -> list[Pair]:
        """All pairs that may be one story, most likely first; with ``only`` those of one record."""
        found: list[Pair] = []
        judged: set[tuple[int, int]] = set()  # because either of a pair may bring the other up
        asked = [
            number
            for (record_id, _), number in self._current.items()
            if only in (None, record_id) and self._speaks(number)
        ]
        for done, number in enumerate(asked, 1):
            signature = self._index.signatures[number]
            others = self._index.candidates(signature)
            fresh = {one: (min(one, number), max(one, number)) for one in others}
            fresh = {one: pair for one, pair in fresh.items() if pair not in judged}
            judged.update(fresh.values())
            for other, score, reasons in self._alike(signature, fresh, least):
                found.append(self._pair(number, other, score, reasons))
            if progress:
                progress(done, len(asked))
        return sorted(found, key=lambda pair: (-pair.score, pair.records, pair.drafts))

    def _alike(
        self, signature: Signature, numbers: Iterable[int], least: float
    ) -> Iterator[tuple[int, float, tuple[Reason, ...]]]:
        for number in numbers:
            other = self._index.signatures[number]
            if self._speaks(number) and not _are_two(signature, other):
                score, reasons = judge(signature, other, self._index)
                if score >= least:
                    yield number, score, reasons

    def _pair(self, number: int, other: int, score: float, reasons: tuple[Reason, ...]) -> Pair:
        one, two = sorted((number, other), key=self._order)
        ids = (self._facts(one).record_id, self._facts(two).record_id)
        drafts = (self._drafts[one], self._drafts[two])
        return Pair(ids, drafts, (self._title(one), self._title(two)), score, reasons)

    def _ids(self, numbers: set[int]) -> set[str]:
        return {self._facts(number).record_id for number in numbers if self._is_current(number)}

    def _facts(self, number: int) -> Facts:
        return self._index.signatures[number].facts

    def _is_current(self, number: int) -> bool:
        return self._current.get((self._facts(number).record_id, self._drafts[number])) == number

    def _speaks(self, number: int) -> bool:
        """Whether it stands for its id: a record that is not merged does, and a draft until there is one."""
        record = self._current.get((self._facts(number).record_id, False))
        told = bool(self._index.signatures[number].sides)
        return told and self._is_current(number) and record in (None, number)

    def _order(self, number: int) -> tuple[bool, str]:
        """Records before drafts, then by id."""
        return self._drafts[number], self._facts(number).record_id

    def _title(self, number: int) -> str:
        chosen = choose(self._facts(number).titles, "de")
        return chosen[1] if chosen else self._facts(number).record_id


def _are_two(one: Signature, other: Signature) -> bool:
    """Whether it is decided already that these are not one: they have a relation, or are the same record."""
    first, second = one.facts, other.facts
    return (
        first.record_id == second.record_id
        or first.record_id in second.relations
        or second.record_id in first.relations
    )


def known_records(corpus: Corpus, progress: Progress | None = None) -> Known:
    """Everything known of a corpus. Signatures of files that have not changed come from ``var/cache``."""
    cache = SignatureCache(corpus.settings.var / "cache" / "duplicates", corpus.vocabularies)
    known = Known(corpus.vocabularies, cache)
    files = [*_files(corpus)]
    for done, file in enumerate(files, 1):
        signature = cache.get(file.digest)
        if signature is None:
            record = comparable_in(Path(file.name).stem, file.data)
            if record is not None:
                signature = sign(record, corpus.vocabularies)
                cache.put(file.digest, signature)
        if signature:
            known.take(signature, is_draft=file.is_draft)
        if progress:
            progress(done, len(files))
    known.save()
    return known


class _File(NamedTuple):
    name: str
    data: bytes
    digest: str
    is_draft: bool


def _files(corpus: Corpus) -> Iterator[_File]:
    for found in corpus.repository.scan():
        if isinstance(found, Entry):
            yield _File(found.file, found.data, found.digest, False)
    for found in Drafts(corpus).entries():
        if isinstance(found, Entry):
            yield _File(found.file, found.data, found.digest, True)
