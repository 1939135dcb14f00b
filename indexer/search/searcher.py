"""``search(SearchRequest) -> Results``: the straight line from a request to hits, counts and snippets."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator, Mapping
from dataclasses import dataclass, replace
from functools import cached_property
from typing import Any

import numpy as np

from indexer.analysis.compounds import Splitter
from indexer.analysis.compounds import splitter as delivered_splitter
from indexer.analysis.forms import is_stop_word
from indexer.dictionary.compiled import Dictionary
from indexer.index.schema import CHECKED, CREATED, title_order
from indexer.index.snapshot import Snapshot
from indexer.search.deadline import Deadline
from indexer.search.did_you_mean import Totals, did_you_mean
from indexer.search.document_lists import Mask, Numbers, Scores
from indexer.search.expansion import Expanded, expand
from indexer.search.explanation import explain
from indexer.search.facet_counts import Filters, shares_stated
from indexer.search.fit import Comparison
from indexer.search.highlights import highlights, matches
from indexer.search.matching import Matched, match
from indexer.search.papers import Contents
from indexer.search.prepared import prepare
from indexer.search.query_language import Query, parse
from indexer.search.records import Records
from indexer.search.request import SearchRequest
from indexer.search.results import FacetCounts, Hit, Results
from indexer.search.similar import similar
from indexer.search.snippets import snippets
from indexer.search.suggestions import Suggestion, SuggestionIndex
from indexer.search.top import best_first
from kb.localized import LANGUAGES, Language
from kb.record import Rights
from kb.relations import Link
from kb.vocabulary import Vocabularies

MOST_RELATED = 5
OWN_LANGUAGE = 1.03  # the mild preference for records readable in the reader's language


LITERAL = 10_000.0  # what holding every word as typed counts beside a score, which is far lower


@dataclass(frozen=True)
class _Answer:
    """One request, understood and answered: ``filters`` know all documents found.

    ``fit`` compares documents with the reader's cluster.
    """

    query: Query
    expanded: Expanded
    matched: Matched
    filters: Filters
    fit: Comparison
    unfiltered: int

    @property
    def totals(self) -> Totals:
        return Totals(len(self.filters.documents), self.unfiltered)


class Searcher:
    """Answers requests over one snapshot; safe to share between threads, because nothing in it changes."""

    def __init__(
        self,
        snapshot: Snapshot,
        vocabularies: Vocabularies,
        *,
        splitter: Splitter | None = None,
        dictionary: Callable[[], Dictionary | None] = lambda: None,
    ) -> None:
        """``splitter`` divides compounds, by default by the delivered words; ``dictionary`` is asked anew
        with every query, because an operator may import another one."""
        self._arrays = snapshot
        self._vocabularies = vocabularies
        self._dictionary = dictionary
        self.generation = snapshot.name
        self._prepared = prepare(snapshot, vocabularies, splitter or delivered_splitter())
        self._records = Records(snapshot, self._prepared.row)

    @property
    def size(self) -> int:
        """The number of published records."""
        return int(self._records.published.sum())

    @property
    def checked(self) -> int:
        """The number of published records whose sources a person has opened."""
        return int((self._records.published & ~self._records.unchecked).sum())

    def search(self, request: SearchRequest) -> Results:
        """The answer to one request. Raises SearchTooLong."""
        deadline = Deadline()
        found = self._answer(request, deadline)
        first = (request.page - 1) * request.size
        shown = self._ordered(found, request, first, first + request.size)
        counts = found.filters.counts(self._vocabularies, self._stated(request.archived))
        return Results(
            total=found.totals.total,
            hits=tuple(self._hit(number, found, request, deadline) for number in shown),
            facets=counts if request.counting else (),
            generation=self.generation,
            relaxed=found.matched.relaxed,
            notes=found.query.notes,
            expansions=found.expanded.expansions,
            did_you_mean=did_you_mean(
                request.text,
                found.query,
                found.expanded,
                found.totals,
                self._prepared,
                lambda text: self._answer(replace(request, text=text), deadline).totals,
            ),
        )

    def _answer(self, request: SearchRequest, deadline: Deadline) -> _Answer:
        query = parse(request.text)
        expanded = expand(query, self._prepared, self._dictionary(), request.without)
        matched = match(query, expanded, self._prepared, deadline)
        found = np.flatnonzero(matched.mask & self._visible(request.archived))
        filters = Filters(request.filters, self._arrays, found)
        fit = Comparison(request.fit, self._arrays, self._vocabularies)
        return _Answer(query, expanded, matched, filters, fit, len(found))

    def related_concepts(self, request: SearchRequest) -> tuple[tuple[str, int], ...]:
        """Concepts near the words of a request, with what a search for their name finds instead.

        They help where little was found: at most ``MOST_RELATED``, the other filters kept.
        """
        query = parse(request.text)
        concepts, found = self._prepared.concepts, []
        for concept in concepts.related(tuple(t for t in query.words if not is_stop_word(t))):
            name = concepts.label(concept, request.reader)
            if name.casefold() == request.text.casefold():
                continue
            total = self.total(replace(request, text=name))
            if total:
                found.append((name, total))
            if len(found) == MOST_RELATED:
                break
        return tuple(found)

    def total(self, request: SearchRequest) -> int:
        """How many records a request finds."""
        return self._answer(request, Deadline()).totals.total

    def _visible(self, archived: bool) -> Mask:
        published = self._records.published
        return published | self._records.archived if archived else published

    @cached_property
    def _shares(self) -> dict[bool, dict[str, float]]:
        return {}

    def _stated(self, archived: bool) -> dict[str, float]:
        """Per facet the share of the visible records that state a value."""
        if archived not in self._shares:
            self._shares[archived] = shares_stated(self._arrays, self._visible(archived))
        return self._shares[archived]

    def _boosts(self, reader: Language) -> Scores:
        """What the score of each document is multiplied by."""
        return np.where(self._records.languages[reader], OWN_LANGUAGE, 1.0)

    def _ordered(self, found: _Answer, request: SearchRequest, first: int, end: int) -> list[int]:
        """The documents found that come as number [first, end); the smaller id wins every tie."""
        numbers = found.filters.documents
        values = self._sort_values(found, numbers, request)
        ordered: list[int] = best_first(values, numbers, self._arrays.ranks, first, end).tolist()
        return ordered

    def _sort_values(self, found: _Answer, numbers: Numbers, request: SearchRequest) -> Scores:
        """What documents are ordered by, the highest first."""
        if request.sort == "fit":
            usual = replace(request, sort="relevance" if request.text.strip() else "newest")
            return found.fit.sorted_by(numbers, self._sort_values(found, numbers, usual))
        if request.sort == "relevance":
            matched = found.matched
            scores = np.round((matched.scores * self._boosts(request.reader))[numbers], 9)
            return scores + LITERAL * matched.literal[numbers]
        if request.sort == "title":
            return -self._records.sort_codes(title_order(request.reader))[numbers].astype(np.float64)
        name = CREATED if request.sort == "newest" else CHECKED
        return self._records.sort_codes(name)[numbers].astype(np.float64)

    def _hit(self, number: int, answer: _Answer, request: SearchRequest, deadline: Deadline) -> Hit:
        deadline.check()
        matched = answer.matched
        row = self._prepared.row(number)
        shown, languages = row["shown"], row["facets"]["language"]
        texts = self._prepared.texts(number) if matched.words else ()
        page, papers = matched.page(number), self._prepared.papers
        if page is not None:
            texts += (papers.text(page),)
        wanted = matched.wanted
        marks = highlights(texts, wanted)
        concepts = self._prepared.concepts
        found = matches(texts, marks, wanted.words, lambda concept: concepts.label(concept, request.reader))
        boost = OWN_LANGUAGE if self._records.languages[request.reader][number] else 1.0
        return Hit(
            id=str(shown["id"]),
            score=float(matched.scores[number]) * boost,
            record=shown,
            languages=tuple(language for language in LANGUAGES if language in languages),
            snippets=snippets(texts, marks, wanted.words, request.reader),
            matched=found,
            explanation=explain(number, matched, self._prepared, found, boost) if matched.words else None,
            part=None if page is None else papers.part(page),
            fit=answer.fit.of(number),
        )

    def matching(self, request: SearchRequest) -> Iterator[Mapping[str, Any]]:
        """Every matching record in order, without pages: for exports."""
        found = self._answer(request, Deadline())
        for number in self._ordered(found, request, 0, found.totals.total):
            yield self._records.shown(number)

    def newest(self, limit: int) -> tuple[Hit, ...]:
        """The records added last."""
        request = SearchRequest(sort="newest", size=limit, counting=False)
        return self.search(request).hits

    def counts(self, names: tuple[str, ...] | None = None) -> tuple[FacetCounts, ...]:
        """The counts of some or all facets over everything published."""
        everything = Filters((), self._arrays, np.flatnonzero(self._records.published))
        counted = everything.counts(self._vocabularies, self._stated(archived=False))
        return tuple(counts for counts in counted if names is None or counts.facet in names)

    def coverage(self) -> dict[str, float]:
        """Per facet the share of published records that state a value."""
        return self._stated(archived=False)

    def suggest(self, text: str, reader: Language, limit: int = 8) -> tuple[Suggestion, ...]:
        """What goes on as typed: titles, concepts, organisations, queries."""
        return self._suggestions.suggest(text, reader, limit)

    @cached_property
    def _suggestions(self) -> SuggestionIndex:
        return SuggestionIndex(self._arrays, self._vocabularies, self._prepared.row)

    def similar(self, record_id: str, limit: int) -> tuple[Mapping[str, Any], ...]:
        """The plain values of the published records most like a record, best first."""
        number = self._arrays.number(record_id)
        if number is None:
            return ()
        found = similar(number, self._prepared, self._records.published, limit)
        return tuple(self._records.shown(other) for other, _ in found)

    def record(self, record_id: str) -> Mapping[str, Any] | None:
        """The plain values of a published or archived record with its revision."""
        return self._records.find(record_id)

    def paper(self, digest: str, rights: Rights = "open") -> Mapping[str, Any] | None:
        """The plain values of a published or archived record with an original of these rights.

        Everybody may have an open one.
        """
        return self._records.with_original(digest, rights)

    def contents(self, record_id: str) -> Contents | None:
        """The language and the sections of the paper of a record; None if it has no text."""
        number = self._arrays.number(record_id)
        return None if number is None else self._prepared.papers.contents(number)

    def records(self) -> Iterator[Mapping[str, Any]]:
        """Every published record, by id."""
        return self._records.all()

    def title(self, record_id: str, reader: Language) -> str:
        """The title of a record for a reader; an unknown id is its own title."""
        return self._records.title(record_id, reader)

    def redirect(self, record_id: str) -> str | None:
        """The id under which a renamed or merged record is found today."""
        return self._records.redirect(record_id)

    def links(self, record_id: str) -> tuple[Link, ...]:
        """The relations of a record from both sides, to records that can be read."""
        return self._records.links(record_id)

    def links_with(self, record_id: str, relations: Iterable[Mapping[str, Any]]) -> tuple[Link, ...]:
        """As ``links``, for a record that would state these relations; it may be unknown here."""
        return self._records.links_with(record_id, relations)

    def digest(self, record_id: str) -> str | None:
        """The digest of the file that is indexed under an id, whatever its status; None if there is none."""
        return self._records.digest(record_id)

    def digests(self) -> Mapping[str, str]:
        """The digests of the files of all published records, by id in their order."""
        return self._records.digests()

    def organisation(self, key: str) -> str:
        """The name behind an organisation's key."""
        return self._records.organisation(key)
