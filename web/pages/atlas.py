"""From where do the practices come: which countries and regions, how many from each, and for one theme?

Maps of tiles, bands for what is larger than a country, and the same numbers as two tables, so that nothing
hangs on seeing the maps: what no tile stands for is in the tables all the same.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass, replace
from itertools import pairwise
from typing import ClassVar, Literal, get_args

from starlette.requests import Request
from starlette.responses import Response

from indexer.analysis.collation import label_order
from indexer.facets import NOT_APPLICABLE, NOT_STATED
from indexer.search.body import Labels
from indexer.search.request import Filter, SearchRequest
from indexer.search.results import Bucket, FacetCounts
from indexer.search.searcher import Searcher
from kb.localized import Language
from web.formatting import unbroken
from web.knowledge import Knowledge
from web.pages.atlas_tiles import Grid, MapName, PlaceFacet, delivered_drawing
from web.pages.layout import Site
from web.templates import Page, render

COUNTED = ("country", "region", "theme")
TILE, STEP, MARGIN, CAPTION = 44, 48, 3, 30  # of a map, in its own units; STEP holds a tile and the gap
STEPS = 4  # shades from few to many records
Order = Literal["name", "records"]
ORDERS: tuple[Order, ...] = get_args(Order)


@dataclass(frozen=True)
class Tile:
    """A place on a map, its corner at ``x``, ``y``. Without a record ``step`` is 0 and there is no ``url``.

    ``wide`` says that its number needs to be fitted into the tile.
    """

    code: str
    label: str
    count: int
    step: int
    url: str | None
    x: int
    y: int
    wide: bool


@dataclass(frozen=True)
class TileMap:
    """A map in units of its own; ``caption_x``, ``caption_y`` is where the name of a tile shows."""

    name: MapName
    width: int
    height: int
    caption_x: int
    caption_y: int
    tiles: tuple[Tile, ...]


@dataclass(frozen=True)
class Shade:
    """One shade of the legend: it stands for ``low`` to ``high`` records."""

    step: int
    low: int
    high: int


@dataclass(frozen=True)
class Row:
    """A place in a table. ``depth`` counts what it lies in; ``apart`` is what is no place on a map."""

    label: str
    count: int
    url: str
    depth: int = 0
    apart: bool = False


@dataclass(frozen=True)
class Choice:
    """A theme to look at alone."""

    key: str
    label: str
    count: int
    chosen: bool


@dataclass(frozen=True)
class AtlasPage(Page):
    """The atlas. ``theme`` is the label of the one that is looked at; ``unknown_theme`` asks for another one.

    ``empty`` are countries of the maps without a record; ``unfolded`` opens the long table of regions.
    """

    template: ClassVar[str] = "pages/atlas.html"
    total: int
    everything: int
    results: str
    theme: str | None
    unknown_theme: bool
    themes: tuple[Choice, ...]
    hidden: tuple[tuple[str, str], ...]
    action: str
    maps: tuple[TileMap, ...]
    shades: tuple[Shade, ...]
    bands: tuple[Row, ...]
    countries: tuple[Row, ...]
    regions: tuple[Row, ...]
    empty: tuple[str, ...]
    order: Order
    unfolded: bool
    by_name: str
    by_records: str


def page(request: Request) -> Response:
    """``/atlas``, for one theme with ``theme=<key>``, its tables in another order with ``sort=records``."""
    site, searcher = Site.of(request), Knowledge.of(request).searcher()
    asked = request.query_params.get("theme", "")
    theme = asked if asked in site.vocabularies["themes"] else None
    order = next((one for one in ORDERS if one == request.query_params.get("sort")), None)
    places = _Places.counted(site, searcher, theme)

    def here(language: Language | None, order: Order | None = order) -> str:
        return site.url("/atlas", language, (*places.filters, *_sorting(order)))

    return render(
        AtlasPage(
            layout=site.layout("atlas", here, indexed=not request.query_params.keys() - {"lang"}),
            total=places.total,
            everything=searcher.size,
            results=site.search(filters=places.filters),
            theme=site.called("theme", theme) if theme else None,
            unknown_theme=bool(asked and theme is None),
            themes=places.themes(theme),
            hidden=(*_sorting(order), *((("lang", site.lang),) if site.lang else ())),
            action=f"{site.prefix}/atlas",
            maps=tuple(places.tile_map(grid) for grid in delivered_drawing().grids),
            shades=places.shades,
            bands=places.bands(),
            countries=places.countries(order),
            regions=places.regions(order),
            empty=places.empty(),
            order=order or ORDERS[0],
            unfolded=order is not None,
            by_name=here(None, "name"),
            by_records=here(None, "records"),
        )
    )


@dataclass(frozen=True)
class _Places:
    """The counts of one view of the atlas, and what is made of them for its reader."""

    site: Site
    labels: Labels
    facets: Mapping[str, FacetCounts]
    total: int
    filters: tuple[tuple[str, str], ...]
    shades: tuple[Shade, ...]

    @classmethod
    def counted(cls, site: Site, searcher: Searcher, theme: str | None) -> _Places:
        labels = Labels(site.vocabularies, site.reader, searcher.organisation)
        total = searcher.size
        if theme:
            wanted = SearchRequest(filters=(Filter("theme", (theme,)),), size=1, reader=site.reader)
            results = searcher.search(wanted)
            counted, total = results.facets, results.total
        else:
            counted = searcher.counts(COUNTED)
        facets = {counts.facet: counts for counts in counted}
        filters = (("theme", theme),) if theme else ()
        found = cls(site, labels, facets, total, filters, ())
        most = max(
            (found.count(s.facet, s.key) for g in delivered_drawing().grids for s in g.spots), default=0
        )
        return replace(found, shades=shades(most))

    def buckets(self, facet: PlaceFacet) -> tuple[Bucket, ...]:
        return tuple(bucket for bucket in self.facets[facet].buckets if bucket.count)

    def count(self, facet: PlaceFacet, key: str) -> int:
        return next((bucket.count for bucket in self.buckets(facet) if bucket.key == key), 0)

    def url(self, facet: PlaceFacet, key: str) -> str:
        return self.site.search(filters=(*self.filters, (facet, key)))

    def label(self, facet: str, key: str) -> str:
        return unbroken(self.labels.value(facet, key))

    def tile_map(self, grid: Grid) -> TileMap:
        counts = {bucket.key: bucket.count for bucket in self.buckets(grid.facet)}
        tiles = []
        for spot in grid.spots:
            count = counts.get(spot.key, 0)
            tiles.append(
                Tile(
                    code=spot.code,
                    label=self.label(spot.facet, spot.key),
                    count=count,
                    step=next((shade.step for shade in self.shades if shade.low <= count <= shade.high), 0),
                    url=self.url(spot.facet, spot.key) if count else None,
                    x=MARGIN + spot.column * STEP,
                    y=MARGIN + spot.row * STEP,
                    wide=count > 999,
                )
            )
        width, height = (2 * MARGIN + size * STEP - (STEP - TILE) for size in (grid.columns, grid.rows))
        caption = (width // 2, height + CAPTION // 2 + MARGIN)
        return TileMap(grid.name, width, height + CAPTION, *caption, tuple(tiles))

    def bands(self) -> tuple[Row, ...]:
        found = ((facet, key, self.count(facet, key)) for facet, key in delivered_drawing().bands)
        return tuple(Row(self.label(f, key), count, self.url(f, key)) for f, key, count in found if count)

    def themes(self, chosen: str | None) -> tuple[Choice, ...]:
        ordered = sorted(
            (bucket for bucket in self.facets["theme"].buckets if bucket.key != NOT_STATED),
            key=lambda bucket: label_order(self.label("theme", bucket.key)),
        )
        return tuple(
            Choice(bucket.key, self.label("theme", bucket.key), bucket.count, bucket.key == chosen)
            for bucket in ordered
        )

    def countries(self, order: Order | None) -> tuple[Row, ...]:
        """Every country that occurs; those without a tile come last."""
        drawn = delivered_drawing().drawn("country")
        rows = [
            replace(self._row("country", bucket), apart=bucket.key not in drawn)
            for bucket in self.buckets("country")
        ]
        return tuple(sorted(rows, key=lambda row: (row.apart, *_place(row, order))))

    def regions(self, order: Order | None) -> tuple[Row, ...]:
        """Every region that occurs, below what it lies in."""
        below: dict[str | None, list[tuple[Row, str]]] = {}
        for bucket in self.buckets("region"):
            apart = bucket.key in (NOT_STATED, NOT_APPLICABLE)
            row = replace(self._row("region", bucket), depth=bucket.depth, apart=apart)
            below.setdefault(bucket.parent, []).append((row, bucket.key))

        def walk(parent: str | None) -> Iterator[Row]:
            for row, key in sorted(
                below.get(parent, ()), key=lambda one: (one[0].apart, *_place(one[0], order))
            ):
                yield row
                yield from walk(key)

        return tuple(walk(None))

    def empty(self) -> tuple[str, ...]:
        """The countries of the maps from which there is no record."""
        found = {bucket.key for bucket in self.buckets("country")}
        labels = (self.label("country", key) for key in delivered_drawing().drawn("country") - found)
        return tuple(sorted(labels, key=label_order))

    def _row(self, facet: PlaceFacet, bucket: Bucket) -> Row:
        return Row(self.label(facet, bucket.key), bucket.count, self.url(facet, bucket.key))


def _sorting(order: Order | None) -> tuple[tuple[str, str], ...]:
    return (("sort", order),) if order else ()


def _place(row: Row, order: Order | None) -> tuple[int, tuple[str, str]]:
    return (-row.count if order == "records" else 0), label_order(row.label)


def shades(most: int) -> tuple[Shade, ...]:
    """At most four shades for 1 to ``most`` records, each for several times as many as the one before.

    >>> [(shade.low, shade.high) for shade in shades(103)]
    [(1, 3), (4, 10), (11, 32), (33, 103)]
    >>> [(shade.low, shade.high) for shade in shades(2)]
    [(1, 1), (2, 2)]
    """
    if most < 1:
        return ()
    bounds = sorted({int(most ** (step / STEPS) + 1e-9) for step in range(1, STEPS + 1)})
    lows: Iterable[tuple[int, int]] = pairwise([0, *bounds])
    found = [Shade(0, low + 1, high) for low, high in lows]
    return tuple(replace(shade, step=STEPS - len(found) + number) for number, shade in enumerate(found, 1))
