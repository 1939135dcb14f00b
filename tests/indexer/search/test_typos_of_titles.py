"""Mistyped words over the delivered corpus: is what was meant still found?

1. A title of at least three words, one of its longer words misspelt by one edit: its record is among the
   first five for at least 90 of 100.
2. A longer word of a title alone, misspelt by one edit: the first five are those of the word as it should be,
   in the same order, for at least 80 of 100.
3. The edits are what they are called, and the same in every run.

The shares are printed: ``KB_SOAK=1 python -m pytest -s tests/indexer/search/test_typos_of_titles.py``.
"""

from __future__ import annotations

import random
import re
from collections.abc import Iterator
from string import ascii_lowercase
from typing import NamedTuple

import pytest
from rapidfuzz.distance import OSA

from indexer.search.request import SearchRequest
from indexer.search.searcher import Searcher
from kb.localized import Language, choose
from tests.indexer.corpora import ids
from tests.tiers import examples

FIRST = 5
LONG_WORD = re.compile(r"(?<!\w)[^\W\d_]{5,}(?!\w)")
QUERIES = examples(60, 500)
TITLES_FOUND = 0.9
SAME_AS_SPELT_RIGHT = 0.8


class Mistyped(NamedTuple):
    """A title in one language with one of its words mistyped."""

    record: str
    language: Language
    title: str
    query: str
    word: str
    typo: str


def misspelt(word: str, chance: random.Random) -> str:
    """The word after one random edit, never the word itself."""
    while True:
        place = chance.randrange(len(word))
        letter = chance.choice(ascii_lowercase)
        edit = chance.choice(["insert", "delete", "replace", "transpose"])
        typo = {
            "insert": word[:place] + letter + word[place:],
            "delete": word[:place] + word[place + 1 :],
            "replace": word[:place] + letter + word[place + 1 :],
            "transpose": word[:place] + word[place : place + 2][::-1] + word[place + 2 :],
        }[edit]
        if typo.casefold() != word.casefold():
            return typo


def mistyped_titles(searcher: Searcher, count: int) -> Iterator[Mistyped]:
    """Titles of at least three words, drawn with a fixed seed, each with one longer word mistyped."""
    chance = random.Random(5)
    titles = [
        (str(record["id"]), language, title)
        for record in searcher.records()
        for language, title in sorted(record["title"].items())
        if len(title.split()) >= 3 and LONG_WORD.search(title)
    ]
    for _ in range(count):
        record, language, title = chance.choice(titles)
        found = chance.choice([*LONG_WORD.finditer(title)])
        typo = misspelt(found[0], chance)
        query = title[: found.start()] + typo + title[found.end() :]
        yield Mistyped(record, language, title, query, found[0], typo)


def first(searcher: Searcher, text: str, reader: Language) -> list[str]:
    return ids(searcher.search(SearchRequest(text, size=FIRST, reader=reader, counting=False)))


def report(name: str, good: int, failures: list[str]) -> float:
    share = good / QUERIES
    print(f"\n{name}: {good} of {QUERIES} = {share:.3f}", *failures[: examples(10, 40)], sep="\n  ")
    return share


@pytest.fixture(scope="module")
def mistyped(delivered_searcher: Searcher) -> list[Mistyped]:
    return list(mistyped_titles(delivered_searcher, QUERIES))


def test_a_title_with_a_mistyped_word_finds_its_record(
    delivered_searcher: Searcher, mistyped: list[Mistyped]
) -> None:
    failures = [
        f"{each.query!r} ({each.word}): {each.record} not in {found}"
        for each in mistyped
        if each.record not in (found := first(delivered_searcher, each.query, each.language))
    ]
    assert report("titles found", QUERIES - len(failures), failures) >= TITLES_FOUND


def test_a_mistyped_word_finds_what_the_word_finds(
    delivered_searcher: Searcher, mistyped: list[Mistyped]
) -> None:
    failures, as_sets = [], 0
    for each in mistyped:
        meant = first(delivered_searcher, each.word, each.language)
        found = first(delivered_searcher, each.typo, each.language)
        as_sets += set(found) == set(meant)
        if found != meant:
            results = delivered_searcher.search(SearchRequest(each.typo, counting=False))
            read = [entry.added for entry in results.expansions if entry.kind == "typos"]
            failures.append(f"{each.typo} ({each.word}) read as {read}: {found} for {meant}")
    print(f"\nthe same five in any order: {as_sets / QUERIES:.3f}")
    assert report("the same five", QUERIES - len(failures), failures) >= SAME_AS_SPELT_RIGHT


def test_every_edit_is_one_edit(mistyped: list[Mistyped], delivered_searcher: Searcher) -> None:
    for each in mistyped:
        assert OSA.distance(each.word, each.typo) == 1
        assert each.typo in each.query
        record = delivered_searcher.record(each.record)
        assert record is not None
        assert choose(record["title"], each.language) == (each.language, each.title)
    assert mistyped == list(mistyped_titles(delivered_searcher, QUERIES))
