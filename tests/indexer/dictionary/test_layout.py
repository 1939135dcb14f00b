"""The file of a compiled dictionary.

1. What is written is read: arrays of every kind and the facts.
2. Equal arrays and facts give equal bytes.
3. A changed byte, a file cut off or with more at its end, of another version or of another kind is noticed.
4. Killed at any step of writing, the old or the new file is there; what is left behind is swept later.
5. The signature changes when the tokenizer, folding or stemming does.
"""

from __future__ import annotations

import os
import zlib
from pathlib import Path

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from indexer.analysis.forms import fold, stem
from indexer.analysis.tokenizer import tokenize
from indexer.dictionary import layout
from indexer.dictionary.layout import SIGNATURE, Arrays, pool, read, write
from indexer.errors import DictionaryDamaged
from tests.indexer.steps import killed_before
from tests.tiers import examples

KINDS = ("uint8", "uint32", "float16")


def some_arrays(first: int = 0) -> Arrays:
    return {
        kind: np.arange(first, first + size, dtype=kind) for kind, size in zip(KINDS, (3, 5, 0), strict=True)
    }


@pytest.fixture
def file(tmp_path: Path) -> Path:
    write(tmp_path / "state" / "dictionary.bin", some_arrays(), {"senses": 3})
    return tmp_path / "state" / "dictionary.bin"


def assert_damaged(file: Path, said: str = "dictionary.bin") -> None:
    with pytest.raises(DictionaryDamaged, match=said) as damage:
        read(file)
    assert "'kb dictionary import FILE'" in str(damage.value)


@settings(max_examples=examples(30, 1000))
@given(
    st.dictionaries(
        st.text(min_size=1, max_size=9),
        st.tuples(st.sampled_from(KINDS), st.lists(st.integers(0, 255), max_size=20)),
        min_size=1,
    )
)
def test_what_is_written_is_read(
    tmp_path_factory: pytest.TempPathFactory, columns: dict[str, tuple[str, list[int]]]
) -> None:
    file = tmp_path_factory.mktemp("layout") / "dictionary.bin"
    arrays: Arrays = {name: np.array(values, kind) for name, (kind, values) in columns.items()}
    write(file, arrays, {"heading": ["ä"], "senses": 2})
    found, facts = read(file)
    assert facts == {"heading": ["ä"], "senses": 2}
    assert {name: (values.dtype, values.tolist()) for name, values in found.items()} == {
        name: (values.dtype, values.tolist()) for name, values in arrays.items()
    }


def test_texts_are_pooled() -> None:
    offsets, characters = pool(["ä", "", "bc"])
    assert offsets.tolist() == [0, 2, 2, 4]
    assert bytes(characters) == "äbc".encode()


def test_equal_input_gives_equal_bytes(file: Path, tmp_path: Path) -> None:
    write(tmp_path / "other.bin", some_arrays(), {"senses": 3})
    assert (tmp_path / "other.bin").read_bytes() == file.read_bytes()


@settings(max_examples=examples(10, 200))
@given(st.data())
def test_a_changed_byte_is_noticed(tmp_path_factory: pytest.TempPathFactory, data: st.DataObject) -> None:
    file = tmp_path_factory.mktemp("flipped") / "dictionary.bin"
    write(file, some_arrays(), {"senses": 3})
    content = bytearray(file.read_bytes())
    content[data.draw(st.integers(0, len(content) - 1))] ^= data.draw(st.integers(1, 255))
    file.write_bytes(content)
    assert_damaged(file)


def test_a_file_cut_off_is_noticed_wherever_it_ends(file: Path) -> None:
    content = file.read_bytes()
    for size in range(0, len(content), examples(7, 1)):
        file.write_bytes(content[:size])
        assert_damaged(file)
    file.write_bytes(content + b"\0")
    assert_damaged(file, "differs from its checksum")


def test_the_damage_is_named(file: Path) -> None:
    content = file.read_bytes()
    file.write_bytes(b"LTDICT00" + content[8:])
    assert_damaged(file, "was made by another version")
    file.write_bytes(b"something else altogether")
    assert_damaged(file, "is not a compiled dictionary")


def test_a_missing_file_is_no_damage(tmp_path: Path) -> None:
    with pytest.raises(FileNotFoundError):
        read(tmp_path / "dictionary.bin")


STEPS = ("open", "fsync", "replace", "unlink", "mkdir")


def test_killed_at_any_step_the_old_or_the_new_file_is_there(file: Path) -> None:
    old, new = file.read_bytes(), file.with_name("new.bin")
    write(new, some_arrays(9), {})
    seen = []
    killed, last = True, 0
    while killed:
        file.write_bytes(old)
        killed = killed_before(last, lambda: write(file, some_arrays(9), {}), STEPS)
        assert file.read_bytes() in (old, new.read_bytes())
        seen.append(file.read_bytes() == old)
        last += 1
    assert seen == sorted(seen, reverse=True)
    assert set(seen) == {True, False}


def test_a_failed_write_keeps_the_old_file(file: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    def full(_handle: int) -> None:
        raise OSError(28, "No space left on device")

    old = file.read_bytes()
    monkeypatch.setattr(os, "fsync", full)
    with pytest.raises(OSError, match="No space left"):
        write(file, some_arrays(9), {})
    assert file.read_bytes() == old
    assert [path.name for path in file.parent.iterdir()] == [file.name]


def test_what_a_killed_process_left_is_swept_but_not_what_another_is_writing(file: Path) -> None:
    left, written = (file.with_name(f".{file.name}.{name}") for name in ("left", "written"))
    for path in (left, written):
        path.write_bytes(b"half")
    os.utime(left, (1, 1))
    write(file, some_arrays(), {})
    assert not left.exists()
    assert written.exists()


def test_the_signature_changes_with_the_analysis() -> None:
    """If this fails, the numbers in a compiled file mean something else: raise the number in SIGNATURE."""
    terms = tokenize(
        "Förderung Straße Øresund F&E Industrie 4.0 E-Mobilität Finanzierung Mitgliedsbeiträge Workers"
    ).terms
    forms = [(term, fold(term), stem(term, "de"), stem(term, "en")) for term in terms]
    assert (SIGNATURE, zlib.crc32(repr(forms).encode())) == (b"LTDICT03", 2451048941)


def test_hashes_are_the_same_in_every_process() -> None:
    assert layout.hashed("hafen") == 304103384
