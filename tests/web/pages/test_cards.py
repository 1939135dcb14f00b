"""How is a record shown in short?

1. The badges name exactly the languages both title and summary exist in.
2. A text in another language than the page is marked so; hostile titles are shown as text.
3. A few places are named, the others counted; a period is written as people say it.
4. A summary is shown without the signs of its Markdown.
"""

from __future__ import annotations

import re

import pytest
from starlette.testclient import TestClient

from tests.web.pages.collection import FOUND
from tests.web.pages.reading import Part, ask, see

BADGES = re.compile(r"Can be read in: ((?:[A-Z]{2} ?)+)")


def _hit(client: TestClient, record_id: str, lang: str = "en") -> Part:
    (article,) = see(client, f"/search?q=id:{record_id}", lang=lang).main.parts("article")
    return article


@pytest.mark.parametrize("record_id", ["fees", "german-only", "danish-only", "half", "hostile"])
def test_badges_name_the_languages_a_record_can_be_read_in(client: TestClient, record_id: str) -> None:
    (record,) = [one for one in FOUND if one.id == record_id]
    found = BADGES.search(_hit(client, record_id).text)
    assert found
    assert set(found[1].lower().split()) == set(record.languages)


def test_badges_and_the_language_facet_agree(client: TestClient) -> None:
    for language in ("de", "en", "da"):
        seen = see(client, f"/search?language={language}&size=20")
        articles = seen.main.parts("article")
        for link in seen.main.links:
            if link.rel == {"next"}:
                articles += see(client, link.href, lang=None).main.parts("article")
        assert len(articles) == sum(language in record.languages for record in FOUND)
        for article in articles:
            found = BADGES.search(article.text)
            assert found
            assert language.upper() in found[1]


@pytest.mark.parametrize(
    ("record_id", "lang", "marked"),
    [("german-only", "en", "de"), ("danish-only", "de", "da"), ("german-only", "de", None)],
)
def test_a_title_in_another_language_says_so(
    client: TestClient, record_id: str, lang: str, marked: str | None
) -> None:
    heading = _hit(client, record_id, lang).tag.find("h2")
    assert heading
    marks = [tag["lang"] for tag in [heading, *heading.select("[lang]")] if tag.get("lang")]
    assert marks == ([marked] if marked else [])


def test_a_hostile_title_is_text(client: TestClient) -> None:
    article = _hit(client, "hostile")
    assert "Bold <b>title</b> & more" in article.text
    assert article.tag.find(["b", "script"]) is None


def test_a_few_places_are_named_and_the_others_counted(client: TestClient) -> None:
    assert "Place: Schleswig-Holstein, Germany, Denmark and 2 more" in _hit(client, "fees").text


@pytest.mark.parametrize(
    ("record_id", "words"),
    [("fees", "2015–2019"), ("port", "since 2001"), ("filler-20", "from 2020")],
)
def test_a_period_is_written_as_people_say_it(client: TestClient, record_id: str, words: str) -> None:
    assert f"Period: {words}" in _hit(client, record_id).text


def test_no_period_is_made_up(client: TestClient) -> None:
    assert "Period" not in _hit(client, "fund").text


@pytest.mark.parametrize("address", ["/search?q=id:fees", "/", "/concepts/theme:financing"])
def test_a_summary_shows_no_signs_of_markdown(client: TestClient, address: str) -> None:
    text = see(client, address).main.text
    assert "Members are" in text
    assert "*glad*" not in text


def test_cards_lead_where_the_api_says(client: TestClient) -> None:
    hits = ask(client, "/search?size=50")["hits"]
    articles = see(client, "/search?size=50").main.parts("article")
    for hit, article in zip(hits, articles, strict=True):
        assert article.link(hit["title"]).href == f"{hit['url']}?lang=en"
