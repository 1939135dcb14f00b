"""What does a site let robots fetch, and how fast? Its robots.txt (RFC 9309), read once during a run.

No robots.txt (4xx) allows everything. One that cannot be had (5xx, 429, silence) allows nothing for now: the
site may have wishes we cannot read.
"""

from __future__ import annotations

import threading
from collections.abc import Callable
from dataclasses import dataclass, field

from protego import Protego

from indexer.errors import FetchFailed, FetchRefused
from indexer.fetching.addresses import Target, redirected
from indexer.fetching.deadline import Deadline

LARGEST = 512 * 1024  # bytes; what stands behind is not read, as RFC 9309 allows
PRODUCT = "Leuchtturm"
"""The name by which robots.txt speaks of us."""
LONGEST_DELAY = 10.0  # seconds; whoever asks for more gets this much

_Rules = Protego | FetchFailed
"""The rules of a site, or why they cannot be had."""


@dataclass
class Robots:
    """The rules of every site met so far. Safe to share between threads.

    ``load`` gives status and bytes of a robots.txt after its redirects, or raises as a fetch does.
    """

    load: Callable[[Target, Deadline], tuple[int, bytes]]
    _known: dict[str, _Rules] = field(default_factory=dict)
    _locks: dict[str, threading.Lock] = field(default_factory=dict)
    _lock: threading.Lock = field(default_factory=threading.Lock)

    def delay(self, target: Target, deadline: Deadline) -> float:
        """The seconds the site wants between two requests, up to a limit; 0 if it says nothing.

        Raises FetchRefused if the address is forbidden, FetchFailed if the wishes of the site cannot be read.
        """
        rules = self._of(target, deadline)
        if isinstance(rules, FetchFailed):
            raise FetchFailed(str(rules), rules.reason)
        if not rules.can_fetch(target.text, PRODUCT):
            raise FetchRefused(
                f"{target.origin}/robots.txt forbids robots to fetch {target.text}. Open it in a browser and "
                "save it.",
                "robots",
            )
        return min(rules.crawl_delay(PRODUCT) or 0.0, LONGEST_DELAY)

    def _of(self, target: Target, deadline: Deadline) -> _Rules:
        with self._lock:
            lock = self._locks.setdefault(target.origin, threading.Lock())
        with lock:
            if target.origin not in self._known:
                self._known[target.origin] = self._read(target, deadline)
            return self._known[target.origin]

    def _read(self, target: Target, deadline: Deadline) -> _Rules:
        try:
            status, data = self.load(redirected(target, "/robots.txt"), deadline)
        except FetchFailed as error:
            if error.reason == "redirects":  # as if there were none, says the RFC
                return Protego.parse("")
            return error
        if status == 429 or status >= 500:
            return FetchFailed(
                f"{target.origin}/robots.txt answers {status}, so nobody knows what the site allows. "
                "Try again later.",
                "status",
            )
        return Protego.parse(data[:LARGEST].decode("utf-8", "replace") if status == 200 else "")
