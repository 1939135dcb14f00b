"""Among what is the answer to one query chosen? All documents, and beside them the pages it may mean.

A page stands for its paper: it holds what it says itself and what the other fields of the record say. So a
paper is found where one of its pages, with the record, would be; that words stand somewhere in two hundred
pages says nothing. Only pages that hold a word of the query are looked at, since all others answer like the
record alone. Units are numbered: first the documents, then these pages.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping

import numpy as np

from indexer.search.document_lists import Mask, Numbers, Scores, Weighted, Whole, all_of
from indexer.search.groups import Form, Terms
from indexer.search.papers import WHOLE
from indexer.search.prepared import Prepared
from kb.localized import Language

_Asked = tuple[Language, Terms]
_NO_PAGES: Numbers = np.zeros(0, np.int64)


class Units:
    """The documents of a snapshot and some of its pages. ``owners`` are the numbers of their documents."""

    def __init__(
        self, prepared: Prepared, pages: Numbers = _NO_PAGES, known: Mapping[_Asked, Weighted] | None = None
    ) -> None:
        """``pages`` are ascending; ``known`` are all pages that hold some terms, as far as looked up."""
        self.prepared = prepared
        self._known = known or {}
        self.documents = prepared.arrays.size
        self.pages = pages
        self.owners = prepared.papers.owners[pages]
        self.size = self.documents + len(pages)

    def frequencies(self, form: Form) -> Weighted:
        """The units that hold a form, with its weighted frequency."""
        if form.adjacent and len(form.parts) > 1:
            found = self.phrase(form.language, form.parts)
        else:
            found = all_of([self.of_any(form.language, part) for part in form.parts], self.size)
        return Weighted(found.documents, form.weight * found.frequencies) if form.weight != 1.0 else found

    def of_any(self, language: Language, terms: Terms) -> Weighted:
        """The units that hold any of the terms."""
        own = self.prepared.frequencies[language].of_any(terms)
        if not len(self.pages):
            return own
        paged = self._known.get((language, terms))
        return self._beside(own, paged or self.prepared.papers.frequencies[language].of_any(terms))

    def phrase(self, language: Language, parts: tuple[Terms, ...]) -> Weighted:
        """The units that hold a term of each part, one behind the other."""
        own = self.prepared.phrase(language, parts)
        return self._beside(own, self.prepared.papers.phrase(language, parts)) if len(self.pages) else own

    def _beside(self, own: Weighted, paged: Weighted) -> Weighted:
        """The frequencies of documents, and those of pages with those of their documents."""
        sums = _at(self.owners, own, self.documents)
        sums += _at(self.pages, paged, self.prepared.papers.arrays.size)
        held = sums.nonzero()[0]
        return Weighted(
            np.concatenate((own.documents, self.documents + held)),
            np.concatenate((own.frequencies, sums[held])),
        )

    def added(self, own: Scores, paged: Scores) -> Scores:
        """Values of all documents and of all pages as values of the units."""
        return np.concatenate((own, own[self.owners] + paged[self.pages]))

    def marked(self, own: Mask, paged: Mask | None = None) -> Mask:
        """The units of the documents in ``own``, and those of the pages in ``paged``."""
        if not len(self.pages):
            return own
        found = own[self.owners]
        if paged is not None:
            found |= paged[self.pages]
        return np.concatenate((own, found))

    def owning(self, mask: Mask) -> Mask:
        """The documents any unit of which is in ``mask``."""
        if not len(self.pages):
            return mask
        found = mask[: self.documents].copy()
        found[self.owners[mask[self.documents :]]] = True
        return found

    def highest(self, values: Whole, among: Mask) -> Whole:
        """Per document the highest value of its units in ``among``, 0 without any; no value is negative."""
        kept: Whole = np.where(among, values, 0)
        if not len(self.pages):
            return kept
        found = kept[: self.documents].copy()
        np.maximum.at(found, self.owners, kept[self.documents :])
        return found

    def holding(self, classes: Whole, worth: Scores) -> float:
        """How many documents hold a word, where one that holds it in class c counts ``worth[c]``.

        What only pages hold counts by the share of their paper they are.
        """
        counts = np.bincount(classes[: self.documents], minlength=len(worth))
        found = _total(counts, worth)
        if len(self.pages):
            shares = self.prepared.papers.shares[self.pages]
            with_page = np.bincount(classes[self.documents :], shares, len(worth))
            without = np.bincount(classes[self.owners], shares, len(worth))
            found += _total(with_page - without, worth) / WHOLE
        return found

    def best(self, among: Mask, literal: Mask, scores: Scores) -> Numbers:
        """Per document its best unit: one in ``among``, then a literal one, then that with the highest score.

        Of equal ones it is the document, then the first page.
        """
        chosen = np.arange(self.documents)
        if len(self.pages):
            units = np.concatenate((np.unique(self.owners), np.arange(self.documents, self.size)))
            owners = np.concatenate((chosen, self.owners))[units]
            rank = -np.round(scores[units], 9)
            order = np.lexsort((units, rank, ~literal[units], ~among[units], owners))
            owners, firsts = np.unique(owners[order], return_index=True)
            chosen[owners] = units[order][firsts]
        return chosen

    def page(self, unit: int) -> int | None:
        """The number of the page a unit is; None for a document."""
        return int(self.pages[unit - self.documents]) if unit >= self.documents else None


def _total(counts: Whole, worth: Scores) -> float:
    """The sum of counts, each times its worth; the counts are whole, so their order has decided nothing."""
    return float(sum(count * value for count, value in zip(counts.tolist(), worth.tolist(), strict=True)))


def _at(numbers: Numbers, values: Weighted, size: int) -> Scores:
    """The values at some numbers, 0 where there is none."""
    dense = np.zeros(size)
    dense[values.documents] = values.frequencies
    found: Scores = dense.take(numbers)
    return found


def units_of(forms: Iterable[Form], prepared: Prepared, phrases: Iterable[Mask] = ()) -> Units:
    """All documents, and the pages that hold a word of some forms; ``phrases`` are masks of further pages."""
    papers = prepared.papers
    if not papers.arrays.size:
        return Units(prepared)
    marks = np.zeros(papers.arrays.size, np.bool_)
    known: dict[_Asked, Weighted] = {}
    for form in forms:
        if form.adjacent and len(form.parts) > 1:
            marks[papers.phrase(form.language, form.parts).documents] = True
            continue
        for terms in form.parts:
            if (form.language, terms) not in known:
                found = papers.frequencies[form.language].of_any(terms)
                known[form.language, terms] = found
                marks[found.documents] = True
    for mask in phrases:
        marks |= mask
    return Units(prepared, marks.nonzero()[0], known)
