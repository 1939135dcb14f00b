"""Here is a handout: how is it written as a Word document that everybody can read and change?

Headings, lists, captions and tables are real ones with styles of their own, rows of headings are repeated on
each page, every text carries its language, and the document knows its title. Nothing in it says who asked for
it. The same handout gives the same bytes.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Sequence

import docx
from docx.document import Document
from docx.opc.constants import RELATIONSHIP_TYPE
from docx.oxml.ns import qn
from docx.oxml.xmlchemy import BaseOxmlElement
from docx.shared import Emu, Mm
from docx.table import Table as WordTable
from docx.text.paragraph import Paragraph as WordParagraph
from docx.text.run import Run as WordRun

from web.formatting import Text
from web.kit import word_package
from web.kit import word_styles as styles
from web.kit.content import (
    Block,
    Facts,
    Items,
    Kit,
    Lines,
    Paragraph,
    Prose,
    Reference,
    References,
    Section,
    Table,
    Texts,
    writable,
)
from web.kit.prose import Part, Run, parts, web_address
from web.kit.word_styles import element

MEDIA_TYPE = "application/vnd.openxmlformats-officedocument.wordprocessingml.document"
BLANK = "_" * 30
ROOM_TO_WRITE = Mm(12)  # height of a row that is filled in by hand
DEEPEST = 3  # level of lists that Word has styles for
_STYLES = {"plain": "Normal", "lead": styles.LEAD, "note": styles.NOTE, "mark": styles.MARK}
_LISTS = {"bullet": "List Bullet", "number": "List Number"}


def document(kit: Kit) -> bytes:
    """The whole handout."""
    made = docx.Document()
    styles.prepare(made, kit.language)
    writer = _Writer(made)
    writer.title(kit.title)
    for block in kit.introduction:
        writer.block(block)
    for section in kit.sections:
        writer.section(section)
    word_package.describe(made, kit)
    return word_package.to_bytes(made)


class _Writer:
    """Writes sections and blocks to the end of a document."""

    def __init__(self, made: Document) -> None:
        self._made = made
        # By name; python-docx would look through all styles for each paragraph.
        self._styles = {style.name: style.style_id for style in made.styles}

    def title(self, text: str) -> None:
        """The title of the whole document."""
        _say(self._paragraph("Title"), text)

    def section(self, section: Section) -> None:
        """The heading and what stands below it."""
        heading = self._paragraph(f"Heading {section.level - 1}")
        if section.new_page:
            heading.paragraph_format.page_break_before = True
        if section.number:
            heading.add_run(f"{section.number}. ")
        _say(heading, section.title.text, section.title.lang)
        for block in section.blocks:
            self.block(block)

    def block(self, block: Block) -> None:
        """One block."""
        match block:
            case Paragraph():
                self._plain(block)
            case Prose():
                self._prose(block)
            case Items():
                self._items(block)
            case References():
                for entry in block.entries:
                    self._reference(entry)
            case Facts():
                for name, texts in block.rows:
                    self._fact(name, texts)
            case Table():
                self._table(block)
            case Lines():
                for _ in range(block.count):
                    self._paragraph(styles.TO_WRITE)

    def _plain(self, block: Paragraph) -> None:
        for part in re.split(r"\n\s*\n", block.text.text):
            if part.strip():
                paragraph = self._paragraph(_STYLES[block.role])
                _say(paragraph, part.strip(), block.text.lang)

    def _prose(self, block: Prose) -> None:
        numbered: dict[int, int] = {}
        for part in parts(block.text.text):
            item = next((one for one in reversed(part.around) if one.kind != "quote"), None)
            style = _style(part, _STYLES[block.role])
            paragraph = self._paragraph(style)
            if item and item.kind == "number" and item.first:
                if item.list not in numbered:
                    numbered[item.list] = self._new_list(style, item.number)
                _number(paragraph, numbered[item.list])
            for run in part.runs:
                self._run(paragraph, run, block.text.lang)

    def _items(self, block: Items) -> None:
        style = _LISTS["number" if block.numbered else "bullet"]
        number = 0
        for item in block.items:
            paragraph = self._paragraph(style)
            if block.numbered:
                number = number or self._new_list(style, 1)
                _number(paragraph, number)
            _say(paragraph, item.text, item.lang)

    def _new_list(self, style: str, start: int) -> int:
        """The number of a new list that looks as the style says and begins with ``start``."""
        numbering = self._made.part.numbering_part.element
        styled = self._made.styles[style].element.pPr.numPr.numId.val
        made = numbering.add_num(numbering.num_having_numId(styled).abstractNumId.val)
        made.add_lvlOverride(ilvl=0).add_startOverride(start)
        return int(made.numId)

    def _reference(self, entry: Reference) -> None:
        paragraph = self._paragraph("List Bullet")
        address = web_address(entry.url)
        self._run(paragraph, Run(entry.title, url=address), entry.lang)
        details = f" · {entry.details}" if entry.details else ""
        _say(paragraph, f"{details}\n{address or entry.url}")

    def _fact(self, name: str, texts: Texts) -> None:
        paragraph = self._paragraph("Normal")
        self._look(_say(paragraph, f"{name}: "), "Strong")
        _listed(paragraph, texts or (Text(BLANK),))

    def _table(self, block: Table) -> None:
        _say(self._paragraph("Caption"), block.caption)
        table = self._made.add_table(rows=len(block.rows) + 1, cols=len(block.columns), style=styles.TABLE)
        _described(table, block)
        widths = _widths(self._made, block.shares)
        for column, width in zip(table.columns, widths, strict=True):
            column.width = width
        heads = tuple((column,) for column in block.columns)
        for number, (row, texts) in enumerate(zip(table.rows, (heads, *block.rows), strict=True)):
            properties = row._tr.get_or_add_trPr()
            properties.append(element("w:cantSplit"))
            if number == 0:
                properties.append(element("w:tblHeader"))
            if not all(texts):
                row.height = ROOM_TO_WRITE
            for cell, words, width in zip(row.cells, texts, widths, strict=True):
                cell.width = width
                paragraph = cell.paragraphs[0]
                paragraph._p.style = self._styles[styles.CELL if number else styles.TABLE_HEAD]
                _listed(paragraph, words)
        self._paragraph(styles.CELL)  # tables that touch become one

    def _paragraph(self, style: str) -> WordParagraph:
        """A new, empty paragraph."""
        made = self._made.add_paragraph()
        made._p.style = self._styles[style]
        return made

    def _run(self, paragraph: WordParagraph, run: Run, lang: str | None) -> None:
        """Words with their look."""
        if run.url is None:
            said = _say(paragraph, run.text, lang)
        else:
            said = _say(paragraph, run.text, lang, within=_link(paragraph, run.url))
            self._look(said, styles.HYPERLINK)
        said.bold, said.italic = run.strong or None, run.emphasis or None

    def _look(self, run: WordRun, style: str) -> None:
        run._r.style = self._styles[style]


def _style(part: Part, otherwise: str) -> str:
    """The style of a part of a text; lists deeper than Word knows look like the deepest."""
    items = [one for one in part.around if one.kind != "quote"]
    if not items:
        return "Quote" if part.around else otherwise
    level = "" if len(items) == 1 else f" {min(len(items), DEEPEST)}"
    return (_LISTS[items[-1].kind] if items[-1].first else "List Continue") + level


def _say(
    paragraph: WordParagraph, words: str, lang: str | None = None, within: BaseOxmlElement | None = None
) -> WordRun:
    """Words at the end of a paragraph, or ``within`` a link of it; line feeds are ends of lines."""
    run = paragraph.add_run(writable(words))
    if lang:
        run._r.get_or_add_rPr().append(element("w:lang", val=styles.tag(lang)))
    if within is not None:
        within.append(run._r)
    return run


def _listed(paragraph: WordParagraph, texts: Iterable[Text]) -> None:
    for number, text in enumerate(texts):
        if number:
            paragraph.add_run(", ")
        _say(paragraph, text.text, text.lang)


def _link(paragraph: WordParagraph, address: str) -> BaseOxmlElement:
    target = paragraph.part.relate_to(address, RELATIONSHIP_TYPE.HYPERLINK, is_external=True)
    link = element("w:hyperlink")
    link.set(qn("r:id"), target)
    paragraph._p.append(link)
    return link


def _number(paragraph: WordParagraph, number: int) -> None:
    """Make the paragraph an item of a list."""
    properties = paragraph._p.get_or_add_pPr().get_or_add_numPr()
    properties.get_or_add_ilvl().val = 0
    properties.get_or_add_numId().val = number


def _described(table: WordTable, block: Table) -> None:
    """Say what the table is, for those who hear it, and that its first row and column are headings."""
    properties = table._tbl.tblPr
    look = properties.find(qn("w:tblLook"))
    if look is not None:
        properties.remove(look)
    flags = {
        "firstRow": "1",
        "lastRow": "0",
        "firstColumn": "1",
        "lastColumn": "0",
        "noHBand": "0",
        "noVBand": "1",
    }
    properties.append(element("w:tblLook", val="04A0", **flags))
    properties.append(element("w:tblCaption", val=writable(block.caption)))


def _widths(made: Document, shares: Sequence[int]) -> list[Emu]:
    paper = made.sections[0]
    assert paper.page_width is not None
    assert paper.left_margin is not None
    assert paper.right_margin is not None
    room = paper.page_width - paper.left_margin - paper.right_margin
    return [Emu(room * share // sum(shares)) for share in shares]
