"""Here is one row: which values of a record does it make?

They are still to be validated. A value of the wrong shape is handed on as it stands, so that the rules of
records name it.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping
from itertools import zip_longest
from typing import Any

from indexer.ingest.sheets import COUNTRIES, WORDS, concepts, narrowest, once, parts_of_region
from indexer.ingest.suggesting.sentences import sentences
from indexer.ingest.tables.cells import day, lines
from indexer.ingest.tables.row_cells import RowCells
from indexer.ingest.tables.row_facts import read_figures, read_periods, read_sources, read_status
from kb.fields import CONCEPT_FIELDS, TEXT_FIELDS
from kb.localized import Language

SUMMARY_LENGTH = 300  # signs of a summary that is taken from another text
_VOCABULARIES = {field.name: field.vocabulary for field in CONCEPT_FIELDS}
_JUDGEMENTS = ("outcome", "effort", "evidence")
_LISTED_JUDGEMENTS = ("stages", "ecei")
_DAYS = ("checked", "expires")
_AS_STATED = ("contact_org", "licence", "rights", "file", "translations", "edited", "merged_into")
_LISTS = ("not_applicable", "former_ids")
_RELATION = re.compile(r"\s*([a-z_]+)\s*:\s*([a-z0-9-]+)\s*\Z")


def read_values(row: RowCells) -> None:
    """Fill in the values of the record, all but its id. Raises NoLanguage if a text has none to be known."""
    _kind(row)
    _texts(row)
    _lists(row)
    _concepts(row)
    row.values["place"] = _place(row)
    read_periods(row)
    read_status(row)
    read_figures(row)
    read_sources(row)
    _relations(row)
    _plain(row)
    _tags(row)


def summary_of(row: RowCells, language: Language) -> str | None:
    """The first sentences of another text, for a draft without a summary."""
    for name in TEXT_FIELDS[1:]:
        text = (row.values.get(name) or {}).get(language)
        if not isinstance(text, str):
            continue
        end = 0
        for _, stop in sentences(text):
            if end and stop > SUMMARY_LENGTH:
                break
            end = stop
        return text[:end] if end <= SUMMARY_LENGTH else text[:SUMMARY_LENGTH].rsplit(" ", 1)[0]
    return None


def _kind(row: RowCells) -> None:
    for cell in row.of("kind"):
        concept = row.vocabularies["kinds"].match(str(cell.value))
        row.values["kind"] = concept.id if concept else cell.value


def _texts(row: RowCells) -> None:
    for name in ("title", *TEXT_FIELDS):
        cells = row.of(name)
        stated = {cell.column.language for cell in cells}
        found: dict[str, Any] = {}
        for cell in cells:
            if isinstance(cell.value, Mapping):
                found |= cell.value
                continue
            language = cell.column.language or row.language
            if language in found or (cell.column.language is None and language in stated):
                problem = (
                    f"Another column states the text in the language {language!r}; this one was left out."
                )
                row.leave_out(cell, problem, "Add the language to its header, such as 'Titel (en)'.")
            else:
                found[language] = str(cell.value)
        row.values[name] = found


def _lists(row: RowCells) -> None:
    factors: dict[str, list[Any]] = {}
    for language, item in _items(row, "success_factors"):
        factors.setdefault(language, []).append(item)
    row.values["success_factors"] = factors
    limits: dict[str, list[Any]] = {}
    whole: list[Any] = []
    for language, item in _items(row, "limiting_factors"):
        if isinstance(item, Mapping):
            whole.append(item)
        else:
            limits.setdefault(language, []).append(item)
    same_length = len({len(items) for items in limits.values()}) == 1
    if same_length:  # one factor in several languages
        for texts in zip_longest(*limits.values()):
            whole.append({"text": dict(zip(limits, texts, strict=True))})
    else:
        whole += [{"text": {language: item}} for language, items in limits.items() for item in items]
    row.values["limiting_factors"] = whole


def _items(row: RowCells, name: str) -> Iterator[tuple[str, Any]]:
    """The items of a list of texts, each with its language."""
    for cell in row.of(name):
        if isinstance(cell.value, Mapping):
            for language, items in cell.value.items():
                for item in items if isinstance(items, list) else [items]:
                    yield language, item
            continue
        if isinstance(cell.value, list):
            items = cell.value
        elif cell.is_exported:
            items = cell.value.split("\n")
        else:
            items = cell.value.split(row.separator) if row.separator else lines(str(cell.value))
        for item in items:
            if not isinstance(item, str) or item.strip():
                yield cell.column.language or _language_of(row, item), item


def _language_of(row: RowCells, item: Any) -> str:
    return "" if isinstance(item, Mapping) else row.language


def _concepts(row: RowCells) -> None:
    for name, vocabulary in WORDS.items():
        row.values[name] = row.matched(name, row.vocabularies[vocabulary])
    for name in (*_JUDGEMENTS, "label"):
        for cell in row.of(name):
            if isinstance(cell.value, Mapping):
                row.values[name] = cell.value
                continue
            for concept in list(row.chosen(cell, row.vocabularies[_VOCABULARIES[name]]))[:1]:
                row.values[name] = concept if name == "label" else {"value": concept}
    for name in _LISTED_JUDGEMENTS:
        found: list[Any] = []
        for cell in row.of(name):
            if isinstance(cell.value, list) and any(isinstance(item, Mapping) for item in cell.value):
                found += cell.value
            else:
                chosen = row.chosen(cell, row.vocabularies[_VOCABULARIES[name]])
                found += [{"value": concept} for concept in chosen]
        row.values[name] = once(found)


def _place(row: RowCells) -> dict[str, Any]:
    found: dict[str, Any] = {}
    for cell in row.of("place"):
        if isinstance(cell.value, Mapping):
            return dict(cell.value)
        found["words"] = cell.value
    vocabulary = row.vocabularies["regions"]
    countries: list[Any] = []
    regions: list[Any] = []
    for cell in row.of("country", "place"):
        for word in row.split(cell, row.vocabularies["countries"]):
            country = _country(row, word)
            countries += [country] if country else []
            regions += [] if country else concepts("regions", [str(word)], vocabulary, row.reading)
    words: list[str] = []
    for cell in row.of("region", "place"):
        text = ", ".join(map(str, cell.value)) if isinstance(cell.value, list) else str(cell.value)
        words.append(" ".join(text.split()))
        regions += concepts("regions", parts_of_region(words[-1], vocabulary), vocabulary, row.reading)
    for cell in row.of("nuts", "place"):
        regions += concepts("regions", row.split(cell, vocabulary), vocabulary, row.reading)
    found["countries"] = once(countries)
    found["regions"] = once([*row.matched("regions", vocabulary, "place"), *narrowest(regions, vocabulary)])
    if words:
        found.setdefault("words", ", ".join(words))
    return found


def _country(row: RowCells, word: Any) -> str | None:
    """The country a word means; it may be a region."""
    stated = COUNTRIES.get(word, word) if isinstance(word, str) else str(word)
    concept = row.vocabularies["countries"].match(stated)
    if concept is None:
        return None
    row.reading.matched.setdefault("countries", []).append(stated)
    return concept.id


def _relations(row: RowCells) -> None:
    found: list[Any] = []
    for cell in row.of("relations"):
        if isinstance(cell.value, list):
            found += cell.value
            continue
        for part in str(cell.value).split(";"):
            stated = _RELATION.match(part)
            if stated:
                found.append({"type": stated[1], "to": stated[2]})
            else:
                problem = f"{part!r:.60} names no relation and was left out."
                row.leave_out(cell, problem, "Write its type and the id of the record: part_of: some-record.")
    row.values["relations"] = once(found)


def _plain(row: RowCells) -> None:
    values = row.values
    organisation = row.one("organisation")
    if organisation is not None:
        values["organisation"] = (
            organisation if isinstance(organisation, Mapping) else {"name": str(organisation)}
        )
    for name in _AS_STATED:
        values[name] = row.one(name)
    for name in _DAYS:
        stated = row.one(name)
        values[name] = day(stated) if isinstance(stated, str) else stated
    created = row.one("created")
    if created is not None:
        is_day = isinstance(created, str) and "T" not in created
        values["created"] = f"{day(created)}T00:00:00Z" if is_day else created
    original = row.one("original_language")
    concept = row.vocabularies["languages"].match(str(original)) if original else None
    values["original_language"] = concept.id if concept else original
    for name in _LISTS:
        values[name] = [word for cell in row.of(name) for word in row.split(cell, row.vocabularies["kinds"])]


def _tags(row: RowCells) -> None:
    tags: dict[str, list[Any]] = {}
    for cell in row.of("tags"):
        if isinstance(cell.value, Mapping):
            tags |= {name: list(words) for name, words in cell.value.items()}
        else:
            stated = (
                cell.value.split("; ") if cell.is_exported else row.split(cell, row.vocabularies["themes"])
            )
            tags.setdefault("themes", []).extend(stated)
    for name, words in row.reading.unmatched.items():
        tags.setdefault(name, []).extend(words)
        row.states.add("tags")
    row.values["tags"] = {name: once(words) for name, words in tags.items()}
