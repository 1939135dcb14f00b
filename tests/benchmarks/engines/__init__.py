"""Which engines are measured, and what must each be able to do?

One file an engine; only the file of the engine in use is imported, so that the memory of a build is its own.
An engine that is not there (yet) is left out, unless it is asked for by name.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from importlib import import_module
from importlib.util import find_spec
from pathlib import Path
from typing import Literal, NamedTuple, Protocol

from tests.benchmarks.documents import Document, FacetField

ENGINES = {
    "leuchtturm": "leuchtturm_engine:Leuchtturm",
    "tantivy": "tantivy_engine:Tantivy",
    "fts5": "fts5_engine:Fts5",
    "bm25s": "bm25s_engine:Bm25s",
    "whoosh": "whoosh_engine:Whoosh",
}
# The same engines with the analysis that is their own, from titles and texts: built and not searched.
OWN_ANALYSIS = {
    "leuchtturm": "leuchtturm_engine:LeuchtturmOwnAnalysis",
    "tantivy": "tantivy_engine:TantivyOwnAnalysis",
}

Ability = Literal["and", "filters", "facets"]
Filters = Mapping[str, tuple[str, ...]]  # by facet: any of the values within a facet, all between facets
Counts = dict[str, dict[str, int]]  # by facet and value, without values that no document has

K1, B = 1.2, 0.75  # of BM25, in all engines


class Tree(NamedTuple):
    """Documents with all or any of some tokens in their text."""

    operator: Literal["and", "or"]
    terms: tuple[str, ...]


class Found(NamedTuple):
    """How many documents match, and the best of them."""

    total: int
    ids: list[str]
    counts: Counts | None = None


class Builder(Protocol):
    """What makes an index. Made with the facets of the documents."""

    def __init__(self, facets: tuple[FacetField, ...]) -> None: ...

    def build(self, folder: Path, documents: Iterable[Document]) -> None:
        """Write the index of all documents to an empty folder, as lasting as the engine makes it."""

    def parts(self, folder: Path) -> dict[str, int]:
        """The bytes of an index by what they hold; nothing where the engine cannot tell."""


class Engine(Builder, Protocol):
    """What answers questions, with one thread."""

    abilities: frozenset[Ability]
    order_tolerance: float | None  # relative difference to exact BM25 scores; None: lengths are rounded

    def open(self, folder: Path) -> None:
        """Open the index that was built in a folder."""

    def search(self, tree: Tree, filters: Filters, k: int) -> Found:
        """The exact number of matches and the ids of the best ``k``."""

    def search_with_facets(self, tree: Tree, filters: Filters, k: int) -> Found:
        """The same with the counts of every facet; a facet's counts ignore the filter of that facet."""


class Missing(Exception):
    """An engine has no file or no class here."""


def builder_class(name: str, own_analysis: bool) -> type[Builder]:
    """The class that builds; raises Missing."""
    found: type[Builder] = _load((OWN_ANALYSIS if own_analysis else ENGINES).get(name))
    return found


def engine_class(name: str) -> type[Engine]:
    """The class that builds and answers; raises Missing."""
    found: type[Engine] = _load(ENGINES.get(name))
    return found


def _load(path: str | None) -> type:
    if path is None:
        raise Missing
    module, _, attribute = path.partition(":")
    name = f"{__name__}.{module}"
    if find_spec(name) is None:
        raise Missing
    found: type | None = getattr(import_module(name), attribute, None)
    if found is None:
        raise Missing
    return found
