"""``kb check``, ``index``, ``status``, ``rollback``: is the corpus sound, and is the index equal to it?"""

from __future__ import annotations

import logging
import signal
import sys
import threading
from typing import Annotated

import typer

from indexer.analysis.compounds import overlay_of, splitter
from indexer.command_line.application import AsJson, app, opened_corpus, progress_bar, say, show_json
from indexer.indexing import IndexReport, roll_back, update_index
from indexer.links.known import read_links
from indexer.links.reporting import link_findings
from indexer.status import IndexStatus, index_status
from indexer.watching import follow_files
from kb.corpus import Corpus
from kb.site_pages import page_findings

_ORDER = {"error": 0, "warning": 1, "note": 2}


@app.command()
def check(
    strict: Annotated[bool, typer.Option(help="Warnings count as failure too.")] = False,
    notes: Annotated[bool, typer.Option(help="Also print words that match no concept.")] = False,
    as_json: AsJson = False,
) -> None:
    """Validate every record, vocabulary reference, relation and page of the site."""
    with opened_corpus() as corpus:
        splitter(overlay_of(corpus.settings))  # raises for an exception that cannot be read
        review = corpus.review()
        links = link_findings(review.records, corpus.repository, read_links(corpus.settings.links))
        pages = page_findings(corpus.settings.corpus, corpus.today(), public=corpus.settings.public)
        every = (*review.findings, *links, *pages)
        found = sorted(every, key=lambda finding: (_ORDER[finding.severity], finding))
        count = {name: sum(f.severity == name for f in found) for name in _ORDER}
        if as_json:
            findings = [finding.as_dict() for finding in found]
            show_json({"records": len(review.records), "findings": findings})
        else:
            for finding in found:
                if finding.severity != "note" or notes:
                    typer.echo(str(finding))
            typer.echo(
                f"{len(review.records)} records, {count['error']} errors, {count['warning']} warnings, "
                f"{count['note']} notes"
            )
        raise typer.Exit(int(count["error"] > 0 or (strict and count["warning"] > 0)))


@app.command()
def index(
    full: Annotated[bool, typer.Option(help="Write everything anew as a new generation.")] = False,
    jobs: Annotated[
        int | None,
        typer.Option(
            min=1, max=64, help="Processes that read records for a new generation; else as many as pay."
        ),
    ] = None,
    watch: Annotated[
        bool, typer.Option(help="Go on: index every file as soon as it changes, until interrupted.")
    ] = False,
    as_json: AsJson = False,
) -> None:
    """Bring the index up to the corpus: only what changed, or everything."""
    with opened_corpus() as corpus:
        with progress_bar("Indexing") as progress:
            report = update_index(corpus, full=full, jobs=jobs, progress=progress)
        if watch:
            _print(report, as_json)
            _watch(corpus)
        _show(report, as_json)


def _watch(corpus: Corpus) -> None:
    """Follow the files until SIGINT or SIGTERM."""
    stop = threading.Event()
    for number in (signal.SIGINT, signal.SIGTERM):
        signal.signal(number, lambda *_: stop.set())
    logging.basicConfig(stream=sys.stderr, level=logging.WARNING, format="%(message)s")
    logging.getLogger("indexer").setLevel(logging.INFO)
    say(f"Watching {corpus.settings.corpus / 'records'}; Ctrl+C ends it.")
    follow_files(corpus.settings, stop)
    raise typer.Exit(0)


@app.command()
def rollback(as_json: AsJson = False) -> None:
    """Go back to the generation before a bad build, brought up to the corpus at once."""
    with opened_corpus() as corpus:
        with progress_bar("Going back") as progress:
            report = roll_back(corpus, progress=progress)
        say(f"Went back from {report.rolled_back_from} to {report.rolled_back_to}.")
        _show(report, as_json)


def _show(report: IndexReport, as_json: bool) -> None:
    _print(report, as_json)
    raise typer.Exit(int(bool(report.failed)))


def _print(report: IndexReport, as_json: bool) -> None:
    for finding in report.failed:
        say(str(finding))
    if as_json:
        show_json(report.as_dict())
    else:
        typer.echo(
            f"indexed {report.indexed}, unchanged {report.unchanged}, removed {report.removed}, "
            f"failed {len(report.failed)}"
        )


@app.command()
def status(as_json: AsJson = False) -> None:
    """Verify every file of the index, compare it with the corpus by content, and show what it holds."""
    with opened_corpus() as corpus:
        found = index_status(corpus)
        if as_json:
            show_json(found.as_dict())
        else:
            _print_status(found)
        raise typer.Exit(int(not found.equal or bool(found.problems)))


def _print_status(found: IndexStatus) -> None:
    for problem in found.problems:
        say(problem)
    typer.echo(f"equal       {'yes' if found.equal else 'no'}")
    for name in ("missing", "stale", "extra"):
        ids = getattr(found, name)
        typer.echo(f"{name:<12}{len(ids)}{': ' + ', '.join(ids[:10]) if ids else ''}")
    typer.echo(f"generation  {found.generation or 'none; run kb index'}")
    typer.echo(f"documents   {found.documents}")
    typer.echo(f"segments    {found.segments}, with {found.deleted} deleted documents")
    typer.echo(f"bytes       {found.bytes:,}")
    for name, size in found.sizes.items():
        typer.echo(f"  {name:<14}{size:>14,}")
    for kept in found.generations:
        state = "damaged" if kept.damage else "in force" if kept.in_force else "whole"
        typer.echo(f"kept        {kept.name}: {kept.documents} documents, {kept.bytes:,} bytes, {state}")
    typer.echo(f"waiting     {found.waiting}")
    for facet, share in found.coverage.items():
        typer.echo(f"  {facet:<14}{share:6.1%}")
