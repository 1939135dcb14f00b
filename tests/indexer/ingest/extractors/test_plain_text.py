"""A plain text is read by its paragraphs.

1. Blank lines part paragraphs; lines within one run on.
2. Headings are underlined, or short numbered lines that stand alone; sentences are none.
3. Lines that begin with a bullet or number are items.
4. The title is the first line if it is short.
5. All encodings are read; what holds NUL bytes is no text.
6. No text is an error other than an unreadable source.
"""

from __future__ import annotations

import contextlib

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from indexer.ingest.extraction import Hints, Passage
from indexer.ingest.extractors.plain_text import extract
from kb.errors import SourceUnreadable
from tests.tiers import examples

TEXT = """\
Größere Netze
=============

Ein Absatz, der über
zwei Zeilen läuft.

Vorgehen
--------
Noch ein Absatz.

2.1 Ergebnisse

- Eins
- Zwei, über
  zwei Zeilen
1) Drei

2. Dieser Satz beginnt mit einer Zahl.

Kontakt: info@example.org
"""
PASSAGES = (
    Passage("heading", "Größere Netze", 1),
    Passage("paragraph", "Ein Absatz, der über zwei Zeilen läuft."),
    Passage("heading", "Vorgehen", 2),
    Passage("paragraph", "Noch ein Absatz."),
    Passage("heading", "2.1 Ergebnisse", 2),
    Passage("item", "Eins"),
    Passage("item", "Zwei, über zwei Zeilen"),
    Passage("item", "Drei"),
    Passage("item", "Dieser Satz beginnt mit einer Zahl."),
)


@pytest.mark.parametrize(
    "encoding", ["utf-8", "utf-8-sig", "utf-16", "utf-16-be", "windows-1252", "cp850", "mac-roman"]
)
@pytest.mark.parametrize("line_end", ["\n", "\r\n", "\r"])
def test_everything_stands_in_its_order_in_every_encoding(encoding: str, line_end: str) -> None:
    text = extract(TEXT.replace("\n", line_end).encode(encoding), Hints(name="a.txt"))
    assert text.passages == PASSAGES
    assert (text.title, text.language, text.kind) == ("Größere Netze", "de", "text")


@pytest.mark.parametrize(
    "line", ["2019 war ein gutes Jahr.", "Nur ein Wort", "WICHTIG", "3 von 4 Mitgliedern stimmten zu,"]
)
def test_other_lines_are_no_headings(line: str) -> None:
    passages = extract(f"Titel\n\n{line}\n\nEin Absatz.".encode(), Hints()).passages
    assert [passage.kind for passage in passages] == ["heading", "paragraph", "paragraph"]


@pytest.mark.parametrize(
    ("text", "title"), [("\n\nTitel\n\nAbsatz", "Titel"), ("Lang " * 40, None), ("- Eins\n- Zwei", None)]
)
def test_the_title_is_the_first_line_if_it_is_short(text: str, title: str | None) -> None:
    assert extract(text.encode(), Hints()).title == title


def test_a_title_above_its_text_is_the_first_line() -> None:
    paragraph = "Ein Absatz beginnt gleich darunter und ist lang genug, um einer zu sein."
    text = extract(f"Größere Netze\n{paragraph}\n".encode(), Hints())
    assert text.passages == (Passage("heading", "Größere Netze", 1), Passage("paragraph", paragraph))
    running = extract(f"{paragraph[:-1]}\nund noch einer zu sein\n".encode(), Hints())
    assert len(running.passages) == 1


@pytest.mark.parametrize("data", [b"", b" \n\t\n", b"Ein Satz mit\x00NUL.", b"info@example.org"])
def test_what_is_no_text_is_refused(data: bytes) -> None:
    with pytest.raises(SourceUnreadable) as refused:
        extract(data, Hints())
    assert refused.value.repair


@settings(max_examples=examples(100, 5_000), deadline=None)
@given(st.one_of(st.binary(max_size=200), st.text(max_size=200).map(str.encode)))
def test_no_text_is_another_error(data: bytes) -> None:
    with contextlib.suppress(SourceUnreadable):
        assert all(passage.text.strip() for passage in extract(data, Hints()).passages)
