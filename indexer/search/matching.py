"""Which documents match? Decided once per query, before any filter, language or page is looked at.

All words are required; when fewer than ``ENOUGH`` documents have them all, the requirement falls to 2/3, then
1/3 of the words' idf weight, then to any word; the first level with ``MANY`` documents is taken, else
the last.
A filter can therefore only narrow. A paper is found if one of its units is (see ``units``), and counts once.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, replace
from functools import cached_property

import numpy as np

from indexer.search.clauses import phrase_of, required
from indexer.search.deadline import Deadline
from indexer.search.document_lists import Mask, Numbers, Scores
from indexer.search.expansion import Expanded
from indexer.search.groups import Group
from indexer.search.highlights import Wanted
from indexer.search.prepared import Prepared
from indexer.search.proximity import proximity
from indexer.search.query_language import Query
from indexer.search.ranking import EXACT, WordMatch, match_group
from indexer.search.results import Relaxation
from indexer.search.units import Units, units_of

ENOUGH = 10
MANY = 100
LEVELS = (2 / 3, 1 / 3)


@dataclass(frozen=True)
class Matched:
    """The matching set with its scores; ``literal`` are the documents that hold every word as typed.

    ``words`` are the words of the query in their order, ``near`` is the part of the scores that comes from
    their nearness. Of a paper all of it is that of its best unit.
    """

    mask: Mask
    literal: Mask
    scores: Scores
    words: tuple[WordMatch, ...]
    near: Scores
    relaxed: Relaxation | None
    units: Units
    best: Numbers

    @cached_property
    def wanted(self) -> Wanted:
        """What the hits are to be looked through for."""
        return Wanted(self.words)

    def page(self, document: int) -> int | None:
        """The page for which a document was found; None if no page holds a word of the query."""
        return self.units.page(int(self.best[document]))


def match(query: Query, expanded: Expanded, prepared: Prepared, deadline: Deadline) -> Matched:
    """Every document the query asks for. Raises SearchTooLong."""
    phrases = [phrase_of(clause.terms, prepared) for clause in query.phrases]
    telling = [group for group in expanded.groups if not group.is_stop] or expanded.groups
    forms = (form for group in telling for form in group.forms)
    units = units_of(forms, prepared, [phrase.pages for phrase in phrases])
    known: dict[Group, WordMatch] = {}
    words = tuple(_matched(group, units, known, deadline) for group in expanded.groups)
    content = [known[group] for group in telling]
    deadline.check()
    near = proximity(content, units)
    scores = near + sum((word.contribution for word in words), np.zeros(units.size))
    distinct = list({word.group: word for word in content}.values())
    among, relaxed = _relax(distinct, required(query, phrases, units), units)
    return _of_documents(among, _literal(distinct, units), scores, words, near, relaxed, units)


def _of_documents(
    among: Mask,
    literal: Mask,
    scores: Scores,
    words: tuple[WordMatch, ...],
    near: Scores,
    relaxed: Relaxation | None,
    units: Units,
) -> Matched:
    """What was found among the units, per document: each is what its best unit is."""
    best = units.best(among, literal, scores)
    if len(units.pages):
        found = {word.group: word for word in words}
        for group, word in found.items():
            found[group] = replace(
                word,
                mask=units.owning(word.mask),
                contribution=word.contribution[best],
                best=word.best[best],
            )
        words = tuple(found[word.group] for word in words)
        among, literal, scores, near = units.owning(among), literal[best], scores[best], near[best]
    return Matched(among, literal, scores, words, near, relaxed, units, best)


def _literal(words: Sequence[WordMatch], units: Units) -> Mask:
    """The units that hold every word as typed.

    Corrected words are no safe ground for an order, but one alone is answered as if it had been typed right.
    """
    if any(word.group.correction is not None for word in words) and len(words) > 1:
        return np.zeros(units.size, np.bool_)
    literal = np.ones(units.size, np.bool_)
    for word in words:
        literal &= word.best == EXACT
    return literal


def _matched(group: Group, units: Units, known: dict[Group, WordMatch], deadline: Deadline) -> WordMatch:
    if group not in known:
        deadline.check()
        known[group] = match_group(group, units)
    return known[group]


def _relax(words: Sequence[WordMatch], asked: Mask, units: Units) -> tuple[Mask, Relaxation | None]:
    """The units of the level that is taken, of those ``asked`` for; how many words they hold if not all."""
    complete = np.logical_and.reduce([asked, *(word.mask for word in words)])
    whole = units.owning(complete)
    if int(whole.sum()) >= ENOUGH or len(words) <= 1:
        return complete, None
    held = np.sum([word.mask for word in words], axis=0)
    weight = np.sum([word.mask * word.idf for word in words], axis=0)
    total = sum(word.idf for word in words)
    among: Mask = asked & (held > 0)
    for level in LEVELS:
        enough: Mask = asked & (weight >= level * total - 1e-9)
        if int(units.owning(enough).sum()) >= MANY:
            among = enough
            break
    found = units.owning(among)
    if not (found & ~whole).any():
        return among, None
    least = int(units.highest(held, among)[found].min())
    return among, Relaxation(least, len(words))
