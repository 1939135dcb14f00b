"""``kb links``, ``kb stale``: what of the records has become old since they were written?"""

from __future__ import annotations

from collections.abc import Sequence
from datetime import datetime
from typing import Annotated

import typer

from indexer.command_line.application import AsJson, app, opened_corpus, progress_bar, say, show_json
from indexer.fetching.fetcher import Fetcher
from indexer.links.checking import PROBE_LIMITS, Today, check_links, due, source_addresses
from indexer.links.known import open_links, read_links
from indexer.links.reporting import STATES, LinkReport, report
from indexer.stale import StaleReport, Terms, stale_records
from kb.corpus import Corpus
from kb.record import Record


@app.command()
def links(
    days: Annotated[
        int, typer.Option(min=0, help="Addresses checked within so many days are not asked again.")
    ] = 7,
    every: Annotated[
        bool, typer.Option("--all", help="Ask all addresses, whenever they were checked.")
    ] = False,
    dry_run: Annotated[bool, typer.Option(help="Only list the addresses that would be asked.")] = False,
    as_json: AsJson = False,
) -> None:
    """Check whether the sources of published records still work; fails if any is dead or has moved."""
    with opened_corpus() as corpus:
        records = corpus.review().records
        within = None if every else days
        if dry_run:
            _list(source_addresses(records), corpus, within, as_json)
            return
        found = _checked(records, corpus, within)
        if as_json:
            show_json(found.as_dict())
        else:
            for finding in found.findings:
                typer.echo(str(finding))
            counts = ", ".join(f"{state} {found.states[state]}" for state in STATES)
            typer.echo(f"checked {found.checked} of {found.addresses} addresses: {counts}")
        raise typer.Exit(int(bool(found.findings)))


def _list(addresses: list[str], corpus: Corpus, within: int | None, as_json: bool) -> None:
    today = Today.now(corpus.settings.timezone).day
    asked = due(addresses, read_links(corpus.settings.links), today, within)
    if as_json:
        show_json({"addresses": len(addresses), "due": asked})
    else:
        for address in asked:
            typer.echo(address)
        say(f"{len(asked)} of {len(addresses)} addresses would be asked.")


def _checked(records: Sequence[Record], corpus: Corpus, within: int | None) -> LinkReport:
    addresses = source_addresses(records)
    timezone = corpus.settings.timezone
    with (
        open_links(corpus.settings.links, addresses) as log,
        Fetcher(corpus.settings, PROBE_LIMITS) as fetcher,
        progress_bar("Checking links") as progress,
    ):
        asked = due(addresses, log.links, Today.now(timezone).day, within)
        check_links(asked, log, fetcher, lambda: Today.now(timezone), progress)
        return report(addresses, len(asked), log.links, records, corpus.repository)


@app.command()
def stale(
    within: Annotated[
        int, typer.Option(min=0, metavar="DAYS", help="Also what expires within so many days.")
    ] = 30,
    older_than: Annotated[
        int, typer.Option(min=0, metavar="DAYS", help="Also what was checked longer ago than so many days.")
    ] = 365,
    never: Annotated[bool, typer.Option("--never", help="Also list what nobody has ever checked.")] = False,
    as_json: AsJson = False,
) -> None:
    """List published records to be looked at again; fails if there are any."""
    with opened_corpus() as corpus:
        today = datetime.now(corpus.settings.timezone).date()
        found = stale_records(corpus, Terms(today, within, older_than, never))
        if as_json:
            show_json(found.as_dict())
        else:
            _print_stale(found, never)
        raise typer.Exit(int(bool(found.findings)))


def _print_stale(found: StaleReport, listed: bool) -> None:
    for finding in found.findings:
        typer.echo(str(finding))
    hint = "" if listed or not found.never else "; list them with --never"
    typer.echo(
        f"{found.records} published records, {len(found.findings)} findings, "
        f"{found.never} never checked{hint}"
    )
