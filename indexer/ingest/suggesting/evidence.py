"""Here are the mentions of a concept in a text: how telling are they together?

A word in the title, in a fact or in the first paragraph tells what a text is about, a word in its body only
where it is repeated, measured by the length of the text. The shares below were set on one half of the
delivered records; tests/indexer/ingest/suggesting/test_records.py measures the other and says what was seen.
"""

from __future__ import annotations

import math
import re
from collections.abc import Callable, Iterable, Iterator, Mapping
from dataclasses import dataclass, field
from functools import cache
from typing import Any, NamedTuple

from indexer.ingest.suggesting.cues import cues
from indexer.ingest.suggesting.labels import Labels, Mention
from indexer.ingest.suggesting.reading import Reading, Role, Sentence
from indexer.ingest.suggesting.sentences import window
from indexer.ingest.suggesting.suggestion import Suggestion

WEIGHTS: Mapping[Role, float] = {
    "title": 0.65,
    "fact": 0.2,  # one that states another field; see OWN_FACT
    "description": 0.45,
    "keyword": 0.4,
    "heading": 0.35,
    "lead": 0.45,
    "body": 0.2,
}
OWN_FACT = 0.85  # "Country: Denmark" of a country
FIRST_IN_BODY = 0.3  # at the beginning of a sentence of the body, whose topic it is, or in a short one
IN_BODY: Mapping[str, float] = {"sectors": 0.16, "target-groups": 0.3}
"""What the rest of the body weighs for these: sectors are named in passing, target groups rarely."""
TOPICS_OF_A_TEXT = frozenset({"sectors", "themes", "target-groups"})
OPENING = 12  # signs of a sentence within which what it speaks of begins, after an article
SHORT: Mapping[str, int] = {"themes": 60}  # signs of a sentence that holds little else
IN_A_NAME = 0.3  # of what stands in the name of a company
MOST_IN_BODY = 4  # mentions that count
LONG = 150  # sentences of a body; in a longer one mentions count for less
LEAST = 0.3  # confidence below which nothing is suggested


class Naming(NamedTuple):
    """One mention with the sentence it stands in and what it weighs."""

    sentence: Sentence
    mention: Mention
    weight: float


@dataclass
class Evidence:
    """All namings of one concept."""

    namings: list[Naming] = field(default_factory=list)

    def weighed(self, factor: Callable[[Naming], float]) -> Evidence:
        """The same with each naming weighing more or less."""
        weights = ((naming, min(0.95, naming.weight * factor(naming))) for naming in self.namings)
        return Evidence([naming._replace(weight=weight) for naming, weight in weights])

    def confidence(self, size: int) -> float:
        """How surely the text is about it, ``size`` being the number of sentences of the main text.

        The best naming of each role counts once, those of the body a few times.
        """
        best: dict[Role, float] = {}
        body: list[float] = []
        for naming in self.namings:
            role = naming.sentence.role
            if role == "body":
                body.append(naming.weight)
            else:
                best[role] = max(naming.weight, best.get(role, 0.0))
        body.sort(reverse=True)
        spread = max(1.0, size / LONG)
        doubt = 1.0
        for weight in (*best.values(), *(first / spread for first in body[:1])):
            doubt *= 1 - weight
        repeated = min(MOST_IN_BODY, (len(body) - 1) / spread) if body else 0.0
        return 1.0 - doubt * math.pow(1 - max(body, default=0.0), max(0.0, repeated))

    def suggestion(self, name: str, value: Any, confidence: float) -> Suggestion:
        """The suggestion of a value with the naming that weighs most as its passage."""
        best = max(self.namings, key=lambda naming: naming.weight)
        return suggested(name, value, best.sentence, confidence, best.mention.start, best.mention.end)


def suggested(
    name: str, value: Any, sentence: Sentence, confidence: float, start: int = 0, end: int = 0
) -> Suggestion:
    """A suggestion read at a place of a sentence."""
    passage = window(sentence.text, start, end)
    return Suggestion(name, value, passage, sentence.where, round(min(0.98, max(0.0, confidence)), 2))


class Gathered(dict[tuple[str, str], Evidence]):
    """By vocabulary and concept the evidence for it, in the order of the text."""

    def of(self, vocabulary: str) -> Iterator[tuple[str, Evidence]]:
        """The concepts of one vocabulary."""
        return ((concept, evidence) for (name, concept), evidence in self.items() if name == vocabulary)


def gather(reading: Reading, labels: Labels) -> Gathered:
    """The evidence for each concept of each vocabulary that the text names."""
    found = Gathered()
    for sentence in reading.sentences:
        if sentence.listed:
            continue
        spelt = sentence.role != "keyword"
        for mention in labels.mentions(sentence.text, reading.language, spelt=spelt):
            weight = _weight(sentence, mention)
            key = (mention.vocabulary, mention.concept)
            found.setdefault(key, Evidence()).namings.append(Naming(sentence, mention, weight))
    return found


def _weight(sentence: Sentence, mention: Mention) -> float:
    own = sentence.fact is not None and sentence.fact.replace("_", "-") in _FACTS[mention.vocabulary]
    usual = WEIGHTS[sentence.role]
    if sentence.role == "body" and mention.vocabulary in TOPICS_OF_A_TEXT:
        first = mention.start <= OPENING or len(sentence.text) < SHORT.get(mention.vocabulary, 0)
        usual = FIRST_IN_BODY if first else IN_BODY.get(mention.vocabulary, usual)
    weight = (OWN_FACT if own else usual) * mention.strength
    if own and mention.strength < 1:
        weight = OWN_FACT * 0.8  # who fills in a form means it
    return weight * (IN_A_NAME if in_a_company_name(sentence.text, mention.end) else 1.0)


_FACTS: Mapping[str, tuple[str, ...]] = {
    "sectors": ("sectors",),
    "themes": ("themes",),
    "target-groups": ("target-groups",),
    "funding": ("funding",),
    "labels": ("label",),
    "kinds": ("kind",),
    "countries": ("countries", "regions"),
    "regions": ("regions", "countries"),
}


@cache
def _legal_form() -> re.Pattern[str]:
    forms = "|".join(re.escape(form) for form in cues("labels")["legal_forms"])
    return re.compile(rf"(?:[ -][A-ZÄÖÜÆØÅ&][\w&-]{{0,30}}){{0,3}} (?:(?i:{forms})|e\. ?V\.)(?![\w-])")


def in_a_company_name(text: str, end: int) -> bool:
    """Whether the words after a place lead up to a legal form: Nordsee Energie GmbH."""
    return _legal_form().match(text, end) is not None


def ordered(found: Iterable[Suggestion], most: int) -> Iterator[Suggestion]:
    """The surest suggestions of one field; of equal ones those that were found first."""
    kept = sorted((one for one in found if one.confidence >= LEAST), key=lambda one: -one.confidence)
    yield from kept[:most]
