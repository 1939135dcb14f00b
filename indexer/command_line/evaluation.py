"""``kb evaluate``: how good is the ranking on a test collection?"""

from __future__ import annotations

import time
from pathlib import Path
from typing import Annotated

import typer

from indexer.command_line.application import AsJson, app, opened_corpus, progress_bar, say, show_json
from indexer.command_line.finding import reader_of
from indexer.dictionary.compiled import dictionary_path
from indexer.dictionary.current import CurrentDictionary
from indexer.evaluation.collection import Collection, read_collection
from indexer.evaluation.evaluate import PARTS, evaluate


@app.command("evaluate")
def evaluate_command(
    folder: Annotated[
        Path, typer.Argument(metavar="DIR", help="Folder with corpus.jsonl, queries.jsonl, qrels.tsv.")
    ],
    queries: Annotated[Path | None, typer.Option(help="Questions other than DIR/queries.jsonl.")] = None,
    qrels: Annotated[Path | None, typer.Option(help="Judgements other than DIR/qrels.tsv.")] = None,
    run: Annotated[
        Path | None, typer.Option(help="File to write the first 100 hits to, as TREC run.")
    ] = None,
    without: Annotated[str, typer.Option(help=f"Parts to leave out: {','.join(PARTS)}.")] = "",
    lang: Annotated[str, typer.Option(help="Language of documents that state none: de, en or da.")] = "en",
    as_json: AsJson = False,
) -> None:
    """Measure the ranking on a test collection in the layout of BEIR."""
    started = time.monotonic()
    dropped = _parts(without)
    language = reader_of(lang)
    with opened_corpus() as corpus:
        collection = read_collection(folder, queries=queries, qrels=qrels, language=language)
        _say_what_is_left_out(collection)
        with progress_bar("Searching") as progress:
            found = evaluate(
                collection,
                corpus.vocabularies,
                dictionary=CurrentDictionary(dictionary_path(corpus.settings)).get(),
                without=dropped,
                progress=progress,
            )
        if run is not None:
            with run.open("w", encoding="utf-8") as handle:
                handle.writelines(found.run_lines())
        if as_json:
            show_json(found.as_dict())
        else:
            for name, value in found.means.items():
                typer.echo(f"{name:<12}{value:.4f}")
            typer.echo(f"{'queries':<12}{len(found.per_query)}")
        say(f"{len(collection.texts)} documents, {time.monotonic() - started:.1f} seconds")


def _parts(text: str) -> frozenset[str]:
    """The parts named in a list with commas; exit code 2 for an unknown one."""
    parts = frozenset(part.strip() for part in text.split(",") if part.strip())
    if unknown := sorted(parts.difference(PARTS)):
        say(f"kb: --without does not know {', '.join(unknown)}; use some of {','.join(PARTS)}.")
        raise typer.Exit(2)
    return parts


def _say_what_is_left_out(collection: Collection) -> None:
    """Judgements of unknown questions, and of documents that are not there and so can never be found."""
    questions = len(collection.judgements) - len(collection.judged)
    if questions:
        say(f"{questions} judged questions are not among the questions; they are left out.")
    known = {text.id for text in collection.texts}
    missing = {
        document
        for question in collection.judged
        for document, grade in collection.judgements[question.id].items()
        if grade > 0 and document not in known
    }
    if missing:
        say(f"{len(missing)} relevant documents are not in the corpus; they count as not found.")
