"""Here is a term: which key does it share with its spelling variants, and which with its inflections?

``fold`` is the one function both sides use, so that ü, ue and u, ß and ss, ø, oe and o, å, aa and a meet.
``stem`` is the Snowball stem of a language, folded; Finanzierung shares the stem of finanzieren.
"""

from __future__ import annotations

import threading
import unicodedata
from functools import cache, lru_cache
from pathlib import Path

import Stemmer

from kb.localized import LANGUAGES

_SNOWBALL = {"de": "german", "en": "english", "da": "danish"}
_LETTERS = str.maketrans({"ß": "ss", "ø": "o", "æ": "a", "œ": "o", "ł": "l", "đ": "d", "ð": "d", "þ": "th"})
_PAIRS = (("ae", "a"), ("oe", "o"), ("ue", "u"), ("aa", "a"))
SHORTEST_VERB = 7  # letters of a stem whose -ier is the ending of a verb, not part of a noun (Papier)
_stemmers = threading.local()  # a stemmer keeps state, so each thread has its own


@lru_cache(maxsize=100_000)
def fold(term: str) -> str:
    """The key all spellings of a term share.

    >>> fold("förderung") == fold("foerderung") == fold("forderung")
    True
    """
    plain = "".join(
        character
        for character in unicodedata.normalize("NFKD", term.translate(_LETTERS))
        if not unicodedata.combining(character)
    )
    for pair, letter in _PAIRS:
        plain = plain.replace(pair, letter)
    return plain or term


@lru_cache(maxsize=200_000)
def stem(term: str, language: str) -> str:
    """The key all inflections of a term share in one language."""
    name = _SNOWBALL.get(language)
    if name is None:
        return fold(term)
    known: dict[str, Stemmer.Stemmer] = _stemmers.__dict__.setdefault("known", {})
    if name not in known:
        known[name] = Stemmer.Stemmer(name)
    key = fold(known[name].stemWord(term))
    if language == "de" and len(key) >= SHORTEST_VERB and key.endswith(("ier", "iert")):
        key = key[: key.rindex("ier") + 1]  # Finanzierung, finanziert: the stem of finanzieren is finanzi
    return key


@cache
def stop_words(language: str) -> frozenset[str]:
    """The folded words of a language that carry no meaning of their own."""
    path = Path(__file__).parent / "data" / f"stop-{language}.txt"
    return frozenset(fold(word) for word in path.read_text("utf-8").split() if word)


def is_stop_word(term: str) -> bool:
    """Whether a query word carries no meaning in any language; queries do not say which they are in."""
    return any(fold(term) in stop_words(language) for language in LANGUAGES)
