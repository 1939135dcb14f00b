"""The score of CONTRACT 6 written again, slowly, over the words of records: no arrays, no index, no cache.

A text is a list of places; at a place stand the word, and what it is joined to or written as. All numbers
are the constants of the product, so that tuning them is no change of the formula.
"""

from __future__ import annotations

import math
import re
from collections.abc import Callable, Iterable, Mapping, Sequence
from itertools import pairwise
from typing import Any, NamedTuple

from indexer.analysis.forms import fold, is_stop_word, stem
from indexer.search.frequencies import WEIGHTS, B
from indexer.search.proximity import NEARNESS, WINDOW
from indexer.search.ranking import K1, LAMBDA, STOP
from indexer.search.results import MATCH_CLASSES, MatchClass
from indexer.search.searcher import OWN_LANGUAGE
from kb.vocabulary import load_vocabularies

VOCABULARIES = load_vocabularies()
SPOKEN = ("de", "en", "da")
CONCEPTS = (
    ("kind", "kinds"),
    ("themes", "themes"),
    ("sectors", "sectors"),
    ("target_groups", "target-groups"),
)
PLACES = (("countries", "countries"), ("regions", "regions"))
HYPHENATED = re.compile(r"\w+(?:-\w+)+")

Text = list[list[str]]  # per place the terms that stand there
Fields = Mapping[str, Text]


class NaiveForm(NamedTuple):
    """One way to answer a word: of each part any term; side by side where ``adjacent``."""

    match: MatchClass
    language: str
    parts: Sequence[Iterable[str]]
    weight: float = 1.0
    adjacent: bool = False


class NaiveWord(NamedTuple):
    """A word of the query with its forms."""

    term: str
    forms: Sequence[NaiveForm]


def read(text: str) -> Text:
    """The terms of a plain text: words, numbers, hyphens; no other signs are read here."""
    found = [[word.lower()] for word in re.findall(r"\w+", text)]
    originals = [(match.start(), match[0]) for match in re.finditer(r"\w+", text)]
    starts = {start: place for place, (start, _) in enumerate(originals)}
    for match in HYPHENATED.finditer(text):
        found[starts[match.start()]].append(match[0].replace("-", "").lower())
    for place, (_, word) in enumerate(originals):
        capitals = sum(letter.isupper() for letter in word)
        if 2 <= len(word) <= 5 and (capitals > 1 or (capitals and re.search(r"\d", word))):
            found[place].append(word)
    return found


def fields_of(record: Mapping[str, Any], language: str) -> Fields:
    """The texts of a record in one language; labels of its concepts too; names belong to every language."""
    if record["status"] == "merged":
        return {}
    labels: list[str] = []
    place = record.get("place", {})
    asked = [(record.get(name, []), vocabulary) for name, vocabulary in CONCEPTS]
    asked += [(place.get(name, []), vocabulary) for name, vocabulary in PLACES]
    for ids, vocabulary in asked:
        for concept_id in [ids] if isinstance(ids, str) else ids:
            label = VOCABULARIES[vocabulary].concepts[concept_id].label
            labels += [text for code, text in label.items() if code == language]
    found = {name: record.get(name, {}).get(language, "") for name in ("title", "summary", "approach")}
    found |= {"concepts": " ".join(labels), "names": record.get("organisation", {}).get("name", "")}
    return {name: read(text) for name, text in found.items()}


def length(text: Text) -> int:
    return sum(map(len, text))


def literally(word: str, records: Sequence[Mapping[str, Any]]) -> NaiveWord:
    """A word with its spellings and inflections among the words of the records, and nothing else."""
    forms = []
    for language in SPOKEN:
        held = {
            term
            for record in records
            for text in fields_of(record, language).values()
            for here in text
            for term in here
        }
        same = {term for term in held if fold(term) == fold(word)}
        inflected = {term for term in held if stem(term, language) == stem(word, language)} - same
        forms += [NaiveForm("exact", language, [same]), NaiveForm("stem", language, [inflected])]
    return NaiveWord(word, [form for form in forms if all(form.parts)])


class Naive:
    """The scores of a query over some records."""

    def __init__(self, words: Sequence[NaiveWord], records: Sequence[Mapping[str, Any]]) -> None:
        self.words = words
        self.records = records
        self.texts = [{language: fields_of(record, language) for language in SPOKEN} for record in records]
        self.means = {
            (name, language): self._mean([texts[language].get(name, []) for texts in self.texts])
            for name in WEIGHTS
            for language in SPOKEN
        }

    @staticmethod
    def _mean(texts: Sequence[Text]) -> float:
        lengths = [length(text) for text in texts if text]
        return sum(lengths) / len(lengths) if lengths else 1.0

    def score(self, number: int, reader: str) -> float:
        """What the record with this number gets."""
        total = sum(self.idf(word) * self.best(word, number) for word in self.words)
        total += self.nearness(number)
        return total * (OWN_LANGUAGE if reader in self.records[number]["title"] else 1.0)

    def idf(self, word: NaiveWord) -> float:
        """From the records that hold the word; one that holds only a far relation of it counts less."""
        size = len(self.records)
        held = [self.classes(word, number) for number in range(size)]
        holding = sum(max(LAMBDA[name] for name in found) ** 2 for found in held if found)
        factor = STOP if is_stop_word(word.term) else 1.0
        return math.log(1 + (size - holding + 0.5) / (holding + 0.5)) * factor

    def classes(self, word: NaiveWord, number: int) -> set[MatchClass]:
        """In which classes a record holds a word."""
        return {form.match for form in word.forms if self.frequency(form, number)}

    def holds(self, word: NaiveWord, number: int) -> bool:
        return bool(self.classes(word, number))

    def best(self, word: NaiveWord, number: int) -> float:
        """The best over languages and classes; a class counts all forms at least as good."""
        found = 0.0
        for language in SPOKEN:
            for rank, name in enumerate(MATCH_CLASSES):
                forms = [
                    f for f in word.forms if f.language == language and f.match in MATCH_CLASSES[: rank + 1]
                ]
                if any(form.match == name for form in forms):
                    frequency = sum(form.weight * self.frequency(form, number) for form in forms)
                    found = max(found, LAMBDA[name] * frequency / (K1 + frequency))
        return found

    def frequency(self, form: NaiveForm, number: int) -> float:
        """How often a form stands in a record, weighted by field and length; of parts the rarest counts."""
        if form.adjacent:
            return self._weighted(form.language, number, lambda text: _side_by_side(text, form.parts))
        return min(self._of_any(form.language, number, part) for part in form.parts)

    def _of_any(self, language: str, number: int, terms: Iterable[str]) -> float:
        """How often any of the terms stands in a record."""
        known = set(terms)
        return self._weighted(
            language, number, lambda text: sum(term in known for here in text for term in here)
        )

    def _weighted(self, language: str, number: int, worth: Callable[[Text], float]) -> float:
        return sum(
            WEIGHTS[name] * worth(text) / (1 - B + B * length(text) / self.means[name, language])
            for name, text in self.texts[number][language].items()
            if text
        )

    def nearness(self, number: int) -> float:
        """What the record gains by two neighbours of the query standing near each other."""
        content = [word for word in self.words if not is_stop_word(word.term)] or self.words
        gained = 0.0
        for one, other in pairwise(content):
            if one.term != other.term:
                pairs = max(self._pairs(one, other, language, number) for language in SPOKEN)
                gained += NEARNESS * min(self.idf(one), self.idf(other)) * pairs / (K1 + pairs)
        return gained

    def _pairs(self, one: NaiveWord, other: NaiveWord, language: str, number: int) -> float:
        mine, theirs = _literal(one, language), _literal(other, language)

        def worth(text: Text) -> float:
            found = 0.0
            there = [place for place, here in enumerate(text) if theirs.intersection(here)]
            for place, here in enumerate(text):
                gaps = [abs(place - far) for far in there if far != place]
                if mine.intersection(here) and gaps and min(gaps) <= WINDOW:
                    found += 1 / min(gaps)
            return found

        return self._weighted(language, number, worth)


def _literal(word: NaiveWord, language: str) -> set[str]:
    """The spellings and inflections of a word."""
    return {
        term
        for form in word.forms
        if form.language == language and form.match in ("exact", "stem") and len(form.parts) == 1
        for term in form.parts[0]
    }


def _side_by_side(text: Text, parts: Sequence[Iterable[str]]) -> int:
    """At how many places a term of each part stands, one behind the other."""
    return sum(
        all(set(part).intersection(text[place + step]) for step, part in enumerate(parts))
        for place in range(len(text) - len(parts) + 1)
    )
