"""How do we get any number of texts that read like ours, with the words our search has to understand?

New sentences are chains of word pairs of the delivered records, so frequent words stay frequent. What real
corpora have and a chain of 300 records has not, ever more rare words, comes from German compounds put
together anew from parts of delivered ones, from the labels of the thesaurus and from made-up names.

    >>> Speech("de", texts).sentence(random.Random(1))
    'Das Clusterforum verbindet Betriebe der Region mit Hochschulen.'
"""

from __future__ import annotations

import random
import re
from collections.abc import Iterable, Iterator, Sequence
from functools import cache
from pathlib import Path
from typing import Any, TypeVar

from indexer.analysis.compounds import split
from indexer.analysis.tokenizer import term_of
from kb import strict_yaml
from kb.localized import Language, tidy
from kb.vocabulary import load_vocabularies

DELIVERED = Path(__file__).resolve().parents[2] / "corpus" / "records"
TEXTS = ("title", "summary", "challenge", "approach", "results", "resources", "transferability")
LONGEST_SENTENCE = 28  # words
NEW_COMPOUNDS = 0.35  # of the German compounds in a text
LONGEST_SUMMARY = 600  # characters of a document of a collection

_SENTENCE = re.compile(r"(?<=[.!?])\s+|\n+(?:- )?")
_BRACKETS = re.compile(r"[()\[\]„“”\"‚‘«»]")
_SYLLABLES = re.findall(
    "[A-Z][a-z]+",
    "AlAnArBalBelBioBraCelDorElErFalFerGalGenHalHamInKarKelLanLimLorLuxMarMedMelMinMonNexNorOlPelPerQuinRalRen"
    "RosSalSenSolTalTecTerTorUlValVenVerVisZen",
)
_T = TypeVar("_T")
_ABOUT: dict[str, tuple[str, ...]] = {
    "de": (
        "Schwerpunkte sind {} und {}.",
        "Gemeinsam mit {name} geht es um {} und {}.",
        "{name} verbindet {} mit {}.",
    ),
    "en": (
        "The focus is on {} and {}.",
        "Together with {name} it is about {} and {}.",
        "{name} connects {} with {}.",
    ),
}


def often_first(chance: random.Random, choices: Sequence[_T]) -> _T:
    """One of the choices; the first ones come far more often, as values of facets do."""
    return choices[int(len(choices) * chance.random() ** 2.5)]


def made_up_name(number: int) -> str:
    """The name of the n-th project or organisation: the same number always gives the same name."""
    chance = random.Random(f"name {number}")
    name = "".join(chance.choices(_SYLLABLES, k=chance.choice((2, 3, 3)))).capitalize()
    return f"{name} {chance.randint(2, 40)}" if chance.random() < 0.1 else name


class Speech:
    """New titles and sentences in one language."""

    def __init__(self, language: Language, records: Iterable[dict[str, Any]]) -> None:
        self.language = language
        self._titles: dict[str, list[str]] = {}
        self._follows: dict[str, list[str]] = {}
        for record in records:
            for name in TEXTS:
                follows = self._titles if name == "title" else self._follows
                for sentence in _sentences(str(record.get(name, {}).get(language, ""))):
                    for before, after in zip(["", *sentence], [*sentence, ""], strict=True):
                        follows.setdefault(before, []).append(after)
        self._compounds = Compounds(self._follows) if language == "de" else None
        self._labels = sorted(
            {
                label
                for concept in load_vocabularies()["thesaurus"]
                for spoken, label in concept.labels()
                if spoken == language
            }
        )

    def title(self, chance: random.Random, name: str) -> str:
        """Some words and a name."""
        words = self._chain(chance, self._titles, chance.randint(4, 12))
        return (
            f"{name}: {' '.join(words).rstrip('.:,')}" if chance.random() < 0.6 else " ".join([*words, name])
        )

    def sentence(self, chance: random.Random) -> str:
        """One sentence."""
        text = " ".join(self._chain(chance, self._follows, LONGEST_SENTENCE))
        return text if text[-1] in ".!?" else f"{text.rstrip(',;:')}."

    def sentences(self, chance: random.Random, count: int) -> str:
        """So many sentences."""
        return " ".join(self.sentence(chance) for _ in range(count))

    def listed(self, chance: random.Random, count: int) -> str:
        """So many lines of a list, as approaches are written."""
        return "\n".join(f"- {self.sentence(chance).rstrip('.')}" for _ in range(count))

    def about(self, chance: random.Random, name: str) -> str:
        """A sentence that names another project and concepts of the thesaurus."""
        form = chance.choice(_ABOUT[self.language])
        return form.format(*(often_first(chance, self._labels) for _ in range(2)), name=name)

    def _chain(self, chance: random.Random, follows: dict[str, list[str]], longest: int) -> list[str]:
        words: list[str] = []
        word = ""
        while len(words) < longest:
            choices = follows[word]
            word = choices[int(len(choices) * chance.random())]
            if not word:
                break
            words.append(self._compounds.renewed(chance, word) if self._compounds and words else word)
        return words


class Compounds:
    """Puts the parts of known German compounds together anew: ``Hafenforum`` and ``Clusterfest``."""

    def __init__(self, words: Iterable[str]) -> None:
        self._firsts: list[str] = []
        self._lasts: list[str] = []
        self._known: set[str] = set()
        for word in words:
            parts = split(term_of(word)) if word[:1].isupper() and word.isalpha() else ()
            if parts:
                self._known.add(word)
                self._firsts += parts[:-1]
                self._lasts.append(parts[-1])

    def renewed(self, chance: random.Random, word: str) -> str:
        """The word, or in place of a compound now and then another one."""
        if word not in self._known or chance.random() > NEW_COMPOUNDS:
            return word
        return (chance.choice(self._firsts) + chance.choice(self._lasts)).capitalize()


@cache
def speech(language: Language) -> Speech:
    """The speech of the delivered records."""
    return Speech(language, delivered_records())


@cache
def delivered_records() -> tuple[dict[str, Any], ...]:
    """The plain values of all delivered records."""
    paths = sorted(DELIVERED.rglob("*.yaml"))
    return tuple(strict_yaml.read(path.read_text("utf-8")).value for path in paths)


def _sentences(text: str) -> Iterator[list[str]]:
    for sentence in _SENTENCE.split(_BRACKETS.sub("", text.removeprefix("- "))):
        words = [word for word in sentence.split() if word not in "-–"]
        if words:
            yield words


def cleaned(text: str) -> str:
    """A text of a collection as a record may hold it: without signs nobody sees."""
    return tidy("".join(sign if sign.isprintable() else " " for sign in text))


def shortened(sentence: str) -> str:
    """The first words of a sentence, without a sign at the end."""
    return " ".join(sentence.split()[:8]).rstrip(" .,;:")


def summary_and_rest(text: str) -> tuple[str, str]:
    """A text in two: its first sentences up to the length of a summary, and what follows."""
    if len(text) <= LONGEST_SUMMARY:
        return text, ""
    start = text[:LONGEST_SUMMARY]
    end = max(start.rfind(sign) for sign in (". ", "! ", "? ", "; ")) + 1 or start.rfind(" ")
    end = end if end > 0 else LONGEST_SUMMARY
    return text[:end].strip(), text[end:].strip()
