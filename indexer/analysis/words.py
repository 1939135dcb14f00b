"""Which German words can be parts of a compound, in which form, and how productive is each?

Read from ``data/compound-words.txt``, which ``compile_words.py`` makes. Four blocks, one word a line:
``heads`` (base form, number of compounds of the dictionary that end with it), ``modifiers`` (form with its
linking element, base form, number of compounds that begin with it), ``forms`` (irregular inflection, base
form) and ``whole`` (words that look like compounds and are none).
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path

COMPILED = Path(__file__).parent / "data" / "compound-words.txt"


@dataclass(frozen=True)
class WordList:
    """The parts of German compounds; all keys are terms as the tokenizer makes them."""

    heads: dict[str, int]
    """Base form of a possible last part -> how many compounds it ends."""
    modifiers: dict[str, tuple[str, int]]
    """Form of any other part, with its linking element -> base form, how many compounds it begins."""
    forms: dict[str, str]
    """Inflected form that is not base form plus ending -> its base form."""
    whole: frozenset[str]
    """Words that would be covered by parts and are no compounds."""


def entries(lines: list[str], block: str) -> Iterator[list[str]]:
    """The entries of one block of a data file, each as its words; comments and empty lines are left out."""
    start = lines.index(f"[{block}]") + 1
    for line in lines[start:]:
        if line.startswith("["):
            return
        if line and not line.startswith("#"):
            yield line.split()


def delivered_words() -> WordList:
    """The compiled word list, read anew at every call (about 0.1 s)."""
    lines = COMPILED.read_text("utf-8").splitlines()
    return WordList(
        heads={word: int(count) for word, count in entries(lines, "heads")},
        modifiers={form: (base, int(count)) for form, base, count in entries(lines, "modifiers")},
        forms={entry[0]: entry[1] for entry in entries(lines, "forms")},
        whole=frozenset(word for (word,) in entries(lines, "whole")),
    )
