"""Which source addresses are due, and what do they answer now?

Hosts are asked side by side, the addresses of one host one after the other, each by HEAD and if need be GET,
as polite as the fetcher is. When a link counts as dead:

- 404, 410 and a host that does not exist, found on two different days with no success in between: a site may
  be under repair for an evening, and a mistyped deployment is mended the next morning.
- Any failure that has lasted 30 days.

Until then it is failing, and due again the next day. Where robots.txt, a password or the site itself keeps us
out, nothing is known: people may well see the page.
"""

from __future__ import annotations

import threading
from collections import defaultdict
from collections.abc import Callable, Iterable, Sequence
from concurrent.futures import ThreadPoolExecutor, as_completed
from dataclasses import dataclass
from datetime import UTC, date, datetime, timedelta
from typing import Protocol
from urllib.parse import urlsplit
from zoneinfo import ZoneInfo

from indexer.errors import FetchFailed, FetchRefused
from indexer.fetching.fetcher import PERMANENT, Limits, Probed
from indexer.links.known import Link, LinkLog, Links, State, key_of
from kb.record import Record

Progress = Callable[[int, int], None]

HOSTS_AT_ONCE = 8
DAYS_UNTIL_DEAD = 30
KEPT_OUT = frozenset((401, 402, 403, 407, 451, 999))  # 999 is what LinkedIn answers to robots
GONE = frozenset((404, 410))
PROBE_LIMITS = Limits(seconds=20.0, retries=1)
"""A link that does not answer is asked again another day, so nobody waits long for it today."""


class Prober(Protocol):
    """Asks addresses."""

    def probe(self, address: str) -> Probed:
        """Raises FetchRefused or FetchFailed."""


@dataclass(frozen=True)
class Today:
    """The moment of a check and the calendar day it is where the site is."""

    moment: datetime
    day: date

    @classmethod
    def now(cls, timezone: ZoneInfo) -> Today:
        moment = datetime.now(UTC)
        return cls(moment, moment.astimezone(timezone).date())


def source_addresses(records: Iterable[Record]) -> list[str]:
    """What the published records name as their sources, each once, in order."""
    published = (record for record in records if record.status == "published")
    return sorted({key_of(source.url) for record in published for source in record.sources})


def due(addresses: Iterable[str], links: Links, today: date, days: int | None) -> list[str]:
    """Those not checked within so many days, failing ones within this day; all of them if days is None."""
    found = []
    for address in addresses:
        link = links.get(address)
        age = (today - date.fromisoformat(link.day)).days if link else None
        if link is None or age is None or days is None or age >= (1 if link.state == "failing" else days):
            found.append(address)
    return found


def check_links(
    addresses: Sequence[str],
    log: LinkLog,
    prober: Prober,
    now: Callable[[], Today],
    progress: Progress,
) -> None:
    """Ask every address and write down what was found, at once. Raises OSError if that cannot be written."""
    by_host: dict[str, list[str]] = defaultdict(list)
    for address in addresses:
        by_host[urlsplit(address).netloc.lower()].append(address)
    stop, counting = threading.Event(), threading.Lock()
    done = 0
    progress(done, len(addresses))

    def check_host(host: str) -> None:
        nonlocal done
        for address in by_host[host]:
            if stop.is_set():
                return
            log.write(judged(address, prober, log.links.get(address), now()))
            with counting:
                done += 1
                progress(done, len(addresses))

    with ThreadPoolExecutor(HOSTS_AT_ONCE, thread_name_prefix="links") as executor:
        # Hosts with many addresses take longest, so they begin first.
        hosts = sorted(by_host, key=lambda host: -len(by_host[host]))
        tasks = [executor.submit(check_host, host) for host in hosts]
        try:
            for task in as_completed(tasks):
                task.result()
        finally:
            stop.set()
            executor.shutdown(wait=True, cancel_futures=True)


def judged(address: str, prober: Prober, before: Link | None, today: Today) -> Link:
    """What the address answers now, in the light of what it answered before."""
    try:
        probed = prober.probe(address)
    except FetchRefused as error:
        return _link(address, "refused", today, said=str(error))
    except FetchFailed as error:
        return _failed(address, str(error), error.reason == "unknown-host", before, today)
    if probed.status < 400:
        target = _moved_to(probed)
        if target and key_of(target) != address:
            return _link(address, "moved", today, moved_to=target)
        return _link(address, "ok", today)
    if probed.status in KEPT_OUT:
        return _link(address, "refused", today, said=f"The site answers {probed.status} to us.")
    said = f"The site answers {probed.status}."
    return _failed(address, said, probed.status in GONE, before, today)


def _moved_to(probed: Probed) -> str | None:
    """Where the permanent redirects at the beginning lead; what follows a temporary one may change again."""
    target = None
    for status, address in probed.redirects:
        if status not in PERMANENT:
            break
        target = address
    return target


def _failed(address: str, said: str, gone: bool, before: Link | None, today: Today) -> Link:
    day = today.day.isoformat()
    failing_since = (before.failing_since if before else None) or day
    gone_since = ((before.gone_since if before else None) or day) if gone else None
    long_ago = (today.day - timedelta(days=DAYS_UNTIL_DEAD)).isoformat()
    dead = failing_since <= long_ago or (gone_since is not None and gone_since < day)
    state: State = "dead" if dead else "failing"
    return _link(address, state, today, said=said, failing_since=failing_since, gone_since=gone_since)


def _link(
    address: str,
    state: State,
    today: Today,
    *,
    said: str = "",
    failing_since: str | None = None,
    gone_since: str | None = None,
    moved_to: str | None = None,
) -> Link:
    checked = today.moment.astimezone(UTC).strftime("%Y-%m-%dT%H:%M:%SZ")
    day = today.day.isoformat()
    return Link(address, state, checked, day, said, failing_since, gone_since, moved_to)
