"""Is everything of my own account in order?

1. The password is changed with the one of now; all other sessions end, this one goes on.
2. What is wrong is said beside its field, nothing is changed, and no password comes back.
3. Guessing the password of now is limited like signing in.
4. One's sessions are listed and ended, one or all; those of others are not.
5. A password that was given has to be changed before anything else is read.
"""

from __future__ import annotations

from pathlib import Path
from typing import Any

import pytest
from bs4 import BeautifulSoup
from starlette.applications import Starlette

from tests.web.desk.signed_in import PASSWORD, Browser, an_account, an_empty_site, signed_in

NEW = "another good pass phrase"


@pytest.fixture
def app(tmp_path: Path) -> Starlette:
    return an_empty_site(tmp_path)


def change(person: Browser, current: str = PASSWORD, chosen: str = NEW, again: str = NEW) -> Any:
    fields = {"current_password": current, "new_password": chosen, "new_password_again": again}
    return person.post("/desk/account?lang=en", data={"_action": "password", **fields})


def test_changing_the_password_ends_all_other_sessions(app: Starlette) -> None:
    with signed_in(app, "scout") as here, signed_in(app, "scout") as there:
        answer = change(here)
        assert (answer.status_code, answer.headers["location"]) == (
            303,
            "/desk/account?done=password&lang=en",
        )
        assert "Das Passwort ist geändert" in here.get("/desk/account?done=password&lang=de").text
        assert there.get("/desk/account").status_code == 303
        accounts = app.state.knowledge.accounts
        assert accounts.check("test scout", PASSWORD) is None
        assert accounts.check("test scout", NEW)
    newest = next(app.state.knowledge.audit.deeds())
    assert (newest.action, newest.by, newest.about) == ("password-changed", here.account.id, here.account.id)


@pytest.mark.parametrize(
    ("current", "chosen", "again", "field", "said"),
    [
        ("wrong", NEW, NEW, "current_password", "is another one"),
        (PASSWORD, NEW, "different", "new_password", "differ"),
        (PASSWORD, "short", "short", "new_password", "too short"),
        (PASSWORD, "x" * 201, "x" * 201, "new_password", "too long"),
        (PASSWORD, "a longer scout", "a longer scout", "new_password", "is your name"),
        (PASSWORD, "passwort1234", "passwort1234", "new_password", "first that are guessed"),
        ("", "", "", "current_password", "is another one"),
    ],
)
def test_what_is_wrong_is_said_beside_its_field(
    app: Starlette, current: str, chosen: str, again: str, field: str, said: str
) -> None:
    with signed_in(app, "scout", name="a longer scout") as scout:
        answer = change(scout, current, chosen, again)
        assert answer.status_code == 422
        page = BeautifulSoup(answer.text, "lxml")
        link = page.select_one(".error-summary a")
        named = page.select_one(f"#{field}")
        assert link
        assert named
        assert said in link.text
        assert link["href"] == f"#{field}"
        assert named["aria-invalid"] == "true"
        described = str(named["aria-describedby"]).split()[-1]
        assert said in page.select(f"#{described}")[0].text
        assert not [one for one in page.select("input[type=password]") if one.get("value")]
        assert app.state.knowledge.accounts.check("a longer scout", PASSWORD)


def test_a_password_manager_is_told_whose_password_it_is(app: Starlette) -> None:
    with signed_in(app, "scout") as person:
        page = BeautifulSoup(person.get("/desk/account").text, "lxml")
    (name,) = page.select("form:has([autocomplete=new-password]) [autocomplete=username]")
    assert (name["type"], name["value"]) == ("text", "test scout")  # the hidden type is passed over by some
    assert {"hidden", "readonly"} <= name.attrs.keys()


def test_guessing_the_password_of_now_is_limited(app: Starlette) -> None:
    with signed_in(app, "scout") as scout:
        for _ in range(10):
            change(scout, "wrong")
        answer = change(scout)
        assert "tried too often" in answer.text
        assert app.state.knowledge.accounts.check("test scout", NEW) is None


def test_sessions_are_listed_and_ended(app: Starlette) -> None:
    with signed_in(app, "scout") as here, signed_in(app, "scout") as there, signed_in(app, "editor") as other:
        page = BeautifulSoup(here.get("/desk/account").text, "lxml")
        assert len(page.select("tbody tr")) == 2
        (button,) = page.select("tbody button")
        assert "192.0.2.0/24" in page.select("tbody tr")[0].text
        assert other.post("/desk/account", data={"_action": button["value"]}).status_code == 303
        assert there.get("/desk/account").status_code == 200
        answer = here.post("/desk/account?lang=de", data={"_action": button["value"]})
        assert answer.headers["location"] == "/desk/account?done=ended&lang=de"
        assert there.get("/desk/account").status_code == 303
        assert here.get("/desk/account").status_code == 200
        assert other.get("/desk/account").status_code == 200


def test_one_signs_out_everywhere(app: Starlette) -> None:
    with signed_in(app, "scout") as here, signed_in(app, "scout") as there:
        answer = here.post("/desk/account", data={"_action": "everywhere"})
        assert (answer.status_code, answer.headers["location"]) == (303, "/login")
        assert "Max-Age=0" in answer.headers["set-cookie"]
        for person in (here, there):
            assert person.get("/desk/account").status_code == 303
    assert next(app.state.knowledge.audit.deeds()).action == "sessions-ended"


def test_a_given_password_has_to_be_changed_first(app: Starlette) -> None:
    anna = app.state.knowledge.accounts.add("anna", "scout", "given-by-somebody", provisional=True)
    with Browser(app) as browser:
        form = {"name": "anna", "password": "given-by-somebody"}
        assert browser.post("/login", data=form).headers["location"] == "/desk"
        answer = browser.get("/desk")
        assert (answer.status_code, answer.headers["location"]) == (303, "/desk/account")
        assert "Choose your own one" in browser.get("/desk/account?lang=en").text
        assert change(browser, "given-by-somebody").status_code == 303
        assert "Choose your own one" not in browser.get("/desk/account?lang=en&done=password").text
        assert browser.get("/desk/concepts?vocabulary=themes").status_code == 200
    assert app.state.knowledge.accounts.get(anna.id) == anna
    assert an_account(app, "scout", "anna") == anna
