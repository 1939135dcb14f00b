"""``kb serve``: how does the server start?"""

from __future__ import annotations

from typing import Annotated

import typer

from indexer.command_line.application import app, opened_corpus, say
from indexer.index.opening import verify_ahead
from kb.corpus import Corpus
from kb.site_pages import page_findings


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
    with opened_corpus() as corpus:
        _refuse_unfinished_pages(corpus)
        verify_ahead(corpus.settings.index)
        # Imported now, because it takes as long as reading a large index, which goes on meanwhile.
        from web.serving import PortTaken, bind, serve

        try:
            listening = bind(host, port)
        except PortTaken as error:
            say(f"kb: {error}")
            raise typer.Exit(1) from error
        name, number = listening.getsockname()[:2]
        shown = f"[{name}]" if ":" in name else name
        say(f"Leuchtturm answers at http://{shown}:{number}{corpus.settings.path_prefix}/")
        raise typer.Exit(serve(corpus.settings, listening, workers))


def _refuse_unfinished_pages(corpus: Corpus) -> None:
    """End here if the site is public and the pages the law asks for are not finished. Raises typer.Exit."""
    if not corpus.settings.public:
        return
    findings = page_findings(corpus.settings.corpus, corpus.today(), public=True)
    refused = [finding for finding in findings if finding.severity == "error"]
    for finding in refused:
        say(str(finding))
    if refused:
        say(
            f"kb: KB_PUBLIC is 1, but the pages the law asks for are not finished: {len(refused)} findings. "
            f"Mend them in {corpus.settings.corpus}, or set KB_PUBLIC=0 as long as readers cannot come here."
        )
        raise typer.Exit(1)
