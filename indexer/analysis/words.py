"""Which German words can be parts of a compound, in which form, and how productive is each?

Read from ``data/compound-words.txt``, which ``compile_words.py`` makes. Four blocks, one word a line:
``heads`` (base form, number of compounds of the dictionary that end with it), ``modifiers`` (form with its
linking element, base form, number of compounds that begin with it), ``forms`` (irregular inflection, base
form) and ``whole`` (words that look like compounds and are none).
"""

from __future__ import annotations

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


def delivered_words() -> WordList:
    """The compiled word list, read anew at every call.

    Taken apart a block at a time, not line by line: each process that searches waits for it.
    """
    text = COMPILED.read_text("utf-8")
    heads, modifiers, forms = _words(text, "heads"), _words(text, "modifiers"), _words(text, "forms")
    return WordList(
        heads=dict(zip(heads[::2], map(int, heads[1::2]), strict=True)),
        modifiers=dict(
            zip(modifiers[::3], zip(modifiers[1::3], map(int, modifiers[2::3]), strict=True), strict=True)
        ),
        forms=dict(zip(forms[::2], forms[1::2], strict=True)),
        whole=frozenset(_words(text, "whole")),
    )


def _words(text: str, block: str) -> list[str]:
    """All words of a block, one entry after the other; the compiled list has comments only at its top."""
    _, _, rest = text.partition(f"\n[{block}]\n")
    return rest.partition("\n[")[0].split()
