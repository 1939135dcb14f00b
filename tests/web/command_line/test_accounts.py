"""``kb user``.

1. ``add`` takes the password from standard input, ``list`` shows accounts, with --json as one object.
2. ``role``, ``password``, ``disable`` and ``enable`` change an account at once, for a running server too;
   with another password one may try again at once.
3. What is refused is one line on standard error and exit code 1, wrong use is 2; no password is ever said.
4. Everything is in the audit log, done by the command line.
5. On a terminal the password is asked for twice, and not shown.
"""

from __future__ import annotations

import json
from pathlib import Path

import pytest
from typer.testing import CliRunner, Result

from indexer.command_line.application import app
from kb.settings import load_settings
from web.accounts.accounts import Accounts
from web.accounts.audit import COMMAND_LINE, Audit
from web.accounts.errors import TooManyAttempts
from web.command_line import accounts as commands

GOOD = "a good long sentence"
OTHER = "another good sentence"


class KbUser:
    """Runs ``kb user`` with a state of its own."""

    def __init__(self, folder: Path) -> None:
        self._environment = {"KB_CORPUS": str(folder / "corpus"), "KB_VAR": str(folder / "var")}
        settings = load_settings(self._environment)
        self.accounts, self.audit = Accounts(settings.accounts), Audit(settings.audit)

    def __call__(self, *words: str, typed: str = "") -> Result:
        result = CliRunner().invoke(app, ["user", *words], input=typed, env=self._environment)
        assert "Traceback" not in result.output
        assert not typed or typed.strip() not in result.output
        return result


@pytest.fixture
def kb_user(tmp_path: Path) -> KbUser:
    assert commands.user.registered_commands
    return KbUser(tmp_path)


def test_an_account_is_added_and_listed(kb_user: KbUser) -> None:
    assert "kb user add" in kb_user("list").stderr
    added = kb_user("add", "Anna", "--role", "admin", typed=f"{GOOD}\n")
    assert (added.exit_code, added.stdout) == (0, "Anna (admin): added\n")
    account = kb_user.accounts.check("anna", GOOD)
    assert account
    assert kb_user("list").stdout.split() == ["Anna", "admin", "enabled", account.created[:10], account.id]
    values = json.loads(kb_user("list", "--json").stdout)
    assert values == {"accounts": [{**vars(account)}]}
    values = json.loads(kb_user("add", "Bert", "--role", "scout", "--json", typed=OTHER).stdout)
    assert values == vars(kb_user.accounts.named("bert"))


def test_changes_act_at_once(kb_user: KbUser) -> None:
    kb_user("add", "boss", "--role", "admin", typed=GOOD)
    kb_user("add", "anna", "--role", "scout", typed=GOOD)
    anna = kb_user.accounts.named("anna").id

    def signed_in() -> bool:
        return kb_user.accounts.sessions.find(token) is not None

    for words, typed in (
        (("role", "Anna", "editor"), ""),
        (("password", "anna"), OTHER),
        (("disable", "anna"), ""),
    ):
        token = kb_user.accounts.sessions.open(anna, network="", browser="")
        assert signed_in()
        assert kb_user(*words, typed=typed).exit_code == 0
        assert not signed_in()
    assert kb_user.accounts.named("anna").role == "editor"
    assert kb_user.accounts.check("anna", OTHER) is None
    assert kb_user("enable", "anna").exit_code == 0
    assert kb_user.accounts.check("anna", OTHER)
    assert [(deed.action, deed.by, deed.detail) for deed in kb_user.audit.deeds()][:4] == [
        ("account-enabled", COMMAND_LINE, ""),
        ("account-disabled", COMMAND_LINE, ""),
        ("password-reset", COMMAND_LINE, ""),
        ("role-changed", COMMAND_LINE, "scout -> editor"),
    ]
    assert {deed.about for deed in list(kb_user.audit.deeds())[:5]} == {anna}


def test_with_another_password_one_may_try_at_once(kb_user: KbUser) -> None:
    kb_user("add", "anna", "--role", "admin", typed=GOOD)
    for _ in range(10):
        kb_user.accounts.attempts.count("anna", "192.0.2.0/24")
    with pytest.raises(TooManyAttempts):
        kb_user.accounts.attempts.count("anna", "192.0.2.0/24")
    assert kb_user("password", "anna", typed=OTHER).exit_code == 0
    kb_user.accounts.attempts.count("anna", "192.0.2.0/24")


@pytest.mark.parametrize(
    ("words", "typed", "said"),
    [
        (("add", "anna", "--role", "admin"), "too short", "fewer than 12"),
        (("add", "a@b.example", "--role", "admin"), GOOD, "cannot be a name"),
        (("add", "BOSS", "--role", "scout"), GOOD, "already"),
        (("disable", "boss"), "", "only administrator"),
        (("role", "boss", "scout"), "", "only administrator"),
        (("password", "boss"), "", "fewer than 12"),
        (("password", "nobody"), GOOD, "no account 'nobody'"),
        (("enable", "nobody"), "", "kb user list"),
    ],
)
def test_what_is_refused_is_one_line(kb_user: KbUser, words: tuple[str, ...], typed: str, said: str) -> None:
    kb_user("add", "boss", "--role", "admin", typed=GOOD)
    before = list(kb_user.audit.deeds())
    result = kb_user(*words, typed=typed)
    assert (result.exit_code, result.stdout) == (1, "")
    (line,) = result.stderr.splitlines()
    assert line.startswith("kb: ")
    assert said in line
    assert list(kb_user.audit.deeds()) == before


@pytest.mark.parametrize(
    "words", [("add", "anna"), ("add", "anna", "--role", "chief"), ("role", "anna"), ("x",)]
)
def test_wrong_use_is_exit_code_2(kb_user: KbUser, words: tuple[str, ...]) -> None:
    assert kb_user(*words, typed=GOOD).exit_code == 2


def test_on_a_terminal_the_password_is_asked_for_until_both_are_equal(
    kb_user: KbUser, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(commands, "at_a_terminal", lambda: True)
    typed = f"{GOOD}\n{OTHER}\n{GOOD}\n{GOOD}\n"
    result = kb_user("add", "anna", "--role", "scout", typed=typed)
    assert (result.exit_code, result.stdout.strip()) == (0, "anna (scout): added")
    assert GOOD not in result.stderr
    assert kb_user.accounts.check("anna", GOOD)
    typed = f"{GOOD}\n{OTHER}\n"
    assert kb_user("add", "bert", "--role", "scout", typed=typed).exit_code == 1
