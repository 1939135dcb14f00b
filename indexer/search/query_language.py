"""Here is what a reader typed: which words, phrases, exclusions and fields does it hold?

Plain words, ``"phrase"``, ``-word``, ``field:value`` for the fields below; everything else is literal text.
Parsing reads the text once, never raises, and takes linear time.
"""

from __future__ import annotations

import re
from dataclasses import dataclass

from indexer.analysis.tokenizer import tokenize
from indexer.facets import BY_NAME
from indexer.search.request import QUERY_LENGTH
from indexer.search.results import Note

SEARCH_FIELDS = ("title", "organisation", "id", "source")
MOST_WORDS = 32

_QUOTES = str.maketrans(dict.fromkeys("„“”‟«»", '"'))
_PIECE = re.compile(r'(?P<minus>-)?(?:(?P<field>[A-Za-z_]{1,20}):)?(?:"(?P<phrase>[^"]*)"|(?P<word>[^\s"]+))')


@dataclass(frozen=True)
class Clause:
    """A run of terms that belong together: one word, a hyphenated word or a phrase."""

    terms: tuple[str, ...]
    text: str
    field: str | None = None


@dataclass(frozen=True)
class Query:
    """A parsed query. ``words`` are scored and may be relaxed; ``phrases`` and field clauses are required."""

    words: tuple[str, ...] = ()
    shown: tuple[str, ...] = ()
    phrases: tuple[Clause, ...] = ()
    fields: tuple[Clause, ...] = ()
    excluded: tuple[Clause, ...] = ()
    facets: tuple[tuple[str, str], ...] = ()
    notes: tuple[Note, ...] = ()

    @property
    def empty(self) -> bool:
        """Whether nothing is asked for, so that everything matches."""
        return not (self.words or self.phrases or self.fields)


def parse(text: str) -> Query:
    """The query a text means."""
    notes = [Note("cut")] if len(text) > QUERY_LENGTH else []
    text = text[:QUERY_LENGTH].translate(_QUOTES)
    if text.count('"') % 2:
        notes.append(Note("unclosed"))
        text = "".join(text.rsplit('"', 1))
    words: list[str] = []
    shown: list[str] = []
    clauses: dict[str, list[Clause]] = {"phrases": [], "fields": [], "excluded": []}
    facets: list[tuple[str, str]] = []
    for piece in _PIECE.finditer(text):
        phrase, field = piece["phrase"], piece["field"]
        value = phrase if phrase is not None else piece["word"]
        if field and field in BY_NAME and value:
            facets.append((f"{piece['minus'] or ''}{field}", value))
            continue
        if field and field not in SEARCH_FIELDS:
            if not value.startswith("//"):
                notes.append(Note("unknown_field", (field,)))
            value, field, phrase = f"{field} {value}", None, phrase
        tokens = tokenize(value)
        clause = Clause(tuple(tokens.terms), value, field)
        if not clause.terms:
            continue
        if piece["minus"]:
            clauses["excluded"].append(clause)
        elif field:
            clauses["fields"].append(clause)
        else:
            if phrase is not None and len(clause.terms) > 1:
                clauses["phrases"].append(clause)
            words += clause.terms
            shown += [value[a:b] for a, b in zip(tokens.starts, tokens.ends, strict=True)]
    if clauses["excluded"] and not (words or clauses["fields"] or facets):
        notes.append(Note("only_excluded"))
    return Query(
        words=tuple(words[:MOST_WORDS]),
        shown=tuple(shown[:MOST_WORDS]),
        phrases=tuple(clauses["phrases"][:MOST_WORDS]),
        fields=tuple(clauses["fields"][:MOST_WORDS]),
        excluded=tuple(clauses["excluded"][:MOST_WORDS]),
        facets=tuple(facets[:MOST_WORDS]),
        notes=tuple(dict.fromkeys(notes)),
    )


def extract_filters(text: str) -> tuple[str, tuple[tuple[str, str], ...]]:
    """The text without its ``facet:value`` pieces, and those as parameters of the address."""
    normal = text[:QUERY_LENGTH].translate(_QUOTES)
    rest: list[str] = []
    pairs: list[tuple[str, str]] = []
    for piece in _PIECE.finditer(normal):
        value = piece["phrase"] if piece["phrase"] is not None else piece["word"]
        if piece["field"] in BY_NAME and value:
            pairs.append((f"{piece['minus'] or ''}{piece['field']}", value))
        else:
            rest.append(piece.group())
    return (" ".join(rest), tuple(pairs)) if pairs else (text, ())
