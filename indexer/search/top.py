"""Here are scores: which are the best, in which order, without sorting all of them?"""

from __future__ import annotations

import numpy as np

from indexer.search.document_lists import Numbers, Scores, Whole

ROWS = 16  # scores of a group, of which only the highest is compared first
FEW = 4  # so many times more groups than are wanted: else the bound would be too low


def best_first(scores: Scores, documents: Numbers, ranks: Whole, first: int, end: int) -> Numbers:
    """Of documents with scores those that come as number [first, end), highest first.

    ``ranks`` are those of all documents: the lower one wins a tie.
    """
    if len(scores) > ROWS * FEW:
        places = _candidates(scores, end)
        scores, documents = scores.take(places), documents.take(places)
    best: Numbers = documents[np.lexsort((ranks.take(documents), -scores))[first:end]]
    return best


def _candidates(scores: Scores, wanted: int) -> Numbers:
    """The places of some scores among which are so many of the highest, with all that are equal to them.

    Of groups only those count whose highest score is as high as that of enough others.
    """
    groups = len(scores) // ROWS
    if groups <= FEW * wanted:
        return _reaching(scores, wanted)
    grouped = scores[: groups * ROWS].reshape(ROWS, groups)
    highest = grouped.max(axis=0)
    least = np.partition(highest, groups - wanted)[groups - wanted]
    columns = (highest >= least).nonzero()[0]
    rows, found = (grouped.take(columns, axis=1) >= least).nonzero()
    rest = np.arange(groups * ROWS, len(scores))
    places = np.concatenate((rows * groups + columns.take(found), rest[scores[rest] >= least]))
    return places[_reaching(scores.take(places), wanted)]


def _reaching(scores: Scores, wanted: int) -> Numbers:
    """The places of the scores that are as high as the lowest of so many of the highest."""
    if wanted >= len(scores):
        return np.arange(len(scores))
    least = np.partition(scores, len(scores) - wanted)[len(scores) - wanted]
    places: Numbers = (scores >= least).nonzero()[0]
    return places
