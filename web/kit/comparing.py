"""How do the cases of a handout differ in what their records state?"""

from __future__ import annotations

from collections.abc import Iterator, Sequence

from web.formatting import Text
from web.kit.cases import Case
from web.kit.content import Block, Paragraph, Table, Texts
from web.kit.voice import Voice
from web.pages.comparison import Cell, Row, comparison

SIDE_BY_SIDE = 4  # cases of one table: more do not fit on a page of paper
ROWS = ("kind", "country", "region", "period", "stage", "effort", "evidence", "outcome", "funding")


def tables(cases: Sequence[Case], voice: Voice) -> Iterator[Block]:
    """The cases side by side, a few at a time."""
    for first in range(0, len(cases), SIDE_BY_SIDE):
        yield _table(cases[first : first + SIDE_BY_SIDE], voice)
    yield Paragraph(
        Text(
            voice.gettext(
                "Stage, effort, evidence and outcome are how the scouts read the sources; “not stated” means "
                "that the record leaves it open, not that there was nothing."
            )
        ),
        "note",
    )


def _table(cases: Sequence[Case], voice: Voice) -> Table:
    _ = voice.gettext
    heads = [
        Text(f"{case.number}. {title.text}", title.lang) for case in cases for title in (case.title(voice),)
    ]
    found = comparison([case.record for case in cases], voice.site)
    rows = {row.name: row for row in found}
    lines = tuple(
        ((Text(_label(rows[name], voice)),), *(_said(cell, voice) for cell in rows[name].cells))
        for name in ROWS
    )
    first, last = cases[0].number, cases[-1].number
    caption = (
        _("Cases %(first)s to %(last)s", first=first, last=last)
        if last > first
        else _("Case %(number)s", number=first)
    )
    columns = (Text(_("Criterion")), *heads)
    return Table(caption, columns, lines, (2, *[3] * len(cases)))


def _label(row: Row, voice: Voice) -> str:
    return row.label or {"period": voice.gettext("Period")}[row.name]


def _said(cell: Cell, voice: Voice) -> Texts:
    if cell.period:
        return (Text(voice.years(cell.period)),)
    if cell.pieces:
        return tuple(piece.text for piece in cell.pieces)
    return (Text(voice.gettext("does not apply") if cell.not_applicable else voice.gettext("not stated")),)
