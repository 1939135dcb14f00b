"""How far has an import come, when nobody knows beforehand how much there is in each item?"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass

Progress = Callable[[int, int], None]
"""Told after each step how many are done, of how many that are known of by then."""


@dataclass
class Steps:
    """Counts items and the rows in them."""

    progress: Progress | None
    total: int
    done: int = 0

    def expect(self, more: int) -> None:
        """So many more have come to light."""
        self.total += more

    def take(self) -> None:
        """One more is done."""
        self.done += 1
        if self.progress:
            self.progress(self.done, max(self.done, self.total))
