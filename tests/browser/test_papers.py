"""Does a word on page 137 of a paper of two hundred pages lead to that page?

1. The word is found; the link below its passage opens the PDF itself, at page 137 of its own viewer.
2. The record of the paper and its page of results have no barriers.
"""

from __future__ import annotations

import hashlib
import io
from collections.abc import Callable, Iterator
from typing import Any

import pytest
from playwright.sync_api import Browser, Frame, Page, expect
from reportlab.pdfgen.canvas import Canvas

from kb.corpus import Corpus
from kb.paper import PaperPart, PaperText
from kb.paper_files import PaperFiles
from kb.record import Record
from kb.settings import load_settings
from tests.live_server import running_server

PAGES, WANTED = 200, 137


def text_of(page: int) -> str:
    return "Die Seegraswiese gedeiht." if page == WANTED else f"Seite {page} spricht von Werften."


def a_pdf() -> bytes:
    """Two hundred drawn pages."""
    file = io.BytesIO()
    canvas = Canvas(file, invariant=True)
    for page in range(1, PAGES + 1):
        canvas.drawString(70, 700, text_of(page))
        canvas.showPage()
    canvas.save()
    return file.getvalue()


PDF = a_pdf()


@pytest.fixture(scope="module")
def library(tmp_path_factory: pytest.TempPathFactory) -> Iterator[str]:
    """The address of a server with the paper."""
    folder = tmp_path_factory.mktemp("library")
    settings = load_settings({"KB_CORPUS": str(folder / "corpus"), "KB_VAR": str(folder / "var")}, folder)
    digest = hashlib.sha256(PDF).hexdigest()
    parts = [PaperPart(text=text_of(page), page=page, heading="Werften") for page in range(1, PAGES + 1)]
    text = PaperText(format=1, digest=digest, extractor="test", language="de", parts=parts)
    PaperFiles.of(settings).keep(PDF, text, "open")
    file = {"digest": digest, "name": "bericht.pdf", "media_type": "application/pdf", "size": len(PDF)}
    values: dict[str, Any] = {
        "format": 1,
        "id": "report",
        "kind": "file",
        "status": "published",
        "title": {"de": "Bericht", "en": "Report"},
        "summary": {"de": "Zweihundert Seiten.", "en": "Two hundred pages."},
        "rights": "open",
        "file": {**file, "pages": PAGES},
    }
    repository = Corpus(settings).repository
    repository.save(Record.model_validate(values), expected=None, by="test", why="test")
    with running_server(var=settings.var, corpus=settings.corpus) as address:
        yield address


def test_a_word_on_page_137_leads_to_page_137(browser: Browser, library: str) -> None:
    page = browser.new_page(base_url=library, viewport={"width": 900, "height": 700})
    page.goto("/search?q=Seegraswiese&lang=en")
    link = page.get_by_role("article").get_by_role("link", name=f"Page {WANTED}")
    expect(page.get_by_text("Die Seegraswiese gedeiht.")).to_be_visible()
    with page.expect_response(lambda response: "/files/" in response.url) as answered:
        link.click()
    assert answered.value.status == 200
    assert answered.value.headers["content-type"] == "application/pdf"
    page.wait_for_url(f"**/files/{hashlib.sha256(PDF).hexdigest()}#page={WANTED}")
    assert page.request.get(page.url).body() == PDF
    expect(_viewer(page).locator("viewer-page-selector input")).to_have_value(str(WANTED))
    page.close()


def _viewer(page: Page) -> Frame:
    """The browser's own viewer, when it is there."""
    for _ in range(100):
        for frame in page.frames:
            if frame.url.startswith("chrome-extension:"):
                return frame
        page.wait_for_timeout(100)
    raise AssertionError("the browser does not show the PDF")


@pytest.mark.parametrize("address", ["/search?q=Seegraswiese", "/records/report"])
def test_papers_have_no_barriers(
    browser: Browser, library: str, axe: Callable[[Page], list[dict[str, Any]]], address: str
) -> None:
    page = browser.new_page(base_url=library)
    page.goto(address)
    assert axe(page) == []
    page.close()
