"""At a glance: which values does a record state, on which passages do they rest, what is not stated?"""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from typing import Any

from kb.fields import TEXT_FIELDS
from kb.localized import Language
from web.formatting import Text
from web.pages.layout import Site

# Facets in the order they stand on the page, with the field of the record that holds the keys.
GLANCE: tuple[tuple[str, str], ...] = (
    ("country", "place.countries"),
    ("region", "place.regions"),
    ("stage", "stages"),
    ("effort", "effort"),
    ("evidence", "evidence"),
    ("outcome", "outcome"),
)
MEANS: tuple[tuple[str, str], ...] = (
    ("funding", "funding"),
    ("label", "label"),
)
TOPICS: tuple[tuple[str, str], ...] = (
    ("theme", "themes"),
    ("sector", "sectors"),
    ("target_group", "target_groups"),
    ("ecei", "ecei"),
)
ALL = (*GLANCE, *MEANS, *TOPICS)
EXPLAINED = frozenset(
    {"stage", "effort", "evidence", "outcome", "label", "ecei"}
)  # terms that need a definition
EXPECTED = ("region", "stage", "effort", "evidence", "outcome", "funding", "sector")
LABELLED_KINDS = frozenset({"cluster", "network"})  # for other kinds a quality label is not to be expected


@dataclass(frozen=True)
class Passage:
    """The sentence of the record or its source that supports a value."""

    text: Text


@dataclass(frozen=True)
class Value:
    """One value; ``url`` leads to its definition or to the records that share it, None for free words."""

    text: Text
    url: str | None = None
    passage: Passage | None = None


@dataclass(frozen=True)
class Fact:
    """A field with its values."""

    name: str
    label: str
    values: tuple[Value, ...]


def facts(record: Mapping[str, Any], site: Site, rows: Iterable[tuple[str, str]]) -> tuple[Fact, ...]:
    """The rows a record states."""
    found = []
    for facet, path in rows:
        values = tuple(_value(facet, entry, record, site) for entry in _entries(record, path))
        tags = record.get("tags", {}).get(path, ())
        values += tuple(Value(_in_source_language(word, record, site)) for word in tags)
        if values:
            found.append(Fact(facet, _label(facet, site), values))
    return tuple(found)


def unstated(record: Mapping[str, Any], site: Site) -> tuple[str, ...]:
    """The names of what a reader would expect but the record does not state."""
    without = record.get("not_applicable", ())
    stated = {facet for facet, path in ALL if path in without or list(_entries(record, path))}
    expected = [*EXPECTED, "label"] if record["kind"] in LABELLED_KINDS else list(EXPECTED)
    missing = [_label(facet, site) for facet in expected if facet not in stated]
    if not record.get("period") and not record.get("published_year"):
        missing.append(_label("year", site))
    return tuple(missing)


def not_applicable(record: Mapping[str, Any], site: Site) -> tuple[str, ...]:
    """The names of what the record says does not apply."""
    by_field = {path: facet for facet, path in ALL}
    return tuple(_label(by_field.get(name, name), site) for name in record.get("not_applicable", ()))


def passage_of(part: Mapping[str, Any], record: Mapping[str, Any], site: Site) -> Passage | None:
    """The passage that supports a part of the record, marked with the language it is in."""
    words = part.get("passage")
    return Passage(_in_source_language(words, record, site)) if words else None


def _label(facet: str, site: Site) -> str:
    return site.vocabularies["facets"].called(facet, site.reader)


def _entries(record: Mapping[str, Any], path: str) -> Iterable[Any]:
    value: Any = record
    for step in path.split("."):
        value = value.get(step) if value else None
    if value is None:
        return []
    return value if isinstance(value, list) else [value]


def _value(facet: str, entry: Any, record: Mapping[str, Any], site: Site) -> Value:
    judged = isinstance(entry, Mapping)
    key = str(entry["value"] if judged else entry)
    url = site.concept(f"{facet}:{key}") if facet in EXPLAINED else site.search(filters=[(facet, key)])
    passage = passage_of(entry, record, site) if judged else None
    return Value(Text(site.called(facet, key)), url, passage)


def _in_source_language(words: str, record: Mapping[str, Any], site: Site) -> Text:
    """The words with the language of the text they stand in, else of the record's original."""
    language = _language_of(words, record)
    return Text(words, None if language == site.reader else language)


def _language_of(words: str, record: Mapping[str, Any]) -> Language:
    wanted = " ".join(words.split()).casefold()
    for name in ("title", *TEXT_FIELDS):
        for language, text in record.get(name, {}).items():
            if wanted in " ".join(text.split()).casefold():
                found: Language = language
                return found
    original: Language = record.get("original_language") or next(iter(record["title"]))
    return original
