"""Here are the words of a query: by which forms is each searched, and what of that does the page show?

In order: words that are in no document are corrected; then each word gets its inflections, the compounds it
is in and the parts it is made of; then the labels of the concepts that runs of words name; then translations.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass

from indexer.analysis.forms import fold, is_stop_word
from indexer.analysis.parts import parts_of
from indexer.analysis.tokenizer import is_abbreviation
from indexer.dictionary.compiled import Dictionary
from indexer.dictionary.translate import translate
from indexer.search.concepts import Label
from indexer.search.conjunctions import together
from indexer.search.correcting import Correction, correct
from indexer.search.groups import Form, Group, Terms
from indexer.search.lexicon import Lexicon
from indexer.search.prepared import Prepared
from indexer.search.query_language import Query
from indexer.search.results import Expansion, MatchClass
from kb.localized import Language

MOST_SHOWN = 5  # compounds shown of those a word is part of
LONGEST_JOINED = 3  # words that may be written as one
IN_COMPOUND = 0.5  # weight of a compound with a translation beside the translation itself


@dataclass(frozen=True)
class Expanded:
    """The groups of a query, one for each of its words in their order."""

    groups: tuple[Group, ...]
    expansions: tuple[Expansion, ...]
    corrections: tuple[Correction, ...]


def expand(
    query: Query, prepared: Prepared, dictionary: Dictionary | None, without: frozenset[str]
) -> Expanded:
    """All forms of all words, but for the parts named in ``without``."""
    corrections = () if "typos" in without else correct(query, prepared, dictionary)
    meant = {correction.place: correction for correction in corrections}
    terms = tuple(meant[n].term if n in meant else term for n, term in enumerate(query.words))
    texts = tuple(meant[n].text if n in meant else text for n, text in enumerate(query.shown))
    found = _Expanding(prepared, terms, texts, [[] for _ in terms], [])
    lettered = _beside_a_letter(query)
    for place in range(len(terms)):
        found.add_inflections(place, part=place in lettered)
    found.add_joined(query.joined)
    if "compounds" not in without:
        for place in range(len(terms)):
            found.add_compounds(place)
    if "concepts" not in without:
        found.add_concepts(without)
    if dictionary is not None and "dictionary" not in without:
        found.add_translations(dictionary)
    groups = tuple(
        Group(
            query.words[place],
            query.shown[place],
            tuple(dict.fromkeys(found.forms[place])),
            meant[place].weight if place in meant else None,
            place in lettered and len(query.words[place]) == 1,
        )
        for place in range(len(terms))
    )
    shown = tuple(
        Expansion("typos", "typos", query.shown[correction.place], (correction.text,))
        for correction in corrections
    )
    return Expanded(groups, (*shown, *dict.fromkeys(found.expansions)), corrections)


@dataclass
class _Expanding:
    """The forms of each word so far."""

    prepared: Prepared
    terms: tuple[str, ...]
    texts: tuple[str, ...]
    forms: list[list[Form]]
    expansions: list[Expansion]

    def add_inflections(self, place: int, *, part: bool) -> None:
        """The word as it is and in other forms; what may be an abbreviation first as written.

        A ``part`` stands beside a letter with a hyphen: mobility is not e-mobility, only a part of it.
        """
        for language, lexicon in self.prepared.lexicons.items():
            if part:
                terms = lexicon.inflections(self.terms[place]) if len(self.terms[place]) > 1 else ()
                self.forms[place] += [Form("compound", language, (terms,))] if terms else []
                continue
            abbreviation = abbreviation_terms(self.texts[place], lexicon)
            if abbreviation:
                self.forms[place].append(Form("exact", language, (abbreviation,)))
            for name, terms in lexicon.answers(self.terms[place]).items():
                weaker: MatchClass = "stem" if abbreviation else name
                self.forms[place].append(Form(weaker, language, (terms,)))

    def add_joined(self, hyphenated: frozenset[tuple[int, int]]) -> None:
        """Neighbours written as one word: e-mobility as emobility, cluster manager as clustermanager."""
        for first, end in _runs(len(self.terms)):
            key = fold("".join(self.terms[first:end]))
            name: MatchClass = "exact" if (first, end) in hyphenated else "compound"
            for language, lexicon in self.prepared.lexicons.items():
                terms = lexicon.spellings(key)
                if terms:
                    for place in range(first, end):
                        self.forms[place].append(Form(name, language, (terms,)))

    def add_compounds(self, place: int) -> None:
        """The compounds that have the word as a part, and documents that hold all parts of the word."""
        term = self.terms[place]
        if is_stop_word(term):
            return
        shown: list[str] = []
        for language, lexicon in self.prepared.lexicons.items():
            compounds = lexicon.compounds(term)
            if compounds:
                self.forms[place].append(Form("compound", language, (compounds,)))
                shown += [self.prepared.written(found, language) for found in compounds[:MOST_SHOWN]]
        parts = parts_of(term, self.prepared.splitter)
        conjunctions = list(together(parts, self.prepared))
        self.forms[place] += conjunctions
        if conjunctions:
            shown = [self._written_part(part, conjunctions[0].language) for part in parts]
        if shown:
            added = tuple(dict.fromkeys(shown))[:MOST_SHOWN]
            self.expansions.append(Expansion("compounds", "compounds", self.texts[place], added))

    def _written_part(self, part: Terms, language: Language) -> str:
        """A part of a compound as it is spelt alone, if it ever stands alone."""
        lexicon = self.prepared.lexicons[language]
        alone = [term for form in part for term in lexicon.inflections(form)]
        return self.prepared.written(_as_looked_for(part, alone), language) if alone else part[0]

    def add_concepts(self, without: frozenset[str]) -> None:
        """The other labels of the concepts that are named; a label answers each word that names it."""
        for naming in self.prepared.concepts.namings(self.terms, self.texts):
            key = f"concept:{naming.concept}"
            if key in without:
                continue
            added: dict[str, None] = {}
            for label, weight in naming.labels:
                form = self._label_form(label, weight)
                if form:
                    added[label.text] = None
                    for place in range(naming.first, naming.end):
                        self.forms[place].append(form)
            if added:
                text = " ".join(self.texts[naming.first : naming.end])
                self.expansions.append(Expansion("concept", key, text, tuple(added)))

    def _label_form(self, label: Label, weight: float) -> Form | None:
        """How a label is searched; nothing if the index does not hold its words."""
        lexicon = self.prepared.lexicons[label.language]
        parts = tuple(lexicon.inflections(term) for term in label.terms)
        if label.exact:
            parts = (abbreviation_terms(label.text, lexicon),)
        if not all(parts):
            return None
        return Form("concept", label.language, parts, weight, adjacent=True, concept=label.concept)

    def add_translations(self, dictionary: Dictionary) -> None:
        """What words and runs of words mean in the other language."""
        prepared = self.prepared

        def split(term: str) -> tuple[str, ...]:
            compound = prepared.splitter.compound(term)
            return compound.bases if compound else ()

        translated = translate(self.terms, dictionary, prepared.holding, prepared.names, split)
        for place, translations in enumerate(translated.words):
            added: dict[str, None] = {}
            for translation in translations:
                lexicon = prepared.lexicons[translation.language]
                parts = tuple(lexicon.inflections(term) for term in translation.terms)
                if all(parts):
                    found = [
                        _as_looked_for((term,), terms)
                        for term, terms in zip(translation.terms, parts, strict=True)
                    ]
                    added[" ".join(prepared.written(term, translation.language) for term in found)] = None
                    self.forms[place].append(
                        Form("dictionary", translation.language, parts, translation.weight)
                    )
                compounds = lexicon.compounds(translation.terms[0]) if len(parts) == 1 else ()
                if compounds:
                    weight = translation.weight * IN_COMPOUND
                    self.forms[place].append(Form("dictionary", translation.language, (compounds,), weight))
            if added:
                shown = Expansion("dictionary", "dictionary", self.texts[place], tuple(added))
                self.expansions.append(shown)


def _as_looked_for(terms: Terms, found: Sequence[str]) -> str:
    """Of all that was found by the terms what is spelt like one of them: fördern, not fordern."""
    return next((term for term in terms if term in found), found[0])


def _beside_a_letter(query: Query) -> frozenset[int]:
    """The places of words that are joined by hyphens, one of them a single letter: e-mobility."""
    runs = (range(first, end) for first, end in query.joined)
    return frozenset(place for run in runs if any(len(query.words[n]) == 1 for n in run) for place in run)


def abbreviation_terms(text: str, lexicon: Lexicon) -> tuple[str, ...]:
    """The term of a word that is written as an abbreviation, if the index holds it written so."""
    return (text,) if is_abbreviation(text) and lexicon.spellings(fold(text)) else ()


def _runs(count: int) -> Iterator[tuple[int, int]]:
    for length in range(2, LONGEST_JOINED + 1):
        for first in range(count - length + 1):
            yield first, first + length
