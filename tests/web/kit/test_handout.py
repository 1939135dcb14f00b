"""Where does a reader get the handout of a list?

1. The page and the files hold the chosen records, in the language asked for, whatever that of the pages is.
2. Files are named after the handout, safely, and are not listed by search engines.
3. A list without records gives a page that says what to do; asked for as a file, with an error.
4. Former ids are followed, withdrawn records are named, unknown parameters and languages do no harm.
5. No Unicode in any parameter gives an error of ours (hypothesis).
"""

from __future__ import annotations

from io import BytesIO
from urllib.parse import quote

import docx
import pytest
from bs4 import BeautifulSoup
from hypothesis import given, settings
from hypothesis import strategies as st
from starlette.applications import Starlette
from starlette.testclient import TestClient

from tests.tiers import examples
from tests.web.sites import ask
from web.kit.handout import MOST_NAME, disposition
from web.pages.reading_list import MOST_ENTRIES

LIST = "id=fees&note.fees=Fragen%21&id=fund&title=Abend"


def text_of(site: TestClient, address: str) -> str:
    return BeautifulSoup(site.get(address).text, "lxml").get_text(" ")


def test_the_language_of_the_handout_is_not_that_of_the_page(site: TestClient) -> None:
    page = BeautifulSoup(site.get(f"/lists/kit?{LIST}&language=de&lang=en").text, "lxml")
    article = page.select_one("article.kit")
    assert article
    assert article["lang"] == "de"
    assert "Vergleich" in article.get_text()
    assert "Workshop kit" in page.get_text()
    assert page.select_one("meta[name=robots]")
    links = {tag.get_text(): str(tag["href"]) for tag in page.select(".kit-bar a")}
    assert (
        links["Word file (DOCX)"]
        == "/lists/kit.docx?title=Abend&id=fees&note.fees=Fragen%21&id=fund&language=de&lang=en"
    )
    assert "&language=en" in links["English"]
    assert "&lang=en" in links["English"]
    assert (
        links["Back to the reading list"] == "/lists?title=Abend&id=fees&note.fees=Fragen%21&id=fund&lang=en"
    )


@pytest.mark.parametrize(
    ("language", "heading"), [("de", "Fragen für das Gespräch"), ("en", "Questions for the discussion")]
)
def test_the_files_hold_the_chosen_records(site: TestClient, language: str, heading: str) -> None:
    word = site.get(f"/lists/kit.docx?{LIST}&language={language}")
    assert word.headers["content-type"].endswith("wordprocessingml.document")
    texts = [paragraph.text for paragraph in docx.Document(BytesIO(word.content)).paragraphs]
    written = site.get(f"/lists/kit.md?{LIST}&language={language}")
    assert written.headers["content-type"] == "text/markdown; charset=utf-8"
    for said in (texts, written.text.replace("#", "").split("\n")):
        lines = [line.strip() for line in said]
        assert heading in lines
        assert "Fragen!" in lines
        titles = ["1. Beiträge der Mitglieder", "2. Praxis fund"]
        english = ["1. Membership fees", "2. Practice fund"]
        assert [line for line in lines if line in titles + english] == (
            titles if language == "de" else english
        ) * 2
    for answer in (word, written):
        assert answer.headers["x-robots-tag"] == "noindex"
        assert answer.headers["content-disposition"].startswith("attachment; filename=abend-")


def test_the_language_is_the_readers_unless_the_address_names_one_we_have(site: TestClient) -> None:
    for address in (f"/lists/kit.md?{LIST}&lang=en", f"/lists/kit.md?{LIST}&lang=en&language=xx"):
        assert "## Comparison" in site.get(address).text


@pytest.mark.parametrize("query", ["", "title=Abend", "id=gone&id=never", "id=%00"])
def test_a_list_without_records_says_what_to_do(site: TestClient, query: str) -> None:
    page = site.get(f"/lists/kit?{query}&lang=en")
    assert page.status_code == 200
    assert "There is nothing to hand out yet" in page.text
    assert ("never" in page.text) == ("never" in query)
    for name in ("kit.docx", "kit.md"):
        answer = site.get(f"/lists/{name}?{query}&lang=en")
        assert answer.status_code == 400
        assert "There is nothing to hand out yet" in answer.text
        assert answer.headers["content-type"].startswith("text/html")
        assert "content-disposition" not in answer.headers


def test_what_became_of_records_is_followed_and_named(site: TestClient) -> None:
    page = BeautifulSoup(site.get("/lists/kit?id=old-fees&id=twin&id=gone&id=waiting&lang=en").text, "lxml")
    assert [tag.get_text(strip=True) for tag in page.select("section[id^=case-] > h3")] == [
        "1.Membership fees"  # once as a case, once with its sources
    ] * 2
    assert "Geheimnis" not in page.get_text()
    assert [tag.get_text() for tag in page.select("#missing li")] == ["gone", "waiting"]


def test_a_handout_has_no_more_cases_than_a_list(site: TestClient) -> None:
    ids = "&".join(f"id=filler-{number}" for number in range(12))
    more = "&".join(f"id=x-{number}" for number in range(MOST_ENTRIES))
    text = text_of(site, f"/lists/kit?{ids}&{more}&lang=en")
    assert "12 more records of the list did not fit" in text


def test_answers_are_kept_until_something_changes(site: TestClient) -> None:
    for name in ("kit", "kit.docx", "kit.md"):
        tag = site.get(f"/lists/{name}?{LIST}&lang=en").headers["etag"]
        assert site.get(f"/lists/{name}?{LIST}&lang=en", headers={"If-None-Match": tag}).status_code == 304


@pytest.mark.parametrize(
    ("name", "ascii_name", "full_name"),
    [
        ("Kieler Förde: Teil 1/2", "kieler-foerde-teil-1-2", "Kieler-Förde-Teil-1-2"),
        ('a"; filename=evil.exe', "a-filename-evil-exe", "a-;-filename=evil.exe"),
        ("\r\nSet-Cookie: a=b", "set-cookie-a-b", "Set-Cookie-a=b"),
        ("../../etc", "etc", "etc"),
        ("\u202egpj", "gpj", "gpj"),
        ("北", "workshop", "北"),
        ("…", "workshop", "…"),
        ("x" * 200, "x" * 80, "x" * MOST_NAME),
        ("", "workshop", "workshop"),
    ],
)
def test_the_names_of_files_are_safe(name: str, ascii_name: str, full_name: str) -> None:
    header = disposition(name, "md")
    assert header == f"attachment; filename={ascii_name}.md; filename*=UTF-8''{quote(full_name, safe='')}.md"
    assert header.isascii()
    assert header.isprintable()


@settings(max_examples=examples(10, 2000))
@given(st.text(max_size=40), st.text(max_size=40), st.sampled_from(["kit", "kit.docx", "kit.md"]))
def test_no_text_in_a_parameter_is_an_error_of_ours(app: Starlette, title: str, note: str, name: str) -> None:
    words = [quote(one.encode("utf-8", "surrogatepass")) for one in (title, note)]
    query = f"id=fees&title={words[0]}&note.fees={words[1]}&id={words[1]}&language={words[0]}".encode()
    answer = ask(app, f"/lists/{name}", query)
    assert answer.status == 200
    assert answer.headers["content-type"]
