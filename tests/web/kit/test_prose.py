"""Of which parts does a text of a record consist, and how are these written in Markdown again?

1. Paragraphs, items, quotations, emphasis and links are found; a heading is a paragraph in bold.
2. Nothing of what the site shows of a text is lost, and nothing added (hypothesis).
3. Links lead to web and mail addresses only.
4. Written in Markdown and read again, a text says the same (hypothesis).
"""

from __future__ import annotations

import pytest
from bs4 import BeautifulSoup
from hypothesis import given, settings

from tests.tiers import examples
from tests.web.kit.test_forms import HOSTILE
from web.kit.content import writable
from web.kit.markdown import prose
from web.kit.prose import Around, Part, Run, parts, web_address
from web.markdown import to_html


def test_paragraphs_have_runs() -> None:
    found = list(parts("Mehr *dazu* und **mehr**  \nim [Netz](https://example.org/a?b=1&c)."))
    assert found == [
        Part(
            (
                Run("Mehr "),
                Run("dazu", emphasis=True),
                Run(" und "),
                Run("mehr", strong=True),
                Run("\n"),
                Run("im "),
                Run("Netz", url="https://example.org/a?b=1&c"),
                Run("."),
            )
        )
    ]


def test_items_know_their_lists_and_numbers() -> None:
    found = list(parts("3. erst\n\n   mehr\n4. dann\n   - darin\n\n> gesagt"))
    assert [part.around for part in found] == [
        (Around("number", 3, 0, first=True),),
        (Around("number", 3, 0, first=False),),
        (Around("number", 4, 0, first=True),),
        (Around("number", 4, 0, first=False), Around("bullet", 1, 1, first=True)),
        (Around("quote"),),
    ]


def test_a_heading_is_a_paragraph_in_bold() -> None:
    assert list(parts("# Titel\n\nText")) == [Part((Run("Titel", strong=True),)), Part((Run("Text"),))]


@pytest.mark.parametrize(
    ("url", "address"),
    [
        ("https://example.org/a b|c", "https://example.org/a%20b%7Cc"),
        ("https://münchen.example/ü", "https://xn--mnchen-3ya.example/%C3%BC"),
        ("mailto:office@example.org", "mailto:office@example.org"),
        ("javascript:alert(1)", None),
        ("file:///etc/passwd", None),
        ("/records/fees", None),
        ("https:///nowhere", None),
        ("http://[::1]:80/x", "http://[::1]:80/x"),
        ("http://[half", None),
        ("http://[:]", None),
        ("http://a:b/", None),
    ],
)
def test_links_lead_to_the_web(url: str, address: str | None) -> None:
    assert web_address(url) == address


def squeezed(text: str) -> str:
    """The text without blanks, which are not what it says."""
    return "".join(writable(text).split())


@settings(max_examples=examples(100, 20_000))
@given(HOSTILE)
def test_a_text_says_what_the_site_shows(text: str) -> None:
    shown = BeautifulSoup(to_html(writable(text)), "html.parser").get_text()
    assert squeezed("".join(run.text for part in parts(writable(text)) for run in part.runs)) == squeezed(
        shown
    )


@settings(max_examples=examples(100, 20_000))
@given(HOSTILE)
def test_a_text_written_anew_says_the_same(text: str) -> None:
    first = list(parts(writable(text)))
    again = list(parts("\n\n".join(prose(first))))
    assert squeezed("".join(run.text for part in again for run in part.runs)) == squeezed(
        "".join(run.text for part in first for run in part.runs)
    )


def test_markdown_stays_markdown() -> None:
    text = "Mehr *dazu*:\n\n1. **erst**\n2. [dann](<https://example.org/a_(b)>)\n\n> gesagt"
    assert "\n\n".join(prose(parts(text))) == text
