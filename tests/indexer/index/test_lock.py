"""Who may write the index?

1. The lock is held by one process at a time and is free again when that process ends, however it ends.
2. Building a generation needs no lock: several may build while another commits. One who removes what is
   unfinished knows whether anybody builds, and builders wait for him.
"""

from __future__ import annotations

import os
import threading
from pathlib import Path

import pytest

from indexer.errors import IndexBusy
from indexer.index.lock import build_mark, building_barred, writer_lock


def test_one_process_holds_the_lock(tmp_path: Path) -> None:
    held = writer_lock(tmp_path / "index")
    with held, pytest.raises(IndexBusy, match="Wait until it is done"), writer_lock(tmp_path / "index"):
        pass
    with writer_lock(tmp_path / "index"):
        pass


def test_several_may_build_while_another_commits(tmp_path: Path) -> None:
    with build_mark(tmp_path), build_mark(tmp_path), writer_lock(tmp_path):
        pass


def test_the_lock_of_a_killed_process_is_free(tmp_path: Path) -> None:
    ready, told = os.pipe()
    child = os.fork()
    if child == 0:
        with writer_lock(tmp_path / "index"):
            os.write(told, b"x")
            os.read(os.open("/dev/zero", os.O_RDONLY), 1)
            os.kill(os.getpid(), 9)
    os.read(ready, 1)
    os.waitpid(child, 0)
    with writer_lock(tmp_path / "index"):
        pass
    os.close(ready)
    os.close(told)


def test_builders_are_noticed_and_wait_for_one_who_bars_them(tmp_path: Path) -> None:
    with build_mark(tmp_path), building_barred(tmp_path) as barred:
        assert not barred
    building = threading.Event()

    def build() -> None:
        with build_mark(tmp_path):
            building.set()

    builder = threading.Thread(target=build)
    with building_barred(tmp_path) as barred:
        assert barred
        builder.start()
        assert not building.wait(0.1)
    builder.join(10)
    assert building.is_set()
