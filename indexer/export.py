"""Here are records: how do they leave as JSON, JSON Lines or a table?"""

from __future__ import annotations

import csv
import io
import json
import re
from collections.abc import Iterable, Iterator, Mapping
from typing import Any, Literal, get_args

from kb.fields import LOCALIZED_FIELDS
from kb.localized import LANGUAGES

ExportFormat = Literal["json", "jsonl", "csv"]
FORMATS: tuple[ExportFormat, ...] = get_args(ExportFormat)

_LISTS = ("sectors", "themes", "target_groups", "funding")
_CHOICES = ("outcome", "effort", "evidence")
COLUMNS: tuple[str, ...] = (
    "id",
    "kind",
    *(f"{name}_{language}" for name in LOCALIZED_FIELDS for language in LANGUAGES),
    "organisation",
    "contact_org",
    "countries",
    "regions",
    "place",
    *_LISTS,
    "stages",
    *_CHOICES,
    "ecei",
    "label",
    *(f"limiting_factors_{language}" for language in LANGUAGES),
    "start",
    "end",
    "published_year",
    "tags",
    "figures",
    "relations",
    "sources",
    "licence",
    "created",
    "checked",
)
_BEGINNING = re.compile("([\\s\";]+|^)('*)([=+@\uff1d\uff0b\uff0d\uff20-]?)")
# A spreadsheet that takes the semicolon for the separator, as in German, sees cells and lines end in a text.
_ENDS = frozenset(";\t\r\n")


def public(record: Mapping[str, Any]) -> dict[str, Any]:
    """The record without what is not for readers."""
    return {name: value for name, value in record.items() if name != "provenance"}


def export(records: Iterable[Mapping[str, Any]], form: ExportFormat) -> Iterator[str]:
    """The records as pieces of text."""
    if form == "csv":
        return _table(records)
    if form == "jsonl":
        return (json.dumps(public(record), ensure_ascii=False) + "\n" for record in records)
    everything = [public(record) for record in records]
    return iter([json.dumps(everything, ensure_ascii=False, indent=2) + "\n"])


def _table(records: Iterable[Mapping[str, Any]]) -> Iterator[str]:
    yield "\ufeff"  # spreadsheets take UTF-8 without this mark for another encoding
    yield _line(dict(zip(COLUMNS, COLUMNS, strict=True)))
    for record in records:
        yield _line(_row(record))


def _line(values: Mapping[str, str]) -> str:
    target = io.StringIO()
    csv.writer(target).writerow([guarded(values.get(name, "")) for name in COLUMNS])
    return target.getvalue()


def guarded(text: str) -> str:
    """The text so that no spreadsheet runs any of it as a formula: with an apostrophe before its sign.

    >>> guarded("=1+1"), guarded("2 = 1 + 1")
    ("'=1+1", '2 = 1 + 1')
    """
    return _BEGINNING.sub(lambda found: _with(found, f"'{found[2]}"), text)


def unguarded(text: str) -> str:
    """The text that ``guarded`` was given."""
    return _BEGINNING.sub(lambda found: _with(found, found[2][1:]), text)


def _with(found: re.Match[str], apostrophes: str) -> str:
    """What was found with these apostrophes, if it is where a formula could begin."""
    run, _, sign = found.groups()
    begins = found.start() == 0 or not _ENDS.isdisjoint(run)
    return f"{run}{apostrophes}{sign}" if sign and begins else found[0]


def _row(record: Mapping[str, Any]) -> dict[str, str]:
    row = {name: str(record.get(name) or "") for name in ("id", "kind", "contact_org", "label", "licence")}
    row |= {name: str(record.get(name) or "") for name in ("created", "checked")}
    for name in LOCALIZED_FIELDS:
        for language, text in (record.get(name) or {}).items():
            row[f"{name}_{language}"] = "\n".join(text) if isinstance(text, list) else text
    place, period = record.get("place") or {}, record.get("period") or {}
    row["organisation"] = (record.get("organisation") or {}).get("name", "")
    row["countries"], row["regions"] = (
        "; ".join(place.get("countries", ())),
        "; ".join(place.get("regions", ())),
    )
    row["place"] = place.get("words", "")
    row |= {name: "; ".join(record.get(name) or ()) for name in _LISTS}
    row |= {
        name: "; ".join(entry["value"] for entry in record.get(name) or ()) for name in ("stages", "ecei")
    }
    row |= {name: (record.get(name) or {}).get("value", "") for name in _CHOICES}
    row["start"], row["end"] = str(period.get("start", "")), str(period.get("end", ""))
    row["published_year"] = str(record.get("published_year", ""))
    row["tags"] = "; ".join(word for words in (record.get("tags") or {}).values() for word in words)
    row["relations"] = "; ".join(f"{r['type']}: {r['to']}" for r in record.get("relations") or ())
    for language in LANGUAGES:
        factors = (factor["text"].get(language) for factor in record.get("limiting_factors") or ())
        row[f"limiting_factors_{language}"] = "\n".join(text for text in factors if text)
    row["figures"] = "; ".join(_figure(figure) for figure in record.get("figures") or ())
    row["sources"] = "; ".join(source["url"] for source in record.get("sources") or ())
    return row


def _figure(figure: Mapping[str, Any]) -> str:
    what = next(iter(figure["what"].values()))
    year = f" ({figure['year']})" if "year" in figure else ""
    return f"{what}: {figure['value']}{year}"
