"""Does the site say what it is and how far it can be trusted?

1. Every level of evidence, band of effort and kind with a definition is explained in the reader's language.
2. Licence, source code and privacy have places the footer of every page leads to.
3. The description of the interface for programs can be read.
"""

from __future__ import annotations

import pytest
from starlette.testclient import TestClient

from kb.vocabulary import Vocabularies
from tests.web.pages.collection import FOUND
from tests.web.pages.reading import path_of, see


@pytest.mark.parametrize("name", ["evidence", "efforts", "kinds"])
@pytest.mark.parametrize("lang", ["de", "en"])
def test_the_words_of_the_site_are_explained(client: TestClient, name: str, lang: str) -> None:
    main = see(client, "/about", lang=lang).main
    vocabularies: Vocabularies = client.app.state.knowledge.vocabularies  # type: ignore[attr-defined]  # ASGI
    there = {record.kind for record in FOUND}
    explained = [concept for concept in vocabularies[name] if concept.definition]
    explained = [concept for concept in explained if name != "kinds" or concept.id in there]
    assert explained
    for concept in explained:
        definition = next(text for code, text in concept.definition.items() if code == lang)
        assert main.under(concept.called(lang)).text == definition


def test_a_kind_without_records_is_not_explained(client: TestClient) -> None:
    assert "/concepts/kind:training" not in str(see(client, "/about").main.tag)
    assert "/concepts/kind:study" in str(see(client, "/about").main.tag)


def test_every_explained_word_leads_to_its_records(client: TestClient) -> None:
    links = [link for link in see(client, "/about").main.links if "/concepts/" in link.href]
    assert len(links) > 10
    assert {see(client, link.href, lang=None).heading for link in links} == {link.name for link in links}


@pytest.mark.parametrize("lang", ["de", "en"])
def test_the_footer_leads_to_places_that_exist(client: TestClient, lang: str) -> None:
    links = [link for link in see(client, "/", lang=lang).links if path_of(link.href) == "/about"]
    about = see(client, "/about", lang=lang)
    marks = {link.href.partition("#")[2] for link in links} - {""}
    assert len(marks) >= 2
    assert all(about.tag.find(id=mark) for mark in marks)


def test_what_the_site_promises_about_privacy_holds(client: TestClient) -> None:
    assert "cookie" in see(client, "/about").main.text
    assert "set-cookie" not in see(client, "/about").headers


def test_the_description_for_programs_can_be_read(client: TestClient) -> None:
    (link,) = [link for link in see(client, "/about").main.links if link.href.startswith("/api/")]
    assert client.get(link.href).json()["openapi"].startswith("3.")
