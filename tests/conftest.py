"""What every test gets: the number of generated examples, and soak tests only in soak runs."""

from __future__ import annotations

import pytest
from hypothesis import HealthCheck, settings

from tests.tiers import examples, soaking

settings.register_profile(
    "leuchtturm",
    max_examples=examples(100, 500),
    deadline=None,  # a busy machine is no finding
    suppress_health_check=[HealthCheck.too_slow],  # neither is slow generation on one
)
settings.load_profile("leuchtturm")


def pytest_collection_modifyitems(items: list[pytest.Item]) -> None:
    """Skip what is marked ``soak`` in the small tier, saying how to run it."""
    if soaking():
        return
    for item in items:
        if item.get_closest_marker("soak"):
            item.add_marker(pytest.mark.skip(reason="full numbers only: make soak"))
