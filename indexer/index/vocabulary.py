"""Here are the terms of a segment: by which keys is each found?

By the key of its spelling, per language by the key of its inflection and by those of the words it is made
of, and by the pieces it shares with words somebody mistypes. Each term is analysed once, when its segment is
written.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence

import numpy as np
from numpy.typing import NDArray

from indexer.analysis.compounds import Splitter
from indexer.analysis.forms import fold, stem
from indexer.analysis.near import pieces_of
from indexer.analysis.parts import parts_of
from indexer.documents import NEUTRAL
from indexer.index.layout import Pairs
from kb.localized import LANGUAGES, Language

SPELLINGS, PIECES = "spelling", "piece"
BLOCKS = (*LANGUAGES, NEUTRAL)


def inflections(language: Language) -> str:
    """The name of the table of inflections of a language."""
    return f"inflection-{language}"


def compounds(language: Language) -> str:
    """The name of the table of a language that has compounds under the words they are made of."""
    return f"part-{language}"


def vocabulary_tables(
    splitter: Splitter, terms: Sequence[str], present: NDArray[np.bool_]
) -> Mapping[str, Pairs]:
    """The pairs of key and number of a term, per table; ``present``: per term and block, is it there?"""
    neutral = present[:, BLOCKS.index(NEUTRAL)]
    found: dict[str, Pairs] = {
        SPELLINGS: ((fold(term), number) for number, term in enumerate(terms)),
        PIECES: ((piece, number) for number, term in enumerate(terms) for piece in pieces_of(fold(term))),
    }
    divided = {number: parts_of(term, splitter) for number, term in enumerate(terms)}
    made_of = {number: words for number, words in divided.items() if words}
    for place, language in enumerate(LANGUAGES):
        own = np.flatnonzero(present[:, place] | neutral).tolist()
        found[inflections(language)] = [(stem(terms[number], language), number) for number in own]
        found[compounds(language)] = list(_part_keys(language, own, made_of))
    return found


def _part_keys(
    language: Language, numbers: Sequence[int], made_of: Mapping[int, tuple[tuple[str, ...], ...]]
) -> Iterator[tuple[str, int]]:
    for number in numbers:
        if number in made_of:
            for key in {stem(form, language) for part in made_of[number] for form in part}:
                yield key, number
