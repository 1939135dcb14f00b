"""What do people ask a corpus? Seeded questions of every kind, drawn from its own records.

Each carries none, one or two filters in turn, with values of the record its words are from, so that something
is found. Words of the kinds ``german`` and ``compound`` come from the delivered records, whatever the corpus
holds: German words of readers of English texts, which have to be translated and divided.
"""

from __future__ import annotations

import random
import re
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from indexer.analysis.compounds import split
from indexer.analysis.forms import is_stop_word
from indexer.analysis.tokenizer import term_of
from indexer.documents import organisation_key
from indexer.search.request import SearchRequest
from indexer.search.state import SearchState
from kb import strict_yaml
from kb.localized import Language
from tests.benchmarks.product_texts import delivered_records

Values = dict[str, Any]
RECORDS = 500  # that questions are drawn from, at most
LETTERS = 12  # of the longest beginning that completions are asked for
_WORD = re.compile(r"[^\W\d_]{3,}")
_ALPHABET = "abcdefghijklmnoprstuvwz"


@dataclass(frozen=True)
class Question:
    """One search as a reader asks it."""

    kind: str
    text: str
    filters: tuple[tuple[str, str], ...]
    reader: Language

    @property
    def _state(self) -> SearchState:
        return SearchState.parse([("q", self.text), *self.filters, ("lang", self.reader)])

    @property
    def request(self) -> SearchRequest:
        """What the search is asked."""
        return self._state.request(self.reader)

    @property
    def query(self) -> str:
        """The part of an address behind the question mark."""
        return self._state.query


def some_records(corpus: Path) -> list[Values]:
    """The plain values of records spread over the corpus."""
    paths = sorted((corpus / "records").rglob("*.yaml"))
    step = max(1, len(paths) // RECORDS)
    return [strict_yaml.read(path.read_text("utf-8")).value for path in paths[::step]]


def questions(records: Sequence[Values], each: int, seed: int) -> list[Question]:
    """So many questions of each kind, mixed; another seed gives others."""
    chance = random.Random(seed)
    found = []
    for kind, ask in KINDS.items():
        for number in range(each):
            record = chance.choice(records)
            filters = number % 3 if kind != "browse" else 1 + number % 2
            found.append(
                Question(kind, ask(chance, record), _filters(chance, record, filters), _reader(chance))
            )
    chance.shuffle(found)
    return found


def beginnings(records: Sequence[Values], each: int, seed: int) -> list[str]:
    """What stands in the search box while somebody types: so many beginnings of every length."""
    chance = random.Random(seed)
    found = []
    for length in range(1, LETTERS + 1):
        for _ in range(each):
            words = _words(chance.choice(list(chance.choice(records)["title"].values())))
            long = [word for word in words if len(word) >= min(length, 5)] or ["cluster network"]
            found.append(" ".join(words[words.index(chance.choice(long)) :] if words else long)[:length])
    chance.shuffle(found)
    return found


def _reader(chance: random.Random) -> Language:
    return "de" if chance.random() < 0.5 else "en"


def _words(text: str) -> list[str]:
    return [word for word in _WORD.findall(text) if not is_stop_word(term_of(word))]


def _passage(chance: random.Random, record: Values) -> str:
    texts = [text for name in ("title", "summary", "approach") for text in record.get(name, {}).values()]
    return str(chance.choice(texts))


def _some_words(chance: random.Random, text: str, count: int) -> str:
    words = _words(text) or ["Cluster"]
    first = chance.randrange(max(1, len(words) - count + 1))
    return " ".join(words[first : first + count])


def _word(chance: random.Random, record: Values) -> str:
    return _some_words(chance, _passage(chance, record), 1)


def _few_words(chance: random.Random, record: Values) -> str:
    return _some_words(chance, _passage(chance, record), chance.randint(2, 4))


def _sentence(chance: random.Random, record: Values) -> str:
    text = str(chance.choice(list(record["summary"].values())))
    sentences = [each for each in re.split(r"(?<=[.!?])\s+", text) if len(each.split()) > 4] or [text]
    return " ".join(chance.choice(sentences).replace('"', " ").split()[:25])


def _phrase(chance: random.Random, record: Values) -> str:
    words = _WORD.findall(_passage(chance, record)) or ["Cluster"]
    first = chance.randrange(max(1, len(words) - 2))
    return f'"{" ".join(words[first : first + chance.randint(2, 3)])}"'


def _typo(chance: random.Random, record: Values) -> str:
    """A long word with a letter wrong, missing, too many or swapped, now and then beside another word."""
    long = [word for word in _words(_passage(chance, record)) if len(word) > 5] or ["Finanzierung"]
    word = chance.choice(long)
    at = chance.randrange(1, len(word) - 1)
    letter = chance.choice(_ALPHABET)
    wrong = chance.choice(
        (
            word[:at] + letter + word[at + 1 :],
            word[:at] + word[at + 1 :],
            word[:at] + letter + word[at:],
            word[:at] + word[at + 1] + word[at] + word[at + 2 :],
        )
    )
    return wrong if chance.random() < 0.5 else f"{wrong} {_word(chance, record)}"


def _german_text(chance: random.Random) -> str:
    record = chance.choice([each for each in delivered_records() if "de" in each["summary"]])
    return str(chance.choice((record["title"]["de"], record["summary"]["de"])))


def _german(chance: random.Random, _: Values) -> str:
    return _some_words(chance, _german_text(chance), chance.randint(1, 3))


def _compound(chance: random.Random, record: Values) -> str:
    found: list[str] = []
    while not found:
        found = [word for word in _words(_german_text(chance)) if split(term_of(word))]
    word = chance.choice(found)
    return word if chance.random() < 0.6 else f"{word} {_word(chance, record)}"


def _nothing(_: random.Random, __: Values) -> str:
    return ""


KINDS: dict[str, Callable[[random.Random, Values], str]] = {
    "word": _word,
    "words": _few_words,
    "sentence": _sentence,
    "phrase": _phrase,
    "typo": _typo,
    "german": _german,
    "compound": _compound,
    "browse": _nothing,
}


def _filters(chance: random.Random, record: Values, count: int) -> tuple[tuple[str, str], ...]:
    place = record.get("place") or {}
    stated: dict[str, list[str]] = {
        "kind": [record["kind"]],
        "theme": record.get("themes", []),
        "sector": record.get("sectors", []),
        "stage": [stage["value"] for stage in record.get("stages", ())],
        "country": place.get("countries", []),
        "region": place.get("regions", []),
        "organisation": [organisation_key(record["organisation"]["name"])]
        if "organisation" in record
        else [],
        "target_group": record.get("target_groups", []),
        "language": list(record["title"]),
    }
    known = [name for name, values in stated.items() if values]
    return tuple((name, chance.choice(stated[name])) for name in chance.sample(known, min(count, len(known))))
