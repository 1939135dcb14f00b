"""For whom is a page made, where do its links lead, and what stands around its content?"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass, replace
from typing import Literal, get_args
from urllib.parse import quote, urlencode

from starlette.requests import Request

from indexer.facets import BY_NAME
from indexer.search.request import QUERY_LENGTH
from indexer.search.state import SearchState
from kb.localized import Language
from kb.site_pages import written_pages
from kb.vocabulary import Vocabularies
from web import addresses
from web.formatting import unbroken
from web.knowledge import Knowledge
from web.language import INTERFACE_LANGUAGES, reader
from web.static_files import static_url

OWN_NAMES: dict[Language, str] = {"de": "Deutsch", "en": "English", "da": "Dansk"}
Area = Literal[
    "home",
    "search",
    "record",
    "concept",
    "tour",
    "atlas",
    "lists",
    "compare",
    "fit",
    "about",
    "desk",
    "error",
]
Place = Literal["tour", "atlas", "lists"]
PLACES: tuple[Place, ...] = get_args(Place)


@dataclass(frozen=True)
class LanguageLink:
    """This page in a language of the interface; ``address`` is the absolute form of ``url``."""

    code: Language
    name: str
    url: str
    address: str


@dataclass(frozen=True)
class LegalLink:
    """One of the pages the law asks for; the template words it by its ``name``."""

    name: str
    url: str


@dataclass(frozen=True)
class Way:
    """One of the site's main pages beside the search; the template words it by its ``place``."""

    place: Place
    url: str
    current: bool


@dataclass(frozen=True)
class Layout:
    """What the frame around every page shows. ``hidden`` are the inputs that keep the state of a search."""

    lang: Language
    area: Area
    home: str
    ways: tuple[Way, ...]
    about: str
    feedback: str
    legal: tuple[LegalLink, ...]
    search: str
    suggest: str
    styles: str
    script: str
    icon: str
    canonical: str
    languages: tuple[LanguageLink, ...]
    readable: tuple[Language, ...]
    indexed: bool
    query: str
    query_length: int
    hidden: tuple[tuple[str, str], ...]
    previous: str | None = None
    following: str | None = None
    json: str | None = None


@dataclass(frozen=True)
class Site:
    """One reader's way around. ``lang`` is the language if the address names it, and then all links do.

    ``legal`` are the pages the law asks for, as far as somebody has written them.
    """

    prefix: str
    origin: str
    reader: Language
    lang: Language | None
    vocabularies: Vocabularies
    legal: tuple[str, ...] = ()

    @classmethod
    def of(cls, request: Request) -> Site:
        """The site as the reader who asks sees it."""
        wanted = request.query_params.get("lang")
        language = reader(request)
        knowledge = Knowledge.of(request)
        return cls(
            prefix=addresses.prefix(request),
            origin=addresses.origin(request),
            reader=language,
            lang=language if wanted == language else None,
            vocabularies=knowledge.vocabularies,
            legal=written_pages(knowledge.settings.corpus),
        )

    def url(
        self, path: str, lang: Language | None = None, pairs: Iterable[tuple[str, str]] = (), **single: str
    ) -> str:
        """The address of a page; ``path`` starts with a slash and is quoted already.

        ``pairs`` are parameters that may be repeated, in their order.
        """
        chosen = lang or self.lang
        query = urlencode([*pairs, *(single | ({"lang": chosen} if chosen else {})).items()])
        return f"{self.prefix}{path}?{query}" if query else f"{self.prefix}{path}"

    def record(self, record_id: str) -> str:
        """The page of a record."""
        return self.url(f"/records/{quote(record_id, safe='', errors='replace')}")

    def concept(self, concept_id: str) -> str:
        """The page of a concept: ``theme:skills``, or an id of the thesaurus."""
        return self.url(f"/concepts/{quote(concept_id, safe=':', errors='replace')}")

    def search(self, text: str = "", filters: Iterable[tuple[str, str]] = ()) -> str:
        """The results for words and filters."""
        state = SearchState(text=text, path=f"{self.prefix}/search", lang=self.lang)
        return replace(state, include=tuple(sorted(filters))).url

    def called(self, facet: str, key: str) -> str:
        """The label of a value of a facet that has a vocabulary."""
        vocabulary = BY_NAME[facet].vocabulary
        return unbroken(self.vocabularies[vocabulary].called(key, self.reader)) if vocabulary else key

    def here(self, request: Request, pairs: Sequence[tuple[str, str]] = ()) -> Callable[[Language], str]:
        """The address of a page in any language, with those of its parameters that are given."""
        path = quote(request.scope["path"].removeprefix(self.prefix), safe="/:", errors="replace")
        return lambda language: self.url(path, language, pairs)

    def layout(
        self,
        area: Area,
        here: Callable[[Language], str],
        *,
        readable: tuple[Language, ...] = INTERFACE_LANGUAGES,
        indexed: bool = True,
        query: str = "",
        hidden: tuple[tuple[str, str], ...] | None = None,
        json: str | None = None,
    ) -> Layout:
        """The frame of a page whose address in a language is ``here``; its text exists in ``readable``."""
        main = self.reader if self.reader in readable or not readable else readable[0]
        kept = (("lang", self.lang),) if self.lang else ()
        return Layout(
            lang=self.reader,
            area=area,
            home=self.url("/"),
            ways=tuple(Way(place, self.url(f"/{place}"), place == area) for place in PLACES),
            about=self.url("/about"),
            feedback=self.url("/feedback"),
            legal=tuple(LegalLink(name, self.url(f"/{name}")) for name in self.legal),
            search=f"{self.prefix}/search",
            suggest=f"{self.prefix}/api/suggest",
            styles=static_url("leuchtturm.css", self.prefix),
            script=static_url("leuchtturm.js", self.prefix),
            icon=static_url("leuchtturm.svg", self.prefix),
            canonical=self.origin + here(main),
            languages=tuple(
                LanguageLink(code, OWN_NAMES[code], here(code), self.origin + here(code))
                for code in INTERFACE_LANGUAGES
            ),
            readable=readable or INTERFACE_LANGUAGES,
            indexed=indexed,
            query=query,
            query_length=QUERY_LENGTH,
            hidden=kept if hidden is None else hidden,
            json=json,
        )
