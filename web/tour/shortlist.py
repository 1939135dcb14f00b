"""Which five of the records found are worth reading first?

They are the first of the search, except that the list does not repeat itself: the strictest of three rules
that fills it decides (decision 062). Without words the search has no order of relevance; then records whose
effect is proven better come first.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Sequence
from dataclasses import dataclass, replace

from indexer.documents import organisation_key
from indexer.search.request import LARGEST_SIZE, SearchRequest
from indexer.search.results import Hit
from indexer.search.searcher import Searcher
from kb.vocabulary import Vocabularies

LONGEST = 5
CONSIDERED = 20  # the first so many of a search with words; without, as many as one page may hold
MOST_OF_A_KIND = 2


@dataclass(frozen=True)
class Shortlist:
    """The records to read first, best first, of ``total`` that were found."""

    total: int
    hits: tuple[Hit, ...]


def shortlist(request: SearchRequest, searcher: Searcher, vocabularies: Vocabularies) -> Shortlist:
    """The first records of a search, none too like another."""
    size = CONSIDERED if request.text else LARGEST_SIZE
    results = searcher.search(replace(request, page=1, size=size, counting=False))
    hits = list(results.hits)
    if not request.text:
        degrees = list(vocabularies["evidence"].concepts)
        hits.sort(key=lambda hit: -_degree(hit, degrees))
    return Shortlist(results.total, unlike(hits))


def _degree(hit: Hit, degrees: list[str]) -> int:
    stated = hit.record.get("evidence")
    return degrees.index(stated["value"]) + 1 if stated else 0


def unlike(hits: Sequence[Hit], longest: int = LONGEST) -> tuple[Hit, ...]:
    """The first hits of which no two share an organisation or a programme, and few a kind; in their order.

    If they are too few, others of the same kinds fill the list, then any.
    """
    chosen: set[str] = set()
    for strictness in (2, 1, 0):
        for hit in hits:
            taken = (other for other in hits if other.id in chosen)
            if len(chosen) < longest and hit.id not in chosen and not _repeats(hit, taken, strictness):
                chosen.add(hit.id)
    return tuple(hit for hit in hits if hit.id in chosen)


def _repeats(hit: Hit, taken: Iterable[Hit], strictness: int) -> bool:
    counted = Counter(mark for other in taken for mark in _marks(other))
    kind, *others = _marks(hit)
    if strictness > 0 and any(counted[mark] for mark in others):
        return True
    return strictness > 1 and counted[kind] >= MOST_OF_A_KIND


def _marks(hit: Hit) -> list[str]:
    """Its kind, then what makes it like another: its organisation and the programmes it belongs to."""
    organisation = hit.record.get("organisation")
    marks = [f"kind:{hit.record['kind']}"]
    if organisation:
        marks.append(f"organisation:{organisation_key(organisation['name'])}")
    return marks + [f"programme:{key}" for key in hit.record.get("funding", ())]
