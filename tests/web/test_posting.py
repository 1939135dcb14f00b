"""Is this form ours, and what is in it?

1. A form counts as ours by Sec-Fetch-Site, else Origin, else Referer; who says nothing is refused.
2. The public address of the site counts as well as the one that was asked.
3. Forms come urlencoded or as multipart; nothing else is read.
4. What is too large is refused by what it says of itself and while it is read, with a page that says what to
   do; the rest of it is read on, so that browsers show the page.
5. Fields and files are limited; hundreds of thousands of names cost nothing.
6. Uploads are closed when the answer is sent.
7. Reading is not touched; who goes away in the middle of a form is no failure.
"""

from __future__ import annotations

import asyncio
import time
from collections.abc import AsyncIterator, Iterator
from pathlib import Path
from typing import Any

import pytest
from starlette.applications import Starlette
from starlette.datastructures import UploadFile
from starlette.middleware import Middleware
from starlette.requests import Request
from starlette.responses import JSONResponse, PlainTextResponse, Response
from starlette.routing import Route
from starlette.testclient import TestClient

from tests.web.desk.signed_in import an_empty_site
from web import posting
from web.posting import MOST_FIELDS, MOST_FILES, Posted, posted

MOST = 20_000
OWN = "http://testserver"
SEEN: list[UploadFile] = []


def echo(request: Request) -> Response:
    """Says what it got."""
    if request.method in ("GET", "HEAD"):
        return PlainTextResponse("read")
    fields = posted(request).multi_items()
    SEEN[:] = [value for _, value in fields if isinstance(value, UploadFile)]
    said = [
        [name, value.file.read().decode() if isinstance(value, UploadFile) else value]
        for name, value in fields
    ]
    return JSONResponse(said)


def a_site(folder: Path, **environment: str) -> Starlette:
    app = an_empty_site(folder, **environment)
    around = [Middleware(Posted, most=MOST)]
    app.router.routes.insert(
        0, Route("/echo", echo, methods=["GET", "POST", "PUT", "DELETE"], middleware=around)
    )
    return app


@pytest.fixture(scope="module")
def client(tmp_path_factory: pytest.TempPathFactory) -> Iterator[TestClient]:
    with TestClient(a_site(tmp_path_factory.mktemp("posting"))) as client:
        yield client


def ours(**headers: str) -> dict[str, str]:
    return {"Origin": OWN, "Sec-Fetch-Site": "same-origin", **headers}


@pytest.mark.parametrize(
    ("headers", "taken"),
    [
        ({"Sec-Fetch-Site": "same-origin", "Origin": OWN}, True),
        ({"Sec-Fetch-Site": "same-origin"}, True),
        ({"Sec-Fetch-Site": "none", "Origin": OWN}, True),
        ({"Origin": OWN}, True),
        ({"Origin": "http://TESTSERVER:80"}, True),
        ({"Referer": f"{OWN}/desk/new?x=1"}, True),
        ({}, False),
        ({"Sec-Fetch-Site": "cross-site", "Origin": OWN}, False),
        ({"Sec-Fetch-Site": "cross-site", "Referer": OWN}, False),
        ({"Sec-Fetch-Site": "same-site", "Origin": OWN}, False),
        ({"Sec-Fetch-Site": "same-origin", "Origin": "http://evil.example"}, False),
        ({"Sec-Fetch-Site": "same-origin", "Origin": "null"}, False),
        ({"Sec-Fetch-Site": "none"}, False),
        ({"Sec-Fetch-Site": "none", "Origin": "null"}, False),
        ({"Sec-Fetch-Site": "", "Origin": OWN}, False),
        ({"Sec-Fetch-Site": "same-origin, cross-site", "Origin": OWN}, False),
        ({"Origin": "http://evil.example"}, False),
        ({"Origin": "http://testserver.evil.example"}, False),
        ({"Origin": "http://testserver:8000"}, False),
        ({"Origin": "https://testserver"}, False),
        ({"Origin": "null", "Referer": OWN}, False),
        ({"Origin": "", "Referer": OWN}, False),
        ({"Origin": "testserver"}, False),
        ({"Origin": "http://[::1"}, False),
        ({"Referer": "http://evil.example/?http://testserver"}, False),
        ({"Referer": "http://testserver@evil.example/"}, False),
    ],
)
@pytest.mark.parametrize("method", ["POST", "PUT", "DELETE"])
def test_only_forms_of_this_site_are_taken(
    client: TestClient, method: str, headers: dict[str, str], taken: bool
) -> None:
    answer = client.request(method, "/echo", headers=headers, data={"a": "b"})
    assert answer.status_code == (200 if taken else 403)
    if not taken:
        assert "page of this site" in client.request(method, "/echo?lang=en", headers=headers).text


@pytest.mark.parametrize(
    ("origin", "taken"),
    [
        ("https://cluster.example", True),
        ("http://127.0.0.1:8000", True),
        ("https://127.0.0.1:8000", False),
        ("http://localhost:8000", False),
    ],
)
def test_the_public_address_counts_too(tmp_path: Path, origin: str, taken: bool) -> None:
    app = a_site(tmp_path, KB_BASE_URL="https://cluster.example/wissen")
    with TestClient(app, base_url="http://127.0.0.1:8000") as client:
        assert client.post("/echo", headers={"Origin": origin}).status_code == (200 if taken else 403)


def test_both_kinds_of_forms_are_read(client: TestClient) -> None:
    fields = {"title.de": ["Ä\r\nb", "zwei"], "empty": ""}
    expected = [["title.de", "Ä\r\nb"], ["title.de", "zwei"], ["empty", ""]]
    assert client.post("/echo", headers=ours(), data=fields).json() == expected
    files = {"file": ("a.txt", b"inside")}
    answer = client.post("/echo", headers=ours(), data=fields, files=files)
    assert answer.json() == [*expected, ["file", "inside"]]
    assert client.post("/echo", headers=ours()).json() == []


@pytest.mark.parametrize("kind", ["text/plain", "application/json", "multipart/mixed; boundary=x", "x"])
def test_nothing_else_is_read(client: TestClient, kind: str) -> None:
    answer = client.post("/echo", headers=ours(**{"Content-Type": kind}), content=b"a=b")
    assert answer.status_code == 415


@pytest.mark.parametrize(
    ("kind", "body"),
    [
        ("multipart/form-data", b"a"),
        ("multipart/form-data; boundary=x", b"no boundary"),
        ("multipart/form-data; boundary=x", b"--x\r\nContent-Disposition: form-data\r\n\r\na\r\n--x--\r\n"),
    ],
)
def test_a_broken_form_is_refused_with_a_page(client: TestClient, kind: str, body: bytes) -> None:
    answer = client.post("/echo?lang=en", headers=ours(**{"Content-Type": kind}), content=body)
    assert answer.status_code == 400
    assert "everything you typed is still there" in answer.text


def chunks(size: int) -> Iterator[bytes]:
    yield b"a="
    for _ in range(size // 1000):
        yield b"x" * 1000


@pytest.mark.parametrize("stated", [True, False])
@pytest.mark.parametrize("lang", ["de", "en"])
def test_what_is_too_large_is_refused_with_a_page(client: TestClient, stated: bool, lang: str) -> None:
    content: Any = b"".join(chunks(MOST)) if stated else chunks(MOST)
    kind = {"Content-Type": "application/x-www-form-urlencoded"}
    answer = client.post(f"/echo?lang={lang}", headers=ours(**kind), content=content)
    assert answer.status_code == 413
    assert ("kleinere Datei" if lang == "de" else "smaller file") in answer.text
    assert answer.headers["cache-control"] == "no-store"
    fits = b"".join(chunks(MOST - 1000))
    assert client.post("/echo", headers=ours(**kind), content=fits).status_code == 200


def test_an_upload_that_is_too_large_is_refused(client: TestClient) -> None:
    files = {"file": ("a.txt", b"x" * MOST)}
    assert client.post("/echo", headers=ours(), files=files).status_code == 413


def _ask(app: Starlette, headers: dict[str, str], body: AsyncIterator[bytes]) -> tuple[int, int]:
    """The status of one POST, and how much of its body was taken."""
    taken, status = 0, 0

    async def receive() -> dict[str, Any]:
        nonlocal taken
        async for part in body:
            taken += len(part)
            return {"type": "http.request", "body": part, "more_body": True}
        return {"type": "http.disconnect"}

    async def send(message: Any) -> None:
        nonlocal status
        status = message.get("status", status)

    raw = [
        (name.lower().encode(), value.encode()) for name, value in {"Host": "testserver", **headers}.items()
    ]
    scope = {
        "type": "http", "asgi": {"version": "3.0"}, "http_version": "1.1", "method": "POST", "scheme": "http",
        "path": "/echo", "raw_path": b"/echo", "query_string": b"", "root_path": "", "headers": raw,
        "client": ("127.0.0.1", 1), "server": ("testserver", 80), "state": {},
    }  # fmt: skip
    asyncio.run(app(scope, receive, send))
    return status, taken


async def _once(part: bytes) -> AsyncIterator[bytes]:
    yield part


async def _endless() -> AsyncIterator[bytes]:
    while True:
        yield b"x" * 10_000


async def _slow() -> AsyncIterator[bytes]:
    while True:
        await asyncio.sleep(0.05)
        yield b"x"


def test_the_rest_is_read_on_but_not_for_ever(client: TestClient, monkeypatch: pytest.MonkeyPatch) -> None:
    app: Any = client.app
    kind = {"Content-Type": "application/x-www-form-urlencoded"}
    monkeypatch.setattr(posting, "DRAINED_BYTES", 300_000)
    for headers, status in ((ours(**kind), 413), (kind, 403), (ours(**{"Content-Type": "text/plain"}), 415)):
        assert _ask(app, headers, _endless()) == (status, 300_000)
    monkeypatch.setattr(posting, "DRAINED_SECONDS", 0.2)
    start = time.monotonic()
    assert _ask(app, kind, _slow())[0] == 403
    assert time.monotonic() - start < 5


def test_fields_are_limited(client: TestClient) -> None:
    assert (
        client.post("/echo", headers=ours(), data={str(n): "" for n in range(MOST_FIELDS)}).status_code == 200
    )
    kind = {"Content-Type": "application/x-www-form-urlencoded"}
    start = time.monotonic()
    for separator in (b"a=&", b"&", b"=&", b"%00&"):
        body = separator * (MOST // len(separator))
        assert client.post("/echo", headers=ours(**kind), content=body).status_code in (200, 400)
    assert time.monotonic() - start < 5


def test_files_are_limited(client: TestClient) -> None:
    few = [("file", ("a.txt", b"x")) for _ in range(MOST_FILES)]
    assert client.post("/echo", headers=ours(), files=few).status_code == 200
    assert client.post("/echo", headers=ours(), files=[*few, ("file", ("a.txt", b"x"))]).status_code == 400


def test_uploads_are_closed(client: TestClient) -> None:
    client.post("/echo", headers=ours(), files={"file": ("a.txt", b"inside")})
    assert len(SEEN) == 1
    assert SEEN[0].file.closed


@pytest.mark.parametrize("length", ["abc", "-5", "9" * 30])
def test_a_nonsensical_length_is_no_failure(client: TestClient, length: str) -> None:
    kind = {"Content-Type": "application/x-www-form-urlencoded", "Content-Length": length}
    assert client.post("/echo", headers=ours(**kind), content=b"a=b").json() == [["a", "b"]]


def test_who_goes_away_meanwhile_is_not_answered(client: TestClient) -> None:
    app: Any = client.app
    kind = {"Content-Type": "application/x-www-form-urlencoded"}
    assert _ask(app, ours(**kind), _once(b"a=b")) == (0, 3)
    assert _ask(app, kind, _once(b"a=b")) == (403, 3)


@pytest.mark.parametrize("method", ["GET", "HEAD"])
def test_reading_is_not_touched(client: TestClient, method: str) -> None:
    answer = client.request(method, "/echo", headers={"Sec-Fetch-Site": "cross-site"})
    assert answer.status_code == 200
