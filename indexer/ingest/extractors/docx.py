"""What does a Word document say, in its order: headings, paragraphs, lists and tables?

python-docx opens the package; the text is read from the XML itself, because it also stands in tracked
changes, content controls, text boxes and notes, which python-docx passes over. Heads and feet of pages,
comments, deleted text and tables of contents are left out.
"""

from __future__ import annotations

import io
import zipfile
import zlib
from collections.abc import Iterator
from itertools import chain

import docx
from docx.document import Document
from docx.opc.constants import RELATIONSHIP_TYPE
from docx.opc.coreprops import CoreProperties
from docx.opc.exceptions import PackageNotFoundError
from docx.opc.part import PartFactory
from docx.oxml.parser import parse_xml
from docx.package import Package
from docx.parts.document import DocumentPart
from lxml import etree

from indexer.ingest.extraction import Found, Hints, Link, Passage, Text
from indexer.ingest.extractors.docx_paragraphs import Styles, blocks, links_of, qualified, text_of
from indexer.ingest.extractors.statements import believable_day, believable_title, language_in, title_of
from kb.errors import SourceUnreadable

EXTRACTOR = f"docx 1, python-docx {docx.__version__}"
_MAIN_PARTS = (  # besides the ordinary one, which python-docx knows
    "application/vnd.openxmlformats-officedocument.wordprocessingml.template.main+xml",
    "application/vnd.ms-word.document.macroEnabled.main+xml",
    "application/vnd.ms-word.template.macroEnabledTemplate.main+xml",
)
_NOTES = ("footnotes", "endnotes")
_DRAFTED = 366  # days; what is older than its last change by more was made from an older file
_DAMAGED = (
    KeyError,
    ValueError,
    EOFError,
    zipfile.BadZipFile,
    zlib.error,
    PackageNotFoundError,
    etree.XMLSyntaxError,
)


def extract(data: bytes, hints: Hints) -> Text:
    """The text of a Word document, its title, language and days.

    Raises SourceUnreadable if it is damaged or holds no text.
    """
    document = _opened(data)
    styles = Styles(document.styles.element)
    passages = tuple(chain(blocks(document.element.body, styles), _notes(document, styles)))
    if not passages:
        raise SourceUnreadable(
            "It holds no text.", "If it shows images of text, save it as PDF and recognise its text (OCR)."
        )
    plain = "\n".join(passage.text for passage in passages)
    found = tuple(_found(document, passages, styles, hints))
    return Text(
        "docx",
        EXTRACTOR,
        passages,
        title=title_of(found),
        language=language_in(plain, found),
        found=found,
        links=tuple(_links(document)),
    )


def _opened(data: bytes) -> Document:
    for content_type in _MAIN_PARTS:
        PartFactory.part_type_for[content_type] = DocumentPart
    try:
        part = Package.open(io.BytesIO(data)).main_document_part
    except _DAMAGED as error:
        raise SourceUnreadable(
            "It is a damaged Word document.",
            "Open it in a word processor and save it anew.",
            code="word_damaged",
        ) from error
    if not isinstance(part, DocumentPart) or part.element.find(qualified("body")) is None:
        raise SourceUnreadable(
            "It is a Word document of an unusual form.", "Save it as an ordinary .docx or as PDF."
        )
    if part.element.getroottree().docinfo.doctype:
        raise SourceUnreadable(
            "It defines entities, which no word processor writes.",
            "Open it in a word processor and save it anew.",
        )
    document: Document = part.document
    return document


def _notes(document: Document, styles: Styles) -> Iterator[Passage]:
    """Foot and end notes, at the end."""
    for name in _NOTES:
        for relation in document.part.rels.values():
            if relation.is_external or relation.reltype.rpartition("/")[2] != name:
                continue
            for note in parse_xml(relation.target_part.blob):
                if note.get(qualified("type")) is None:  # else the line above the notes
                    yield from blocks(note, styles)


def _links(document: Document) -> Iterator[Link]:
    relations = document.part.rels
    for link in links_of(document.element.body):
        relation = relations.get(link.get(qualified("id", "r"), ""))
        if relation and relation.is_external and relation.target_ref.startswith(("https://", "http://")):
            yield Link(relation.target_ref, text_of(link))


def _found(
    document: Document, passages: tuple[Passage, ...], styles: Styles, hints: Hints
) -> Iterator[Found]:
    properties = _properties(document)
    title = believable_title(properties.title, hints.name) if properties else None
    if title:
        yield Found("title", title, "DOCX title")
    heading = next((passage for passage in passages if passage.kind == "heading"), None)
    if heading:
        yield Found("title", heading.text, "first heading")
    if properties:
        subject = believable_title(properties.subject)
        if subject:
            yield Found("description", subject, "DOCX subject")
        yield from _days(properties)
        if properties.language:
            yield Found("language", properties.language, "DOCX language")
    if styles.language:
        yield Found("language", styles.language, "DOCX styles")


def _properties(document: Document) -> CoreProperties | None:
    try:
        document.part.package.part_related_by(RELATIONSHIP_TYPE.CORE_PROPERTIES)
    except KeyError:
        return None  # python-docx would make them up
    properties: CoreProperties = document.core_properties
    return properties


def _days(properties: CoreProperties) -> Iterator[Found]:
    """The day it was made, unless that is the day of an older file it was made from."""
    created, modified = properties.created, properties.modified
    last = believable_day(modified.date()) if modified else None
    first = believable_day(created.date()) if created else None
    if first and created and (not modified or 0 <= (modified - created).days <= _DRAFTED):
        yield Found("published", first, "DOCX created")
    if last:
        yield Found("modified", last, "DOCX modified")
