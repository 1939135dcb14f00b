"""What do documents look like that can be made in any number? Word-like words with a language's frequencies.

A seed gives the same texts everywhere. Words follow Zipf and Mandelbrot over 200,000 forms, most of them
inflected forms of common stems, and a quarter of a text's words come from its topic, so that words repeat in
a text and meet in others as they do in real ones. Lengths are log-normal (mean about 120 words). The eight
facets have the cardinalities of such a collection: a few kinds, several themes each, sectors as a tree of
three levels, and very many organisations.
"""

from __future__ import annotations

import random
from collections.abc import Iterator
from typing import Any

import numpy as np
from numpy.typing import NDArray

from tests.benchmarks.documents import CHUNK, FacetField, Text

SEED = 20_251
FORMS = 200_000
TOPICS, TOPIC_WORDS, TOPIC_SHARE = 1_500, 50, 0.25
THEMES = 30
TOP_SECTORS, MIDDLE_SECTORS, LEAF_SECTORS = 8, 5, 6  # 8 + 40 + 240 nodes
FACETS = (
    FacetField("kind"),
    FacetField("theme", several=True),
    FacetField("sector", tree=True),
    FacetField("country"),
    FacetField("stage"),
    FacetField("year"),
    FacetField("organisation"),
    FacetField("language"),
)

_SMALL_WORDS = """the of and to in a is for that on as with by this are be from at an or it was which can has
not have will its were these their but also more between used such than been they into may all other how new
using"""
_STARTS = "b br c ch d dr f fl g gr h j k l l m m n n p p pr qu r r s s sh st t t tr v v w z"
_MIDDLES = "a a e e i i o o u ai ea io ou"
_ENDS = ("", "", "", "", "", "n", "r", "s", "l", "t", "m", "nd", "st")
_ENDINGS = ("", "s", "ed", "ing", "ation", "er", "ly", "ment")

Numbers = NDArray[np.int64]


def _stem(draw: random.Random, syllables: int) -> str:
    starts, middles = _STARTS.split(), _MIDDLES.split()
    return "".join(draw.choice(starts) + draw.choice(middles) + draw.choice(_ENDS) for _ in range(syllables))


def _forms() -> NDArray[Any]:
    """All forms, the most frequent first; forms of one stem have ranks near each other."""
    draw = random.Random(SEED)
    small = _SMALL_WORDS.split()
    seen = set(small)
    ranked: list[tuple[float, str]] = []
    while len(ranked) < FORMS:
        rank = len(ranked)
        syllables = draw.choice((1, 2) if rank < 2_000 else (2, 3, 3))
        stem = _stem(draw, syllables)
        for number, ending in enumerate(draw.sample(_ENDINGS, draw.randint(1, 4))):
            if stem + ending not in seen:
                seen.add(stem + ending)
                ranked.append((rank * (1 + number * draw.random()), stem + ending))
    ranked.sort()
    return np.array([*small, *(form for _, form in ranked)][:FORMS], dtype=object)


def zipf(values: int, exponent: float, shift: float = 2.7) -> NDArray[np.float64]:
    """Cumulated shares by the law of Zipf and Mandelbrot."""
    shares = (np.arange(1, values + 1) + shift) ** -exponent
    cumulated: NDArray[np.float64] = np.cumsum(shares) / shares.sum()
    cumulated[-1] = 1.0
    return cumulated


class Seeded:
    """As many documents as asked for; only the organisations depend on how many there are."""

    facets: tuple[FacetField, ...] = FACETS

    def __init__(self, documents: int) -> None:
        self._count = documents
        self._forms = _forms()
        self._words = zipf(FORMS, 1.05)
        self._in_topic = zipf(TOPIC_WORDS, 0.8)
        draw = np.random.default_rng(SEED)
        # Topics are made of words that are neither small words nor so rare that nobody would look for them.
        self._topics = np.exp(draw.uniform(np.log(150), np.log(40_000), (TOPICS, TOPIC_WORDS))).astype(int)

    def texts(self) -> Iterator[Text]:
        for first in range(0, self._count, CHUNK):
            size = min(CHUNK, self._count - first)
            # One generator a chunk: document 7 is the same whether 10 or a million are asked for.
            draw = np.random.default_rng([SEED, first])
            topics = draw.integers(0, TOPICS, CHUNK)
            titles = draw.integers(4, 13, CHUNK)
            lengths = np.clip(draw.lognormal(4.7, 0.42, CHUNK), 40, 260).astype(int)
            words = self._drawn(draw, np.repeat(topics, titles + lengths))
            facets = self._facets(draw, topics)
            end = 0
            for number in range(size):
                start, end = end, end + int(titles[number] + lengths[number])
                middle = start + int(titles[number])
                title = " ".join(words[start:middle]).capitalize()
                yield Text(f"d{first + number:07d}", title, _sentences(words[middle:end]), facets[number])

    def _drawn(self, draw: np.random.Generator, topics: Numbers) -> list[str]:
        size = len(topics)
        ranks = np.searchsorted(self._words, draw.random(size))
        of_topic = self._topics[topics, np.searchsorted(self._in_topic, draw.random(size))]
        words: list[str] = self._forms[np.where(draw.random(size) < TOPIC_SHARE, of_topic, ranks)].tolist()
        return words

    def _facets(self, draw: np.random.Generator, topics: Numbers) -> list[dict[str, tuple[str, ...]]]:
        size = len(topics)

        def numbers(values: int, exponent: float) -> list[int]:
            found: list[int] = np.searchsorted(zipf(values, exponent), draw.random(size)).tolist()
            return found

        leaves = TOP_SECTORS * MIDDLE_SECTORS * LEAF_SECTORS
        usual = draw.random(size) < 0.6  # most documents of a topic are in the sector of the topic
        sectors = np.where(usual, topics % leaves, numbers(leaves, 0.7)).tolist()
        themes = zip(*(numbers(THEMES, 0.8) for _ in range(4)), strict=True)
        several = draw.choice([1, 2, 3, 4], size, p=[0.4, 0.3, 0.2, 0.1]).tolist()
        columns = {
            "kind": [f"kind-{value}" for value in numbers(12, 0.7)],
            "country": [f"country-{value}" for value in numbers(60, 1.1)],
            "stage": [f"stage-{value}" for value in numbers(5, 0.5)],
            "year": [str(2025 - value) for value in numbers(30, 0.9)],
            "organisation": [f"organisation-{value}" for value in numbers(max(10, self._count // 20), 0.8)],
            "language": [("en", "de", "da")[value] for value in numbers(3, 3.0)],
        }
        return [
            {
                "theme": tuple(sorted({f"theme-{value}" for value in values[:many]})),
                "sector": _sector(leaf),
                **{name: (column[number],) for name, column in columns.items()},
            }
            for number, (leaf, values, many) in enumerate(zip(sectors, themes, several, strict=True))
        ]


def _sector(leaf: int) -> tuple[str, ...]:
    """The path of a leaf and the paths above it."""
    middle = leaf // LEAF_SECTORS
    top = f"s{middle // MIDDLE_SECTORS}"
    return (top, f"{top}/{middle}", f"{top}/{middle}/{leaf}")


def _sentences(words: list[str]) -> str:
    """Words as running text: a capital, a comma, a full stop."""
    sentences = []
    for start in range(0, len(words), 17):
        first, rest = " ".join(words[start : start + 7]), " ".join(words[start + 7 : start + 17])
        sentences.append(f"{first}, {rest}.".capitalize() if rest else f"{first}.".capitalize())
    return " ".join(sentences)
