"""What if a form is not a form: too large, too deep, of thousands of parts, or broken?

1. However many fields, rows, lines, languages and levels a form has, every route that takes one answers, in a
   time that grows with its size only; of rows there are no more than the form takes.
2. A text that makes parsers work hard is saved, shown, compared and previewed in bounded time.
3. Values nested deeper than any file are refused where a page sends values.
4. Whatever a multipart body looks like, the answer is a page or a redirect, and files in place of texts are
   no texts.
"""

from __future__ import annotations

import json
import time
from typing import Any

import pytest
from starlette.applications import Starlette

from tests.tiers import examples
from tests.web.desk.signed_in import Person, signed_in
from tests.web.papers import a_library
from tests.web.test_access import POSTING, ROWS
from web.application import create_app
from web.desk.form.reading import MOST_ROWS
from web.knowledge import Knowledge
from web.posting import MOST_FIELDS

SECONDS = 15  # on a busy machine; what grows with the square of these sizes takes minutes
SIZE = examples(8, 1)
LIKELY = (MOST_FIELDS - 10) // SIZE  # beside the others of a form
MANY: dict[str, dict[str, Any]] = {
    "rows": {f"figures.{number}.what.de": "x" for number in range(LIKELY)},
    "row numbers": {f"sources.{number * 7}.url": "x" for number in range(LIKELY)},
    "languages": {f"title.{'x' * number}": "x" for number in range(1000 // SIZE)},
    "levels": {"title" + ".a" * (1000 // SIZE * number): "x" for number in range(20)},
    "unknown": {f"_{number}": "x" for number in range(LIKELY)},
    "removed": {"_action": "remove:figures.99999999999999999999", "figures.99999999999999999999.value": "1"},
    "one name": {"themes": [str(number) for number in range(LIKELY)]},
    "lines": {"success_factors.de": "a\n" * (400_000 // SIZE**2)},
    "digits": {"figures.0.value": "9" * (900_000 // SIZE), "period.start": "1" * (900_000 // SIZE)},
}
HARD = ("[](", "*a **b ", "> ", "![[[", "`a``", "&#0;", "<a<", "- ", "1. ", "\\", "[a]: b\n", "a b\n", "=;'")
DEEP = (
    "[" * 50_000,
    '{"title":' * 900 + "1" + "}" * 900,
    '{"title":' * 15 + "1" + "}" * 15,
    '"x"',
    "[]",
    "{",
    "",
)


@pytest.fixture(scope="module")
def app(tmp_path_factory: pytest.TempPathFactory) -> Starlette:
    return create_app(a_library(tmp_path_factory.mktemp("bodies")))


@pytest.fixture(scope="module")
def admin(app: Starlette) -> Person:
    admin = signed_in(app, "admin")
    for draft_id in ("anothers-draft", "anothers-waiting"):
        app.state.knowledge.drafts.start({"id": draft_id, "kind": "guide"}, by=admin.account.id)
    return admin


def own(name: str) -> str:
    return str(ROWS[name]["address"])


def digest(app: Starlette, draft_id: str) -> str:
    knowledge: Knowledge = app.state.knowledge
    return knowledge.drafts.get(draft_id).digest


@pytest.mark.parametrize("kind", MANY)
def test_many_parts_are_answered_in_time(app: Starlette, admin: Person, kind: str) -> None:
    start = time.monotonic()
    expected = {"_expected": digest(app, "anothers-draft"), "_language": "de"}
    answer = admin.post(own("desk_draft"), data={**expected, "_action": "save", **MANY[kind]})
    assert answer.status_code in (200, 303, 422)
    for name in ("login", "feedback", "desk_new", "desk_conflict", "desk_autosave")[:: examples(4, 1)]:
        assert admin.post(own(name), data={**expected, **MANY[kind]}).status_code < 500
    assert time.monotonic() - start < SECONDS
    values = app.state.knowledge.drafts.get("anothers-draft").values
    assert max(len(values.get("figures", ())), len(values.get("sources", ()))) <= MOST_ROWS


@pytest.mark.soak
@pytest.mark.parametrize("name", POSTING)
@pytest.mark.parametrize("kind", MANY)
def test_every_route_answers_in_time(admin: Person, name: str, kind: str) -> None:
    start = time.monotonic()
    if name != "logout":
        assert admin.post(own(name), data=MANY[kind]).status_code < 500
    assert time.monotonic() - start < SECONDS


@pytest.mark.parametrize("text", HARD[:: examples(6, 1)], ids=ascii)
def test_a_text_that_is_hard_to_read_costs_bounded_time(app: Starlette, admin: Person, text: str) -> None:
    long = (text * (50_000 // len(text)))[: 50_000 // examples(5, 1)]
    start = time.monotonic()
    draft_id = f"hard-{HARD.index(text)}"
    app.state.knowledge.drafts.start(
        {"id": draft_id, "summary": {"de": f"x {long[7:]} y"}}, by=admin.account.id
    )
    sent = {"_expected": digest(app, draft_id), "summary.de": long, "title.de": long, "figures.0.unit": long}
    assert admin.post(f"/desk/drafts/{draft_id}", data={**sent, "_action": "save"}).status_code == 303
    for page in ("", "/preview", "/review", "/likenesses"):
        assert admin.get(f"/desk/drafts/{draft_id}{page}").status_code == 200
    for page in ("/search", "/api/search", "/api/suggest", "/desk/records", "/desk/new"):
        assert admin.get(page, params={"q": long[:4000], "title": long[:4000]}).status_code < 500
    assert time.monotonic() - start < SECONDS


@pytest.mark.parametrize("mine", DEEP, ids=lambda text: text[:10])
def test_values_of_a_page_are_not_deeper_than_files(app: Starlette, admin: Person, mine: str) -> None:
    here = digest(app, "anothers-draft")
    sent = {"_start": here, "_theirs": here, "_draft": here, "_mine": mine}
    assert admin.post(own("desk_conflict"), data=sent).status_code == 400
    sent["_mine"] = json.dumps(
        {"title": {"de": "x"}, "figures": [[1], None, "x"], "place": [{}], "sources": 1}
    )
    assert admin.post(own("desk_conflict"), data=sent).status_code in (303, 409)


def part(head: str, body: bytes = b"x") -> bytes:
    return f"--b\r\n{head}\r\n\r\n".encode("latin-1") + body + b"\r\n"


TEXT = "Content-Disposition: form-data; name="
END = b"--b--\r\n"
BODIES: dict[str, bytes] = {
    "no end": part(f'{TEXT}"name"'),
    "no name": part("Content-Disposition: form-data") + END,
    "no head": b"--b\r\n\r\nx\r\n" + END,
    "two names": part(f'{TEXT}"name"; name="password"') + END,
    "star name": part(f"{TEXT}\"files\"; filename*=utf-8''..%2f..%2fx%0d%0a%00.html") + END,
    "two file names": part(f'{TEXT}"files"; filename="a.html"; filename="../b.html"') + END,
    "quoted": part(f'{TEXT}"files"; filename="a\\"; name=\\"_action.html"') + END,
    "no quotes": part(f"{TEXT}files; filename=a b;c.html") + END,
    "long head": part(f'{TEXT}"{"x" * 60_000}"') + END,
    "many heads": part(f'{TEXT}"name"\r\n' + "\r\n".join(f"X-{n}: x" for n in range(500))) + END,
    "nested": part(f'{TEXT}"files"\r\nContent-Type: multipart/mixed; boundary=c', b"--c\r\n\r\nx") + END,
    "encoded": part(f'{TEXT}"name"\r\nContent-Transfer-Encoding: base64', b"eHNz") + END,
    "charset": part(f'{TEXT}"name"\r\nContent-Type: text/plain; charset=utf-16', b"\xff\xfex\0") + END
    + part(f'{TEXT}"_charset_"', b"utf-7"),
    "bytes": part(f'{TEXT}"_action"', bytes(range(256))) + END,
    "empty": b"",
    "only end": END,
    "bare feeds": part(f'{TEXT}"name"').replace(b"\r\n", b"\n") + END,
    "after the end": END + part(f'{TEXT}"name"'),
    "many empty": part(f'{TEXT}""', b"") * 2000 + END,
}  # fmt: skip
KINDS = ("multipart/form-data; boundary=b", 'multipart/form-data; boundary="b"; charset=utf-7')
ODD_KINDS = (
    "multipart/form-data; boundary=",
    f"multipart/form-data; boundary={'b' * 5000}",
    "multipart/form-data; x",
)


@pytest.mark.parametrize("name", POSTING)
def test_no_body_is_a_failure(admin: Person, name: str) -> None:
    if name == "logout":
        return
    bodies = [(kind, body) for kind in KINDS for body in BODIES.values()] + [
        (kind, END) for kind in ODD_KINDS
    ]
    for kind, body in bodies[POSTING.index(name) % examples(9, 1) :: examples(9, 1)]:
        answer = admin.post(own(name), content=body, headers={"Content-Type": kind})
        assert answer.status_code < 500, body[:300]


@pytest.mark.parametrize("name", POSTING)
def test_files_in_place_of_texts_are_no_texts(app: Starlette, admin: Person, name: str) -> None:
    if name == "logout":
        return
    inputs = ("_action", "_expected", "_note", "_mine", "name", "password", "next", "to", "token", "record")
    fields = (
        *inputs,
        "account",
        "role",
        "title",
        "kind",
        "text",
        "title.de",
        "themes",
        "revision",
        "choice.0",
    )
    files: list[Any] = [(field, (f"{field}.txt", b"xss", "text/html")) for field in fields]
    before = digest(app, "anothers-draft")
    answer = admin.post(own(name), files=files[:20])
    assert answer.status_code < 500
    assert digest(app, "anothers-draft") == before
