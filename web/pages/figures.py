"""Which numbers does a record state?"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

from web.formatting import Text, text_for
from web.pages.layout import Site


@dataclass(frozen=True)
class Figure:
    """One number with what it counts."""

    what: Text
    value: float
    unit: str
    year: int | None
    source: str | None


def figures(record: Mapping[str, Any], site: Site) -> tuple[Figure, ...]:
    """The figures in the order the record states them."""
    return tuple(_figure(figure, site) for figure in record.get("figures", ()))


def _figure(figure: Mapping[str, Any], site: Site) -> Figure:
    return Figure(
        what=text_for(figure["what"], site.reader) or Text(""),
        value=figure["value"],
        unit=figure.get("unit", ""),
        year=figure.get("year"),
        source=figure.get("source"),
    )
