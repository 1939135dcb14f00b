"""Does a reader get their workshop on paper and into the word processor?

1. From a list the handout is opened, put into the other language and saved; the Word file holds the records.
2. axe finds no barrier on it, on a desk and on a phone, light and dark; nothing scrolls the page sideways.
3. Printed it is the handout alone, on A4, each case and the sheet on pages of their own.
"""

from __future__ import annotations

import re
from collections.abc import Callable
from io import BytesIO
from pathlib import Path
from typing import Any

import docx
import pypdfium2
import pytest
from playwright.sync_api import Page, expect

RECORDS = ("westkueste100-electrolyser-stopped", "diwish-from-project-to-permanent-structure")
NOTE = "Frage an den Vorstand"
KIT = f"/lists/kit?id={RECORDS[0]}&note.{RECORDS[0]}={NOTE}&id={RECORDS[1]}&title=Abend"
SIDEWAYS = "document.scrollingElement.scrollWidth - document.scrollingElement.clientWidth"
A4 = (595, 842)  # points
NUMBERS = re.compile(r"^\d+ / \d+\s*$", re.MULTILINE)  # of the pages


def test_a_handout_is_saved_in_the_language_of_the_workshop(window: Callable[..., Page]) -> None:
    page = window(viewport={"width": 1280, "height": 900})
    titles = [page.request.get(f"/api/records/{one}").json()["title"]["en"] for one in RECORDS]
    page.goto(f"{KIT}&lang=de")
    page.get_by_role("link", name="English").last.click()
    expect(page.get_by_role("article")).to_have_attribute("lang", "en")
    expect(page.get_by_role("heading", name="Questions for the discussion")).to_be_visible()
    with page.expect_download() as download:
        page.get_by_role("link", name="Word-Datei (DOCX)").click()
    assert download.value.suggested_filename.startswith("Abend-")
    document = docx.Document(BytesIO(Path(download.value.path()).read_bytes()))
    cases = [one.text for one in document.paragraphs if one.style and one.style.name == "Heading 2"]
    assert cases[: len(titles)] == [f"{number}. {title}" for number, title in enumerate(titles, 1)]
    assert NOTE in [one.text for one in document.paragraphs]


@pytest.mark.parametrize(
    ("scheme", "width", "query"),
    [("light", 1280, "lang=de&language=en"), ("dark", 390, "lang=en"), ("light", 320, "lang=de")],
)
def test_everybody_can_read_it(
    window: Callable[..., Page],
    axe: Callable[[Page], list[dict[str, Any]]],
    scheme: str,
    width: int,
    query: str,
) -> None:
    page = window(color_scheme=scheme, viewport={"width": width, "height": 844})
    page.goto(f"{KIT}&{query}")
    assert axe(page) == []
    assert page.evaluate(SIDEWAYS) == 0


def test_printed_it_is_the_handout_alone(window: Callable[..., Page]) -> None:
    page = window(viewport={"width": 1280, "height": 900})
    page.goto(f"{KIT}&lang=de")
    paper = pypdfium2.PdfDocument(page.pdf(prefer_css_page_size=True))
    pages = [NUMBERS.sub("", sheet.get_textpage().get_text_bounded()).strip() for sheet in paper]
    assert tuple(map(round, paper[0].get_size())) == A4
    assert pages[0].startswith("Abend")
    assert [text.split("\r\n")[0] for text in pages if text.startswith(("Auswertungsbogen", "Fälle"))] == [
        "Fälle",
        "Auswertungsbogen",
    ]
    second = page.request.get(f"/api/records/{RECORDS[1]}").json()["title"]["de"]
    assert any(text.startswith(f"2. {second[:20]}") for text in pages)
    for unwanted in ("Word-Datei", "Praxisbeispiele durchsuchen", "Impressum"):
        assert not any(unwanted in text for text in pages)
    paper.close()
