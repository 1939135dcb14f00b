"""``kb duplicates``, ``kb merge``: which records tell the same story, and how do they become one?"""

from __future__ import annotations

from typing import Annotated, Any

import typer

from indexer.command_line.application import AsJson, app, opened_corpus, progress_bar, say, show_json
from indexer.ingest.duplicates.judging import REPORTED
from indexer.ingest.duplicates.known import Known, Pair, known_records
from indexer.ingest.merging import Merged, merge
from kb.corpus import Corpus


@app.command()
def duplicates(
    record_id: Annotated[
        str | None, typer.Argument(metavar="[ID]", help="Only what may be the story of this one.")
    ] = None,
    limit: Annotated[int | None, typer.Option(min=1, help="Number of pairs; all if not given.")] = None,
    min_score: Annotated[
        float, typer.Option(min=0.0, max=1.0, help="How likely a pair has to be, from 0 to 1.")
    ] = REPORTED,
    as_json: AsJson = False,
) -> None:
    """List pairs of records and drafts that may tell the same story; fails if there are any."""
    with opened_corpus() as corpus:
        known = _known(corpus)
        if record_id is not None and record_id not in known:
            say(f"kb: There is no record or draft {record_id!r}. Find ids with 'kb search'.")
            raise typer.Exit(1)
        with progress_bar("Comparing") as progress:
            found = known.pairs(least=min_score, only=record_id, progress=progress)
    shown = found[:limit]
    if as_json:
        show_json({"pairs": [_body(pair) for pair in shown]})
    else:
        for pair in shown:
            _print(pair)
    if len(shown) < len(found):
        say(f"{len(found) - len(shown)} more pairs are not shown.")
    raise typer.Exit(int(bool(found)))


def _known(corpus: Corpus) -> Known:
    with progress_bar("Reading records") as progress:
        return known_records(corpus, progress)


def _body(pair: Pair) -> dict[str, Any]:
    return {
        "records": list(pair.records),
        "drafts": [name for name, is_draft in zip(pair.records, pair.drafts, strict=True) if is_draft],
        "titles": list(pair.titles),
        "score": pair.score,
        "reasons": [*map(str, pair.reasons)],
    }


def _print(pair: Pair) -> None:
    typer.echo(f"{pair.score:.2f}  {'; '.join(map(str, pair.reasons))}")
    for record_id, is_draft, title in zip(pair.records, pair.drafts, pair.titles, strict=True):
        typer.echo(f"      {record_id}{' (draft)' if is_draft else ''}: {title}")


@app.command("merge")
def merge_command(
    other: Annotated[str, typer.Argument(metavar="OTHER", help="The record that ends.")],
    into: Annotated[str, typer.Option("--into", metavar="SURVIVOR", help="The record that stays.")],
    dry_run: Annotated[bool, typer.Option(help="Only say what would happen.")] = False,
    as_json: AsJson = False,
) -> None:
    """Make one record of two: the survivor gets what it lacks, and the other leads to it from now on."""
    with opened_corpus() as corpus:
        found = merge(corpus, other, into, by="merge", dry_run=dry_run)
    if as_json:
        show_json(found.as_dict())
        return
    for conflict in found.conflicts:
        say(conflict)
    typer.echo(_said(found, dry_run))


def _said(found: Merged, dry_run: bool) -> str:
    if found.done_before:
        return f"{found.other} is merged into {found.survivor} already"
    gained = f"; {found.survivor} gets {', '.join(found.gained)}" if found.gained else ""
    return f"{found.other} {'would be' if dry_run else 'is'} merged into {found.survivor}{gained}"
