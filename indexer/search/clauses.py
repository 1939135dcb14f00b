"""Which documents hold a phrase, answer a field, or hold what is excluded?

A phrase has to stand on the page that answers the other words, or in the record itself. What is excluded may
stand nowhere in the record, nor on any page of its paper: who wants no Kiel wants no report on Kiel either,
because one of its pages does not name it.
"""

from __future__ import annotations

from collections.abc import Sequence
from typing import NamedTuple

import numpy as np

from indexer.analysis.forms import fold
from indexer.index.schema import SOURCES, source_words
from indexer.index.snapshot import Snapshot
from indexer.search.document_lists import Mask
from indexer.search.phrases import documents_of, phrase_places
from indexer.search.prepared import Prepared
from indexer.search.query_language import Clause, Query
from indexer.search.units import Units
from kb.localized import LANGUAGES

_FIELDS = {"title": ("title",), "organisation": ("names",)}


class Phrase(NamedTuple):
    """Where a phrase stands: the documents and the pages that hold it."""

    documents: Mask
    pages: Mask


def phrase_of(terms: tuple[str, ...], prepared: Prepared) -> Phrase:
    """Where the terms stand side by side in one field or page, in any spelling."""
    return Phrase(
        *(_standing(terms, arrays, prepared) for arrays in (prepared.arrays, prepared.papers.arrays))
    )


def _standing(terms: tuple[str, ...], arrays: Snapshot, prepared: Prepared) -> Mask:
    mask = np.zeros(arrays.size, np.bool_)
    for language in LANGUAGES if arrays.size else ():
        lexicon = prepared.lexicons[language]
        spellings = tuple(lexicon.spellings(fold(term)) for term in terms)
        if all(spellings):
            mask[documents_of(phrase_places(arrays, language, spellings))] = True
    return mask


def required(query: Query, phrases: Sequence[Phrase], units: Units) -> Mask:
    """The units that hold all phrases and fields and nothing of what is excluded."""
    prepared = units.prepared
    own = np.ones(units.documents, np.bool_)
    for clause in query.fields:
        own &= _field_mask(clause, prepared)
    for clause in query.excluded:
        own &= ~_anywhere(clause, prepared)
    mask = units.marked(own)
    for phrase in phrases:
        mask &= units.marked(*phrase)
    return mask


def _anywhere(clause: Clause, prepared: Prepared) -> Mask:
    """The documents that hold a clause, in the record or on a page."""
    if clause.field:
        return _field_mask(clause, prepared)
    if len(clause.terms) > 1:
        own, pages = phrase_of(clause.terms, prepared)
        own[prepared.papers.owners[pages]] = True
        return own
    mask = np.zeros(prepared.arrays.size, np.bool_)
    for language in LANGUAGES:
        terms = prepared.lexicons[language].inflections(clause.terms[0])
        mask[prepared.holders(terms, language)] = True
    return mask


def _term_mask(term: str, prepared: Prepared, fields: tuple[str, ...]) -> Mask:
    """The documents that hold a form of the term in one of the fields."""
    mask = np.zeros(prepared.arrays.size, np.bool_)
    for language, frequencies in prepared.frequencies_of(fields).items():
        terms = prepared.lexicons[language].inflections(term)
        mask[frequencies.of_any(terms).documents] = True
    return mask


def _field_mask(clause: Clause, prepared: Prepared) -> Mask:
    arrays = prepared.arrays
    if clause.field == "id":
        mask = np.zeros(arrays.size, np.bool_)
        number = arrays.number(clause.text)
        mask[[] if number is None else [number]] = True
        return mask
    if clause.field == "source":
        return _citing(clause.terms, prepared)
    fields = _FIELDS[clause.field or "title"]
    masks = [_term_mask(term, prepared, fields) for term in clause.terms]
    return np.asarray(np.logical_and.reduce(masks), np.bool_)


def _citing(terms: tuple[str, ...], prepared: Prepared) -> Mask:
    """The documents one of whose sources has all the terms."""
    mask = np.ones(prepared.arrays.size, np.bool_)
    for term in terms:
        mask &= prepared.arrays.documents_of(SOURCES, term)
    for document in np.flatnonzero(mask).tolist():  # the words may stand in several sources
        sources = prepared.row(document)["shown"].get("sources", ())
        mask[document] = any(source_words(source).issuperset(terms) for source in sources)
    return mask
