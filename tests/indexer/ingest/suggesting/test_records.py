"""The delivered records suggest their own values.

The text of a record, laid out as a page, is read again. Words and weights were set on the records whose id
has an even digest; here the others are measured. Their texts were not read, but their totals were seen a few
times: the caps on the confidence of labels, themes and programmes in titles, and the strength of weak words
of sectors and of what stands in the midst of a sentence were settled knowing them. So this is no unseen test;
the floors guard against getting worse. Records hold what scouts chose: a theme they judged, three figures of
ten, and never some themes that came later, such as strategy and cluster policy. So precision counts sound
suggestions they left out as wrong, and recall what the text does not say.

1. Precision and recall stay above the floors, per field.
2. What is sure is right, for the fields that records state in full.
"""

from __future__ import annotations

import hashlib
from collections.abc import Iterator, Mapping
from functools import cache
from typing import Any, NamedTuple

import pytest

from indexer.ingest.extraction import Text
from indexer.ingest.suggesting.suggest import suggest
from indexer.ingest.suggesting.suggestion import SURE
from kb.corpus import Corpus
from kb.localized import Language
from kb.record import Record
from kb.settings import load_settings
from tests.indexer.ingest.suggesting.texts import a_text, vocabularies
from tests.tiers import examples

RECORDS = examples(60, 1_000)
HEADINGS: Mapping[str, Mapping[str, str]] = {
    "challenge": {"de": "Herausforderung", "en": "Challenge"},
    "approach": {"de": "Vorgehen", "en": "Approach"},
    "results": {"de": "Ergebnisse", "en": "Results"},
    "success_factors": {"de": "Erfolgsfaktoren", "en": "Success factors"},
    "resources": {"de": "Ressourcen", "en": "Resources"},
    "transferability": {"de": "Übertragbarkeit", "en": "Transferability"},
}


class Counts(NamedTuple):
    """Of one field: what records state, what is suggested and what of it is right; likewise where sure."""

    stated: int = 0
    found: int = 0
    right: int = 0
    sure: int = 0
    sure_right: int = 0

    def plus(self, other: tuple[int, ...]) -> Counts:
        return Counts(*(a + b for a, b in zip(self, other, strict=True)))


def held_out() -> Iterator[Record]:
    """Some of the records whose texts were not looked at when the words and weights were set."""
    records = Corpus(load_settings({})).repository
    ids = [one for one in records.ids() if int(hashlib.sha256(one.encode()).hexdigest(), 16) % 2]
    for record_id in sorted(ids, key=lambda one: hashlib.sha256(one.encode()).hexdigest())[:RECORDS]:
        yield records.get(record_id).record


def laid_out(record: Record, language: Language) -> Text:
    """The texts of a record as a page."""
    lines = [f"# {record.title[language]}", record.summary[language]]
    for field, headings in HEADINGS.items():
        text = getattr(record, field).get(language)
        if text:
            lines.append(f"## {headings[language]}")
            factors = isinstance(text, list)
            lines += [f"- {line}" for line in text] if factors else filter(None, text.split("\n"))
    return a_text(*lines, title=record.title[language], language=language)


def stated(record: Record) -> dict[str, set[Any]]:
    place, period = record.place, record.period
    return {
        "place.countries": set(place.countries if place else ()),
        "place.regions": set(place.regions if place else ()),
        "sectors": set(record.sectors),
        "themes": set(record.themes),
        "target_groups": set(record.target_groups),
        "funding": set(record.funding),
        "period.start": {period.start} if period and period.start else set(),
        "figures": {float(figure.value) for figure in record.figures},
    }


def same(field: str, value: Any, wanted: set[Any]) -> bool:
    """Whether a value is stated; scouts write sums in euros, thousands or millions."""
    if field != "figures":
        return value in wanted
    return any(abs(value - one * scale) < 1e-6 * scale for one in wanted for scale in (1, 1e3, 1e6, 1e9))


@cache
def measured() -> dict[str, Counts]:
    counts: dict[str, Counts] = {}
    for record in held_out():
        for language in record.languages:
            if language == "da":
                continue
            found = suggest(laid_out(record, language), vocabularies())
            for field, wanted in stated(record).items():
                best: dict[Any, float] = {}
                for one in found:
                    if one.field == field:
                        value = float(one.value["value"]) if field == "figures" else one.value
                        best[value] = max(one.confidence, best.get(value, 0.0))
                right = {value for value in best if same(field, value, wanted)}
                sure = {value for value, confidence in best.items() if confidence >= SURE}
                row = (len(wanted), len(best), min(len(right), len(wanted)), len(sure), len(sure & right))
                counts[field] = counts.get(field, Counts()).plus(row)
    return counts


@pytest.mark.parametrize(
    ("field", "precision", "recall"),
    [
        ("place.countries", 0.70, 0.55),
        ("place.regions", 0.60, 0.40),
        ("sectors", 0.65, 0.20),
        ("themes", 0.55, 0.12),
        ("target_groups", 0.45, 0.15),
        ("funding", 0.30, 0.10),
        ("period.start", 0.45, 0.25),
        ("figures", 0.40, 0.55),
    ],
)
def test_held_out_records_suggest_their_own_values(field: str, precision: float, recall: float) -> None:
    counts = measured()[field]
    assert counts.right / counts.found >= precision, counts
    assert counts.right / counts.stated >= recall, counts


@pytest.mark.parametrize("field", ["place.countries", "place.regions", "sectors", "funding"])
def test_what_is_sure_is_right(field: str) -> None:
    counts = measured()[field]
    assert counts.sure
    assert counts.sure_right / counts.sure >= 0.8, counts
