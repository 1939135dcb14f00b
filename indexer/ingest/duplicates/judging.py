"""Here are two records: how likely is it that they tell the same story, and why?

Each sign alone has a strength between 0 and 1: how surely it says that two records are one. Signs are put
together as if they were independent, and weakened by what speaks for two editions of a series: other years,
other figures, another number in the title.

The steps below were set on the delivered records and on copies of them that were shortened, reordered,
edited or translated. No two of the 294 delivered records share more than 8 % of their shingles. The facts of
two that no relation connects are alike up to 0.27 within a language and 0.16 across languages; those of a
record and its translation are from 0.19 on with the fields of the record, and mostly from 0.15 on where only
texts are left.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator
from itertools import chain
from typing import NamedTuple

import numpy as np
from numpy.typing import NDArray

from indexer.ingest.duplicates.postings import Weights
from indexer.ingest.duplicates.reasons import Reason, SharedFigure
from indexer.ingest.duplicates.signature import Side, Signature
from indexer.ingest.duplicates.signature_index import SignatureIndex
from indexer.ingest.duplicates.titles import compared_titles
from indexer.ingest.duplicates.traits import BY_DIGITS, SMALL_FACTOR, number_shown, shown_number

REPORTED = 0.5  # score from which on two records are shown to a person

Steps = tuple[tuple[float, float], ...]
TEXT: Steps = ((0.2, 0.0), (0.45, 0.45), (0.6, 0.75), (0.8, 0.95), (1.0, 0.98))
FACTS_WITHIN: Steps = ((0.2, 0.0), (0.34, 0.5), (0.42, 0.75), (0.6, 0.92))
FACTS_ACROSS: Steps = ((0.1, 0.0), (0.155, 0.5), (0.24, 0.8), (0.4, 0.93))
FIGURES: Steps = ((0.9, 0.0), (1.3, 0.4), (2.0, 0.8), (3.0, 0.93))
TITLE: Steps = ((0.65, 0.0), (0.85, 0.25), (1.0, 0.45))  # never enough alone
SOME_ADDRESSES, ALL_ADDRESSES = 0.15, 0.35
BY_SHARERS = {2: 1.0, 3: 0.6, 4: 0.3}  # an address that more records name is a portal

ENOUGH_TEXT = 12  # shingles two texts have to share before their share says all it can
COMMON_PHRASES = 0.1  # share of the shingles that two texts of one field may have in common by chance
ENOUGH_FACTS = 2.4  # weight of the shared facts, likewise: one that a single record has weighs 1
OTHER_YEARS, OTHER_START, OTHER_FIGURES, OTHER_NUMBER = 0.48, 0.7, 0.7, 0.4

_NUMBER = re.compile(r"\d+|\b[IVX]{2,}\b")
_MOST = {"name": 4, "figure": 3}  # that a reason names


class Judgement(NamedTuple):
    """How likely two records are one story, from 0 to 1, and why, the strongest reason first."""

    score: float
    reasons: tuple[Reason, ...]


class _Sign(NamedTuple):
    strength: float
    reasons: tuple[Reason, ...]


def judge(one: Signature, other: Signature, index: SignatureIndex) -> Judgement:
    """Compare two records by all signs."""
    text, facts = _text(one, other, index), _facts(one, other, index)
    title = compared_titles(one, other, index)
    signs = [text, _addresses(one, other, index), facts]
    signs.append(_Sign(_step(title.likeness, TITLE) * title.telling, (title.reason,) if title.reason else ()))
    doubt = 1.0
    for sign in signs:
        doubt *= 1 - sign.strength
    score = (1 - doubt) * _same_edition(one, other, title.likeness)
    told = sorted((sign for sign in signs if sign.strength > 0), key=lambda sign: -sign.strength)
    return Judgement(round(float(score), 3), tuple(chain.from_iterable(sign.reasons for sign in told)))


def _step(value: float, steps: Steps) -> float:
    """The strength of a value between two steps."""
    return float(np.interp(value, [at for at, _ in steps], [strength for _, strength in steps]))


def _pairs(one: Signature, other: Signature) -> Iterator[tuple[Side, Side]]:
    return ((a, b) for a in one.sides for b in other.sides)


def _text(one: Signature, other: Signature, index: SignatureIndex) -> _Sign:
    best = _Sign(0.0, ())
    for a, b in _pairs(one, other):
        overlap = _overlap(a, b, index)
        strength = _step(overlap.contained, TEXT) * min(1.0, overlap.shingles / ENOUGH_TEXT)
        if strength > best.strength:
            best = _Sign(strength, (_text_reason(overlap.contained, overlap.alike),))
    return best


class _Overlap(NamedTuple):
    """How much of two texts is the same: the number of shingles, and as a share of the shorter and of both.

    ``own`` is what is left of it when what stands in many texts counts for less.
    """

    shingles: int
    contained: float
    alike: float
    own: float


def _overlap(a: Side, b: Side, index: SignatureIndex) -> _Overlap:
    if a.language != b.language or not len(a.shingles) or not len(b.shingles):
        return _Overlap(0, 0.0, 0.0, 1.0)
    keys = np.intersect1d(a.shingles, b.shingles, assume_unique=True)
    shared = float(index.of_shingles(keys).sum())
    smaller, larger = sorted(float(index.of_shingles(side.shingles).sum()) for side in (a, b))
    contained = shared / smaller
    plain = len(keys) / min(len(a.shingles), len(b.shingles))
    own = min(1.0, contained / plain) if plain > COMMON_PHRASES else 1.0
    return _Overlap(len(keys), contained, shared / (smaller + larger - shared), own)


def _text_reason(contained: float, alike: float) -> Reason:
    if alike >= 0.75 * contained:
        return Reason("same-text", share=alike)
    return Reason("contained-text", share=contained)


def _addresses(one: Signature, other: Signature, index: SignatureIndex) -> _Sign:
    shared = set(one.facts.addresses) & set(other.facts.addresses)
    telling = {address: BY_SHARERS.get(_sharers(address, one, other, index), 0.0) for address in shared}
    pages = sorted(address for address, factor in telling.items() if factor and "/" in address)
    if not pages:
        return _Sign(0.0, ())
    fewer = min(len(one.facts.addresses), len(other.facts.addresses))
    strength = ALL_ADDRESSES if len(shared) == fewer else SOME_ADDRESSES
    reason = Reason("addresses", count=len(pages))
    return _Sign(strength * max(telling[page] for page in pages), (reason,))


def _sharers(address: str, one: Signature, other: Signature, index: SignatureIndex) -> int:
    """How many records name an address, the two included; a record and its draft count once."""
    numbers = index.naming(address)
    return len(
        {one.facts.record_id, other.facts.record_id} | {index.signatures[n].facts.record_id for n in numbers}
    )


def _facts(one: Signature, other: Signature, index: SignatureIndex) -> _Sign:
    best = _Sign(0.0, ())
    for a, b in _pairs(one, other):
        shared, at, _ = np.intersect1d(a.traits, b.traits, assume_unique=True, return_indices=True)
        if not len(shared):
            continue
        weights, others = index.of_traits(a), index.of_traits(b)
        weight = float(weights[at].sum())
        alike = weight / float(np.sqrt(weights.sum() * others.sum()))
        steps = FACTS_WITHIN if a.language == b.language else FACTS_ACROSS
        strength = _step(alike, steps) * min(1.0, weight / ENOUGH_FACTS) * _overlap(a, b, index).own ** 2
        strength = max(strength, _figures(a, b, weights, others, at))
        if strength > best.strength:
            best = _Sign(strength, tuple(_fact_reasons(a, at[np.argsort(-weights[at])], one, other)))
    return best


def _figures(a: Side, b: Side, weights: Weights, others: Weights, shared: NDArray[np.int64]) -> float:
    """The strength of the figures alone: several of them say much, if neither text has many others."""
    ours, theirs = weights * _are(a, "figure"), others * _are(b, "figure")
    weight = float(ours[shared].sum())
    if not weight:
        return 0.0
    alike = weight / float(np.sqrt(ours.sum() * theirs.sum()))
    return _step(weight, FIGURES) * min(1.0, 2 * alike)


def _are(side: Side, kind: str) -> NDArray[np.bool_]:
    """Which traits of a side are of one kind."""
    return np.array([line.startswith(f"{kind} ") for line in side.lines], bool)


def _fact_reasons(side: Side, order: Iterable[int], one: Signature, other: Signature) -> Iterator[Reason]:
    lines = side.lines
    found: dict[str, list[str]] = {}
    concepts = 0
    for place in order:
        kind, _, shown = lines[place].partition(" ")
        concepts += kind == "concept"
        small = kind == "figure" and side.factors[place] <= SMALL_FACTOR * 1.01
        if kind in _MOST and not small and len(found.setdefault(kind, [])) < _MOST[kind]:
            found[kind].append(shown)
    years = _figure_years(one, other)
    if "figure" in found:
        figures = (SharedFigure(number_shown(shown), years.get(shown)) for shown in found["figure"])
        yield Reason("figures", figures=tuple(figures))
    if "name" in found:
        yield Reason("names", names=tuple(found["name"]))
    if concepts > 1:
        yield Reason("concepts", count=concepts)
    if not found and concepts < 2:
        yield Reason("words")


def _figure_years(one: Signature, other: Signature) -> dict[str, int]:
    """The year of each figure, as it is shown, that both records state for the same year."""
    both = set(one.facts.figures) & set(other.facts.figures)
    return {shown_number(value): year for value, year in both if year}


def _same_edition(one: Signature, other: Signature, title: float) -> float:
    """1, or less if years, figures or the number in like titles differ as between two years of a series."""
    factor = 1.0
    numbers = [set(_NUMBER.findall(" ".join(each.facts.titles.values()))) for each in (one, other)]
    if title > TITLE[0][0] and all(numbers) and not numbers[0] & numbers[1]:
        factor *= OTHER_NUMBER
    starts = [each.facts.start for each in (one, other)]
    if _differ(one, other, "year"):
        factor *= OTHER_YEARS
    elif all(starts) and starts[0] != starts[1]:
        factor *= OTHER_START
    if _differ(one, other, "figure"):
        factor *= OTHER_FIGURES
    return factor


def _differ(one: Signature, other: Signature, kind: str) -> bool:
    """Whether both state traits of a kind, and none of them is the same."""
    stated = [_stated(each, kind) for each in (one, other)]
    return all(stated) and not stated[0] & stated[1]


def _stated(signature: Signature, kind: str) -> set[str]:
    """The years, or the figures that tell something, that a record states in any language."""
    found = set()
    for side in signature.sides:
        for line, factor in zip(side.lines, side.factors, strict=True):
            if line.startswith(f"{kind} ") and factor >= min(BY_DIGITS.values()) * 0.99:
                found.add(line)
    return found
