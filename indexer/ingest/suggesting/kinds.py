"""What kind of record would a text make: a practice, an event, a study …?

A word such as "Leitfaden" in the title decides, in the first paragraph it counts less; words that only go
with a kind, such as "registration" with an event, count where several come together. The likeliest kind is
suggested, and a second one.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field
from functools import cache

from indexer.analysis.keys import phrase_of
from indexer.ingest.suggesting.cues import cues, phrases
from indexer.ingest.suggesting.evidence import ordered, suggested
from indexer.ingest.suggesting.reading import Reading, Role, Sentence
from indexer.ingest.suggesting.suggestion import Suggestion

WEIGHTS: Mapping[Role, float] = {
    "title": 3.0,
    "lead": 1.2,
    "description": 1.0,
    "heading": 0.4,
    "keyword": 0.4,
    "body": 0.1,
}
FACT = 6.0  # "Type: study"
WEAK = 0.3  # of the weight of a strong word
BODY = 1.0  # the most the body gives to a kind
HALF = 2.5  # points at which a kind is as likely as not
HIGHEST = 0.85  # confidence
LONGEST = 4  # words of a phrase
FIRST = 60  # sentences that are looked at: what a text is it says early
MOST = 2


@dataclass
class _Points:
    early: float = 0.0
    body: float = 0.0
    best: tuple[float, Sentence | None] = (0.0, None)
    seen: set[tuple[str, Role]] = field(default_factory=set)

    def total(self) -> float:
        return self.early + min(BODY, self.body)


def kinds(reading: Reading) -> Iterator[Suggestion]:
    """The likeliest kinds."""
    points: dict[str, _Points] = {}
    for number, sentence in enumerate(reading.sentences):
        if number >= FIRST:
            break
        for kind, strength, phrase in _named(sentence.text):
            _add(points.setdefault(kind, _Points()), sentence, strength, phrase)
    whole = sum(one.total() for one in points.values())
    found = []
    for kind, one in points.items():
        _, best = one.best
        if best is not None and one.total():
            share = one.total() / whole
            confidence = HIGHEST * (one.total() / (one.total() + HALF)) * min(1.0, 0.4 + share)
            found.append(suggested("kind", kind, best, confidence))
    yield from ordered(found, MOST)


def _add(points: _Points, sentence: Sentence, strength: float, phrase: str) -> None:
    role = sentence.role
    if (phrase, role) in points.seen:
        return
    points.seen.add((phrase, role))
    own = sentence.fact == "kind"
    worth = FACT if own else WEIGHTS.get(role, WEIGHTS["body"]) * strength
    if role == "body":
        points.body += worth
    else:
        points.early += worth
    if worth > points.best[0]:
        points.best = (worth, sentence)


@cache
def _phrases() -> dict[str, tuple[tuple[str, float], ...]]:
    """Phrase -> the kinds it speaks for, each with its strength."""
    found: dict[str, dict[str, float]] = {}
    for kind, groups in cues("kinds").items():
        for group, strength in (("weak", WEAK), ("strong", 1.0)):
            for phrase in phrases(groups[group]):
                found.setdefault(phrase, {})[kind] = strength
    return {phrase: tuple(said.items()) for phrase, said in found.items()}


def _named(text: str) -> Iterator[tuple[str, float, str]]:
    """The kinds a sentence speaks for; the head of a German compound counts as the word itself."""
    words = phrase_of(text).split()
    first = 0
    while first < len(words):
        for end in range(min(len(words), first + LONGEST), first, -1):
            phrase = " ".join(words[first:end])
            said = _phrases().get(phrase) or (_singular(phrase) if end == first + 1 else ())
            if said:
                yield from ((kind, strength, phrase) for kind, strength in said)
                first = end
                break
        else:
            first += 1


def _singular(word: str) -> tuple[tuple[str, float], ...]:
    """The kinds of a word in the plural, or of a compound that ends with the word."""
    for ending in ("s", "e", "en", "n", "er"):
        if word.endswith(ending) and (said := _phrases().get(word.removesuffix(ending))):
            return said
    for start in range(3, len(word) - 4):
        if said := _phrases().get(word[start:]):
            return said
    return ()
