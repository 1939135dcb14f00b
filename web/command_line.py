"""The command ``kb``: what the indexer offers, and the server."""

from __future__ import annotations

from typing import Annotated

import typer

from indexer.command_line import app
from kb.errors import KbError
from kb.settings import load_settings
from web.serving import PortTaken, bind, serve


@app.command("serve")
def serve_command(
    host: Annotated[
        str, typer.Option(help="Address to listen on; 0.0.0.0 for all of this machine.")
    ] = "127.0.0.1",
    port: Annotated[
        int, typer.Option(min=0, max=65535, help="Port to listen on; 0 takes a free one.")
    ] = 8000,
    workers: Annotated[int, typer.Option(min=1, max=64, help="Processes that answer requests.")] = 1,
) -> None:
    """Serve pages and API until Ctrl+C; an indexing process beside the workers keeps up with the corpus."""
    try:
        settings = load_settings()
        listening = bind(host, port)
        name, number = listening.getsockname()[:2]
        shown = f"[{name}]" if ":" in name else name
        typer.echo(f"Leuchtturm answers at http://{shown}:{number}{settings.path_prefix}/", err=True)
        raise typer.Exit(serve(settings, listening, workers))
    except (KbError, PortTaken) as error:
        typer.echo(str(error), err=True)
        raise typer.Exit(1) from error


def main() -> None:
    """What the script ``kb`` runs."""
    app()
