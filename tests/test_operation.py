"""What ``docs/operation.md`` and ``deploy/`` tell people to do can be done.

1. Every command ``kb …`` named there exists, with its options; so do settings; paths are the same all over.
2. Settings, places and ports of units, container and proxies fit each other and the program's own limits.
3. Every service is hardened alike and runs without root; what the timers start is there.
4. The container is built in two stages from the lock with hashes, and runs without root.
5. What checks such files finds nothing, where it is installed: systemd-analyze, nginx, caddy.
6. The way through the document can be gone: a site is begun, given an account, kept, lost and restored.
"""

from __future__ import annotations

import configparser
import json
import re
import shlex
import shutil
import subprocess
from collections.abc import Iterator
from importlib import import_module
from pathlib import Path
from typing import Any

import pytest
import typer
from typer.core import TyperGroup
from typer.exceptions import TyperException
from typer.testing import CliRunner

from indexer.command_line.every import app
from kb.settings import SETTINGS, load_settings
from tests.indexer.corpora import a_corpus, values
from tests.kb.corpora import ROOT
from tests.live_server import KB
from web.__main__ import MODULES
from web.posting import UPLOAD_BYTES

DEPLOY = ROOT / "deploy"
DOCUMENT = (ROOT / "docs" / "operation.md").read_text("utf-8")
PROGRAM = "/opt/leuchtturm/.venv/bin/kb"
PLACES = (
    "/opt/leuchtturm",
    "/srv/leuchtturm",
    "/var/backups/leuchtturm",
    "/etc/leuchtturm.env",
    "/etc/systemd/system",
)
SERVICES = sorted(DEPLOY.glob("*.service"))
TIMERS = sorted(DEPLOY.glob("*.timer"))
HARDENING = {
    "NoNewPrivileges": "yes",
    "CapabilityBoundingSet": "",
    "PrivateTmp": "yes",
    "PrivateDevices": "yes",
    "ProtectSystem": "strict",
    "ProtectHome": "yes",
    "ProtectKernelModules": "yes",
    "ProtectKernelTunables": "yes",
    "ProtectControlGroups": "yes",
    "RestrictNamespaces": "yes",
    "RestrictSUIDSGID": "yes",
    "SystemCallFilter": "@system-service",
    "User": "leuchtturm",
}


@pytest.fixture(scope="module")
def commands() -> TyperGroup:
    for module in set(MODULES.values()):
        import_module(module)
    group = typer.main.get_command(app)
    assert isinstance(group, TyperGroup)
    return group


def text(name: str) -> str:
    return (DEPLOY / name).read_text("utf-8")


def parsed(commands: TyperGroup, words: list[str]) -> dict[str, Any]:
    """The arguments of the command some words call. Raises TyperException if it would not take them."""
    command: Any = commands
    context = typer.Context(commands)
    while isinstance(command, TyperGroup):
        name, *words = words
        command = command.get_command(context, name)
        assert command is not None, f"there is no command {name!r}"
    arguments: dict[str, Any] = command.make_context(command.name, words, parent=context).params
    return arguments


def blocks() -> Iterator[str]:
    yield from re.findall(r"^```\n(.*?)^```", DOCUMENT, re.DOTALL | re.MULTILINE)


def named_commands() -> list[str]:
    """Every call of ``kb`` in the document: lines of blocks, words in backticks, and those in containers."""
    lines = [line for block in blocks() for line in block.splitlines()]
    found = [line for line in lines if line.startswith("kb ")]
    found += [line.partition(f"{PROGRAM} ")[2] for line in lines if PROGRAM in line]
    found += [line.partition(" leuchtturm ")[2] for line in lines if line.startswith("podman run --rm")]
    found += re.findall(r"`(kb [^`…]+)`", re.sub(r"```.*?```", "", DOCUMENT, flags=re.DOTALL))
    return sorted({line.removeprefix("kb ").replace("REVISION", "3") for line in found if line})


def test_the_document_names_commands() -> None:
    assert {"index", "backup /var/backups/leuchtturm/today.tar.gz", "user password NAME"} <= set(
        named_commands()
    )


@pytest.mark.parametrize("line", named_commands())
def test_every_command_of_the_document_exists(commands: TyperGroup, line: str) -> None:
    words = shlex.split(line)
    try:
        parsed(commands, words)
    except TyperException as error:
        if len(words) > 1 or "Missing" not in str(error):  # else it is only spoken of
            raise


def test_a_command_that_does_not_exist_would_be_noticed(commands: TyperGroup) -> None:
    for words in (["index", "--fully"], ["indexx"], ["serve", "--port", "x"], ["user", "remove", "x"]):
        with pytest.raises((TyperException, AssertionError)):
            parsed(commands, words)


@pytest.mark.parametrize(
    "path", [ROOT / "docs" / "operation.md", *sorted(DEPLOY.iterdir())], ids=lambda p: p.name
)
def test_settings_and_places_are_known(path: Path) -> None:
    content = path.read_text("utf-8")
    known = {f"KB_{setting.name}" for setting in SETTINGS}
    assert set(re.findall(r"\bKB_[A-Z_]+", content)) <= known
    for place in re.findall(r"(?<![\w./])/(?:opt|srv|var|etc)/[\w./*-]*", content):
        assert place.startswith((*PLACES, "/etc/ssl/leuchtturm", "/etc/nginx")), place
    for file in re.findall(r"\bdeploy/[\w.*-]+\w", content):
        assert list(ROOT.glob(file)), file


def test_every_setting_is_in_the_document() -> None:
    assert [f"KB_{row.name}" for row in SETTINGS if f"`KB_{row.name}`" not in DOCUMENT] == []


def test_every_example_is_in_the_document() -> None:
    for path in DEPLOY.iterdir():
        named = path.name in DOCUMENT or path.name.startswith("leuchtturm") or "ignore" in path.name
        assert named, path.name


def unit(path: Path) -> configparser.RawConfigParser:
    found = configparser.RawConfigParser(strict=True, interpolation=None)
    found.optionxform = str  # type: ignore[assignment,method-assign]  # names have capitals
    found.read_string(path.read_text("utf-8"))
    return found


@pytest.mark.parametrize("path", SERVICES, ids=lambda path: path.name)
def test_every_service_is_hardened_and_knows_the_settings(path: Path, commands: TyperGroup) -> None:
    service = dict(unit(path)["Service"])
    assert {name: service.get(name) for name in HARDENING} == HARDENING
    assert service["EnvironmentFile"] == "/etc/leuchtturm.env"
    writable = service["ReadWritePaths"].split()
    for setting in ("KB_CORPUS", "KB_VAR"):
        place = re.search(rf"^{setting}=(\S+)$", text("leuchtturm.env"), re.MULTILINE)
        assert place
        assert any(place[1].startswith(folder) for folder in writable)
    assert PROGRAM in service["ExecStart"]
    called = service["ExecStart"].partition(f"{PROGRAM} ")[2].rstrip("'")
    words = shlex.split(called)
    parsed(commands, words)
    if words[0] == "backup":
        assert any(words[1].startswith(folder) for folder in writable)


@pytest.mark.parametrize("path", TIMERS, ids=lambda path: path.name)
def test_every_timer_starts_a_service_that_is_there(path: Path) -> None:
    assert path.with_suffix(".service") in SERVICES
    assert {"OnCalendar", "Persistent"} <= unit(path)["Timer"].keys()
    assert path.name in DOCUMENT


def test_the_settings_of_the_example_can_be_used() -> None:
    lines = [line.partition("=") for line in text("leuchtturm.env").splitlines() if not line.startswith("#")]
    settings = load_settings({name: value for name, _, value in lines}, DEPLOY)
    assert settings.trusted_proxies == ("127.0.0.1",)
    assert settings.four_eyes


def test_proxies_lead_to_the_port_that_is_served() -> None:
    port = re.search(r"--port (\d+)", text("leuchtturm.service"))
    assert port
    for name in ("Caddyfile", "nginx.conf"):
        assert re.findall(r"127\.0\.0\.1:(\d+)", text(name)) == [port[1]]
        assert "/metrics" in text(name)
    assert f"EXPOSE {port[1]}" in text("Containerfile")


def test_proxies_let_the_largest_upload_pass() -> None:
    for name, pattern in (("Caddyfile", r"max_size (\d+)MB"), ("nginx.conf", r"client_max_body_size (\d+)m")):
        stated = re.search(pattern, text(name))
        assert stated
        assert UPLOAD_BYTES < int(stated[1]) * 1_000_000 < 2 * UPLOAD_BYTES


def test_nginx_passes_on_who_asks_and_believes_no_client() -> None:
    passed = dict(re.findall(r"proxy_set_header (\S+) (\S+);", text("nginx.conf")))
    assert passed["Host"] == "$host"
    assert passed["X-Forwarded-For"] == "$remote_addr"
    assert passed["X-Forwarded-Proto"] == "$scheme"


def test_the_container_is_built_from_the_lock_and_runs_without_root(commands: TyperGroup) -> None:
    lines = text("Containerfile").replace("\\\n", " ").splitlines()
    steps = [line.split(maxsplit=1) for line in lines if line.strip() and not line.startswith("#")]
    assert [word for word, _ in steps].count("FROM") == 2
    installs = [rest for word, rest in steps if word == "RUN" and " install " in rest and "pip" in rest]
    assert "--require-hashes --requirement requirements.lock" in installs[0]
    assert all("--no-deps --no-build-isolation" in rest for rest in installs[1:])
    for word, rest in steps:
        if word == "COPY" and not rest.startswith("--from"):
            assert all((ROOT / source).exists() for source in rest.split()[:-1])
    last = [rest for word, rest in steps if word == "USER"]
    assert last == ["leuchtturm"]
    called = dict(steps)
    assert json.loads(called["ENTRYPOINT"]) == [PROGRAM]
    assert parsed(commands, json.loads(called["CMD"]))["host"] == "0.0.0.0"  # noqa: S104 - in a container


def test_only_what_the_container_needs_goes_into_it() -> None:
    copied = {
        source
        for line in text("Containerfile").splitlines()
        if line.startswith("COPY ") and "--from" not in line
        for source in line.split()[1:-1]
    }
    lines = text("Containerfile.dockerignore").splitlines()
    assert {line.removeprefix("!") for line in lines if line.startswith("!")} == copied
    assert {"*", "corpus/drafts", "corpus/history"} <= set(lines)


def tool(name: str) -> str:
    found = shutil.which(name)
    if found is None:
        pytest.skip(f"{name} is not installed here")
    return found


def run(*words: str | Path) -> None:
    done = subprocess.run(words, capture_output=True, text=True, timeout=60)
    assert done.returncode == 0, done.stdout + done.stderr


def test_systemd_finds_nothing_in_the_units(tmp_path: Path) -> None:
    analyze = tool("systemd-analyze")
    for path in (*SERVICES, *TIMERS):
        (tmp_path / path.name).write_text(path.read_text("utf-8").replace(PROGRAM, str(KB)), "utf-8")
    run(analyze, "verify", *sorted(tmp_path.iterdir()))


def test_nginx_finds_nothing_in_its_file(tmp_path: Path) -> None:
    nginx, openssl = tool("nginx"), tool("openssl")
    key, chain = tmp_path / "privkey.pem", tmp_path / "fullchain.pem"
    run(
        openssl,
        "req",
        "-x509",
        "-newkey",
        "rsa:2048",
        "-nodes",
        "-subj",
        "/CN=x",
        "-keyout",
        key,
        "-out",
        chain,
    )
    site = text("nginx.conf").replace("/etc/ssl/leuchtturm", str(tmp_path))
    site = re.sub(r"listen (\[::\]:)?(80|443)", r"listen \g<1>1\g<2>0", site)  # no port of root's
    for name in ("client_body", "proxy", "fastcgi", "uwsgi", "scgi"):
        site += f"{name}_temp_path {tmp_path}/{name};"  # the usual places are root's
    whole = f"pid {tmp_path}/pid; error_log {tmp_path}/log; events {{}} http {{ {site} }}"
    (tmp_path / "nginx.conf").write_text(whole, "utf-8")
    run(nginx, "-t", "-p", tmp_path, "-c", tmp_path / "nginx.conf")


def test_caddy_finds_nothing_in_its_file() -> None:
    run(tool("caddy"), "validate", "--adapter", "caddyfile", "--config", DEPLOY / "Caddyfile")


@pytest.mark.usefixtures("commands")
def test_the_way_through_the_document_can_be_gone(tmp_path: Path) -> None:
    def kb(line: str, typed: str | None = None, place: str = "site") -> str:
        folder = tmp_path / place
        environment = {"KB_CORPUS": str(folder / "corpus"), "KB_VAR": str(folder / "var")}
        result = CliRunner().invoke(app, shlex.split(line), env=environment, input=typed)
        assert result.exit_code == 0, result.output + result.stderr
        return result.stdout

    a_corpus(tmp_path / "delivered", [values("one"), values("two")])
    kb(f"init {tmp_path / 'site'}", place="delivered")
    kb("check")
    kb("index")
    kb("user add somebody --role admin", "a long pass phrase of mine\na long pass phrase of mine\n")
    kb("migrate --dry-run")
    kb("upgrade-corpus --dry-run")
    kb(f"backup {tmp_path / 'today.tar.gz'}")
    kb("user password somebody", "another long pass phrase\nanother long pass phrase\n")
    kb(f"restore {tmp_path / 'today.tar.gz'}", place="elsewhere")
    kb("index", place="elsewhere")
    kb("status", place="elsewhere")
    assert "somebody" in kb("user list", place="elsewhere")
    kb("index --full")
