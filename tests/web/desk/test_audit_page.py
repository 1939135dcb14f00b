"""Who did what, newest first?

1. Names stand for accounts, the command line and nobody are said so, and every action is worded.
2. It is read page by page; a page that is not there is empty, a malformed number is the first.
3. Nothing in it becomes markup.
"""

from __future__ import annotations

from pathlib import Path

import pytest
from bs4 import BeautifulSoup
from starlette.applications import Starlette

from tests.web.desk.signed_in import Person, an_empty_site, signed_in
from web.accounts.audit import ACTIONS, COMMAND_LINE
from web.desk.audit_page import SIZE


@pytest.fixture
def app(tmp_path: Path) -> Starlette:
    return an_empty_site(tmp_path)


def rows(person: Person, address: str) -> list[list[str]]:
    page = BeautifulSoup(person.get(address).text, "lxml")
    return [[cell.text for cell in row.select("th, td")] for row in page.select("tbody tr")]


def test_names_stand_for_accounts(app: Starlette) -> None:
    audit = app.state.knowledge.audit
    with signed_in(app, "admin") as admin:
        audit.note("role-changed", by=COMMAND_LINE, about=admin.account.id, detail="scout -> admin")
        audit.note("sign-in-failed", by="", about="")
        audit.note("published", by=admin.account.id, about="fees")
        shown = [row[1:] for row in rows(admin, "/desk/audit?lang=en")]
    assert shown == [
        ["test admin", "Published", "fees", ""],
        ["Nobody signed in", "Could not sign in", "", ""],
        ["Command line", "Changed a role", "test admin", "scout -> admin"],
    ]


@pytest.mark.parametrize("lang", ["de", "en"])
def test_every_action_is_worded(app: Starlette, lang: str) -> None:
    with signed_in(app, "admin") as admin:
        for action in ACTIONS:
            app.state.knowledge.audit.note(action, by=admin.account.id, about="fees")
        worded = {row[2] for row in rows(admin, f"/desk/audit?lang={lang}")}
    assert len(worded) == len(ACTIONS)
    assert not worded & set(ACTIONS)


def test_it_is_read_page_by_page(app: Starlette) -> None:
    with signed_in(app, "admin") as admin:
        assert "No entries yet" in admin.get("/desk/audit?lang=en").text
        for number in range(SIZE + 3):
            app.state.knowledge.audit.note("published", by=admin.account.id, about=f"record-{number}")
        first, second = rows(admin, "/desk/audit"), rows(admin, "/desk/audit?page=2")
        assert (len(first), len(second)) == (SIZE, 3)
        assert [row[3] for row in [first[0], second[-1]]] == [f"record-{SIZE + 2}", "record-0"]
        page = BeautifulSoup(admin.get("/desk/audit?lang=en").text, "lxml")
        assert [link["href"] for link in page.select(".paging a")] == ["/desk/audit?page=2&lang=en"]
        for malformed in ("0", "-1", "x", "9" * 50, "²", ""):
            assert rows(admin, f"/desk/audit?page={malformed}") == first
        assert rows(admin, "/desk/audit?page=99999999") == []


def test_nothing_in_it_becomes_markup(app: Starlette) -> None:
    with signed_in(app, "admin") as admin:
        app.state.knowledge.audit.note("deleted", by="<b>", about="<i>", detail="<script>alert(1)</script>")
        assert "<script>alert" not in admin.get("/desk/audit").text
        assert rows(admin, "/desk/audit")[0][3:] == ["<i>", "<script>alert(1)</script>"]
