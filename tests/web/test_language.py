"""In which language is a reader answered?

1. ``lang`` wins; a language without interface falls to Accept-Language, that to the first of KB_LANGUAGES.
2. Accept-Language is read by quality, then order; broken parts of it are ignored.
3. The answer says ``Vary: Accept-Language`` exactly where that header was looked at.
4. No header can make it fail (hypothesis).
"""

from __future__ import annotations

from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st
from starlette.testclient import TestClient

from kb.localized import Language
from tests.web.sites import an_indexed_corpus
from web.application import create_app
from web.language import INTERFACE_LANGUAGES, accepted

TABLE: list[tuple[str, Language]] = [
    ("", "de"),
    ("en", "en"),
    ("EN-gb", "en"),
    ("de-AT, en;q=0.9", "de"),
    ("en;q=0.5, de;q=0.9", "de"),
    ("en;q=0.9, de;q=0.5", "en"),
    ("en, de", "en"),
    ("de, en", "de"),
    ("da", "de"),
    ("da, en-GB;q=0.8, de;q=0.7", "en"),
    ("fr, *;q=0.5", "de"),
    ("de;q=0, *", "en"),
    ("de;q=0", "de"),
    ("en;q=0, fr", "de"),
    ("*", "de"),
    ("en; q = 0.3", "en"),
    ("en;q=2, de;q=0.1", "de"),
    ("en;q=x", "de"),
    (";;;,,,", "de"),
    ("english", "de"),
    ("de;q=0.001, en;q=0.002", "en"),
    ("en-US,en;q=0.1,de;q=0.5", "en"),
]


@pytest.mark.parametrize(("header", "expected"), TABLE)
def test_accept_language_is_read_by_quality_then_order(header: str, expected: Language) -> None:
    assert accepted(header, "de") == expected


@given(st.text(alphabet=st.sampled_from("dena-*;q=0.15, \x00ü"), max_size=60))
def test_no_header_makes_it_fail(header: str) -> None:
    assert accepted(header, "de") in INTERFACE_LANGUAGES


def test_lang_wins_over_the_browser(site: TestClient) -> None:
    answer = site.get("/api/search?lang=de", headers={"Accept-Language": "en"})
    assert answer.json()["facets"][0]["label"] == "Art"
    assert "accept-language" not in answer.headers.get("vary", "").lower()


@pytest.mark.parametrize(("lang", "label"), [("", "Kind"), ("?lang=da", "Kind"), ("?lang=zz", "Kind")])
def test_without_an_interface_language_the_browser_decides(site: TestClient, lang: str, label: str) -> None:
    answer = site.get(f"/api/search{lang}", headers={"Accept-Language": "da, en;q=0.5"})
    assert answer.json()["facets"][0]["label"] == label
    assert "Accept-Language" in answer.headers["vary"]


def test_the_first_of_the_content_languages_is_the_default(tmp_path: Path) -> None:
    settings = an_indexed_corpus(tmp_path, KB_LANGUAGES="da,en,de")
    body = TestClient(create_app(settings)).get("/api/search", headers={"Accept-Language": "fr"}).json()
    assert body["facets"][0]["label"] == "Kind"


def test_an_error_page_varies_too(site: TestClient) -> None:
    assert "Accept-Language" in site.get("/nowhere").headers["vary"]


def test_what_has_no_language_does_not_vary(site: TestClient) -> None:
    for address in ("/healthz", "/robots.txt"):
        assert "accept-language" not in site.get(address).headers.get("vary", "").lower()
