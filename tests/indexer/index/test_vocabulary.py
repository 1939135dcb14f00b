"""The keys by which terms are found.

1. Every term is under the key of its spelling, and under no other there.
2. Per language a term of that language or of names is under the key of its inflection and of each of its
   parts in every form; terms of other languages are not.
3. Every term is under its pieces, so a word with an edit shares one with it.
4. Any terms have tables.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st
from numpy.typing import NDArray

from indexer.analysis.compounds import splitter
from indexer.analysis.forms import fold, stem
from indexer.analysis.near import edits_allowed, pieces_near, pieces_of
from indexer.analysis.parts import parts_of
from indexer.documents import NEUTRAL
from indexer.index.vocabulary import BLOCKS, PIECES, SPELLINGS, compounds, inflections, vocabulary_tables
from kb.localized import LANGUAGES, Language

Tables = Mapping[str, Mapping[str, set[str]]]

SOME = """hafen häfen haefen hafenfinanzierung finanzierung finanzierungen finanzieren clusters iso9001
förderung forderung networks kontingenter 東京 ki KI r&d 4.0 clusterfoerderung"""
TERMS = st.one_of(st.sampled_from(SOME.split()), st.text(min_size=1, max_size=9))


@st.composite
def vocabularies(draw: st.DrawFn) -> tuple[list[str], NDArray[np.bool_]]:
    """Sorted terms, and in which blocks each stands."""
    terms = sorted(draw(st.sets(TERMS, max_size=8)))
    anywhere = st.lists(st.booleans(), min_size=len(BLOCKS), max_size=len(BLOCKS)).filter(any)
    present = [draw(anywhere) for _ in terms]
    return terms, np.array(present, np.bool_).reshape(-1, len(BLOCKS))


def tables_of(terms: Sequence[str], present: NDArray[np.bool_]) -> Tables:
    """By table, by key, the terms."""
    found: dict[str, dict[str, set[str]]] = {}
    for name, pairs in vocabulary_tables(splitter(), terms, present).items():
        table = found.setdefault(name, {})
        for key, number in pairs:
            table.setdefault(key, set()).add(terms[number])
    return found


def in_german(*terms: str) -> Tables:
    present = np.zeros((len(terms), len(BLOCKS)), np.bool_)
    present[:, BLOCKS.index("de")] = True
    return tables_of(terms, present)


def grouped(pairs: Iterable[tuple[str, str]]) -> Mapping[str, set[str]]:
    found: dict[str, set[str]] = {}
    for key, term in pairs:
        found.setdefault(key, set()).add(term)
    return found


def of_language(terms: Sequence[str], present: NDArray[np.bool_], language: Language) -> list[str]:
    columns = [BLOCKS.index(language), BLOCKS.index(NEUTRAL)]
    return [term for term, row in zip(terms, present, strict=True) if row[columns].any()]


@given(vocabularies())
def test_terms_are_under_their_keys_and_no_others(world: tuple[list[str], NDArray[np.bool_]]) -> None:
    terms, present = world
    found = tables_of(terms, present)
    assert found[SPELLINGS] == grouped((fold(term), term) for term in terms)
    assert found[PIECES] == grouped((piece, term) for term in terms for piece in pieces_of(fold(term)))
    for language in LANGUAGES:
        own = of_language(terms, present, language)
        assert found[inflections(language)] == grouped((stem(term, language), term) for term in own)
        forms = [(form, term) for term in own for part in parts_of(term, splitter()) for form in part]
        assert found[compounds(language)] == grouped((stem(form, language), term) for form, term in forms)


def test_every_block_of_a_language_has_its_tables_and_no_name_is_used_twice() -> None:
    found = tables_of([], np.zeros((0, len(BLOCKS)), np.bool_))
    assert len(found) == 2 + 2 * len(LANGUAGES)
    assert not any(found.values())


@pytest.mark.parametrize("word", ["finanzierung", "finanzierungen", "finanzieren", "finanziert"])
def test_a_compound_is_found_by_any_inflection_of_its_parts(word: str) -> None:
    found = in_german("finanzierung", "hafenfinanzierungen", "häfen")
    assert found[compounds("de")][stem(word, "de")] == {"hafenfinanzierungen"}
    assert found[compounds("de")][stem("häfen", "de")] == {"hafenfinanzierungen"}


def test_letters_with_a_number_are_found_by_both() -> None:
    found = in_german("iso9001", "iso")[compounds("de")]
    assert found[stem("iso", "de")] == found[stem("9001", "de")] == {"iso9001"}


def test_terms_of_another_language_are_not_found_but_names_are() -> None:
    present = np.zeros((2, len(BLOCKS)), np.bool_)
    present[0, BLOCKS.index("en")] = present[1, BLOCKS.index(NEUTRAL)] = True
    found = tables_of(["harbour", "kiel"], present)
    assert found[inflections("en")] == grouped(
        [(stem("harbour", "en"), "harbour"), (stem("kiel", "en"), "kiel")]
    )
    assert found[inflections("de")] == {stem("kiel", "de"): {"kiel"}}
    assert found[SPELLINGS].keys() == {fold("harbour"), "kiel"}


@pytest.mark.parametrize("typed", ["finanzierng", "fnanzierung", "finanzierungg", "finanzjerumg"])
def test_a_mistyped_word_shares_a_piece_with_the_term(typed: str) -> None:
    found = in_german("finanzierung", "hafen")[PIECES]
    pieces = pieces_near(typed, edits_allowed(typed))
    assert {term for piece in pieces for term in found.get(piece, ())} == {"finanzierung"}
