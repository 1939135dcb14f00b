"""What do all commands share? One application, one way to print and one way to fail.

Results go to standard output, everything else to standard error. With ``--json`` standard output is exactly
one object. Exit codes: 0 all is well, 1 findings or a failure, 2 wrong use.
"""

from __future__ import annotations

import json
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from typing import Annotated, Any

import typer
from rich.console import Console
from rich.progress import BarColumn, MofNCompleteColumn, Progress, TextColumn, TimeRemainingColumn

from indexer.errors import IndexerError
from kb.corpus import Corpus
from kb.errors import KbError, SettingInvalid
from kb.settings import load_settings

app = typer.Typer(
    help="Leuchtturm: the knowledge base of cluster practices.",
    no_args_is_help=True,
    pretty_exceptions_enable=False,
    add_completion=False,
)
AsJson = Annotated[bool, typer.Option("--json", help="Print one JSON object.")]


@app.callback()
def kb() -> None:
    """Leuchtturm: the knowledge base of cluster practices."""  # without this a single command has no name


def say(text: str) -> None:
    """A line that is not a result."""
    typer.echo(text, err=True)


def show_json(values: Any) -> None:
    """The one object of ``--json``."""
    typer.echo(json.dumps(values, ensure_ascii=False, indent=2))


@contextmanager
def opened_corpus() -> Iterator[Corpus]:
    """The corpus of the settings; an expected error ends the command with one line."""
    try:
        yield Corpus(load_settings())
    except SettingInvalid as error:
        say(f"kb: {error}")
        raise typer.Exit(2) from error
    except (KbError, IndexerError) as error:
        say(f"kb: {error}")
        raise typer.Exit(1) from error
    except BrokenPipeError:
        raise  # whoever read the output has enough, as in "kb export | head"; typer ends quietly
    except OSError as error:
        place = f"{error.filename}: " if error.filename else ""
        say(f"kb: {place}{error.strerror}. Mend the disk or the permissions, or set KB_CORPUS and KB_VAR.")
        raise typer.Exit(1) from error


@contextmanager
def progress_bar(text: str) -> Iterator[Callable[[int, int], None]]:
    """A bar on standard error, on a terminal only."""
    console = Console(stderr=True)
    columns = (TextColumn("{task.description}"), BarColumn(), MofNCompleteColumn(), TimeRemainingColumn())
    with Progress(*columns, console=console, transient=True, disable=not console.is_terminal) as bar:
        task = bar.add_task(text, total=None)
        yield lambda done, total: bar.update(task, completed=done, total=total)
