"""The script ``kb`` imports what the command needs, and nothing else.

1. Every command there is stands in the table, each with the module that has it.
2. Each command alone is found, and asked for help answers.
3. A search starts without server and parsers, a server without the import of files, and the indexing process
   beside the server without anything of the web.
"""

from __future__ import annotations

import subprocess
import sys
from importlib import import_module

import pytest
import typer

from indexer.command_line.every import app
from tests.live_server import KB
from web.__main__ import MODULES


def test_the_table_has_every_command_with_its_module() -> None:
    for module in ("web.command_line.serving", "web.command_line.accounts"):
        import_module(module)  # these have commands of their own
    group = typer.main.get_command(app)
    assert isinstance(group, typer.core.TyperGroup)
    assert set(group.commands) == set(MODULES)


LISTING = """
import atexit, runpy, sys
atexit.register(lambda: print(*sys.modules, file=sys.stderr))
del sys.argv[0]
runpy.run_path(sys.argv[0], run_name="__main__")
"""
UNNEEDED = {
    "indexer.command_line.finding": {"uvicorn", "indexer.ingest", "indexer.fetching"},
    "web.command_line.serving": {"indexer.ingest", "indexer.fetching", "httpx", "uvicorn", "web.application"},
}
UNNEEDED_BY_THE_SERVER = {"indexer.ingest", "indexer.fetching", "httpx", "docx", "web.kit", "web.pages.tour"}


@pytest.mark.parametrize("module", sorted(set(MODULES.values())))
def test_each_command_is_found_alone_and_imports_nothing_unneeded(module: str) -> None:
    name = next(name for name, own in MODULES.items() if own == module)
    done = subprocess.run([sys.executable, "-c", LISTING, KB, name, "--help"], capture_output=True, text=True)
    assert done.returncode == 0
    assert f"kb {name}" in done.stdout
    imported = set(done.stderr.split())
    assert module in imported
    assert not imported & UNNEEDED.get(module, set())
    if module.startswith("indexer."):
        assert {one for one in imported if one.startswith("web.")} == {"web.__main__"}


def test_script_indexing_process_and_server_import_what_they_need() -> None:
    steps = (
        f"import {name}; print(*sys.modules)"
        for name in ("web.__main__", "web.indexing_process", "web.serving")
    )
    code = "import sys; " + "; ".join(steps)
    done = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, check=True)
    script, indexing, server = (set(line.split()) for line in done.stdout.splitlines())
    assert "web.application" in server
    assert not server & UNNEEDED_BY_THE_SERVER
    assert not script & {"kb", "indexer", "typer"}
    ours = {name for name in indexing if name.startswith("web.")}
    assert ours == {"web.__main__", "web.indexing_process", "web.request_log"}
    assert not indexing & {"uvicorn", "jinja2", "httpx", "argon2"}
