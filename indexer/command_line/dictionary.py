"""``kb dictionary``: which words of the other language are searched too, and where do they come from?"""

from __future__ import annotations

import time
from datetime import datetime
from pathlib import Path
from typing import Annotated

import typer

from indexer.command_line.application import AsJson, app, opened_corpus, progress_bar, show_json
from indexer.dictionary.compiled import Dictionary, dictionary_path
from indexer.dictionary.importing import import_dictionary

dictionary = typer.Typer(help="A bilingual dictionary for search across languages.", no_args_is_help=True)
app.add_typer(dictionary, name="dictionary")


@dictionary.command("import")
def import_command(
    file: Annotated[Path, typer.Argument(help="Dictionary in Ding format, German :: English; may be gzip.")],
    as_json: AsJson = False,
) -> None:
    """Compile a dictionary in place of the one before; a running server takes it up by itself."""
    started = time.monotonic()
    with opened_corpus() as corpus:
        target = dictionary_path(corpus.settings)
        with progress_bar("Reading the dictionary") as progress:
            facts = import_dictionary(file, target, progress)
        size, seconds = target.stat().st_size, round(time.monotonic() - started, 1)
        if as_json:
            show_json({**facts, "file": str(target), "bytes": size, "seconds": seconds})
        else:
            typer.echo(
                f"{facts['senses']:,} senses, {facts['pairs']:,} pairs of words, {size:,} bytes in {target}, "
                f"{seconds} seconds"
            )


@dictionary.command("status")
def status_command(as_json: AsJson = False) -> None:
    """Show which dictionary is there, since when, and what it says about itself; fails if it is damaged."""
    with opened_corpus() as corpus:
        path = dictionary_path(corpus.settings)
        if not path.is_file():
            if as_json:
                show_json({"file": None})
            else:
                typer.echo("no dictionary; bring one in with 'kb dictionary import FILE'")
            return
        facts = Dictionary.open(path).facts
        size = path.stat().st_size
        imported = datetime.fromtimestamp(path.stat().st_mtime, corpus.settings.timezone)
        if as_json:
            when = imported.isoformat(timespec="seconds")
            show_json({**facts, "file": str(path), "bytes": size, "imported": when})
        else:
            typer.echo(f"file        {path}")
            typer.echo(f"imported    {imported:%Y-%m-%d %H:%M}")
            typer.echo(f"bytes       {size:,}")
            typer.echo(f"senses      {facts['senses']:,}")
            for side, count in facts["headwords"].items():
                typer.echo(f"words {side}    {count:,}")
            for line in facts["heading"]:
                typer.echo(f"  {line}")
