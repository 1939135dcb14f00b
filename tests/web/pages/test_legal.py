"""What the law asks for stands where people look for it.

1. A page that is written is answered in the reader's language, else in another one that is marked.
2. One that nobody has written is not there, and no page leads to it.
3. The delivered texts are in both languages, say the same, and name what the program really keeps, also in
   the browser.
4. The accessibility statement holds what its model asks for, and no text hides that no person has tested yet.
5. Links within the site work below a path prefix, and every page leads to every text by its name.
6. Nothing in a text becomes script; headings stay headings.
"""

from __future__ import annotations

import re
import shutil
from dataclasses import replace
from pathlib import Path
from urllib.parse import urljoin

import pytest
from bs4 import BeautifulSoup
from starlette.testclient import TestClient

from kb.localized import Language
from kb.settings import Settings, load_settings
from kb.site_pages import NAMES, PLACEHOLDER, site_page
from tests.kb.corpora import ROOT
from web import feedback, misses
from web.accounts import audit, cookie, sessions
from web.application import create_app
from web.static_files import FOLDER as STATIC

CORPUS = ROOT / "corpus"


@pytest.fixture
def settings(tmp_path: Path) -> Settings:
    """A site that has these pages, and nothing else."""
    places = {"KB_CORPUS": str(tmp_path / "corpus"), "KB_VAR": str(tmp_path / "var")}
    shutil.copytree(CORPUS / "pages", tmp_path / "corpus" / "pages")
    return load_settings(places, tmp_path)


@pytest.mark.parametrize("name", NAMES)
@pytest.mark.parametrize(("lang", "other"), [("de", "en"), ("en", "de")])
def test_a_page_is_answered_in_the_language_of_its_reader(
    settings: Settings, name: str, lang: str, other: str
) -> None:
    site = TestClient(create_app(settings))
    page = site.get(f"/{name}?lang={lang}")
    expected = site_page(CORPUS, name, ["de"] if lang == "de" else ["en"])
    assert expected
    assert f"<h1>{expected.title}</h1>" in page.text
    assert "2026" in page.text
    assert page.text.count("<h2>") >= 3
    (settings.corpus / "pages" / f"{name}.{lang}.md").unlink()
    page = site.get(f"/{name}?lang={lang}")
    assert f'<div class="wide prose" lang="{other}">' in page.text


@pytest.mark.parametrize("name", NAMES)
def test_a_page_nobody_has_written_is_not_there(settings: Settings, name: str) -> None:
    site = TestClient(create_app(settings))
    assert f'href="/{name}' in site.get("/about").text
    shutil.rmtree(settings.corpus / "pages")
    assert f'href="/{name}' not in site.get("/about").text
    assert site.get(f"/{name}").status_code == 404


def test_nothing_in_a_text_becomes_script(settings: Settings) -> None:
    path = settings.corpus / "pages" / "privacy.en.md"
    path.write_text(
        "---\ntitle: <b>T</b>\ndate: 2026-01-02\n---\n## H\n<script>x</script> [a](javascript:x)\n", "utf-8"
    )
    page = TestClient(create_app(settings)).get("/privacy?lang=en").text
    assert "<h1>&lt;b&gt;T&lt;/b&gt;</h1>" in page
    assert "<h2>H</h2>" in page
    assert "<script>" not in page
    assert 'href="javascript' not in page


@pytest.mark.parametrize("name", NAMES)
def test_the_delivered_texts_say_the_same_in_both_languages(name: str) -> None:
    german, english = (site_page(CORPUS, name, [language]) for language in ("de", "en"))
    assert german
    assert english
    assert german.date == english.date
    shapes = [
        (len(re.findall(r"^## ", page.text, re.MULTILINE)), len(PLACEHOLDER.findall(page.text)))
        for page in (german, english)
    ]
    assert shapes[0] == shapes[1]


def test_the_statement_holds_what_its_model_asks_for() -> None:
    page = site_page(CORPUS, "accessibility", ["en"])
    assert page
    assert re.findall(r"^## (.+)", page.text, re.MULTILINE) == [
        "Compliance status",
        "Non-accessible content",
        "How and when it was tested",
        "Report barriers",
        "Complaints office",
    ]
    for words in (
        "partially",
        "section 13 (3) LBGG",
        "BITV 2.0",
        "EN 301 549",
        "self-assessment",
        "No person has tested",
        "(feedback)",
        "section 16 LBGG",
        "reviewed every year",
    ):
        assert words in page.text


@pytest.mark.parametrize("lang", ["de", "en"])
def test_the_texts_are_linked_by_their_names_and_link_within_the_site(settings: Settings, lang: str) -> None:
    site = TestClient(create_app(replace(settings, base_url="/wissen")))
    labels = {
        "de": {"imprint": "Impressum", "privacy": "Datenschutz", "accessibility": "Barrierefreiheit"},
        "en": {"imprint": "Imprint", "privacy": "Privacy", "accessibility": "Accessibility"},
    }
    page = BeautifulSoup(site.get(f"/wissen/feedback?lang={lang}").text, "lxml")
    linked = {str(link["href"]): link.get_text() for link in page.select("footer a")}
    for name, label in labels[lang].items():
        assert linked[f"/wissen/{name}?lang={lang}"] == label
        text = site.get(f"/wissen/{name}?lang={lang}")
        links = [str(link["href"]) for link in BeautifulSoup(text.text, "lxml").select("main section a")]
        for link in links:
            if not link.startswith(("https:", "mailto:")):
                assert site.get(urljoin(f"/wissen/{name}", link)).status_code == 200


@pytest.mark.parametrize("lang", ["de", "en"])
def test_the_delivered_text_names_what_the_browser_keeps(lang: Language) -> None:
    page = site_page(CORPUS, "privacy", [lang])
    assert page
    scripts = [
        *(STATIC / "leuchtturm.js").glob("*.js"),
        *STATIC.glob("search.js*/*.js"),
        *STATIC.glob("search.js"),
    ]
    keys = {
        key
        for path in scripts
        if path.is_file()
        for key in re.findall(r"[\"'](leuchtturm\.\w+)[\"']", path.read_text("utf-8"))
    }
    named = set(re.findall(r"`(leuchtturm\.\w+)`", page.text))
    assert named == {"leuchtturm.list", "leuchtturm.fit"}
    assert keys <= named


def test_the_delivered_text_names_what_the_program_keeps() -> None:
    page = site_page(CORPUS, "privacy", ["en"])
    assert page
    numbers = {
        f"deleted after {feedback.ADDRESS_DAYS} days": 90,
        "three different days": misses.DAYS,
        "twelve months": misses.MONTHS,
        "more than five digits": misses.MOST_DIGITS,
        "twelve hours": sessions.OLDEST // 3600,
        "two years": audit.MONTHS // 12,
        "up to an hour": feedback.OF_ONE_NETWORK.get_expiry() // 3600,
    }
    words = {"three": 3, "twelve": 12, "five": 5, "two": 2, "an hour": 1, "90": 90}
    for sentence, number in numbers.items():
        assert sentence in page.text
        assert number == next(value for word, value in words.items() if word in sentence)
    assert f"`{cookie.NAME}`" in page.text
