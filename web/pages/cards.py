"""How is a record shown in one glance: in results, among the newest, as a relation?"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

from kb.localized import LANGUAGES, Language
from web.formatting import Period, Text, period, text_for
from web.markdown import to_text
from web.pages.layout import Site

MOST_PLACES = 3


@dataclass(frozen=True)
class Card:
    """A record in short, its summary without markup. ``more_places`` counts what ``places`` leaves out."""

    url: str
    kind: str
    title: Text
    summary: Text
    places: tuple[str, ...]
    more_places: int
    period: Period | None
    themes: tuple[str, ...]
    languages: tuple[Language, ...]


def card(record: Mapping[str, Any], site: Site) -> Card:
    """The card of a record's plain values."""
    places = places_of(record, site)
    summary = text_for(record["summary"], site.reader) or Text("")
    return Card(
        url=site.record(record["id"]),
        kind=site.called("kind", record["kind"]),
        title=text_for(record["title"], site.reader) or Text(record["id"]),
        summary=Text(to_text(summary.text), summary.lang),
        places=places[:MOST_PLACES],
        more_places=max(0, len(places) - MOST_PLACES),
        period=period(record),
        themes=tuple(site.called("theme", key) for key in record.get("themes", ())),
        languages=readable(record),
    )


def readable(record: Mapping[str, Any]) -> tuple[Language, ...]:
    """The languages a record can be read in: those of its title and summary."""
    return tuple(one for one in LANGUAGES if one in record["title"] and one in record["summary"])


def places_of(record: Mapping[str, Any], site: Site) -> tuple[str, ...]:
    """The names of its regions, then of its countries."""
    place = record.get("place", {})
    names = [site.called("region", key) for key in place.get("regions", ())]
    names += [site.called("country", key) for key in place.get("countries", ())]
    return tuple(dict.fromkeys(names))
