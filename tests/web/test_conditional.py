"""Is an answer that has not changed sent again?

1. A tag that still holds is answered with 304 and no body, without a search.
2. Address, language, generation and a check of the links each make another tag; errors have none.
3. HEAD gives the headers of GET. Long answers are compressed.
"""

from __future__ import annotations

from pathlib import Path

import pytest
from starlette.testclient import TestClient

from indexer.indexing import update_index
from indexer.links.known import Link, open_links
from kb.corpus import Corpus
from tests.web.sites import a_record, an_indexed_corpus
from web.application import create_app
from web.conditional import edition

ADDRESSES = ["/", "/search?q=x", "/records/fees", "/api/search", "/api/records/fees", "/sitemap.xml"]


@pytest.mark.parametrize("address", ADDRESSES)
def test_what_has_not_changed_is_not_sent_again(site: TestClient, address: str) -> None:
    first = site.get(address)
    assert first.headers["cache-control"] == "no-cache"
    again = site.get(address, headers={"If-None-Match": f'"other", {first.headers["etag"]}'})
    assert (again.status_code, again.content) == (304, b"")
    assert again.headers["etag"] == first.headers["etag"]
    assert again.headers.get("vary", "").replace("Accept-Encoding", "").strip(", ") == first.headers.get(
        "vary", ""
    ).replace("Accept-Encoding", "").strip(", ")


def test_each_address_and_language_has_its_own_tag(site: TestClient) -> None:
    answers = [
        site.get("/api/search"),
        site.get("/api/search?q=a"),
        site.get("/api/search", headers={"Accept-Language": "en"}),
        site.get("/api/suggest"),
    ]
    assert len({answer.headers["etag"] for answer in answers}) == len(answers)


def test_another_generation_is_another_answer(tmp_path: Path) -> None:
    settings = an_indexed_corpus(tmp_path)
    with TestClient(create_app(settings)) as site:
        tag = site.get("/api/search").headers["etag"]
        Corpus(settings).repository.save(a_record("brand-new"), expected=None, by="test", why="test")
        update_index(Corpus(settings))
        answer = site.get("/api/search?size=100", headers={"If-None-Match": tag})
        assert "brand-new" in answer.text
        assert site.get("/api/search", headers={"If-None-Match": tag}).status_code == 200


def test_another_check_of_the_links_is_another_answer(tmp_path: Path) -> None:
    settings = an_indexed_corpus(tmp_path)
    link = Link("https://example.org/", "dead", "2026-11-12T09:00:00Z", "2026-11-12")
    with TestClient(create_app(settings)) as site, open_links(settings.links, [link.address]) as log:
        tag = site.get("/records/fees?lang=en").headers["etag"]
        log.write(link)
        answer = site.get("/records/fees?lang=en", headers={"If-None-Match": tag})
        assert "Link no longer works" in answer.text
        tag = answer.headers["etag"]
        assert site.get("/records/fees?lang=en", headers={"If-None-Match": tag}).status_code == 304


def test_another_vocabulary_is_another_edition(tmp_path: Path) -> None:
    before = edition(tmp_path)
    assert before == edition(tmp_path)
    (tmp_path / "themes.yaml").write_text("vocabulary: themes")
    assert edition(tmp_path) != before


@pytest.mark.parametrize("address", ["/records/never-was", "/api/search?page=x", "/records/old-fees"])
def test_errors_and_redirects_have_no_tag(site: TestClient, address: str) -> None:
    assert "etag" not in site.get(address).headers


@pytest.mark.parametrize("address", [*ADDRESSES, "/healthz", "/readyz", "/robots.txt", "/nowhere"])
def test_head_gives_the_headers_of_get(site: TestClient, address: str) -> None:
    head, get = site.head(address), site.get(address)
    assert head.content == b""
    assert (head.status_code, head.headers) == (get.status_code, get.headers)


def test_long_answers_are_compressed(site: TestClient) -> None:
    answer = site.get("/api/search", headers={"Accept-Encoding": "gzip"})
    assert answer.headers["content-encoding"] == "gzip"
    assert int(answer.headers["content-length"]) < len(answer.content) / 2
