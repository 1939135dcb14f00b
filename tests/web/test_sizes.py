"""Is what a reader has to load small?

1. The scripts of the pages of results take at most 30 KB together; every other page has one of them.
2. A page loads one style sheet and at most two scripts, and nothing else.
"""

from __future__ import annotations

import pytest
from starlette.testclient import TestClient

from tests.web.pages.reading import see
from web.static_files import static_files

LARGEST_SCRIPTS = 30 * 1024  # bytes, before they are compressed
PAGES = {
    "/": 1,
    "/search?q=fees": 2,
    "/search?values=theme": 1,
    "/records/fees": 1,
    "/about": 1,
    "/concepts/cluster": 1,
}


def test_the_scripts_of_readers_are_small() -> None:
    files = static_files().contents
    assert len(files["leuchtturm.js"]) + len(files["search.js"]) <= LARGEST_SCRIPTS


@pytest.mark.parametrize(("address", "scripts"), PAGES.items())
def test_a_page_loads_one_style_sheet_and_at_most_two_scripts(
    site: TestClient, address: str, scripts: int
) -> None:
    seen = see(site, address)
    assert len(seen.head_links("stylesheet")) == 1
    assert len(seen.tag.select("script[src]")) == len(seen.tag.select("script")) == scripts
    assert seen.tag.select("style, [style], iframe, img[src^=http]") == []
