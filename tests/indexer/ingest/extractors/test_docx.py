"""A Word document is read in its order.

1. Headings have the level of their style, whatever the style is called, or of their outline.
2. Lists are items, tables are lines with tabs, all where they stand.
3. Inserted text is read; deleted and hidden text, heads, feet, comments and the table of contents are not.
4. Text boxes, notes and content controls are read once.
5. The title is the one stated, unless a program made it up; then the first heading.
6. Days and language are those stated, where they are believable.
7. What is no ordinary Word document is refused with what to do.
"""

from __future__ import annotations

import io
import zipfile
from datetime import UTC, datetime

import docx
import pytest
from docx.document import Document
from docx.enum.style import WD_STYLE_TYPE
from docx.oxml.parser import parse_xml

from indexer.ingest.extraction import Hints, Passage, Text
from indexer.ingest.extractors.docx import extract
from kb.errors import SourceUnreadable

W = 'xmlns:w="http://schemas.openxmlformats.org/wordprocessingml/2006/main"'
RELATIONS = "http://schemas.openxmlformats.org/officeDocument/2006/relationships"
MC = 'xmlns:mc="http://schemas.openxmlformats.org/markup-compatibility/2006"'


def saved(document: Document) -> bytes:
    target = io.BytesIO()
    document.save(target)
    return target.getvalue()


def read(document: Document, name: str = "a.docx") -> Text:
    return extract(saved(document), Hints(name=name))


def texts(document: Document) -> list[str]:
    return [passage.text for passage in read(document).passages]


def add(document: Document, xml: str) -> None:
    """Put XML at the end of the body."""
    document.element.body.insert(len(document.element.body) - 1, parse_xml(xml))


def with_part(data: bytes, name: str, old: bytes, new: bytes) -> bytes:
    """The package with something replaced in one of its parts."""
    target = io.BytesIO()
    with zipfile.ZipFile(io.BytesIO(data)) as before, zipfile.ZipFile(target, "w") as after:
        for part in before.infolist():
            content = before.read(part)
            if part.filename == name:
                assert old in content
                content = content.replace(old, new)
            after.writestr(part.filename, content)
    return target.getvalue()


def test_everything_stands_in_its_order() -> None:
    document = docx.Document()
    document.add_heading("Förderung", 1)
    document.add_paragraph("Erster Absatz.")
    document.add_paragraph("Ein Punkt", style="List Bullet")
    document.add_paragraph("Noch einer", style="List Number")
    table = document.add_table(2, 2)
    for cell, text in zip((cell for row in table.rows for cell in row.cells), "abcd", strict=True):
        cell.text = text
    document.add_heading("Ausblick", 2)
    document.add_paragraph("Letzter\tAbsatz.")
    assert read(document).passages == (
        Passage("heading", "Förderung", 1),
        Passage("paragraph", "Erster Absatz."),
        Passage("item", "Ein Punkt"),
        Passage("item", "Noch einer"),
        Passage("table", "a\tb\nc\td"),
        Passage("heading", "Ausblick", 2),
        Passage("paragraph", "Letzter Absatz."),
    )


@pytest.mark.parametrize("name", ["Überschrift 2", "overskrift 2", "heading 2"])
def test_a_heading_is_known_by_the_name_of_its_style(name: str) -> None:
    document = docx.Document()
    styles = document.styles
    style = next((one for one in styles if one.name.casefold() == name), None) or styles.add_style(
        name, WD_STYLE_TYPE.PARAGRAPH
    )
    document.add_paragraph("Zwei", style=style)
    assert read(document).passages == (Passage("heading", "Zwei", 2),)


def test_a_heading_is_known_by_its_outline() -> None:
    document = docx.Document()
    style = document.styles.add_style("Kapitel der Agentur", WD_STYLE_TYPE.PARAGRAPH)
    style.element.get_or_add_pPr().append(parse_xml(f'<w:outlineLvl {W} w:val="2"/>'))
    derived = document.styles.add_style("Kapitel, blau", WD_STYLE_TYPE.PARAGRAPH)
    derived.base_style = style
    document.add_paragraph("Drei", style=derived)
    add(document, f'<w:p {W}><w:pPr><w:outlineLvl w:val="0"/></w:pPr><w:r><w:t>Eins</w:t></w:r></w:p>')
    add(document, f'<w:p {W}><w:pPr><w:outlineLvl w:val="9"/></w:pPr><w:r><w:t>Text</w:t></w:r></w:p>')
    assert [(one.kind, one.level) for one in read(document).passages] == [
        ("heading", 3),
        ("heading", 1),
        ("paragraph", 0),
    ]


def test_a_style_based_on_itself_is_no_trap() -> None:
    document = docx.Document()
    style = document.styles.add_style("Kreis", WD_STYLE_TYPE.PARAGRAPH)
    style.base_style = style
    document.add_paragraph("Text", style=style)
    assert texts(document) == ["Text"]


def test_changes_are_read_as_accepted() -> None:
    document = docx.Document()
    add(
        document,
        f"<w:p {W}><w:r><w:t xml:space='preserve'>Es sind </w:t></w:r>"
        "<w:del w:id='1'><w:r><w:delText>zehn</w:delText></w:r></w:del>"
        "<w:ins w:id='2'><w:r><w:t>zwölf</w:t></w:r></w:ins>"
        "<w:r><w:rPr><w:vanish/></w:rPr><w:t>verborgen</w:t></w:r>"
        "<w:r><w:t xml:space='preserve'> Mitglieder</w:t><w:noBreakHyphen/><w:t>Firmen</w:t></w:r></w:p>",
    )
    add(document, f"<w:moveFrom {W} w:id='3'><w:p><w:r><w:t>weg</w:t></w:r></w:p></w:moveFrom>")
    assert texts(document) == ["Es sind zwölf Mitglieder-Firmen"]


def test_text_boxes_and_content_controls_are_read_once() -> None:
    document = docx.Document()
    box = f"<w:txbxContent {W}><w:p><w:r><w:t>Im Kasten</w:t></w:r></w:p></w:txbxContent>"
    add(
        document,
        f"<w:p {W} {MC}><w:r><w:t>Davor</w:t><mc:AlternateContent><mc:Choice Requires='wps'>{box}</mc:Choice>"
        f"<mc:Fallback>{box}</mc:Fallback></mc:AlternateContent></w:r></w:p>",
    )
    add(
        document,
        f"<w:sdt {W}><w:sdtPr/><w:sdtContent><w:p><w:r><w:t>Im Feld</w:t></w:r></w:p></w:sdtContent></w:sdt>",
    )
    assert texts(document) == ["Davor", "Im Kasten", "Im Feld"]


def test_heads_feet_and_the_table_of_contents_are_left_out() -> None:
    document = docx.Document()
    document.sections[0].header.paragraphs[0].text = "Kopf"
    document.sections[0].footer.paragraphs[0].text = "Fuß"
    contents = document.styles.add_style("toc 1", WD_STYLE_TYPE.PARAGRAPH)
    document.add_paragraph("Förderung\t3", style=contents)
    document.add_paragraph("Text")
    assert texts(document) == ["Text"]


def test_notes_stand_at_the_end() -> None:
    document = docx.Document()
    document.add_paragraph("Text")
    notes = (
        f"<w:footnotes {W}>"
        "<w:footnote w:type='separator' w:id='-1'><w:p><w:r><w:t>-</w:t></w:r></w:p></w:footnote>"
        "<w:footnote w:id='1'><w:p><w:r><w:footnoteRef/><w:t>Eine Fußnote</w:t></w:r></w:p></w:footnote>"
        "</w:footnotes>"
    )
    relation = (
        b'<Relationship Id="rId99" Target="footnotes.xml" Type="http://schemas.openxmlformats.org/'
        b'officeDocument/2006/relationships/footnotes"/></Relationships>'
    )
    data = with_part(saved(document), "word/_rels/document.xml.rels", b"</Relationships>", relation)
    target = io.BytesIO(data)
    with zipfile.ZipFile(target, "a") as package:
        package.writestr("word/footnotes.xml", notes)
    assert extract(target.getvalue(), Hints()).plain() == "Text\nEine Fußnote"


def test_a_frame_is_no_table_and_inner_tables_are_cells() -> None:
    document = docx.Document()
    document.add_table(1, 1).cell(0, 0).text = "Gerahmt"
    outer = document.add_table(1, 2)
    outer.cell(0, 0).text = "links"
    inner = outer.cell(0, 1).add_table(1, 2)
    inner.cell(0, 0).text, inner.cell(0, 1).text = "eins", "zwei"
    assert read(document).passages == (Passage("paragraph", "Gerahmt"), Passage("table", "links\teins zwei"))


@pytest.mark.parametrize(
    ("stated", "title"),
    [
        ("Clusterbericht 2023", "Clusterbericht 2023"),
        ("Microsoft Word - bericht_final.doc", "Der Bericht"),
        ("untitled", "Der Bericht"),
        ("bericht_final.docx", "Der Bericht"),
        ("bericht_final", "Der Bericht"),
        ("", "Der Bericht"),
    ],
)
def test_the_title_is_the_one_stated_unless_a_program_made_it_up(stated: str, title: str) -> None:
    document = docx.Document()
    document.core_properties.title = stated
    document.add_heading("Der Bericht", 0)
    assert read(document, "bericht_final.docx").title == title


def test_days_and_language_are_those_stated() -> None:
    document = docx.Document()
    document.add_paragraph("Kurz")
    document.core_properties.language = "da-DK"
    document.core_properties.created = datetime(2023, 5, 1, tzinfo=UTC)
    document.core_properties.modified = datetime(2023, 5, 9, tzinfo=UTC)
    text = read(document)
    assert (text.language, text.first("published"), text.first("modified")) == (
        "da",
        "2023-05-01",
        "2023-05-09",
    )


@pytest.mark.parametrize("created", [datetime(2013, 12, 23, tzinfo=UTC), datetime(1980, 1, 1, tzinfo=UTC)])
def test_the_day_of_an_older_file_it_was_made_from_says_nothing(created: datetime) -> None:
    document = docx.Document()
    document.add_paragraph("Text")
    document.core_properties.created = created
    document.core_properties.modified = datetime(2023, 5, 9, tzinfo=UTC)
    assert read(document).first("published") is None


def test_links_lead_where_they_say() -> None:
    document = docx.Document()
    number = document.part.relate_to(
        "https://example.org/cluster", f"{RELATIONS}/hyperlink", is_external=True
    )
    add(
        document,
        f"<w:p {W} xmlns:r='{RELATIONS}'><w:r><w:t>Siehe </w:t></w:r>"
        f"<w:hyperlink r:id='{number}'><w:r><w:t>den Cluster</w:t></w:r></w:hyperlink></w:p>",
    )
    [link] = read(document).links
    assert (link.url, link.text) == ("https://example.org/cluster", "den Cluster")


def test_a_document_with_macros_is_read() -> None:
    document = docx.Document()
    document.add_paragraph("Text")
    data = with_part(
        saved(document),
        "[Content_Types].xml",
        b"application/vnd.openxmlformats-officedocument.wordprocessingml.document.main+xml",
        b"application/vnd.ms-word.document.macroEnabled.main+xml",
    )
    assert extract(data, Hints()).plain() == "Text"


def test_what_is_damaged_or_empty_is_refused() -> None:
    with pytest.raises(SourceUnreadable, match="holds no text"):
        read(docx.Document())
    data = saved(docx.Document())
    with pytest.raises(SourceUnreadable, match=r"damaged Word document\. Open .* save it anew"):
        extract(with_part(data, "word/document.xml", b"</w:body>", b""), Hints())
    with pytest.raises(SourceUnreadable, match="damaged Word document"):
        extract(data[: len(data) // 2], Hints())


def test_entities_are_refused_and_never_resolved() -> None:
    document = docx.Document()
    document.add_paragraph("&mark;")
    data = with_part(
        saved(document),
        "word/document.xml",
        b"<w:document",
        b'<!DOCTYPE x [<!ENTITY mark SYSTEM "file:///etc/hostname">]><w:document',
    )
    with pytest.raises(SourceUnreadable, match="defines entities"):
        extract(data, Hints())
