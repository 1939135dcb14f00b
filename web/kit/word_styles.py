"""How does a handout look in Word? Only styles say it, so that readers can change them in one place."""

from __future__ import annotations

from collections.abc import Iterator

from docx.document import Document
from docx.enum.style import WD_STYLE_TYPE
from docx.enum.text import WD_LINE_SPACING
from docx.oxml import OxmlElement
from docx.oxml.ns import qn
from docx.oxml.xmlchemy import BaseOxmlElement
from docx.shared import Mm, Pt, RGBColor
from docx.styles.style import ParagraphStyle

from kb.localized import Language

TAGS: dict[Language, str] = {"de": "de-DE", "en": "en-GB", "da": "da-DK"}
SEA, QUIET = RGBColor(0x0B, 0x3A, 0x52), RGBColor(0x4B, 0x5D, 0x68)
FONT = "Calibri"
TABLE = "Table Grid"
NOTE, MARK, LEAD, TABLE_HEAD, CELL, TO_WRITE = (
    "Handout Note",
    "Handout Mark",
    "Handout Lead",
    "Handout Table Heading",
    "Handout Table Text",
    "Handout Line",
)
HYPERLINK = "Hyperlink"
# Name, points, bold, italic, quiet; all are based on Normal.
_OWN: tuple[tuple[str, float, bool, bool, bool], ...] = (
    (NOTE, 9.5, False, True, True),
    (MARK, 9.5, True, False, True),
    (LEAD, 12, False, False, False),
    (TABLE_HEAD, 9.5, True, False, False),
    (CELL, 9.5, False, False, False),
    (TO_WRITE, 10.5, False, False, False),
)
_HEADINGS: tuple[tuple[int, float], ...] = (
    (1, 18),
    (2, 15),
    (3, 12),
)  # the levels of Word, one above those of the kit; points


def element(name: str, **attributes: str) -> BaseOxmlElement:
    """An element of WordprocessingML: ``element("w:lang", val="de-DE")``."""
    made = OxmlElement(name)
    for key, value in attributes.items():
        made.set(qn(f"w:{key}"), value)
    return made


def tag(language: str) -> str:
    """The name of a language as Word writes it; of some it knows the country, too."""
    return {str(one): name for one, name in TAGS.items()}.get(language, language)


def prepare(document: Document, language: Language) -> None:
    """Give a new document its paper, its styles and its language."""
    _without_surplus(document)
    _paper(document)
    _normal(document, language)
    for level, points in _HEADINGS:
        style = _paragraph_style(document, f"Heading {level}")
        _dress(style, points, bold=True, colour=SEA)
        style.paragraph_format.space_before, style.paragraph_format.space_after = Pt(14), Pt(4)
    _dress(_paragraph_style(document, "Title"), 26, bold=True, colour=SEA)
    _dress(_paragraph_style(document, "Caption"), 9.5, bold=True, colour=QUIET)
    _paragraph_style(document, "Caption").paragraph_format.keep_with_next = True
    for name, points, bold, italic, quiet in _OWN:
        style = document.styles.add_style(name, WD_STYLE_TYPE.PARAGRAPH)
        style.base_style = document.styles["Normal"]
        _dress(style, points, bold=bold, italic=italic, colour=QUIET if quiet else None)
    for name in (TABLE_HEAD, CELL):
        _paragraph_style(document, name).paragraph_format.space_after = Pt(2)
    _line_to_write_on(_paragraph_style(document, TO_WRITE))
    link = document.styles.add_style(HYPERLINK, WD_STYLE_TYPE.CHARACTER, builtin=True)
    link.font.color.rgb, link.font.underline = SEA, True


def _without_surplus(document: Document) -> None:
    """Drop the many table styles of the empty template that no handout uses."""
    for style in list(document.styles):
        if style.type == WD_STYLE_TYPE.TABLE and style.name not in ("Normal Table", TABLE):
            style.delete()


def _paper(document: Document) -> None:
    paper = document.sections[0]
    paper.page_width, paper.page_height = Mm(210), Mm(297)
    paper.left_margin = paper.right_margin = Mm(20)
    paper.top_margin = paper.bottom_margin = Mm(18)


def _normal(document: Document, language: Language) -> None:
    normal = _paragraph_style(document, "Normal")
    _dress(normal, 10.5)
    normal.paragraph_format.space_after = Pt(6)
    normal.paragraph_format.line_spacing_rule = WD_LINE_SPACING.MULTIPLE
    normal.paragraph_format.line_spacing = 1.1
    for found in _languages(document):
        found.set(qn("w:val"), TAGS[language])


def _languages(document: Document) -> Iterator[BaseOxmlElement]:
    yield from document.styles.element.xpath("w:docDefaults//w:lang")
    yield from document.settings.element.xpath("w:themeFontLang")


def _paragraph_style(document: Document, name: str) -> ParagraphStyle:
    style = document.styles[name]
    assert isinstance(style, ParagraphStyle)
    return style


def _dress(
    style: ParagraphStyle,
    points: float,
    *,
    bold: bool = False,
    italic: bool = False,
    colour: RGBColor | None = None,
) -> None:
    font = style.font
    font.name, font.size, font.bold, font.italic = FONT, Pt(points), bold, italic
    fonts = style.element.rPr.rFonts
    for key in ("asciiTheme", "hAnsiTheme"):  # a theme would outweigh the name
        fonts.attrib.pop(qn(f"w:{key}"), None)
    if colour is not None:
        font.color.rgb = colour


def _line_to_write_on(style: ParagraphStyle) -> None:
    borders = element("w:pBdr")
    for side in ("bottom", "between"):
        borders.append(element(f"w:{side}", val="single", sz="4", space="1", color="768A95"))
    style.element.get_or_add_pPr().append(borders)
    style.paragraph_format.space_before, style.paragraph_format.space_after = Pt(14), Pt(0)
