"""Is what a reader has to load small?

1. The scripts of the pages of results take at most 30 KB together; every other page has one of them.
2. A page loads one style sheet and at most two scripts, and nothing else; the three together take at most
   30 KB of the line.
3. The pictures of the documentation take at most 150 KB each, and each of them is shown somewhere.
"""

from __future__ import annotations

from pathlib import Path

import pytest
from starlette.testclient import TestClient

from tests.web.pages.reading import see
from web.static_files import static_files, static_url

LARGEST_SCRIPTS = 30 * 1024  # bytes, before they are compressed
LARGEST_PICTURE = 150_000  # bytes
DOCS = Path(__file__).parents[2] / "docs"
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


def test_style_and_scripts_together_take_little_of_the_line(site: TestClient) -> None:
    taken = 0
    for name in ("leuchtturm.css", "leuchtturm.js", "search.js"):
        answer = site.get(static_url(name), headers={"Accept-Encoding": "gzip"})
        assert answer.headers["content-encoding"] == "gzip"
        taken += int(answer.headers["content-length"])
    assert taken <= LARGEST_SCRIPTS


def test_pictures_of_the_documentation_are_small_and_shown() -> None:
    pictures = [path for path in (DOCS / "images").rglob("*") if path.is_file()]
    texts = "".join(path.read_text("utf-8") for path in DOCS.glob("*.md"))
    assert len([path for path in pictures if path.parent.name == "images"]) == 8
    for path in pictures:
        assert path.stat().st_size <= LARGEST_PICTURE, path
        assert f"({path.relative_to(DOCS)})" in texts


@pytest.mark.parametrize(("address", "scripts"), PAGES.items())
def test_a_page_loads_one_style_sheet_and_at_most_two_scripts(
    site: TestClient, address: str, scripts: int
) -> None:
    seen = see(site, address)
    assert len(seen.head_links("stylesheet")) == 1
    assert len(seen.tag.select("script[src]")) == len(seen.tag.select("script")) == scripts
    assert seen.tag.select("style, [style], iframe, img[src^=http]") == []
