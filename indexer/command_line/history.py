"""``kb history``, ``kb restore``: what became of a record, and how does an earlier state come back?

``kb restore`` with a revision puts a record back; without one it puts a whole site back from a backup.
"""

from __future__ import annotations

from collections.abc import Sequence
from pathlib import Path
from typing import Annotated, Any

import typer
from rich.console import Console
from rich.table import Table

from indexer.backup import restore_backup
from indexer.command_line.application import AsJson, app, opened_corpus, say, show_json
from indexer.publishing import Publisher
from kb.corpus import Corpus
from kb.difference import Change, differences
from kb.draft_text import values_in
from kb.errors import RecordMissing, SourceUnreadable
from kb.repository import Revision

BY = "command line"  # who makes the revisions of this command
WIDTH = 200  # of a table that goes into a file or another program

RecordId = Annotated[str, typer.Argument(metavar="ID", help="A record, also one that was deleted.")]


@app.command("history")
def history_command(
    record_id: RecordId,
    start: Annotated[
        int | None, typer.Option("--from", min=1, help="Compare this revision, else the one before --to …")
    ] = None,
    end: Annotated[
        int | None, typer.Option("--to", min=1, help="… with this one, else with the newest.")
    ] = None,
    as_json: AsJson = False,
) -> None:
    """List the revisions of a record, or say what is different between two of them."""
    with opened_corpus() as corpus:
        entry = corpus.repository.entry(record_id)
        revisions = corpus.repository.history(record_id)
        if entry is None and not revisions:
            raise RecordMissing(record_id)
        if start is None and end is None:
            _list(record_id, revisions, entry is None, as_json)
            return
        newer = _revision(record_id, revisions, end or len(revisions))
        older = _revision(record_id, revisions, start or newer.number - 1)
        _compare(record_id, older, newer, as_json)


def _list(record_id: str, revisions: Sequence[Revision], deleted: bool, as_json: bool) -> None:
    names = ("number", "action", "at", "by", "why", "kind", "digest")
    if as_json:
        rows = [{name: getattr(one, name) for name in names} for one in revisions]
        show_json({"id": record_id, "deleted": deleted, "revisions": rows})
        return
    if not revisions:
        say(f"{record_id} is as it was delivered: nobody has changed it here yet.")
        return
    table = Table(box=None, pad_edge=False)
    for heading in ("REVISION", "WHEN (UTC)", "WHAT", "WHO", "WHY"):
        table.add_column(heading, overflow="fold")
    for one in revisions:
        table.add_row(str(one.number), one.at, one.action, one.by, one.why)
    console = Console(markup=False, highlight=False, emoji=False)
    console.print(table, width=None if console.is_terminal else WIDTH)


def _revision(record_id: str, revisions: Sequence[Revision], number: int) -> Revision:
    found = next((one for one in revisions if one.number == number), None)
    if found is None:
        say(f"kb: {record_id} has no revision {number}. 'kb history {record_id}' lists them.")
        raise typer.Exit(1)
    return found


def _compare(record_id: str, older: Revision, newer: Revision, as_json: bool) -> None:
    found = differences(_values(record_id, older), _values(record_id, newer))
    if as_json:
        rows = [{"field": one.path, "before": one.before, "after": one.after} for one in found]
        show_json({"id": record_id, "from": older.number, "to": newer.number, "changes": rows})
        return
    for change in found:
        _print_change(change)
    say(f"{len(found)} differences between revision {older.number} and revision {newer.number}.")


def _values(record_id: str, revision: Revision) -> dict[str, Any]:
    """The values of a revision, none for a deletion. Raises SourceUnreadable for a text broken by hand."""
    values = values_in(revision.text.encode()) if revision.text is not None else {}
    if values is None:
        raise SourceUnreadable(
            f"Revision {revision.number} of {record_id} was broken by hand and holds no values.",
            "Its text is in the history; compare it there.",
        )
    return values


def _print_change(change: Change) -> None:
    typer.echo(change.path)
    for sign, value in (("-", change.before), ("+", change.after)):
        if value is not None:
            for line in str(value).split("\n"):
                typer.echo(f"  {sign} {line}")


@app.command("restore")
def restore_command(
    what: Annotated[str, typer.Argument(metavar="ID|FILE", help="A record, or a file 'kb backup' wrote.")],
    revision: Annotated[
        int | None, typer.Argument(min=1, help="The revision of the record that is to be the newest again.")
    ] = None,
    why: Annotated[str, typer.Option(help="The reason, kept in the history.")] = "",
    as_json: AsJson = False,
) -> None:
    """Put an earlier revision of a record back as a new one, or a backup into new or empty folders."""
    with opened_corpus() as corpus:
        if revision is None:
            _restore_backup(corpus, what, as_json)
        else:
            _restore_record(corpus, what, revision, why, as_json)


def _restore_record(corpus: Corpus, record_id: str, revision: int, why: str, as_json: bool) -> None:
    entry = corpus.repository.entry(record_id)
    expected = entry.digest if entry else None
    stored = Publisher(corpus).restore(record_id, revision, expected=expected, by=BY, why=why)
    if as_json:
        show_json({"id": record_id, "restored": revision, "revision": stored.revision})
    else:
        typer.echo(f"{record_id}: revision {revision} is in force again, as revision {stored.revision}")


def _restore_backup(corpus: Corpus, name: str, as_json: bool) -> None:
    file = Path(name)
    if not file.exists():
        if corpus.repository.entry(name) or corpus.repository.history(name):
            say(f"kb: {name} is a record: name the revision too. 'kb history {name}' lists them.")
            raise typer.Exit(2)
        say(f"kb: There is no file {name}. Name one that 'kb backup' wrote, or a record and its revision.")
        raise typer.Exit(1)
    found = restore_backup(file, corpus.settings)
    if as_json:
        show_json({"file": name, "files": found.files, "bytes": found.bytes, "made": found.made})
    else:
        typer.echo(f"{found.files} files restored, as they were at {found.made}")
        say("Run 'kb index' next.")
