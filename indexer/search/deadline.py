"""How long may one request take? No query hurts those of others: what takes too long ends with an error.

It never ends with a part of the answer, because the same request must always have the same one.
"""

from __future__ import annotations

import time

from indexer.errors import SearchTooLong

LONGEST = 3.0  # seconds; a hundred times what nearly all requests take


class Deadline:
    """The moment at which one request has to be answered; asked between the steps of its work."""

    def __init__(self, seconds: float = LONGEST) -> None:
        self._end = time.monotonic() + seconds

    def check(self) -> None:
        """Raise SearchTooLong if the time is over."""
        if time.monotonic() > self._end:
            raise SearchTooLong("The search took too long. Use fewer words, or rarer ones.")
