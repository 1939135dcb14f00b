"""Which documents match? Decided once per query, before any filter, language or page is looked at.

All words are required; when fewer than ``ENOUGH`` documents have them all, the requirement falls to 2/3, then
1/3 of the words' idf weight, then to any word; the first level with ``MANY`` documents is taken, else
the last.
A filter can therefore only narrow.
"""

from __future__ import annotations

from dataclasses import dataclass, field

import numpy as np

from indexer.analysis.forms import fold, is_stop_word
from indexer.analysis.tokenizer import tokenize
from indexer.documents import NEUTRAL, TEXTS
from indexer.index.snapshot import Arrays
from indexer.search.lexicon import Lexicon
from indexer.search.query_language import Clause, Query
from indexer.search.ranking import Mask, Scores, WordMatch, match_word
from indexer.search.results import Relaxation
from kb.localized import LANGUAGES, Language

ENOUGH = 10
MANY = 100
LEVELS = (2 / 3, 1 / 3)
_FIELDS = {"title": ("title",), "organisation": ("names",)}


@dataclass(frozen=True)
class Matched:
    """The matching set with its scores; ``complete`` are the documents that hold every word."""

    mask: Mask
    complete: Mask
    scores: Scores
    words: tuple[WordMatch, ...] = ()
    relaxed: Relaxation | None = None
    notes: tuple[str, ...] = field(default=())


def match(query: Query, arrays: Arrays, lexicons: dict[Language, Lexicon]) -> Matched:
    """Every document the query asks for."""
    everything = np.ones(arrays.size, np.bool_)
    found = {word: match_word(word, arrays, lexicons) for word in dict.fromkeys(query.words)}
    scores = np.zeros(arrays.size)
    for word in query.words:
        scores += found[word].contribution
    required = everything.copy()
    for clause in query.phrases:
        required &= phrase_mask(clause.terms, arrays, lexicons)
    for clause in query.fields:
        required &= _field_mask(clause, arrays, lexicons)
    for clause in query.excluded:
        required &= ~_clause_mask(clause, arrays, lexicons)
    content = [word for word in found if not is_stop_word(word)] or list(found)
    groups = [found[word] for word in content]
    if not groups:
        return Matched(required, everything, scores, tuple(found.values()))
    complete = np.logical_and.reduce([group.mask for group in groups])
    mask, least = _relax(groups, complete, required)
    relaxed = None
    if least < len(groups) and bool((mask & required & ~complete).any()):
        relaxed = Relaxation(least, len(groups))
    return Matched(mask & required, complete, scores, tuple(found.values()), relaxed)


def _relax(groups: list[WordMatch], complete: Mask, required: Mask) -> tuple[Mask, int]:
    """The mask of the level that is taken and the smallest number of words its documents hold."""
    if int((complete & required).sum()) >= ENOUGH or len(groups) == 1:
        return complete, len(groups)
    held = np.sum([group.mask for group in groups], axis=0)
    weight = np.sum([group.mask * group.idf for group in groups], axis=0)
    total = sum(group.idf for group in groups)
    mask: Mask = held > 0
    for level in LEVELS:
        enough: Mask = weight >= level * total - 1e-9
        if int((enough & required).sum()) >= MANY:
            mask = enough
            break
    return mask, int(held[mask].min()) if mask.any() else len(groups)


def _clause_mask(clause: Clause, arrays: Arrays, lexicons: dict[Language, Lexicon]) -> Mask:
    if clause.field:
        return _field_mask(clause, arrays, lexicons)
    if len(clause.terms) > 1:
        return phrase_mask(clause.terms, arrays, lexicons)
    return match_word(clause.terms[0], arrays, lexicons).mask


def _field_mask(clause: Clause, arrays: Arrays, lexicons: dict[Language, Lexicon]) -> Mask:
    if clause.field == "id":
        return np.array([arrays.stored(n)["id"] == clause.text for n in range(arrays.size)], np.bool_)
    if clause.field == "source":
        return np.array([_cites(arrays.stored(n), clause.terms) for n in range(arrays.size)], np.bool_)
    fields = _FIELDS[clause.field or "title"]
    masks = [match_word(term, arrays, lexicons, fields).mask for term in clause.terms]
    return np.asarray(np.logical_and.reduce(masks), np.bool_)


def _cites(row: object, terms: tuple[str, ...]) -> bool:
    shown = row["shown"] if isinstance(row, dict) else {}
    for source in shown.get("sources", ()):
        words = set(
            tokenize(" ".join(str(source.get(key, "")) for key in ("url", "title", "publisher"))).terms
        )
        if words.issuperset(terms):
            return True
    return False


def phrase_mask(terms: tuple[str, ...], arrays: Arrays, lexicons: dict[Language, Lexicon]) -> Mask:
    """The documents that hold the terms side by side in one field, in any spelling."""
    mask = np.zeros(arrays.size, np.bool_)
    for language in (*LANGUAGES, NEUTRAL):
        spellings = [_spellings(term, language, lexicons) for term in terms]
        if all(spellings):
            for name in TEXTS:
                mask[_phrase_documents(f"{name}_{language}", spellings, arrays)] = True
    return mask


def _spellings(term: str, language: str, lexicons: dict[Language, Lexicon]) -> tuple[str, ...]:
    lexicon = next((lexicons[code] for code in lexicons if code == language), None)
    return (lexicon or next(iter(lexicons.values()))).by_fold.get(fold(term), ())


def _phrase_documents(field: str, spellings: list[tuple[str, ...]], arrays: Arrays) -> list[int]:
    """Positions as numbers document * 2**32 + place; a phrase is where all, shifted back, coincide."""
    common: np.ndarray[tuple[int], np.dtype[np.int64]] | None = None
    for shift, forms in enumerate(spellings):
        keys = [_keys(arrays, field, term) - shift for term in forms]
        joined = np.concatenate(keys) if keys else np.zeros(0, np.int64)
        common = joined if common is None else np.intersect1d(common, joined)
        if not len(common):
            return []
    return np.unique(common >> 32).tolist() if common is not None else []


def _keys(arrays: Arrays, field: str, term: str) -> np.ndarray[tuple[int], np.dtype[np.int64]]:
    documents, frequencies = arrays.postings(field, term)
    places = arrays.positions(field, term).places.astype(np.int64) + 64
    return (np.repeat(documents.astype(np.int64), frequencies) << 32) + places
