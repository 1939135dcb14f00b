"""Here are some records: what do they state row by row, and where do they differ?"""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from markupsafe import Markup

from indexer.documents import organisation_key
from kb.localized import Language, choose
from web.formatting import Period, Text, number, period, text_for
from web.markdown import to_html
from web.pages.facts import facts
from web.pages.layout import Site

Values = Mapping[str, Any]
# What is told in a word or two, in the order of the rows; each with the field of the record that states it.
PLACE = (("country", "place.countries"), ("region", "place.regions"))
FACTS = (
    ("theme", "themes"),
    ("sector", "sectors"),
    ("stage", "stages"),
    ("effort", "effort"),
    ("evidence", "evidence"),
    ("outcome", "outcome"),
    ("funding", "funding"),
    ("label", "label"),
    ("target_group", "target_groups"),
)
TEXTS = ("summary", "challenge", "approach", "results")


@dataclass(frozen=True)
class Piece:
    """One value of a cell. ``detail`` follows the text in the reader's language; ``url`` leads on."""

    text: Text
    detail: str = ""
    url: str | None = None


@dataclass(frozen=True)
class Cell:
    """What one record states in a row: some pieces, a text, a period or a day; nothing if not stated."""

    pieces: tuple[Piece, ...] = ()
    html: Markup | None = None
    lang: Language | None = None
    period: Period | None = None
    day: str | None = None
    not_applicable: bool = False

    @property
    def stated(self) -> bool:
        """Whether the record states anything here."""
        return bool(self.pieces or self.html or self.period or self.day or self.not_applicable)

    @property
    def said(self) -> tuple[object, ...]:
        """What counts when cells are compared: neither the order of values nor where they lead."""
        words = frozenset(piece.text.text.casefold() for piece in self.pieces)
        return (words, self.html, self.period, self.day, self.not_applicable)


@dataclass(frozen=True)
class Row:
    """One row, a cell for each record. ``label`` is empty where the template words it by ``name``.

    ``brief`` says that the row is told in a word or two, so that a difference means something.
    """

    name: str
    label: str
    cells: tuple[Cell, ...]
    brief: bool

    @property
    def stated(self) -> bool:
        """Whether any record states anything."""
        return any(cell.stated for cell in self.cells)

    @property
    def differs(self) -> bool:
        """Whether the records do not all say the same."""
        return len({cell.said for cell in self.cells}) > 1


def comparison(records: Sequence[Values], site: Site) -> tuple[Row, ...]:
    """All rows in their order, those that no record states included."""
    return tuple(_rows(records, site))


def _rows(records: Sequence[Values], site: Site) -> Iterator[Row]:
    def row(name: str, cell: Callable[[Values], Cell], *, label: str = "", brief: bool = False) -> Row:
        return Row(name, label, tuple(cell(record) for record in records), brief)

    def labelled(facet: str, cell: Callable[[Values], Cell]) -> Row:
        return row(facet, cell, label=site.vocabularies["facets"].called(facet, site.reader), brief=True)

    yield labelled("kind", lambda record: _kind(record, site))
    yield row("organisation", lambda record: _organisation(record, site), brief=True)
    for facet, path in PLACE:
        yield labelled(facet, _fact(facet, path, site))
    yield row("period", _period, brief=True)
    for facet, path in FACTS:
        yield labelled(facet, _fact(facet, path, site))
    for name in TEXTS:
        yield row(name, _text(name, site))
    yield row("success_factors", lambda record: _success_factors(record, site))
    yield row("limiting_factors", lambda record: _limiting_factors(record, site))
    yield row("figures", lambda record: _figures(record, site))
    yield row("sources", lambda record: _sources(record, site))
    yield row("checked", lambda record: Cell(day=record.get("checked")))


def _kind(record: Values, site: Site) -> Cell:
    url = site.search(filters=[("kind", record["kind"])])
    return Cell((Piece(Text(site.called("kind", record["kind"])), url=url),))


def _organisation(record: Values, site: Site) -> Cell:
    name = record.get("organisation", {}).get("name")
    if not name:
        return _nothing(record, "organisation")
    url = site.search(filters=[("organisation", organisation_key(name))])
    return Cell((Piece(Text(name), url=url),))


def _fact(facet: str, path: str, site: Site) -> Callable[[Values], Cell]:
    def cell(record: Values) -> Cell:
        found = facts(record, site, [(facet, path)])
        values = found[0].values if found else ()
        pieces = tuple(Piece(value.text, url=value.url) for value in values)
        return Cell(pieces) if pieces else _nothing(record, path)

    return cell


def _period(record: Values) -> Cell:
    found = period(record)
    return Cell(period=found) if found else _nothing(record, "period")


def _text(name: str, site: Site) -> Callable[[Values], Cell]:
    def cell(record: Values) -> Cell:
        found = text_for(record.get(name, {}), site.reader)
        return Cell(html=to_html(found.text), lang=found.lang) if found else _nothing(record, name)

    return cell


def _success_factors(record: Values, site: Site) -> Cell:
    found = choose(record.get("success_factors", {}), site.reader)
    if not found:
        return _nothing(record, "success_factors")
    language = None if found[0] == site.reader else found[0]
    return Cell(tuple(Piece(Text(factor, language)) for factor in found[1]))


def _limiting_factors(record: Values, site: Site) -> Cell:
    texts = (text_for(part["text"], site.reader) for part in record.get("limiting_factors", ()))
    pieces = tuple(Piece(text) for text in texts if text)
    return Cell(pieces) if pieces else _nothing(record, "limiting_factors")


def _figures(record: Values, site: Site) -> Cell:
    pieces = []
    for figure in record.get("figures", ()):
        words = [number(figure["value"], site.reader), figure.get("unit", "")]
        year = f" ({figure['year']})" if figure.get("year") else ""
        what = text_for(figure["what"], site.reader) or Text("")
        pieces.append(Piece(what, detail=f"{' '.join(filter(None, words))}{year}"))
    return Cell(tuple(pieces)) if pieces else _nothing(record, "figures")


def _sources(record: Values, site: Site) -> Cell:
    pieces = []
    for source in record.get("sources", ()):
        language = source.get("language")
        title = Text(source["title"], None if language == site.reader else language)
        pieces.append(Piece(title, detail=source.get("publisher") or "", url=source["url"]))
    return Cell(tuple(pieces)) if pieces else _nothing(record, "sources")


def _nothing(record: Values, path: str) -> Cell:
    return Cell(not_applicable=path in record.get("not_applicable", ()))
