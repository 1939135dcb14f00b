"""Which terms of an index answer a word?

1. Each term of the index is found by every spelling of it (exact) and by every inflection (stem), each once,
   in its best class; nothing else is.
2. Compounds are found by their parts in any inflection; a word is no part of itself.
3. The lexicon of a language holds its own terms and those of the neutral fields.
"""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from indexer.analysis.compounds import splitter
from indexer.analysis.forms import fold, stem
from indexer.analysis.parts import parts_of
from indexer.documents import NEUTRAL, TEXTS
from indexer.search.lexicon import Lexicon, lexicons_of
from indexer.search.searcher import Searcher
from kb.localized import LANGUAGES, Language
from tests.indexer import corpora
from tests.indexer.corpora import SOME_RECORDS, WORDS, values

READERS = st.sampled_from(LANGUAGES)
ALL_WORDS = sorted({word.lower() for words in WORDS.values() for word in words})


def terms_of(searcher: Searcher, language: Language) -> set[str]:
    arrays = searcher._prepared.arrays
    every = {term for part in arrays.parts for term in part.segment.terms[:]}
    return {
        term
        for term in every
        for name in TEXTS
        for side in (language, NEUTRAL)
        if len(arrays.postings(f"{name}_{side}", term).documents)
    }


@pytest.fixture(scope="module")
def searcher() -> Searcher:
    return corpora.in_memory([record for record in SOME_RECORDS if record["status"] != "draft"])


@given(
    word=st.one_of(
        st.sampled_from(ALL_WORDS),
        st.sampled_from(ALL_WORDS).map(lambda word: f"{word}en"),
        st.text(max_size=9),
    ),
    language=READERS,
)
def test_the_answers_are_all_terms_with_the_key(searcher: Searcher, word: str, language: Language) -> None:
    terms = terms_of(searcher, language)
    found = searcher._prepared.lexicons[language].answers(word)
    exact = {term for term in terms if fold(term) == fold(word)}
    inflected = {term for term in terms if stem(term, language) == stem(word, language)} - exact
    assert {name: set(group) for name, group in found.items()} == {
        name: group for name, group in (("exact", exact), ("stem", inflected)) if group
    }
    assert all(len(set(group)) == len(group) for group in found.values())
    assert set(searcher._prepared.lexicons[language].inflections(word)) == exact | inflected


def test_every_term_is_found_by_itself(searcher: Searcher) -> None:
    for language, lexicon in searcher._prepared.lexicons.items():
        for term in terms_of(searcher, language):
            assert term in lexicon.answers(term)["exact"]


def test_the_lexicon_of_the_delivered_corpus_knows_every_compound_by_its_parts(
    delivered_searcher: Searcher,
) -> None:
    lexicon = delivered_searcher._prepared.lexicons["de"]
    compounds = 0
    for term in terms_of(delivered_searcher, "de"):
        for part in parts_of(term, splitter()):
            for form in part:
                assert term in lexicon.compounds(form)
                compounds += 1
    assert compounds > 1000


def a_lexicon(*titles: str) -> Lexicon:
    records = [values(f"r{n}", title={"de": title}, summary={"de": "x"}) for n, title in enumerate(titles)]
    return lexicons_of((corpora.in_memory(records)._prepared.arrays,))["de"]


def test_a_part_is_found_in_any_inflection() -> None:
    lexicon = a_lexicon("Clusterfinanzierung Häfen Hafenfinanzierungen")
    assert lexicon.compounds("finanzierung") == ("clusterfinanzierung", "hafenfinanzierungen")
    assert lexicon.compounds("finanzierungen") == lexicon.compounds("finanzierung")
    assert lexicon.compounds("clustern") == ("clusterfinanzierung",)


def test_a_word_is_no_part_of_itself() -> None:
    lexicon = a_lexicon("Finanzierung Hafen")
    assert lexicon.compounds("finanzierung") == ()
    assert lexicon.compounds("hafen") == ()


def test_a_part_of_a_compound_is_answered_by_its_inflections_and_by_compounds_with_it() -> None:
    lexicon = a_lexicon("Clusterfinanzierung Häfen Hafenfinanzierungen Finanzierung")
    financing = ("finanzierung", "clusterfinanzierung", "hafenfinanzierungen")
    assert lexicon.answers_part(("finanzierung",)) == financing
    assert lexicon.answers_part(("finanzierung", "finanzierungs")) == financing  # each once
    assert lexicon.answers_part(("hafen", "häfen")) == ("häfen", "hafenfinanzierungen")
    assert lexicon.answers_part(("kran",)) == lexicon.answers_part(()) == ()


def test_names_are_terms_of_every_language() -> None:
    record = values("one", title={"de": "Titel"}, organisation={"name": "BalticNet"})
    lexicons = corpora.in_memory([record])._prepared.lexicons
    assert all("balticnet" in lexicon.answers("balticnet")["exact"] for lexicon in lexicons.values())
    assert lexicons["en"].answers("titel") == {}
