"""How do records read as one document in Markdown?

1. A record is a heading with what it states below it, its figures, its sources and its citation, in the
   language asked for where it has it.
2. Whatever stands in a record, each gives exactly one heading of its level and its own sections: no text
   begins a heading, a block of code or HTML.
3. Plain words are shown as they are.
"""

from __future__ import annotations

from collections.abc import Mapping
from datetime import date
from itertools import pairwise
from typing import Any

from hypothesis import given, settings
from hypothesis import strategies as st
from markdown_it import MarkdownIt
from markdown_it.token import Token

from indexer.markdown import HEADINGS, markdown
from kb.localized import Language
from kb.vocabulary import load_vocabularies
from tests.tiers import examples

DAY = date(2026, 11, 28)
VOCABULARIES = load_vocabularies(None)
FEES: dict[str, Any] = {
    "id": "fees",
    "kind": "guide",
    "title": {"de": "Beiträge", "en": "Fees"},
    "summary": {"de": "Kurz.", "en": "In *short*."},
    "approach": {"en": "- one\n- two"},
    "success_factors": {"en": ["1. Trust", "# Time"]},
    "limiting_factors": [{"text": {"en": "Small <firms>"}}],
    "organisation": {"name": "Harbour_Office_"},
    "place": {"countries": ["DE"], "regions": ["DEF"]},
    "period": {"start": 2015, "end": 2019},
    "figures": [{"what": {"en": "members"}, "value": 1234.5, "unit": "firms", "year": 2019}],
    "sources": [{"url": "https://example.org/(a)>b", "title": "Report [2019]", "publisher": "Port"}],
    "edited": "2026-05-04T10:00:00Z",
}
SEEN = st.characters(exclude_categories=["Cc", "Cs"])  # the others no record holds
TEXTS = st.text(SEEN, min_size=1, max_size=60) | st.text(
    "#=-`~<>![]()*_\\|&1.+ \n\ta", min_size=1, max_size=60
)


def written(*records: Mapping[str, Any], language: Language = "en") -> str:
    return "".join(markdown(records, lambda name: f"https://example.org/{name}", DAY, language, VOCABULARIES))


def parsed(text: str) -> list[Token]:
    return MarkdownIt("commonmark").parse(text)


def headings(text: str) -> list[tuple[str, str]]:
    tokens = parsed(text)
    return [(token.tag, shown(inline)) for token, inline in pairwise(tokens) if token.type == "heading_open"]


def shown(inline: Token) -> str:
    return "".join(child.content for child in inline.children or ())


def items(text: str) -> list[str]:
    tokens = parsed(text)
    places = [number for number, token in enumerate(tokens) if token.type == "list_item_open"]
    return [shown(tokens[number + 2]) for number in places]


def test_a_record_is_a_heading_with_what_it_states() -> None:
    text = written(FEES)
    names = ("approach", "success_factors", "limiting_factors", "figures", "sources", "citation")
    assert headings(text) == [("h2", "Fees"), *(("h3", HEADINGS[name]["en"]) for name in names)]
    assert r"Guide · Harbour\_Office\_ · Schleswig-Holstein · Germany · 2015–2019" in text
    assert "In *short*." in text
    assert items(text) == [
        "one",
        "two",
        "1. Trust",
        "# Time",
        "Small <firms>",
        "members: 1,234.5 firms (2019)",
        "Report [2019], Port",
    ]
    assert "](<https://example.org/(a)%3Eb>)" in text
    assert "accessed on 28 November 2026" in text


def test_the_language_is_the_one_asked_for_where_there_is_a_text() -> None:
    text = written(FEES, language="de")
    assert headings(text)[:2] == [("h2", "Beiträge"), ("h3", "Vorgehen")]
    assert "Deutschland" in text
    assert "1.234,5 firms" in text


LEVELS = [level for level, _ in headings(written(FEES, FEES))]


@settings(max_examples=examples(60, 3000), deadline=None)
@given(TEXTS, TEXTS)
def test_no_text_leaves_its_place(words: str, long_text: str) -> None:
    record = {
        **FEES,
        "title": {"en": f"x{words}"},
        "summary": {"en": long_text},
        "approach": {"en": long_text},
        "success_factors": {"en": [f"x{words}", words]},
        "organisation": {"name": words},
        "sources": [{"url": "https://example.org/", "title": words, "publisher": words}],
    }
    text = written(record, FEES)
    found = headings(text)
    assert [name for level, name in found if level == "h2"] == [" ".join(f"x{words}".split()), "Fees"]
    assert [level for level, _ in found] == LEVELS
    tokens = parsed(text)
    kinds = {part.type for token in tokens for part in (token, *(token.children or ()))}
    assert not kinds & {"html_block", "html_inline", "fence"}
