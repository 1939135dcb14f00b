"""A Markdown file is read in its order.

1. Headings, paragraphs, items and tables are passages; signs of Markdown are none of their text.
2. Front matter is found; if it is damaged that is noted, and the text is read all the same.
3. The title is that of the front matter, else the first heading.
4. Links are those of the web.
5. HTML in it counts by its text; contacts are left out.
6. No file is an error other than an unreadable source.
"""

from __future__ import annotations

import contextlib

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from indexer.ingest.extraction import Found, Hints, Link, Passage, Text
from indexer.ingest.extractors.markdown import extract
from kb.errors import SourceUnreadable
from tests.tiers import examples

TEXT = """\
# Beiträge nach *Größe*

Ein Absatz mit [Bericht](https://example.org/r?PHPSESSID=1 "Titel") und `Code`
über zwei Zeilen, ![Bild](a.png)\\
umgebrochen.

- Eins
  - Zwei
1. Drei

   Absatz in Drei

| Größe | Beitrag |
|-------|---------|
| bis 10 | **250 €** |

Zwischenruf
-----------

> Ein Zitat.

    Code

[oben](#oben) [Mail](mailto:info@example.org) [Datei](b.md)
"""


def read(text: str) -> Text:
    return extract(text.encode(), Hints(name="a.md"))


def test_everything_stands_in_its_order() -> None:
    text = read(TEXT)
    assert text.passages == (
        Passage("heading", "Beiträge nach Größe", 1),
        Passage("paragraph", "Ein Absatz mit Bericht und Code über zwei Zeilen, umgebrochen."),
        Passage("item", "Eins"),
        Passage("item", "Zwei"),
        Passage("item", "Drei"),
        Passage("item", "Absatz in Drei"),
        Passage("table", "Größe\tBeitrag\nbis 10\t250 €"),
        Passage("heading", "Zwischenruf", 2),
        Passage("paragraph", "Ein Zitat."),
        Passage("paragraph", "Code"),
        Passage("paragraph", "oben Mail Datei"),
    )
    assert (text.title, text.language, text.kind) == ("Beiträge nach Größe", "de", "markdown")
    assert text.links == (Link("https://example.org/r", "Bericht"),)


def test_front_matter_is_found() -> None:
    text = read(
        "---\ntitle: Beiträge\ndate: 2021-03-04\nlastmod: 2022\ntags: [Geld, Netz]\nlang: de\n"
        "publisher: Beispielnetz\ncanonical: https://example.org/fees\nauthor: Frau Beispiel\n---\n"
        "# Überschrift\n\nEin Absatz.\n"
    )
    assert text.title == "Beiträge"
    assert set(text.found) == {
        Found("title", "Beiträge", "front matter title"),
        Found("organisation", "Beispielnetz", "front matter publisher"),
        Found("published", "2021-03-04", "front matter date"),
        Found("modified", "2022", "front matter lastmod"),
        Found("language", "de", "front matter lang"),
        Found("keyword", "Geld", "front matter tags"),
        Found("keyword", "Netz", "front matter tags"),
        Found("address", "https://example.org/fees", "front matter canonical"),
        Found("title", "Überschrift", "first heading"),
    }
    assert text.plain() == "Überschrift\nEin Absatz."


@pytest.mark.parametrize(
    "front", ["title: a\ntitle: b", "a: &x 1", "{", "a: !!python/object:os.system x", "\t- a"]
)
def test_damaged_front_matter_is_noted(front: str) -> None:
    text = read(f"---\n{front}\n---\n# Beiträge\n")
    assert text.title == "Beiträge"
    assert len(text.notes) == 1


def test_a_rule_is_no_front_matter() -> None:
    assert read("---\n\nEin Absatz.\n").plain() == "Ein Absatz."


def test_html_counts_by_its_text() -> None:
    text = read("<div><b>Ein</b> Absatz</div>\n\nNoch <i>einer</i>.\n\n<script>alert(1)</script>\n")
    assert text.plain().startswith("Ein Absatz\nNoch einer.")
    assert "<" not in text.plain()


def test_contacts_are_left_out() -> None:
    assert read("Ein Absatz.\n\n## Kontakt\n\nFrau Beispiel\n\ninfo@example.org\n").plain() == "Ein Absatz."


@pytest.mark.parametrize("data", [b"", b"\n\n", b"---\ntitle: a\n---\n", b"Ein Satz mit\x00NUL."])
def test_what_holds_no_text_is_refused(data: bytes) -> None:
    with pytest.raises(SourceUnreadable):
        extract(data, Hints())


PIECES = st.sampled_from(
    [
        "# ",
        "- ",
        "> ",
        "|",
        "\n",
        "    ",
        "*",
        "[a](",
        ")",
        "`",
        "<b>",
        "---\n",
        "a",
        "ä",
        "1. ",
        "\\",
        "&amp;",
    ]
)


@settings(max_examples=examples(100, 5_000), deadline=None)
@given(st.lists(PIECES, max_size=40).map("".join))
def test_no_file_is_another_error(text: str) -> None:
    with contextlib.suppress(SourceUnreadable):
        assert all(passage.text.strip() for passage in read(text).passages)


def test_deep_nesting_is_read() -> None:
    assert read("> " * 5_000 + "Tief\n\nEin Absatz.").plain() == "Ein Absatz."
    assert read("- " * 40 + "Tief\n\nEin Absatz.").plain() == "Tief\nEin Absatz."
