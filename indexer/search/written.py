"""Here is a term of the index: how do people write it? Förderung, not förderung."""

from __future__ import annotations

from collections import Counter
from collections.abc import Callable
from functools import lru_cache

from indexer.analysis.tokenizer import tokenize
from indexer.index.snapshot import Arrays
from indexer.search.frequencies import Frequencies
from indexer.search.stored_texts import texts_of
from kb.localized import Language

LOOKED_AT = 12  # documents whose texts are read for a term, at most
ENOUGH = 3  # places of a term that settle its spelling

Written = Callable[[str, Language], str]


def written_forms(arrays: Arrays, frequencies: dict[Language, Frequencies]) -> Written:
    """A function that gives the spelling of a term which most of its first documents use."""

    @lru_cache(maxsize=5_000)
    def written(term: str, language: Language) -> str:
        counts: Counter[str] = Counter()
        for document in frequencies[language].of(term).documents[:LOOKED_AT].tolist():
            if counts.total() >= ENOUGH:
                break
            for _, spoken, text in texts_of(arrays.stored(document)["shown"]):
                if spoken == language:
                    tokens = tokenize(text)
                    counts.update(
                        text[start:end] for found, start, end in zip(*tokens, strict=True) if found == term
                    )
        return min(counts, key=lambda word: (-counts[word], word)) if counts else term

    return written
