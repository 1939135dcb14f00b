"""``kb backup``, ``migrate``, ``upgrade-corpus``: how is a site kept safe, and brought to a new version?

What ``kb backup`` writes is put back by ``kb restore FILE``.
"""

from __future__ import annotations

from pathlib import Path
from typing import Annotated

import typer

from indexer.backup import make_backup
from indexer.command_line.application import AsJson, app, opened_corpus, say, show_json
from indexer.delivery import delivered_corpus, upgrade_corpus
from indexer.pending import mark
from kb.migration import migrate

DryRun = Annotated[bool, typer.Option("--dry-run", help="Only say what would be changed.")]


@app.command("backup")
def backup_command(
    file: Annotated[Path, typer.Argument(help="A new file outside corpus and var, such as site.tar.gz.")],
    as_json: AsJson = False,
) -> None:
    """Write corpus, drafts, history and state to one file, while people work; only its owner may read it."""
    with opened_corpus() as corpus:
        made = make_backup(corpus.settings, file)
        if as_json:
            show_json({"file": str(file), "files": made.files, "bytes": made.bytes, "made": made.made})
        else:
            typer.echo(f"{made.files} files, {made.bytes:,} bytes, written to {file}")
            say("'kb restore FILE' puts it into new or empty folders (KB_CORPUS, KB_VAR).")


@app.command("migrate")
def migrate_command(dry_run: DryRun = False, as_json: AsJson = False) -> None:
    """Rewrite records and drafts of older formats, each as a revision; fails if some cannot be."""
    with opened_corpus() as corpus:
        report = migrate(
            corpus, dry_run=dry_run, changed=lambda record_id: mark(corpus.settings.pending, record_id)
        )
        if as_json:
            show_json(report.as_dict())
        else:
            for finding in report.findings:
                typer.echo(str(finding))
            typer.echo(
                f"{'would rewrite' if dry_run else 'rewritten'} {len(report.records)} records and "
                f"{len(report.drafts)} drafts, {report.current} are of today's format, "
                f"findings {len(report.findings)}"
            )
        raise typer.Exit(int(bool(report.findings)))


@app.command("upgrade-corpus")
def upgrade_corpus_command(
    source: Annotated[
        Path | None,
        typer.Argument(help="The newer delivered corpus, or the checkout with it; else that of the program."),
    ] = None,
    dry_run: DryRun = False,
    as_json: AsJson = False,
) -> None:
    """Take newer delivered records over; what was edited here stays and is reported, with exit code 1."""
    with opened_corpus() as corpus:
        report = upgrade_corpus(corpus, delivered_corpus(corpus, source), dry_run=dry_run)
        if as_json:
            show_json(report.as_dict())
        else:
            for finding in report.findings:
                typer.echo(str(finding))
            for name in ("added", "replaced", "deleted"):
                names = getattr(report, name)
                typer.echo(f"{name:<10}{len(names)}{': ' + ', '.join(names[:10]) if names else ''}")
            typer.echo(f"{'unchanged':<10}{report.unchanged}")
        raise typer.Exit(int(bool(report.findings)))
