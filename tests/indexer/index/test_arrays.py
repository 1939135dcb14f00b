"""Arrays in a file.

1. What is written is what is read, of every type, in one go or in pieces, each at a multiple of 64 bytes.
2. The arrays are read-only, are where the file is, and stay readable after the file was removed.
3. A file is written once; where writing fails, by the caller or by a full disk, none is left.
4. A file that was cut or whose directory was changed is damaged; nothing but padding may change unnoticed.
5. ``smallest`` and ``scalars`` change no number.
"""

from __future__ import annotations

import errno
import io
import json
import os
import re
import tempfile
from pathlib import Path
from typing import Any
from unittest import mock

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from hypothesis.extra import numpy as hnp

from indexer.errors import IndexDamaged
from indexer.index.arrays import (
    ALIGNMENT,
    AnyArray,
    ArrayWriter,
    give_back,
    grouped,
    map_arrays,
    scalars,
    smallest,
    write_arrays,
)
from tests.tiers import examples

TYPES = st.one_of(
    hnp.boolean_dtypes(),
    hnp.integer_dtypes(),
    hnp.unsigned_integer_dtypes(),
    hnp.floating_dtypes(sizes=(32, 64)),
)
ARRAYS = hnp.arrays(TYPES, st.integers(0, 40))
TAIL = 32  # bytes
PADDING = range(-12, -8)  # of the tail


def written(arrays: dict[str, AnyArray], folder: Path) -> dict[str, AnyArray]:
    path = folder / "some.arrays"
    write_arrays(path, arrays)
    found = map_arrays(path)
    path.unlink()
    return found


def assert_same(found: dict[str, AnyArray], expected: dict[str, AnyArray]) -> None:
    assert list(found) == list(expected)
    for name, array in expected.items():
        assert found[name].dtype == array.dtype.newbyteorder("<")
        np.testing.assert_array_equal(found[name], array)


@given(st.dictionaries(st.text(max_size=8), ARRAYS, max_size=8))
def test_what_is_written_is_what_is_read(arrays: dict[str, AnyArray]) -> None:
    with tempfile.TemporaryDirectory() as folder:
        found = written(arrays, Path(folder))
    assert_same(found, arrays)
    for array in found.values():
        assert not array.flags.writeable
        assert array.size == 0 or array.ctypes.data % ALIGNMENT == 0
        with pytest.raises(ValueError, match="read-only"):
            array[:] = array


def test_many_arrays_lie_in_one_file(tmp_path: Path) -> None:
    arrays = {f"folder/{number}": np.arange(number % 7, dtype=np.uint16) for number in range(1_000)}
    assert_same(written(arrays, tmp_path), arrays)


def test_an_array_with_gaps_is_written_without_them(tmp_path: Path) -> None:
    every_second, reversed_ = np.arange(20, dtype=np.int32)[::2], np.arange(5)[::-1]
    found = written({"a": every_second, "b": reversed_}, tmp_path)
    assert found["a"].tolist() == every_second.tolist()
    assert found["b"].tolist() == [4, 3, 2, 1, 0]


@given(
    st.dictionaries(st.text(max_size=4), ARRAYS, min_size=1, max_size=4),
    st.lists(st.floats(0, 1), max_size=5),
)
def test_in_pieces_is_as_in_one_go(arrays: dict[str, AnyArray], cuts: list[float]) -> None:
    with tempfile.TemporaryDirectory() as folder:
        path = Path(folder) / "some.arrays"
        with ArrayWriter(path) as writer:
            writer.put("first", np.arange(3))
            for first, end in zip([0.0, *sorted(cuts)], [*sorted(cuts), 1.0], strict=True):
                for name, array in arrays.items():
                    piece = array[round(first * len(array)) : round(end * len(array))]
                    writer.append(f"piece {name}", piece)
            writer.put("last", np.arange(2))
        found = map_arrays(path)
        assert os.listdir(folder) == ["some.arrays"]  # noqa: PTH208
    assert found.pop("first").tolist() == [0, 1, 2]
    assert found.pop("last").tolist() == [0, 1]
    assert_same(found, {f"piece {name}": array for name, array in arrays.items()})


def test_a_piece_that_does_not_fit_the_first_is_refused(tmp_path: Path) -> None:
    def write() -> None:
        with ArrayWriter(tmp_path / "some.arrays") as writer:
            writer.append("places", np.array([1], np.uint8))
            writer.append("places", np.array([256], np.uint16))

    with pytest.raises(TypeError, match="Cannot cast"):
        write()
    assert list(tmp_path.iterdir()) == []


def test_all_who_open_a_file_read_the_same_bytes(tmp_path: Path) -> None:
    path = tmp_path / "some.arrays"
    write_arrays(path, {"a": np.array([1, 2, 3], np.uint8)})
    ours, theirs = map_arrays(path)["a"], map_arrays(path)["a"]
    with path.open("r+b") as handle:  # nobody does; it shows that neither has a copy
        handle.write(bytes([9]))
    assert ours.tolist() == theirs.tolist() == [9, 2, 3]


def test_a_file_that_was_removed_stays_readable_where_it_is_open(tmp_path: Path) -> None:
    path = tmp_path / "some.arrays"
    write_arrays(path, {"a": np.arange(100_000)})
    found = map_arrays(path)
    path.unlink()
    assert found["a"].sum() == 100_000 * 99_999 // 2


def test_a_file_is_written_once(tmp_path: Path) -> None:
    path = tmp_path / "some.arrays"
    write_arrays(path, {"a": np.arange(3)})
    with pytest.raises(FileExistsError):
        write_arrays(path, {"a": np.arange(4)})
    assert map_arrays(path)["a"].tolist() == [0, 1, 2]


@pytest.mark.parametrize("error", [RuntimeError("no more"), KeyboardInterrupt()])
def test_nothing_is_left_where_the_writer_gives_up(tmp_path: Path, error: BaseException) -> None:
    def write() -> None:
        with ArrayWriter(tmp_path / "some.arrays") as writer:
            writer.put("a", np.arange(3))
            writer.append("b", np.arange(3))
            raise error

    with pytest.raises(type(error)):
        write()
    assert list(tmp_path.iterdir()) == []


class FullDisk:
    """Files on a disk with room for so many bytes."""

    def __init__(self, room: int) -> None:
        self.room = room

    def open(self, path: Path, mode: str) -> io.BufferedWriter:
        """Path.open for writing."""
        return io.BufferedWriter(self._raw(path, mode), 64)

    def temporary(self, dir: Path) -> io.BufferedRandom:
        """tempfile.TemporaryFile; a small buffer, so that the disk is asked often."""
        file, name = tempfile.mkstemp(dir=dir)
        os.unlink(name)  # noqa: PTH108
        return io.BufferedRandom(self._raw(file, "r+b"), 64)

    def _raw(self, file: Path | int, mode: str) -> io.FileIO:
        disk = self

        class Raw(io.FileIO):
            def write(self, data: Any) -> int:
                if disk.room < len(data):
                    raise OSError(errno.ENOSPC, os.strerror(errno.ENOSPC))
                disk.room -= len(data)
                return super().write(data) or 0

        return Raw(file, mode)


def write_some(path: Path) -> None:
    with ArrayWriter(path) as writer:
        writer.put("a", np.arange(30))
        writer.append("b", np.arange(30))
        writer.put("c", np.arange(30, dtype=np.uint8))
        writer.append("b", np.arange(30))


def on_a_full_disk(room: int, path: Path) -> None:
    disk = FullDisk(room)
    with (
        mock.patch.object(Path, "open", lambda path, mode: disk.open(path, mode)),
        mock.patch("tempfile.TemporaryFile", disk.temporary),
    ):
        write_some(path)


def test_nothing_is_left_on_a_full_disk_wherever_it_becomes_full(tmp_path: Path) -> None:
    path = tmp_path / "some.arrays"
    write_some(path)
    enough = path.stat().st_size + 2 * 30 * 8  # the pieces are written twice
    path.unlink()
    for room in range(0, enough, 8):
        with pytest.raises(OSError, match="No space left"):
            on_a_full_disk(room, path)
        assert list(tmp_path.iterdir()) == [], room
    on_a_full_disk(enough, path)
    assert map_arrays(path)["b"].tolist() == [*range(30), *range(30)]


def test_nothing_is_left_where_the_disk_does_not_take_it(tmp_path: Path) -> None:
    failing = mock.patch("os.fsync", side_effect=OSError(errno.EIO, "broken"))
    with failing, pytest.raises(OSError, match="broken"):
        write_some(tmp_path / "some.arrays")
    assert list(tmp_path.iterdir()) == []


def is_damaged(path: Path, content: bytes) -> bool:
    path.write_bytes(content)
    try:
        found = map_arrays(path)
    except IndexDamaged:
        return True
    finally:
        path.unlink()
    assert found["a"].tolist() == [1, 2, 3]
    assert found["b/c"].tolist() == []
    return False


@pytest.fixture
def content(tmp_path: Path) -> bytes:
    path = tmp_path / "some.arrays"
    write_arrays(path, {"a": np.array([1, 2, 3], np.int32), "b/c": np.zeros(0)})
    return path.read_bytes()


@pytest.mark.parametrize("flip", [1, 128, 255])
def test_every_changed_byte_of_directory_and_tail_is_noticed_but_padding(
    tmp_path: Path, content: bytes, flip: int
) -> None:
    start = int.from_bytes(content[-TAIL : -TAIL + 8], "little")
    assert json.loads(content[start:-TAIL])["a"] == ["<i4", 0, 3]
    changed = tmp_path / "changed"
    for place in range(start, len(content)):
        damaged = is_damaged(changed, bytes([*content[:place], content[place] ^ flip, *content[place + 1 :]]))
        assert damaged == (place - len(content) not in PADDING), place


def test_a_file_that_was_cut_or_went_on_is_damaged(tmp_path: Path, content: bytes) -> None:
    changed = tmp_path / "changed"
    for length in range(len(content)):
        assert is_damaged(changed, content[:length]), length
        assert length == 0 or is_damaged(changed, content[length:]), length
    assert is_damaged(changed, content + b"\0")


@given(st.binary(max_size=200))
def test_any_bytes_are_damage_and_no_other_error(found: bytes) -> None:
    with tempfile.TemporaryDirectory() as folder:
        path = Path(folder) / "found"
        path.write_bytes(found)
        with pytest.raises(IndexDamaged, match=f"{path} cannot be read.*Run 'kb index --full'"):
            map_arrays(path)


def test_no_file_and_a_folder_are_damage(tmp_path: Path) -> None:
    for path in (tmp_path / "none", tmp_path):
        with pytest.raises(IndexDamaged, match="cannot be read"):
            map_arrays(path)


def test_arrays_are_grouped_by_what_their_names_begin_with() -> None:
    names = ("a/b", "a/c/d", "ab/e", "a", "b/a/b", "a/f")
    arrays = {name: np.full(1, number) for number, name in enumerate(names)}
    found = {
        prefix: {name: int(one[0]) for name, one in group.items()}
        for prefix, group in grouped(arrays).items()
    }
    assert found == {"a": {"b": 0, "f": 5}, "a/c": {"d": 1}, "ab": {"e": 2}, "": {"a": 3}, "b/a": {"b": 4}}


@settings(max_examples=examples(100, 1000))
@given(st.lists(st.one_of(st.integers(0, 70_000), st.integers(0, 2**62)), max_size=20))
def test_the_smallest_type_holds_every_number(numbers: list[int]) -> None:
    found = smallest(np.array(numbers, np.int64))
    assert found.tolist() == numbers
    most = max(numbers, default=0)
    assert found.itemsize == next(
        size for size, limit in ((1, 2**8), (2, 2**16), (4, 2**31), (8, 2**63)) if most < limit
    )


@pytest.mark.parametrize(
    ("most", "kind"),
    [
        (0, "u1"),
        (255, "u1"),
        (256, "u2"),
        (65_535, "u2"),
        (65_536, "i4"),
        (2**31 - 1, "i4"),
        (2**31, "i8"),
    ],
)
def test_types_grow_where_a_number_would_not_fit(most: int, kind: str) -> None:
    assert smallest(np.array([0, most])).dtype == np.dtype(kind)


@given(hnp.arrays(st.one_of(hnp.integer_dtypes(), hnp.unsigned_integer_dtypes()), st.integers(0, 9)))
def test_scalars_are_the_same_numbers(array: AnyArray) -> None:
    native = array.astype(array.dtype.newbyteorder("="))
    with tempfile.TemporaryDirectory() as folder:
        found = written({"a": array}, Path(folder))["a"]
    assert list(scalars(native)) == list(scalars(found)) == array.tolist()


def test_pages_that_are_given_back_are_read_again(tmp_path: Path) -> None:
    path = tmp_path / "a"
    write_arrays(path, {"a": np.arange(1_000_000), "b": np.arange(3)})

    def resident() -> int:
        """Bytes of files that are in the memory of this process."""
        found = re.search(r"RssFile:\s+([0-9]+) kB", Path("/proc/self/status").read_text())
        assert found
        return int(found[1]) * 1024

    arrays = map_arrays(path)
    before = resident()
    total = int(arrays["a"].sum())
    read = resident()
    give_back(arrays["b"])
    assert read - before > 7_000_000 > resident() - before
    assert int(arrays["a"].sum()) == total
    give_back(np.zeros(3))  # of no file
