"""Do the three forms of a handout say the same, whatever their texts contain?

1. The print page, the Word document and the Markdown have the headings of the kit, in its order and levels.
2. They hold the same tables, questions, sources and notes.
3. No text of a record, note or title breaks out of its place, whatever signs it holds (hypothesis).
4. Signs that XML refuses are dropped.
"""

from __future__ import annotations

from collections.abc import Callable
from functools import cache
from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from kb.localized import Language
from tests.tiers import examples
from tests.web.kit.kits import (
    FULL,
    Headings,
    a_kit,
    as_page,
    as_word,
    markdown_outline,
    outline,
    page_outline,
    tokens,
    values,
    word_outline,
    words,
)
from web.kit import markdown
from web.kit.content import Items, Kit, References, Table, Texts, writable

FORMS = [page_outline, word_outline, markdown_outline]
SIGNS = "#=-`~>*_|[]()<&;!\\\n 1.\x00\x0b\x0c\x1f\x85\u2028\ufffe\ud800\u202e\u00a0☐"
PIECES = st.sampled_from(
    (
        *("\n\n# Titel\n", "\n===", "\n---\n", "\n```\n", "\n\n    ", "\n> ", "\n1. ", "\n- ", "**"),
        *("\n| a | b |\n|---|---|\n", "[a]: http://x", "[a](http://x.example/ (", "![a](b)", "<!-- "),
        *("<script>", "</article>", "<http://[>", "]]>", "&#12;", "&#x1;", "{values}", "%(x)s", "{{ x }}"),
    )
)
HOSTILE = st.lists(PIECES | st.text(SIGNS, max_size=4) | st.text(max_size=4), min_size=1, max_size=12).map(
    "".join
)


def two_cases(language: Language) -> Kit:
    """A kit of two cases, with a note, and a record that is not there."""
    return a_kit(
        values("fees", **FULL),
        values("fund", kind="study", outcome={"value": "failed"}),
        language=language,
        notes={"fees": "Frag den *Hafen*.\nMorgen."},
        missing=["gone"],
    )


@pytest.mark.parametrize("language", ["de", "en"])
@pytest.mark.parametrize("read", FORMS)
def test_every_form_has_the_headings_of_the_kit(read: Callable[[Kit], Headings], language: Language) -> None:
    made = two_cases(language)
    assert read(made) == outline(made)
    assert len(outline(made)) > 25


def test_the_forms_hold_the_same_tables_items_and_links() -> None:
    made = two_cases("de")
    blocks = [block for section in made.sections for block in section.blocks]
    tables = [block for block in blocks if isinstance(block, Table)]
    page, document, text = as_page(made), as_word(made), markdown.document(made)
    cells = [[list(map(_listed, row)) for row in table.rows] for table in tables]
    on_page = [
        [[cell.get_text() for cell in row.find_all(["th", "td"])] for row in table.select("tbody tr")]
        for table in page.find_all("table")
    ]
    in_word = [[[cell.text for cell in row.cells] for row in table.rows[1:]] for table in document.tables]
    assert on_page == cells
    assert in_word == cells
    assert sum(token.type == "table_open" for token in tokens(text)) == len(tables)
    written = {words(token).strip() for token in tokens(text) if token.type == "inline"}
    said = {paragraph.text for paragraph in document.paragraphs}
    listed = {tag.get_text() for tag in page.find_all("li")}
    for item in [item.text for block in blocks if isinstance(block, Items) for item in block.items]:
        assert item in written
        assert item in said
        assert item in listed
    urls = {entry.url for block in blocks if isinstance(block, References) for entry in block.entries}
    targets = {link.address for paragraph in document.paragraphs for link in paragraph.hyperlinks}
    assert urls <= targets
    assert urls <= {tag["href"] for tag in page.find_all("a")}
    assert all(f"<{url}>" in text for url in urls)


def _listed(cell: Texts) -> str:
    return ", ".join(one.text for one in cell)


def test_notes_keep_their_lines_and_are_not_markdown() -> None:
    made = two_cases("de")
    assert "Frag den *Hafen*.\nMorgen." in as_page(made).get_text()
    assert "Frag den *Hafen*.\nMorgen." in [one.text for one in as_word(made).paragraphs]
    assert "Frag den \\*Hafen\\*.\\\nMorgen." in markdown.document(made)


def hostile_kit(text: str) -> Kit:
    """A kit with a text wherever one can stand, and a quiet case behind it."""
    texts: dict[str, Any] = {name: {"de": text} for name in ("title", "summary", "approach", "results")}
    record = values("fees", **FULL) | texts
    record["success_factors"] = {"de": [text, text]}
    record["figures"] = [{"what": {"de": text}, "value": 1, "unit": text}]
    record["organisation"] = {"name": text}
    record["sources"] = [{"url": f"https://example.org/{text}", "title": text, "publisher": text}]
    return a_kit(record, values("fund"), title=text, notes={"fees": text})


def shape(kinds: list[str]) -> list[str]:
    """What a text can not add to or take from, however it is written."""
    return [kind for kind in kinds if kind in ("table_open", "html_block", "fence", "code_block")]


@cache
def quiet() -> tuple[list[str], int]:
    """The shape of the Markdown, and the tables of the Word document, of a kit with a harmless text."""
    made = hostile_kit("still")
    return shape([one.type for one in tokens(markdown.document(made))]), len(as_word(made).tables)


@settings(max_examples=examples(20, 5000))
@given(HOSTILE)
def test_no_text_breaks_out_of_markdown_and_page(text: str) -> None:
    made = hostile_kit(text)
    assert markdown_outline(made) == outline(made)
    assert page_outline(made) == outline(made)
    written = markdown.document(made)
    assert written.encode()
    parsed = tokens(written)
    assert shape([one.type for one in parsed]) == quiet()[0]
    assert not {"html_inline", "image"} & {child.type for one in parsed for child in one.children or ()}


@settings(max_examples=examples(6, 3000))
@given(HOSTILE)
def test_no_text_breaks_out_of_word(text: str) -> None:
    made = hostile_kit(text)
    assert word_outline(made) == outline(made)
    assert len(as_word(made).tables) == quiet()[1]


def test_signs_that_no_file_can_hold_are_dropped_everywhere() -> None:
    made = hostile_kit("vor\x00\x0b\x0c\x1b\ud800\ufffenach")
    in_word = "\n".join(paragraph.text for paragraph in as_word(made).paragraphs)
    for text in (as_page(made).get_text(), markdown.document(made), in_word):
        assert text.count("vornach") > 5
        assert text == writable(text)


def test_a_sign_that_is_written_as_an_entity_is_dropped_from_texts_in_markdown() -> None:
    record = values("fees", approach={"de": "vor&#12;nach"})
    made = a_kit(record)
    assert "vornach" in markdown.document(made)
    assert "vornach" in [paragraph.text for paragraph in as_word(made).paragraphs]
