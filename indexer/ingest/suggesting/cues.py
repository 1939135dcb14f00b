"""Which words tell what a passage is for, beside the labels of the vocabularies?

They are data: YAML files in ``data/``, by language where that matters. ``phrases`` makes them comparable with
what ``phrase_of`` gives for a heading, a label or a cell.
"""

from __future__ import annotations

from collections.abc import Iterable
from functools import cache
from pathlib import Path
from typing import Any

from indexer.analysis.keys import phrase_of
from kb import strict_yaml

_DATA = Path(__file__).parent / "data"


@cache
def cues(name: str) -> dict[str, Any]:
    """The content of one data file."""
    value: dict[str, Any] = strict_yaml.read((_DATA / f"{name}.yaml").read_text("utf-8")).value
    return value


def phrases(words: Iterable[str]) -> frozenset[str]:
    """The keys of some words or phrases, equal for all their spellings."""
    return frozenset(phrase_of(word) for word in words)


@cache
def all_of(name: str, group: str) -> frozenset[str]:
    """The phrases of one group of a data file, of all languages together."""
    found = cues(name)[group]
    lists = found.values() if isinstance(found, dict) else [found]
    return phrases(word for words in lists for word in words)


@cache
def by_phrase(name: str) -> dict[str, str]:
    """Of a data file whose groups hold phrases by language: phrase -> group."""
    return {phrase: group for group in cues(name) for phrase in all_of(name, group)}


@cache
def labels_in(name: str, group: str) -> frozenset[str]:
    """The phrases of one list of one file."""
    return phrases(cues(name)[group])
