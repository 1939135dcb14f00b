"""Here is a word of a query: which terms of the index answer it, and how well?

The vocabulary of the index is analysed once per snapshot, per language, not every occurrence: terms are
looked up by the key of their spelling (class exact), by the key of their inflection (class stem) and by the
keys of the words they are made of (class compound).
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Mapping
from dataclasses import dataclass

from indexer.analysis.compounds import Splitter
from indexer.analysis.forms import fold, stem
from indexer.documents import NEUTRAL, TEXTS
from indexer.index.snapshot import Arrays
from indexer.search.results import MatchClass
from kb.localized import LANGUAGES, Language

_LETTERS_AND_NUMBER = re.compile(r"([^\W\d_]{2,})([0-9]{2,})\Z")
_UMLAUTS = {"ae": "ä", "oe": "ö", "ue": "ü"}
_WRITTEN_OUT = re.compile("ae|oe|(?<![aeq])ue")  # no ü in Frauen, Steuer, Quelle
Terms = tuple[str, ...]


@dataclass(frozen=True)
class Lexicon:
    """The keys of all terms of one language (with the neutral fields), in one snapshot."""

    language: Language
    by_fold: Mapping[str, Terms]
    by_stem: Mapping[str, Terms]
    by_part: Mapping[str, Terms]
    """Key of the inflection of a part -> the compounds that have it."""

    def answers(self, word: str) -> dict[MatchClass, Terms]:
        """The terms that answer ``word``, each in its best class; compounds are in no class here."""
        exact = self.by_fold.get(fold(word), ())
        inflected = self.by_stem.get(stem(word, self.language), ())
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
        return self.by_part.get(stem(word, self.language), ())

    def answers_part(self, part: Terms) -> Terms:
        """Everything that answers one part of a compound: its inflections, and compounds with it."""
        found = [term for form in part for term in (*self.inflections(form), *self.compounds(form))]
        return tuple(dict.fromkeys(found))


def parts_of(term: str, splitter: Splitter) -> tuple[Terms, ...]:
    """The words a term is made of, each in the forms it may be looked up by; empty where it is one word.

    >>> parts_of("iso9001", splitter())
    (('iso',), ('9001',))
    """
    compound = splitter.compound(term) or splitter.compound(with_umlauts(term))
    if compound:
        pairs = zip(compound.parts, compound.bases, strict=True)
        return tuple(tuple(dict.fromkeys((base, part))) for part, base in pairs)
    number = _LETTERS_AND_NUMBER.match(term)
    return ((number[1],), (number[2],)) if number else ()


def with_umlauts(term: str) -> str:
    """The term with the umlauts that a keyboard without them may have meant: clusterfoerderung."""
    return _WRITTEN_OUT.sub(lambda found: _UMLAUTS[found[0]], term)


def build_lexicons(arrays: Arrays, splitter: Splitter) -> dict[Language, Lexicon]:
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
        found[language] = Lexicon(
            language,
            _grouped((fold(term), term) for term in terms),
            _grouped((stem(term, language), term) for term in terms),
            _grouped(
                (key, term)
                for term in terms
                for key in {stem(form, language) for part in parts_of(term, splitter) for form in part}
            ),
        )
    return found


def _grouped(pairs: Iterable[tuple[str, str]]) -> dict[str, Terms]:
    found: dict[str, list[str]] = {}
    for key, term in pairs:
        found.setdefault(key, []).append(term)
    return {key: tuple(group) for key, group in found.items()}
