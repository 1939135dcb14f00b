"""What is a suggestion? A value for one field that was read out of a text, and why one may believe it.

Nobody has decided yet: a suggestion stands beside a draft until a person accepts or dismisses it.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

SURE = 0.8  # from here on ``kb import --publish`` takes a suggestion without asking


@dataclass(frozen=True)
class Suggestion:
    """One value for one field of a record.

    ``field`` is a path without numbers (``place.countries``, ``figures``, ``period.start``,
    ``organisation.name`` …); of a list it holds one item. ``value`` is what the YAML of a record would hold
    there: a concept id, a year, or for ``figures`` the group ``{what: {de: …}, value: 350, year: 2019}``.
    ``passage`` is the sentence it was read in, at most 400 signs and a part of the text. ``where`` is its
    place in words (``page 3``, ``under "Ergebnisse"``). ``confidence`` lies between 0 and 1.
    """

    field: str
    value: Any
    passage: str
    where: str
    confidence: float
