"""Which published records should be looked at again, and why?

- ``expires`` has passed or comes soon; nobody has opened the sources for a year.
- A funding programme has ended, or what is offered still names one as a source of money that has ended.
- The period is over, but the text says "currently".

What ended before a person last checked the record is no finding: they have seen it. No label is reported,
because neither records nor vocabularies say how long one is valid. A finding stands on the line of its field.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import date, timedelta
from typing import Any, Literal

from kb import strict_yaml
from kb.corpus import Corpus
from kb.fields import TEXT_FIELDS
from kb.file_repository import FileRepository
from kb.findings import Finding
from kb.localized import Language
from kb.record import Kind, Record
from kb.strict_yaml import Path
from kb.validation import field_path
from kb.vocabulary import Concept, Vocabulary

Why = Literal[
    "expires",
    "expired",
    "checked-long-ago",
    "never-checked",
    "programme-ended",
    "money-ended",
    "speaks-of-today",
]

OFFERS: frozenset[Kind] = frozenset(
    ("instrument", "training", "event", "event-format", "policy", "funding-programme")
)
"""Kinds readers want to use today; other records tell what was, and may name what paid for it then."""
NOW: Mapping[Language, re.Pattern[str]] = {
    "de": re.compile(r"\b(?:derzeit|zurzeit|gegenwärtig|momentan|bis heute|läuft noch)\b", re.IGNORECASE),
    "en": re.compile(r"\b(?:currently|at present|to this day|is ongoing|still runs?)\b", re.IGNORECASE),
    "da": re.compile(r"\b(?:i øjeblikket|for tiden|på nuværende tidspunkt|den dag i dag)\b", re.IGNORECASE),
}
_PERIOD = re.compile(r"(?:[0-9]{4}-)?([0-9]{4})\Z")


@dataclass(frozen=True)
class Terms:
    """What counts as stale. ``within`` and ``older_than`` are days; ``never`` lists unchecked records too."""

    today: date
    within: int = 30
    older_than: int = 365
    never: bool = False


@dataclass(frozen=True)
class StaleReport:
    """How many published records there are, how many of them nobody ever checked, and what to look at."""

    records: int
    never: int
    findings: Sequence[Finding]

    def as_dict(self) -> dict[str, Any]:
        """The report as the command line prints it with ``--json``."""
        findings = [finding.as_dict() for finding in self.findings]
        return {"records": self.records, "never_checked": self.never, "findings": findings}


@dataclass(frozen=True)
class Reason:
    """Why a record is stale, before its line is known.

    ``said`` is what it turns on: a day, a year, the id of a programme, or the words of the text.
    """

    why: Why
    said: str
    path: Path
    problem: str
    repair: str


class Judge:
    """Says of the plain values of published records why they are stale."""

    def __init__(self, funding: Vocabulary, terms: Terms) -> None:
        """``funding`` is the vocabulary of programmes, which knows when they ended."""
        self._funding = funding
        self._year = terms.today.year
        self._today = terms.today.isoformat()
        self._soon = (terms.today + timedelta(days=terms.within)).isoformat()
        self._long_ago = (terms.today - timedelta(days=terms.older_than)).isoformat()
        self._never = terms.never
        self._ended = _ended(funding, terms.today.year)

    def reasons(self, record: Mapping[str, Any]) -> Iterator[Reason]:
        """Every reason to look at a record again."""
        yield from self._by_date(record)
        yield from self._by_end(record)

    def _by_date(self, record: Mapping[str, Any]) -> Iterator[Reason]:
        expires, checked = record.get("expires"), record.get("checked")
        if expires and expires <= self._soon:
            passed = expires < self._today  # the day itself still counts
            yield Reason(
                "expired" if passed else "expires",
                expires,
                ("expires",),
                f"The record expire{'d' if passed else 's'} on {expires}.",
                "Check it against its sources, then move the date or archive it.",
            )
        if checked and checked < self._long_ago:
            yield Reason(
                "checked-long-ago",
                checked,
                ("checked",),
                f"Nobody has opened the sources since {checked}.",
                "Open them, mend the record, and enter the day.",
            )
        if checked is None and self._never:
            yield Reason(
                "never-checked",
                "",
                ("checked",),
                "Nobody has ever opened the sources since the record is here.",
                "Open them, mend the record, and enter the day as 'checked'.",
            )

    def _by_end(self, record: Mapping[str, Any]) -> Iterator[Reason]:
        checked = int(record["checked"][:4]) if record.get("checked") else 0
        period = record.get("period", {})
        end = period.get("end")
        over = end if end and end < self._year else None
        if over and checked <= over:
            if record["kind"] == "funding-programme":
                yield Reason(
                    "programme-ended",
                    str(over),
                    ("period", "end"),
                    f"The programme ended in {over}.",
                    "Say in the text that it has ended and what came after it, then enter the day as "
                    "'checked'; or archive the record.",
                )
            yield from _speaks_of_today(record, over)
        if over is None and (record["kind"] in OFFERS or period.get("ongoing")):
            for number, programme in enumerate(record.get("funding", ())):
                if programme in self._ended and checked <= self._ended[programme]:
                    yield Reason(
                        "money-ended",
                        programme,
                        ("funding", number),
                        f"{self._funding.called(programme, 'en')} ended in {self._ended[programme]}, "
                        "and the record does not say that it ended too.",
                        "Look who pays for it now, or state the end of its period.",
                    )


def stale_records(corpus: Corpus, terms: Terms) -> StaleReport:
    """Look through all valid published records. Raises VocabularyInvalid."""
    published = [record for record in corpus.review().records if record.status == "published"]
    judge = Judge(corpus.vocabularies["funding"], terms)
    findings: list[Finding] = []
    for record in published:
        findings += _placed(record, [*judge.reasons(record.values())], corpus.repository)
    never = sum(record.checked is None for record in published)
    return StaleReport(len(published), never, tuple(sorted(findings)))


def _placed(record: Record, reasons: Sequence[Reason], repository: FileRepository) -> Iterator[Finding]:
    entry = repository.entry(record.id) if reasons else None
    if entry is None:
        return
    source = strict_yaml.read(strict_yaml.decode(entry.data))
    for reason in reasons:
        yield Finding(
            entry.file,
            source.line(reason.path),
            field_path(reason.path),
            "warning",
            reason.problem,
            reason.repair,
        )


def _speaks_of_today(record: Mapping[str, Any], over: int) -> Iterator[Reason]:
    for name in TEXT_FIELDS:
        texts: Mapping[Language, str] = record.get(name, {})
        for language, text in texts.items():
            found = NOW[language].search(text)
            if found:
                yield Reason(
                    "speaks-of-today",
                    found[0],
                    (name, language),
                    f"The period ended in {over}, but the text says {found[0]!r}.",
                    "Put the text into the past, or correct the period.",
                )


def _ended(concepts: Iterable[Concept], year: int) -> Mapping[str, int]:
    """The year in which each programme ended that has ended."""
    found = {}
    for concept in concepts:
        period = _PERIOD.match(str((concept.model_extra or {}).get("period", "")))
        if period and int(period[1]) < year:
            found[concept.id] = int(period[1])
    return found
