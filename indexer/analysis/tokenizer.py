"""Here is a text: which words are in it, and where?

Columns instead of token objects: the words, their starts and their ends. ``text[start:end]`` is always the
original word. Signs survive where they carry the meaning: R&D, F&E, C++, C#, .NET.
"""

from __future__ import annotations

import re
import unicodedata
from functools import lru_cache
from typing import NamedTuple

_MARKS = "\u0300-\u036f"  # combining marks of decomposed letters, as some systems paste them
_JOINERS = "\u00ad\u200b-\u200d\u2060"  # soft hyphens and signs without width, as papers and pages hold them

_WORD = re.compile(
    r"(?<!\w)\.NET(?!\w)"  # the name begins with its dot
    r"|(?<!\w)[^\W_]{1,2}(?:&[^\W_]{1,2})+(?!\w)"  # R&D, F&E
    r"|(?<!\w)[A-Za-z](?:\+\+|#)"  # C++, C#
    rf"|[^\W_]+(?:[{_MARKS}{_JOINERS}]+[^\W_]*)*",
    re.IGNORECASE,
)
_UNSEEN = re.compile(f"[{_JOINERS}]")
LONGEST_WORD = 64  # characters; what is longer is cut in the term, never in the text


class Tokens(NamedTuple):
    """The words of a text in order: normalised terms with the place of the original."""

    terms: list[str]
    starts: list[int]
    ends: list[int]


@lru_cache(maxsize=100_000)
def term_of(word: str) -> str:
    """The term a word is indexed under: compatibility forms and case are one, letters with marks stay."""
    if word.isascii():
        return word.lower()[:LONGEST_WORD]
    word = _UNSEEN.sub("", word)
    return unicodedata.normalize("NFKC", unicodedata.normalize("NFKC", word).casefold())[:LONGEST_WORD]


def tokenize(text: str) -> Tokens:
    """The words of ``text``."""
    spans = [match.span() for match in _WORD.finditer(text)]
    return Tokens(
        [term_of(text[start:end]) for start, end in spans],
        [start for start, _ in spans],
        [end for _, end in spans],
    )
