"""Does a word that stands only in what is not public come out anywhere?

The secret words stand in every text of a new draft and of a draft beside a public record, in records that lie
among the others as draft and in review, in what ingestion proposed for a draft, in a paper of a draft, in
comments of reviewers and in messages of readers. One of them is asked for, the other one never: a page may
repeat what was asked, but nothing else.

1. No route of the whole table of access gives them to anonymous readers or to an account that was disabled,
   in any language.
2. Searching for the word, for its beginning, for it misspelt, for its organisation or an id finds nothing, on
   pages and in the API: hits, snippets, counts, facets, long facets, suggestions, corrections, explanations.
3. No record, concept, relation, likeness, sitemap or feed names it, and no export of any form holds it.
4. The test would notice: published, the word is found in these channels.
"""

from __future__ import annotations

import json
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest
from starlette.applications import Starlette
from starlette.testclient import TestClient

from indexer.citations import bibtex, ris
from indexer.export import FORMATS, export
from indexer.facets import FACETS
from indexer.indexing import update_index
from indexer.markdown import markdown
from kb.corpus import Corpus
from kb.paper import PaperPart, PaperText
from kb.paper_files import PaperFiles
from kb.repository import digest_of
from kb.settings import Settings, load_settings
from tests.web.desk.signed_in import Browser, an_account, cheap_accounts, signed_in
from tests.web.sites import RECORDS, a_record
from tests.web.test_access import ROWS
from web.application import create_app
from web.knowledge import Knowledge

WORD, MATE = "Quastenflosser", "Tiefseewunder"
PAPER = f"the paper of the {WORD} {MATE}".encode()
DIGEST = digest_of(PAPER)
BESIDE, IN_REVIEW = "fees", "hidden-in-review"
HIDDEN = ("hidden-new", "hidden-draft", IN_REVIEW)
QUERIES = (
    WORD,
    WORD[:7],
    WORD.lower(),
    "Quastenfloser",
    f'"{WORD} en"',
    f"organisation:{WORD}",
    f"title:{WORD}",
    *HIDDEN,
)
CHANNELS = ("/", "/search", "/api/search", "/about", "/sitemap.xml", "/robots.txt", "/api/openapi.json")


def telling(**fields: Any) -> dict[str, Any]:
    """A record that says the word wherever it can."""
    texts = {code: f"{WORD} {MATE} {code}" for code in ("de", "en", "da")}
    return {
        "title": texts,
        "summary": texts,
        "challenge": texts,
        "results": texts,
        "organisation": {"name": f"{WORD} {MATE}"},
        "tags": {"themes": [f"{WORD} {MATE}"]},
        "themes": ["financing"],
        "place": {"countries": ["IS"]},
        "relations": [{"type": "related", "to": "fund"}],
        "sources": [{"url": f"https://example.org/{MATE}", "title": MATE}],
        **fields,
    }


def a_corpus_with_secrets(folder: Path, status: str) -> Settings:
    """Public records, and secrets; those among the records have this status."""
    settings = load_settings({"KB_CORPUS": str(folder / "corpus"), "KB_VAR": str(folder / "var")}, folder)
    corpus = Corpus(settings)
    for record in RECORDS:
        corpus.repository.save(record, expected=None, by="test", why="test")
    for record_id, own in (("hidden-draft", "draft"), (IN_REVIEW, "in-review")):
        hidden = a_record(record_id, **telling(status=status or own))
        corpus.repository.save(hidden, expected=None, by="test", why=MATE)
    return settings


@pytest.fixture(scope="module")
def app(tmp_path_factory: pytest.TempPathFactory) -> Starlette:
    settings = a_corpus_with_secrets(tmp_path_factory.mktemp("secrets"), "")
    app = create_app(settings)
    knowledge: Knowledge = app.state.knowledge
    drafts, scout = knowledge.drafts, an_account(app, "scout")
    file = {"digest": DIGEST, "name": f"{MATE}.txt", "media_type": "text/plain", "size": len(PAPER)}
    values = {"id": HIDDEN[0], "kind": "file", **telling(file=file, rights="open")}
    draft = drafts.start(values, by=scout.id, note=MATE)
    drafts.comment(draft.id, by=scout.id, note=f"Mehr vom {MATE}")
    beside = knowledge.publisher.begin(BESIDE, by=scout.id)
    drafts.save(BESIDE, {**beside.values, **telling()}, expected=beside.digest, by=scout.id, note=MATE)
    found = settings.drafts / f"{HIDDEN[0]}.found.json"
    found.write_text(json.dumps({"proposals": [{"passage": MATE}]}), "utf-8")
    part = PaperPart(text=f"Vom {WORD} {MATE}.", heading=MATE, page=None)
    text = PaperText(format=1, digest=DIGEST, extractor="test", language="de", parts=[part])
    PaperFiles.of(settings).keep(PAPER, text, "open")
    knowledge.feedback.keep("missing", f"{WORD} {MATE}", address="who@example.org", record=BESIDE)
    assert update_index(knowledge.corpus).failed == ()
    return app


@pytest.fixture(scope="module")
def reader(app: Starlette) -> Iterator[TestClient]:
    with Browser(app) as browser:
        yield browser


@pytest.fixture(scope="module")
def disabled(app: Starlette) -> Iterator[TestClient]:
    with signed_in(app, "editor", name="disabled") as person:
        cheap_accounts(app).disable(person.account.id)
        yield person


def gives_away(answer: Any, asked: str = "") -> bool:
    """Whether an answer, headers included, holds more of the secret than what was asked."""
    text = f"{answer.text}\n{json.dumps(list(answer.headers.multi_items()))}".casefold()
    words = [MATE, DIGEST, "/records/hidden-", *([] if WORD.casefold() in asked.casefold() else [WORD])]
    return any(word.casefold() in text for word in words)


def addresses() -> list[str]:
    """Every route, for the public record that has a draft beside it, and for each hidden id."""
    found = []
    for name, row in ROWS.items():
        address = str(row["address"]).partition("?")[0]
        if name == "original":
            found.append(f"/files/{DIGEST}")
        elif address.startswith(
            ("/records/", "/api/records/", "/desk/records/", "/desk/drafts/", "/desk/history/")
        ):
            parts = address.split("/")
            where = parts.index("records" if "records" in parts else parts[2]) + 1
            found += ["/".join([*parts[:where], one, *parts[where + 1 :]]) for one in (BESIDE, *HIDDEN)]
        else:
            found.append(address)
    return [*found, *CHANNELS, "/concepts/theme:financing", "/concepts/country:IS", "/records/fund"]


@pytest.mark.parametrize("address", sorted(set(addresses())))
def test_no_route_gives_it_away(reader: TestClient, disabled: TestClient, address: str) -> None:
    for browser, lang in ((reader, "de"), (reader, "en"), (disabled, "en")):
        answer = browser.get(f"{address}?lang={lang}")
        assert answer.status_code < 500
        shown = answer.text.replace(address, "")  # links to this page in another language
        assert not [word for word in (MATE, WORD, "/records/hidden-", DIGEST) if word in shown]
    if address.startswith(("/desk", "/login", "/feedback")):
        for browser in (reader, disabled):
            answer = browser.post(address, data={"_action": "?"})
            assert not [word for word in (MATE, WORD) if word in answer.text]


def test_the_hidden_are_as_if_they_were_not_there(reader: TestClient) -> None:
    for hidden in HIDDEN:
        for address in (f"/records/{hidden}", f"/api/records/{hidden}"):
            never = reader.get(address.replace("hidden", "never"))
            answer = reader.get(address)
            assert (answer.status_code, never.status_code) == (404, 404)
            assert answer.text.replace(hidden, hidden.replace("hidden", "never")) == never.text
    assert reader.get(f"/files/{DIGEST}").status_code == 404


@pytest.mark.parametrize("query", QUERIES)
def test_no_search_finds_it(reader: TestClient, query: str) -> None:
    for lang in ("de", "en"):
        asked = {"q": query, "lang": lang}
        body = reader.get("/api/search", params={**asked, "archived": "1", "size": "100"}).json()
        assert {hit["id"] for hit in body["hits"]} <= {record.id for record in RECORDS}
        for address in ("/search", "/api/search"):
            for more in ({}, {"archived": "1"}, {"theme": "financing"}, {"without": "compounds"}):
                assert not gives_away(reader.get(address, params={**asked, **more}), query)


@pytest.mark.parametrize("query", QUERIES)
def test_nothing_suggests_it(reader: TestClient, query: str) -> None:
    for length in range(1, len(query) + 1, 3):
        typed = query[:length]
        assert not gives_away(reader.get("/api/suggest", params={"q": typed}), typed)


def test_no_facet_counts_it(reader: TestClient) -> None:
    body = reader.get("/api/search", params={"archived": "1"}).json()
    keys = {bucket["key"] for facet in body["facets"] for bucket in facet["buckets"] if bucket["count"]}
    assert "IS" not in keys
    assert body["total"] == len([one for one in RECORDS if one.status in ("published", "archived")])
    for facet in FACETS:
        assert not gives_away(reader.get("/search", params={"values": facet.name}))
        assert not gives_away(reader.get("/search", params={facet.name: "_none"}))


def test_no_export_holds_it(app: Starlette) -> None:
    knowledge = app.state.knowledge
    searcher, day = knowledge.searcher(), knowledge.corpus.today()
    exports = [export(searcher.records(), form) for form in FORMATS]
    exports += [write(searcher.records(), "/{}".format, day, "en") for write in (ris, bibtex)]
    exports.append(markdown(searcher.records(), "/{}".format, day, "en", knowledge.vocabularies))
    for pieces in exports:
        text = "".join(pieces)
        assert "Membership fees" in text
        assert MATE not in text
        assert "hidden-" not in text


def test_who_may_write_gets_the_paper_and_no_cache_does(app: Starlette) -> None:
    with signed_in(app, "scout") as scout:
        answer = scout.get(f"/files/{DIGEST}")
        assert answer.content == PAPER
        assert answer.headers["cache-control"] == "private, no-store"


def test_the_test_would_notice(tmp_path: Path) -> None:
    settings = a_corpus_with_secrets(tmp_path, "published")
    update_index(Corpus(settings))
    with TestClient(create_app(settings)) as client:
        for address in (
            f"/search?q={WORD}",
            "/api/search",
            "/sitemap.xml",
            f"/records/{IN_REVIEW}",
            "/api/suggest?q=quast",
            "/records/fund",
            "/search?values=organisation",
            "/concepts/country:IS",
        ):
            assert gives_away(client.get(address), WORD), address
        assert gives_away(client.get("/search?q=Quastenfloser"), "Quastenfloser")
