"""Titles of the delivered corpus, typed in all the ways people type them.

1. Every variant of every title finds its record among the first: ü as ue and u, ß as ss, ø, å and æ without
   their letters, capitals, small letters, decomposed letters, other hyphens, hyphens as blanks and left out.
2. A variant that is the same word finds the same records in the same order as the title itself.
3. Query and index use one function: what is typed and what is held get the same keys.
"""

from __future__ import annotations

import random
import re
import unicodedata
from collections.abc import Callable

import pytest

from indexer.analysis.forms import fold
from indexer.analysis.tokenizer import occurrences
from indexer.search.query_language import parse
from indexer.search.request import QUERY_LENGTH, SearchRequest
from indexer.search.searcher import Searcher
from kb.localized import Language
from tests.indexer.corpora import ids
from tests.tiers import examples

FIRST = 5
DIGRAPHS = {"ü": "ue", "ö": "oe", "ä": "ae", "ß": "ss", "ø": "oe", "å": "aa", "æ": "ae", "œ": "oe"}
PLAIN = {**{letter: pair[0] for letter, pair in DIGRAPHS.items()}, "ß": "ss"}
Variant = Callable[[str], str]


def replacing(letters: dict[str, str]) -> Variant:
    both = {ord(letter): text for letter, text in letters.items()}
    both |= {ord(letter.upper()): text.upper() for letter, text in letters.items() if letter != "ß"}
    return lambda title: title.translate(both)


def without_marks(title: str) -> str:
    """Letters without any of their marks, as on a keyboard that has none."""
    decomposed = unicodedata.normalize("NFD", replacing(PLAIN)(title))
    return "".join(sign for sign in decomposed if not unicodedata.combining(sign))


SAME_WORDS: dict[str, Variant] = {
    "digraphs": replacing(DIGRAPHS),
    "plain letters": replacing(PLAIN),
    "without marks": without_marks,
    "decomposed": lambda title: unicodedata.normalize("NFD", title),
    "compatibility forms": lambda title: title.replace("fi", "ﬁ").replace("fl", "ﬂ"),
    "other hyphens": lambda title: title.replace("-", "\u2011"),
    "other quotation marks": lambda title: title.replace("„", "«").replace("“", "»"),
}
ALL_VARIANTS: dict[str, Variant] = {
    **SAME_WORDS,
    "capitals": str.upper,
    "small letters": str.lower,
    "capitals and digraphs": lambda title: replacing(DIGRAPHS)(title).upper(),
    "hyphens as blanks": lambda title: re.sub(r"(?<=\w)-(?=\w)", " ", title),
    "hyphens left out": lambda title: re.sub(r"(?<=[^\W\d])-(?=[^\W\d])", "", title),
}
Title = tuple[str, Language, str]


@pytest.fixture(scope="module")
def titles(delivered_searcher: Searcher) -> list[Title]:
    """All titles in a full run, else some of them; drawn with a fixed seed."""
    every = [
        (str(record["id"]), language, title)
        for record in delivered_searcher.records()
        for language, title in sorted(record["title"].items())
        if len(title) <= QUERY_LENGTH
    ]
    return random.Random(2).sample(every, examples(60, len(every)))


def first(searcher: Searcher, text: str, reader: Language) -> list[str]:
    return ids(searcher.search(SearchRequest(text, size=FIRST, reader=reader, counting=False)))


@pytest.mark.parametrize("name", ALL_VARIANTS)
def test_every_variant_of_a_title_finds_its_record(
    delivered_searcher: Searcher, titles: list[Title], name: str
) -> None:
    late = []
    for record_id, language, title in titles:
        typed = ALL_VARIANTS[name](title)
        if typed != title and record_id not in first(delivered_searcher, typed, language):
            late.append((record_id, typed))
    assert late == []


@pytest.mark.parametrize("name", SAME_WORDS)
def test_a_variant_of_the_same_words_finds_the_same(
    delivered_searcher: Searcher, titles: list[Title], name: str
) -> None:
    for _, language, title in titles:
        typed = SAME_WORDS[name](title)
        if typed != title:
            without = frozenset({"compounds"})  # words are divided as they are typed
            asked = [
                SearchRequest(text, size=FIRST, reader=language, counting=False, without=without)
                for text in (title, typed)
            ]
            assert ids(delivered_searcher.search(asked[0])) == ids(delivered_searcher.search(asked[1])), typed


@pytest.mark.parametrize("name", SAME_WORDS)
def test_query_and_index_have_the_same_keys(titles: list[Title], name: str) -> None:
    for _, _, title in titles:
        plain = re.sub(r'["„“”«»:]', " ", title)
        held = {fold(term) for term in occurrences(plain).terms}
        typed = {fold(term) for term in parse(SAME_WORDS[name](plain)).words}
        assert typed <= held or " & " in title
