"""Who gets the original of a paper, and how?

1. Everybody gets those that a published or archived record with open rights names, byte by byte, by GET, HEAD
   and ranges; nobody gets drafts', quoted, unknown ones or what is no digest, though the files are there.
2. Media types come from a short list; a page of the web and what is not listed are files to be kept.
3. Names are safe in headers; nothing an original holds runs on this site; no browser guesses another type.
4. It may be kept for a day without asking; then its tag answers.
5. Who is signed in and may write gets quoted ones and those of drafts too, for themselves only: no cache
   keeps them; a session that has ended gives nothing.
6. The word of a page leads to it in the API and on the page of results; what is quoted leads to its source.
"""

from __future__ import annotations

import hashlib
from collections.abc import Iterator
from urllib.parse import quote

import pytest
from starlette.testclient import TestClient

from kb.paper import PaperText
from kb.paper_files import PaperFiles
from kb.settings import Settings
from tests.web.desk.signed_in import signed_in
from tests.web.papers import DIGESTS, ORIGINALS, WORD, a_library, content_of
from web.application import create_app
from web.originals import SANDBOXED, VIEWED
from web.security import SECURITY_HEADERS

OPEN = [name for name, (_, _, rights, status) in ORIGINALS.items() if rights == "open" and status != "draft"]


@pytest.fixture(scope="module")
def settings(tmp_path_factory: pytest.TempPathFactory) -> Settings:
    return a_library(tmp_path_factory.mktemp("library"))


@pytest.fixture(scope="module")
def library(settings: Settings) -> Iterator[TestClient]:
    with TestClient(create_app(settings), follow_redirects=False) as client:
        yield client


def address(record_id: str) -> str:
    return f"/files/{DIGESTS[record_id]}"


@pytest.mark.parametrize("record_id", OPEN)
def test_everybody_gets_an_open_original(library: TestClient, record_id: str) -> None:
    answer = library.get(address(record_id), headers={"Accept-Encoding": "gzip"})
    assert (answer.status_code, answer.content) == (200, content_of(record_id))
    assert "content-encoding" not in answer.headers


@pytest.mark.parametrize(
    "digest", [DIGESTS["draft"], DIGESTS["quoted"], "0" * 64, "x", "..%2f..%2fa", "a" * 999]
)
@pytest.mark.parametrize("method", ["GET", "HEAD"])
def test_nobody_gets_another_one(library: TestClient, settings: Settings, digest: str, method: str) -> None:
    answer = library.request(method, f"/files/{digest}")
    assert answer.status_code == 404
    assert b"the original" not in answer.content
    files = PaperFiles.of(settings)
    assert files.original(DIGESTS["draft"], "open")
    assert files.original(DIGESTS["quoted"], "quote")


def test_the_text_beside_an_original_is_not_served(library: TestClient) -> None:
    assert library.get(f"{address('open')}.json").status_code == 404


def test_an_original_that_is_gone_is_not_found(library: TestClient, settings: Settings) -> None:
    path = PaperFiles.of(settings).original(DIGESTS["notes"], "open")
    assert path
    path.rename(path.with_suffix(".away"))
    assert library.get(address("notes")).status_code == 404
    path.with_suffix(".away").rename(path)


@pytest.mark.parametrize(
    ("record_id", "media_type", "disposition"),
    [
        ("open", "application/pdf", "inline"),
        ("word", WORD, "inline"),
        ("notes", "text/plain", "inline"),
        ("table", "text/csv", "inline"),
        ("web", "text/plain", "attachment"),
        ("other", "application/octet-stream", "attachment"),
    ],
)
def test_media_types_are_listed(
    library: TestClient, record_id: str, media_type: str, disposition: str
) -> None:
    answer = library.get(address(record_id))
    assert answer.headers["content-type"].partition(";")[0] == media_type
    assert answer.headers["content-disposition"].partition(";")[0] == disposition


@pytest.mark.parametrize(
    ("record_id", "name"),
    [
        ("notes", 'filename="notes.txt"'),
        ("open", f"filename*=utf-8''{quote('Jahresbericht „2025“.pdf')}"),
        ("web", 'filename="page.html.txt"'),
        ("other", f"filename*=utf-8''{quote('.._a_b_c .svg')}"),
    ],
)
def test_names_are_safe(library: TestClient, record_id: str, name: str) -> None:
    assert library.get(address(record_id)).headers["content-disposition"].partition("; ")[2] == name


@pytest.mark.parametrize(("record_id", "policy"), [("open", VIEWED), *((r, SANDBOXED) for r in OPEN[2:])])
def test_nothing_in_an_original_runs_here(library: TestClient, record_id: str, policy: str) -> None:
    headers = library.get(address(record_id)).headers
    assert headers["content-security-policy"] == policy
    assert policy.startswith("default-src 'none'; ")
    assert "frame-ancestors 'none'" in policy
    others = SECURITY_HEADERS.keys() - {"Content-Security-Policy"}
    assert {name: headers[name] for name in others} == {name: SECURITY_HEADERS[name] for name in others}


def test_head_and_ranges(library: TestClient) -> None:
    head = library.head(address("open"))
    assert (head.status_code, head.content) == (200, b"")
    assert int(head.headers["content-length"]) == len(content_of("open"))
    assert head.headers["accept-ranges"] == "bytes"
    piece = library.get(address("open"), headers={"Range": "bytes=4-11", "Accept-Encoding": "gzip"})
    assert (piece.status_code, piece.content) == (206, content_of("open")[4:12])
    assert library.get(address("open"), headers={"Range": "bytes=99999-"}).status_code == 416


def test_an_original_may_be_kept(library: TestClient) -> None:
    first = library.get(address("open"))
    assert first.headers["cache-control"] == "public, max-age=86400, immutable"
    again = library.get(address("open"), headers={"If-None-Match": first.headers["etag"]})
    assert (again.status_code, again.content) == (304, b"")
    assert library.get(address("quoted"), headers={"If-None-Match": "*"}).status_code == 404


def test_who_may_write_gets_what_is_only_quoted(settings: Settings) -> None:
    app = create_app(settings)
    with signed_in(app, "scout") as scout:
        answer = scout.get(address("quoted"))
        assert (answer.status_code, answer.content) == (200, content_of("quoted"))
        assert answer.headers["cache-control"] == "private, no-store"
        assert "noindex" in answer.headers["x-robots-tag"]
        assert "etag" not in answer.headers or answer.headers["etag"] != f'"{DIGESTS["quoted"]}"'
        assert answer.headers["content-security-policy"] == VIEWED
        assert scout.get(address("open")).headers["cache-control"].startswith("public")
        assert scout.get(f"/files/{'0' * 64}").status_code == 404
        assert scout.get("/files/..%2f..%2faccounts.sqlite").status_code == 404
        scout.post("/logout")
        assert scout.get(address("quoted")).status_code == 404


def test_who_may_write_gets_the_paper_of_a_draft(settings: Settings) -> None:
    app = create_app(settings)
    data = b"a paper that waits"
    digest = hashlib.sha256(data).hexdigest()
    text = PaperText(format=1, digest=digest, extractor="test", language="de", parts=[])
    PaperFiles.of(settings).keep(data, text, "quote")
    with signed_in(app, "scout") as scout:
        assert scout.get(f"/files/{digest}").status_code == 404
        file = {"digest": digest, "name": "waits.html", "media_type": "text/html", "size": len(data)}
        drafts = app.state.knowledge.drafts
        draft = drafts.start({"id": "waits", "kind": "file", "file": file}, by=scout.account.id)
        answer = scout.get(f"/files/{digest}")
        assert (answer.content, answer.headers["cache-control"]) == (data, "private, no-store")
        assert answer.headers["content-disposition"].startswith("attachment")
        assert TestClient(app).get(f"/files/{digest}").status_code == 404
        drafts.save("waits", {"id": "waits", "note": digest}, expected=draft.digest, by=scout.account.id)
        assert scout.get(f"/files/{digest}").status_code == 404
        drafts.discard("waits", expected=drafts.get("waits").digest, by=scout.account.id)


def test_the_api_leads_to_the_page(library: TestClient) -> None:
    hits = library.get("/api/search?q=Algenfarm&lang=en").json()["hits"]
    parts = {hit["id"]: hit["part"] for hit in hits}
    assert parts == {
        "open": {"label": "Page 2", "url": f"{address('open')}#page=2"},
        "quoted": {"label": "Page 2", "url": "https://example.org/report.pdf#page=2"},
        **{
            name: {"label": "Ertrag", "url": address(name)}
            for name in ("word", "web", "notes", "table", "other")
        },
    }
    (hit,) = library.get("/api/search?q=Practice+practice&kind=best-practice").json()["hits"]
    assert hit["part"] is None


def test_links_lie_below_the_path_of_the_site(tmp_path_factory: pytest.TempPathFactory) -> None:
    settings = a_library(tmp_path_factory.mktemp("prefixed"), KB_BASE_URL="/wissen")
    with TestClient(create_app(settings)) as client:
        hits = client.get("/wissen/api/search?q=Algenfarm").json()["hits"]
        url = next(hit["part"]["url"] for hit in hits if hit["id"] == "open")
        assert client.get(url).content == content_of("open")


@pytest.mark.parametrize(
    "channel", ["/search", "/api/search", "/api/suggest", "/sitemap.xml", "/records/draft"]
)
@pytest.mark.parametrize("words", ["Algenfarm", "draft", DIGESTS["draft"]])
def test_drafts_leak_nowhere(library: TestClient, channel: str, words: str) -> None:
    answer = library.get(channel, params={"q": words})
    assert "Algenfarm von draft" not in answer.text
    assert f"/files/{DIGESTS['draft']}" not in answer.text
    assert "/records/draft" not in answer.text or answer.status_code == 404
