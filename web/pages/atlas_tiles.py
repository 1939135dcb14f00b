"""On which tile of which map of the atlas does a country or region stand?

The maps are drawn in ``atlas.yaml`` as rows of codes, so two tiles cannot lie on each other. Neighbours stand
beside each other where a grid allows it; nothing is to scale.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator
from dataclasses import dataclass
from functools import cache
from pathlib import Path
from typing import Literal, Self

from pydantic import BaseModel, ConfigDict, Field, ValidationError, model_validator

from kb import strict_yaml
from kb.errors import SourceUnreadable

DELIVERED = Path(__file__).parent / "atlas.yaml"
WATER = ".."
MapName = Literal["europe", "north", "elsewhere"]
PlaceFacet = Literal["country", "region"]


class _Strict(BaseModel):
    model_config = ConfigDict(extra="forbid", strict=True, frozen=True)


class _Map(_Strict):
    name: MapName
    facet: PlaceFacet
    rows: list[str] = Field(min_length=1)
    codes: dict[str, str] = {}

    @model_validator(mode="after")
    def drawn(self) -> Self:
        """Rows are equally long, no code is drawn twice, and every key that is named has its tile."""
        rows = [row.split() for row in self.rows]
        drawn = Counter(code for row in rows for code in row if code != WATER)
        if len({len(row) for row in rows}) > 1:
            raise ValueError("rows differ in length; fill them up with '..'")
        if twice := [code for code, times in drawn.items() if times > 1]:
            raise ValueError(f"{', '.join(twice)} is drawn twice")
        if undrawn := sorted(set(self.codes) - set(drawn)):
            raise ValueError(f"{', '.join(undrawn)} is not drawn in any row")
        return self

    def spots(self) -> Iterator[Spot]:
        for row, codes in enumerate(self.rows):
            for column, code in enumerate(codes.split()):
                if code != WATER:
                    yield Spot(self.facet, self.codes.get(code, code), code, column, row)


class _Bands(_Strict):
    facet: PlaceFacet
    keys: list[str] = Field(min_length=1)


class _Atlas(_Strict):
    maps: list[_Map] = Field(min_length=1)
    bands: list[_Bands]

    @model_validator(mode="after")
    def once(self) -> Self:
        """A place has one tile or one band."""
        places = [(spot.facet, spot.key) for one in self.maps for spot in one.spots()]
        places += [(band.facet, key) for band in self.bands for key in band.keys]
        if twice := [key for (_, key), times in Counter(places).items() if times > 1]:
            raise ValueError(f"{', '.join(twice)} has more than one tile or band")
        return self


@dataclass(frozen=True)
class Spot:
    """A tile: the value of a facet it stands for, the ``code`` on it, and its place in the grid."""

    facet: PlaceFacet
    key: str
    code: str
    column: int
    row: int


@dataclass(frozen=True)
class Grid:
    """One map: how many tiles wide and high it is, and its tiles from north-west to south-east."""

    name: MapName
    facet: PlaceFacet
    columns: int
    rows: int
    spots: tuple[Spot, ...]


@dataclass(frozen=True)
class Drawing:
    """All maps, and facet and key of each band beside them."""

    grids: tuple[Grid, ...]
    bands: tuple[tuple[PlaceFacet, str], ...]

    def drawn(self, facet: PlaceFacet) -> frozenset[str]:
        """The values of a facet that have a tile."""
        return frozenset(spot.key for grid in self.grids for spot in grid.spots if spot.facet == facet)


@cache
def delivered_drawing() -> Drawing:
    """The maps of this program."""
    return read_drawing(DELIVERED.read_bytes())


def read_drawing(data: bytes) -> Drawing:
    """The maps as they are drawn. Raises SourceUnreadable with the line and what is wrong."""
    source = strict_yaml.read(strict_yaml.decode(data))
    try:
        atlas = _Atlas.model_validate(source.value)
    except ValidationError as error:
        first = error.errors(include_url=False)[0]
        place = ".".join(map(str, first["loc"])) or "The atlas"
        line = source.line(tuple(first["loc"]))
        raise SourceUnreadable(f"{place}: {first['msg']}.", "Draw it anew.", line) from error
    grids = tuple(
        Grid(one.name, one.facet, len(one.rows[0].split()), len(one.rows), tuple(one.spots()))
        for one in atlas.maps
    )
    return Drawing(grids, tuple((bands.facet, key) for bands in atlas.bands for key in bands.keys))
