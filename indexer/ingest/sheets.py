"""Here is a scouting sheet: which record does it make, and which of its words have no concept?

The sheet is taken exactly as scouts write it. Free words become concepts where a label in any language equals
them; the others stay as tags and are reported. A value of the wrong shape is handed on as it stands, so that
the rules of records name it with its place.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from typing import Any

from indexer.ingest.addresses import without_tokens
from kb.errors import SourceUnreadable
from kb.fields import LOCALIZED_FIELDS
from kb.record import FORMAT
from kb.strict_yaml import Path, Source
from kb.validation import nearest
from kb.vocabulary import Vocabularies, Vocabulary

AS_STATED = (
    *LOCALIZED_FIELDS,
    "contact_org",
    "period",
    "label",
)
WORDS = {
    "sectors": "sectors",
    "themes": "themes",
    "target_groups": "target-groups",
    "funding": "funding",
}
KEYS = frozenset((*AS_STATED, *WORDS, "id", "kind", "lang", "organisation", "country", "region", "nuts")) | {
    "figures",
    "sources",
    "scouted_from",
}
# The fields of a record that come from its sheet; all others are the editors'.
STATED = frozenset(
    (*AS_STATED, *WORDS, "format", "id", "kind", "status", "organisation", "place", "tags")
) | {
    "published_year",
    "figures",
    "sources",
    "licence",
    "provenance",
}
COUNTRIES = {"ZZ": "several-countries"}
LICENCE = "CC BY 4.0"
YEARS = range(1500, 2101)

_PARTS_OF_A_REGION = re.compile(r"[,/()]| and ")
_RECORD_FIELDS = {
    "organisation.name": "organisation",
    "place.countries": "country",
    "place.regions": "region",
    "place.words": "region",
    "provenance.scouted_from": "scouted_from",
}
_GERMAN = re.compile(
    r"[äöüß]|\b(?:der|das|dem|den|des|eine[mnrs]?|je|und|oder|mit|von|vom|zu|zur|zum|im|auf|aus|bei|nach|seit|"
    r"mehr als|rund|etwa|ungefähr|knapp|fast|höchstens|mindestens|jährlich|Jahr|Jahre|Jahren|Mitglieder|"
    r"Unternehmen|Teilnehmende|Teilnehmer|Projekte|Mio|Mrd)\b",
    re.IGNORECASE,
)
_ENGLISH = re.compile(r"\b(?:of|the|and|for|with|about|per|at|to|from|more than|companies|members)\b", re.I)


@dataclass(frozen=True)
class LeftOut:
    """A value of the sheet that the record cannot hold. ``path`` leads to it in the sheet."""

    path: Path
    problem: str
    repair: str


@dataclass
class Reading:
    """The plain values of the record; per field the words that matched and those that did not, as stated."""

    values: dict[str, Any]
    matched: dict[str, list[str]] = field(default_factory=dict)
    unmatched: dict[str, list[str]] = field(default_factory=dict)
    left_out: list[LeftOut] = field(default_factory=list)


def is_sheet(values: object) -> bool:
    """Whether a file is meant as a sheet: it says its id or kind and is not in the format of records."""
    return isinstance(values, dict) and "format" not in values and not {"id", "kind"}.isdisjoint(values)


def read_sheet(source: Source, vocabularies: Vocabularies, *, created: str, status: str) -> Reading:
    """The record a sheet makes, still to be validated. Raises SourceUnreadable for a key no sheet has."""
    sheet = _stated(source)
    reading = Reading({"format": FORMAT, "id": sheet.get("id"), "kind": sheet.get("kind"), "status": status})
    values = reading.values
    values |= {name: sheet[name] for name in AS_STATED if name in sheet}
    if "organisation" in sheet:
        values["organisation"] = {"name": sheet["organisation"]}
    values["place"] = _place(sheet, vocabularies["regions"], reading)
    for name, vocabulary in WORDS.items():
        values[name] = concepts(name, sheet.get(name, []), vocabularies[vocabulary], reading)
    values["figures"] = _figures(sheet)
    values["sources"] = _sources(sheet.get("sources", []), vocabularies["languages"], reading)
    values["published_year"] = _published_year(sheet)
    values["tags"] = {name: once(words) for name, words in reading.unmatched.items()} or None
    values["licence"] = LICENCE
    values["created"] = created
    if "scouted_from" in sheet:
        values["provenance"] = {"scouted_from": sheet["scouted_from"]}
    return reading


def sheet_path(record_field: str, source: Source) -> Path:
    """Where a sheet says what the field of a record holds, given as ``figures[2].what.en``."""
    for name, key in _RECORD_FIELDS.items():
        if record_field.startswith(name):
            return (key,)
    steps = re.findall(r"[^.\[\]]+", record_field.removeprefix("tags."))
    path: Path = tuple(int(step) if step.isdigit() else step for step in steps)
    known = path
    while known and known not in source.lines:
        known = known[:-1]
    return known or path


def _stated(source: Source) -> dict[str, Any]:
    """The keys of the sheet that hold anything."""
    sheet: Any = source.value
    for key in sheet:
        if key not in KEYS:
            repair = nearest(str(key), KEYS) or f"Known are: {', '.join(sorted(KEYS))}."
            raise SourceUnreadable(f"A sheet has no key {key!r}.", repair, source.line((key,)))
    return {key: value for key, value in sheet.items() if value is not None and value not in ("", [], {})}


def once(words: Iterable[Any]) -> list[Any]:
    """The words in their order, each once; they need not be hashable."""
    found: list[Any] = []
    for word in words:
        if word not in found:
            found.append(word)
    return found


def concepts(name: str, words: Any, vocabulary: Vocabulary, reading: Reading) -> Any:
    """The ids of the concepts that free words mean; which do and which do not is noted in the reading."""
    if not isinstance(words, list) or not all(isinstance(word, str) for word in words):
        return words
    found: list[str] = []
    for word in words:
        concept = vocabulary.match(word)
        side = reading.matched if concept else reading.unmatched
        side.setdefault(name, []).append(word)
        if concept:
            found.append(concept.id)
    return once(found)


def _place(sheet: Mapping[str, Any], regions: Vocabulary, reading: Reading) -> dict[str, Any]:
    place: dict[str, Any] = {}
    if "country" in sheet:
        country = sheet["country"]
        place["countries"] = [COUNTRIES.get(country, country) if isinstance(country, str) else country]
    found: list[str] = []
    if "region" in sheet:
        words = place["words"] = sheet["region"]
        if isinstance(words, str):
            found += concepts("regions", parts_of_region(words, regions), regions, reading)
    nuts = sheet.get("nuts")
    concept = regions.match(nuts) if isinstance(nuts, str) else None
    if concept:
        found.append(concept.id)
    elif isinstance(nuts, str):
        reading.unmatched.setdefault("regions", []).append(nuts)
    place["regions"] = narrowest(found, regions)
    if nuts is not None and not isinstance(nuts, str):
        place["regions"].append(nuts)
    return place


def parts_of_region(words: str, regions: Vocabulary) -> list[str]:
    """The whole text if it names one region, else its parts."""
    if regions.match(words):
        return [words]
    return [part.strip() for part in _PARTS_OF_A_REGION.split(words) if part.strip()]


def narrowest(found: Iterable[str], regions: Vocabulary) -> list[str]:
    """The regions without those that contain another one of them."""
    distinct = once(found)
    above = {ancestor for region in distinct for ancestor in regions.ancestors(region)}
    return [region for region in distinct if region not in above]


def _figures(sheet: Mapping[str, Any]) -> Any:
    figures = sheet.get("figures", [])
    if not isinstance(figures, list):
        return figures
    title = sheet.get("title")
    german_sheet = isinstance(title, dict) and "de" in title
    return once(_figure(figure, german_sheet) for figure in figures)


def _figure(figure: Any, german_sheet: bool) -> Any:
    """Scouts name what is counted in English, and now and then in German in a German sheet."""
    if not isinstance(figure, dict) or not isinstance(figure.get("what"), str):
        return figure
    what = figure["what"]
    german = german_sheet and _GERMAN.search(what) and not _ENGLISH.search(what)
    return {**figure, "what": {"de" if german else "en": what}}


def _sources(sources: Any, languages: Vocabulary, reading: Reading) -> Any:
    if not isinstance(sources, list):
        return sources
    return once(source_entry(entry, number, languages, reading) for number, entry in enumerate(sources))


def source_entry(entry: Any, number: int, languages: Vocabulary, reading: Reading) -> Any:
    """A source as a record holds it: its address without tokens, its language as an id."""
    if not isinstance(entry, dict):
        return entry
    entry = dict(entry)
    if isinstance(entry.get("url"), str):
        entry["url"] = without_tokens(entry["url"])
    language = entry.get("language")
    if isinstance(language, str):
        concept = languages.match(language)
        if concept:
            entry["language"] = concept.id
        else:
            del entry["language"]
            problem = f"The language {language!r} is no concept of languages and was left out."
            repair = nearest(language, languages.concepts) or "Write its code, such as 'de'."
            reading.left_out.append(LeftOut(("sources", number, "language"), problem, repair))
    return entry


def _published_year(sheet: Mapping[str, Any]) -> int | None:
    """The year a study or guide came out, if stated; an absurd one is reported where the period states it."""
    period = sheet.get("period")
    if sheet.get("kind") not in ("study", "guide") or not isinstance(period, dict):
        return None
    year = period.get("end") or period.get("start")
    return year if isinstance(year, int) and year in YEARS else None
