"""Does signing in let in whom it should, and lose nothing that was typed?

1. Name and password lead to a session, a new one each time, and to the page that was asked for.
2. Whatever is wrong, the answer is the same; nothing typed but the password comes back; nothing is written
   into a header.
3. Too many attempts: 429 with the time to wait, even with the right password, whether the name exists or not.
4. Signing in leads to pages of this site only.
5. A form that came too late is carried through signing in, however often that fails, and sent on by one
   button to the same address; passwords and files are not carried, and the page says so.
6. Signing out ends the session, not only the cookie.
7. The first run says what to do; then nobody is told whether there are accounts.
8. Nothing here is kept by a cache or listed by a search engine, and who reads gets no cookie.
"""

from __future__ import annotations

import html
import json
from pathlib import Path
from typing import Any
from urllib.parse import parse_qsl, quote, urlsplit

import pytest
from bs4 import BeautifulSoup, Tag
from starlette.applications import Starlette

from tests.web.desk.signed_in import PASSWORD, Browser, an_account, an_empty_site, signed_in
from web.accounts.accounts import Accounts

DESK = "/desk/account"
TYPED = {
    "title.de": ["Zeile eins\r\nZeile <zwei> \"&' ü 𝄞"],
    "themes": ["skills", "financing"],
    "empty": [""],
    "kept:x": ["y"],
    "next": ["https://evil.example"],
}


@pytest.fixture(scope="module")
def app(tmp_path_factory: pytest.TempPathFactory) -> Starlette:
    app = an_empty_site(tmp_path_factory.mktemp("login"))
    an_account(app, "admin")
    app.state.knowledge.accounts.disable(an_account(app, "scout", "withdrawn").id)
    return app


@pytest.fixture(autouse=True)
def nobody_has_tried_yet(app: Starlette) -> None:
    accounts: Accounts = app.state.knowledge.accounts
    accounts.attempts.forget()


def sign_in(browser: Browser, **fields: Any) -> Any:
    return browser.post("/login?lang=en", data={"name": "test admin", "password": PASSWORD, **fields})


def the_form(answer: Any) -> Tag:
    (form,) = BeautifulSoup(answer.text, "html5lib").select("main form")
    return form


def fields_of(form: Tag) -> list[tuple[str, str]]:
    """What a browser would send of the inputs of a form; it ends lines with CR LF."""
    return [
        (str(field["name"]), str(field.get("value", "")).replace("\n", "\r\n"))
        for field in form.select("input[name]")
    ]


def as_data(fields: list[tuple[str, str]]) -> dict[str, list[str]]:
    data: dict[str, list[str]] = {}
    for name, value in fields:
        data.setdefault(name, []).append(value)
    return data


def test_name_and_password_open_a_session(app: Starlette) -> None:
    with Browser(app) as browser:
        asked = browser.get(f"{DESK}?done=x&lang=en")
        assert asked.status_code == 303
        target = urlsplit(asked.headers["location"])
        assert (target.path, dict(parse_qsl(target.query))) == (
            "/login",
            {"next": f"{DESK}?done=x&lang=en", "lang": "en"},
        )
        form = the_form(browser.get(asked.headers["location"]))
        answer = sign_in(browser, **dict(fields_of(form)[:1]))
        assert (answer.status_code, answer.headers["location"]) == (303, f"{DESK}?done=x&lang=en")
        assert browser.get(answer.headers["location"]).status_code == 200
        assert browser.get("/login?next=/desk/audit").headers["location"] == "/desk/audit"


def test_each_session_has_a_token_of_its_own(app: Starlette) -> None:
    with Browser(app) as browser:
        browser.cookies.set("leuchtturm", "planted-by-somebody-else", domain="testserver.local")
        sign_in(browser)
        first = dict(browser.cookies)["leuchtturm"]
        assert first != "planted-by-somebody-else"
        assert browser.get(DESK).status_code == 200
        sign_in(browser)
        second = dict(browser.cookies)["leuchtturm"]
        assert second != first
    with Browser(app, cookies={"leuchtturm": first}) as thief:
        assert thief.get(DESK).status_code == 303
    with Browser(app, cookies={"leuchtturm": "planted-by-somebody-else"}) as thief:
        assert thief.get(DESK).status_code == 303


@pytest.mark.parametrize(
    ("name", "password"),
    [
        ("test admin", "wrong"),
        ("nobody", PASSWORD),
        ("withdrawn", PASSWORD),
        ("", ""),
        ("test admin", PASSWORD * 100),
        ("x" * 100_000, PASSWORD),
        ("\x00\r\nSet-Cookie: x", PASSWORD),
    ],
)
def test_whatever_is_wrong_the_answer_is_the_same(app: Starlette, name: str, password: str) -> None:
    with Browser(app) as browser:
        answer = sign_in(browser, name=name, password=password)
        assert answer.status_code == 401
        assert "That did not open an account" in answer.text
        assert "set-cookie" not in answer.headers
        assert not password or password not in answer.text
        page = answer.text.replace(html.escape(name, quote=True), "") if name else answer.text
        usual = sign_in(browser, name="somebody").text.replace("somebody", "")
        if "\x00" not in name:
            assert page.replace('value=""', "") == usual.replace('value=""', "")


def test_a_failed_attempt_is_noted_without_what_was_typed(app: Starlette) -> None:
    with Browser(app) as browser:
        sign_in(browser, name="my secret")
    newest = next(app.state.knowledge.audit.deeds())
    assert (newest.action, newest.by, newest.about, newest.detail) == ("sign-in-failed", "", "", "")


@pytest.mark.parametrize("name", ["test admin", "nobody"])
def test_after_too_many_attempts_one_has_to_wait(app: Starlette, name: str) -> None:
    with Browser(app) as browser:
        answers = [sign_in(browser, name=name, password="wrong") for _ in range(10)]
        assert {answer.status_code for answer in answers} == {401}
        refused = sign_in(browser, name=name, to=DESK, **{"kept:a": "typed"})
        assert refused.status_code == 429
        assert 800 < int(refused.headers["retry-after"]) <= 901
        assert "Try again in 15 minutes" in refused.text
        assert ("kept:a", "typed") in fields_of(the_form(refused))
        assert "set-cookie" not in refused.headers


@pytest.mark.parametrize(
    "target",
    [
        "https://evil.example/",
        "//evil.example/",
        "///evil.example",
        "/\\evil.example",
        "\\\\evil.example",
        "/%5cevil.example/..",
        "/\t/evil.example",
        "/\n/evil.example",
        "javascript:alert(1)",
        "data:text/html,x",
        "/desk/../../evil",
        "/desk/%2e%2e/evil",
        "/desk\r\nSet-Cookie: a=b",
        "/desk\u2028",
        "desk",
        "?x",
        "/" + "a" * 3000,
        "http:/evil.example",
        "@evil.example",
        "/..//evil.example",
    ],
)
def test_signing_in_leads_to_pages_of_this_site_only(app: Starlette, target: str) -> None:
    with Browser(app) as browser:
        form = the_form(browser.get(f"/login?next={quote(target, safe='')}"))
        assert ("next", "") in fields_of(form)
        answer = sign_in(browser, next=target)
        assert (answer.status_code, answer.headers["location"]) == (303, "/desk?lang=en")
        answer = browser.get(f"/login?lang=en&next={quote(target, safe='')}")
        assert answer.headers["location"] == "/desk?lang=en"
        late = sign_in(browser, to=target, **{"kept:a": "b"})
        assert late.status_code == 303


def test_another_language_leads_on_to_the_same_page(app: Starlette) -> None:
    page = BeautifulSoup(Browser(app).get("/login?next=/desk/new?title=A%26B&lang=en").text, "lxml")
    (german,) = page.select("header .languages a[hreflang=de]")
    again = BeautifulSoup(Browser(app).get(str(german["href"])).text, "lxml")
    assert [tag["value"] for tag in again.select("input[name=next]")] == ["/desk/new?title=A&B"]


def test_below_a_path_signing_in_leads_nowhere_else(tmp_path: Path) -> None:
    app = an_empty_site(tmp_path, KB_BASE_URL="/wissen")
    an_account(app, "admin")
    with Browser(app) as browser:
        for target, place in (("/wissen/desk/audit", "/wissen/desk/audit"), ("/other", "/wissen/desk")):
            answer = browser.post(
                "/wissen/login", data={"name": "test admin", "password": PASSWORD, "next": target}
            )
            assert answer.headers["location"] == place
            assert "Path=/wissen;" in answer.headers["set-cookie"]
        assert browser.get("/wissen/desk/audit").status_code == 200
        assert browser.post("/wissen/logout").headers["location"] == "/wissen/"


@pytest.mark.parametrize("multipart", [False, True])
def test_a_form_that_came_too_late_is_carried_through(app: Starlette, multipart: bool) -> None:
    extra: dict[str, Any] = {"files": {"paper": ("Bericht.pdf", b"%PDF")}} if multipart else {}
    with Browser(app) as browser:
        late = browser.post(f"{DESK}?lang=en&x=1", data={**TYPED, "new_password": "unseen"}, **extra)
        assert late.status_code == 401
        assert "What you typed is kept" in late.text
        assert "Passwords are not kept" in late.text
        assert ("Bericht.pdf" in late.text) == multipart
        for _ in range(2):  # refused once, carried all the same
            carried = as_data(fields_of(the_form(late)))
            late = sign_in(browser, **{**carried, "name": "test admin", "password": "wrong"})
            assert late.status_code == 401
        carried = as_data(fields_of(the_form(late)))
        again = sign_in(browser, **{**carried, "name": "test admin", "password": PASSWORD})
        assert again.status_code == 200
        for text in (late.text, again.text):
            assert "unseen" not in text
            assert PASSWORD not in text
        form = the_form(again)
        assert (form["method"], form["action"]) == ("post", f"{DESK}?lang=en&x=1")
        assert (form["enctype"] == "multipart/form-data") == multipart
        assert as_data(fields_of(form)) == TYPED
        assert [button.name for button in form.select("button")] == ["button"]
        assert browser.get(DESK).status_code == 200


def test_the_form_is_carried_to_the_desk_only(app: Starlette) -> None:
    with Browser(app) as browser:
        for to in ("/logout", "/search", "https://evil.example/desk", "//evil.example/desk"):
            answer = sign_in(browser, to=to, **{"kept:a": "b"})
            assert (answer.status_code, answer.headers["location"]) == (303, "/desk?lang=en")


@pytest.mark.parametrize("fields", [{"current_password": "a", "new_password": "b"}, {}])
def test_where_nothing_can_be_carried_the_page_is_opened_again(
    app: Starlette, fields: dict[str, str]
) -> None:
    files = None if fields else {"paper": ("Bericht.pdf", b"%PDF")}
    with Browser(app) as browser:
        carried = dict(fields_of(the_form(browser.post(DESK, data=fields, files=files))))
        answer = sign_in(browser, **{**carried, "name": "test admin", "password": PASSWORD})
        assert (answer.status_code, answer.headers["location"]) == (303, DESK)


def test_signing_out_ends_the_session(app: Starlette) -> None:
    with signed_in(app, "scout") as scout:
        token = dict(scout.cookies)["leuchtturm"]
        answer = scout.post("/logout")
        assert (answer.status_code, answer.headers["location"]) == (303, "/")
        assert 'leuchtturm=""' in answer.headers["set-cookie"]
        assert "Max-Age=0" in answer.headers["set-cookie"]
    with Browser(app, cookies={"leuchtturm": token}) as thief:
        assert thief.get(DESK).status_code == 303
        assert thief.post("/logout").status_code == 303
        assert thief.get("/logout").status_code == 405


def test_the_first_run_says_what_to_do(tmp_path: Path) -> None:
    app = an_empty_site(tmp_path)
    with Browser(app) as browser:
        assert "kb user add NAME --role admin" in browser.get("/login").text
        an_account(app, "admin")
        assert "kb user add" not in browser.get("/login").text


def test_when_nothing_can_be_stored_nothing_typed_is_lost(tmp_path: Path) -> None:
    app = an_empty_site(tmp_path)
    an_account(app, "admin")
    path = app.state.knowledge.settings.accounts
    path.write_bytes(b"no database" * 100)
    with Browser(app) as browser:
        answer = sign_in(browser, to=DESK, **{"kept:a": "typed"})
        assert answer.status_code == 503
        assert ("kept:a", "typed") in fields_of(the_form(answer))


def test_nothing_here_is_kept_or_listed(app: Starlette) -> None:
    with Browser(app) as browser:
        answers: list[Any] = [
            browser.get("/login"),
            sign_in(browser, password="wrong"),
            browser.get(DESK),
            browser.post(DESK),
            sign_in(browser),
            browser.get(DESK),
        ]
        for answer in answers:
            assert answer.headers["cache-control"] == "no-store"
            assert "noindex" in answer.headers["x-robots-tag"]


def test_the_audit_log_tells_who_signed_in_and_out(app: Starlette) -> None:
    with Browser(app) as browser:
        sign_in(browser)
        browser.post("/logout")
    account = an_account(app, "admin")
    newest, before = (
        json.dumps(vars(deed)) for deed, _ in zip(app.state.knowledge.audit.deeds(), "ab", strict=False)
    )
    assert ("sign-out" in newest, "sign-in" in before) == (True, True)
    for line in (newest, before):
        assert account.id in line
        assert account.name not in line
        assert "testclient" not in line
