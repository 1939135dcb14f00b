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
    """The terms of one language (with those of names), in records and, in another snapshot, on pages."""

    snapshots: tuple[Snapshot, ...]
    language: Language

    def _under(self, table: str, key: str) -> Terms:
        """The terms a table has under a key, sorted."""
        found = [arrays.terms_of(table, key, blocks_of(self.language)) for arrays in self.snapshots]
        return found[0] if len(found) == 1 else tuple(sorted(set().union(*found)))

    def spellings(self, key: str) -> Terms:
        """The terms that share a folded key."""
        return self._under(SPELLINGS, key)

    def answers(self, word: str) -> dict[MatchClass, Terms]:
        """The terms that answer ``word``, each in its best class; compounds are in no class here."""
        exact = self.spellings(fold(word))
        inflected = self._under(inflections(self.language), stem(word, self.language))
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
        return self._under(compounds(self.language), stem(word, self.language))

    def answers_part(self, part: Terms) -> Terms:
        """Everything that answers one part of a compound: its inflections, and compounds with it."""
        found = [term for form in part for term in (*self.inflections(form), *self.compounds(form))]
        return tuple(dict.fromkeys(found))


def lexicons_of(snapshots: tuple[Snapshot, ...]) -> dict[Language, Lexicon]:
    """The lexicons of a snapshot, or of several together."""
    return {language: Lexicon(snapshots, language) for language in LANGUAGES}
