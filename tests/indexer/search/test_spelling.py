"""Which words of the index could a word be meant as?

1. Every word that one edit leads to is found, for any vocabulary, and nothing that needs more edits than the
   length of the word allows: none below four letters and in words with digits, one below eight, else two.
2. So is every word that two edits lead to, but for two pairs of letters that changed places in one word,
   of which some are missed.
3. The nearest come first, the word itself is never its own correction, and distances are the right ones.
4. Only a small share of the vocabulary is looked at.
5. The words of all segments are found, and those the index does not hold; words of deleted documents only
   are not.
"""

from __future__ import annotations

import random
from collections.abc import Iterable
from string import ascii_lowercase

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from rapidfuzz.distance import OSA, Levenshtein

from indexer.analysis.forms import fold
from indexer.analysis.near import MOST, SHORTEST, SHORTEST_FOR_TWO, edits_allowed, transposed
from indexer.documents import Document
from indexer.index.schema import layout
from indexer.index.snapshot import Snapshot
from indexer.search.searcher import Searcher
from indexer.search.spelling import Candidate, Spelling
from tests.indexer.search.divided import divided
from tests.tiers import examples

LETTERS = "aben"
WORDS = st.lists(st.text(LETTERS, min_size=1, max_size=11), max_size=40)
LARGEST_SHARE = 0.01  # of the vocabulary, in the mean


def by_brute_force(keys: Iterable[str], word: str) -> list[Candidate]:
    """All words within the edits allowed, by the distance to every one of them."""
    allowed = edits_allowed(word)
    found = {key: OSA.distance(word, key) for key in keys if len(key) >= SHORTEST - 1 and key.isalpha()}
    near = [Candidate(key, edits) for key, edits in found.items() if 0 < edits <= allowed]
    return sorted(near, key=lambda candidate: (candidate.edits, candidate.key))


def changed_twice(one: str, other: str) -> bool:
    """Whether only two changes of places lead from one word to the other."""
    return Levenshtein.distance(one, other) > MOST and all(
        Levenshtein.distance(turned, other) > 1 for turned in transposed(one)
    )


def spelling_of(keys: Iterable[str]) -> Spelling:
    """Of words that are in no document."""
    return Spelling([Snapshot("empty", layout(), [])], keys)


def check(keys: Iterable[str], word: str, index: Spelling) -> None:
    expected, found = by_brute_force(keys, word), index.candidates(word)
    assert set(found) <= set(expected)
    assert list(found) == [candidate for candidate in expected if candidate in found]
    for missed in set(expected) - set(found):
        assert missed.edits == MOST
        assert changed_twice(word, missed.key)


@given(WORDS, st.text(LETTERS, min_size=1, max_size=12))
def test_what_is_found_is_what_every_distance_says(keys: list[str], word: str) -> None:
    check(keys, word, spelling_of(keys))


@given(WORDS, st.data())
def test_a_word_one_edit_away_is_always_found(keys: list[str], data: st.DataObject) -> None:
    word = data.draw(st.text(ascii_lowercase, min_size=SHORTEST, max_size=20))
    place = data.draw(st.integers(0, len(word) - 1))
    letter = data.draw(st.sampled_from(ascii_lowercase))
    typos = {
        word[:place] + letter + word[place:],
        word + letter,
        word[:place] + word[place + 1 :],
        word[:place] + letter + word[place + 1 :],
        word[:place] + word[place : place + 2][::-1] + word[place + 2 :],
    }
    for typo in typos - {word}:
        if len(typo) >= SHORTEST:
            assert Candidate(word, 1) in spelling_of([*keys, word]).candidates(typo)


@settings(max_examples=examples(40, 1000))
@given(st.integers(0, 10_000))
def test_the_words_of_the_delivered_corpus_are_found_as_every_distance_says(
    delivered_searcher: Searcher, seed: int
) -> None:
    chance = random.Random(seed)
    index = delivered_searcher._prepared.spelling
    keys = vocabulary(delivered_searcher)
    word = chance.choice(keys)
    for _ in range(chance.randint(1, 2)):
        place = chance.randrange(len(word))
        word = word[:place] + chance.choice(ascii_lowercase) + word[place + chance.randint(0, 1) :]
    check(keys, word, index)


def vocabulary(searcher: Searcher) -> list[str]:
    """The keys of the records and of the thesaurus."""
    prepared = searcher._prepared
    keys = {fold(term) for part in prepared.arrays.parts for term in part.segment.terms[:]}
    return sorted(keys.union(prepared.concepts.words))


@pytest.mark.parametrize(
    ("word", "edits"),
    [
        ("kai", 0),
        ("kran", 1),
        ("hafenam", 1),
        ("hafenamt", 2),
        ("x" * 60, 2),
        ("4helix", 0),
        ("iso9001", 0),
        ("r&d", 0),
        ("", 0),
    ],
)
def test_the_length_decides_how_many_edits(word: str, edits: int) -> None:
    assert edits_allowed(word) == edits
    assert SHORTEST < SHORTEST_FOR_TWO


def test_two_letters_that_changed_places_are_one_edit() -> None:
    assert spelling_of(["hafen"]).candidates("hfaen") == (Candidate("hafen", 1),)
    assert spelling_of(["foerderung"]).candidates("foerdreugn") == (Candidate("foerderung", 2),)


def test_the_nearest_come_first_then_by_letter() -> None:
    keys = ["netzwerke", "netzwerk", "metzwerk", "netzwehr", "werk"]
    assert spelling_of(keys).candidates("netzwerg") == (
        Candidate("netzwerk", 1),
        Candidate("metzwerk", 2),
        Candidate("netzwehr", 2),
        Candidate("netzwerke", 2),
    )


def test_a_word_is_not_its_own_correction() -> None:
    assert spelling_of(["hafen", "haven"]).candidates("hafen") == (Candidate("haven", 1),)


def test_words_with_digits_and_signs_are_no_candidates() -> None:
    assert spelling_of(["4.0", "s3x3", "r&dx"]).candidates("rsdx") == ()


def test_only_a_small_share_of_the_vocabulary_is_looked_at(delivered_searcher: Searcher) -> None:
    keys = vocabulary(delivered_searcher)
    index = delivered_searcher._prepared.spelling
    asked = random.Random(3).sample([key for key in keys if len(key) >= SHORTEST and key.isalpha()], 200)
    looked_at = sum(len(index.near(word[:-1] + "x", edits_allowed(word))) for word in asked)
    assert looked_at <= LARGEST_SHARE * len(keys) * len(asked)


def a_document(number: int, words: Iterable[str]) -> Document:
    return Document(f"d{number}", "0", "published", {"title_de": " ".join(words)}, {}, {})


@settings(max_examples=examples(30, 300))
@given(
    documents=st.lists(st.lists(st.text(LETTERS, min_size=3, max_size=11), max_size=5), max_size=8),
    deleted=st.lists(st.text(LETTERS, min_size=3, max_size=11), max_size=5),
    beside=st.lists(st.text(LETTERS, min_size=3, max_size=11), max_size=5),
    words=st.lists(st.text(LETTERS, min_size=4, max_size=12), min_size=1, max_size=5),
    segments=st.sampled_from([1, 3]),
)
def test_the_words_of_all_segments_are_found(
    documents: list[list[str]], deleted: list[str], beside: list[str], words: list[str], segments: int
) -> None:
    living = [a_document(number, own) for number, own in enumerate(documents)]
    index = Spelling([divided(living, segments, [a_document(len(living), deleted)])], map(fold, beside))
    keys = {fold(word) for word in [*beside, *(word for own in documents for word in own)]}
    for word in words:
        check(keys, fold(word), index)
