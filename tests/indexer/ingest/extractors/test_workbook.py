"""A workbook is read as people see it.

1. Whatever cells hold, what was written is read back.
2. Values, not formulas; days as ISO, whole numbers without a point, shares as per cent.
3. What shows no value is reported with its column and row.
4. Every visible sheet is a table; hidden ones are left out and named.
5. Merged headers give both their parts; a cell merged over rows holds for all of them.
6. An address behind words is a column of its own.
7. What a sheet says of its own size is not believed, and entities are refused.
8. Sheets beyond the limits are refused in one line.
"""

from __future__ import annotations

import io
import re
import zipfile
from collections.abc import Callable, Iterable
from datetime import date, datetime, time
from typing import Any

import openpyxl
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from openpyxl.workbook import Workbook

from indexer.ingest.extraction import Hints, Table
from indexer.ingest.extractors.workbook import extract
from kb.errors import SourceUnreadable
from tests.tiers import examples

HEADERS = ("Titel", "Kurzbeschreibung", "Land")
SIGNS = st.characters(exclude_categories=["Cs", "Cc"], exclude_characters="\ufffe\uffff_")
CELLS = st.one_of(st.text(SIGNS, max_size=30), st.sampled_from(["a\nb", " x ", "'=1", "12", "TRUE"]))


def saved(workbook: Workbook) -> bytes:
    target = io.BytesIO()
    workbook.save(target)
    return target.getvalue()


def a_workbook(*rows: Iterable[Any]) -> Workbook:
    workbook = Workbook()
    for row in rows:
        workbook.active.append(list(row))  # type: ignore[union-attr]
    return workbook


def read(workbook: Workbook) -> tuple[Table, ...]:
    return extract(saved(workbook), Hints(name="a.xlsx"))


def one(workbook: Workbook) -> Table:
    (table,) = read(workbook)
    return table


def with_parts(workbook: Workbook, changes: dict[str, Callable[[str], str]]) -> bytes:
    """The saved workbook with the XML of some of its parts changed; a new part is made of nothing."""
    target = io.BytesIO()
    with zipfile.ZipFile(io.BytesIO(saved(workbook))) as before, zipfile.ZipFile(target, "w") as after:
        names = before.namelist()
        for name in (*names, *(changes.keys() - names)):
            content = before.read(name) if name in names else b""
            changed = changes.get(name, str)(content.decode()).encode()
            assert (changed != content) == (name in changes)
            after.writestr(name, changed)
    return target.getvalue()


def with_sheet(workbook: Workbook, change: Callable[[str], str]) -> bytes:
    """The saved workbook with the XML of its first sheet changed."""
    return with_parts(workbook, {"xl/worksheets/sheet1.xml": change})


@settings(max_examples=examples(40, 1000), deadline=None)
@given(st.lists(st.tuples(CELLS, CELLS, CELLS), min_size=1, max_size=5))
def test_what_was_written_is_read_back(rows: list[tuple[str, str, str]]) -> None:
    workbook = a_workbook(HEADERS)
    for number, row in enumerate(rows, 2):
        for column, value in enumerate(row, 1):
            cell = workbook.active.cell(number, column)  # type: ignore[union-attr]
            cell.value, cell.data_type = value, "s"
    written = [dict(zip(HEADERS, row, strict=True)) for row in rows]
    expected = [filled for row in written if (filled := {k: v for k, v in row.items() if v.strip()})]
    assert [dict(row.cells) for row in one(workbook).rows] == expected


@pytest.mark.parametrize(
    ("value", "form", "shown"),
    [
        (12.0, None, "12"),
        (12, None, "12"),
        (0.1 + 0.2, None, "0.3"),
        (-1.5, None, "-1.5"),
        (0.125, "0.0%", "12.5 %"),
        (1, "0%", "100 %"),
        (True, None, "true"),
        (date(2019, 5, 1), None, "2019-05-01"),
        (datetime(2019, 5, 1), None, "2019-05-01"),  # noqa: DTZ001 - workbooks know no zones
        (datetime(2019, 5, 1, 12, 30), None, "2019-05-01 12:30"),  # noqa: DTZ001
        (time(9, 5), None, "09:05:00"),
    ],
)
def test_values_are_those_people_see(value: Any, form: str | None, shown: str) -> None:
    workbook = a_workbook(HEADERS, ("A", "Text", value))
    if form:
        workbook.active["C2"].number_format = form  # type: ignore[index]
    assert one(workbook).rows[0].cells["Land"] == shown


def test_texts_that_cells_share_are_read_with_all_their_parts() -> None:
    kind = "application/vnd.openxmlformats-officedocument.spreadsheetml.sharedStrings+xml"
    data = with_parts(
        a_workbook(HEADERS, ("A", "Text", "DE")),
        {
            "xl/sharedStrings.xml": lambda _: (
                '<sst xmlns="http://schemas.openxmlformats.org/spreadsheetml/2006/main">'
                "<si><r><t>Schleswig-</t></r><r><t>Holstein</t></r></si></sst>"
            ),
            "[Content_Types].xml": lambda xml: xml.replace(
                "</Types>", f'<Override PartName="/xl/sharedStrings.xml" ContentType="{kind}"/></Types>'
            ),
            "xl/worksheets/sheet1.xml": lambda xml: xml.replace(
                't="inlineStr"><is><t>DE</t></is>', 't="s"><v>0</v>'
            ),
        },
    )
    (table,) = extract(data, Hints())
    assert table.rows[0].cells["Land"] == "Schleswig-Holstein"


def test_line_ends_of_other_programs_are_line_ends() -> None:
    data = with_sheet(
        a_workbook(HEADERS, ("A", "Text", "x")), lambda xml: xml.replace(">x<", ">a_x000D_\nb_x000d_c<")
    )
    (table,) = extract(data, Hints())
    assert table.rows[0].cells["Land"] == "a\nb\nc"


def test_cells_without_a_value_are_reported_with_column_and_row() -> None:
    workbook = a_workbook(HEADERS, ("A", "=B1", "x"), ("B", "=B1", "#REF!"), ("C", "Text", "#REF!"))
    table = one(workbook)
    assert [dict(row.cells) for row in table.rows] == [
        {"Titel": "A", "Land": "x"},
        {"Titel": "B"},
        {"Titel": "C", "Kurzbeschreibung": "Text"},
    ]
    assert [(found.line, found.field, found.severity) for found in table.findings] == [
        (3, "Land", "warning"),
        (2, "Kurzbeschreibung", "warning"),
    ]
    assert "#REF!" in table.findings[0].problem
    assert "2 such cells" in table.findings[1].problem


def test_every_visible_sheet_is_a_table() -> None:
    workbook = a_workbook(HEADERS, ("A", "Text", "DE"))
    second = workbook.create_sheet("Zweites")
    second.append(["Titel", "Land"])
    second.append(["B", "DK"])
    hidden = workbook.create_sheet("Geheim")
    hidden.append(["Titel"])
    hidden.sheet_state = "veryHidden"
    workbook.create_sheet("Leer")
    tables = read(workbook)
    assert [(table.name, len(table.rows)) for table in tables] == [("Sheet", 1), ("Zweites", 1)]
    assert ["'Geheim'" in note for note in tables[0].notes] == [True]


def test_a_single_sheet_has_no_name() -> None:
    assert one(a_workbook(HEADERS, ("A", "Text", "DE"))).name == ""


def test_merged_headers_give_both_their_parts() -> None:
    workbook = a_workbook(
        ("Alle Praktiken",),
        ("Titel", "Kennzahl", None, None, "Land"),
        (None, "Was", "Wert", "Jahr", None),
        ("A", "Mitglieder", 350, 2019, "DE"),
        ("B", "Firmen", 20, 2020, None),
    )
    for merged in ("A1:E1", "A2:A3", "B2:D2", "E2:E3", "E4:E5"):
        workbook.active.merge_cells(merged)  # type: ignore[union-attr]
    table = one(workbook)
    assert table.headers == ("Titel", "Kennzahl: Was", "Kennzahl: Wert", "Kennzahl: Jahr", "Land")
    assert [row.number for row in table.rows] == [4, 5]
    assert [row.cells["Land"] for row in table.rows] == ["DE", "DE"]


def test_an_address_behind_words_is_a_column_of_its_own() -> None:
    workbook = a_workbook(
        ("Titel", "Webseite"),
        ("A", "zur Seite"),
        ("B", "https://example.org/b"),
        ("C", "Mail"),
        ("D", '=HYPERLINK("https://example.org/d", "dort")'),
    )
    sheet: Any = workbook.active
    sheet["B2"].hyperlink = "https://example.org/a"
    sheet["B3"].hyperlink = "https://example.org/b"
    sheet["B4"].hyperlink = "mailto:somebody@example.org"
    computed = 't="str"><f>HYPERLINK("https://example.org/d", "dort")</f><v>dort</v>'
    data = with_sheet(
        workbook, lambda xml: re.sub(r"(<c r=\"B5\")[^>]*>.*?</f><v></v>", rf"\1 {computed}", xml)
    )
    (table,) = extract(data, Hints())
    assert table.headers == ("Titel", "Webseite", "Webseite (Link)")
    assert [row.cells.get("Webseite (Link)") for row in table.rows] == [
        "https://example.org/a",
        None,
        None,
        "https://example.org/d",
    ]


@pytest.mark.parametrize("dimension", ["A1", "A1:XFD1048576"])
def test_what_a_sheet_says_of_its_size_is_not_believed(dimension: str) -> None:
    def lie(xml: str) -> str:
        assert 'ref="A1:C2"' in xml
        return xml.replace('ref="A1:C2"', f'ref="{dimension}"')

    data = with_sheet(a_workbook(HEADERS, ("A", "Text", "DE")), lie)
    (table,) = extract(data, Hints())
    assert [dict(row.cells) for row in table.rows] == [
        {"Titel": "A", "Kurzbeschreibung": "Text", "Land": "DE"}
    ]


def test_entities_are_refused() -> None:
    assert openpyxl.DEFUSEDXML

    laughing = '<!DOCTYPE x [<!ENTITY a "ha">]>'
    data = with_sheet(a_workbook(HEADERS, ("A", "Text", "DE")), lambda xml: laughing + xml)
    with pytest.raises(SourceUnreadable, match="defines entities"):
        extract(data, Hints())


def test_a_table_too_wide_is_refused() -> None:
    workbook = a_workbook(HEADERS, ("A", "Text", "DE"))
    workbook.active.cell(2, 501).value = "x"  # type: ignore[union-attr]
    with pytest.raises(SourceUnreadable, match="beyond 500"):
        read(workbook)


def test_a_sheet_without_end_is_refused_early() -> None:
    rows = "<row><c><v>1</v></c></row>" * 50_100
    # What stands behind the limit is not even XML, so whoever reads on fails otherwise.
    data = with_sheet(
        a_workbook(("Titel",)), lambda xml: xml.replace("<sheetData>", f"<sheetData>{rows}<{'<' * 100_000}")
    )
    with pytest.raises(SourceUnreadable, match="'Sheet' has more than 50,000 rows"):
        extract(data, Hints())


def test_reading_ends_where_only_formats_go_on() -> None:
    empty = "".join(f'<row r="{number}" s="1"><c r="A{number}"/></row>' for number in range(3, 12_000))
    data = with_sheet(
        a_workbook(("Titel",), ("A",)), lambda xml: xml.replace("</sheetData>", f"{empty}<{'<' * 100_000}")
    )
    (table,) = extract(data, Hints())
    assert len(table.rows) == 1
    assert ["not read" in note for note in table.notes] == [True]


def test_a_workbook_that_shows_nothing_is_refused() -> None:
    with pytest.raises(SourceUnreadable, match="No sheet"):
        read(Workbook())
