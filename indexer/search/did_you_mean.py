"""Few records were found: is there another spelling of the query that finds more?

Words that are in no document are corrected anyway (see ``correcting``). Here also words are looked at that
some document has, mistyped itself, while a near word is in many. All words are changed at once, and the new
query is counted before it is offered.
"""

from __future__ import annotations

import re
from collections.abc import Callable
from typing import NamedTuple

import numpy as np

from indexer.analysis.forms import is_stop_word
from indexer.search.correcting import best_candidate, most_frequent_spelling, real_spelling
from indexer.search.expansion import Expanded
from indexer.search.matching import ENOUGH
from indexer.search.prepared import Prepared
from indexer.search.query_language import Query
from indexer.search.results import DidYouMean
from kb.localized import LANGUAGES

TIMES_MORE = 5  # as many documents must hold the other word


class Totals(NamedTuple):
    """How many records a text finds, with the filters of the request and without them."""

    total: int
    unfiltered: int


def did_you_mean(
    text: str,
    query: Query,
    expanded: Expanded,
    totals: Totals,
    prepared: Prepared,
    count: Callable[[str], Totals],
) -> DidYouMean | None:
    """The other spelling; ``totals`` are those of the text typed, ``count`` gives those of another.

    Few records because of filters are no sign of a mistyped word: the other spelling must find more without
    them, too.
    """
    if totals.unfiltered >= ENOUGH or not query.words:
        return None
    changed = {query.shown[each.place]: each.text for each in expanded.corrections}
    for term, shown in zip(query.words, query.shown, strict=True):
        if shown not in changed and not is_stop_word(term):
            other = _commoner(term, prepared)
            if other:
                changed[shown] = real_spelling(other, shown, prepared)
    if not changed:
        return None
    words = "|".join(map(re.escape, sorted(changed, key=len, reverse=True)))
    proposed = re.sub(rf"(?<!\w)(?:{words})(?!\w)", lambda match: changed[match[0]], text)
    if proposed == text:
        return None
    found = count(proposed)
    better = found.total > totals.total and found.unfiltered > totals.unfiltered
    return DidYouMean(proposed, found.total) if better else None


def _commoner(term: str, prepared: Prepared) -> str | None:
    """A near word that many more documents hold."""
    candidate = best_candidate(term, prepared, np.zeros(prepared.arrays.size))
    if candidate is None:
        return None
    other = most_frequent_spelling(candidate.key, prepared)
    own, more = (sum(prepared.holding(word, code) for code in LANGUAGES) for word in (term, other))
    return other if more >= TIMES_MORE * max(1, own) else None
