"""Which documents match? Decided once per query, before any filter, language or page is looked at.

All words are required; when fewer than ``ENOUGH`` documents have them all, the requirement falls to 2/3, then
1/3 of the words' idf weight, then to any word; the first level with ``MANY`` documents is taken, else
the last.
A filter can therefore only narrow.
"""

from __future__ import annotations

from dataclasses import dataclass
from functools import cached_property

import numpy as np

from indexer.analysis.forms import fold
from indexer.index.schema import SOURCES, source_words
from indexer.search.deadline import Deadline
from indexer.search.document_lists import Mask, Scores
from indexer.search.expansion import Expanded
from indexer.search.frequencies import EVERY_FIELD
from indexer.search.groups import Group
from indexer.search.highlights import Wanted
from indexer.search.phrases import documents_of, phrase_places
from indexer.search.prepared import Prepared
from indexer.search.proximity import proximity
from indexer.search.query_language import Clause, Query
from indexer.search.ranking import EXACT, WordMatch, match_group
from indexer.search.results import Relaxation
from kb.localized import LANGUAGES

ENOUGH = 10
MANY = 100
LEVELS = (2 / 3, 1 / 3)
_FIELDS = {"title": ("title",), "organisation": ("names",)}


@dataclass(frozen=True)
class Matched:
    """The matching set with its scores; ``literal`` are the documents that hold every word as typed.

    ``words`` are the words of the query in their order, ``near`` is the part of the scores that comes from
    their nearness.
    """

    mask: Mask
    literal: Mask
    scores: Scores
    words: tuple[WordMatch, ...]
    near: Scores
    relaxed: Relaxation | None = None

    @cached_property
    def wanted(self) -> Wanted:
        """What the hits are to be looked through for."""
        return Wanted(self.words)


def match(query: Query, expanded: Expanded, prepared: Prepared, deadline: Deadline) -> Matched:
    """Every document the query asks for. Raises SearchTooLong."""
    size = prepared.arrays.size
    known: dict[Group, WordMatch] = {}
    words = tuple(_matched(group, prepared, known, deadline) for group in expanded.groups)
    content = [word for word in words if not word.group.is_stop] or list(words)
    deadline.check()
    near = proximity(content, prepared)
    scores = near + sum((word.contribution for word in words), np.zeros(size))
    required = _required(query, prepared)
    distinct = list({word.group: word for word in content}.values())
    everything = np.ones(size, np.bool_)
    if not distinct:
        return Matched(required, everything, scores, words, near)
    complete = np.logical_and.reduce([word.mask for word in distinct])
    mask, least = _relax(distinct, complete, required)
    relaxed = None
    if least < len(distinct) and bool((mask & required & ~complete).any()):
        relaxed = Relaxation(least, len(distinct))
    return Matched(mask & required, _literal(distinct), scores, words, near, relaxed)


def _literal(words: list[WordMatch]) -> Mask:
    """The documents that hold every word as typed.

    Corrected words are no safe ground for an order, but one alone is answered as if it had been typed right.
    """
    if any(word.group.correction is not None for word in words) and len(words) > 1:
        return np.zeros(len(words[0].best), np.bool_)
    return np.asarray(np.logical_and.reduce([word.best == EXACT for word in words]), np.bool_)


def _matched(
    group: Group, prepared: Prepared, known: dict[Group, WordMatch], deadline: Deadline
) -> WordMatch:
    if group not in known:
        deadline.check()
        known[group] = match_group(group, prepared)
    return known[group]


def _required(query: Query, prepared: Prepared) -> Mask:
    """The documents that hold all phrases and fields and nothing of what is excluded."""
    required = np.ones(prepared.arrays.size, np.bool_)
    for clause in query.phrases:
        required &= phrase_mask(clause.terms, prepared)
    for clause in query.fields:
        required &= _field_mask(clause, prepared)
    for clause in query.excluded:
        required &= ~_clause_mask(clause, prepared)
    return required


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


def _clause_mask(clause: Clause, prepared: Prepared) -> Mask:
    if clause.field:
        return _field_mask(clause, prepared)
    if len(clause.terms) > 1:
        return phrase_mask(clause.terms, prepared)
    return _term_mask(clause.terms[0], prepared, EVERY_FIELD)


def _term_mask(term: str, prepared: Prepared, fields: tuple[str, ...]) -> Mask:
    """The documents that hold a form of the term in one of the fields."""
    mask = np.zeros(prepared.arrays.size, np.bool_)
    for language, frequencies in prepared.frequencies_of(fields).items():
        terms = prepared.lexicons[language].inflections(term)
        mask[frequencies.of_any(terms).documents] = True
    return mask


def _field_mask(clause: Clause, prepared: Prepared) -> Mask:
    arrays = prepared.arrays
    if clause.field == "id":
        mask = np.zeros(arrays.size, np.bool_)
        number = arrays.number(clause.text)
        mask[[] if number is None else [number]] = True
        return mask
    if clause.field == "source":
        return _citing(clause.terms, prepared)
    fields = _FIELDS[clause.field or "title"]
    masks = [_term_mask(term, prepared, fields) for term in clause.terms]
    return np.asarray(np.logical_and.reduce(masks), np.bool_)


def _citing(terms: tuple[str, ...], prepared: Prepared) -> Mask:
    """The documents one of whose sources has all the terms."""
    mask = np.ones(prepared.arrays.size, np.bool_)
    for term in terms:
        mask &= prepared.arrays.documents_of(SOURCES, term)
    for document in np.flatnonzero(mask).tolist():  # the words may stand in several sources
        sources = prepared.row(document)["shown"].get("sources", ())
        mask[document] = any(source_words(source).issuperset(terms) for source in sources)
    return mask


def phrase_mask(terms: tuple[str, ...], prepared: Prepared) -> Mask:
    """The documents that hold the terms side by side in one field, in any spelling."""
    mask = np.zeros(prepared.arrays.size, np.bool_)
    for language in LANGUAGES:
        lexicon = prepared.lexicons[language]
        spellings = tuple(lexicon.spellings(fold(term)) for term in terms)
        if all(spellings):
            mask[documents_of(phrase_places(prepared.arrays, language, spellings))] = True
    return mask
