"""Here is a text: by which keys are its words found while somebody types them, and how are they written?

Keys are folded as everywhere, unstemmed. Words joined by hyphens are found in one word too: emobility.

Texts are read by their pieces between blanks. No word goes over a blank, and there are twenty times fewer
distinct pieces than words, so each is read once.
"""

from __future__ import annotations

from collections.abc import Iterable
from functools import lru_cache
from itertools import chain
from typing import NamedTuple

from indexer.analysis.forms import fold, is_stop_word
from indexer.analysis.tokenizer import Tokens, hyphenated, term_of, tokenize

_BEFORE = "(\"'„“‚‘«»["
_AFTER = ")\"'“”’«»],;:!?."
KEPT_PIECES = 50_000


class Word(NamedTuple):
    """One key of a text, and the part of the text it was made of."""

    key: str
    start: int
    end: int


class Spelt(NamedTuple):
    """One key of a text, and how it is written there."""

    key: str
    spelling: str


def words_of(text: str) -> list[Word]:
    """The words of a text in order."""
    return _words(tokenize(text))


def variants_of(text: str) -> list[Word]:
    """The other keys some words are found by: together without hyphens, and .NET without its dot."""
    return _variants(text, tokenize(text))


def _words(tokens: Tokens) -> list[Word]:
    return [Word(fold(term), start, end) for term, start, end in zip(*tokens, strict=True)]


def _variants(text: str, tokens: Tokens) -> list[Word]:
    terms, starts, ends = tokens
    found = [
        Word(fold(term[1:]), start + 1, end)
        for term, start, end in zip(terms, starts, ends, strict=True)
        if term.startswith(".")
    ]
    for first, end in hyphenated(text, tokens):
        found.append(Word(fold("".join(terms[first:end])), starts[first], ends[end - 1]))
    return found


def phrase_of(text: str) -> str:
    """The keys of the words of a text: equal for texts that differ only in spelling."""
    return " ".join(filter(None, (_read(piece)[0] for piece in text.split())))


def held_in(texts: Iterable[str]) -> set[Spelt]:
    """The words of some texts and their variants, each spelling once."""
    pieces = set(chain.from_iterable(map(str.split, texts)))
    return set(chain.from_iterable(_read(piece)[1] for piece in pieces))


@lru_cache(maxsize=KEPT_PIECES)
def _read(piece: str) -> tuple[str, tuple[Spelt, ...]]:
    """The phrase of a piece without blanks, and all it holds."""
    core = piece.rstrip(_AFTER).lstrip(_BEFORE)
    if core.isalnum():  # the one plain word most pieces are, which needs no tokenizer
        key = fold(term_of(core))
        return key, (Spelt(key, core),)
    tokens = tokenize(piece)
    words = _words(tokens)
    held = tuple(Spelt(key, piece[start:end]) for key, start, end in (*words, *_variants(piece, tokens)))
    return " ".join(word.key for word in words), held


@lru_cache(maxsize=KEPT_PIECES)
def has_meaning(key: str) -> bool:
    """Whether somebody might ask for a word: not for stop words and numbers."""
    return not is_stop_word(key) and any(map(str.isalpha, key))
