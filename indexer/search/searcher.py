"""``search(SearchRequest) -> Results``: the straight line from a request to hits, counts and snippets."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from functools import cached_property
from typing import Any

import numpy as np

from indexer.documents import organisation_key
from indexer.facets import FACETS
from indexer.index.snapshot import Snapshot
from indexer.search.body import label_order
from indexer.search.facet_counts import Filters
from indexer.search.lexicon import build_lexicons
from indexer.search.matching import Matched, match
from indexer.search.query_language import parse
from indexer.search.ranking import OWN_LANGUAGE, Mask, Scores
from indexer.search.request import SearchRequest
from indexer.search.results import FacetCounts, Hit, Results
from indexer.search.snippets import matches, read_texts, snippets
from indexer.search.suggestions import Suggestion, TitleIndex
from kb.localized import LANGUAGES, Language, choose
from kb.relations import INVERSES, Link
from kb.vocabulary import Vocabularies


class Searcher:
    """Answers requests over one snapshot; safe to share between threads, because nothing in it changes."""

    def __init__(self, snapshot: Snapshot, vocabularies: Vocabularies) -> None:
        self._arrays = snapshot
        self._vocabularies = vocabularies
        self.generation = snapshot.name
        self._lexicons = build_lexicons(snapshot)
        rows = [snapshot.stored(number) for number in range(snapshot.size)]
        self._numbers = {str(row["id"]): number for number, row in enumerate(rows)}
        self._published: Mask = np.array([row["status"] == "published" for row in rows], np.bool_)
        self._archived: Mask = np.array([row["status"] == "archived" for row in rows], np.bool_)
        self._languages = {
            code: np.array([code in row["facets"]["language"] for row in rows], np.bool_)
            for code in LANGUAGES
        }
        self._titles = TitleIndex(row["shown"] for n, row in enumerate(rows) if self._published[n])

    @property
    def size(self) -> int:
        """The number of published records."""
        return int(self._published.sum())

    def search(self, request: SearchRequest) -> Results:
        """The answer to one request."""
        query = parse(request.text)
        matched = match(query, self._arrays, self._lexicons)
        filters = Filters(request.filters, self._arrays, self._visible(request.archived))
        mask = matched.mask & filters.mask()
        scores = self._boosted(matched.scores, request.reader)
        order = self._ordered(mask, matched.complete, scores, request)
        first = (request.page - 1) * request.size
        return Results(
            total=len(order),
            hits=tuple(
                self._hit(number, float(scores[number]), matched, request)
                for number in order[first : first + request.size]
            ),
            facets=filters.counts(matched.mask, self._vocabularies) if request.counting else (),
            generation=self.generation,
            relaxed=matched.relaxed,
            notes=query.notes,
        )

    def _visible(self, archived: bool) -> Mask:
        visible: Mask = self._published | self._archived if archived else self._published
        return visible

    def _boosted(self, scores: Scores, reader: Language) -> Scores:
        boosted: Scores = scores * np.where(self._languages[reader], OWN_LANGUAGE, 1.0)
        return boosted

    def _ordered(self, mask: Mask, complete: Mask, scores: Scores, request: SearchRequest) -> list[int]:
        """The matching documents in the order asked for; the smaller id wins every tie."""
        numbers = np.flatnonzero(mask)
        if request.sort == "relevance":
            rank = np.lexsort((numbers, -np.round(scores[numbers], 9), ~complete[numbers]))
            found: list[int] = numbers[rank].tolist()
            return found
        found = numbers.tolist()
        if request.sort == "title":
            return sorted(found, key=lambda number: label_order(self._title(number, request.reader)))
        field = "created" if request.sort == "newest" else "checked"
        return sorted(found, key=lambda number: str(self._shown(number).get(field) or ""), reverse=True)

    def _hit(self, number: int, score: float, matched: Matched, request: SearchRequest) -> Hit:
        shown = self._shown(number)
        languages = self._arrays.stored(number)["facets"]["language"]
        texts = read_texts(shown) if matched.words else ()
        return Hit(
            id=str(shown["id"]),
            score=score,
            record=shown,
            languages=tuple(language for language in LANGUAGES if language in languages),
            snippets=snippets(texts, matched.words, request.reader),
            matched=matches(texts, matched.words),
            explanation=tuple(
                f"{word.word}: idf {word.idf:.3f}, contribution {word.contribution[number]:.3f}"
                for word in matched.words
            ),
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
        matched = match(parse(request.text), self._arrays, self._lexicons)
        filters = Filters(request.filters, self._arrays, self._visible(request.archived))
        scores = self._boosted(matched.scores, request.reader)
        for number in self._ordered(matched.mask & filters.mask(), matched.complete, scores, request):
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
        """Titles that go on as typed."""
        return self._titles.suggest(text, reader, limit)

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
