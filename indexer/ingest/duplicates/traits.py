"""Here is a record: by which of its facts would it be known again in other words, or in another language?

A fact is a trait that stays when a text is translated: a name, a figure, a year, a place, a concept, and the
beginnings of words, many of which the languages have in common (Konsortium, consortium). How much a trait
says is decided by how few records have it; its factor says what its kind is worth beside that.
"""

from __future__ import annotations

import math
from collections.abc import Iterable, Iterator
from functools import lru_cache
from typing import Literal, NamedTuple

from indexer.analysis.forms import fold, is_stop_word
from indexer.analysis.tokenizer import term_of, tokenize
from indexer.ingest.suggesting.labels import labels_of
from indexer.ingest.suggesting.numbers import numbers
from kb.localized import Language
from kb.record import Record
from kb.vocabulary import Vocabularies

TraitKind = Literal["name", "title", "root", "figure", "year", "concept", "place"]

FACTORS: dict[TraitKind, float] = {
    "name": 1.0,
    "title": 0.8,
    "root": 0.5,
    "figure": 1.0,
    "year": 0.5,
    "concept": 0.7,
    "place": 0.5,
}
SHORT_NAME = 0.6  # factor of names of two letters, which may be a beginning of anything
BY_DIGITS = {1: 0.4, 2: 0.7}  # factor of a figure by its digits without the zeros at its end
SMALL = 12  # figures up to here are everywhere
SMALL_FACTOR = 0.2
ROOT = 5  # letters
YEARS = range(1950, 2051)
CONCEPTS = frozenset(("sectors", "themes", "target-groups", "funding", "labels"))
PLACES = frozenset(("countries", "regions"))
NAMED = PLACES | {"funding"}
_ACROSS = str.maketrans({"c": "k", "z": "k", "y": "i", "w": "v"})


class Trait(NamedTuple):
    """One fact. ``key`` is the same in all languages, ``shown`` is how a person would write it."""

    kind: TraitKind
    key: str
    shown: str
    factor: float


def title_key(word: str) -> str:
    """The key of a folded word as the trait of a title."""
    return f"title:{_root(word)}"


def traits_of(
    record: Record, language: Language, texts: Iterable[str], vocabularies: Vocabularies
) -> list[Trait]:
    """The traits of a record as its texts in one language and its fields state them, each once."""
    found: dict[str, Trait] = {}
    for trait in _all(record, language, texts, vocabularies):
        found.setdefault(trait.key, trait)
    return list(found.values())


def _all(
    record: Record, language: Language, texts: Iterable[str], vocabularies: Vocabularies
) -> Iterator[Trait]:
    yield from _of_fields(record)
    for term in tokenize(record.title[language]).terms:
        if not is_stop_word(term):
            yield _trait("title", _root(fold(term)))
    labels = labels_of(vocabularies)
    named = filter(None, (record.organisation.name if record.organisation else None, record.contact_org))
    for text in (*texts, *named):
        covered: list[tuple[int, int]] = []
        for mention in labels.mentions(text, language):
            if mention.vocabulary in CONCEPTS | PLACES:
                yield _concept(mention.vocabulary, mention.concept)
            if mention.vocabulary in NAMED:
                covered.append((mention.start, mention.end))
        yield from _words(text, covered)
        for number in numbers(text, language):
            yield _number(number.value, plain=number.plain)


def _of_fields(record: Record) -> Iterator[Trait]:
    for vocabulary, concepts in (
        ("themes", record.themes),
        ("sectors", record.sectors),
        ("target-groups", record.target_groups),
        ("funding", record.funding),
        ("labels", [record.label] if record.label else []),
        ("countries", record.place.countries if record.place else []),
        ("regions", record.place.regions if record.place else []),
    ):
        for concept in concepts:
            yield _concept(vocabulary, concept)
    for figure in record.figures:
        yield _number(figure.value, plain=False)
    period = record.period
    for year in (period.start, period.end) if period else ():
        if year:
            yield _trait("year", str(year), str(year))


def _words(text: str, covered: Iterable[tuple[int, int]] = ()) -> Iterator[Trait]:
    """The traits of the words that are not part of a name the vocabularies know, which is a trait itself."""
    known = {place for span in covered for place in range(*span)}
    for start, end in zip(*tokenize(text)[1:], strict=True):
        if start not in known:
            yield from _of_word(text[start:end])


@lru_cache(maxsize=100_000)
def _of_word(written: str) -> tuple[Trait, ...]:
    """The traits of a word: as a name, if it is written like one, and its beginning."""
    term = term_of(written)
    if is_stop_word(term) or not any(map(str.isalpha, term)):
        return ()
    key = fold(term)
    found = [_trait("root", _root(key))] if len(key) >= ROOT and key.isalpha() else []
    if len(key) > 1 and not written.islower():
        found.append(
            Trait("name", f"name:{key}", written, FACTORS["name"] * (SHORT_NAME if len(key) == 2 else 1))
        )
    return tuple(found)


def _root(key: str) -> str:
    """The beginning of a word as the languages share it: Kollaboration, collaboration."""
    return key.translate(_ACROSS)[:ROOT]


def _trait(kind: TraitKind, key: str, shown: str = "") -> Trait:
    return Trait(kind, f"{kind}:{key}", shown, FACTORS[kind])


def _concept(vocabulary: str, concept: str) -> Trait:
    if vocabulary in PLACES:  # a country is a region too, and says so only once
        return _trait("place", concept, concept)
    return _trait("concept", f"{vocabulary}/{concept}", f"{vocabulary}/{concept}")


def _number(value: int | float, *, plain: bool) -> Trait:
    if plain and value in YEARS:
        return _trait("year", str(value), str(value))
    rounded = float(f"{value:.6g}")
    factor = SMALL_FACTOR if abs(rounded) <= SMALL and rounded.is_integer() else _telling(rounded)
    return Trait("figure", f"figure:{rounded!r}", shown_number(rounded), FACTORS["figure"] * factor)


def _telling(value: float) -> float:
    """What a figure is worth by its roundness: 4,000 little, 3,870 much."""
    digits = len(f"{abs(value):.6g}".split("e")[0].replace(".", "").strip("0"))
    return BY_DIGITS.get(digits, 1.0)


def shown_number(value: float) -> str:
    """A number as people write it: 350, 12.5 million."""
    for size, word in ((1e9, " billion"), (1e6, " million"), (1.0, "")):
        if abs(value) >= size:
            scaled = value / size
            return f"{scaled:,.0f}{word}" if math.isclose(scaled, round(scaled)) else f"{scaled:,.6g}{word}"
    return f"{value:g}"


def number_shown(shown: str) -> float:
    """The number that ``shown_number`` wrote like this."""
    digits, _, word = shown.replace(",", "").partition(" ")
    return float(digits) * {"billion": 1e9, "million": 1e6, "": 1.0}[word]
