"""How long may this go on, and when may a host be asked again? Clock, deadline and pauses."""

from __future__ import annotations

import threading
import time
from collections import defaultdict
from collections.abc import Callable
from dataclasses import dataclass, field
from datetime import UTC, datetime

from indexer.errors import FetchFailed


@dataclass(frozen=True)
class Clock:
    """The time, and how it passes; tests have one of their own. Durations are in seconds."""

    now: Callable[[], datetime] = lambda: datetime.now(UTC)
    monotonic: Callable[[], float] = time.monotonic
    sleep: Callable[[float], None] = time.sleep


class Deadline:
    """The time that connecting and reading may take in all, however slowly it comes."""

    def __init__(self, seconds: float, clock: Clock) -> None:
        self._seconds = seconds
        self._clock = clock
        self._end = clock.monotonic() + seconds

    def remaining(self) -> float:
        """The seconds that are left. Raises FetchFailed if there are none."""
        left = self._end - self._clock.monotonic()
        if left <= 0:
            raise self.passed("the answer was not complete")
        return left

    def passed(self, what: str) -> FetchFailed:
        """The error that says what had not happened in time."""
        return FetchFailed(f"After {self._seconds:g} seconds {what}. Try again later.", "slow")

    def pause(self, seconds: float) -> None:
        """Wait without counting it: whoever is polite gets no less time to read."""
        self._clock.sleep(seconds)
        self._end += seconds


@dataclass
class Pauses:
    """At least so many seconds lie between two requests to one host. Safe to share between threads."""

    clock: Clock
    _free: dict[str, float] = field(default_factory=lambda: defaultdict(float))
    _lock: threading.Lock = field(default_factory=threading.Lock)

    def wait(self, host: str, seconds: float, deadline: Deadline) -> None:
        """Wait until the host may be asked, and keep it for ``seconds`` from then on."""
        with self._lock:
            now = self.clock.monotonic()
            begin = max(now, self._free[host])
            self._free[host] = begin + seconds
        if begin > now:
            deadline.pause(begin - now)
