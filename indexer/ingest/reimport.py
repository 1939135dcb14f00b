"""Here is a record that exists already: what of it stays when it is imported again?

What the file speaks of is replaced. What it does not speak of stays: for a sheet that is everything only
editors state (outcome, effort, relations, dates …), for a record file whatever it leaves out. The row of a
table may speak of a part of a field.
"""

from __future__ import annotations

from typing import Any

from indexer.ingest.incoming import Incoming
from indexer.ingest.tables.row_renewal import renewed_by_row
from kb.record import Record, SourceLink


def renewed(incoming: Incoming, stored: Record) -> Record:
    """The stored record with what the file says; equal to ``stored`` if that is nothing new."""
    record = incoming.record
    if incoming.from_row:
        return stored.model_copy(update=renewed_by_row(record, stored, incoming.states))
    values: dict[str, Any] = {
        name: getattr(record if name in incoming.states else stored, name) for name in Record.model_fields
    }
    values["created"] = stored.created or record.created
    values["edited"] = stored.edited
    if incoming.from_sheet:
        values |= _beside_the_sheet(record, stored)
    found = record.model_copy(update=values)
    if found != stored and not incoming.from_sheet and record.edited:
        return found.model_copy(update={"edited": record.edited})
    return found


def _beside_the_sheet(record: Record, stored: Record) -> dict[str, Any]:
    """What editors add to values that sheets state."""
    values: dict[str, Any] = {"published_year": record.published_year or stored.published_year}
    if record.status == "published" and stored.status in ("archived", "merged"):
        values["status"] = stored.status
    if record.organisation and stored.organisation and record.organisation.name == stored.organisation.name:
        values["organisation"] = stored.organisation
    accessed = {source.url: source.accessed for source in stored.sources}
    values["sources"] = [_with_day(source, accessed.get(source.url)) for source in record.sources]
    return values


def _with_day(source: SourceLink, accessed: str | None) -> SourceLink:
    return source.model_copy(update={"accessed": accessed}) if accessed else source
