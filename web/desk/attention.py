"""Which public records need somebody: to be checked again, a source mended, a translation written?

All records of the index are looked at once a day; when the index changes, only those that are other ones.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date
from typing import Any

from indexer.links.known import CurrentLinks, Links, key_of
from indexer.search.searcher import Searcher
from indexer.stale import Judge, Reason, Terms, Why
from kb.localized import Language
from kb.vocabulary import Vocabularies
from web.language import INTERFACE_LANGUAGES
from web.pages.cards import readable


@dataclass(frozen=True)
class Recheck:
    """A record to look at again, and what the first reason turns on."""

    record_id: str
    why: Why
    said: str


@dataclass(frozen=True)
class DeadSource:
    """A source that does not work any more, as the last check of the links says."""

    record_id: str
    address: str


@dataclass(frozen=True)
class Translation:
    """A text that is missing in a language of the interface, or older than its original."""

    record_id: str
    language: Language


@dataclass(frozen=True)
class Attention:
    """All that was found, each kind in order of the records' ids; what has expired comes first."""

    recheck: tuple[Recheck, ...]
    links: tuple[DeadSource, ...]
    languages: tuple[Translation, ...]
    translations: tuple[Translation, ...]


NOTHING = Attention((), (), (), ())


@dataclass(frozen=True)
class _Looked:
    """What one record shows, whatever is known of the links."""

    digest: str
    reason: Reason | None
    sources: tuple[str, ...]
    missing: tuple[Language, ...]
    outdated: tuple[Language, ...]


class CurrentAttention:
    """What needs somebody now. Safe to share between threads: at worst two of them look at once."""

    def __init__(self, vocabularies: Vocabularies, links: CurrentLinks) -> None:
        self._funding = vocabularies["funding"]
        self._links = links
        self._looked: tuple[date, Mapping[str, _Looked]] = date.min, {}
        self._found: tuple[tuple[str, str, date], Attention] | None = None

    def get(self, searcher: Searcher, today: date) -> Attention:
        """What one snapshot of the index shows on a day."""
        state = (searcher.generation, self._links.edition, today)
        found = self._found
        if found is None or found[0] != state:
            found = self._found = state, self._summed_up(self._look(searcher, today))
        return found[1]

    def _look(self, searcher: Searcher, today: date) -> Mapping[str, _Looked]:
        """Look at the records that are other ones than last time; on another day at all."""
        day, before = self._looked
        known = before if day == today else {}
        judge = Judge(self._funding, Terms(today))
        now: dict[str, _Looked] = {}
        for record_id, digest in searcher.digests().items():
            looked = known.get(record_id)
            if looked is None or looked.digest != digest:
                record = searcher.record(record_id)
                looked = _looked(record, digest, judge) if record else None
            if looked:
                now[record_id] = looked
        self._looked = today, now
        return now

    def _summed_up(self, looked: Mapping[str, _Looked]) -> Attention:
        links, found = self._links.get(), looked.items()
        recheck = [Recheck(one, had.reason.why, had.reason.said) for one, had in found if had.reason]
        dead = [DeadSource(one, url) for one, had in found for url in had.sources if _is_dead(url, links)]
        return Attention(
            recheck=tuple(sorted(recheck, key=lambda one: one.why != "expired")),
            links=tuple(dead),
            languages=tuple(Translation(one, code) for one, had in found for code in had.missing),
            translations=tuple(Translation(one, code) for one, had in found for code in had.outdated),
        )


def _looked(record: Mapping[str, Any], digest: str, judge: Judge) -> _Looked:
    states: Mapping[Language, str] = record.get("translations", {})
    return _Looked(
        digest,
        reason=next(judge.reasons(record), None),
        sources=tuple(source["url"] for source in record.get("sources", ())),
        missing=tuple(code for code in INTERFACE_LANGUAGES if code not in readable(record)),
        outdated=tuple(code for code, state in states.items() if state == "outdated"),
    )


def _is_dead(url: str, links: Links) -> bool:
    link = links.get(key_of(url)) if links else None
    return link is not None and link.state == "dead"
