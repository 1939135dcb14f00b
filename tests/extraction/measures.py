"""How close is what was read to the gold?"""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from indexer.ingest.suggesting.suggestion import Suggestion
from tests.extraction.gold import GoldFigure, GoldSuggestions

_WORD = re.compile(r"\w+")
_UNITS = {
    "€": "Euro EUR",
    "%": "Prozent procent per cent",
    "DKK": "kroner kr",
    "£": "pounds GBP",
    "t": "tonnes",
}
_MILLION = re.compile(r"\bmio\b|million", re.IGNORECASE)


def token_f1(read: str, gold: str) -> float:
    """F1 over the words of two texts, each word as often as it stands there; order does not count."""
    found, wanted = (Counter(_WORD.findall(text.casefold())) for text in (read, gold))
    common = (found & wanted).total()
    return 2 * common / ((found.total() + wanted.total()) or 1)


@dataclass(frozen=True)
class Share:
    """So many of so many."""

    part: int = 0
    whole: int = 0

    def __add__(self, other: Share) -> Share:
        return Share(self.part + other.part, self.whole + other.whole)

    def __str__(self) -> str:
        return f"{self.part}/{self.whole}"


@dataclass(frozen=True)
class Judged:
    """What was right, what is missing and what should not be there, in words."""

    right: Share
    missing: tuple[str, ...]
    surplus: tuple[str, ...]
    precise: Share


def judge_figures(suggestions: Iterable[Suggestion], gold: Sequence[GoldFigure]) -> Judged:
    """Which figures were found, and which that were found does the text not state."""
    found = [suggestion.value for suggestion in suggestions if suggestion.field == "figures"]
    wanted = [figure for figure in gold if not figure.maybe]
    missing = [figure for figure in wanted if not any(_is_figure(value, figure) for value in found)]
    surplus = [value for value in found if not any(_is_figure(value, figure) for figure in gold)]
    return Judged(
        Share(len(wanted) - len(missing), len(wanted)),
        tuple(f"{figure.value} {figure.what} ({figure.year})" for figure in missing),
        tuple(f"{value['value']} {_named(value)} ({value.get('year')})" for value in surplus),
        Share(len(found) - len(surplus), len(found)),
    )


def judge_suggestions(suggestions: Iterable[Suggestion], gold: GoldSuggestions) -> Judged:
    """Which expected values were suggested, and which wrong ones were avoided (``precise``)."""
    made = {(each.field, each.value) for each in suggestions if isinstance(each.value, str | int)}
    expected, wrong = _pairs(gold.expected), _pairs(gold.wrong)
    missing = [pair for pair in expected if pair not in made]
    surplus = [pair for pair in wrong if pair in made]
    return Judged(
        Share(len(expected) - len(missing), len(expected)),
        tuple(f"{field} {value}" for field, value in missing),
        tuple(f"{field} {value}" for field, value in surplus),
        Share(len(wrong) - len(surplus), len(wrong)),
    )


def _pairs(values: Mapping[str, list[str | int]]) -> list[tuple[str, str | int]]:
    return [(field, value) for field, each in values.items() for value in each]


def _named(figure: Mapping[str, Any]) -> str:
    """What it counts, a unit also in the words of the text: the gold may say Euro for €."""
    unit = figure.get("unit") or ""
    return " ".join([*figure["what"].values(), unit, _UNITS.get(unit, "")]).strip()


def _is_figure(value: Mapping[str, Any], gold: GoldFigure) -> bool:
    """Whether they agree; ``1.2`` that counts million euros is 1,200,000 euros."""
    named = _named(value)
    amounts = {value["value"], round(value["value"] * 1e6)} if _MILLION.search(named) else {value["value"]}
    return (
        gold.value in amounts
        and gold.what.casefold() in named.casefold()
        and (gold.year is None or value.get("year") == gold.year)
    )
