"""Here is a scouting sheet: which record does it make, and which of its words have no concept?

The sheet is taken exactly as scouts write it. Free words become concepts where a label in any language equals
them; the others stay as tags and are reported.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any
from urllib.parse import parse_qsl, urlencode, urlsplit, urlunsplit

from kb.errors import SourceUnreadable
from kb.record import FORMAT
from kb.strict_yaml import Source
from kb.validation import nearest
from kb.vocabulary import Vocabularies, Vocabulary

TEXTS = (
    "title",
    "summary",
    "challenge",
    "approach",
    "results",
    "success_factors",
    "resources",
    "transferability",
)
WORDS = {
    "sectors": "sectors",
    "themes": "themes",
    "target_groups": "target-groups",
    "funding": "funding",
}
KEYS = frozenset(
    (*TEXTS, *WORDS, "id", "kind", "lang", "organisation", "contact_org", "country", "region", "nuts")
) | {"period", "label", "figures", "sources", "scouted_from"}
COUNTRIES = {"ZZ": "several-countries"}
LICENCE = "CC BY 4.0"
_SESSION = re.compile(r";jsessionid=[^?#]*", re.IGNORECASE)
_SESSION_KEYS = frozenset(("phpsessid", "jsessionid", "sessionid", "e", "mc_eid"))


@dataclass
class Reading:
    """The plain values of the record and, per field, the words that matched and those that did not."""

    values: dict[str, Any]
    matched: dict[str, list[str]] = field(default_factory=dict)
    unmatched: dict[str, list[str]] = field(default_factory=dict)


def is_sheet(values: object) -> bool:
    """Whether a file is a sheet: a mapping with an id and a kind, but not in the format of records."""
    return isinstance(values, dict) and "format" not in values and {"id", "kind"} <= values.keys()


def read_sheet(source: Source, vocabularies: Vocabularies, *, created: str, status: str) -> Reading:
    """The record a sheet makes. Raises SourceUnreadable for a key no sheet has."""
    sheet = source.value
    for key in sheet:
        if key not in KEYS:
            repair = nearest(str(key), KEYS) or f"Known are: {', '.join(sorted(KEYS))}."
            raise SourceUnreadable(f"A sheet has no key {key!r}.", repair, source.line((key,)))
    reading = Reading({"format": FORMAT, "id": sheet["id"], "kind": sheet["kind"], "status": status})
    for name in TEXTS:
        if sheet.get(name):
            reading.values[name] = sheet[name]
    if sheet.get("organisation"):
        reading.values["organisation"] = {"name": sheet["organisation"]}
    for name in ("contact_org", "period", "label"):
        if sheet.get(name):
            reading.values[name] = sheet[name]
    reading.values["place"] = _place(sheet, vocabularies["regions"], reading)
    for name, vocabulary in WORDS.items():
        reading.values[name] = _concepts(name, sheet.get(name) or [], vocabularies[vocabulary], reading)
    reading.values["figures"] = [_figure(figure) for figure in sheet.get("figures") or []]
    reading.values["sources"] = [_cleaned(entry) for entry in sheet.get("sources") or []]
    year = _published_year(sheet)
    if year:
        reading.values["published_year"] = year
    if reading.unmatched:
        reading.values["tags"] = reading.unmatched
    reading.values["licence"] = LICENCE
    reading.values["created"] = created
    if sheet.get("scouted_from"):
        reading.values["provenance"] = {"scouted_from": sheet["scouted_from"]}
    return reading


def _concepts(name: str, words: Sequence[Any], vocabulary: Vocabulary, reading: Reading) -> list[str]:
    found: list[str] = []
    for word in words:
        concept = vocabulary.match(word) if isinstance(word, str) else None
        side = reading.matched if concept else reading.unmatched
        side.setdefault(name, []).append(word)
        if concept:
            found.append(concept.id)
    return list(dict.fromkeys(found))


def _place(sheet: Mapping[str, Any], regions: Vocabulary, reading: Reading) -> dict[str, Any]:
    country = sheet.get("country")
    place: dict[str, Any] = {"countries": [COUNTRIES.get(country, country)]} if country else {}
    found: list[str] = []
    words = sheet.get("region")
    if isinstance(words, str):
        place["words"] = words
        whole = regions.match(words)
        parts = [words] if whole else [part for part in re.split(r"[,/()]| and ", words) if part.strip()]
        found += _concepts("regions", [part.strip() for part in parts], regions, reading)
    nuts = sheet.get("nuts")
    if isinstance(nuts, str) and nuts in regions:
        concept = regions.concepts[nuts]
        found.append(concept.same_as or concept.id)
    place["regions"] = _narrowest(found, regions)
    return place


def _narrowest(found: Iterable[str], regions: Vocabulary) -> list[str]:
    """The regions without those that contain another one of them."""
    once = list(dict.fromkeys(found))
    above = {ancestor for region in once for ancestor in regions.ancestors(region)}
    return [region for region in once if region not in above]


def _figure(figure: Mapping[str, Any]) -> dict[str, Any]:
    """A figure; scouts name what is counted in English in every sheet."""
    return {**figure, "what": {"en": figure["what"]}} if isinstance(figure.get("what"), str) else dict(figure)


def _cleaned(source: Mapping[str, Any]) -> dict[str, Any]:
    """A source whose address holds no session or subscriber token."""
    parts = urlsplit(_SESSION.sub("", str(source.get("url", ""))))
    query = [
        (key, value)
        for key, value in parse_qsl(parts.query, keep_blank_values=True)
        if key.casefold() not in _SESSION_KEYS
    ]
    dropped = len(query) != len(parse_qsl(parts.query, keep_blank_values=True))
    address = urlunsplit(parts._replace(query=urlencode(query))) if dropped else urlunsplit(parts)
    return {**source, "url": address}


def _published_year(sheet: Mapping[str, Any]) -> int | None:
    period = sheet.get("period")
    if sheet.get("kind") not in ("study", "guide") or not isinstance(period, dict):
        return None
    year = period.get("end") or period.get("start")
    return year if isinstance(year, int) else None
