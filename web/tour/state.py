"""The address of the tour as a value: what has been answered, what skipped, and which search is that?

    /tour?evidence=measured&situation=grant-ends&skip=theme

It never raises for anything in an address; what is no answer of a question is as if it were not there.
"""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass, replace
from urllib.parse import urlencode

from indexer.search.state import SearchState
from kb.localized import Language
from kb.vocabulary import Vocabularies
from web.tour.questions import BY_QUESTION, CANDIDATES, SITUATION, Question, is_answer, values_of
from web.tour.situations import situations

SKIP = "skip"


@dataclass(frozen=True)
class TourState:
    """What the reader has said so far. ``answers`` are questions with the key of the answer, as asked."""

    answers: tuple[tuple[str, str], ...] = ()
    skipped: frozenset[str] = frozenset()
    lang: Language | None = None
    path: str = "/tour"

    @classmethod
    def parse(
        cls,
        parameters: Iterable[tuple[str, str]],
        vocabularies: Vocabularies,
        *,
        lang: Language | None,
        path: str,
    ) -> TourState:
        """The state of an address; the last of repeated answers counts, and an answer before a skip."""
        given: dict[str, str] = {}
        skipped: set[str] = set()
        for name, value in parameters:
            if name == SKIP and value in BY_QUESTION:
                skipped.add(value)
            elif is_answer(name, value, vocabularies):
                given[name] = value
        return cls(_in_order(given), frozenset(skipped - given.keys()), lang, path)

    @property
    def url(self) -> str:
        """The one address of this state."""
        pairs = [*self.answers, *((SKIP, name) for name in self.skipped)]
        pairs += [("lang", self.lang)] if self.lang else []
        return f"{self.path}?{urlencode(sorted(pairs))}" if pairs else self.path

    def answer(self, name: str) -> str | None:
        """The key that answers a question; None if it was skipped or not asked yet."""
        return dict(self.answers).get(name)

    def settled(self, question: Question) -> bool:
        """Whether a question need not be asked any more."""
        return question.name in self.skipped or self.answer(question.name) is not None

    def answering(self, name: str, key: str) -> TourState:
        """A question is answered."""
        given = {**dict(self.answers), name: key}
        return replace(self, answers=_in_order(given), skipped=self.skipped - {name})

    def skipping(self, *names: str) -> TourState:
        """Questions do not matter, whatever was answered."""
        given = {name: key for name, key in self.answers if name not in names}
        return replace(self, answers=_in_order(given), skipped=self.skipped | set(names))

    def asking(self, name: str) -> TourState:
        """A question is asked again."""
        given = {one: key for one, key in self.answers if one != name}
        return replace(self, answers=_in_order(given), skipped=self.skipped - {name})

    def anew(self) -> TourState:
        """Nothing is answered."""
        return replace(self, answers=(), skipped=frozenset())

    def search(self, vocabularies: Vocabularies, reader: Language, path: str) -> SearchState:
        """The search that all answers stand for; ``path`` is where the results are shown."""
        text = ""
        include: list[tuple[str, str]] = []
        for name, key in self.answers:
            if name == SITUATION:
                text, filters = situations()[key].text(reader), situations()[key].filters
                include += filters
            else:
                include += [(name, value) for value in values_of(BY_QUESTION[name], key, vocabularies)]
        return SearchState(text=text, include=tuple(sorted(include)), lang=self.lang, path=path)


def _in_order(given: dict[str, str]) -> tuple[tuple[str, str], ...]:
    return tuple((one.name, given[one.name]) for one in CANDIDATES if one.name in given)
