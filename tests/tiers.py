"""How many examples does a test run? A few in ``make test``, all of them in ``make soak``.

@settings(max_examples=examples(100, 5000))

@pytest.mark.parametrize("kill_at_step", range(examples(10, 200)))
"""

from __future__ import annotations

import os


def soaking() -> bool:
    """Whether this run takes the full numbers (``KB_SOAK=1``)."""
    return os.environ.get("KB_SOAK", "") not in {"", "0"}


def examples(small: int, full: int) -> int:
    """The number for this run: the small one, or the full one when soaking."""
    return full if soaking() else small
