"""Here is what a reader typed: which words, phrases, exclusions and fields does it hold?

Plain words, ``"phrase"``, ``-word``, ``field:value`` for the fields below; everything else is literal text.
A hyphen after "and" or "or" stands for the part of a word that is left out ("Managerinnen und -manager"): it
excludes nothing. Parsing reads the text once, never raises, and takes linear time.
"""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Iterator
from dataclasses import dataclass, field

from indexer.analysis.tokenizer import LOOSE_AND, hyphenated, tokenize
from indexer.facets import BY_NAME
from indexer.search.request import QUERY_LENGTH
from indexer.search.results import Note

SEARCH_FIELDS = ("title", "organisation", "id", "source")
FACET_FIELDS = frozenset(BY_NAME) - set(SEARCH_FIELDS)  # people type an organisation's name, not its key
MOST_WORDS = 32

_QUOTES = str.maketrans(dict.fromkeys("„“”‟«»", '"'))
_JOINING = frozenset({"und", "oder", "bzw.", "and", "or", "og", "eller", "/", "&"})
_PIECE = re.compile(r'(?P<minus>-)?(?:(?P<field>[A-Za-z_]{1,20}):)?(?:"(?P<phrase>[^"]*)"|(?P<word>[^\s"]+))')


@dataclass(frozen=True)
class Clause:
    """A run of terms that belong together: one word, a hyphenated word or a phrase."""

    terms: tuple[str, ...]
    text: str
    field: str | None = None


@dataclass(frozen=True)
class Query:
    """A parsed query. ``words`` are scored and may be relaxed; ``phrases`` and field clauses are required.

    ``joined`` are the runs [first, end) of words that were typed with hyphens between them.
    """

    words: tuple[str, ...] = ()
    shown: tuple[str, ...] = ()
    phrases: tuple[Clause, ...] = ()
    fields: tuple[Clause, ...] = ()
    excluded: tuple[Clause, ...] = ()
    facets: tuple[tuple[str, str], ...] = ()
    notes: tuple[Note, ...] = ()
    joined: frozenset[tuple[int, int]] = frozenset()

    @property
    def empty(self) -> bool:
        """Whether nothing is asked for, so that everything matches."""
        return not (self.words or self.phrases or self.fields)


@dataclass(frozen=True)
class _Piece:
    """One ``-field:"value"``, as far as its parts are there; ``source`` is how it was typed."""

    source: str
    minus: str
    field: str | None
    value: str
    quoted: bool


def _normal(text: str) -> str:
    """The part of the text that is read: composed letters, one kind of quotation mark."""
    text = unicodedata.normalize("NFC", text[:QUERY_LENGTH])[:QUERY_LENGTH].translate(_QUOTES)
    return LOOSE_AND.sub(r"\1&\2", text)


def _pieces(text: str) -> Iterator[_Piece]:
    before = ""
    for found in _PIECE.finditer(text):
        quoted = found["phrase"] is not None
        minus = "-" if found["minus"] and before not in _JOINING else ""
        field = found["field"].lower() if found["field"] else None
        yield _Piece(found.group(), minus, field, found["phrase"] if quoted else found["word"], quoted)
        before = found.group().casefold()


@dataclass
class _Reading:
    """What has been understood so far."""

    notes: list[Note] = field(default_factory=list)
    words: list[str] = field(default_factory=list)
    shown: list[str] = field(default_factory=list)
    phrases: list[Clause] = field(default_factory=list)
    fields: list[Clause] = field(default_factory=list)
    excluded: list[Clause] = field(default_factory=list)
    facets: list[tuple[str, str]] = field(default_factory=list)
    joined: list[tuple[int, int]] = field(default_factory=list)

    def take(self, piece: _Piece) -> None:
        name, value, quoted = piece.field, piece.value, piece.quoted
        if name in FACET_FIELDS:
            self.facets.append((f"{piece.minus}{name}", value))
            return
        if name and name not in SEARCH_FIELDS:
            if not value.startswith("//"):
                self.notes.append(Note("unknown_field", (name,)))
            value, name, quoted = f"{name} {value}", None, False
        tokens = tokenize(value)
        if not tokens.terms:
            return
        clause = Clause(tuple(tokens.terms), value, name)
        if piece.minus:
            self.excluded.append(clause)
        elif name:
            self.fields.append(clause)
        else:
            if quoted and len(clause.terms) > 1:
                self.phrases.append(clause)
            before = len(self.words)
            self.joined += [(before + first, before + end) for first, end in hyphenated(value, tokens)]
            self.words += clause.terms
            self.shown += [value[a:b] for a, b in zip(tokens.starts, tokens.ends, strict=True)]

    def query(self) -> Query:
        if self.excluded and not (self.words or self.fields or self.facets):
            self.notes.append(Note("only_excluded"))
        if len(self.words) > MOST_WORDS:
            self.notes.append(Note("cut"))
        return Query(
            words=tuple(self.words[:MOST_WORDS]),
            shown=tuple(self.shown[:MOST_WORDS]),
            phrases=tuple(self.phrases[:MOST_WORDS]),
            fields=tuple(self.fields[:MOST_WORDS]),
            excluded=tuple(self.excluded[:MOST_WORDS]),
            facets=tuple(self.facets[:MOST_WORDS]),
            notes=tuple(dict.fromkeys(self.notes)),
            joined=frozenset(run for run in self.joined if run[1] <= MOST_WORDS),
        )


def parse(text: str) -> Query:
    """The query a text means."""
    reading = _Reading([Note("cut")] if len(text) > QUERY_LENGTH else [])
    text = _normal(text)
    if text.count('"') % 2:
        reading.notes.append(Note("unclosed"))
        text = "".join(text.rsplit('"', 1))
    for piece in _pieces(text):
        if piece.value:
            reading.take(piece)
    return reading.query()


def extract_filters(text: str) -> tuple[str, tuple[tuple[str, str], ...]]:
    """The text without its ``facet:value`` pieces, and those as parameters of the address."""
    rest: list[str] = []
    pairs: list[tuple[str, str]] = []
    for piece in _pieces(_normal(text)):
        if piece.field in FACET_FIELDS and piece.value:
            pairs.append((f"{piece.minus}{piece.field}", piece.value))
        else:
            rest.append(piece.source)
    return (" ".join(rest), tuple(pairs)) if pairs else (text, ())
