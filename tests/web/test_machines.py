"""What do crawlers and monitors read?

1. The sitemap names every published record in the languages it can be read in, with alternates, and no other.
2. A long sitemap is split into parts that together name everything once.
3. robots.txt names the sitemap and keeps crawlers out of combinations, of the API and of the desk.
4. healthz tells that the process lives, readyz whether the index can be searched.
"""

from __future__ import annotations

from xml.etree import ElementTree

import pytest
from starlette.testclient import TestClient

from indexer.indexing import update_index
from kb.corpus import Corpus
from tests.web.sites import RECORDS
from web import machines
from web.knowledge import Knowledge

NAMES = {"s": "http://www.sitemaps.org/schemas/sitemap/0.9", "x": "http://www.w3.org/1999/xhtml"}


def _entries(text: str) -> dict[str, dict[str, str]]:
    root = ElementTree.fromstring(text)  # noqa: S314 - our own answer
    return {
        entry.findtext("s:loc", "", NAMES): {
            link.attrib["hreflang"]: link.attrib["href"] for link in entry.findall("x:link", NAMES)
        }
        for entry in root.findall("s:url", NAMES)
    }


def test_the_sitemap_names_every_published_record_in_its_languages(site: TestClient) -> None:
    answer = site.get("/sitemap.xml")
    entries = _entries(answer.text)
    page = "http://testserver/records/fees"
    assert answer.headers["content-type"].startswith("application/xml")
    assert entries[f"{page}?lang=de"] == {"de": f"{page}?lang=de", "en": f"{page}?lang=en", "x-default": page}
    german = "http://testserver/records/german-only"
    assert entries[f"{german}?lang=de"] == {"de": f"{german}?lang=de", "x-default": german}
    assert f"{german}?lang=en" not in entries
    named = {address.partition("?")[0].rpartition("/")[2] for address in entries}
    assert named == {record.id for record in RECORDS if record.status == "published"} - {"gone"}


def test_the_sitemap_says_when_a_record_was_edited(site: TestClient) -> None:
    assert "<loc>http://testserver/records/fees?lang=de</loc><lastmod>2026-05-04</lastmod>" in (
        site.get("/sitemap.xml").text
    )


def test_a_long_sitemap_is_split(site: TestClient, monkeypatch: pytest.MonkeyPatch) -> None:
    whole = _entries(site.get("/sitemap.xml").text)
    monkeypatch.setattr(machines, "MOST_ADDRESSES", 10)
    root = ElementTree.fromstring(site.get("/sitemap.xml").text)  # noqa: S314 - our own answer
    parts = [place.text or "" for place in root.findall("s:sitemap/s:loc", NAMES)]
    found = [_entries(site.get(part).text) for part in parts]
    assert len(parts) > 1
    assert all(len(part) <= 10 for part in found)
    assert {address: links for part in found for address, links in part.items()} == whole
    assert sum(map(len, found)) == len(whole)
    for bad in ("0", str(len(parts) + 1), "x", "-1", "9" * 50):
        assert site.get(f"/sitemap.xml?part={bad}").status_code == 404


def test_robots_names_the_sitemap(site: TestClient, site_below_a_path: TestClient) -> None:
    assert "Sitemap: http://testserver/sitemap.xml" in site.get("/robots.txt").text
    text = site_below_a_path.get("/wissen/robots.txt").text
    assert "Sitemap: https://cluster.example/wissen/sitemap.xml" in text
    closed = [line.removeprefix("Disallow: ") for line in text.splitlines() if line.startswith("Disallow: ")]
    paths = ["/api/", "/search?*&*&", "/desk", "/login", "/feedback?"]
    assert closed == [f"/wissen{path}" for path in paths]


def test_an_alive_process_without_index_is_not_ready(site_without_index: TestClient) -> None:
    assert site_without_index.get("/healthz").status_code == 200
    assert site_without_index.get("/readyz").status_code == 503
    assert site_without_index.get("/search").status_code == 503


def test_it_is_ready_as_soon_as_there_is_an_index(site_without_index: TestClient) -> None:
    app = site_without_index.app
    knowledge: Knowledge = app.state.knowledge  # type: ignore[attr-defined] # TestClient knows only an ASGI app
    update_index(Corpus(knowledge.settings))
    answer = site_without_index.get("/readyz")
    assert answer.status_code == 200
    assert answer.json() == {"ready": True, "generation": knowledge.searcher().generation}
    assert answer.headers["cache-control"] == "no-store"
