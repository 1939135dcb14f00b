"""Dictionaries in Ding format.

1. What stands at the same place on both sides of a line means the same.
2. Marks of grammar and subject, explanations and placeholders are taken off.
3. An optional part of a word and words beside a slash give every reading, but few.
4. No text is an error; a headword always holds a letter or digit.
5. A file is read plain or compressed alike, and tells how far it is.
6. What is no Ding file is refused with what to do instead.
"""

from __future__ import annotations

import gzip
import time
from pathlib import Path

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from indexer.dictionary.ding import MOST_VARIANTS, heading, read, senses
from indexer.dictionary.layout import Side
from indexer.errors import SourceRefused
from tests.indexer.dictionary.snippets import HARBOUR, a_source
from tests.tiers import examples

DING_TEXT = st.text(
    st.sampled_from("ab Ä9 |;:/(){}[]<>.+…#,-'\t\n\0") | st.characters(exclude_categories=["Cs"])
)


def headwords(text: str, side: Side) -> tuple[str, ...]:
    """The headwords of one side of a line."""
    (sense,) = senses(f"{text} :: x" if side == "de" else f"x :: {text}")
    return sense.german if side == "de" else sense.english


def test_senses_stand_in_the_same_order_on_both_sides() -> None:
    found = senses("Hafen {m}; Seehafen {m} | Häfen {pl} :: port; harbour | ports")
    assert [(sense.german, sense.english) for sense in found] == [
        (("Hafen", "Seehafen"), ("port", "harbour")),
        (("Häfen",), ("ports",)),
    ]


def test_a_sense_that_one_side_lacks_is_left_out() -> None:
    assert [sense.german for sense in senses("eins | zwei | drei :: one | | three")] == [("eins",), ("drei",)]
    assert [sense.german for sense in senses("eins | zwei :: one")] == [("eins",)]


@pytest.mark.parametrize(
    ("text", "side", "words"),
    [
        ("Hafen {m} [naut.] <Häfen>", "de", ("Hafen",)),
        ("harbour (for ships; of a town)", "en", ("harbour",)),
        ("Kohlendioxid {n} /CO2/", "de", ("Kohlendioxid",)),
        ("jdm. etw. geben {vt}", "de", ("geben",)),
        ("to give sth. to sb.", "en", ("give to",)),
        ("to be late", "en", ("late",)),
        ("the port", "en", ("port",)),
        ("sich freuen", "de", ("freuen",)),
        ("ich/er/sie ging", "de", ("ging",)),
        ("wegen +Gen.", "de", ("wegen",)),
        ("von … bis", "de", ("von bis",)),
        ("to", "en", ("to",)),
    ],
)
def test_only_the_words_are_left(text: str, side: Side, words: tuple[str, ...]) -> None:
    assert headwords(text, side) == words


@pytest.mark.parametrize(
    ("text", "words"),
    [
        ("Bürger(in)", ("Bürger", "Bürgerin")),
        ("Prüfungs(ge)bühr", ("Prüfungsbühr", "Prüfungsgebühr")),
        ("rasch/schnell handeln", ("rasch handeln", "schnell handeln")),
        ("Tor / Tür", ("Tor", "Tür")),
    ],
)
def test_every_reading_is_a_headword(text: str, words: tuple[str, ...]) -> None:
    assert headwords(text, "de") == words


def test_the_readings_are_few() -> None:
    assert len(headwords("a/b c/d e/f g/h i/j k/l", "de")) == MOST_VARIANTS


@pytest.mark.parametrize(
    "line", ["", "# Hafen :: port", "Hafen {m}", "Hafen ::", ":: port", "{m} :: [x]", "::"]
)
def test_a_line_that_says_nothing_gives_no_sense(line: str) -> None:
    assert senses(line) == ()


@settings(max_examples=examples(200, 5000))
@given(DING_TEXT, DING_TEXT)
def test_no_text_is_an_error(left: str, right: str) -> None:
    for text in (left, f"{left}::{right}"):
        for sense in senses(text):
            for word in (*sense.german, *sense.english):
                assert any(map(str.isalnum, word))


@pytest.mark.parametrize("piece", ["(", "|", ";", "/", "{[<(", " / ", "a/b ", "(a)", "....", "etw./jdn."])
def test_a_long_line_takes_no_long_time(piece: str) -> None:
    started = time.perf_counter()
    senses(f"x{piece * 50_000} :: x{piece * 50_000}")
    senses(f"x :: {piece * (40_000 // len(piece))}")
    assert time.perf_counter() - started < 5


def test_a_file_is_read_plain_or_compressed_alike(tmp_path: Path) -> None:
    plain, packed = a_source(tmp_path / "de-en"), tmp_path / "de-en.gz"
    packed.write_bytes(gzip.compress(b"\xef\xbb\xbf" + HARBOUR.replace("\n", "\r\n").encode()))
    assert list(read(packed)) == list(read(plain))
    assert heading(packed) == heading(plain) == ("Version :: made up for tests", "License :: EUPL-1.2")


def test_reading_tells_how_far_it_is(tmp_path: Path) -> None:
    source = a_source(tmp_path / "de-en", HARBOUR * 500)
    told: list[tuple[int, int]] = []
    list(read(source, lambda done, size: told.append((done, size))))
    assert len(told) > 5
    assert told == sorted(told)
    assert {size for _, size in told} == {source.stat().st_size}
    assert told[-1][0] <= source.stat().st_size


@pytest.mark.parametrize(
    ("content", "said"),
    [
        (b"", "not a dictionary in Ding format"),
        (b"# Hafen :: port\n", "not a dictionary in Ding format"),
        (b"some text\n" * 2000, "not a dictionary in Ding format"),
        (b"a :: b\n" + b"some text\n" * 20, "not a dictionary in Ding format"),
        (b"Hafen :: port\nH\xe4fen :: ports\n", "line 2 is not UTF-8. Convert the file with 'iconv"),
        (b"!<arch>\ndebian-binary", "is a Debian package. Unpack it with 'dpkg-deb -x"),
        (gzip.compress(HARBOUR.encode())[:-9], "cut off or damaged"),
        (b"\x1f\x8bno gzip at all", "cut off or damaged"),
    ],
)
def test_other_files_are_refused_with_what_to_do(tmp_path: Path, content: bytes, said: str) -> None:
    source = tmp_path / "file"
    source.write_bytes(content)
    with pytest.raises(SourceRefused, match=said) as refused:
        list(read(source))
    assert str(source) in str(refused.value)
    assert "\n" not in str(refused.value)


def test_a_file_that_cannot_be_read_is_refused(tmp_path: Path) -> None:
    for source in (tmp_path, tmp_path / "nowhere"):
        with pytest.raises(SourceRefused, match="cannot be read"):
            list(read(source))
