"""Here is a record: what of it is searched, counted, sorted and shown?

A document is the flat projection of one record. Its texts are kept per field and language, so that every
record is searchable in all its languages at once; its facet keys contain the broader concepts, so that a
parent includes its descendants.
"""

from __future__ import annotations

import hashlib
import json
import re
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from datetime import date
from typing import Any

from indexer.facets import FACETS, NOT_APPLICABLE, NOT_STATED, Facet
from indexer.pages import Page
from kb.localized import LANGUAGES, Language
from kb.record import Period, Record
from kb.vocabulary import Vocabularies, Vocabulary, plain

NEUTRAL = "und"  # texts that belong to every language: names of organisations and places
TEXTS = (
    "title",
    "summary",
    "challenge",
    "approach",
    "results",
    "success_factors",
    "limiting_factors",
    "resources",
    "transferability",
    "figures",
    "concepts",
    "names",
)
BODY = "body"  # the text of a page of a paper
LONGEST_PERIOD = 100  # years; a longer one counts only its first and last


@dataclass(frozen=True)
class Document:
    """What the index keeps of one record.

    ``texts`` are keyed ``field_language``, ``facets`` by facet name. ``shown`` is what pages need: the plain
    values of the record with its revision. ``pages`` are those of an ingested paper; what shows a record does
    without their text.
    """

    id: str
    digest: str
    status: str
    texts: Mapping[str, str]
    facets: Mapping[str, tuple[str, ...]]
    shown: Mapping[str, Any]
    links: tuple[str, ...] = field(default=())
    pages: tuple[Page, ...] = field(default=())

    def stored(self) -> str:
        """The document as the one stored text of the index."""
        return json.dumps(
            {
                "id": self.id,
                "digest": self.digest,
                "status": self.status,
                "facets": self.facets,
                "shown": self.shown,
                "links": self.links,
            },
            ensure_ascii=False,
            separators=(",", ":"),
        )


def organisation_key(name: str) -> str:
    """The key of an organisation: its name as a slug, with a digest where the slug had to be cut.

    >>> organisation_key("Clusteragentur Schleswig-Holstein")
    'clusteragentur-schleswig-holstein'
    """
    slug = re.sub(r"[^\w]+", "-", plain(name)).strip("-")
    if len(slug) <= 60 and slug:
        return slug
    return f"{slug[:48].strip('-')}-{hashlib.sha256(name.encode()).hexdigest()[:8]}"


def project(
    record: Record,
    *,
    digest: str,
    revision: int,
    vocabularies: Vocabularies,
    today: date,
    pages: tuple[Page, ...] = (),
) -> Document:
    """The document of a record, with the pages of its paper; ``today`` ends the years of what is ongoing.

    A merged record is kept for its redirect only: it is no hit, so it has no words that could count.
    """
    texts = {} if record.status == "merged" else _texts(record, vocabularies)
    return Document(
        id=record.id,
        digest=digest,
        status=record.status,
        texts={name: text for name, text in texts.items() if text},
        facets={facet.name: _keys(record, facet, vocabularies, today) for facet in FACETS},
        shown={**record.values(), "revision": revision},
        links=tuple(sorted(_named(record))),
        pages=pages,
    )


def _named(record: Record) -> Iterable[str]:
    yield from {relation.to for relation in record.relations}
    if record.organisation and record.organisation.record:
        yield record.organisation.record
    if record.merged_into:
        yield record.merged_into


def _texts(record: Record, vocabularies: Vocabularies) -> dict[str, str]:
    texts: dict[str, str] = {}
    for name in ("title", "summary", "challenge", "approach", "results", "resources", "transferability"):
        for language, text in getattr(record, name).items():
            texts[f"{name}_{language}"] = text
    for language, factors in record.success_factors.items():
        texts[f"success_factors_{language}"] = "\n".join(factors)
    for language in LANGUAGES:
        limits = [factor.text[language] for factor in record.limiting_factors if language in factor.text]
        texts[f"limiting_factors_{language}"] = "\n".join(limits)
        figures = [figure.what[language] for figure in record.figures if language in figure.what]
        texts[f"figures_{language}"] = "\n".join(figures)
        texts[f"concepts_{language}"] = "\n".join(_labels(record, vocabularies, language))
    texts[f"names_{NEUTRAL}"] = "\n".join(_names(record))
    return texts


def _labels(record: Record, vocabularies: Vocabularies, language: Language) -> Iterable[str]:
    place = record.place
    for name, ids in (
        ("kinds", [record.kind]),
        ("themes", record.themes),
        ("sectors", record.sectors),
        ("target-groups", record.target_groups),
        ("funding", record.funding),
        ("labels", [record.label] if record.label else []),
        ("countries", place.countries if place else []),
        ("regions", place.regions if place else []),
    ):
        for concept_id in ids:
            concept = vocabularies[name].concepts.get(concept_id)
            if concept and language in concept.label:
                yield concept.label[language]


def _names(record: Record) -> Iterable[str]:
    if record.organisation:
        yield record.organisation.name
    if record.contact_org:
        yield record.contact_org
    if record.place and record.place.words:
        yield record.place.words
    if record.tags:
        for words in record.tags.model_dump().values():
            yield from words
    yield from dict.fromkeys(source.publisher for source in record.sources if source.publisher)


def _keys(record: Record, facet: Facet, vocabularies: Vocabularies, today: date) -> tuple[str, ...]:
    keys = _own_keys(record, facet.name, today)
    if facet.kind == "tree" and facet.vocabulary:
        keys = _with_broader(keys, vocabularies[facet.vocabulary])
    absent = NOT_APPLICABLE if facet.field in record.not_applicable else NOT_STATED
    return tuple(dict.fromkeys(keys)) or (absent,)


def _own_keys(record: Record, name: str, today: date) -> list[str]:
    place = record.place
    keys: dict[str, list[str]] = {
        "kind": [record.kind],
        "theme": record.themes,
        "sector": record.sectors,
        "stage": [stage.value for stage in record.stages],
        "effort": [record.effort.value] if record.effort else [],
        "evidence": [record.evidence.value] if record.evidence else [],
        "outcome": [record.outcome.value] if record.outcome else [],
        "country": place.countries if place else [],
        "region": place.regions if place else [],
        "organisation": [organisation_key(record.organisation.name)] if record.organisation else [],
        "funding": record.funding,
        "label": [record.label] if record.label else [],
        "ecei": [indicator.value for indicator in record.ecei],
        "target_group": record.target_groups,
        "language": list(record.languages),
        "year": _years(record, today),
    }
    return keys[name]


def _years(record: Record, today: date) -> list[str]:
    if record.kind in ("study", "guide") and record.published_year:
        return [str(record.published_year)]
    period = record.period or Period()
    start = period.start or period.end
    end = period.end or (today.year if period.ongoing else None) or start
    if start is None or end is None:
        return []
    if end - start > LONGEST_PERIOD or record.kind in ("study", "guide"):
        return [str(start), str(end)] if record.kind not in ("study", "guide") else [str(end)]
    return [str(year) for year in range(start, end + 1)]


def _with_broader(keys: Iterable[str], vocabulary: Vocabulary) -> list[str]:
    return [found for key in keys for found in (key, *vocabulary.ancestors(key))]
