"""A real small disk that fills up: a file system in memory, seen only by the process that asks for it.

Neither the rights of an administrator are needed nor anything to clean up, where the system lets everybody
have a view of their own of what is mounted; elsewhere the test is skipped with the reason.
"""

from __future__ import annotations

import ctypes
import os
import traceback
from collections.abc import Callable
from contextlib import suppress
from pathlib import Path

import pytest

NEW_MOUNTS, NEW_USERS = 0x00020000, 0x10000000  # of sched.h
RECURSIVE, PRIVATE = 0x4000, 0x40000  # of sys/mount.h
PASSED, FAILED, REFUSED = 0, 1, 2
BALLAST = ".ballast"
PAGE = 4096  # bytes


def on_a_small_disk(place: Path, size: int, does: Callable[[Path], None]) -> None:
    """Call ``does`` in a process of its own in which ``place`` is an empty disk of ``size`` bytes.

    Fails if it raises; skips the test if there can be no such disk.
    """
    place.mkdir(parents=True)
    report = place.with_name(f"{place.name}-report")
    child = os.fork()
    if child == 0:
        code = REFUSED
        try:
            _mount(place, size)
            code = FAILED
            does(place)
            code = PASSED
        except BaseException:  # noqa: BLE001  # this process must not run on as a second test run
            report.write_text(traceback.format_exc(), "utf-8")
        finally:
            os._exit(code)
    code = os.waitstatus_to_exitcode(os.waitpid(child, 0)[1])
    said = report.read_text("utf-8") if report.exists() else ""
    if code == REFUSED:
        pytest.skip(f"there can be no disk of our own here: {said.splitlines()[-1]}")
    assert code == PASSED, said


def _mount(place: Path, size: int) -> None:
    system = ctypes.CDLL(None, use_errno=True)
    user, group = os.getuid(), os.getgid()

    def call(function: Callable[..., int], *given: object) -> None:
        if function(*given):
            number = ctypes.get_errno()
            raise OSError(number, os.strerror(number))

    call(system.unshare, NEW_MOUNTS | (NEW_USERS if user else 0))
    if user:
        for name, text in (("setgroups", "deny"), ("uid_map", f"0 {user} 1"), ("gid_map", f"0 {group} 1")):
            Path("/proc/self", name).write_text(text, "ascii")
    call(system.mount, b"none", b"/", None, RECURSIVE | PRIVATE, None)
    call(system.mount, b"tmpfs", os.fsencode(place), b"tmpfs", 0, f"size={size}".encode())


def used(disk: Path) -> int:
    """The bytes that are taken."""
    found = os.statvfs(disk)
    return (found.f_blocks - found.f_bfree) * found.f_frsize


def fill(disk: Path, left: int) -> None:
    """Fill the disk up to ``left`` bytes."""
    free(disk)
    with (disk / BALLAST).open("wb", buffering=0) as handle, suppress(OSError):
        while True:
            handle.write(bytes(1 << 20))
    size = (disk / BALLAST).stat().st_size
    assert size > left, "the disk is full already"
    os.truncate(disk / BALLAST, size - left)


def free(disk: Path) -> None:
    """Make room again."""
    (disk / BALLAST).unlink(missing_ok=True)
