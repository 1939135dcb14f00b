"""What is being asked?"""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import Literal, get_args

from kb.localized import Language

Sort = Literal["relevance", "newest", "title", "checked", "fit"]
SORTS: tuple[Sort, ...] = get_args(Sort)
QUERY_LENGTH = 500  # characters; what is longer is cut and the page says so
SIZES = (10, 20, 50)
LARGEST_SIZE = 100
DEEPEST_HIT = 1000


@dataclass(frozen=True)
class Filter:
    """The values chosen in one facet: any of ``include``, none of ``exclude``."""

    facet: str
    include: tuple[str, ...] = ()
    exclude: tuple[str, ...] = ()


@dataclass(frozen=True)
class SearchRequest:
    """One search. ``page`` counts from 1; ``reader`` is the language of labels and of the mild preference.

    ``fit`` are facets and values of a cluster with which hits are compared; they never filter.
    """

    text: str = ""
    filters: tuple[Filter, ...] = ()
    sort: Sort = "relevance"
    page: int = 1
    size: int = 10
    reader: Language = "de"
    archived: bool = False
    without: frozenset[str] = field(default_factory=frozenset)
    fit: tuple[tuple[str, str], ...] = ()
    counting: bool = True
    """Whether facets are counted; exports and suggestions do without."""
