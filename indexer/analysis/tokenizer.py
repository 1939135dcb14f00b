"""Here is a text: which words are in it, and where?

Columns instead of token objects: the words, their starts and their ends. ``text[start:end]`` is always the
original word. Signs survive where they carry the meaning: R&D, F&E, C++, C#, .NET.
"""

from __future__ import annotations

import re
import unicodedata
from typing import NamedTuple

_WORD = re.compile(
    r"(?<!\w)\.NET(?!\w)"  # the name begins with its dot
    r"|(?<!\w)[^\W_]{1,2}(?:&[^\W_]{1,2})+(?!\w)"  # R&D, F&E
    r"|(?<!\w)[A-Za-z](?:\+\+|#)"  # C++, C#
    r"|[^\W_]+",
    re.IGNORECASE,
)
LONGEST_WORD = 64  # characters; what is longer is cut in the term, never in the text


class Tokens(NamedTuple):
    """The words of a text in order: normalised terms with the place of the original."""

    terms: list[str]
    starts: list[int]
    ends: list[int]


def term_of(word: str) -> str:
    """The term a word is indexed under: compatibility forms and case are one, letters with marks stay."""
    return unicodedata.normalize("NFKC", unicodedata.normalize("NFKC", word).casefold())[:LONGEST_WORD]


def tokenize(text: str) -> Tokens:
    """The words of ``text``."""
    found = Tokens([], [], [])
    for match in _WORD.finditer(text):
        found.terms.append(term_of(match.group()))
        found.starts.append(match.start())
        found.ends.append(match.end())
    return found
