"""Here are two words of one stem: are they forms of the same word, or only relatives?

Wasserstoff and Wasserstoffs are forms of one word; markets and marketing only share a stem.
"""

from __future__ import annotations

from indexer.analysis.forms import stem
from kb.localized import Language

SHORTEST_GENITIVE = 5  # letters of a German word that ends in a vowel and -s

_ENDINGS = {
    "de": ("", "e", "en", "n", "er", "ern", "em", "es", "s", "in", "innen"),
    "en": ("", "s", "es", "ies", "y"),
    "da": (
        "",
        "e",
        "en",
        "er",
        "et",
        "erne",
        "ernes",
        "ene",
        "enes",
        "ens",
        "ers",
        "ets",
        "es",
        "s",
        "n",
        "r",
    ),
}


def stem_of(term: str, language: Language) -> str:
    """The stem, also of a German noun that ends in a vowel and has its -s: Maschinenbaus."""
    genitive = (
        language == "de" and len(term) >= SHORTEST_GENITIVE and term[-1] == "s" and term[-2] in "aeiouy"
    )
    return stem(term[:-1] if genitive else term, language)


def differ_in_ending(first: str, second: str, language: Language) -> bool:
    """Whether two words of one stem are inflections of the same word."""
    if first == second:
        return True
    endings = _ENDINGS[language]
    same = next((n for n, (a, b) in enumerate(zip(first, second, strict=False)) if a != b), None)
    shared = min(len(first), len(second)) if same is None else same
    for cut in range(shared, max(2, shared - 3), -1):
        if first[cut:] in endings and second[cut:] in endings:
            return True
    return False
