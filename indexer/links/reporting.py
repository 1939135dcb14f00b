"""Which sources of which records are dead or have moved, on which line, and what mends them?"""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from typing import Any, get_args

from indexer.links.known import Link, Links, State, key_of
from kb import strict_yaml
from kb.file_repository import FileRepository
from kb.findings import Finding
from kb.record import Record
from kb.strict_yaml import Path
from kb.validation import field_path

STATES: tuple[State, ...] = get_args(State)


@dataclass(frozen=True)
class LinkReport:
    """How many addresses were checked in this run, in which state all of them are, and what to mend."""

    checked: int
    addresses: int
    states: Counter[State]
    findings: Sequence[Finding]

    def as_dict(self) -> dict[str, Any]:
        """The report as the command line prints it with ``--json``."""
        return {
            "checked": self.checked,
            "addresses": self.addresses,
            **{str(state): self.states[state] for state in STATES},
            "findings": [finding.as_dict() for finding in self.findings],
        }


def report(
    addresses: Sequence[str],
    checked: int,
    links: Links,
    records: Iterable[Record],
    repository: FileRepository,
) -> LinkReport:
    """What is known of all addresses after so many were checked."""
    states = Counter(links[address].state for address in addresses if address in links)
    findings = tuple(sorted(link_findings(records, repository, links)))
    return LinkReport(checked, len(addresses), states, findings)


def link_findings(records: Iterable[Record], repository: FileRepository, links: Links) -> Iterator[Finding]:
    """A warning for each source of a published record that is known to be dead or to have moved."""
    for record in records:
        if record.status != "published":
            continue
        known = [(number, links.get(key_of(source.url))) for number, source in enumerate(record.sources)]
        bad = [(number, link) for number, link in known if link and link.state in ("dead", "moved")]
        entry = repository.entry(record.id) if bad else None
        if entry is None:
            continue
        source = strict_yaml.read(strict_yaml.decode(entry.data))
        for number, link in bad:
            path: Path = ("sources", number, "url")
            problem, repair = _said(link)
            yield Finding(entry.file, source.line(path), field_path(path), "warning", problem, repair)


def _said(link: Link) -> tuple[str, str]:
    if link.state == "dead":
        return (
            f"{link.address} no longer works (checked {link.day}): {link.said}",
            "Find where the page is now, name a copy in an archive, or take another source.",
        )
    return (
        f"{link.address} has moved to {link.moved_to}.",
        "Open it; if it says the same, write the new address.",
    )
