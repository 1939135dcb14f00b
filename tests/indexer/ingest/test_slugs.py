"""A title gives an id.

1. Umlauts are written out, accents fall, everything else parts words.
2. It is always a valid id, cut between words, or nothing.
3. If it is taken there is another one, which is valid, too.
"""

from __future__ import annotations

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from indexer.ingest.slugs import free_id, slug
from kb.record import ID_LENGTH, ID_PATTERN
from tests.tiers import examples


@pytest.mark.parametrize(
    ("title", "record_id"),
    [
        ("Förderung für Straßen & Häfen", "foerderung-fuer-strassen-haefen"),
        ("Fo\u0308rderung", "foerderung"),
        ("Vækst på Øer og Åen", "vaekst-paa-oeer-og-aaen"),
        ("Clúster Érasmus", "cluster-erasmus"),
        ("  R&D -- 4.0!  ", "r-d-4-0"),
        ("The region’s fair", "the-regions-fair"),
        ("Ναυτιλία", ""),
        ("", ""),
    ],
)
def test_a_title_gives_an_id(title: str, record_id: str) -> None:
    assert slug(title) == record_id


def test_it_is_cut_between_words() -> None:
    words = "sehr-langer-titel-" * 10
    found = slug(words)
    assert len(found) <= ID_LENGTH
    assert words.startswith(f"{found}-")
    assert slug("x" * 200) == "x" * ID_LENGTH


@settings(max_examples=examples(200, 10_000), deadline=None)
@given(st.text(max_size=200))
def test_it_is_a_valid_id_or_nothing(title: str) -> None:
    found = slug(title)
    assert found == "" or (ID_PATTERN.match(found) and len(found) <= ID_LENGTH)
    assert slug(found) == found


def test_what_is_taken_gets_a_number() -> None:
    taken = {"fair", "fair-2"}
    assert free_id("fair", taken.__contains__) == "fair-3"
    assert free_id("port", taken.__contains__) == "port"
    assert free_id("", taken.__contains__) == "without-title"


@settings(max_examples=examples(50, 2000), deadline=None)
@given(st.text(max_size=120), st.integers(0, 30))
def test_another_one_is_valid_and_free(title: str, times: int) -> None:
    taken: set[str] = set()
    for _ in range(times + 1):
        found = free_id(slug(title), taken.__contains__)
        assert found not in taken
        assert ID_PATTERN.match(found)
        assert len(found) <= ID_LENGTH
        taken.add(found)
