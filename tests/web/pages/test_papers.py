"""What does a reader see of a paper?

1. Its record says how long and how large it is and in which language, and leads to the original, or to the
   source with the reason.
2. Its sections are listed, with links where it has pages; records without a paper say nothing of one.
3. Below the passage of a hit stands the page or section it is from, as a link.
"""

from __future__ import annotations

from collections.abc import Iterator

import pytest
from starlette.testclient import TestClient

from tests.web.pages.reading import see
from tests.web.papers import DIGESTS, a_library
from web.application import create_app


@pytest.fixture(scope="module")
def library(tmp_path_factory: pytest.TempPathFactory) -> Iterator[TestClient]:
    with TestClient(create_app(a_library(tmp_path_factory.mktemp("library")))) as client:
        yield client


@pytest.mark.parametrize(
    ("lang", "heading", "words", "link"),
    [
        ("en", "The document", ["2 pages", "2 kB", "German"], "Open the original: Jahresbericht „2025“.pdf"),
        ("de", "Das Dokument", ["2 Seiten", "2 kB", "Deutsch"], "Original öffnen: Jahresbericht „2025“.pdf"),
    ],
)
def test_an_open_paper_can_be_opened(
    library: TestClient, lang: str, heading: str, words: list[str], link: str
) -> None:
    part = see(library, "/records/open", lang=lang).main.part("group", heading)
    assert all(word in part.text for word in words)
    (found,) = (one for one in part.links if one.name == link)
    assert found.href == f"/files/{DIGESTS['open']}"


def test_a_quoted_paper_leads_to_its_source_and_says_why(library: TestClient) -> None:
    part = see(library, "/records/quoted").main.part("group", "The document")
    assert "Only quoted" in part.text
    assert "https://example.org/report.pdf" in [one.href for one in part.links]
    assert not [one for one in part.links if "/files/" in one.href]


def test_sections_are_listed(library: TestClient) -> None:
    part = see(library, "/records/open").main.part("group", "The document")
    assert [(one.name, one.href) for one in part.links if "#page" in one.href] == [
        ("Anfang, Page 1", f"/files/{DIGESTS['open']}#page=1"),
        ("Ertrag, Page 2", f"/files/{DIGESTS['open']}#page=2"),
    ]
    sections = see(library, "/records/word").main.part("group", "The document")
    assert "Ertrag" in sections.text
    assert [one.href for one in sections.links] == ["#paper", f"/files/{DIGESTS['word']}"]


def test_other_records_say_nothing_of_a_paper(library: TestClient) -> None:
    assert see(library, "/records/practice").main.parts("group", "The document") == []


def test_a_hit_leads_to_the_page(library: TestClient) -> None:
    main = see(library, "/search?q=Algenfarm").main
    links = [(one.name, one.href) for one in main.links]
    assert ("Page 2", f"/files/{DIGESTS['open']}#page=2") in links
    assert ("Page 2", "https://example.org/report.pdf#page=2") in links
    assert ("Ertrag", f"/files/{DIGESTS['word']}") in links
