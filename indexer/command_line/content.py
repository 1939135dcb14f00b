"""``kb import``, ``kb export``, ``kb init``: how does content come in and go out?"""

from __future__ import annotations

import shutil
import sys
from pathlib import Path
from typing import Annotated

import typer

from indexer.command_line.application import AsJson, app, opened_corpus, progress_bar, say, show_json
from indexer.command_line.finding import reader_of, state_of
from indexer.export import FORMATS, ExportFormat, export
from indexer.ingest.importing import Importer
from indexer.search.current import CurrentSearcher


@app.command("import")
def import_command(
    sources: Annotated[list[Path], typer.Argument(metavar="SOURCE...", help="Sheets, records or folders.")],
    publish: Annotated[bool, typer.Option(help="Make them public; else they become drafts.")] = False,
    dry_run: Annotated[bool, typer.Option(help="Only say what would happen.")] = False,
    as_json: AsJson = False,
) -> None:
    """Import scouting sheets and records."""
    with opened_corpus() as corpus:
        with progress_bar("Importing") as progress:
            report = Importer(corpus, publish, dry_run).run(sources, progress)
        for finding in report.failed:
            say(str(finding))
        if as_json:
            show_json(report.as_dict())
        else:
            for name, words in sorted(report.matched.items()):
                tags = report.tags.get(name, [])
                share = len(words) / (len(words) + len(tags))
                kept = f"; tags: {', '.join(sorted(set(tags)))}" if tags else ""
                typer.echo(f"{name}: {share:.1%} of {len(words) + len(tags)} words are concepts{kept}")
            typer.echo(
                f"added {len(report.added)}, changed {len(report.changed)}, "
                f"unchanged {len(report.unchanged)}, failed {len(report.failed)}"
            )
        raise typer.Exit(int(bool(report.failed)))


@app.command("export")
def export_command(
    query: Annotated[str, typer.Argument(help="Words as in a search; nothing exports everything.")] = "",
    filters: Annotated[
        list[str] | None, typer.Option("--filter", help="facet=value or -facet=value; repeatable.")
    ] = None,
    form: Annotated[str, typer.Option("--format", help=f"One of {', '.join(FORMATS)}.")] = "json",
    target: Annotated[Path | None, typer.Option("-o", "--output", help="File to write.")] = None,
    lang: Annotated[str, typer.Option(help="Language of the order: de, en or da.")] = "de",
) -> None:
    """Export published records."""
    chosen: ExportFormat | None = next((name for name in FORMATS if name == form), None)
    if chosen is None:
        say(f"kb: --format is {form!r}; use one of {', '.join(FORMATS)}.")
        raise typer.Exit(2)
    state = state_of(query, filters or [], [("sort", "title" if not query else "relevance")])
    with opened_corpus() as corpus:
        searcher = CurrentSearcher(corpus.settings, corpus.vocabularies).get()
        pieces = export(searcher.matching(state.request(reader_of(lang))), chosen)
        if target is None:
            sys.stdout.writelines(pieces)
            return
        try:
            with target.open("w", encoding="utf-8", newline="") as handle:
                handle.writelines(pieces)
        except OSError as error:
            say(f"kb: {target} cannot be written: {error.strerror}. Choose another file with -o.")
            raise typer.Exit(1) from error
        say(f"Written to {target}.")


@app.command()
def init(
    folder: Annotated[Path, typer.Argument(metavar="DIR", help="A new or empty folder.")],
) -> None:
    """Copy the delivered corpus to a place of its own, for a live site."""
    with opened_corpus() as corpus:
        if folder.exists() and (not folder.is_dir() or any(folder.iterdir())):
            say(f"kb: {folder} is not empty. Name a folder that is new or empty.")
            raise typer.Exit(1)
        source = corpus.settings.corpus
        if not (source / "records").is_dir():
            say(f"kb: There is no corpus in {source} to copy. Set KB_CORPUS to one, or run this beside it.")
            raise typer.Exit(1)
        private = shutil.ignore_patterns("drafts", "history")
        shutil.copytree(source, folder / "corpus", ignore=private)
        (folder / "var").mkdir()
        typer.echo(f"KB_CORPUS={(folder / 'corpus').resolve()}")
        typer.echo(f"KB_VAR={(folder / 'var').resolve()}")
        say("Set these two, then run 'kb index' and 'kb serve'.")
