"""Work in a process of its own.

1. What the function returns comes back, what it raises on purpose comes back as the reason.
2. A process that is killed or stopped gives a reason, and is gone.
3. It yields to others, lets Ctrl+C pass, and ends with the process that started it.
"""

from __future__ import annotations

import errno
import os
import signal
import time

import pytest

from indexer.children import PROCESSES, Child
from indexer.errors import IndexDamaged, IndexNotWritten
from tests.indexer.running import wait_for


def add(first: int, second: int) -> int:
    return first + second


def fail(what: str) -> None:
    if what == "disk":
        raise OSError(errno.ENOSPC, os.strerror(errno.ENOSPC), "/some/file")
    if what == "damage":
        raise IndexDamaged("A file is damaged.")
    os._exit(3)


def wait_long() -> None:
    time.sleep(60)


def circumstances() -> tuple[int, bool]:
    os.kill(os.getpid(), signal.SIGINT)
    return os.nice(0), True


def start_and_stall(sending: object) -> None:
    """Start a child that holds the pipe too, then do nothing."""
    child: Child[None] = Child("grandchild", hold, sending)
    assert not child.is_done()
    wait_long()


def hold(sending: object) -> None:
    sending.send(os.getpid())  # type: ignore[attr-defined]  # multiprocessing's Connection is private
    wait_long()


def test_the_result_comes_back() -> None:
    child: Child[int] = Child("adding", add, 2, 3)
    wait_for(child.is_done)
    assert child.result() == 5


@pytest.mark.parametrize(
    ("what", "reason"),
    [
        ("disk", "^/some/file: No space left on device. Free space"),
        ("damage", "^A file is damaged.$"),
        ("exit", "^Its process ended with code 3.$"),
    ],
)
def test_a_failure_comes_back_as_its_reason(what: str, reason: str) -> None:
    child: Child[None] = Child("failing", fail, what)
    with pytest.raises(IndexNotWritten, match=reason):
        child.result()


def test_a_stopped_one_is_gone() -> None:
    child: Child[None] = Child("waiting", wait_long)
    assert not child.is_done()
    child.stop()
    assert not PROCESSES.active_children()


def test_it_is_polite_and_lets_interrupts_pass() -> None:
    child: Child[tuple[int, bool]] = Child("polite", circumstances)
    assert child.result() == (min(19, os.nice(0) + 10), True)


def test_it_ends_with_the_process_that_started_it() -> None:
    receiving, sending = PROCESSES.Pipe(duplex=False)
    parent = PROCESSES.Process(target=start_and_stall, args=(sending,))
    parent.start()
    sending.close()
    assert receiving.recv() > 0
    parent.kill()
    parent.join()
    assert receiving.poll(20), "the grandchild still holds the pipe"
    with pytest.raises(EOFError):
        receiving.recv()
