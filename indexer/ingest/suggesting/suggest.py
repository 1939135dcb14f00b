"""Here is a text: which values could a record of it hold, and which passage suggests each?

Nothing is decided here. A pure function of a text and the vocabularies: the same text gives the same
suggestions in the same order, by field, then by confidence.
"""

from __future__ import annotations

from collections.abc import Iterator

from indexer.ingest.extraction import Text
from indexer.ingest.suggesting.concepts import concepts, funding, label
from indexer.ingest.suggesting.evidence import gather
from indexer.ingest.suggesting.figures import figures
from indexer.ingest.suggesting.kinds import kinds
from indexer.ingest.suggesting.labels import labels_of
from indexer.ingest.suggesting.organisations import organisations
from indexer.ingest.suggesting.periods import periods, published_year
from indexer.ingest.suggesting.places import places
from indexer.ingest.suggesting.reading import read
from indexer.ingest.suggesting.suggestion import Suggestion
from indexer.ingest.suggesting.wholes import sections, summaries, titles
from kb.fields import LOCALIZED_FIELDS
from kb.vocabulary import Vocabularies

FIELDS = (
    "kind",
    *LOCALIZED_FIELDS,
    "organisation.name",
    "place.countries",
    "place.regions",
    "sectors",
    "themes",
    "target_groups",
    "funding",
    "label",
    "period.start",
    "period.end",
    "period.ongoing",
    "published_year",
    "figures",
)
"""The fields that are suggested, in the order of the record."""


def suggest(text: Text, vocabularies: Vocabularies) -> tuple[Suggestion, ...]:
    """The suggestions a text gives, by field in the order of the record, then by confidence."""
    return tuple(
        sorted(_found(text, vocabularies), key=lambda one: (FIELDS.index(one.field), -one.confidence))
    )


def _found(text: Text, vocabularies: Vocabularies) -> Iterator[Suggestion]:
    reading = read(text)
    gathered = gather(reading, labels_of(vocabularies))
    size = reading.body_size
    kind = list(kinds(reading))
    yield from kind
    yield from titles(reading)
    yield from summaries(reading)
    yield from sections(reading)
    yield from organisations(reading)
    yield from places(gathered, reading, vocabularies)
    yield from concepts(gathered, size)
    yield from funding(gathered, size, vocabularies)
    yield from label(gathered)
    yield from periods(reading)
    yield from published_year(reading, {one.value for one in kind})
    yield from figures(reading)
