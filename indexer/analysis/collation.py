"""Here are labels and titles: in which order would a reader look for them?"""

from __future__ import annotations

import unicodedata
from functools import lru_cache


@lru_cache(maxsize=100_000)
def label_order(label: str) -> tuple[str, str]:
    """The place of a label among others: letters with marks stand with their plain letters (DIN 5007-1)."""
    plain = unicodedata.normalize("NFKD", label).casefold().replace("ø", "o").replace("æ", "ae")
    return "".join(character for character in plain if not unicodedata.combining(character)), label
