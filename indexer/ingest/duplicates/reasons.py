"""Why may two records be one story? Reasons as values, which the command line words in English.

A page says them in the language of its reader, so a reason holds no sentence: what kind it is, and the share,
the number, the names or the figures it speaks of.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import Literal, NamedTuple

from indexer.ingest.duplicates.traits import shown_number

ReasonKind = Literal[
    "same-text",
    "contained-text",
    "addresses",
    "figures",
    "names",
    "concepts",
    "words",
    "same-title",
    "nearly-same-title",
    "similar-title",
]


class SharedFigure(NamedTuple):
    """A number both records state; with the year if both state it for the same one."""

    value: float
    year: int | None

    def __str__(self) -> str:
        return shown_number(self.value) + (f" ({self.year})" if self.year else "")


@dataclass(frozen=True)
class Reason:
    """One reason. ``str`` is its English sentence.

    ``share`` lies between 0 and 1: of the text that is the same, or of the shorter one that is in the longer.
    ``count`` is the number of addresses or concepts in common, or of the words in which the titles differ.
    """

    kind: ReasonKind
    share: float = 0.0
    count: int = 0
    names: tuple[str, ...] = ()
    figures: tuple[SharedFigure, ...] = ()

    def __str__(self) -> str:
        match self.kind:
            case "same-text":
                return f"{_percent(self.share)} of the text is the same"
            case "contained-text":
                return f"{_percent(self.share)} of the shorter text is contained in the longer"
            case "addresses" if self.count == 1:
                return "same source address"
            case "addresses":
                return f"{self.count} source addresses in common"
            case "figures":
                return f"shares the figure{'s' if len(self.figures) > 1 else ''} {_and(self.figures)}"
            case "names":
                return f"both speak of {_and(self.names)}"
            case "concepts":
                return f"{self.count} concepts in common"
            case "words":
                return "much the same words"
            case "same-title":
                return "same title"
            case "nearly-same-title":
                return f"same title but for {self.count} word{'s' if self.count > 1 else ''}"
            case "similar-title":
                return "similar title"


def _percent(share: float) -> str:
    return f"{share:.0%}".replace("%", " %")


def _and(shown: tuple[object, ...]) -> str:
    words = [*map(str, shown)]
    return " and ".join(filter(None, (", ".join(words[:-1]), words[-1])))
