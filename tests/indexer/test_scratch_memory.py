"""Freed memory is kept for the next search.

1. An array as large as those of a search is freed and made again without a page fault for each of its pages.
2. Where the allocator cannot be told, nothing happens.
"""

from __future__ import annotations

import ctypes
import subprocess
import sys

import pytest

from indexer.scratch_memory import keep_scratch_memory

FAULTS = """
import resource
import numpy as np
from indexer.scratch_memory import keep_scratch_memory
if {keep}:
    assert keep_scratch_memory()
def work():
    arrays = [np.ones(200_000) for _ in range(8)]  # 12.8 MB
for _ in range(5):
    work()
before = resource.getrusage(resource.RUSAGE_SELF).ru_minflt
for _ in range(20):
    work()
print(resource.getrusage(resource.RUSAGE_SELF).ru_minflt - before)
"""


def faults(keep: bool) -> int:
    done = subprocess.run(
        [sys.executable, "-c", FAULTS.format(keep=keep)], capture_output=True, text=True, check=True
    )
    return int(done.stdout)


@pytest.mark.skipif(not hasattr(ctypes.CDLL(None), "mallopt"), reason="the allocator is not that of glibc")
def test_arrays_are_made_again_without_page_faults() -> None:
    assert faults(keep=True) * 20 < faults(keep=False)


def test_another_allocator_is_left_alone(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(ctypes, "CDLL", lambda _: object())
    assert not keep_scratch_memory()
