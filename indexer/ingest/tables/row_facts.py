"""Here is one row: which period, figures and sources does it state?"""

from __future__ import annotations

import re
from collections.abc import Iterator
from typing import Any
from urllib.parse import urlsplit

from indexer.ingest.sheets import once, source_entry
from indexer.ingest.tables.cells import (
    Address,
    addresses,
    day,
    exported_figures,
    figure,
    is_ongoing,
    number,
    period,
    year,
)
from indexer.ingest.tables.row_cells import Cell, RowCells

_PUBLISHED = frozenset(("study", "guide"))
_PARTS_OF_FIGURES = re.compile(r"[;|\n]")
_ABOUT_A_SOURCE = (
    ("title", "source_title"),
    ("publisher", "source_publisher"),
    ("language", "source_language"),
    ("accessed", "accessed"),
)


def read_periods(row: RowCells) -> None:
    """The period and the year of publication."""
    found: dict[str, Any] = {}
    for cell in row.of("period"):
        stated = cell.value if isinstance(cell.value, dict) else period(str(cell.value))
        if stated is None:
            row.leave_out(
                cell, f"{cell.value!r:.60} is no period and was left out.", "Write 2015-2020, or since 2018."
            )
        else:
            found |= stated
    for name in ("start", "end"):
        for cell in row.of(name, "period"):
            stated_year = year(str(cell.value))
            if stated_year:
                found[name] = stated_year
            elif name == "end" and is_ongoing(str(cell.value)):
                found["ongoing"] = True
            else:
                row.leave_out(cell, f"{cell.value!r:.60} is no year and was left out.", "Write it as 2019.")
    if "end" in found:
        found.pop("ongoing", None)
    _years(row, found)
    row.values["period"] = found


def _years(row: RowCells, found: dict[str, Any]) -> None:
    """What the year of a row is that does not say of what: of the publication, else the start."""
    for name in ("published_year", "year"):
        is_publication = name == "published_year" or row.values.get("kind") in _PUBLISHED
        if name == "year" and ("figure_value" in row.cells or (found and not is_publication)):
            continue
        for cell in row.of(name, "published_year" if is_publication else "period"):
            stated = year(str(cell.value))
            if stated is None:
                row.leave_out(cell, f"{cell.value!r:.60} is no year and was left out.", "Write it as 2019.")
            elif is_publication:
                row.values["published_year"] = stated
            else:
                found["start"] = stated


def read_status(row: RowCells) -> None:
    """The state of the record; in many tables it is that of the practice."""
    for cell in row.of("status"):
        text = str(cell.value).strip()
        if text in ("draft", "in-review", "published", "archived", "merged"):
            row.values["status"] = text
        elif is_ongoing(text):
            row.states.add("period")
            row.values.setdefault("period", {}).setdefault("ongoing", True)
        else:
            row.leave_out(
                cell, f"{text!r:.60} is no status of records and was left out.", "Say how it went elsewhere."
            )


def read_figures(row: RowCells) -> None:
    """The figures: in words, or number, unit and year in columns of their own."""
    numbered = {cell.column.number: cell for cell in row.of("figure_value", "figures")}
    found: list[Any] = []
    for cell in row.of("figures"):
        value = numbered.pop(cell.column.number, None) if isinstance(cell.value, str) else None
        found += [*_in_columns(row, cell, value)] if value else [*_in_words(row, cell)]
    for value in numbered.values():
        row.leave_out(
            value, "The number does not say what it counts and was left out.", "Add a column 'Kennzahl'."
        )
    row.values["figures"] = once(found)


def _in_columns(row: RowCells, what: Cell, value: Cell) -> Iterator[dict[str, Any]]:
    stated = number(str(value.value), row.language, exact=row.exact)
    if stated is None:
        row.leave_out(value, f"{value.value!r:.60} is no number and was left out.", "Write digits only.")
        return
    group: dict[str, Any] = {"what": {row.language: what.value}, "value": stated[0]}
    unit = _beside(row, "figure_unit", what.column.number) or stated[1]
    of_year = _beside(row, "figure_year", what.column.number) or _beside(row, "year", what.column.number)
    if unit:
        group["unit"] = str(unit)
    if of_year and (stated_year := year(str(of_year))):
        group["year"] = stated_year
    yield group


def _beside(row: RowCells, name: str, of: int) -> Any:
    """The value of the same group of columns."""
    return next((cell.value for cell in row.of(name, "figures") if cell.column.number == of), None)


def _in_words(row: RowCells, cell: Cell) -> Iterator[Any]:
    if not isinstance(cell.value, str):
        entries = cell.value if isinstance(cell.value, list) else [cell.value]
        for entry in entries:
            is_plain = isinstance(entry, dict) and isinstance(entry.get("what"), str)
            yield {**entry, "what": {row.language: entry["what"]}} if is_plain else entry
        return
    exported = exported_figures(cell.value, row.language) if cell.is_exported else None
    if exported is not None:
        yield from exported
        return
    for part in filter(None, map(str.strip, _PARTS_OF_FIGURES.split(cell.value))):
        stated = figure(part, row.language)
        if stated:
            yield stated
        else:
            problem = f"{part!r:.80} is not one number with what it counts and was left out."
            row.leave_out(cell, problem, "Write it as: 350 Mitglieder (2019).")


def read_sources(row: RowCells) -> None:
    """The sources: addresses with their titles, or single facts of a source in columns of their own."""
    found: list[Any] = []
    for cell in row.of("sources"):
        if isinstance(cell.value, str):
            found += [*_linked(row, cell)]
        else:
            found += cell.value if isinstance(cell.value, list) else [cell.value]
    languages = row.vocabularies["languages"]
    row.values["sources"] = once(
        source_entry(entry, number_, languages, row.reading) for number_, entry in enumerate(once(found))
    )


def _linked(row: RowCells, cell: Cell) -> Iterator[dict[str, Any]]:
    linked = _addresses(cell)
    beside = [other for other in row.cells["sources"] if other is not cell and isinstance(other.value, str)]
    if not linked and not any(map(_addresses, beside)):
        problem = f"{cell.value!r:.80} holds no web address and was left out."
        row.leave_out(cell, problem, "Add the address: it begins with https://.")
    titles = [str(other.value).strip() for other in beside if not _addresses(other)]
    for address in linked:
        title = address.title or (titles[0] if titles and len(linked) == 1 else site_of(address.url))
        entry: dict[str, Any] = {"url": address.url, "title": title}
        yield entry | (_about(row, cell.column.number) if len(linked) == 1 else {})


def _about(row: RowCells, number_: int) -> dict[str, str]:
    """What columns of their own say of a source."""
    found: dict[str, str] = {}
    for name, field in _ABOUT_A_SOURCE:
        for cell in row.of(field, "sources"):
            if cell.column.number == number_:
                found[name] = day(str(cell.value)) if name == "accessed" else str(cell.value)
    return found


def _addresses(cell: Cell) -> list[Address]:
    if cell.is_exported:
        return [Address(url, None) for url in str(cell.value).split("; ")]
    return [*addresses(str(cell.value))]


def site_of(url: str) -> str:
    """The name of the site, which stands for the title of a source as long as nobody stated it."""
    try:
        return (urlsplit(url).hostname or url).removeprefix("www.")
    except ValueError:
        return url  # the rules of records say what is wrong with it
