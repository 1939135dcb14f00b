"""Something is interrupted before any of its steps: what happens there, in this process or in one of its own?

A step is a call that makes, links, names, removes or secures a file or folder. ``before_steps`` calls a
function before each; ``in_child`` does something in a process of its own and gives its exit code.
"""

from __future__ import annotations

import os
from collections.abc import Callable, Iterator, Sequence
from contextlib import contextmanager
from typing import Any

import pytest

STEPS = ("fsync", "replace", "rename", "link", "mkdir", "unlink", "rmdir")
SURVIVED, KILLED = 0, 77


@contextmanager
def before_steps(happens: Callable[[str], None], steps: Sequence[str] = STEPS) -> Iterator[None]:
    """Let something happen before each step; it may raise."""

    def after_it(name: str, call: Any) -> Any:
        def step(*given: Any, **named: Any) -> Any:
            happens(name)
            return call(*given, **named)

        return step

    with pytest.MonkeyPatch.context() as patch:
        for name in steps:
            patch.setattr(os, name, after_it(name, getattr(os, name)))
        yield


def in_child(does: Callable[[], int]) -> int:
    """The exit code of a process that does this; 1 if it raises."""
    child = os.fork()
    if child == 0:
        code = 1
        try:
            code = does()
        finally:
            os._exit(code)
    return os.waitstatus_to_exitcode(os.waitpid(child, 0)[1])


def killed_before(last: int, run: Callable[[], object], steps: Sequence[str] = STEPS) -> bool:
    """Run in a process that ends at once before its ``last``-th step; whether it came to that."""
    left = iter(range(last))

    def end_at_last(_: str) -> None:
        if next(left, None) is None:
            os._exit(KILLED)

    def make() -> int:
        with before_steps(end_at_last, steps):
            run()
        return SURVIVED

    code = in_child(make)
    assert code in (SURVIVED, KILLED)
    return code == KILLED
