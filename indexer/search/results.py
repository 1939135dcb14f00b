"""What was found? Values only: no markup, no labels, no addresses."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Any, Literal

from kb.localized import Language

MatchClass = Literal["exact", "stem", "compound", "concept", "dictionary", "typo"]
MATCH_CLASSES: tuple[MatchClass, ...] = ("exact", "stem", "compound", "concept", "dictionary", "typo")

FitState = Literal["fits", "misfits", "not_stated", "open"]
FIT_STATES: tuple[FitState, ...] = ("fits", "misfits", "not_stated", "open")

ExpansionKind = Literal["concept", "dictionary", "compounds", "typos"]


@dataclass(frozen=True)
class Snippet:
    """A passage of one text of a hit; ``ranges`` are the [start, end) of what matched in ``text``.

    ``before`` and ``after`` say whether it begins and ends in the middle of a sentence.
    """

    field: str
    language: Language
    text: str
    ranges: tuple[tuple[int, int], ...]
    before: bool = False
    after: bool = False


@dataclass(frozen=True)
class Part:
    """A page or section of a paper: its number, and the heading it stands under, as far as known."""

    number: int | None
    heading: str | None


@dataclass(frozen=True)
class Match:
    """A word of the query and the word of the record that answered it, with the fields it stands in.

    ``label`` names the concept through which it did.
    """

    word: str
    found: str
    label: str | None = None
    fields: tuple[str, ...] = ()


@dataclass(frozen=True)
class Reason:
    """What one word of the query did for a hit: ``match`` is None where the record does not answer it.

    ``found`` are the words of the record that answered, ``fields`` where they stand, weightiest first.
    ``points`` is its part of the score, ``rarity`` the share of all records that hold the word.
    """

    word: str
    match: MatchClass | None
    found: tuple[str, ...]
    fields: tuple[str, ...]
    points: float
    rarity: float


@dataclass(frozen=True)
class Explanation:
    """Why a hit stands where it stands: score = (sum of the words' points + nearness) * boost.

    ``complete`` says whether it holds every word as typed: such records come first.
    """

    reasons: tuple[Reason, ...]
    nearness: float
    boost: float
    complete: bool


@dataclass(frozen=True)
class FacetFit:
    """Whether a hit fits the reader's cluster in one facet; ``open`` means that it cannot be compared.

    ``keys`` are the values of the record that fit, otherwise those it states.
    """

    facet: str
    state: FitState
    keys: tuple[str, ...]


@dataclass(frozen=True)
class Hit:
    """One matching record. ``record`` is what the index keeps of it: the plain values of its file.

    ``part`` is the place in its paper that answers best; None if only the record does. ``fit`` says of each
    facet of the cluster that was asked with whether it fits.
    """

    id: str
    score: float
    record: Mapping[str, Any]
    languages: tuple[Language, ...]
    snippets: tuple[Snippet, ...] = ()
    matched: Mapping[MatchClass, tuple[Match, ...]] = field(default_factory=dict)
    explanation: Explanation | None = None
    part: Part | None = None
    fit: tuple[FacetFit, ...] = ()


@dataclass(frozen=True, slots=True)
class Bucket:
    """One value of a facet and how many records it would leave."""

    key: str
    count: int
    selected: bool = False
    excluded: bool = False
    parent: str | None = None
    depth: int = 0


@dataclass(frozen=True)
class FacetCounts:
    """The buckets of one facet. ``stated`` is the share of all records that state a value of it."""

    facet: str
    buckets: tuple[Bucket, ...]
    stated: float


@dataclass(frozen=True)
class Relaxation:
    """Not every word was required: at least ``required`` of ``of`` words stand in every hit."""

    required: int
    of: int


@dataclass(frozen=True)
class Expansion:
    """What was searched beside a word of the query; ``key`` is what ``without`` names to leave it out."""

    kind: ExpansionKind
    key: str
    word: str
    added: tuple[str, ...]


@dataclass(frozen=True)
class DidYouMean:
    """Another spelling of the whole query, and how many records it finds: more than the one typed."""

    text: str
    total: int


@dataclass(frozen=True)
class Note:
    """Something the reader should know about how the query was understood."""

    code: str
    values: tuple[str, ...] = ()


@dataclass(frozen=True)
class Results:
    """The answer to one request."""

    total: int
    hits: tuple[Hit, ...]
    facets: tuple[FacetCounts, ...]
    generation: str
    relaxed: Relaxation | None = None
    notes: tuple[Note, ...] = ()
    expansions: tuple[Expansion, ...] = ()
    did_you_mean: DidYouMean | None = None
