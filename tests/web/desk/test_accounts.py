"""Who may work here?

1. An account is added with a password that is shown once, opens it, and is kept nowhere.
2. Role, disabling, enabling and a new password act at once and are in the audit log.
3. What is refused is said, and nothing is changed; the last administrator stays.
4. Names of others cannot become markup.
"""

from __future__ import annotations

from pathlib import Path
from typing import Any

import pytest
from bs4 import BeautifulSoup
from starlette.applications import Starlette

from tests.web.desk.signed_in import (
    PASSWORD,
    Browser,
    Person,
    an_account,
    an_empty_site,
    cheap_accounts,
    signed_in,
)


@pytest.fixture
def app(tmp_path: Path) -> Starlette:
    return an_empty_site(tmp_path)


def send(person: Person, action: str, **fields: str) -> Any:
    return person.post("/desk/accounts?lang=en", data={"_action": action, **fields})


def shown_password(answer: Any) -> str:
    (code,) = BeautifulSoup(answer.text, "lxml").select("main code")
    return code.text


def newest(app: Starlette) -> tuple[str, str, str, str]:
    deed = next(app.state.knowledge.audit.deeds())
    return deed.action, deed.by, deed.about, deed.detail


def test_an_account_is_added_with_a_password_that_is_shown_once(app: Starlette) -> None:
    with signed_in(app, "admin") as admin, Browser(app) as anna:
        answer = send(admin, "add", name="Anna", role="scout")
        password = shown_password(answer)
        assert answer.headers["cache-control"] == "no-store"
        account = app.state.knowledge.accounts.named("anna")
        assert newest(app) == ("account-added", admin.account.id, account.id, "scout")
        assert password not in admin.get("/desk/accounts").text
        assert anna.post("/login", data={"name": "anna", "password": password}).status_code == 303
        kept = b"".join(file.read_bytes() for file in app.state.knowledge.settings.accounts.parent.iterdir())
        assert password.encode() not in kept


def test_changes_act_at_once(app: Starlette) -> None:
    accounts = app.state.knowledge.accounts
    with signed_in(app, "admin") as admin:
        for action, fields, noted, detail in (
            ("role", {"role": "editor"}, "role-changed", "scout -> editor"),
            ("reset", {}, "password-reset", ""),
            ("disable", {}, "account-disabled", ""),
        ):
            with signed_in(app, "scout", name="anna") as anna:
                assert anna.get("/desk/account").status_code == 200
                answer = send(admin, action, account=anna.account.id, **fields)
                assert answer.status_code == 200
                assert "sessions have ended" in answer.text
                assert anna.get("/desk/account").status_code == 303
                assert newest(app) == (noted, admin.account.id, anna.account.id, detail)
        assert accounts.named("anna").role == "editor"
        assert accounts.check("anna", PASSWORD) is None
        send(admin, "enable", account=anna.account.id)
        password = shown_password(send(admin, "reset", account=anna.account.id))
        assert accounts.check("anna", password)


def test_the_same_role_again_changes_nothing(app: Starlette) -> None:
    with signed_in(app, "admin") as admin, signed_in(app, "scout") as scout:
        before = list(app.state.knowledge.audit.deeds())
        assert send(admin, "role", account=scout.account.id, role="scout").status_code == 200
        assert scout.get("/desk/account").status_code == 200
        assert list(app.state.knowledge.audit.deeds()) == before


@pytest.mark.parametrize(
    ("action", "fields", "said"),
    [
        ("add", {"name": "a@b.example", "role": "scout"}, "cannot be a name"),
        ("add", {"name": "<script>", "role": "scout"}, "cannot be a name"),
        ("add", {"name": "TEST admin", "role": "scout"}, "already"),
        ("add", {"name": "anna", "role": "chief"}, "not known here"),
        ("add", {}, "not known here"),
        ("role", {"account": "own", "role": "scout"}, "only administrator"),
        ("disable", {"account": "own"}, "only administrator"),
        ("disable", {"account": "nobody"}, "does not exist"),
        ("reset", {}, "does not exist"),
        ("delete", {"account": "own"}, "not known here"),
    ],
)
def test_what_is_refused_is_said(app: Starlette, action: str, fields: dict[str, str], said: str) -> None:
    with signed_in(app, "admin") as admin:
        before, deeds = app.state.knowledge.accounts.all(), list(app.state.knowledge.audit.deeds())
        sent = {**fields, **({"account": admin.account.id} if fields.get("account") == "own" else {})}
        answer = send(admin, action, **sent)
        assert answer.status_code == 422
        summary = BeautifulSoup(answer.text, "lxml").select_one(".error-summary a")
        assert summary
        assert said in summary.text
        assert "<script>" not in answer.text.partition("<main")[2]
        assert app.state.knowledge.accounts.all() == before
        assert list(app.state.knowledge.audit.deeds()) == deeds
        assert admin.get("/desk/accounts").status_code == 200


def test_every_control_has_a_name_of_its_own(app: Starlette) -> None:
    for name in ("anna", "bert"):
        an_account(app, "scout", name)
    cheap_accounts(app).disable(an_account(app, "scout", "cleo").id)
    with signed_in(app, "admin") as admin:
        page = BeautifulSoup(admin.get("/desk/accounts?lang=en").text, "lxml")
    buttons = [" ".join(button.text.split()) for button in page.select("main button")]
    assert len(buttons) == len(set(buttons)) == 4 * 3 + 1
    labels = {str(label["for"]) for label in page.select("main label")}
    assert {str(field["id"]) for field in page.select("main select, main input:not([type=hidden])")} == labels
