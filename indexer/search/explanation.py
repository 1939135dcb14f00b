"""Why does a hit stand where it stands? In values that a page can put into words."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from itertools import chain

from indexer.index.schema import blocks_of
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
        fields = set(_beside_texts(document, [f for f in word.group.forms if f.match == match], prepared))
    return tuple(sorted(fields, key=lambda name: (-WEIGHTS[name], name))[:MOST_FIELDS])


def _beside_texts(document: int, forms: Sequence[Form], prepared: Prepared) -> Iterator[str]:
    """The fields beside the texts in which a document holds a term of a form."""
    base, segment = (part := prepared.arrays.part_of(document)).base, part.segment
    for form in forms:
        terms = chain.from_iterable(form.parts)
        for number in segment.fields_of(document - base, terms, blocks_of(form.language)):
            name = segment.layout.fields[number].rpartition("_")[0]
            if name in BESIDE_TEXTS:
                yield name
