"""``kb import``: how does what scouts bring come in?"""

from __future__ import annotations

from collections.abc import Mapping
from pathlib import Path
from typing import Annotated, Any, TypeVar

import typer

from indexer.command_line.application import AsJson, app, opened_corpus, progress_bar, say, show_json
from indexer.fetching.fetcher import Fetcher
from indexer.ingest.importing import Importer
from indexer.ingest.proposals import read_proposal
from indexer.ingest.proposing import Wishes
from indexer.ingest.report import ImportReport
from indexer.ingest.sources import fetching
from indexer.ingest.tables.columns import read_mapping
from kb.corpus import Corpus
from kb.errors import SourceUnreadable
from kb.localized import LANGUAGES, Language
from kb.record import KINDS, Kind, Rights

Word = TypeVar("Word", bound=str)
SHOWN = 12  # suggestions that are printed

Sources = Annotated[
    list[str],
    typer.Argument(
        metavar="SOURCE...",
        help="Sheets, records, tables (CSV, XLSX, JSON Lines), pages, papers (PDF, DOCX), ZIP files, "
        "folders, or http(s) addresses.",
    ),
]
Published = Annotated[bool, typer.Option(help="Make them public; else they become drafts.")]
OnlySay = Annotated[bool, typer.Option(help="Only say what would happen.")]
KindName = Annotated[
    str | None,
    typer.Option(help="Kind of the records made of texts; 'file' keeps the text itself as a paper."),
]
LanguageName = Annotated[str | None, typer.Option(help="Language of the texts: de, en or da.")]
RightsName = Annotated[
    str | None, typer.Option(help="Of papers: open (may be passed on) or quote (the default).")
]
Whole = Annotated[str | None, typer.Option(metavar="ID", help="The record that the papers are part of.")]
MappingPath = Annotated[
    Path | None, typer.Option(help="A file that says which column of a table means what.")
]


@app.command("import")
def import_command(
    sources: Sources,
    publish: Published = False,
    dry_run: OnlySay = False,
    kind: KindName = None,
    lang: LanguageName = None,
    rights: RightsName = None,
    belongs_to: Whole = None,
    mapping: MappingPath = None,
    as_json: AsJson = False,
) -> None:
    """Import what scouts have found; importing it again changes nothing."""
    wishes = Wishes(publish, _kind(kind), _language(lang), _rights(rights), belongs_to)
    with opened_corpus() as corpus:
        try:
            columns = read_mapping(mapping) if mapping else None
        except SourceUnreadable as error:
            say(f"kb: {mapping}:{error.line}: {error}")
            raise typer.Exit(2) from error
        with Fetcher(corpus.settings) as fetcher:
            importer = Importer(corpus, fetching(fetcher), wishes, columns, dry_run)
            with progress_bar("Importing") as progress:
                report = importer.run(sources, progress)
        for finding in (*report.failed, *report.notes):
            say(str(finding))
        if as_json:
            show_json(report.as_dict())
        else:
            _print(report, corpus)
        raise typer.Exit(int(bool(report.failed)))


def _print(report: ImportReport, corpus: Corpus) -> None:
    for name, words in report.as_dict()["words"].items():
        _print_words(name, words)
    if len(report.added) == 1:
        _print_suggestions(report.added[0], corpus)
    typer.echo(
        f"added {len(report.added)}, changed {len(report.changed)}, "
        f"unchanged {len(report.unchanged)}, failed {len(report.failed)}"
    )


def _print_words(name: str, words: Mapping[str, Any]) -> None:
    kept = f"; tags: {', '.join(words['tags'])}" if words["tags"] else ""
    typer.echo(
        f"{name}: {words['concepts']} of {words['words']} words are concepts "
        f"({words['concepts'] / words['words']:.1%}), "
        f"{words['distinct_concepts']} of {words['distinct_words']} different ones{kept}"
    )


def _print_suggestions(record_id: str, corpus: Corpus) -> None:
    """What the text behind a single draft suggests, surest first."""
    proposal = read_proposal(corpus.settings.drafts, record_id)
    if proposal is None:
        return
    typer.echo(f"draft: {corpus.settings.drafts / record_id}.yaml")
    chosen = [one for one in proposal.suggestions if one.field not in ("title", "summary")]
    for one in sorted(chosen, key=lambda one: -one.confidence)[:SHOWN]:
        typer.echo(
            f"{one.confidence:.0%} {one.field}: {_short(one.value)} ({one.where}: {_short(one.passage)})"
        )
    if len(chosen) > SHOWN:
        typer.echo(f"… and {len(chosen) - SHOWN} more suggestions beside the draft")


def _short(value: Any) -> str:
    text = " ".join(str(value).split())
    return text if len(text) <= 80 else f"{text[:79]}…"


def _kind(given: str | None) -> Kind | None:
    return None if given is None else _one_of(given, KINDS, "--kind")


def _language(given: str | None) -> Language | None:
    return None if given is None else _one_of(given, LANGUAGES, "--lang")


def _rights(given: str | None) -> Rights | None:
    rights: tuple[Rights, ...] = ("open", "quote")
    return None if given is None else _one_of(given, rights, "--rights")


def _one_of(given: str, known: tuple[Word, ...], option: str) -> Word:
    for word in known:
        if word == given:
            return word
    say(f"kb: {option} is {given!r}; use one of {', '.join(known)}.")
    raise typer.Exit(2)
