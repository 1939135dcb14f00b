"""Here is a sentence: which concepts of the vocabularies does it name, and where?

The labels of all vocabularies and of the thesaurus are read once into a tree of stems, one for each language.
A run of words names a concept if each of its words is a word of a label or an inflection of it, not a mere
relative: "packages" are no packaging. Names and German nouns need their capital, abbreviations their exact
spelling. What lies within a longer label says nothing: in "offshore wind" there is no other wind.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass, field
from functools import lru_cache
from typing import NamedTuple

from indexer.analysis.compounds import splitter
from indexer.analysis.forms import fold
from indexer.analysis.tokenizer import Tokens, hyphenated, is_abbreviation, term_of, tokenize
from indexer.facets import BY_NAME
from indexer.ingest.suggesting.cues import cues
from indexer.ingest.suggesting.inflections import differ_in_ending, stem_of
from indexer.ingest.suggesting.strengths import ELSEWHERE, PLACES, strength_of
from kb.localized import LANGUAGES, Language
from kb.vocabulary import Concept, Vocabularies

READ = ("sectors", "themes", "target-groups", "funding", "labels", "kinds", "countries", "regions")
TOPICS = ("sectors", "themes")
NAMES = PLACES | {"funding"}
"""Vocabularies of names, which are written with capitals."""

SOURCES = "sources-of-money"  # the concept above those who give money
BROADER = 0.6  # strength of a concept for each step up from one of the thesaurus

SHORTEST_MODIFIER = 4  # letters of a label that a German compound begins with

SHORTEST_FOLDED = 6  # letters of a name that may be written without its marks: more is not Møre


class Target(NamedTuple):
    """What a label stands for: a concept of a vocabulary, and how surely.

    ``of_place`` marks sources of money, whose names hold the place they are of: Land Hessen.
    """

    vocabulary: str
    concept: str
    strength: float
    of_place: bool = False


class Label(NamedTuple):
    """One name of one or more concepts. ``words`` are spelt as in the vocabulary."""

    language: Language
    words: tuple[str, ...]
    name: bool
    exact: bool
    targets: tuple[Target, ...]


class Mention(NamedTuple):
    """A concept named in a text."""

    vocabulary: str
    concept: str
    start: int
    end: int
    strength: float


class _Found(NamedTuple):
    first: int
    end: int
    targets: tuple[Target, ...]


@dataclass
class _Node:
    below: dict[str, _Node] = field(default_factory=dict)
    labels: list[Label] = field(default_factory=list)


class Labels:
    """The labels of some vocabularies, compiled for reading texts."""

    def __init__(self, vocabularies: Vocabularies) -> None:
        self._trees: dict[Language, _Node] = {language: _Node() for language in LANGUAGES}
        self._words: dict[str, tuple[Target, ...]] = {}
        for label in _labels(vocabularies):
            node = self._trees[label.language]
            for word in label.words:
                node = node.below.setdefault(stem_of(term_of(word), label.language), _Node())
            node.labels.append(label)
            if len(label.words) == 1 and label.language == "de" and not label.exact:
                self._words.setdefault(fold(term_of(label.words[0])), label.targets)
        self._roots = lru_cache(maxsize=50_000)(self._roots_of)

    def mentions(self, text: str, language: Language, *, spelt: bool = True) -> list[Mention]:
        """The concepts a text names, in order. Without ``spelt`` capitals do not matter, as in keywords."""
        tokens = tokenize(text)
        found = [*self._runs(text, tokens, language, spelt)]
        if language == "de":
            found += self._compounds(tokens)
        starts, ends = tokens.starts, tokens.ends
        return [
            Mention(vocabulary, concept, starts[first], ends[end - 1], strength)
            for (first, end), targets in _runs_of(_longest(found)).items()
            for (vocabulary, concept), strength in _strongest(targets).items()
        ]

    def _roots_of(self, term: str) -> tuple[tuple[Language, _Node], ...]:
        nodes = (
            (language, tree.below.get(stem_of(term, language))) for language, tree in self._trees.items()
        )
        return tuple((language, node) for language, node in nodes if node)

    def _runs(self, text: str, tokens: Tokens, reader: Language, spelt: bool) -> Iterator[_Found]:
        terms, starts, ends = tokens
        for first, term in enumerate(terms):
            for language, root in self._roots(term):
                node: _Node | None = root
                end = first + 1
                while node:
                    for label in node.labels:
                        written = tuple(text[starts[n] : ends[n]] for n in range(first, end))
                        if _is_written(label, written, reader, spelt):
                            yield _Found(first, end, label.targets)
                    node = node.below.get(stem_of(terms[end], language)) if end < len(terms) else None
                    end += 1

    def _compounds(self, tokens: Tokens) -> Iterator[_Found]:
        """German compounds of a label and a word such as Wirtschaft or Technologie, which only widens it."""
        heads = tuple(cues("labels")["heads"])
        for place, term in enumerate(tokens.terms):
            if term.endswith(heads) and (targets := self._modified(term)):
                yield _Found(place, place + 1, targets)

    def _modified(self, term: str) -> tuple[Target, ...]:
        compound = splitter().compound(term)
        if compound is None:
            return ()
        *before, last = compound.parts[:-1]
        for modifier in ("".join((*before, last)), "".join((*before, compound.bases[-2]))):
            targets = self._words.get(fold(modifier), ())
            if targets and len(modifier) >= SHORTEST_MODIFIER:
                return tuple(t for t in targets if t.vocabulary in TOPICS and t.strength > ELSEWHERE)
        return ()


@lru_cache(maxsize=4)
def labels_of(vocabularies: Vocabularies) -> Labels:
    """The labels of some vocabularies, compiled once."""
    return Labels(vocabularies)


def _labels(vocabularies: Vocabularies) -> Iterator[Label]:
    """Each spelling of a label once in a language, with all it stands for.

    A vocabulary knows its own labels better than the thesaurus, which puts some of them together.
    """
    found: dict[tuple[Language, tuple[str, ...]], Label] = {}
    own = [*_of_vocabularies(vocabularies)]
    for label in own:
        key = (label.language, tuple(term_of(word) for word in label.words))
        known = found.setdefault(key, label._replace(targets=()))
        targets = dict.fromkeys((*known.targets, *label.targets))
        found[key] = known._replace(targets=tuple(targets), name=known.name and label.name)
    said = {key: {target.vocabulary for target in label.targets} for key, label in found.items()}
    for label in _of_thesaurus(vocabularies):
        key = (label.language, tuple(term_of(word) for word in label.words))
        known = found.setdefault(key, label._replace(targets=()))
        more = (target for target in label.targets if target.vocabulary not in said.get(key, ()))
        targets = dict.fromkeys((*known.targets, *more))
        found[key] = known._replace(targets=tuple(targets), name=known.name and label.name)
    yield from found.values()


def _runs_of(found: list[_Found]) -> dict[tuple[int, int], list[Target]]:
    """All that each run of words stands for, in order: several labels may be forms of the same words."""
    runs: dict[tuple[int, int], list[Target]] = {}
    for first, end, targets in found:
        runs.setdefault((first, end), []).extend(targets)
    return runs


def _strongest(targets: list[Target]) -> dict[tuple[str, str], float]:
    """What a run of words stands for, once each: it may be a label of a concept and of one below it."""
    found: dict[tuple[str, str], float] = {}
    for target in targets:
        key = (target.vocabulary, target.concept)
        found[key] = max(target.strength, found.get(key, 0.0))
    return found


def _of_vocabularies(vocabularies: Vocabularies) -> Iterator[Label]:
    for name in READ:
        vocabulary = vocabularies[name]
        for concept in vocabulary:
            if concept.id in cues("labels")["containers"]:
                continue
            shown = concept.same_as or concept.id
            of_place = SOURCES in vocabulary.ancestors(concept.id)
            for language, text in concept.labels():
                strength = strength_of(name, text, language)
                if strength:
                    yield from _spelt(concept, language, text, Target(name, shown, strength, of_place))


def _of_thesaurus(vocabularies: Vocabularies) -> Iterator[Label]:
    """The labels of the thesaurus; those without a value cover the shorter labels within them."""
    thesaurus = vocabularies["thesaurus"]
    for concept in thesaurus:
        line = (concept, *(thesaurus.concepts[above] for above in thesaurus.ancestors(concept.id)))
        values = [(one.concept, BROADER**step) for step, one in enumerate(line) if one.concept]
        for language, text in concept.labels():
            yield from _spelt(concept, language, text, None)
            for value, factor in values:
                facet, _, target = value.partition("/")
                vocabulary = BY_NAME[facet].vocabulary or ""
                strength = factor * strength_of(vocabulary, text, language)
                if strength and vocabulary in READ and (factor == 1.0 or vocabulary in TOPICS):
                    yield from _spelt(concept, language, text, Target(vocabulary, target, strength))


def _spelt(concept: Concept, language: Language, text: str, target: Target | None) -> Iterator[Label]:
    """A label, and written together if it is one word with hyphens."""
    tokens = tokenize(text)
    words = tuple(text[start:end] for start, end in zip(tokens.starts, tokens.ends, strict=True))
    if not words:
        return
    targets = (target,) if target else ()
    name = target is not None and target.vocabulary in NAMES
    exact = text in concept.case_sensitive or (len(words) == 1 and _is_short(words[0]))
    yield Label(language, words, name, exact, targets)
    if [*hyphenated(text, tokens)] == [(0, len(words))] and len(words) > 1:
        yield Label(language, ("".join(words),), name, exact, targets)


def _is_short(word: str) -> bool:
    return is_abbreviation(word) or (word.isupper() and len(word) > 1)


def _is_written(label: Label, written: tuple[str, ...], reader: Language, spelt: bool) -> bool:
    """Whether the words of a text are those of a label, inflected at most."""
    if label.exact and len(written) == 1:
        return written[0].removesuffix("s") == label.words[0].removesuffix("s")
    last = len(label.words) - 1
    for place, (word, text) in enumerate(zip(label.words, written, strict=True)):
        if spelt and word[0].isupper() and not text[0].isupper():
            # The first of several words may be an adjective: technischen Textilien.
            adjective = place < last and word.endswith(("e", "er", "es", "en"))
            noun = label.language == "de" and reader == "de" and not adjective
            if label.name or noun or _is_short(word):
                return False
        if not _inflected(word, text, label):
            return False
    return True


def _inflected(word: str, text: str, label: Label) -> bool:
    if label.name and len(word) < SHORTEST_FOLDED:
        first, second = term_of(word), term_of(text)
    else:
        first, second = fold(term_of(word)), fold(term_of(text))
    if label.name and any(target.vocabulary in PLACES for target in label.targets):
        return second in (first, first + "s")
    return differ_in_ending(first, second, label.language)


def _longest(found: list[_Found]) -> list[_Found]:
    """Those that lie in no longer one, in order; equal runs keep all their concepts.

    A place within the name of a source of money is still a place.
    """
    kept: list[_Found] = []
    holding: dict[int, list[_Found]] = {}  # those kept, by each word they hold
    for one in sorted(set(found), key=lambda one: (one.first - one.end, one.first, one.targets)):
        around = [k for word in range(one.first, one.end) for k in holding.get(word, ())]
        if all((k.first, k.end) == (one.first, one.end) for k in around):
            now = one
        elif all(_lets_places_through(k) for k in around):
            now = one._replace(targets=tuple(target for target in one.targets if target.vocabulary in PLACES))
        else:
            continue
        if now.targets or now is one:
            kept.append(now)
            for word in range(now.first, now.end):
                holding.setdefault(word, []).append(now)
    kept.sort(key=lambda one: (one.first, one.end))
    return kept


def _lets_places_through(around: _Found) -> bool:
    return bool(around.targets) and all(target.of_place for target in around.targets)
