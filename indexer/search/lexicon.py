"""Here is a word of a query: which terms of the index answer it, and how well?

The vocabulary of the index is analysed once per snapshot, per language, not every occurrence: terms are
looked up by the key of their spelling (class exact) and by the key of their inflection (class stem).
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass

from indexer.analysis.forms import fold, stem
from indexer.documents import NEUTRAL, TEXTS
from indexer.index.snapshot import Arrays
from indexer.search.results import MatchClass
from kb.localized import LANGUAGES, Language


@dataclass(frozen=True)
class Lexicon:
    """The keys of all terms of one language (with the neutral fields), in one snapshot."""

    language: Language
    by_fold: Mapping[str, tuple[str, ...]]
    by_stem: Mapping[str, tuple[str, ...]]

    def answers(self, word: str) -> dict[MatchClass, tuple[str, ...]]:
        """The terms that answer ``word``, each in its best class."""
        exact = self.by_fold.get(fold(word), ())
        inflected = self.by_stem.get(stem(word, self.language), ())
        found: dict[MatchClass, tuple[str, ...]] = {}
        if exact:
            found["exact"] = exact
        rest = tuple(term for term in inflected if term not in exact)
        if rest:
            found["stem"] = rest
        return found


def build_lexicons(arrays: Arrays) -> dict[Language, Lexicon]:
    """The lexicons of a snapshot."""
    found: dict[Language, Lexicon] = {}
    for language in LANGUAGES:
        terms = sorted(
            {
                term
                for name in TEXTS
                for part in (language, NEUTRAL)
                for term in arrays.terms(f"{name}_{part}")
            }
        )
        by_fold: dict[str, list[str]] = {}
        by_stem: dict[str, list[str]] = {}
        for term in terms:
            by_fold.setdefault(fold(term), []).append(term)
            by_stem.setdefault(stem(term, language), []).append(term)
        found[language] = Lexicon(
            language,
            {key: tuple(group) for key, group in by_fold.items()},
            {key: tuple(group) for key, group in by_stem.items()},
        )
    return found
