"""Records with sources, and sites that answer for them.

with a_site({"/a": page()}) as site:
    corpus = a_corpus_with(tmp_path, one=[site.address("/a")])
    found = run(corpus, site, day="2026-11-24")
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from datetime import UTC, date, datetime
from pathlib import Path
from typing import Any

from indexer.errors import FetchFailed, FetchRefused
from indexer.fetching.fetcher import Probed
from indexer.links.checking import Today, check_links, due, source_addresses
from indexer.links.known import Link, Links, open_links
from indexer.links.reporting import LinkReport, report
from kb.corpus import Corpus
from tests.indexer.corpora import a_corpus, values

Said = int | FetchFailed | FetchRefused | Probed


def a_record(record_id: str, urls: Sequence[str], **fields: Any) -> Mapping[str, Any]:
    """A record with these sources."""
    sources = [{"url": url, "title": f"Source {number}"} for number, url in enumerate(urls)]
    return values(record_id, sources=sources, **fields)


def a_corpus_with(folder: Path, **urls: Sequence[str]) -> Corpus:
    """One published record for each name, with its sources."""
    return a_corpus(folder, [a_record(record_id, named) for record_id, named in urls.items()])


def on(day: str) -> Today:
    """Noon of a day."""
    return Today(datetime.fromisoformat(f"{day}T12:00:00").replace(tzinfo=UTC), date.fromisoformat(day))


class Answers:
    """Answers addresses without a network. ``asked`` are the addresses in the order they were asked."""

    def __init__(self, answers: Mapping[str, Said]) -> None:
        self.answers = answers
        self.asked: list[str] = []

    def probe(self, address: str) -> Probed:
        self.asked.append(address)
        said = self.answers.get(address, 200)
        if isinstance(said, Exception):
            raise said
        return Probed(said, ()) if isinstance(said, int) else said


def run(corpus: Corpus, prober: Answers, day: str, days: int | None = 7) -> LinkReport:
    """One run of ``kb links`` on a day."""
    records = corpus.review().records
    addresses = source_addresses(records)
    with open_links(corpus.settings.links, addresses) as log:
        asked = due(addresses, log.links, on(day).day, days)
        check_links(asked, log, prober, lambda: on(day), lambda _done, _total: None)
        return report(addresses, len(asked), log.links, records, corpus.repository)


def states(links: Links) -> dict[str, str]:
    return {address: link.state for address, link in links.items()}


def a_link(address: str, **fields: Any) -> Link:
    """What was found on the first day of a month, unless a test says otherwise."""
    return Link(
        **{
            "address": address,
            "state": "ok",
            "checked": "2026-11-01T12:00:00Z",
            "day": "2026-11-01",
            **fields,
        }
    )
