"""``kb export``, ``kb init``: how does content go out, and begin a place of its own?"""

from __future__ import annotations

import shutil
from collections.abc import Iterable, Iterator, Mapping
from pathlib import Path
from typing import Annotated, Any, Literal, get_args

import typer

from indexer.citations import bibtex, ris
from indexer.command_line.application import AsJson, app, opened_corpus, say, show_json
from indexer.command_line.finding import reader_of, state_of
from indexer.delivery import delivered_corpus, note_delivery
from indexer.export import FORMATS as FOR_MACHINES
from indexer.export import ExportFormat, export
from indexer.markdown import markdown
from indexer.search.current import CurrentSearcher
from kb.corpus import Corpus
from kb.localized import Language

FormatForPeople = Literal["ris", "bibtex", "markdown"]
FOR_PEOPLE: tuple[FormatForPeople, ...] = get_args(FormatForPeople)
FORMATS = (*FOR_MACHINES, *FOR_PEOPLE)


@app.command("export")
def export_command(
    query: Annotated[str, typer.Argument(help="Words as in a search; nothing exports everything.")] = "",
    filters: Annotated[
        list[str] | None, typer.Option("--filter", help="facet=value or -facet=value; repeatable.")
    ] = None,
    form: Annotated[str, typer.Option("--format", help=f"One of {', '.join(FORMATS)}.")] = "json",
    target: Annotated[Path | None, typer.Option("-o", "--output", help="File to write.")] = None,
    lang: Annotated[
        str, typer.Option(help="Language of the order, and of what people read: de, en or da.")
    ] = "de",
    as_json: AsJson = False,
) -> None:
    """Export published records: all that match, however many."""
    chosen = next((name for name in FORMATS if name == form), None)
    if chosen is None:
        say(f"kb: --format is {form!r}; use one of {', '.join(FORMATS)}.")
        raise typer.Exit(2)
    if as_json and target is None:
        say("kb: --json reports on a written file, and records go to standard output; add -o FILE.")
        raise typer.Exit(2)
    state = state_of(query, filters or [], [("sort", "title" if not query else "relevance")])
    with opened_corpus() as corpus:
        searcher = CurrentSearcher(corpus.settings, corpus.vocabularies).get()
        reader = reader_of(lang)
        records = list(searcher.matching(state.request(reader)))
        pieces = _pieces(records, chosen, corpus, reader)
        if target is None:
            for piece in pieces:
                typer.echo(piece, nl=False)
            return
        try:
            with target.open("w", encoding="utf-8", newline="") as handle:
                handle.writelines(pieces)
        except OSError as error:
            say(f"kb: {target} cannot be written: {error.strerror}. Choose another file with -o.")
            raise typer.Exit(1) from error
        if as_json:
            show_json({"records": len(records), "format": chosen, "file": str(target)})
        else:
            say(f"{len(records)} records written to {target}.")


def _pieces(
    records: Iterable[Mapping[str, Any]],
    form: ExportFormat | FormatForPeople,
    corpus: Corpus,
    reader: Language,
) -> Iterator[str]:
    """The records as pieces of text; those for people name public addresses if there are any."""
    for machine in FOR_MACHINES:
        if machine == form:
            return export(records, machine)
    site = corpus.settings.base_url.rstrip("/") if corpus.settings.host else ""
    if not site:
        say("kb: KB_BASE_URL names no public address, so no record has one in this file.")

    def address(record_id: str) -> str:
        return f"{site}/records/{record_id}" if site else ""

    day = corpus.today()
    if form == "markdown":
        return markdown(records, address, day, reader, corpus.vocabularies)
    return (ris if form == "ris" else bibtex)(records, address, day, reader)


@app.command()
def init(
    folder: Annotated[Path, typer.Argument(metavar="DIR", help="A new or empty folder.")],
    as_json: AsJson = False,
) -> None:
    """Copy the delivered corpus to a place of its own, for a live site."""
    with opened_corpus() as corpus:
        if folder.exists() and (not folder.is_dir() or any(folder.iterdir())):
            say(f"kb: {folder} is not empty. Name a folder that is new or empty.")
            raise typer.Exit(1)
        there = (corpus.settings.corpus / "records").is_dir()
        delivered = corpus if there else delivered_corpus(corpus, None)
        source = delivered.settings.corpus
        if folder.resolve().is_relative_to(source.resolve()):
            say(f"kb: {folder} lies in the corpus itself. Name a folder outside {source}.")
            raise typer.Exit(1)
        private = shutil.ignore_patterns("drafts", "history")
        shutil.copytree(source, folder / "corpus", ignore=private)
        note_delivery(folder / "corpus", delivered)
        (folder / "var").mkdir()
        settings = {"KB_CORPUS": folder / "corpus", "KB_VAR": folder / "var"}
        if as_json:
            show_json({name: str(path.resolve()) for name, path in settings.items()})
        else:
            for name, path in settings.items():
                typer.echo(f"{name}={path.resolve()}")
        say("Set these two, then run 'kb index' and 'kb serve'.")
