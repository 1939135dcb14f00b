"""A PDF is read page by page.

1. Every passage has its page; a word far back is found there.
2. The title is the one stated, unless a program made it up; then what stands largest on the first page.
3. Outline, days and language are those stated.
4. Scanned pages are named, with what to do; a scan without any text is refused.
5. Protected and damaged files are refused with what to do; a password only for changes is no obstacle.
"""

from __future__ import annotations

import pypdfium2
import pytest
from PIL import Image
from reportlab.lib.pdfencrypt import StandardEncryption
from reportlab.pdfgen.canvas import Canvas

from indexer.ingest.extraction import Found, Hints, Passage
from indexer.ingest.extractors.pdf import extract
from kb.errors import SourceUnreadable
from tests.indexer.ingest.extractors.drawing import WORDS, drawn, read, write
from tests.tiers import examples


def test_a_word_far_back_is_on_its_page() -> None:
    pages = examples(40, 200)
    target = round(0.7 * pages)

    def draw(canvas: Canvas) -> None:
        for number in range(1, pages + 1):
            write(canvas, [WORDS] * 40)
            if number == target:
                write(canvas, ["Leuchtfeuer."], top=130)
            canvas.showPage()

    text = read(draw)
    assert text.pages == pages
    assert [passage.page for passage in text.passages if "Leuchtfeuer" in passage.text] == [target]
    assert {passage.page for passage in text.passages} == set(range(1, pages + 1))


@pytest.mark.parametrize(
    ("stated", "title", "where"),
    [
        ("Clusterbericht 2023", "Clusterbericht 2023", "PDF title"),
        ("Microsoft Word - bericht_final.doc", "Der Bericht", "page 1"),
        ("untitled", "Der Bericht", "page 1"),
        ("bericht_final.indd", "Der Bericht", "page 1"),
        ("bericht_final", "Der Bericht", "page 1"),
        ("anderer_bericht_v7", "Der Bericht", "page 1"),
        ("Bericht-v2.1", "Der Bericht", "page 1"),
        ("COVID-19", "COVID-19", "PDF title"),
        ("12", "Der Bericht", "page 1"),
    ],
)
def test_the_title_is_the_one_stated_unless_a_program_made_it_up(stated: str, title: str, where: str) -> None:
    def draw(canvas: Canvas) -> None:
        canvas.setTitle(stated)
        top = write(canvas, ["Der Bericht"], size=22)
        write(canvas, [WORDS] * 4, top=top)

    text = read(draw, "bericht_final.pdf")
    assert text.title == title
    assert next(found for found in text.found if found.what == "title") == Found("title", title, where)


def test_outline_days_and_language_are_those_stated() -> None:
    def draw(canvas: Canvas) -> None:
        canvas.setCatalogEntry("Lang", "da-DK")
        canvas.setDateFormatter(lambda *_: "D:20230501093000+02'00'")
        for number, title in enumerate(("Lage", "Ausblick – größer denken"), 1):
            canvas.bookmarkPage(str(number))
            canvas.addOutlineEntry(title, str(number), level=0)
            write(canvas, ["Tal: 12"])
            canvas.showPage()

    text = read(draw)
    assert [found for found in text.found if found.what == "outline"] == [
        Found("outline", "Lage", "page 1"),
        Found("outline", "Ausblick – größer denken", "page 2"),
    ]
    assert (text.language, text.first("language")) == ("da", "da-DK")
    assert text.first("published") == "2023-05-01"


def test_a_day_on_which_nothing_can_have_come_out_is_none() -> None:
    def draw(canvas: Canvas) -> None:
        canvas.setDateFormatter(lambda *_: "D:19700101000000Z")
        write(canvas, ["Text"])

    assert read(draw).first("published") is None


def scan(canvas: Canvas) -> None:
    """A page that is one image."""
    canvas.drawInlineImage(Image.new("L", (60, 80), 200), 0, 0, 595, 842)
    canvas.showPage()


def test_a_scan_is_refused_with_what_to_do() -> None:
    with pytest.raises(SourceUnreadable, match=r"only images .* ocrmypdf"):
        read(scan)


def test_scanned_pages_are_named() -> None:
    def draw(canvas: Canvas) -> None:
        scan(canvas)
        write(canvas, ["Text"])
        canvas.showPage()
        scan(canvas)

    text = read(draw)
    [note] = text.notes
    assert note.startswith("Pages 1, 3: without text, only images.")
    assert text.passages == (Passage("paragraph", "Text", 0, 2),)


def test_pages_without_anything_are_refused() -> None:
    with pytest.raises(SourceUnreadable, match="hold no text"):
        read(lambda canvas: canvas.rect(10, 10, 50, 50))


def test_protected_files_are_refused_unless_only_changes_are_protected() -> None:
    def draw(canvas: Canvas) -> None:
        write(canvas, ["Geschützt"])

    only_changes = StandardEncryption("", ownerPassword="owner", canCopy=0)
    assert extract(drawn(draw, encrypt=only_changes), Hints()).plain() == "Geschützt"
    with pytest.raises(SourceUnreadable, match=r"password\. Save it without one"):
        extract(drawn(draw, encrypt=StandardEncryption("secret")), Hints())


def test_damaged_files_are_refused() -> None:
    data = drawn(lambda canvas: write(canvas, [WORDS]))
    for damaged in (data[:200], b"%PDF-1.4\nnothing", data.replace(b"/Kids", b"/Dogs")):
        with pytest.raises(SourceUnreadable, match=r"damaged PDF|None of its pages"):
            extract(damaged, Hints())


def test_the_extractor_names_its_version() -> None:
    version = pypdfium2.PYPDFIUM_INFO.version
    assert read(lambda canvas: write(canvas, ["Text"])).extractor == f"pdf 1, pypdfium2 {version}"
