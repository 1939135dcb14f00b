"""Random plain values and random valid records for hypothesis."""

from __future__ import annotations

import math
from typing import Any

from hypothesis import strategies as st

from kb.localized import LANGUAGES, tidy
from kb.record import KINDS, Record
from kb.relations import INVERSES
from kb.strict_yaml import MAX_DEPTH
from tests.kb.corpora import delivered_vocabularies

TRAPS = [
    "NO", "no", "yes", "on", "y", "true", "false", "null", "~", "", "=", "<<", "0x1F", "017", "1_000", "1e5",
    "1.", ".5", "12:30", "2026-11-24", "-1", "+1", "1.5", ".inf", ".nan", "- a", "a: b", "# no comment",
    "*alias", "&anchor", "!tag", "! tag", "%", "@", "`", "'", '"', "a\nb", "a\n\n b", "\n", " a ", "ß" * 150,
    "---", "...", "\u2028", "\x85", "😀",
]  # fmt: skip
any_text = st.one_of(st.sampled_from(TRAPS), st.text(st.characters(exclude_categories=["Cs"])))
scalars = st.one_of(
    st.none(),
    st.booleans(),
    st.integers(),
    st.floats(allow_nan=False, allow_infinity=False),
    any_text,
)
plain_values = st.recursive(
    scalars,
    lambda inner: st.lists(inner, max_size=4) | st.dictionaries(any_text, inner, max_size=4),
    max_leaves=MAX_DEPTH - 2,  # even if each leaf lies a level deeper than the one before
)


def _tidied(text: str) -> str:
    try:
        return tidy(text)
    except ValueError:
        return ""


words = any_text.map(_tidied).filter(lambda text: 0 < len(text) <= 400)
localized = st.dictionaries(st.sampled_from(LANGUAGES), words, min_size=1)
years = st.integers(1500, 2050)
days = st.dates().map(lambda day: day.isoformat())
ids = st.from_regex(r"[a-z0-9]{1,9}(-[a-z0-9]{1,9}){0,3}", fullmatch=True)
addresses = st.sampled_from(["https://example.org/", "http://example.org/ä?x=1&y=NO#z"])


def concepts(vocabulary: str) -> st.SearchStrategy[str]:
    """An id of the vocabulary."""
    return st.sampled_from(sorted(delivered_vocabularies()[vocabulary].concepts))


def some(vocabulary: str) -> st.SearchStrategy[list[str]]:
    """Up to three ids of the vocabulary."""
    return st.lists(concepts(vocabulary), min_size=1, max_size=3, unique=True)


def part(required: dict[str, Any], **optional: st.SearchStrategy[Any]) -> st.SearchStrategy[dict[str, Any]]:
    """A part of a record; of the optional fields at least one is stated."""
    return st.fixed_dictionaries(required, optional=optional).filter(bool)


def judged(value: st.SearchStrategy[str]) -> st.SearchStrategy[dict[str, Any]]:
    """A concept with the passage that supports it."""
    by = st.sampled_from(["editorial", "source"])
    return part({"value": value, "passage": words}, by=by)


numbers = st.one_of(
    st.integers(-(10**15), 10**15),
    st.floats(-1e15, 1e15).filter(math.isfinite),
)
periods = part({}, start=years, end=years).filter(lambda p: p.get("start", 0) <= p.get("end", 9999))
relations = part({"type": st.sampled_from(sorted(INVERSES)), "to": ids}, passage=words)
figures = part({"what": localized, "value": numbers}, unit=words, year=years, source=addresses)
sources = part(
    {"url": addresses, "title": words}, publisher=words, language=concepts("languages"), accessed=days
)

record_values: st.SearchStrategy[dict[str, Any]] = st.fixed_dictionaries(
    {
        "format": st.just(1),
        "id": ids,
        "kind": st.sampled_from(KINDS),
        "status": st.sampled_from(["draft", "in-review", "published", "archived"]),
        "title": localized,
        "summary": localized,
    },
    optional={
        "approach": localized,
        "success_factors": st.dictionaries(
            st.sampled_from(LANGUAGES), st.lists(words, min_size=1, max_size=3), min_size=1
        ),
        "limiting_factors": st.lists(part({"text": localized}, passage=words), min_size=1, max_size=2),
        "outcome": judged(concepts("outcomes")),
        "stages": st.lists(judged(concepts("stages")), min_size=1, max_size=2),
        "ecei": st.lists(judged(concepts("ecei")), min_size=1, max_size=2),
        "organisation": part({"name": words}, record=ids),
        "place": part({}, countries=some("countries"), regions=some("regions"), words=words),
        "sectors": some("sectors"),
        "themes": some("themes"),
        "funding": some("funding"),
        "label": concepts("labels"),
        "period": periods | st.fixed_dictionaries({"start": years, "ongoing": st.just(True)}),
        "figures": st.lists(figures, min_size=1, max_size=2),
        "relations": st.lists(relations, min_size=1, max_size=2),
        "sources": st.lists(sources, min_size=1, max_size=2),
        "rights": st.sampled_from(["open", "quote"]),
        "checked": days,
        "former_ids": st.lists(ids, min_size=1, max_size=2),
    },
)
records: st.SearchStrategy[Record] = record_values.map(Record.model_validate)
