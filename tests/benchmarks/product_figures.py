"""Here are measured times: which figures of them stand in a row?"""

from __future__ import annotations

import math
from collections.abc import Sequence


def spread(milliseconds: Sequence[float]) -> dict[str, float]:
    """Median, 95th percentile and the longest; a percentile is one of the times (nearest rank)."""
    ordered = sorted(milliseconds)
    ranks = {"median_ms": 0.5, "p95_ms": 0.95, "max_ms": 1.0}
    return {name: round(ordered[math.ceil(rank * len(ordered)) - 1], 2) for name, rank in ranks.items()}
