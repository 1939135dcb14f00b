"""The whole of suggestions.

1. The passage is a part of the text or of a finding, at most 400 signs, and its place is named.
2. The same text gives the same suggestions, ordered by field, then by confidence; all fit a record.
3. Any text is read, without an error.
4. The time is linear in the length of the text, whatever it repeats.
5. A text without a language is read in the one it is written in.
"""

from __future__ import annotations

import time
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st
from pydantic import TypeAdapter

from indexer.ingest.extraction import Found, Passage, Text
from indexer.ingest.suggesting.reading import read
from indexer.ingest.suggesting.suggest import FIELDS, suggest
from kb.record import Figure
from tests.indexer.ingest.suggesting.texts import a_text, vocabularies
from tests.tiers import examples

PAGE = a_text(
    "# Wasserstoff-Gutscheine für kleine Betriebe",
    "Das Beispielcluster vergibt in Schleswig-Holstein Gutscheine an KMU. "
    "Seit 2019 nutzten es 1.200 Betriebe.",
    "## Ergebnisse",
    "350 Mitglieder (2019). Das Programm wird aus dem EFRE gefördert. "
    + "Ein langer Satz " * 60
    + "mit 45 Projekten.",
    "Laufzeit\t2019-2022\nTräger\tBeispielcluster e. V.",
    title="Wasserstoff-Gutscheine für kleine Betriebe",
    found=(
        Found("organisation", "Beispielcluster", "og:site_name"),
        Found("keyword", "wasserstoff", "keywords"),
    ),
)
WORDS = [
    "Hamburg",
    "Wasserstoff",
    "1.200",
    "2019",
    "Mitglieder",
    "%",
    "EUR",
    "GmbH",
    "seit",
    "bis",
    "\t",
    "\n",
    ":",
    ". ",
]
PIECES = st.lists(st.sampled_from(WORDS) | st.text(max_size=8), max_size=30).map(" ".join)
REPEATED = [
    "1 ",
    "1.200 ",
    "Wasserstoff-",
    "seit 2019 bis 2020 ",
    "(2019 ",
    "A. ",
    "a",
    "Müller & ",
    "Das Cluster ",
    "\t1",
    ": ",
]


def parts(text: Text) -> list[str]:
    return [*(p.text for p in text.passages), *(f.value for f in text.found), text.title or ""]


def test_passages_are_parts_of_the_text_and_short() -> None:
    found = suggest(PAGE, vocabularies())
    assert {one.field for one in found} >= {
        "title",
        "sectors",
        "figures",
        "place.regions",
        "funding",
        "period.start",
    }
    for one in found:
        assert any(one.passage in part for part in parts(PAGE))
        assert 0 < len(one.passage) <= 400
        assert one.where
        assert 0 < one.confidence <= 1


def test_a_page_names_its_page_and_a_section_its_heading() -> None:
    lines = ["# Titel der Seite", "## Ergebnisse", "Es sind 350 Mitglieder dabei."]
    (paged,) = [one for one in suggest(a_text(*lines, paged=True), vocabularies()) if one.field == "figures"]
    (plain,) = [one for one in suggest(a_text(*lines), vocabularies()) if one.field == "figures"]
    assert (paged.where, plain.where) == ("page 3", 'under "Ergebnisse"')


def test_suggestions_are_ordered_and_always_the_same() -> None:
    found = suggest(PAGE, vocabularies())
    assert found == suggest(PAGE, vocabularies())
    keys = [(FIELDS.index(one.field), -one.confidence) for one in found]
    assert keys == sorted(keys)


def test_figures_fit_a_record() -> None:
    figures: list[Any] = [one.value for one in suggest(PAGE, vocabularies()) if one.field == "figures"]
    assert len(figures) >= 2
    TypeAdapter(list[Figure]).validate_python(figures)


@given(
    st.lists(st.tuples(st.sampled_from(["heading", "paragraph", "item", "table"]), PIECES), max_size=8),
    PIECES,
)
def test_any_text_is_read(lines: list[tuple[Any, str]], title: str) -> None:
    passages = tuple(Passage(kind, text, 2 if kind == "heading" else 0) for kind, text in lines)
    found = (
        Found("description", title, "d"),
        Found("organisation", title, "o"),
        Found("published", title, "p"),
    )
    text = Text("html", "test 1", passages, title, "de", found)
    for one in suggest(text, vocabularies()):
        assert any(one.passage in part for part in parts(text))
        assert len(one.passage) <= 400


@pytest.mark.parametrize("piece", REPEATED)
def test_repetition_costs_no_more_than_its_length(piece: str) -> None:
    def seconds(signs: int) -> float:
        text = a_text(piece * (signs // len(piece)))
        start = time.process_time()
        suggest(text, vocabularies())
        return time.process_time() - start

    seconds(2_000)
    size = examples(5_000, 50_000)
    assert seconds(size * 8) <= 8 * 4 * max(seconds(size), 0.01)


@pytest.mark.soak
@pytest.mark.parametrize("piece", ["", "1 ", "1.200 ", "seit 2019 bis 2020 ", "Das Cluster "])
def test_half_a_million_signs_take_less_than_three_seconds(piece: str) -> None:
    lines = [f"{passage.text} Absatz {n}." for n in range(500_000 // 1_500) for passage in PAGE.passages]
    text = a_text(piece * (500_000 // len(piece))) if piece else a_text(*lines, paged=True)
    suggest(PAGE, vocabularies())
    start = time.process_time()
    suggest(text, vocabularies())
    assert time.process_time() - start < 3


@pytest.mark.parametrize(
    ("line", "language"),
    [
        ("Das ist ein Text, der nicht sagt, in welcher Sprache er ist.", "de"),
        ("This is a text that does not say which language it is in.", "en"),
        ("Det er en tekst, som ikke siger, hvilket sprog den er på.", "da"),
        ("", "en"),
    ],
)
def test_the_language_is_told_from_the_words(line: str, language: str) -> None:
    assert read(a_text(line, language=None)).language == language
