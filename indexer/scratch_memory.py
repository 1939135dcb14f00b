"""How is the memory of one search used again by the next? By not giving it back to the system in between.

Every search makes and frees arrays of some hundred kilobytes. The allocator of glibc hands freed blocks of
that size back at once, and fetching them again costs more than what is computed in them: a page fault for
each 4 KB. Kept, they are scratch memory of the threads that share the pool they came from.
"""

from __future__ import annotations

import ctypes

KEPT = 32 << 20  # bytes a pool keeps at most, and the largest block that is kept
POOLS = 4  # that all threads share
_TRIM_THRESHOLD, _MMAP_THRESHOLD, _ARENA_MAX = -1, -3, -8  # of malloc.h


def keep_scratch_memory() -> bool:
    """Keep freed memory for the next search; whether the allocator of this system can be told so."""
    try:
        tell = ctypes.CDLL(None).mallopt
    except (AttributeError, OSError):
        return False  # not glibc: other allocators keep what was freed anyway
    wishes = ((_MMAP_THRESHOLD, KEPT), (_TRIM_THRESHOLD, KEPT), (_ARENA_MAX, POOLS))
    done = [bool(tell(*wish)) for wish in wishes]  # every one, also if another is refused
    return all(done)
