"""Who has an account?

1. Accounts are added, found by id and by name however it is capitalised, listed, and named for histories.
2. Names are unique in every spelling people confuse; malformed ones are refused with what to write.
3. Disabling, another role and another password end the sessions at once; only changing one's own keeps one.
4. The last administrator cannot be taken away; nothing is changed then.
5. A password opens its own account only, not a disabled one, and a given one only for a week.
6. A hash of older parameters is made anew when its owner signs in.
7. The file is nobody else's, holds no password and no token, and one of a newer program is refused.
8. Several processes use it at the same time.
9. A disk that refuses is StorageFailed, and nothing is changed.
"""

from __future__ import annotations

import sqlite3
import stat
from concurrent.futures import ProcessPoolExecutor
from pathlib import Path

import pytest
from argon2 import PasswordHasher

from kb.errors import StorageFailed
from tests.web.accounts.ready import accounts_at
from tests.web.accounts.writing import add_some
from web.accounts.accounts import PROVISIONAL_DAYS, Accounts
from web.accounts.errors import AccountMissing, LastAdministrator, NameRefused, PasswordRefused
from web.accounts.passwords import Passwords

GOOD = "a good long sentence"
OTHER = "another good sentence"


@pytest.fixture
def accounts(tmp_path: Path) -> Accounts:
    return accounts_at(tmp_path)[0]


def signed_in(accounts: Accounts, account_id: str) -> str:
    return accounts.sessions.open(account_id, network="192.0.2.0/24", browser="Firefox")


def test_an_account_is_found_again(accounts: Accounts) -> None:
    anna = accounts.add("Anna  Öz", "scout", GOOD)
    accounts.add("bert", "admin", GOOD)
    assert (anna.name, anna.role, anna.disabled, anna.created) == (
        "Anna Öz",
        "scout",
        False,
        "2026-09-21T14:13:20Z",
    )
    assert accounts.get(anna.id) == accounts.named(" anna öz ") == anna
    assert [account.name for account in accounts.all()] == ["Anna Öz", "bert"]
    assert accounts.names()[anna.id] == "Anna Öz"
    for wanted in (accounts.get, accounts.named):
        with pytest.raises(AccountMissing, match="kb user list"):
            wanted("nobody")


@pytest.mark.parametrize("again", ["anna", "ANNA", " Anna ", "\uff21nna"])
def test_a_name_belongs_to_one_account(accounts: Accounts, again: str) -> None:
    accounts.add("Anna", "scout", GOOD)
    with pytest.raises(NameRefused, match="already") as refused:
        accounts.add(again, "scout", GOOD)
    assert refused.value.taken
    assert len(accounts.all()) == 1


@pytest.mark.parametrize(
    "name", ["", " ", "-a", "a" * 61, "a@example.org", "a\x00b", "a\u202eb", "<b>", "a;b", "a/b", '"', "a-"]
)
def test_a_malformed_name_is_refused(accounts: Accounts, name: str) -> None:
    with pytest.raises(NameRefused, match="Use up to 60 letters") as refused:
        accounts.add(name, "scout", GOOD)
    assert not refused.value.taken


def test_a_weak_password_is_refused(accounts: Accounts) -> None:
    with pytest.raises(PasswordRefused):
        accounts.add("anna", "scout", "short")
    anna = accounts.add("anna", "scout", GOOD)
    with pytest.raises(PasswordRefused):
        accounts.set_password(anna.id, "short")
    assert accounts.check("anna", GOOD)


def test_what_takes_rights_away_ends_the_sessions(accounts: Accounts) -> None:
    accounts.add("boss", "admin", GOOD)
    anna = accounts.add("anna", "scout", GOOD)
    for change in (
        lambda: accounts.set_role(anna.id, "editor"),
        lambda: accounts.disable(anna.id),
        lambda: accounts.enable(anna.id),
        lambda: accounts.set_password(anna.id, OTHER),
    ):
        if accounts.get(anna.id).disabled:
            accounts.enable(anna.id)
        tokens = [signed_in(accounts, anna.id) for _ in range(2)]
        assert all(accounts.sessions.find(token) for token in tokens)
        change()
        assert [accounts.sessions.find(token) for token in tokens] == [None, None]


def test_changing_ones_own_password_keeps_the_session_it_was_changed_in(accounts: Accounts) -> None:
    anna = accounts.add("anna", "scout", GOOD)
    mine, other = signed_in(accounts, anna.id), signed_in(accounts, anna.id)
    found = accounts.sessions.find(mine)
    assert found
    accounts.set_password(anna.id, OTHER, keep=found.session)
    assert accounts.sessions.find(mine)
    assert accounts.sessions.find(other) is None
    assert accounts.check("anna", GOOD) is None
    assert accounts.check("anna", OTHER)


def test_the_sessions_of_others_go_on(accounts: Accounts) -> None:
    anna, bert = (accounts.add(name, "scout", GOOD) for name in ("anna", "bert"))
    token = signed_in(accounts, bert.id)
    accounts.disable(anna.id)
    assert accounts.sessions.find(token)


@pytest.mark.parametrize("change", ["role", "disable"])
def test_the_last_administrator_stays(accounts: Accounts, change: str) -> None:
    boss = accounts.add("boss", "admin", GOOD)
    other = accounts.add("other", "admin", GOOD)
    accounts.disable(other.id)
    token = signed_in(accounts, boss.id)
    changes = {
        "role": lambda: accounts.set_role(boss.id, "scout"),
        "disable": lambda: accounts.disable(boss.id),
    }
    with pytest.raises(LastAdministrator):
        changes[change]()
    assert accounts.get(boss.id) == boss
    assert accounts.sessions.find(token)
    accounts.enable(other.id)
    assert accounts.set_role(boss.id, "scout").role == "scout"


def test_a_password_opens_its_own_account_only(accounts: Accounts) -> None:
    anna = accounts.add("anna", "scout", GOOD)
    accounts.add("bert", "scout", OTHER)
    assert accounts.check("ANNA", GOOD) == anna
    for name, password in (
        ("anna", OTHER),
        ("nobody", GOOD),
        ("anna", ""),
        ("", ""),
        ("anna", GOOD + "x" * 999),
    ):
        assert accounts.check(name, password) is None
    accounts.disable(anna.id)
    assert accounts.check("anna", GOOD) is None
    accounts.enable(anna.id)
    assert accounts.check("anna", GOOD)


def test_a_given_password_opens_for_a_week(tmp_path: Path) -> None:
    accounts, clock = accounts_at(tmp_path)
    anna = accounts.add("anna", "scout", GOOD, provisional=True)
    found = accounts.sessions.find(signed_in(accounts, anna.id))
    assert found
    assert found.provisional
    clock.seconds += PROVISIONAL_DAYS * 86_400 - 1
    assert accounts.check("anna", GOOD)
    clock.seconds += 1
    assert accounts.check("anna", GOOD) is None
    accounts.set_password(anna.id, OTHER)
    clock.seconds += 999 * 86_400
    assert accounts.check("anna", OTHER)


def test_a_hash_of_older_parameters_is_made_anew(tmp_path: Path) -> None:
    path = tmp_path / "accounts.sqlite"
    Accounts(path, Passwords(PasswordHasher(1, 8, 1))).add("anna", "scout", GOOD)

    def kept() -> str:
        connection = sqlite3.connect(path)
        (text,) = connection.execute("SELECT password FROM accounts").fetchone()
        connection.close()
        return str(text)

    assert "m=8,t=1" in kept()
    stronger = Accounts(path, Passwords(PasswordHasher(2, 16, 1)))
    assert stronger.check("anna", OTHER) is None
    assert "m=8,t=1" in kept()
    assert stronger.check("anna", GOOD)
    assert "m=16,t=2" in kept()
    assert stronger.check("anna", GOOD)


def test_the_file_holds_no_secret_and_is_nobody_elses(tmp_path: Path) -> None:
    accounts, _ = accounts_at(tmp_path)
    anna = accounts.add("anna", "scout", GOOD)
    token = signed_in(accounts, anna.id)
    path = tmp_path / "state" / "accounts.sqlite"
    assert stat.S_IMODE(path.stat().st_mode) == 0o600
    kept = b"".join(file.read_bytes() for file in path.parent.iterdir())
    assert b"$argon2id$" in kept
    assert GOOD.encode() not in kept
    assert token.encode() not in kept


def test_a_file_of_a_newer_program_is_refused(tmp_path: Path) -> None:
    accounts, _ = accounts_at(tmp_path)
    accounts.all()
    connection = sqlite3.connect(tmp_path / "state" / "accounts.sqlite")
    connection.execute("PRAGMA user_version = 999")
    connection.close()
    with pytest.raises(StorageFailed, match="newer Leuchtturm"):
        accounts.all()


def test_several_processes_add_at_the_same_time(tmp_path: Path, processes: ProcessPoolExecutor) -> None:
    path = tmp_path / "new" / "accounts.sqlite"
    started = [processes.submit(add_some, path, start) for start in (0, 100)]
    added = {account for one in started for account in one.result(timeout=60)}
    assert len(added) == 10
    assert {account.id for account in Accounts(path).all()} == added


def test_a_disk_that_refuses_changes_nothing(tmp_path: Path) -> None:
    accounts, _ = accounts_at(tmp_path)
    anna = accounts.add("anna", "scout", GOOD)
    path = tmp_path / "state" / "accounts.sqlite"
    good = path.read_bytes()
    path.write_bytes(b"no database" * 100)
    for use in (accounts.all, lambda: accounts.check("anna", GOOD), lambda: accounts.add("b", "scout", GOOD)):
        with pytest.raises(StorageFailed, match="restore a backup"):
            use()
    path.write_bytes(good)
    assert accounts.all() == [anna]
