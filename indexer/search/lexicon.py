"""Here is a word of a query: which terms of the index answer it, and how well?

Each term was analysed when its segment was written: terms are looked up by the key of their spelling (class
exact), by the key of their inflection (class stem) and by the keys of the words they are made of (class
compound).
"""

from __future__ import annotations

from dataclasses import dataclass

from indexer.analysis.forms import fold, stem
from indexer.analysis.parts import Terms
from indexer.index.schema import blocks_of
from indexer.index.snapshot import Snapshot
from indexer.index.vocabulary import SPELLINGS, compounds, inflections
from indexer.search.results import MatchClass
from kb.localized import LANGUAGES, Language


@dataclass(frozen=True)
class Lexicon:
    """The terms of one language (with those of names), in one snapshot."""

    arrays: Snapshot
    language: Language

    def spellings(self, key: str) -> Terms:
        """The terms that share a folded key."""
        return self.arrays.terms_of(SPELLINGS, key, blocks_of(self.language))

    def answers(self, word: str) -> dict[MatchClass, Terms]:
        """The terms that answer ``word``, each in its best class; compounds are in no class here."""
        exact = self.spellings(fold(word))
        table, key = inflections(self.language), stem(word, self.language)
        inflected = self.arrays.terms_of(table, key, blocks_of(self.language))
        found: dict[MatchClass, Terms] = {}
        if exact:
            found["exact"] = exact
        rest = tuple(term for term in inflected if term not in exact)
        if rest:
            found["stem"] = rest
        return found

    def inflections(self, word: str) -> Terms:
        """All terms that are the word or another form of it."""
        return tuple(term for terms in self.answers(word).values() for term in terms)

    def compounds(self, word: str) -> Terms:
        """The terms that have the word as one of their parts."""
        table, key = compounds(self.language), stem(word, self.language)
        return self.arrays.terms_of(table, key, blocks_of(self.language))

    def answers_part(self, part: Terms) -> Terms:
        """Everything that answers one part of a compound: its inflections, and compounds with it."""
        found = [term for form in part for term in (*self.inflections(form), *self.compounds(form))]
        return tuple(dict.fromkeys(found))


def lexicons_of(arrays: Snapshot) -> dict[Language, Lexicon]:
    """The lexicons of a snapshot."""
    return {language: Lexicon(arrays, language) for language in LANGUAGES}
