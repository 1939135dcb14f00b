"""Here is the beginning of a query: which titles, concepts, organisations and queries go on like that?

    >>> index = SuggestionIndex(snapshot, vocabularies, row_reader(snapshot))
    >>> [(found.kind, found.text) for found in index.suggest("finanz", "de", 3)]
    [('query', 'Finanzierung'), ('concept', 'Finanzierung'), ('record', 'Finanzierung von Clustern')]

Found is what holds all that was typed in any spelling (see ``typed``); nothing is stemmed, corrected or
translated, but a concept is found by its labels in every language and shown in the reader's.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator
from dataclasses import dataclass
from typing import Literal
from urllib.parse import quote

from indexer.analysis.keys import phrase_of
from indexer.facets import BY_NAME
from indexer.index.snapshot import Snapshot
from indexer.search.completions import SpokenWords
from indexer.search.concept_labels import Concepts
from indexer.search.state import SearchState
from indexer.search.stored_texts import Row
from indexer.search.typed import Typed, ranges, read_typed
from indexer.search.whole_texts import Organisations, Titles
from kb.localized import LANGUAGES, Language, fallback
from kb.vocabulary import Vocabularies

Kind = Literal["record", "concept", "organisation", "query"]
ORDER: tuple[Kind, ...] = ("query", "concept", "organisation", "record")
FILLING: tuple[Kind, ...] = ("concept", "organisation", "query")
MOST_OF_A_KIND = 2  # but records, which take what is left


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
    """All that can be suggested from one snapshot; made at once, because each segment has its tables.

    What it finds out is the same whoever asks first, so threads share it.
    """

    def __init__(self, snapshot: Snapshot, vocabularies: Vocabularies, row: Callable[[int], Row]) -> None:
        """``row`` gives what is stored of a document."""
        self._words = {language: SpokenWords(snapshot, language) for language in LANGUAGES}
        self._concepts = Concepts(snapshot, vocabularies)
        self._organisations = Organisations(snapshot)
        self._titles = Titles(snapshot, row)

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
        for text, target in self._whole(kind, typed, reader):
            yield Suggestion(kind, text, ranges(text, typed), target)

    def _whole(self, kind: Kind, typed: Typed, reader: Language) -> Iterator[tuple[str, str]]:
        if kind == "concept":
            return self._concepts.find(typed, reader)
        return self._organisations.find(typed) if kind == "organisation" else self._titles.find(typed, reader)


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
