"""Here is a record id: what is kept of the record, where has it gone, and what is it linked with?"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator, Mapping
from functools import cached_property

import numpy as np

from indexer.index.schema import (
    CHECKED,
    DIGEST,
    FILES,
    FORMER,
    ORGANISATION_NAME,
    RELATION,
    STATUS,
    SURVIVOR,
    title_of,
)
from indexer.index.snapshot import Snapshot
from indexer.search.document_lists import Mask, Numbers
from indexer.search.stored_texts import Row
from kb.localized import LANGUAGES, Language
from kb.record import Rights
from kb.relations import INVERSES, Link


class Records:
    """The records of one snapshot. Nothing is read before it is asked for; safe to share between threads."""

    def __init__(self, arrays: Snapshot, row: Callable[[int], Row]) -> None:
        self._arrays = arrays
        self._row = row

    def shown(self, number: int) -> Row:
        """The plain values of a record with its revision."""
        values: Row = self._row(number)["shown"]
        return values

    @cached_property
    def published(self) -> Mask:
        """Which documents are published records."""
        return self._with(STATUS, "published")

    @cached_property
    def archived(self) -> Mask:
        """Which documents are archived records."""
        return self._with(STATUS, "archived")

    @cached_property
    def unchecked(self) -> Mask:
        """Which documents name no day on which somebody opened their sources."""
        return self._with(CHECKED, "")

    @cached_property
    def languages(self) -> Mapping[Language, Mask]:
        """Which documents can be read in each language."""
        return {language: self._with("language", language) for language in LANGUAGES}

    def _with(self, column: str, key: str) -> Mask:
        mask = np.zeros(self._arrays.size, np.bool_)
        mask[self._arrays.documents_with(column, key)] = True
        return mask

    def _documents(self, name: str, key: str) -> Numbers:
        """The documents that have a key in a column, in order of their ids."""
        found = self._arrays.documents_with(name, key)
        ordered: Numbers = found[np.argsort(self._arrays.ranks[found])]
        return ordered

    def find(self, record_id: str) -> Row | None:
        """The plain values of a published or archived record."""
        number = self._arrays.number(record_id)
        if number is None or not (self.published[number] or self.archived[number]):
            return None
        return self.shown(number)

    def digest(self, record_id: str) -> str | None:
        """The digest of the file that is indexed under an id, whatever its status; None if there is none."""
        number = self._arrays.number(record_id)
        return None if number is None else self._values(DIGEST, number)[0]

    def digests(self) -> dict[str, str]:
        """The digests of the files of all published records, by id in their order."""
        column, numbers = self._arrays.column(DIGEST), np.flatnonzero(self.published)
        numbers = numbers[np.argsort(self._arrays.ranks[numbers])]
        codes = column.firsts()[numbers].tolist()
        return {
            self._arrays.id(number): column.keys[code]
            for number, code in zip(numbers.tolist(), codes, strict=True)
        }

    def with_original(self, digest: str, rights: Rights) -> Row | None:
        """The plain values of a published or archived record with these rights to an original."""
        there = self._arrays.documents_of(FILES, digest) & (self.published | self.archived)
        papers = map(self.shown, np.flatnonzero(there).tolist())
        return next((paper for paper in papers if paper.get("rights") == rights), None)

    def all(self) -> Iterator[Row]:
        """Every published record, by id."""
        numbers = np.flatnonzero(self.published)
        for number in numbers[np.argsort(self._arrays.ranks[numbers])].tolist():
            yield self.shown(number)

    def title(self, record_id: str, reader: Language) -> str:
        """The title of a record for a reader; an unknown id is its own title."""
        number = self._arrays.number(record_id)
        return record_id if number is None else title_of(self.shown(number), reader)

    def redirect(self, record_id: str) -> str | None:
        """The id under which a renamed or merged record is found today."""
        seen = {record_id}
        target = self._next(record_id)
        while target is not None and target not in seen:
            seen.add(target)
            following = self._next(target)
            if following is None or following in seen:
                break
            target = following
        return target

    def _next(self, record_id: str) -> str | None:
        number = self._arrays.number(record_id)
        if number is not None:
            survivor = self._values(SURVIVOR, number)
            return survivor[0] if survivor else None
        renamed = self._documents(FORMER, record_id)
        return self._arrays.id(int(renamed[-1])) if len(renamed) else None

    def _values(self, name: str, number: int) -> list[str]:
        column = self._arrays.column(name)
        return [column.keys[code] for code in column.values_of(number).tolist()]

    def links(self, record_id: str) -> tuple[Link, ...]:
        """The relations of a record from both sides, to records that can be read; merged ones lead on."""
        record = self.find(record_id)
        return () if record is None else self.links_with(record_id, record.get("relations", ()))

    def links_with(self, record_id: str, relations: Iterable[Row]) -> tuple[Link, ...]:
        """As ``links``, for a record that would state these relations; it may be unknown here."""
        found: set[Link] = set()
        for relation in relations:
            target = self.redirect(relation["to"]) or relation["to"]
            if self.find(target) is not None:
                found.add(Link(record_id, relation["type"], target))
        for named in self._names(record_id):
            for kind, inverse in INVERSES.items():
                for other in self._documents(RELATION, f"{kind}:{named}").tolist():
                    if self.published[other] or self.archived[other]:
                        found.add(Link(record_id, inverse, self._arrays.id(other)))
        return tuple(sorted(link for link in found if link.to != record_id))

    def _names(self, record_id: str) -> list[str]:
        """The id of a record and of all that were merged into it, which others may still name."""
        names = [record_id]
        for name in names:
            merged = (self._arrays.id(number) for number in self._documents(SURVIVOR, name).tolist())
            names.extend(one for one in merged if one not in names)
        return names

    def organisation(self, key: str) -> str:
        """The name behind an organisation's key."""
        code = self._arrays.column("organisation").code(key)
        if code is None or self._names_of_organisations[code] < 0:
            return key
        return str(self._arrays.column(ORGANISATION_NAME).keys[int(self._names_of_organisations[code])])

    @cached_property
    def _names_of_organisations(self) -> Numbers:
        """Per code of an organisation the code of the name its last published record gives it, or -1."""
        keys, names = self._arrays.column("organisation"), self._arrays.column(ORGANISATION_NAME)
        found = np.full(len(keys.keys), -1, np.int64)
        documents = np.flatnonzero(self.published & (keys.firsts() >= 0) & (names.firsts() >= 0))
        documents = documents[np.argsort(self._arrays.ranks[documents])]
        found[keys.firsts()[documents]] = names.firsts()[documents]  # of equal places the last one stays
        return found

    def sort_codes(self, name: str) -> Numbers:
        """Per document its place in the order of a column where each has one value."""
        column = self._arrays.column(name)
        assert column.sets is None, f"every document has one value of {name}"
        return column.codes
