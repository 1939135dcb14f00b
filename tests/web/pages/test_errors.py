"""What does a reader read when something is not there or does not work?

1. Each status has words of its own in both languages, and says what to do next.
2. The page offers the search and the way to the first page, and asks nothing of the index.
3. It gives nothing away: neither the address asked for as markup nor words for the operator.
"""

from __future__ import annotations

from pathlib import Path

import pytest
from starlette.testclient import TestClient

from tests.web.pages.reading import path_of, see
from tests.web.sites import a_corpus
from web.application import create_app
from web.static_files import static_url

ERRORS = {"/nowhere": 404, "/records/gone": 410, "/records/never-was": 404, "/concepts/nonsense": 404}


@pytest.mark.parametrize("address", ERRORS)
@pytest.mark.parametrize("lang", ["de", "en"])
def test_an_error_says_what_to_do_next(client: TestClient, address: str, lang: str) -> None:
    seen = see(client, address, lang=lang, status=ERRORS[address])
    assert str(ERRORS[address]) in seen.main.text
    assert seen.part("search").tag.select("input[name=q]")
    assert any(path_of(link.href) == "/" for link in seen.main.links)
    assert seen.headers["cache-control"] == "no-store"


def test_statuses_and_languages_have_words_of_their_own(client: TestClient) -> None:
    pages = [
        see(client, address, lang=lang, status=ERRORS[address])
        for address in ("/nowhere", "/records/gone")
        for lang in ("de", "en")
    ]
    assert len({page.heading for page in pages}) == 4


def test_another_method_is_answered_with_a_page(client: TestClient) -> None:
    answer = client.post("/search?lang=en")
    assert answer.status_code == 405
    assert "405" in answer.text
    assert "<h1" in answer.text


@pytest.mark.parametrize("address", ["/", "/search?q=x", "/records/fees", "/concepts/theme:skills"])
def test_without_an_index_readers_are_asked_to_come_back(tmp_path: Path, address: str) -> None:
    with TestClient(create_app(a_corpus(tmp_path)), follow_redirects=False) as client:
        seen = see(client, address, status=503)
    assert int(seen.headers["retry-after"]) > 0
    assert "try again" in seen.main.text
    assert str(tmp_path) not in str(seen.tag)


def test_a_failure_of_ours_is_a_page_too(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    app = create_app(a_corpus(tmp_path))
    with TestClient(app, raise_server_exceptions=False) as client:
        monkeypatch.setattr(app.state.knowledge, "searcher", lambda: 1 / 0)
        other = see(client, "/nowhere", status=404)
        broken = see(client, "/search", status=500)
    assert other.heading != broken.heading
    assert "ZeroDivisionError" not in str(broken.tag)


@pytest.mark.parametrize("hostile", ["<script>", '"><img src=x>', "%3Cscript%3E", "{{7*7}}", "\u202e"])
def test_the_address_asked_for_is_never_markup(client: TestClient, hostile: str) -> None:
    seen = see(client, f"/records/{hostile}", status=404)
    assert [tag["src"] for tag in seen.tag.select("script, img")] == [static_url("leuchtturm.js")]
    assert "49" not in seen.main.text
