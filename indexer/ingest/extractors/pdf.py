"""What does a PDF say, page by page?

PDFium reads it: of the two libraries at hand it is five times as fast, puts together words whose letters were
drawn one by one, and knows the hyphens at line ends. Scanned pages have no text; they are named.
"""

from __future__ import annotations

import ctypes
import re
from collections.abc import Iterator
from contextlib import closing
from datetime import date
from itertools import islice

import pypdfium2
import pypdfium2.raw as pdfium

from indexer.ingest.extraction import Found, Hints, Passage, Text
from indexer.ingest.extractors.pdf_layout import Page, passages_of
from indexer.ingest.extractors.pdf_lines import PageLines, clean, letters_are_known
from indexer.ingest.extractors.statements import believable_day, believable_title, language_in, title_of
from kb.errors import SourceUnreadable

EXTRACTOR = f"pdf 1, pypdfium2 {pypdfium2.PYPDFIUM_INFO.version}"
PAGES = 3_000
OUTLINE = 500  # entries
OUTLINE_DEPTH = 3
NESTED = 4  # groups of drawings in groups that are searched for an image
_DAY = re.compile(r"(?:D:)?(\d{4})(\d{2})?(\d{2})?")
_OCR = "Recognise its text (OCR) first, e.g. with: ocrmypdf -l deu+eng scan.pdf readable.pdf"


def extract(data: bytes, hints: Hints) -> Text:
    """The text of a PDF by page, its title, outline, language and days.

    Raises SourceUnreadable if it is damaged, protected by a password, or holds only images.
    """
    with closing(_opened(data)) as document:
        if len(document) > PAGES:
            raise SourceUnreadable(f"It has {len(document):,} pages, more than {PAGES:,}.", "Divide it.")
        pages, scanned, damaged = _pages(document)
        passages = passages_of(pages)
        if not passages:
            raise _without_text(scanned, damaged)
        plain = "\n".join(passage.text for passage in passages)
        found = tuple(_found(document, pages, passages, hints))
        return Text(
            "pdf",
            EXTRACTOR,
            passages,
            title=title_of(found),
            language=language_in(plain, found),
            found=found,
            pages=len(document),
            notes=tuple(_notes(scanned, damaged)),
        )


def _opened(data: bytes) -> pypdfium2.PdfDocument:
    try:
        return pypdfium2.PdfDocument(data)
    except pypdfium2.PdfiumError as error:
        if error.err_code == pdfium.FPDF_ERR_PASSWORD:
            raise SourceUnreadable(
                "It is protected by a password.", "Save it without one.", code="file_locked"
            ) from error
        raise SourceUnreadable(
            "It is a damaged PDF, or an incomplete one.",
            "Get it once more, or print it to PDF anew.",
            code="pdf_damaged",
        ) from error


def _pages(document: pypdfium2.PdfDocument) -> tuple[list[Page], list[int], list[int]]:
    """All pages, the numbers of those that are images, and of those that cannot be read."""
    pages, scanned, damaged = [], [], []
    for number in range(1, len(document) + 1):
        try:
            with closing(document[number - 1]) as page:
                lines = [line for line in PageLines(page) if line.text]
                if lines and letters_are_known(lines):
                    pages.append(Page(number, page.get_height(), tuple(lines)))
                elif lines or _has_image(page):
                    scanned.append(number)
        except pypdfium2.PdfiumError:
            damaged.append(number)
    return pages, scanned, damaged


def _has_image(page: pypdfium2.PdfPage) -> bool:
    return any(page.get_objects(filter=[pdfium.FPDF_PAGEOBJ_IMAGE], max_depth=NESTED))


def _without_text(scanned: list[int], damaged: list[int]) -> SourceUnreadable:
    if scanned:
        return SourceUnreadable("It holds only images of pages, no text.", _OCR, code="pdf_scanned")
    if damaged:
        return SourceUnreadable(
            "None of its pages can be read.", "Get it once more, or print it to PDF anew."
        )
    return SourceUnreadable("Its pages hold no text.", _OCR, code="pdf_scanned")


def _notes(scanned: list[int], damaged: list[int]) -> Iterator[str]:
    if scanned:
        yield f"{_named(scanned)} without text, only images. {_OCR}"
    if damaged:
        yield f"{_named(damaged)} cannot be read. Get the file once more, or print it to PDF anew."


def _named(numbers: list[int]) -> str:
    shown = ", ".join(str(number) for number in numbers[:20])
    more = f" and {len(numbers) - 20} more" if len(numbers) > 20 else ""
    return f"Page {shown}:" if len(numbers) == 1 else f"Pages {shown}{more}:"


def _found(
    document: pypdfium2.PdfDocument, pages: list[Page], passages: tuple[Passage, ...], hints: Hints
) -> Iterator[Found]:
    title = believable_title(clean(document.get_metadata_value("Title")), hints.name)
    if title:
        yield Found("title", title, "PDF title")
    first = _title_on_page(pages[0].number, passages)
    if first:
        yield Found("title", first.text, f"page {first.page}")
    subject = believable_title(clean(document.get_metadata_value("Subject")))
    if subject:
        yield Found("description", subject, "PDF subject")
    for what, key in (("published", "CreationDate"), ("modified", "ModDate")):
        day = _day(document.get_metadata_value(key))
        if day:
            yield Found(what, day, f"PDF {key}")
    tag = _language_tag(document)
    if tag:
        yield Found("language", tag, "PDF language")
    for bookmark in islice(document.get_toc(max_depth=OUTLINE_DEPTH), OUTLINE):
        words, place = clean(bookmark.get_title()), bookmark.get_dest()
        index = place.get_index() if place else None
        if words and index is not None:
            yield Found("outline", words, f"page {index + 1}")


def _title_on_page(number: int, passages: tuple[Passage, ...]) -> Passage | None:
    """The first heading of the highest level on a page."""
    headings = (passage for passage in passages if passage.page == number and passage.kind == "heading")
    return min(headings, key=lambda heading: heading.level, default=None)


def _day(stated: str) -> str | None:
    """The day of a date as PDF writes it: D:20240501093000+02'00'."""
    parts = _DAY.match(stated.strip())
    if not parts:
        return None
    try:
        return believable_day(date(int(parts[1]), int(parts[2] or 1), int(parts[3] or 1)))
    except ValueError:
        return None


def _language_tag(document: pypdfium2.PdfDocument) -> str:
    size = pdfium.FPDFCatalog_GetLanguage(document, None, 0)
    if not 2 < size < 100:
        return ""
    buffer = (ctypes.c_ushort * (size // 2 + 1))()
    pdfium.FPDFCatalog_GetLanguage(document, buffer, size)
    return clean(bytes(buffer)[: size - 2].decode("utf-16-le", "ignore"))
