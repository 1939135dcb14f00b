"""Here is a record: what of it is needed to tell whether another one is the same story?

A signature is made of one record alone, so it can be kept for as long as the bytes of the record stay as they
are. A record has a side for each language it can be read in, because texts can be compared word by word only
within a language, and by their facts across languages.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from typing import NamedTuple

import numpy as np
from numpy.typing import NDArray

from indexer.analysis.forms import fold
from indexer.analysis.tokenizer import tokenize
from indexer.ingest.duplicates.addresses import key_of
from indexer.ingest.duplicates.hashing import Keys, key_of_word, shingles_of
from indexer.ingest.duplicates.traits import Trait, traits_of
from kb.localized import Language
from kb.record import Record
from kb.vocabulary import Vocabularies

RUNNING = ("summary", "challenge", "approach", "results", "resources", "transferability")


@dataclass(frozen=True, eq=False)
class Side:
    """A record in one language: the shingles of its texts, sorted, and its traits with their factors.

    ``shown`` has a line for each trait: its kind and how it is written.
    """

    language: Language
    shingles: Keys
    traits: Keys
    factors: NDArray[np.float16]
    shown: str

    @property
    def lines(self) -> list[str]:
        """The lines of ``shown``: as many as there are traits."""
        return self.shown.split("\n") if self.shown else []


class Facts(NamedTuple):
    """What a person would compare first: plain values, small enough to keep as they are."""

    record_id: str
    status: str
    titles: Mapping[Language, str]
    addresses: tuple[str, ...]
    origin: str | None
    digest: str | None
    relations: tuple[str, ...]
    start: int | None
    figures: tuple[tuple[float, int | None], ...]


@dataclass(frozen=True, eq=False)
class Signature:
    """All that is compared of one record."""

    facts: Facts
    sides: tuple[Side, ...]


def sign(record: Record, vocabularies: Vocabularies) -> Signature:
    """The signature of a record. A merged one tells no story of its own any more, so it has no sides."""
    languages = () if record.status == "merged" else record.languages
    return Signature(_facts(record), tuple(_side(record, language, vocabularies) for language in languages))


def _facts(record: Record) -> Facts:
    provenance, period = record.provenance, record.period
    origin = provenance.address if provenance else None
    targets = {relation.to for relation in record.relations}
    if record.organisation and record.organisation.record:
        targets.add(record.organisation.record)
    return Facts(
        record.id,
        record.status,
        record.title,
        tuple(sorted({key_of(source.url) for source in record.sources})),
        key_of(origin) if origin else None,
        provenance.digest if provenance else None,
        tuple(sorted(targets)),
        period.start if period else None,
        tuple((float(figure.value), figure.year) for figure in record.figures),
    )


def _side(record: Record, language: Language, vocabularies: Vocabularies) -> Side:
    texts = list(_texts(record, language))
    shingles = [shingles_of([fold(term) for term in tokenize(text).terms]) for text in texts]
    traits = traits_of(record, language, [record.title[language], *texts], vocabularies)
    keys = np.fromiter((key_of_word(trait.key) for trait in traits), np.uint64, len(traits))
    order = np.argsort(keys)
    return Side(
        language,
        np.unique(np.concatenate(shingles)),
        keys[order],
        np.array([trait.factor for trait in traits], np.float16)[order],
        "\n".join(_line(traits[place]) for place in order),
    )


def _line(trait: Trait) -> str:
    """A trait in ``shown``: one line, whatever somebody has typed in place of a concept."""
    return " ".join(f"{trait.kind} {trait.shown}".split("\n"))


def _texts(record: Record, language: Language) -> Iterator[str]:
    """The texts that are compared word by word: all but the title, which is a sign of its own."""
    for name in RUNNING:
        text = getattr(record, name).get(language)
        if text:
            yield text
    yield from record.success_factors.get(language, ())
    yield from (factor.text[language] for factor in record.limiting_factors if language in factor.text)
    yield from (figure.what[language] for figure in record.figures if language in figure.what)
