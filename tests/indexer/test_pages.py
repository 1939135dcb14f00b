"""As which pages is the text of a paper searched?

1. No word is lost, added or moved to another page; no page is empty or longer than the limit.
2. A long page is divided where a paragraph ends, else a sentence, else a word; its pieces keep its number.
3. Text without any blank is divided too.
"""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from indexer import pages
from indexer.pages import LONGEST, pages_of
from kb.paper import PaperPart, PaperText
from tests.indexer.corpora import digest_for


def a_paper(*parts: PaperPart) -> PaperText:
    return PaperText(format=1, digest=digest_for("a"), extractor="test", language="da", parts=list(parts))


@given(st.lists(st.text("ab. \n", max_size=60), max_size=4), st.integers(2, 25))
def test_no_character_but_blanks_is_lost(texts: list[str], longest: int) -> None:
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(pages, "LONGEST", longest)
        found = pages_of(a_paper(*(PaperPart(text=text, page=n) for n, text in enumerate(texts, 1))))
    for number, text in enumerate(texts, 1):
        own = [page.text for page in found if page.number == number]
        assert "".join("".join(own).split()) == "".join(text.split())
        assert all(one in text and one.strip() and len(one) <= longest for one in own)
    assert [page.number for page in found] == sorted(page.number or 0 for page in found)
    assert {page.language for page in found} <= {"da"}


@pytest.mark.parametrize(
    ("text", "pieces"),
    [
        ("Kurz.", ["Kurz."]),
        ("Erster Absatz hier.\nZweiter Absatz.", ["Erster Absatz hier.", "Zweiter Absatz."]),
        ("Ein ganzer Satz hier. Noch ein Satz.", ["Ein ganzer Satz hier.", "Noch ein Satz."]),
        ("viele kleine Worte ohne jeden Punkt", ["viele kleine Worte ohne", "jeden Punkt"]),
        ("x" * 45, ["x" * 25, "x" * 20]),
    ],
)
def test_a_long_page_is_divided_where_something_ends(
    monkeypatch: pytest.MonkeyPatch, text: str, pieces: list[str]
) -> None:
    monkeypatch.setattr(pages, "LONGEST", 25)
    found = pages_of(a_paper(PaperPart(text=text, heading="Teil", page=7)))
    assert [page.text for page in found] == pieces
    assert {(page.number, page.heading) for page in found} == {(7, "Teil")}


def test_a_printed_page_is_never_divided() -> None:
    assert LONGEST >= 10_000
