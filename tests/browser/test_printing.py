"""What stands on paper?

1. A printed record holds its text, its passages and the addresses of its sources, and nothing to click.
2. It is black on white, whatever the reader's screen prefers.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator

import pytest
from playwright.sync_api import Page, expect

from tests.browser.addresses import RECORD


@pytest.fixture
def paper(window: Callable[..., Page]) -> Iterator[Page]:
    page = window(color_scheme="dark")
    page.goto(f"{RECORD}?lang=en")
    page.emulate_media(media="print")
    yield page
    page.emulate_media(media="screen")


def test_a_printed_record_holds_no_navigation(paper: Page) -> None:
    for part in ("navigation", "search", "button"):
        for found in paper.get_by_role(part, include_hidden=True).all():
            assert not found.is_visible(), found.inner_text()
    expect(paper.get_by_role("link", name="Skip to content")).to_be_hidden()


def test_a_printed_record_holds_its_text_and_its_passages(paper: Page) -> None:
    record = paper.request.get(f"/api{RECORD}").json()
    expect(paper.get_by_role("heading", level=1)).to_have_text(record["title"]["en"])
    expect(paper.get_by_role("heading", name="Sources", exact=True)).to_be_visible()
    passages = paper.get_by_role("blockquote", include_hidden=True).all()
    assert passages, f"choose a record with passages instead of {RECORD}"
    for passage in passages:
        box = passage.bounding_box()
        assert box
        assert box["height"] > 10


def test_paper_is_white(paper: Page) -> None:
    colours = paper.evaluate(
        "[getComputedStyle(document.body).backgroundColor, getComputedStyle(document.body).color]"
    )
    assert colours == ["rgb(255, 255, 255)", "rgb(0, 0, 0)"]


def test_the_addresses_of_sources_are_written_out(paper: Page) -> None:
    links = paper.locator("#sources").get_by_role("link").all()
    sources = paper.request.get(f"/api{RECORD}").json()["sources"]
    assert [link.get_attribute("href") for link in links] == [source["url"] for source in sources]
    for link, source in zip(links, sources, strict=True):
        expect(link).to_be_visible()
        assert source["url"] in link.evaluate("tag => getComputedStyle(tag, '::after').content")
