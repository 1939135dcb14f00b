"""``search(SearchRequest) -> Results``: the straight line from a request to hits, counts and snippets."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass, replace
from functools import cached_property
from typing import Any

import numpy as np

from indexer.analysis.compounds import Splitter
from indexer.analysis.compounds import splitter as delivered_splitter
from indexer.analysis.forms import is_stop_word
from indexer.dictionary.compiled import Dictionary
from indexer.documents import organisation_key
from indexer.facets import FACETS
from indexer.index.snapshot import Snapshot
from indexer.search.body import label_order
from indexer.search.did_you_mean import Totals, did_you_mean
from indexer.search.expansion import Expanded, expand
from indexer.search.explanation import explain
from indexer.search.facet_counts import Filters
from indexer.search.frequencies import Mask, Scores
from indexer.search.highlights import highlights, matches
from indexer.search.matching import Matched, match
from indexer.search.prepared import prepare
from indexer.search.query_language import Query, parse
from indexer.search.request import SearchRequest
from indexer.search.results import FacetCounts, Hit, Results
from indexer.search.similar import similar
from indexer.search.snippets import snippets
from indexer.search.stored_texts import read_texts
from indexer.search.suggestions import Suggestion, SuggestionIndex
from kb.localized import LANGUAGES, Language, choose
from kb.relations import INVERSES, Link
from kb.vocabulary import Vocabularies

MOST_RELATED = 5
OWN_LANGUAGE = 1.03  # the mild preference for records readable in the reader's language


@dataclass(frozen=True)
class _Answer:
    """One request, understood and answered: ``order`` are the numbers of all documents found, in order."""

    query: Query
    expanded: Expanded
    matched: Matched
    filters: Filters
    order: list[int]
    unfiltered: int

    @property
    def totals(self) -> Totals:
        return Totals(len(self.order), self.unfiltered)


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
        rows = [snapshot.stored(number) for number in range(snapshot.size)]
        self._numbers = {str(row["id"]): number for number, row in enumerate(rows)}
        self._published: Mask = np.array([row["status"] == "published" for row in rows], np.bool_)
        self._archived: Mask = np.array([row["status"] == "archived" for row in rows], np.bool_)
        self._languages = {
            code: np.array([code in row["facets"]["language"] for row in rows], np.bool_)
            for code in LANGUAGES
        }

    @property
    def size(self) -> int:
        """The number of published records."""
        return int(self._published.sum())

    def search(self, request: SearchRequest) -> Results:
        """The answer to one request."""
        found = self._answer(request)
        first = (request.page - 1) * request.size
        shown = found.order[first : first + request.size]
        return Results(
            total=len(found.order),
            hits=tuple(self._hit(number, found.matched, request) for number in shown),
            facets=found.filters.counts(found.matched.mask, self._vocabularies) if request.counting else (),
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
                lambda text: self._answer(replace(request, text=text)).totals,
            ),
        )

    def _answer(self, request: SearchRequest) -> _Answer:
        query = parse(request.text)
        expanded = expand(query, self._prepared, self._dictionary(), request.without)
        matched = match(query, expanded, self._prepared)
        visible = self._visible(request.archived)
        filters = Filters(request.filters, self._arrays, visible)
        order = self._ordered(matched, filters.mask(), request)
        return _Answer(query, expanded, matched, filters, order, int((matched.mask & visible).sum()))

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
        return len(self._answer(request).order)

    def _visible(self, archived: bool) -> Mask:
        visible: Mask = self._published | self._archived if archived else self._published
        return visible

    def _boosts(self, reader: Language) -> Scores:
        """What the score of each document is multiplied by."""
        return np.where(self._languages[reader], OWN_LANGUAGE, 1.0)

    def _ordered(self, matched: Matched, kept: Mask, request: SearchRequest) -> list[int]:
        """The matching documents in the order asked for; the smaller id wins every tie."""
        numbers = np.flatnonzero(matched.mask & kept)
        if request.sort == "relevance":
            scores = (matched.scores * self._boosts(request.reader))[numbers]
            rank = np.lexsort((numbers, -np.round(scores, 9), ~matched.literal[numbers]))
            found: list[int] = numbers[rank].tolist()
            return found
        found = numbers.tolist()
        if request.sort == "title":
            return sorted(found, key=lambda number: label_order(self._title(number, request.reader)))
        field = "created" if request.sort == "newest" else "checked"
        return sorted(found, key=lambda number: str(self._shown(number).get(field) or ""), reverse=True)

    def _hit(self, number: int, matched: Matched, request: SearchRequest) -> Hit:
        shown = self._shown(number)
        languages = self._arrays.stored(number)["facets"]["language"]
        texts = read_texts(shown) if matched.words else ()
        words = tuple({word.group: word for word in matched.words}.values())  # repeated ones once
        marks = highlights(texts, words)
        concepts = self._prepared.concepts
        found = matches(texts, marks, words, lambda concept: concepts.label(concept, request.reader))
        boost = float(self._boosts(request.reader)[number])
        return Hit(
            id=str(shown["id"]),
            score=float(matched.scores[number]) * boost,
            record=shown,
            languages=tuple(language for language in LANGUAGES if language in languages),
            snippets=snippets(texts, marks, words, request.reader),
            matched=found,
            explanation=explain(number, matched, self._prepared, found, boost) if matched.words else None,
        )

    def _shown(self, number: int) -> Mapping[str, Any]:
        shown: Mapping[str, Any] = self._arrays.stored(number)["shown"]
        return shown

    def _title(self, number: int, reader: str) -> str:
        shown = self._shown(number)
        found = choose(shown["title"], reader)
        return str(found[1] if found else shown["id"])

    def matching(self, request: SearchRequest) -> Iterator[Mapping[str, Any]]:
        """Every matching record in order, without pages: for exports."""
        for number in self._answer(request).order:
            yield self._shown(number)

    def newest(self, limit: int) -> tuple[Hit, ...]:
        """The records added last."""
        request = SearchRequest(sort="newest", size=limit, counting=False)
        return self.search(request).hits

    def counts(self, names: tuple[str, ...] | None = None) -> tuple[FacetCounts, ...]:
        """The counts of some or all facets over everything published."""
        everything = np.ones(self._arrays.size, np.bool_)
        counted = Filters((), self._arrays, self._published).counts(everything, self._vocabularies)
        return tuple(counts for counts in counted if names is None or counts.facet in names)

    def coverage(self) -> dict[str, float]:
        """Per facet the share of published records that state a value."""
        filters = Filters((), self._arrays, self._published)
        return {facet.name: filters.stated(facet.name) for facet in FACETS}

    def suggest(self, text: str, reader: Language, limit: int = 8) -> tuple[Suggestion, ...]:
        """What goes on as typed: titles, concepts, organisations, queries."""
        return self._suggestions.suggest(text, reader, limit)

    @cached_property
    def _suggestions(self) -> SuggestionIndex:
        published = [self._shown(number) for number in np.flatnonzero(self._published).tolist()]
        return SuggestionIndex(published, self._vocabularies)

    def similar(self, record_id: str, limit: int) -> tuple[Mapping[str, Any], ...]:
        """The plain values of the published records most like a record, best first."""
        number = self._numbers.get(record_id)
        if number is None:
            return ()
        found = similar(number, self._prepared, self._published, limit)
        return tuple(self._shown(other) for other, _ in found)

    def record(self, record_id: str) -> Mapping[str, Any] | None:
        """The plain values of a published or archived record with its revision."""
        number = self._numbers.get(record_id)
        if number is None or not (self._published[number] or self._archived[number]):
            return None
        return self._shown(number)

    def records(self) -> Iterator[Mapping[str, Any]]:
        """Every published record, by id."""
        for number in np.flatnonzero(self._published).tolist():
            yield self._shown(number)

    def title(self, record_id: str, reader: str) -> str:
        """The title of a record for a reader; an unknown id is its own title."""
        number = self._numbers.get(record_id)
        return record_id if number is None else self._title(number, reader)

    @cached_property
    def _redirects(self) -> Mapping[str, str]:
        found: dict[str, str] = {}
        for number in range(self._arrays.size):
            shown = self._shown(number)
            if shown["status"] == "merged":
                found[str(shown["id"])] = str(shown["merged_into"])
            for former in shown.get("former_ids", ()):
                found[str(former)] = str(shown["id"])
        return found

    def redirect(self, record_id: str) -> str | None:
        """The id under which a renamed or merged record is found today."""
        seen = {record_id}
        target = self._redirects.get(record_id)
        while target is not None and target in self._redirects and target not in seen:
            seen.add(target)
            target = self._redirects[target]
        return target

    @cached_property
    def _links(self) -> Mapping[str, tuple[Link, ...]]:
        found: dict[str, set[Link]] = {}
        for record_id in self._numbers:
            shown = self.record(record_id) or {}
            for relation in shown.get("relations", ()):
                if self.record(relation["to"]) is not None:
                    link = Link(record_id, relation["type"], relation["to"])
                    found.setdefault(record_id, set()).add(link)
                    back = Link(relation["to"], INVERSES[link.type], record_id)
                    found.setdefault(relation["to"], set()).add(back)
        return {record_id: tuple(sorted(pairs)) for record_id, pairs in found.items()}

    def links(self, record_id: str) -> tuple[Link, ...]:
        """The relations of a record from both sides, to records that can be read."""
        return self._links.get(record_id, ())

    @cached_property
    def _organisations(self) -> Mapping[str, str]:
        names = (shown["organisation"]["name"] for shown in self.records() if shown.get("organisation"))
        return {organisation_key(name): name for name in names}

    def organisation(self, key: str) -> str:
        """The name behind an organisation's key."""
        return self._organisations.get(key, key)
