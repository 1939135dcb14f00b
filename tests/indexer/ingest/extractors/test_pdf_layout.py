"""The lines of a PDF become running text.

1. Running heads, feet and page numbers are no text; chapters that begin at the top of a page are, and so are
   tables that end at its bottom.
2. Lines are joined to paragraphs, words parted at line ends are whole again, real hyphens stay.
3. Larger or bold lines are headings, bullets and numbers begin items, rows of cells are tables.
4. Columns are read one after the other, however they were drawn.
5. Words are whole, however their letters were drawn, and marks of notes do not stick to them.
"""

from __future__ import annotations

import pytest
from reportlab.pdfgen.canvas import Canvas

from indexer.ingest.extraction import Passage, Text
from tests.indexer.ingest.extractors.drawing import LETTERS, LINE, WORDS, read, write


def of_kind(text: Text, kind: str) -> list[str]:
    return [passage.text for passage in text.passages if passage.kind == kind]


def test_running_lines_and_page_numbers_are_no_text() -> None:
    def draw(canvas: Canvas) -> None:
        for number in (1, 2, 3, 4):
            write(canvas, ["Clusterbericht einer erfundenen Agentur"], top=800, size=8)
            write(canvas, [f"Kapitel {number}: Lage"], top=780, size=18)
            write(canvas, [f"Auf Seite {number} steht dieser Satz."])
            write(canvas, [f"Stand 2023 | Seite {number} von 4"], top=30, size=8)
            canvas.showPage()
        write(canvas, ["Am Ende."])
        write(canvas, ["- 5 -"], top=30, size=8)

    text = read(draw)
    assert text.plain().split("\n") == [
        line
        for number in (1, 2, 3, 4)
        for line in (f"Kapitel {number}: Lage", f"Auf Seite {number} steht dieser Satz.")
    ] + ["Am Ende."]


def test_what_stands_at_the_edge_of_one_page_only_is_text() -> None:
    assert read(lambda canvas: write(canvas, ["Ganz oben auf der Seite."], top=815)).plain() == (
        "Ganz oben auf der Seite."
    )


def test_numbers_in_a_table_at_the_edge_are_no_page_numbers() -> None:
    def draw(canvas: Canvas) -> None:
        for page in (1, 2):
            for row in range(3):
                write(canvas, [f"Ort {page}{row}"], top=70 - row * LINE)
                write(canvas, [f"{page}{row}"], top=70 - row * LINE, left=250)
            write(canvas, [str(page)], top=20)
            canvas.showPage()

    assert [passage.text for passage in read(draw).passages] == [
        "Ort 10\t10\nOrt 11\t11\nOrt 12\t12",
        "Ort 20\t20\nOrt 21\t21\nOrt 22\t22",
    ]


def test_marks_of_notes_do_not_stick_to_words() -> None:
    def draw(canvas: Canvas) -> None:
        write(canvas, ["Förderung"])
        canvas.setFont("Helvetica", 6)
        canvas.drawString(70 + canvas.stringWidth("Förderung", "Helvetica", LETTERS), 704, "12")
        write(canvas, ["für alle 35 km"], left=126)
        canvas.setFont("Helvetica", 6)
        canvas.drawString(126 + canvas.stringWidth("für alle 35 km", "Helvetica", LETTERS), 704, "2")

    assert read(draw).plain() == "Förderung für alle 35 km2"


def test_lines_become_paragraphs() -> None:
    lines = [WORDS, WORDS, "bis heute.", f"Darauf {WORDS}"]
    text = read(lambda canvas: write(canvas, lines))
    assert of_kind(text, "paragraph") == [" ".join(lines[:3]), lines[3]]


def test_a_gap_or_an_indent_begins_a_paragraph() -> None:
    def draw(canvas: Canvas) -> None:
        top = write(canvas, [WORDS, WORDS])
        top = write(canvas, [WORDS, WORDS], top=top - LINE)
        top = write(canvas, [WORDS], top=top, left=90)
        write(canvas, [WORDS], top=top)

    assert of_kind(read(draw), "paragraph") == [f"{WORDS} {WORDS}"] * 3


def test_words_parted_at_line_ends_are_whole_again() -> None:
    lines = [
        "In Schleswig-Holstein hat die Zusammen-",
        "arbeit von Klein-",
        "und Mittelbetrieben in Schleswig-",
        "Holstein und die Förderung durch das EU-",
        "weite Programm Erfolg; EU-weite Regeln",
    ]
    assert read(lambda canvas: write(canvas, lines)).plain() == (
        "In Schleswig-Holstein hat die Zusammenarbeit von Klein- und Mittelbetrieben in Schleswig-Holstein "
        "und die Förderung durch das EU-weite Programm Erfolg; EU-weite Regeln"
    )


def test_larger_and_bold_lines_are_headings() -> None:
    def draw(canvas: Canvas) -> None:
        top = write(canvas, ["Der lange Titel eines", "Berichts"], size=20)
        top = write(canvas, ["Lage"], top=top, size=14)
        top = write(canvas, [WORDS] * 5, top=top)
        top = write(canvas, ["Zahlen"], top=top - LINE, bold=True)
        write(canvas, [WORDS] * 5, top=top)

    headings = [passage for passage in read(draw).passages if passage.kind == "heading"]
    assert headings == [
        Passage("heading", "Der lange Titel eines Berichts", 1, 1),
        Passage("heading", "Lage", 2, 1),
        Passage("heading", "Zahlen", 3, 1),
    ]


def test_bullets_and_numbers_begin_items() -> None:
    def draw(canvas: Canvas) -> None:
        top = write(
            canvas, ["Wir tun:", "• Beraten und", "  begleiten", "• Vernetzen", "1. Zuhören", "2. Handeln"]
        )
        write(canvas, ["•"], top=top)
        write(canvas, ["Mit Abstand"], top=top, left=95)

    text = read(draw)
    assert of_kind(text, "item") == [
        "Beraten und begleiten",
        "Vernetzen",
        "1. Zuhören",
        "2. Handeln",
        "Mit Abstand",
    ]


def test_rows_of_cells_are_a_table() -> None:
    def draw(canvas: Canvas) -> None:
        write(canvas, [WORDS], top=720)
        for row, cells in enumerate((("Jahr", "Mitglieder"), ("2019", "350"), ("2020", "412"))):
            for column, cell in enumerate(cells):
                write(canvas, [cell], top=690 - row * LINE, left=70 + column * 150)
        write(canvas, [f"{WORDS}."], top=620)

    assert [(one.kind, one.text) for one in read(draw).passages] == [
        ("paragraph", WORDS),
        ("table", "Jahr\tMitglieder\n2019\t350\n2020\t412"),
        ("paragraph", f"{WORDS}."),
    ]


LEFT = [f"Links steht die Zeile {number} mit einigen Worten" for number in range(8)]
RIGHT = [f"Rechts steht die Zeile {number} mit einigen Worten" for number in range(8)]


@pytest.mark.parametrize("row_by_row", [False, True])
def test_columns_are_read_one_after_the_other(row_by_row: bool) -> None:
    def draw(canvas: Canvas) -> None:
        write(
            canvas,
            ["Eine Überschrift, die über beide Spalten der Seite reicht, so lang ist sie"],
            740,
            size=12,
        )
        if row_by_row:
            for number, (left, right) in enumerate(zip(LEFT, RIGHT, strict=True)):
                write(canvas, [left], top=700 - number * LINE)
                write(canvas, [right], top=700 - number * LINE, left=320)
        else:
            write(canvas, RIGHT, left=320)
            write(canvas, LEFT)
        write(canvas, [f"{WORDS}. Und das steht wieder über die ganze Breite."], top=500)

    plain = read(draw).plain()
    order = [
        "Überschrift",
        "Zeile 0",
        "Zeile 7",
        "Rechts steht die Zeile 0",
        "Zeile 7 mit einigen",
        "wieder über",
    ]
    places = [
        plain.find(order[0]),
        plain.find("Links steht die Zeile 7"),
        plain.find(order[3]),
        plain.find(order[5]),
    ]
    assert places == sorted(places)
    assert -1 not in places


def test_words_are_whole_however_they_were_drawn() -> None:
    def draw(canvas: Canvas) -> None:
        canvas.setFont("Helvetica", 1)
        text = canvas.beginText()
        text.setTextTransform(14, 0, 0, 14, 70, 700)
        text.textOut("Vergrößert gesetzt.")
        canvas.drawText(text)
        canvas.setFont("Helvetica", LETTERS)
        left = 70.0
        for letter in "Buchstabe für Buchstabe.":
            if letter != " ":
                canvas.drawString(left, 600, letter)
            left += canvas.stringWidth(letter)

    assert read(draw).plain() == "Vergrößert gesetzt.\nBuchstabe für Buchstabe."
