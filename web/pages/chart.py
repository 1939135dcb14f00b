"""One number was counted again and again: how did it change over the years, drawn as a line?

A line is drawn only where a record states three or more years of one number, in the same words and the same
unit, and no year twice. Everything in the picture also stands in the table of the figures.
"""

from __future__ import annotations

import math
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from kb.localized import Language
from web.formatting import Text, number, text_for

FEWEST_YEARS = 3
WIDTH, HEIGHT = 360, 210  # in the units of the picture, which scales with its place
TOP, RIGHT, BOTTOM, LEFT = 12, 22, 28, 12
SIGN = 7  # the width of a digit, generously
MOST_STEPS = 4
SMALLEST_SPAN = 1e-6  # what differs by less is written alike


@dataclass(frozen=True)
class Point:
    """A value and where it stands in the picture."""

    x: float
    y: float
    year: int
    value: float


@dataclass(frozen=True)
class Tick:
    """A label of an axis and where it stands: from the left for a year, from the top for a value."""

    at: float
    label: str


@dataclass(frozen=True)
class Chart:
    """The line of one indicator; ``line`` are its points for SVG, ``left`` and ``right`` its sides."""

    what: Text
    unit: str
    points: tuple[Point, ...]
    line: str
    values: tuple[Tick, ...]
    years: tuple[Tick, ...]
    left: float
    right: float
    width: int
    height: int


def charts(record: Mapping[str, Any], reader: Language) -> tuple[Chart, ...]:
    """A chart for each indicator that is stated for three or more years, in the order of the figures."""
    series: dict[frozenset[tuple[str, str]], list[Mapping[str, Any]]] = {}
    for figure in record.get("figures", ()):
        if figure.get("year"):
            series.setdefault(_counted(figure), []).append(figure)
    return tuple(_chart(found, reader) for found in series.values() if _is_a_line(found))


def _counted(figure: Mapping[str, Any]) -> frozenset[tuple[str, str]]:
    """What is equal for figures of the same words and unit, in whatever languages they are."""
    words = {**figure["what"], "": figure.get("unit", "")}
    return frozenset((language, " ".join(text.split()).casefold()) for language, text in words.items())


def _is_a_line(figures: Sequence[Mapping[str, Any]]) -> bool:
    years = {figure["year"] for figure in figures}
    return len(years) >= FEWEST_YEARS and len(years) == len(figures)


def _chart(figures: Sequence[Mapping[str, Any]], reader: Language) -> Chart:
    dated: list[tuple[int, float]] = sorted((figure["year"], figure["value"]) for figure in figures)
    steps = _steps(min(value for _, value in dated), max(value for _, value in dated))
    labels = [number(step, reader) for step in steps]
    left = LEFT + SIGN * max(map(len, labels))
    first, last = dated[0][0], dated[-1][0]

    def across(year: int) -> float:
        return round(left + (year - first) / (last - first) * (WIDTH - RIGHT - left), 1)

    def down(value: float) -> float:
        share = (value - steps[0]) / (steps[-1] - steps[0])
        return round(HEIGHT - BOTTOM - share * (HEIGHT - BOTTOM - TOP), 1)

    points = tuple(Point(across(year), down(value), year, value) for year, value in dated)
    return Chart(
        what=text_for(figures[0]["what"], reader) or Text(""),
        unit=figures[0].get("unit", ""),
        points=points,
        line=" ".join(f"{point.x},{point.y}" for point in points),
        values=tuple(Tick(down(step), label) for step, label in zip(steps, labels, strict=True)),
        years=_years(points),
        left=left,
        right=WIDTH - RIGHT,
        width=WIDTH,
        height=HEIGHT,
    )


def _steps(lowest: float, highest: float) -> list[float]:
    """Round values from below the lowest to above the highest, among them 0, so that no line exaggerates."""
    low, high = min(0.0, lowest), max(0.0, highest)
    span = high - low if high - low > SMALLEST_SPAN else 1.0
    size = 10.0 ** math.floor(math.log10(span / MOST_STEPS))
    step = next(size * times for times in (1, 2, 5, 10) if span / (size * times) <= MOST_STEPS)
    first = math.floor(low / step)
    return [step * count for count in range(first, max(first + 1, math.ceil(high / step)) + 1)]


def _years(points: Sequence[Point]) -> tuple[Tick, ...]:
    """The first and the last year, and of those between as many as have room."""
    room = 5 * SIGN
    found, last = [points[0]], points[-1]
    for point in points[1:-1]:
        if point.x - found[-1].x >= room and last.x - point.x >= room:
            found.append(point)
    return tuple(Tick(point.x, str(point.year)) for point in (*found, last))
