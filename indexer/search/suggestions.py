"""Here is the beginning of a query: which titles, concepts, organisations and queries go on like that?

    >>> index = SuggestionIndex(records, vocabularies)
    >>> [(found.kind, found.text) for found in index.suggest("finanz", "de", 3)]
    [('query', 'Finanzierung'), ('concept', 'Finanzierung'), ('record', 'Finanzierung von Clustern')]

Found is what holds all that was typed in any spelling (see ``typed``); nothing is stemmed, corrected or
translated, but a concept is found by its labels in every language and shown in the reader's.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass
from typing import Any, Literal
from urllib.parse import quote

import numpy as np

from indexer.documents import organisation_key
from indexer.facets import BY_NAME
from indexer.search.completions import Entry, Texts, spoken_words
from indexer.search.pieces import Pieces
from indexer.search.state import SearchState
from indexer.search.typed import Typed, phrase_of, ranges, read_typed
from kb.localized import Language, fallback
from kb.vocabulary import Concept, Vocabularies

Kind = Literal["record", "concept", "organisation", "query"]
ORDER: tuple[Kind, ...] = ("query", "concept", "organisation", "record")
FILLING: tuple[Kind, ...] = ("concept", "organisation", "query")
MOST_OF_A_KIND = 2  # but records, which take what is left
FACETS = ("kind", "theme", "sector", "stage", "target_group", "country", "region", "funding", "label", "ecei")
"""The facets whose values mean something without the name of the facet."""


@dataclass(frozen=True)
class Suggestion:
    """A text that completes what was typed; ``ranges`` are the parts [start, end) of it that were typed.

    ``target`` is what it stands for: the id of a record, a value of a facet such as ``theme:skills`` or a
    concept of the thesaurus, the key of an organisation, or the words of a query.
    """

    kind: Kind
    text: str
    ranges: tuple[tuple[int, int], ...]
    target: str


def suggestion_url(suggestion: Suggestion, prefix: str = "") -> str:
    """Where a suggestion leads. ``prefix`` is the path all addresses lie under."""
    target, search = suggestion.target, SearchState(path=f"{prefix}/search")
    if suggestion.kind == "record":
        return f"{prefix}/records/{quote(target, safe='', errors='replace')}"
    if suggestion.kind == "query":
        return search.with_text(target).url
    if suggestion.kind == "organisation":
        return search.with_filter("organisation", target).url
    facet, colon, key = target.partition(":")
    if colon and facet in BY_NAME:
        return search.with_filter(facet, key).url
    return f"{prefix}/concepts/{quote(target, safe='', errors='replace')}"


class SuggestionIndex:
    """All that can be suggested from published records; nothing in it changes, so threads share it."""

    def __init__(self, records: Iterable[Mapping[str, Any]], vocabularies: Vocabularies) -> None:
        rows, pieces = list(records), Pieces()
        self._words = spoken_words(rows, pieces)
        self._concepts: dict[str, Concept] = {}
        self._texts: dict[Kind, Texts] = {
            "concept": Texts(self._labels(rows, vocabularies), pieces, shown=False),
            "organisation": Texts(_organisations(rows), pieces, shown=True),
            "record": Texts(_titles(rows), pieces, shown=True),
        }

    def suggest(self, text: str, reader: Language, limit: int) -> tuple[Suggestion, ...]:
        """At most ``limit`` suggestions: up to two of each kind and titles, or more where titles are few."""
        typed = read_typed(text)
        if typed is None or limit < 1:
            return ()
        found: dict[Kind, Iterator[Suggestion]] = {kind: self._find(kind, typed, reader) for kind in ORDER}
        share = min(MOST_OF_A_KIND, limit // 4)
        chosen = _Chosen()
        for kind in ("concept", "organisation"):
            chosen.take(found[kind], share)
        few = chosen.size
        chosen.take(found["record"], limit - few)
        chosen.take(found["query"], share)
        chosen.drop_last("record", chosen.size - limit)
        for kind in FILLING:
            chosen.take(found[kind], limit - chosen.size)
        return tuple(suggestion for kind in ORDER for suggestion in chosen.of(kind))

    def _find(self, kind: Kind, typed: Typed, reader: Language) -> Iterator[Suggestion]:
        """All suggestions of one kind, best first; the same one may come several times."""
        if kind == "query":
            for language in fallback(reader) if typed.completable else ():
                for word in self._words[language].completions(typed):
                    text = typed.text[: typed.last_start] + word
                    yield Suggestion(kind, text, ranges(text, typed), text)
            return
        for text, target in self._texts[kind].find(typed, reader):
            shown = self._concepts[target].called(reader) if kind == "concept" else text
            yield Suggestion(kind, shown, ranges(shown, typed), target)

    def _labels(self, rows: list[Mapping[str, Any]], vocabularies: Vocabularies) -> Iterator[Entry]:
        """The labels of all concepts; a value of a facet that no record has would lead to nothing."""
        used = _uses(rows, vocabularies)
        for facet in FACETS:
            vocabulary = vocabularies[BY_NAME[facet].vocabulary or ""]
            for concept in vocabulary:
                shown = vocabulary.concepts[concept.same_as or concept.id]
                address = f"{facet}:{shown.id}"
                if used[address]:
                    self._concepts[address] = shown
                    yield from _entries(concept, address, used[address])
        thesaurus = vocabularies["thesaurus"]
        for concept in thesaurus:
            shown = thesaurus.concepts[concept.same_as or concept.id]
            same = (shown.concept or "").replace("/", ":", 1)
            weight = used[same] or self._held(shown)
            self._concepts[shown.id] = shown
            yield from _entries(concept, shown.id, weight)

    def _held(self, concept: Concept) -> int:
        """The number of records that hold any label of a concept in its language."""
        found = [self._words[language].holding(label) for language, label in concept.labels()]
        return len(np.unique(np.concatenate(found)))


def _entries(concept: Concept, target: str, weight: int) -> Iterator[Entry]:
    for language, label in concept.labels():
        yield Entry(label, language, target, weight)


def _uses(rows: list[Mapping[str, Any]], vocabularies: Vocabularies) -> Counter[str]:
    """How many records have each value of a facet, its narrower ones included."""
    used: Counter[str] = Counter()
    for row in rows:
        used.update({f"{facet}:{key}" for facet in FACETS for key in _keys(row, facet, vocabularies)})
    return used


def _keys(row: Mapping[str, Any], facet: str, vocabularies: Vocabularies) -> Iterator[str]:
    field = BY_NAME[facet].field
    place = row.get("place") or {}
    stated: Any = {"country": place.get("countries"), "region": place.get("regions")}.get(
        facet, row.get(field)
    )
    for value in [stated] if isinstance(stated, str) else stated or ():
        key = value if isinstance(value, str) else value["value"]
        yield key
        if BY_NAME[facet].kind == "tree":
            yield from vocabularies[BY_NAME[facet].vocabulary or ""].ancestors(key)


def _titles(rows: list[Mapping[str, Any]]) -> Iterator[Entry]:
    for row in rows:
        for language, title in row["title"].items():
            yield Entry(title, language, str(row["id"]))


def _organisations(rows: list[Mapping[str, Any]]) -> Iterator[Entry]:
    """Each organisation by the name most records give it."""
    names = Counter(str(row["organisation"]["name"]) for row in rows if row.get("organisation"))
    records: Counter[str] = Counter()
    shown: dict[str, str] = {}
    for name, count in sorted(names.items(), key=lambda pair: (-pair[1], pair[0])):
        key = organisation_key(name)
        records[key] += count
        shown.setdefault(key, name)
    for key, name in shown.items():
        yield Entry(name, None, key, records[key])


class _Chosen:
    """The suggestions taken so far, none of which says or means the same as another."""

    def __init__(self) -> None:
        self._chosen: list[Suggestion] = []
        self._phrases: set[str] = set()
        self._targets: set[tuple[Kind, str]] = set()

    @property
    def size(self) -> int:
        """How many there are."""
        return len(self._chosen)

    def of(self, kind: Kind) -> Iterator[Suggestion]:
        """Those of one kind in order."""
        return (suggestion for suggestion in self._chosen if suggestion.kind == kind)

    def take(self, found: Iterator[Suggestion], most: int) -> None:
        """The first of ``found`` that are unlike all others, at most so many."""
        wanted = self.size + most
        while self.size < wanted:
            suggestion = next(found, None)
            if suggestion is None:
                return
            target, phrase = (suggestion.kind, suggestion.target), phrase_of(suggestion.text)
            if target not in self._targets and phrase not in self._phrases:
                self._chosen.append(suggestion)
                self._targets.add(target)
                self._phrases.add(phrase)

    def drop_last(self, kind: Kind, count: int) -> None:
        """Give the last of a kind away again."""
        dropped = list(self.of(kind))[-count:] if count > 0 else []
        self._chosen = [suggestion for suggestion in self._chosen if suggestion not in dropped]
