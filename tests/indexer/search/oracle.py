"""What filters and facets mean, computed the slow way from the values of the records and nothing else.

Independent of documents, columns and masks: a record's YAML values and ``broader`` of the vocabularies.
"""

from __future__ import annotations

import re
from collections.abc import Mapping, Sequence
from typing import Any

from indexer.search.request import Filter
from kb.vocabulary import load_vocabularies
from tests.indexer.corpora import this_year

VOCABULARIES = load_vocabularies()
SIMPLE = {
    "kind": "kind",
    "theme": "themes",
    "sector": "sectors",
    "stage": "stages",
    "effort": "effort",
    "evidence": "evidence",
    "outcome": "outcome",
    "funding": "funding",
    "label": "label",
    "ecei": "ecei",
    "target_group": "target_groups",
}
TREES = {"sector": "sectors", "region": "regions", "funding": "funding", "ecei": "ecei"}
FIELD = {**SIMPLE, "country": "place", "region": "place", "organisation": "organisation", "year": "period"}


def slug(name: str) -> str:
    """The key of a plain organisation name: words joined by hyphens."""
    return "-".join(name.casefold().replace("-", " ").split())


def stated(record: Mapping[str, Any], facet: str) -> list[str]:
    """The values a record states for a facet, without broader ones."""
    if facet in SIMPLE:
        value = record.get(SIMPLE[facet]) or []
        items = value if isinstance(value, list) else [value]
        return [item["value"] if isinstance(item, dict) else item for item in items]
    if facet == "country":
        return list(record.get("place", {}).get("countries", []))
    if facet == "region":
        return list(record.get("place", {}).get("regions", []))
    if facet == "organisation":
        return [slug(record["organisation"]["name"])] if "organisation" in record else []
    if facet == "language":
        return [language for language in record["title"] if language in record["summary"]]
    return years(record)


def years(record: Mapping[str, Any]) -> list[str]:
    """Year of publication of studies and guides, else every year from start to end or until now."""
    period = record.get("period", {})
    paper = record["kind"] in ("study", "guide")
    if paper and "published_year" in record:
        return [str(record["published_year"])]
    start = period.get("start", period.get("end"))
    end = period.get("end", this_year() if period.get("ongoing") else start)
    if start is None:
        return []
    return [str(end)] if paper else [str(year) for year in range(start, end + 1)]


def keys(record: Mapping[str, Any], facet: str) -> set[str]:
    """All keys of a record in a facet, ``_none`` and ``_na`` included."""
    found: set[str] = set()
    for value in stated(record, facet):
        current: str | None = value
        while current is not None:
            found.add(current)
            tree = VOCABULARIES[TREES[facet]] if facet in TREES else None
            current = tree.concepts[current].broader if tree else None
    if found:
        return found
    return {"_na"} if FIELD.get(facet, facet) in record.get("not_applicable", []) else {"_none"}


def means(facet: str, value: str, keys_of_record: set[str]) -> bool:
    """Whether a value of the address describes a record with these keys."""
    low, hyphen, high = value.partition("-")
    if (
        facet == "year"
        and hyphen
        and low + high
        and all(re.match(r"([0-9]{4})?\Z", end) for end in (low, high))
    ):
        numbers = [int(key) for key in keys_of_record if key.isdigit()]
        return any(int(low or 0) <= number <= int(high or 9999) for number in numbers)
    return value in keys_of_record


def passes(record: Mapping[str, Any], filters: Sequence[Filter], but: str | None = None) -> bool:
    """Whether a record passes all filters; of the facet ``but`` only what is excluded counts."""
    for entry in filters:
        have = keys(record, entry.facet)
        if any(means(entry.facet, value, have) for value in entry.exclude):
            return False
        chosen = entry.include if entry.facet != but else ()
        if chosen and not any(means(entry.facet, value, have) for value in chosen):
            return False
    return True


def visible(record: Mapping[str, Any], archived: bool) -> bool:
    """Whether readers see the record."""
    return record["status"] == "published" or (archived and record["status"] == "archived")
