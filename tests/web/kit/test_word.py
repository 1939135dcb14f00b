"""Is the Word document one that everybody can read, and that says nothing of who asked for it?

1. It knows its title and language; texts in another language are marked.
2. Headings, captions, lists and tables are real; rows of headings are repeated; only styles give looks.
3. The paper is A4, pages are numbered, the sheet for the evaluation begins a page.
4. Numbered lists begin anew, and with the number the text says.
5. Links lead to the sources. Lists, quotations and emphasis of a text are kept.
6. The same handout gives the same bytes, without a person's name or a time of day.
"""

from __future__ import annotations

from datetime import UTC, datetime
from io import BytesIO
from typing import Any
from zipfile import ZipFile

import pytest
from docx.document import Document
from docx.oxml.ns import qn
from docx.shared import Mm
from docx.text.paragraph import Paragraph

from tests.web.kit.kits import FULL, a_kit, as_word, values
from web.kit import word
from web.kit.content import Kit


@pytest.fixture(scope="module")
def made() -> Kit:
    return a_kit(
        values("fees", **FULL),
        values(
            "told",
            summary={"en": "- one\n  - *two*\n\n> three"},
            title={"en": "Told"},
            approach={"de": "1. x"},
        ),
        language="de",
    )


@pytest.fixture(scope="module")
def document(made: Kit) -> Document:
    return as_word(made)


def found(document: Document, text: str) -> Paragraph:
    """The paragraph that begins with a text."""
    return next(one for one in document.paragraphs if one.text.startswith(text))


def languages(paragraph: Paragraph) -> set[str | None]:
    """The languages the words of a paragraph are marked with."""
    marks = [run._r.find(f".//{qn('w:lang')}") for run in paragraph.runs if run.text.strip()]
    return {None if mark is None else mark.get(qn("w:val")) for mark in marks}


def number(paragraph: Paragraph) -> int:
    """The list that a paragraph belongs to."""
    found = paragraph._p.find(f"./{qn('w:pPr')}/{qn('w:numPr')}/{qn('w:numId')}")
    assert found is not None
    return int(found.get(qn("w:val")))


@pytest.mark.parametrize(("language", "tag"), [("de", "de-DE"), ("en", "en-GB")])
def test_the_document_knows_its_title_and_language(language: Any, tag: str) -> None:
    document = as_word(a_kit(values("fees"), language=language))
    assert document.core_properties.title == "Abend am Hafen"
    assert document.core_properties.language == tag
    marks = document.styles.element.findall(f".//{qn('w:docDefaults')}//{qn('w:lang')}")
    assert [mark.get(qn("w:val")) for mark in marks] == [tag]


def test_texts_in_another_language_are_marked(document: Document) -> None:
    assert languages(found(document, "Only told in English.")) == {"en-GB"}
    assert languages(found(document, "Die Förderung läuft aus.")) == {None}
    assert languages(found(document, "2. Told")) == {None, "en-GB"}
    statuts = next(one for one in document.paragraphs if one.text.startswith("Statuts"))
    marks = [mark.get(qn("w:val")) for mark in statuts._p.findall(f".//{qn('w:lang')}")]
    assert marks == ["fr"]
    assert found(document, "Dieser Fall liegt nicht auf Deutsch vor; er steht hier auf: Englisch")


def test_only_styles_give_looks(document: Document) -> None:
    allowed = {"rStyle", "lang", "b", "i"}
    for properties in document.element.body.iter(qn("w:rPr")):
        assert {child.tag.split("}")[1] for child in properties} <= allowed
    names = {paragraph.style.name for paragraph in document.paragraphs if paragraph.style}
    assert {"Title", "Heading 1", "Heading 2", "Heading 3", "Caption", "List Bullet", "List Number"} <= names


def test_tables_repeat_their_headings_and_say_what_they_are(document: Document) -> None:
    captions = [one.text for one in document.paragraphs if one.style and one.style.name == "Caption"]
    assert len(document.tables) == len(captions) > 5
    for table, caption in zip(document.tables, captions, strict=True):
        rows = table._tbl.tr_lst
        assert [row.find(f".//{qn('w:tblHeader')}") is not None for row in rows] == [True] + [False] * (
            len(rows) - 1
        )
        assert table._tbl.tblPr.find(qn("w:tblCaption")).get(qn("w:val")) == caption
        assert {cell.paragraphs[0].style.name for cell in table.rows[0].cells} == {"Handout Table Heading"}


def test_paper_and_pages(document: Document) -> None:
    paper = document.sections[0]
    assert (round(paper.page_width or 0, -3), round(paper.page_height or 0, -3)) == (
        round(Mm(210), -3),
        round(Mm(297), -3),
    )
    fields = [field.get(qn("w:instr")) for field in paper.footer._element.iter(qn("w:fldSimple"))]
    assert fields == ["PAGE", "NUMPAGES"]
    assert found(document, "Auswertungsbogen").paragraph_format.page_break_before


def test_numbered_lists_begin_anew(document: Document) -> None:
    first, second = found(document, "erst"), found(document, "dann")
    others = [number(one) for one in document.paragraphs if one.style and one.style.name == "List Number"]
    assert number(first) == number(second)
    assert len(set(others)) == 5  # two texts, the questions on each case and on all
    numbering = document.part.numbering_part.element
    starts = numbering.num_having_numId(number(first)).findall(f".//{qn('w:startOverride')}")
    assert [start.get(qn("w:val")) for start in starts] == ["3"]


def test_texts_keep_lists_quotations_emphasis_and_links(document: Document) -> None:
    looks = {text: found(document, text).style for text in ("one", "two", "three")}
    assert [style.name for style in looks.values() if style] == ["List Bullet", "List Bullet 2", "Quote"]
    assert [run.italic for run in found(document, "two").runs] == [True]
    assert [link.address for link in found(document, "Mehr im Netz").hyperlinks] == [
        "https://example.org/a_b"
    ]
    source = found(document, "Jahresbericht").hyperlinks[0]
    assert source.address == "https://example.org/report?a=1&b=2"
    assert "https://example.org/report?a=1&b=2" in found(document, "Jahresbericht").text


def test_the_same_handout_gives_the_same_bytes(made: Kit) -> None:
    data = word.document(made)
    assert data == word.document(made)
    with ZipFile(BytesIO(data)) as file:
        assert {entry.date_time for entry in file.infolist()} == {(1980, 1, 1, 0, 0, 0)}
        assert not [name for name in file.namelist() if name.endswith((".jpeg", ".png"))]


def test_nothing_says_who_asked(document: Document) -> None:
    known = document.core_properties
    assert (known.author, known.last_modified_by, known.comments) == ("Leuchtturm", "Leuchtturm", "")
    assert known.created == known.modified == datetime(2026, 11, 24, tzinfo=UTC)
