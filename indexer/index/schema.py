"""How does the index see a document? Its fields, its columns and what it can be looked up by."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from functools import lru_cache, partial
from typing import Any

from indexer.analysis.collation import label_order
from indexer.analysis.compounds import Splitter, splitter
from indexer.analysis.tokenizer import occurrences, tokenize
from indexer.documents import BODY, NEUTRAL, TEXTS, Document
from indexer.facets import FACETS
from indexer.index.layout import Entry, Layout, Words
from indexer.index.suggestion_keys import SUGGESTION_COLUMNS, suggestion_columns, suggestion_keys
from indexer.index.vocabulary import BLOCKS, vocabulary_tables
from indexer.pages import Page
from kb.localized import LANGUAGES, Language, choose

SOURCES = "source-word"  # a table: the words of addresses, titles and publishers of sources
FILES = "file"  # a table: the digests of the originals of papers
PAGE_NUMBER, PAGE_HEADING = "number", "heading"  # columns of pages
STATUS, DIGEST, NEEDS = "status", "digest", "needs"
CREATED, CHECKED = "created", "checked"
RELATION, FORMER, SURVIVOR, ORGANISATION_NAME = "relation", "former", "survivor", "organisation-name"
_OWN = (STATUS, DIGEST, NEEDS, CREATED, CHECKED, RELATION, FORMER, SURVIVOR, ORGANISATION_NAME)


def title_order(language: Language) -> str:
    """The name of the column by which titles are sorted for a reader."""
    return f"title-order-{language}"


COLUMNS: tuple[str, ...] = (
    *(facet.name for facet in FACETS),
    *_OWN,
    *map(title_order, LANGUAGES),
    *SUGGESTION_COLUMNS,
)
TEXT_FIELDS: tuple[str, ...] = tuple(f"{name}_{block}" for block in BLOCKS for name in TEXTS)


@lru_cache(maxsize=8)
def layout(divide: Splitter | None = None) -> Layout:
    """The layout of every segment; compounds are divided by the delivered words unless others are given."""
    blocks = {block: tuple(f"{name}_{block}" for name in TEXTS) for block in BLOCKS}
    bodies = {block: (f"{BODY}_{block}",) for block in BLOCKS}  # the same blocks: both are asked alike
    tables = partial(vocabulary_tables, divide or splitter())
    return Layout(blocks, COLUMNS, tables, Layout(bodies, (PAGE_NUMBER, PAGE_HEADING), tables))


def blocks_of(language: Language) -> tuple[int, int]:
    """The numbers of the blocks that are searched in a language: its own, and that of names."""
    return BLOCKS.index(language), BLOCKS.index(NEUTRAL)


def entry(document: Document) -> Entry:
    """A document as a segment takes it in."""
    texts = {field: _words(text) for field, text in document.texts.items()}
    stored = document.stored().encode("utf-8", "surrogatepass")
    cited = {word for source in document.shown.get("sources", ()) for word in source_words(source)}
    keys = {SOURCES: cited, **suggestion_keys(document)}
    if document.shown.get("file"):
        keys[FILES] = (str(document.shown["file"]["digest"]),)
    pages = [_page(f"{document.id}/{place}", page) for place, page in enumerate(document.pages)]
    return Entry(document.id, texts, _columns(document), stored, keys, pages)


def _words(text: str) -> Words:
    found = occurrences(text)
    plain = not found.places or found.places[-1] == len(found.places) - 1
    return Words(found.terms, None if plain else found.places)


def _page(name: str, page: Page) -> Entry:
    columns = {
        PAGE_NUMBER: ("" if page.number is None else str(page.number),),
        PAGE_HEADING: (page.heading or "",),
    }
    return Entry(name, {f"{BODY}_{page.language}": _words(page.text)}, columns, page.stored())


def source_words(source: Mapping[str, Any]) -> set[str]:
    """The words a source of a record is found by."""
    return set(tokenize(" ".join(str(source.get(key, "")) for key in ("url", "title", "publisher"))).terms)


def _columns(document: Document) -> dict[str, Sequence[str]]:
    shown = document.shown
    found: dict[str, Sequence[str]] = dict(document.facets)
    found |= {
        STATUS: (document.status,),
        DIGEST: (document.digest,),
        NEEDS: document.links,
        CREATED: (str(shown.get("created") or ""),),
        CHECKED: (str(shown.get("checked") or ""),),
        RELATION: [f"{relation['type']}:{relation['to']}" for relation in shown.get("relations", ())],
        FORMER: [str(former) for former in shown.get("former_ids", ())],
        SURVIVOR: _given(shown.get("merged_into")),
        ORGANISATION_NAME: _given((shown.get("organisation") or {}).get("name")),
    }
    found |= suggestion_columns(document)
    for language in LANGUAGES:
        found[title_order(language)] = ("\0".join(label_order(title_of(shown, language))),)
    return found


def _given(value: Any) -> tuple[str, ...]:
    return (str(value),) if value else ()


def title_of(shown: Mapping[str, Any], reader: Language) -> str:
    """The title of a record for a reader; one without any is called by its id."""
    found = choose(shown.get("title") or {}, reader)
    return str(found[1] if found else shown.get("id", ""))
