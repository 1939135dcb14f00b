"""Here is a vocabulary: in which order, and under which broader concepts, does a reader choose from it?"""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from functools import lru_cache

from indexer.analysis.collation import label_order
from kb.localized import Language
from kb.vocabulary import Concept, Vocabularies, Vocabulary
from web.formatting import unbroken

IN_THEIR_OWN_ORDER = frozenset({"efforts", "evidence", "outcomes", "stages", "labels", "ecei"})  # scales


@dataclass(frozen=True)
class Choice:
    """A concept as a reader finds it. ``path`` are the labels of its broader concepts, the widest first."""

    id: str
    label: str
    path: tuple[str, ...]


@lru_cache(maxsize=100)
def choices(vocabularies: Vocabularies, name: str, reader: Language) -> tuple[Choice, ...]:
    """What a vocabulary offers, narrower concepts below their broader one, without other names of one."""
    vocabulary = vocabularies[name]
    top = [concept for concept in vocabulary if concept.broader is None]
    return tuple(_below(top, None, vocabulary, reader))


def _below(
    concepts: Iterable[Concept], broader: Choice | None, vocabulary: Vocabulary, reader: Language
) -> Iterator[Choice]:
    path = (*broader.path, broader.label) if broader else ()
    offered = [
        Choice(concept.id, unbroken(concept.called(reader)), path)
        for concept in concepts
        if not concept.same_as
    ]
    if vocabulary.name not in IN_THEIR_OWN_ORDER:
        offered.sort(key=lambda one: label_order(one.label))
    for one in offered:
        yield one
        narrower = (vocabulary.concepts[below] for below in vocabulary.narrower.get(one.id, ()))
        yield from _below(narrower, one, vocabulary, reader)
