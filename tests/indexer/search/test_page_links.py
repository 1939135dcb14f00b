"""How is a page of a paper called, and where does a link to it lead?

1. A page is called by its number in the reader's language, a section by its heading.
2. An open PDF opens at the page; what is only quoted leads to its source, without a source to its record.
"""

from __future__ import annotations

from typing import Any

import pytest

from indexer.search.page_links import part_label, part_url
from indexer.search.results import Part
from kb.localized import Language
from tests.indexer.corpora import a_paper, digest_for

SOURCE = [{"url": "https://example.org/report.pdf#top", "title": "Report"}]
FILE = f"/wissen/files/{digest_for('a')}"


@pytest.mark.parametrize(
    ("part", "reader", "label"),
    [
        (Part(137, None), "de", "Seite 137"),
        (Part(137, "Finanzierung"), "en", "Page 137"),
        (Part(1, None), "da", "Side 1"),
        (Part(None, "Finanzierung"), "en", "Finanzierung"),
        (Part(None, None), "de", "Im Text"),
    ],
)
def test_a_page_has_a_name(part: Part, reader: Language, label: str) -> None:
    assert part_label(part, reader) == label


@pytest.mark.parametrize(
    ("fields", "number", "url"),
    [
        ({"rights": "open"}, 137, f"{FILE}#page=137"),
        ({"rights": "open"}, None, FILE),
        ({"rights": "open", "name": "notes.txt"}, 3, FILE),
        ({"sources": SOURCE}, 137, "https://example.org/report.pdf#page=137"),
        ({"sources": SOURCE}, None, "https://example.org/report.pdf#top"),
        ({"sources": SOURCE, "name": "notes.txt"}, 3, "https://example.org/report.pdf#top"),
        ({}, 137, "/wissen/records/a"),
    ],
)
def test_a_link_leads_to_the_page(fields: dict[str, Any], number: int | None, url: str) -> None:
    assert part_url(Part(number, None), a_paper("a", **fields), "/wissen") == url
