"""What of a text as people write it stands on a page?

1. Paragraphs, lists, emphasis, quotations and links become markup.
2. HTML in a text is text, and its words are not lost.
3. Whatever the text, only the tags, attributes and schemes of the allow-list come out (hypothesis).
4. Links to other places say that they are, and give nothing away.
"""

from __future__ import annotations

from html import unescape
from urllib.parse import urlsplit

import pytest
from bs4 import BeautifulSoup
from hypothesis import given
from hypothesis import strategies as st
from markupsafe import Markup

from web.markdown import ATTRIBUTES, SCHEMES, TAGS, to_html

HOSTILE = [
    "<script>alert(1)</script>",
    "[a](javascript:alert(1))",
    "[a](JaVaScRiPt:alert(1))",
    "[a](data:text/html,<script>)",
    "[a](vbscript:x)",
    "![a](https://example.org/x.png)",
    '<a href="x" onclick="y">z</a>',
    "<https://example.org/><img src=x onerror=y>",
    "[a](<javascript:alert(1)>)",
    "[a](&#106;avascript:alert(1))",
    "<svg><style><img src=x onerror=alert(1)>",
    "<!-- --><!doctype html>",
    "`<b>`",
    "# Heading",
    "| a | b |\n|---|---|\n| c | d |",
    "<iframe src=//evil.example></iframe>",
]
PIECES = st.sampled_from(
    [*HOSTILE, "*", "_", "[", "](", ")", "<", ">", "&", '"', "`", "\n\n", "- ", "1. ", "> ", "\\", "http://a"]
)


@pytest.mark.parametrize(
    ("text", "html"),
    [
        ("One\n\nTwo", "<p>One</p>\n<p>Two</p>\n"),
        ("- a\n- b", "<ul>\n<li>a</li>\n<li>b</li>\n</ul>\n"),
        ("3. a\n4. b", '<ol start="3">\n<li>a</li>\n<li>b</li>\n</ol>\n'),
        ("**strong** *soft*", "<p><strong>strong</strong> <em>soft</em></p>\n"),
        ("> said", "<blockquote>\n<p>said</p>\n</blockquote>\n"),
        ("", ""),
        ("R&D <b>", "<p>R&amp;D &lt;b&gt;</p>\n"),
    ],
)
def test_what_people_write_becomes_markup(text: str, html: str) -> None:
    assert to_html(text) == html
    assert isinstance(to_html(text), Markup)


def test_links_to_other_places_say_so() -> None:
    (link,) = BeautifulSoup(to_html("[a](https://example.org/?a=1&b=2)"), "lxml").find_all("a")
    assert link["href"] == "https://example.org/?a=1&b=2"
    assert set(link.get_attribute_list("rel")) == {"noopener", "external"}


def _only_what_is_allowed(text: str) -> None:
    body = BeautifulSoup(f"<body>{to_html(text)}</body>", "html5lib").body
    assert body is not None
    for tag in body.find_all(True):
        assert tag.name in TAGS
        assert set(tag.attrs) <= {*ATTRIBUTES.get(tag.name, set()), "rel"}
        if tag.has_attr("href"):
            scheme = urlsplit(str(tag["href"])).scheme.lower()
            assert scheme in SCHEMES or not scheme


@pytest.mark.parametrize("text", HOSTILE)
def test_no_hostile_text_gets_through(text: str) -> None:
    _only_what_is_allowed(text)


@given(st.lists(st.one_of(PIECES, st.text(max_size=8)), max_size=12).map("".join))
def test_only_the_allow_list_comes_out(text: str) -> None:
    _only_what_is_allowed(text)


@given(st.lists(st.sampled_from(["a", "ü", "7", "<b>", "</p>", "&amp;", "<br/>"]), min_size=1).map(" ".join))
def test_no_words_are_lost(text: str) -> None:
    shown = BeautifulSoup(to_html(text), "html5lib").get_text()
    assert shown.split() == unescape(text).split()
