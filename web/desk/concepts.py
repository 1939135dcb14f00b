"""Somebody types into a picker: which concepts or records could they mean?

Both answer JSON, in the language of the reader, and find what is typed in any spelling and any language.
"""

from __future__ import annotations

from functools import lru_cache

from starlette.exceptions import HTTPException
from starlette.requests import Request
from starlette.responses import Response

from indexer.analysis.keys import phrase_of
from indexer.search.request import QUERY_LENGTH
from kb.localized import Language
from kb.vocabulary import Vocabularies
from web.api import as_json
from web.desk.form.choices import Choice, choices
from web.knowledge import Knowledge
from web.language import reader

MOST_CONCEPTS = 50
MOST_RECORDS = 20


def concepts(request: Request) -> Response:
    """``/desk/concepts?vocabulary=&q=``. Raises HTTPException if there is no such vocabulary."""
    vocabularies, name = Knowledge.of(request).vocabularies, request.query_params.get("vocabulary", "")
    if name not in vocabularies.by_name:
        raise HTTPException(404, "There is no such vocabulary. Name one of kb/vocabularies.")
    typed = request.query_params.get("q", "")[:QUERY_LENGTH]
    found = matching(vocabularies, name, typed, reader(request))
    return as_json(
        {
            "concepts": [
                {"id": one.id, "label": one.label, "path": list(one.path), "depth": len(one.path)}
                for one in found
            ]
        }
    )


def matching(vocabularies: Vocabularies, name: str, typed: str, language: Language) -> tuple[Choice, ...]:
    """The concepts that have all words typed, at most 50: first those that begin with them."""
    offered, words = choices(vocabularies, name, language), phrase_of(typed).split()
    if not words:
        return offered[:MOST_CONCEPTS]
    known = _keys(vocabularies, name)
    ranks = [(_rank(" ".join(words), words, known[one.id]), number) for number, one in enumerate(offered)]
    best = sorted((rank, number) for rank, number in ranks if rank is not None)
    return tuple(offered[number] for _, number in best[:MOST_CONCEPTS])


def _rank(phrase: str, words: list[str], labels: tuple[str, ...]) -> int | None:
    """0 for a label that is what was typed; more for those that begin with it, or have its words within."""
    ranks = [
        0 if label == phrase else 1 if label.startswith(phrase) else 2 if f" {phrase}" in label else 3
        for label in labels
        if all(word in label for word in words)
    ]
    return min(ranks, default=None)


@lru_cache(maxsize=50)
def _keys(vocabularies: Vocabularies, name: str) -> dict[str, tuple[str, ...]]:
    """The labels of each concept in every language, as they are compared, and its id."""
    return {
        concept.id: tuple(
            dict.fromkeys(phrase_of(text) for text in (concept.id, *(label for _, label in concept.labels())))
        )
        for concept in vocabularies[name]
    }


def records(request: Request) -> Response:
    """``/desk/records?q=``: published records whose title goes on like that, and the one with that id."""
    typed, language = request.query_params.get("q", "")[:QUERY_LENGTH], reader(request)
    searcher = Knowledge.of(request).searcher()
    suggested = searcher.suggest(typed, language, MOST_RECORDS) if typed.strip() else ()
    ids = [one.target for one in suggested if one.kind == "record"]
    if searcher.record(typed.strip()) is not None:
        ids.insert(0, typed.strip())
    kinds = Knowledge.of(request).vocabularies["kinds"]
    found = [(one, searcher.record(one)) for one in dict.fromkeys(ids)]
    return as_json(
        {
            "records": [
                {
                    "id": one,
                    "title": searcher.title(one, language),
                    "kind": kinds.called(values["kind"], language),
                }
                for one, values in found
                if values is not None
            ]
        }
    )
