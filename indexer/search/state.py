"""The URL as a value: what did the reader ask for, and what would the next click ask for?

A ``SearchState`` is made from the parameters of an address, never raises for anything in them, and writes the
one canonical address back: sorted keys, defaults left out. Every link on a page is a state with one change;
each change of query or filter goes back to page one.

    >>> SearchState.parse([("country", "DE"), ("q", "Messe")]).with_filter("theme", "skills").query
    'country=DE&q=Messe&theme=skills'
"""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass, field, replace
from typing import Literal, TypeVar, get_args
from urllib.parse import quote_plus

from indexer.facets import BY_NAME, FACETS
from indexer.search.request import (
    DEEPEST_HIT,
    LARGEST_SIZE,
    QUERY_LENGTH,
    SIZES,
    SORTS,
    Filter,
    SearchRequest,
    Sort,
)
from kb.localized import LANGUAGES, Language

View = Literal["table"]
VIEWS: tuple[View, ...] = get_args(View)
_Choice = TypeVar("_Choice", bound=str)
LONGEST_VALUE = 200
MOST_VALUES = 50


@dataclass(frozen=True)
class SearchState:
    """Everything a search address says. ``problems`` are the parameters that could not be understood.

    ``fit`` are the facets and values of the reader's own cluster, which never filter; ``view`` is how a page
    shows the hits, None for a list.
    """

    text: str = ""
    include: tuple[tuple[str, str], ...] = ()
    exclude: tuple[tuple[str, str], ...] = ()
    sort: Sort | None = None
    page: int = 1
    size: int = SIZES[0]
    lang: Language | None = None
    archived: bool = False
    without: tuple[str, ...] = ()
    fit: tuple[tuple[str, str], ...] = ()
    view: View | None = None
    path: str = "/search"
    problems: tuple[str, ...] = field(default=(), compare=False)

    @classmethod
    def parse(
        cls, parameters: Iterable[tuple[str, str]], *, path: str = "/search", sizes: tuple[int, ...] = SIZES
    ) -> SearchState:
        """The state of an address; unknown parameters are ignored, the last of repeated ones counts."""
        single: dict[str, str] = {}
        include: set[tuple[str, str]] = set()
        exclude: set[tuple[str, str]] = set()
        without: set[str] = set()
        fit: set[tuple[str, str]] = set()
        for name, value in parameters:
            facet = name.removeprefix("-")
            if facet in BY_NAME:
                pairs = exclude if name.startswith("-") else include
                if value and len(value) <= LONGEST_VALUE and len(pairs) < MOST_VALUES:
                    pairs.add((facet, value))
            elif name == "without" and len(value) <= LONGEST_VALUE and len(without) < MOST_VALUES:
                without.add(value)
            elif name == "fit" and len(value) <= LONGEST_VALUE and len(fit) < MOST_VALUES:
                known, _, key = value.partition(":")
                if known in BY_NAME and key:
                    fit.add((known, key))
            else:
                single[name] = value
        problems: list[str] = []
        return cls(
            text=" ".join(single.get("q", "").split()),
            include=tuple(sorted(include - exclude)),
            exclude=tuple(sorted(exclude)),
            sort=_one_of(single, "sort", SORTS, problems),
            page=_number(single, "page", 1, range(1, DEEPEST_HIT + 1), problems),
            size=_number(single, "size", SIZES[0], sizes, problems),
            lang=_one_of(single, "lang", LANGUAGES, []),
            archived=single.get("archived") == "1",
            without=tuple(sorted(without)),
            fit=tuple(sorted(fit)),
            view=_one_of(single, "view", VIEWS, []),
            path=path,
            problems=tuple(problems),
        )

    @property
    def parameters(self) -> list[tuple[str, str]]:
        """The parameters of the canonical address, sorted."""
        found = [*self.include, *((f"-{name}", value) for name, value in self.exclude)]
        found += [("without", value) for value in self.without]
        found += [("fit", f"{facet}:{key}") for facet, key in self.fit]
        single = {
            "q": self.text,
            "sort": self.sort or "",
            "page": str(self.page) if self.page > 1 else "",
            "size": str(self.size) if self.size != SIZES[0] else "",
            "lang": self.lang or "",
            "archived": "1" if self.archived else "",
            "view": self.view or "",
        }
        found += [(name, value) for name, value in single.items() if value]
        return sorted(found)

    @property
    def query(self) -> str:
        """The canonical query string, without a question mark."""
        return "&".join(
            f"{quote_plus(name)}={quote_plus(value, errors='replace')}" for name, value in self.parameters
        )

    @property
    def url(self) -> str:
        """The canonical address, from the path on."""
        return f"{self.path}?{self.query}" if self.query else self.path

    @property
    def too_deep(self) -> bool:
        """Whether the page lies beyond what is ever shown."""
        return self.page * self.size > DEEPEST_HIT

    @property
    def narrowed(self) -> bool:
        """Whether any filter is set."""
        return bool(self.include or self.exclude)

    def chosen(self, facet: str) -> tuple[str, ...]:
        """The values chosen in a facet."""
        return tuple(value for name, value in self.include if name == facet)

    def excluded(self, facet: str) -> tuple[str, ...]:
        """The values excluded in a facet."""
        return tuple(value for name, value in self.exclude if name == facet)

    def with_filter(self, facet: str, value: str) -> SearchState:
        """Also allow ``value``; from page one."""
        pair = (facet, value)
        include = tuple(sorted({*self.include, pair}))
        return replace(self, include=include, exclude=tuple(p for p in self.exclude if p != pair), page=1)

    def with_exclusion(self, facet: str, value: str) -> SearchState:
        """Leave out ``value``; from page one."""
        pair = (facet, value)
        exclude = tuple(sorted({*self.exclude, pair}))
        return replace(self, exclude=exclude, include=tuple(p for p in self.include if p != pair), page=1)

    def without_filter(self, facet: str, value: str | None = None) -> SearchState:
        """Drop one value of a facet, chosen or excluded, or all of them; from page one."""

        def kept(pairs: tuple[tuple[str, str], ...]) -> tuple[tuple[str, str], ...]:
            return tuple(p for p in pairs if p[0] != facet or (value is not None and p[1] != value))

        return replace(self, include=kept(self.include), exclude=kept(self.exclude), page=1)

    def without_filters(self) -> SearchState:
        """Drop every filter; from page one."""
        return replace(self, include=(), exclude=(), page=1)

    def with_text(self, text: str) -> SearchState:
        """Ask for other words; from page one."""
        return replace(self, text=" ".join(text.split()), page=1)

    def with_sort(self, sort: Sort | None) -> SearchState:
        return replace(self, sort=sort, page=1)

    def with_page(self, page: int) -> SearchState:
        return replace(self, page=page)

    def with_lang(self, lang: Language | None) -> SearchState:
        return replace(self, lang=lang)

    def with_view(self, view: View | None) -> SearchState:
        return replace(self, view=view)

    def with_fit(self, fit: tuple[tuple[str, str], ...]) -> SearchState:
        """Compare the hits with a cluster of these facets and values; from page one.

        Without any there is nothing to sort by.
        """
        sort = None if self.sort == "fit" and not fit else self.sort
        return replace(self, fit=tuple(sorted(set(fit))), sort=sort, page=1)

    def dropping(self, expansion: str) -> SearchState:
        """Search without one expansion; from page one."""
        return replace(self, without=tuple(sorted({*self.without, expansion})), page=1)

    def restoring(self, expansion: str) -> SearchState:
        """Search again with an expansion that was dropped; from page one."""
        return replace(self, without=tuple(key for key in self.without if key != expansion), page=1)

    @property
    def sorting(self) -> Sort:
        """The order in force: without words there is no relevance, so the newest come first.

        Without a cluster to compare with there is no fit.
        """
        if self.sort is None or self.sort == "relevance" or (self.sort == "fit" and not self.fit):
            return "relevance" if self.text else "newest"
        return self.sort

    def request(self, reader: Language) -> SearchRequest:
        """What is asked of the index."""
        filters = tuple(
            Filter(facet.name, self.chosen(facet.name), self.excluded(facet.name))
            for facet in FACETS
            if self.chosen(facet.name) or self.excluded(facet.name)
        )
        return SearchRequest(
            text=self.text[: QUERY_LENGTH + 1],  # one sign more, by which the search notices that it cuts
            filters=filters,
            sort=self.sorting,
            page=self.page,
            size=min(self.size, LARGEST_SIZE),
            reader=reader,
            archived=self.archived,
            without=frozenset(self.without),
            fit=self.fit,
        )


def _number(
    single: dict[str, str], name: str, default: int, allowed: Iterable[int], problems: list[str]
) -> int:
    text = single.get(name, "")
    if not text:
        return default
    number = int(text) if text.isascii() and text.isdigit() and len(text) < 9 else -1
    if number not in allowed:
        problems.append(name)
        return default
    return number


def _one_of(
    single: dict[str, str], name: str, allowed: tuple[_Choice, ...], problems: list[str]
) -> _Choice | None:
    text = single.get(name, "")
    for choice in allowed:
        if choice == text:
            return choice
    if text:
        problems.append(name)
    return None
