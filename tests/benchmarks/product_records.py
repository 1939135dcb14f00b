"""Which records does the product get measured with? Any number of valid ones, the same for the same number.

Either made up of the words of the delivered ones, 40 % of them in German and English, 30 % in one of the two;
or the documents of a collection in English, with its facets where our vocabularies know them.
"""

from __future__ import annotations

import json
import lzma
import random
import re
from collections.abc import Iterator, Sequence
from datetime import UTC, datetime, timedelta
from functools import cache
from itertools import islice
from pathlib import Path
from typing import Any

from kb.localized import Language
from kb.record import ID_LENGTH, Record
from kb.vocabulary import Vocabulary, load_vocabularies
from tests.benchmarks.product_texts import (
    cleaned,
    delivered_records,
    made_up_name,
    often_first,
    shortened,
    speech,
    summary_and_rest,
)

Values = dict[str, Any]

LANGUAGES: tuple[tuple[Language, ...], ...] = (("de", "en"),) * 4 + (("de",),) * 3 + (("en",),) * 3
ORGANISED_BY = 6  # records an organisation stands behind, on average
KINDS = {"publication": "study", "pubsum": "study", "deliverable": "guide", "project": "project"}
_FORMS = ("GmbH", "e. V.", "Cluster", "Agency", "Netzwerk", "Network", "Hochschule", "Institute")
_FIELDS = tuple(Record.model_fields)


def records(documents: int, collection: Path | None) -> Iterator[Values]:
    """The plain values of so many records, or of as many as the collection has."""
    if collection is None:
        return (_made_up(number, documents) for number in range(documents))
    return _of_collection(collection, documents)


def _made_up(number: int, documents: int) -> Values:
    chance = random.Random(f"record {number}")
    name = made_up_name(number)
    values = _facts(chance, number, documents)
    values["id"] = f"{_slug(name)}-{number}"
    values["title"], values["summary"], values["approach"], values["results"] = {}, {}, {}, {}
    for language in chance.choice(LANGUAGES):
        says = speech(language)
        other = made_up_name(int(documents * chance.random() ** 2))
        values["title"][language] = says.title(chance, name)
        values["summary"][language] = f"{says.sentences(chance, 2)} {says.about(chance, other)}"
        values["approach"][language] = says.listed(chance, chance.randint(3, 6))
        values["results"][language] = says.sentences(chance, chance.randint(1, 2))
    languages = list(values["title"])
    values["figures"] = [_figure(chance, languages) for _ in range(chance.choice((0, 0, 1, 2)))]
    if number and chance.random() < 0.3:
        before = chance.randrange(number)
        values["relations"] = [{"type": "related", "to": f"{_slug(made_up_name(before))}-{before}"}]
    return _in_order(values)


def _figure(chance: random.Random, languages: Sequence[Language]) -> Values:
    what = {language: shortened(speech(language).sentence(chance)) for language in languages}
    return {"what": what, "value": chance.randint(2, 5000), "year": chance.randint(2008, 2025)}


def _facts(chance: random.Random, number: int, documents: int) -> Values:
    """Everything about a record but its texts."""
    start = chance.randint(1998, 2024)
    by = chance.randrange(documents // ORGANISED_BY + 1)
    place = often_first(chance, _places())
    values: Values = {
        "format": 1,
        "kind": chance.choice(_kinds()),
        "status": "published",
        "stages": [{"value": value} for value in _some(chance, "stages", 2)],
        "outcome": _judged(chance, "outcomes", 0.4),
        "effort": _judged(chance, "efforts", 0.2),
        "evidence": _judged(chance, "evidence", 0.6),
        "organisation": {"name": f"{made_up_name(-by - 1)} {_FORMS[by % len(_FORMS)]}"},
        "place": {"countries": [place[0]], "regions": [place[1]]},
        "sectors": _some(chance, "sectors", 3),
        "themes": _some(chance, "themes", 4) or ["financing"],
        "target_groups": _some(chance, "target-groups", 3),
        "funding": _some(chance, "funding", 2) if chance.random() < 0.4 else [],
        "period": {"start": start, "end": start + chance.randint(0, 6)},
        "sources": [{"url": f"https://example.org/practices/{number}", "title": "Report"}],
        "licence": "CC BY 4.0",
        "created": _created(chance),
    }
    if values["kind"] in ("study", "guide"):
        values["published_year"] = start
    return values


def _created(chance: random.Random) -> str:
    day = datetime(2019, 1, 1, 8, tzinfo=UTC) + timedelta(chance.randrange(2500))
    return day.strftime("%Y-%m-%dT%H:%M:%SZ")


def _judged(chance: random.Random, vocabulary: str, share: float) -> Values | None:
    return {"value": often_first(chance, _concepts(vocabulary))} if chance.random() < share else None


def _some(chance: random.Random, vocabulary: str, most: int) -> list[str]:
    concepts = _concepts(vocabulary)
    return list(dict.fromkeys(often_first(chance, concepts) for _ in range(chance.randint(0, most))))


@cache
def _vocabulary(name: str) -> Vocabulary:
    return load_vocabularies()[name]


@cache
def _concepts(vocabulary: str) -> tuple[str, ...]:
    return tuple(concept.id for concept in _vocabulary(vocabulary) if not concept.same_as)


@cache
def _places() -> tuple[tuple[str, str], ...]:
    """Country and region, for each region of a known country, in an order of their own."""
    found = [
        (str(extra["country"]), concept.id)
        for concept in _vocabulary("regions")
        if not concept.same_as
        and (extra := concept.model_extra or {}).get("country") in _vocabulary("countries")
    ]
    return tuple(random.Random("places").sample(found, len(found)))


@cache
def _kinds() -> tuple[str, ...]:
    """A kind as often as the delivered records have it."""
    return tuple(str(record["kind"]) for record in delivered_records())


def _slug(text: str) -> str:
    return re.sub(r"[^a-z0-9]+", "-", text.lower()).strip("-")[: ID_LENGTH - 10].strip("-")


def _in_order(values: Values) -> Values:
    """What is stated, in the order in which records are written."""
    return {name: values[name] for name in _FIELDS if values.get(name)}


def _of_collection(folder: Path, documents: int) -> Iterator[Values]:
    with _opened(folder) as lines:
        for number, line in enumerate(islice(lines, documents)):
            yield _from_document(json.loads(line), number, documents)


def _opened(folder: Path) -> Any:
    packed = folder / "corpus.jsonl.xz"
    return lzma.open(packed, "rt", encoding="utf-8") if packed.is_file() else (folder / "corpus.jsonl").open()


def _from_document(document: Values, number: int, documents: int) -> Values:
    chance = random.Random(f"document {number}")
    title = cleaned(document["title"])[:400].strip() or str(document["_id"])
    summary, approach = summary_and_rest(cleaned(document["text"]) or title)
    values = _facts(chance, number, documents) | {
        "id": f"{_slug(str(document['_id']))}-{number}",
        "kind": KINDS.get(document.get("type", ""), "best-practice"),
        "title": {"en": title},
        "summary": {"en": summary},
        "approach": {"en": approach} if approach else {},
    }
    if document.get("coordinator"):
        values["organisation"] = {"name": cleaned(document["coordinator"])[:400]}
    if document.get("country") in _vocabulary("countries"):
        regions = [code for code in document.get("nuts", ()) if code in _concepts("regions")]
        values["place"] = {"countries": [document["country"]]} | (
            {"regions": regions[-1:]} if regions else {}
        )
    values["period"] = {"start": document["year"]} if document.get("year") else None
    values["published_year"] = document.get("year") if values["kind"] in ("study", "guide") else None
    if document.get("ec_contribution"):
        value = {"what": {"en": "EU contribution"}, "value": document["ec_contribution"], "unit": "EUR"}
        values["figures"] = [value]
    return _in_order(values)
