"""Which sectors, themes, target groups, sources of money and labels is a text about?"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import replace

from indexer.analysis.keys import words_of
from indexer.ingest.suggesting.cues import all_of
from indexer.ingest.suggesting.evidence import Evidence, Gathered, Naming, ordered
from indexer.ingest.suggesting.labels import SOURCES
from indexer.ingest.suggesting.strengths import FAINT, WEAK
from indexer.ingest.suggesting.suggestion import Suggestion
from kb.vocabulary import Vocabularies

MOST = 6  # of a field
UNSTATED = 0.79  # the most for what is a matter of judgement: themes, and groups that no fact names
ADDRESSED = 1.5  # a target group after "for" weighs so much more
DIRECTLY = 0.7  # strength of a weak word for one right after "for" in the title or first paragraph
FROM_A_PROGRAMME = 1.8  # a programme in a sentence about money or projects weighs so much more
PROGRAMME = 0.9  # and elsewhere: it may be what the text describes
PAYING = 1.5  # a source of money in a sentence about money
NOT_PAYING = 0.2  # a chamber or a state that does something else
TITLE_OF_A_PROGRAMME = 0.8  # what stands in a title is rather described than paying
LABEL_FACT = 0.88  # confidence of a level of the ECEI label that a fact states
LABEL = 0.75  # of one that the beginning of a text names
LABEL_IN_BODY = 0.5  # and one named later: it may be somebody else's
LOWER_LEVEL = 0.5  # of the confidence of a level where a higher one is named too
BEFORE = 40  # signs before a target group in which "for" stands
NEAREST = 3  # words before one in which it stands right before

_LEVELS = ("bronze", "silver", "gold")


def concepts(gathered: Gathered, size: int) -> Iterator[Suggestion]:
    """The suggested sectors, themes and target groups."""
    for vocabulary, field in (
        ("sectors", "sectors"),
        ("themes", "themes"),
        ("target-groups", "target_groups"),
    ):
        found = []
        for concept, evidence in gathered.of(vocabulary):
            if vocabulary == "target-groups":
                evidence = evidence.weighed(_addressed)
            sure = vocabulary == "sectors" or (vocabulary != "themes" and _is_stated(evidence, field))
            confidence = evidence.confidence(size)
            confidence = confidence if sure else min(confidence, UNSTATED)
            found.append(evidence.suggestion(field, concept, confidence))
        yield from ordered(found, MOST)


def _is_stated(evidence: Evidence, field: str) -> bool:
    return any(naming.sentence.fact == field for naming in evidence.namings)


def _addressed(naming: Naming) -> float:
    strength, sentence = naming.mention.strength, naming.sentence
    if sentence.fact:
        return 1.0
    if strength <= FAINT:
        return 0.0
    before = sentence.text[max(0, naming.mention.start - BEFORE) : naming.mention.start]
    if strength > WEAK["target-groups"]:
        return ADDRESSED if _holds(before, "addressing") else 1.0
    early = sentence.role in ("title", "description", "lead")
    near = " ".join(before.split()[-NEAREST:])
    return DIRECTLY / strength if early and _holds(near, "addressing") else 0.0


def funding(gathered: Gathered, size: int, vocabularies: Vocabularies) -> Iterator[Suggestion]:
    """The suggested programmes, and those who give money where the text says that they do."""
    vocabulary = vocabularies["funding"]
    found = []
    for concept, evidence in gathered.of("funding"):
        source = SOURCES in vocabulary.ancestors(concept)
        evidence = evidence.weighed(_paying if source else _of_a_programme)
        confidence = evidence.confidence(size)
        described = any(naming.sentence.role == "title" for naming in evidence.namings)
        if described and not _is_stated(evidence, "funding"):
            confidence = min(confidence, UNSTATED)
        found.append(evidence.suggestion("funding", concept, confidence))
    yield from ordered(found, MOST)


def _holds(text: str, group: str) -> bool:
    known = all_of("labels", group)
    return any(word.key in known for word in words_of(text))


def _of_a_programme(naming: Naming) -> float:
    if naming.sentence.fact == "funding":
        return 1.0
    if naming.sentence.role == "title":
        return TITLE_OF_A_PROGRAMME
    return FROM_A_PROGRAMME if _holds(naming.sentence.text, "money") else PROGRAMME


def _paying(naming: Naming) -> float:
    if naming.sentence.fact == "funding":
        return 1.0
    return PAYING if _holds(naming.sentence.text, "money") else NOT_PAYING


def label(gathered: Gathered) -> Iterator[Suggestion]:
    """The quality label the text says somebody has.

    "Gold" is one only beside the word label or the name of those who award it; a sentence that names several
    levels explains them.
    """
    levels: dict[str, set[str]] = {}
    for concept, evidence in gathered.of("labels"):
        for naming in evidence.namings:
            levels.setdefault(naming.sentence.text, set()).add(concept)
    found = []
    for concept, evidence in gathered.of("labels"):
        told = [naming for naming in evidence.namings if _is_awarded(naming, levels[naming.sentence.text])]
        if told:
            early = LABEL if any(naming.sentence.role != "body" for naming in told) else LABEL_IN_BODY
            confidence = LABEL_FACT if _is_stated(evidence, "label") else early
            found.append(Evidence(told).suggestion("label", concept, confidence))
    highest = max((_LEVELS.index(one.value) for one in found if one.value in _LEVELS), default=0)
    for number, one in enumerate(found):
        if one.value in _LEVELS[:highest]:
            found[number] = replace(one, confidence=round(one.confidence * LOWER_LEVEL, 2))
    yield from ordered(found, 2)


def _is_awarded(naming: Naming, named: set[str]) -> bool:
    if naming.sentence.fact == "label":
        return True
    text = naming.sentence.text
    return len(named) == 1 and _holds(text, "label_words") and not _holds(text, "not_label_words")
