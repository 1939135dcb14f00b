"""Here is a term of the index: how do people write it? Förderung, not förderung."""

from __future__ import annotations

from collections import Counter
from collections.abc import Callable, Iterator, Mapping
from functools import lru_cache
from typing import Any

import numpy as np

from indexer.analysis.tokenizer import tokenize
from indexer.index.snapshot import Snapshot
from indexer.search.frequencies import Frequencies
from indexer.search.papers import Papers
from indexer.search.stored_texts import texts_of
from kb.localized import Language

LOOKED_AT = 12  # documents whose texts are read for a term, at most
ENOUGH = 3  # places of a term that settle its spelling

Written = Callable[[str, Language], str]


def written_forms(
    row: Callable[[int], Mapping[str, Any]],
    arrays: Snapshot,
    frequencies: Mapping[Language, Frequencies],
    papers: Papers,
) -> Written:
    """A function that gives the spelling of a term which most of its first documents use.

    The pages of papers are asked where records do not settle it.
    """

    def texts(term: str, language: Language) -> Iterator[list[str]]:
        found = frequencies[language].of(term).documents
        for document in found[np.argsort(arrays.ranks[found])[:LOOKED_AT]].tolist():
            own = texts_of(row(document)["shown"])
            yield [text for _, spoken, text in own if spoken == language]
        for page in papers.first_with(term, language, arrays.ranks, LOOKED_AT):
            yield [papers.text(page).text]

    @lru_cache(maxsize=5_000)
    def written(term: str, language: Language) -> str:
        counts: Counter[str] = Counter()
        for held in texts(term, language):
            for text in held:
                tokens = tokenize(text)
                counts.update(text[a:b] for found, a, b in zip(*tokens, strict=True) if found == term)
            if counts.total() >= ENOUGH:
                break
        return min(counts, key=lambda word: (-counts[word], word)) if counts else term

    return written
