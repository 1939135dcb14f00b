"""``kb search``, ``kb show``, ``kb suggest``: what does the index answer?"""

from __future__ import annotations

from collections.abc import Collection
from difflib import get_close_matches
from typing import Annotated, Any

import typer
from rich.console import Console
from rich.text import Text

from indexer.command_line.application import AsJson, app, opened_corpus, say, show_json
from indexer.documents import BODY
from indexer.facets import BY_NAME, THIN
from indexer.search.body import Labels, explanation_body, search_body
from indexer.search.current import CurrentSearcher
from indexer.search.page_links import part_label
from indexer.search.query_language import extract_filters
from indexer.search.request import LARGEST_SIZE, SORTS
from indexer.search.results import Explanation, FitState, Hit, Results
from indexer.search.state import SearchState
from indexer.search.suggestions import suggestion_url
from kb import strict_yaml
from kb.localized import LANGUAGES, Language, choose

Lang = Annotated[str, typer.Option(help="Language of labels: de, en or da.")]


def reader_of(lang: str) -> Language:
    """The language an option names; exit code 2 for another one."""
    for language in LANGUAGES:
        if language == lang:
            return language
    say(f"kb: --lang is {lang!r}; use one of {', '.join(LANGUAGES)}.")
    raise typer.Exit(2)


def state_of(query: str, filters: list[str], extra: list[tuple[str, str]]) -> SearchState:
    """The search that words and ``--filter name=value`` options ask for; exit code 2 if one is malformed."""
    text, pairs = extract_filters(query)
    parameters = [("q", text), *pairs, *extra]
    parameters += [
        _pair("--filter", entry, {*BY_NAME, *(f"-{name}" for name in BY_NAME)}) for entry in filters
    ]
    return SearchState.parse(parameters, sizes=tuple(range(1, LARGEST_SIZE + 1)))


def _pair(option: str, entry: str, names: Collection[str]) -> tuple[str, str]:
    """The facet and value of an option; exit code 2 if it does not name one of the facets."""
    name, equals, value = entry.partition("=")
    if not equals or name not in names:
        say(f"kb: {option} {entry!r} is not facet=value. Facets are: {', '.join(BY_NAME)}.")
        raise typer.Exit(2)
    return name, value


@app.command()
def search(
    query: Annotated[str, typer.Argument(help='Words, "phrases", -exclusions, field:value.')] = "",
    filters: Annotated[
        list[str] | None, typer.Option("--filter", help="facet=value or -facet=value; repeatable.")
    ] = None,
    lang: Lang = "de",
    limit: Annotated[int, typer.Option(min=1, max=LARGEST_SIZE, help="Number of hits.")] = 10,
    sort: Annotated[str, typer.Option(help=f"One of {', '.join(SORTS)}.")] = "relevance",
    fit: Annotated[
        list[str] | None, typer.Option(help="facet=value of a cluster to compare with; repeatable.")
    ] = None,
    archived: Annotated[bool, typer.Option("--archived", help="Include archived records.")] = False,
    without: Annotated[
        list[str] | None, typer.Option(help="Expansion to drop, such as 'typos'; repeatable.")
    ] = None,
    explain: Annotated[bool, typer.Option(help="Show how the score came about.")] = False,
    as_json: AsJson = False,
) -> None:
    """Search as the web pages do."""
    reader = reader_of(lang)
    if sort not in SORTS:
        say(f"kb: --sort is {sort!r}; use one of {', '.join(SORTS)}.")
        raise typer.Exit(2)
    extra = [("size", str(limit)), ("sort", sort), ("lang", lang), ("archived", "1" if archived else "")]
    extra += [("without", expansion) for expansion in without or []]
    extra += [("fit", ":".join(_pair("--fit", entry, BY_NAME))) for entry in fit or []]
    state = state_of(query, filters or [], extra)
    with opened_corpus() as corpus:
        searcher = CurrentSearcher(corpus.settings, corpus.vocabularies).get()
        results = searcher.search(state.request(reader))
        labels = Labels(corpus.vocabularies, reader, searcher.organisation)
        if as_json:
            body = search_body(results, state, labels, corpus.settings.path_prefix)
            for hit, shown in zip(results.hits, body["hits"], strict=True):
                if explain and hit.explanation:
                    shown["explanation"] = explanation_body(hit.explanation)
            show_json(body)
        else:
            _print_results(results, labels, explain)


def _print_results(results: Results, labels: Labels, explain: bool) -> None:
    console = Console(highlight=False, soft_wrap=True)
    console.print(f"{results.total} hits", style="bold")
    if results.relaxed:
        console.print(f"at least {results.relaxed.required} of {results.relaxed.of} words in each hit")
    for note in results.notes:
        console.print(Text(labels.note(note.code, note.values)))
    for each in results.expansions:
        console.print(Text(f"{each.word} + {', '.join(each.added)}  (--without {each.key})", style="dim"))
    if results.did_you_mean:
        console.print(f"did you mean: {results.did_you_mean.text} ({results.did_you_mean.total} hits)")
    for number, hit in enumerate(results.hits, 1):
        _print_hit(console, number, hit, labels, explain)
    for counts in results.facets:
        stated = [b for b in labels.ordered(counts) if b.depth == 0 and not b.key.startswith("_")]
        known = stated[:6]
        if known and counts.stated >= THIN:
            shown = ", ".join(f"{labels.value(counts.facet, b.key)} {b.count}" for b in known)
            console.print(Text(f"{labels.facet(counts.facet)}: {shown}", style="dim"))


def _print_hit(console: Console, number: int, hit: Hit, labels: Labels, explain: bool) -> None:
    _, title = choose(hit.record["title"], labels.reader) or (labels.reader, hit.id)
    countries = (hit.record.get("place") or {}).get("countries", ())
    place = ", ".join(labels.value("country", key) for key in countries)
    console.print(Text(f"{number:>3}. {title}", style="bold"))
    about = (labels.value("kind", hit.record["kind"]), place, ", ".join(hit.languages), hit.id)
    console.print(Text("     " + " · ".join(part for part in about if part), style="dim"))
    for snippet in hit.snippets[:1]:
        line = Text(snippet.text)
        for start, end in snippet.ranges:
            line.stylize("bold yellow", start, end)
        part = f"{part_label(hit.part, labels.reader)}: " if hit.part and snippet.field == BODY else ""
        console.print(Text(f"     {part}").append_text(line))
    for facet in hit.fit:
        known = ", ".join(labels.value(facet.facet, key) for key in facet.keys)
        console.print(Text(f"     {FIT[facet.state]}: {labels.facet(facet.facet)} {known}", style="dim"))
    if explain and hit.explanation:
        _print_explanation(console, hit.score, hit.explanation)


MEANS = {
    "exact": "as typed",
    "stem": "another form of the word",
    "compound": "as a part of a compound, or by its parts",
    "concept": "another name of the same thing",
    "dictionary": "translated",
    "typo": "with the spelling corrected",
}


FIT: dict[FitState, str] = {
    "fits": "fits",
    "misfits": "does not fit",
    "not_stated": "not stated",
    "open": "cannot be compared",
}


def _print_explanation(console: Console, score: float, why: Explanation) -> None:
    console.print(Text(f"     score {score:.2f}: words and their nearness, times {why.boost:g}"))
    for reason in why.reasons:
        line = f"       {reason.points:5.2f}  {reason.word}"
        if reason.match is None:
            console.print(Text(f"{line}: not in this record", style="dim"))
            continue
        found = f" ({', '.join(reason.found)})" if reason.found else ""
        fields = f", in {', '.join(reason.fields)}" if reason.fields else ""
        rarity = f"; {reason.rarity:.0%} of all records have it"
        console.print(Text(f"{line}: {MEANS[reason.match]}{found}{fields}{rarity}"))
    if why.nearness:
        console.print(Text(f"       {why.nearness:5.2f}  words that stand near each other"))
    if why.complete:
        console.print(Text("              holds every word as typed, so it stands before those that do not"))


@app.command()
def show(
    record_id: Annotated[str, typer.Argument(metavar="ID", help="The id of a record.")],
    as_json: AsJson = False,
) -> None:
    """Show one record as it is in the index."""
    with opened_corpus() as corpus:
        searcher = CurrentSearcher(corpus.settings, corpus.vocabularies).get()
        record_id = searcher.redirect(record_id) or record_id
        record = searcher.record(record_id)
        if record is None:
            near = get_close_matches(record_id, [str(r["id"]) for r in searcher.records()], n=3)
            hint = f"Near it: {', '.join(near)}." if near else "Find ids with 'kb search'."
            say(f"kb: There is no record {record_id!r}. {hint}")
            raise typer.Exit(1)
        links = [
            {"type": link.type, "id": link.to, "title": searcher.title(link.to, "en")}
            for link in searcher.links(record_id)
        ]
        own = {(r["type"], r["to"]) for r in record.get("relations", ())}
        incoming = [link for link in links if (link["type"], link["id"]) not in own]
        if as_json:
            url = f"{corpus.settings.path_prefix}/records/{record_id}"
            show_json({**record, "url": url, "relations_in": incoming})
        else:
            _print_record(record, links)


def _print_record(record: Any, links: list[dict[str, str]]) -> None:
    typer.echo(strict_yaml.write(dict(record)), nl=False)
    for link in links:
        typer.echo(f"# {link['type']}: {link['id']} ({link['title']})")


@app.command()
def suggest(
    prefix: Annotated[str, typer.Argument(help="The beginning of a query.")],
    lang: Lang = "de",
    as_json: AsJson = False,
) -> None:
    """Complete what somebody begins to type."""
    reader = reader_of(lang)
    with opened_corpus() as corpus:
        found = CurrentSearcher(corpus.settings, corpus.vocabularies).get().suggest(prefix, reader)
        if as_json:
            prefix_path = corpus.settings.path_prefix
            suggestions = [
                {
                    "kind": s.kind,
                    "text": s.text,
                    "ranges": [list(r) for r in s.ranges],
                    "url": suggestion_url(s, prefix_path),
                }
                for s in found
            ]
            show_json({"suggestions": suggestions})
        else:
            for suggestion in found:
                typer.echo(suggestion.text)
