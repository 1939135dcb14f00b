"""The command ``kb`` on a corpus, in this process: its exit code and what it says."""

from __future__ import annotations

from typing import NamedTuple

from typer.testing import CliRunner

from indexer.command_line.every import app
from kb.settings import Settings


class Said(NamedTuple):
    """What a command has answered."""

    code: int
    output: str
    errors: str


def kb(settings: Settings, *words: str) -> Said:
    """Run a command."""
    places = {"KB_CORPUS": str(settings.corpus), "KB_VAR": str(settings.var)}
    result = CliRunner().invoke(app, list(words), env=places)
    if result.exception and not isinstance(result.exception, SystemExit):
        raise result.exception
    return Said(result.exit_code, result.stdout, result.stderr)
