"""What we depend on is fixed, known and written down.

1. Every direct dependency has one exact version, and the locks hold that version.
2. The development lock holds everything the runtime lock holds, in the same versions.
3. Every file that is installed is checked against a hash, and no lock names a host, an index or a folder.
4. The build uses the locked setuptools, so installing the project fetches nothing unlocked.
5. docs/decisions/002-dependencies.md has a row with the version of every direct dependency.
"""

from __future__ import annotations

import re
import tomllib
from pathlib import Path

import pytest

ROOT = Path(__file__).resolve().parent.parent
PROJECT = tomllib.loads((ROOT / "pyproject.toml").read_text("utf-8"))
RUNTIME = PROJECT["project"]["dependencies"]
EXTRAS = PROJECT["project"]["optional-dependencies"]
RECORD = ROOT / "docs" / "decisions" / "002-dependencies.md"
LOCKS = {name: (ROOT / name).read_text("utf-8") for name in ("requirements.lock", "requirements-dev.lock")}


def normal(name: str) -> str:
    return re.sub(r"[-_.]+", "-", name).lower()


def pinned(requirements: list[str]) -> set[tuple[str, str]]:
    """Name and version of each requirement; one without an exact version has an empty one."""
    parts = (requirement.partition("==") for requirement in requirements)
    return {(normal(name), version) for name, _, version in parts}


def entries(lock: str) -> list[str]:
    """The requirements of a lock, each with its continuation lines, without comments."""
    lines = [line for line in lock.splitlines() if not line.lstrip().startswith("#")]
    return "\n".join(lines).replace("\\\n", " ").splitlines()


def locked(lock: str) -> set[tuple[str, str]]:
    found = re.findall(r"^([\w.-]+)==(\S+)", lock, flags=re.MULTILINE)
    return {(normal(name), version) for name, version in found}


@pytest.mark.parametrize(
    ("lock", "requirements"),
    [
        ("requirements.lock", [*RUNTIME, *EXTRAS["install"]]),
        ("requirements-dev.lock", [*RUNTIME, *EXTRAS["install"], *EXTRAS["dev"]]),
    ],
)
def test_the_lock_holds_the_exact_version_of_every_dependency(lock: str, requirements: list[str]) -> None:
    assert pinned(requirements) - locked(LOCKS[lock]) == set()


def test_the_development_lock_holds_the_runtime_lock() -> None:
    assert locked(LOCKS["requirements.lock"]) - locked(LOCKS["requirements-dev.lock"]) == set()


@pytest.mark.parametrize("lock", LOCKS)
def test_everything_locked_has_hashes(lock: str) -> None:
    assert [entry for entry in entries(LOCKS[lock]) if "--hash=sha256:" not in entry] == []


@pytest.mark.parametrize("lock", LOCKS)
def test_a_lock_names_no_host_and_no_index(lock: str) -> None:
    assert re.findall(r"^-.*|\S+://\S+|.*find-links.*| @ \S+", LOCKS[lock], flags=re.MULTILINE) == []


def test_the_build_uses_the_locked_setuptools() -> None:
    assert PROJECT["build-system"]["requires"] == EXTRAS["install"]


def test_the_decision_record_has_a_row_for_every_direct_dependency() -> None:
    rows = re.findall(r"^\| (\S+) \| (\S+) \|", RECORD.read_text("utf-8"), flags=re.MULTILINE)
    documented = {(normal(name), version) for name, version in rows}
    assert pinned([*RUNTIME, *EXTRAS["install"], *EXTRAS["dev"]]) - documented == set()
