"""Why does a hit stand where it stands? In values that a page can put into words."""

from __future__ import annotations

from collections.abc import Mapping, Sequence

from indexer.documents import NEUTRAL
from indexer.search.document_lists import is_in
from indexer.search.frequencies import WEIGHTS
from indexer.search.groups import Form
from indexer.search.matching import Matched
from indexer.search.prepared import Prepared
from indexer.search.ranking import NONE, WordMatch
from indexer.search.results import MATCH_CLASSES, Explanation, Match, MatchClass, Reason

MOST_FOUND = 3  # words of the record named for a word of the query
MOST_FIELDS = 3
BESIDE_TEXTS = ("concepts", "names", "figures")  # fields that no passage is taken from


def explain(
    document: int,
    matched: Matched,
    prepared: Prepared,
    found: Mapping[MatchClass, tuple[Match, ...]],
    boost: float,
) -> Explanation:
    """The account of one document; ``found`` are the words in it that matched."""
    distinct = {word.group: word for word in matched.words}
    times = [word.group for word in matched.words]
    reasons = [
        _reason(document, word, prepared, found, times.count(word.group)) for word in distinct.values()
    ]
    return Explanation(
        tuple(sorted(reasons, key=lambda reason: -reason.points)),
        float(matched.near[document]),
        boost,
        bool(matched.literal[document]),
    )


def _reason(
    document: int,
    word: WordMatch,
    prepared: Prepared,
    found: Mapping[MatchClass, tuple[Match, ...]],
    times: int,
) -> Reason:
    number = int(word.best[document])
    own = MATCH_CLASSES[number] if number < NONE else None
    match = word.group.match_of(own) if own else None
    seen = [entry for entry in found.get(match, ()) if entry.word == word.group.term] if match else []
    return Reason(
        word.group.text,
        match,
        tuple(entry.found for entry in seen)[:MOST_FOUND],
        _fields(document, word, own, seen, prepared) if own else (),
        times * float(word.contribution[document]),
        float(word.mask.sum()) / prepared.arrays.count,
    )


def _fields(
    document: int, word: WordMatch, match: MatchClass, seen: Sequence[Match], prepared: Prepared
) -> tuple[str, ...]:
    """Where the words stand, the weightiest field first; labels and names only if nowhere else."""
    fields = {name for entry in seen for name in entry.fields}
    if not fields:
        forms = [form for form in word.group.forms if form.match == match]
        fields = {name for name in BESIDE_TEXTS if _holds(document, name, forms, prepared)}
    return tuple(sorted(fields, key=lambda name: (-WEIGHTS[name], name))[:MOST_FIELDS])


def _holds(document: int, name: str, forms: Sequence[Form], prepared: Prepared) -> bool:
    return any(
        is_in(document, prepared.arrays.postings(f"{name}_{side}", term).documents)
        for form in forms
        for side in (form.language, NEUTRAL)
        for part in form.parts
        for term in part
    )
