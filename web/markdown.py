"""Here is a text as people write it: what may stand of it on a page?

Paragraphs, lists, emphasis and links of CommonMark, on pages of the site itself also headings; HTML in a text
is shown as text, and what the renderer makes is cleaned once more by an allow-list.
"""

from __future__ import annotations

from collections.abc import Sequence

import nh3
from markdown_it import MarkdownIt
from markdown_it.token import Token
from markupsafe import Markup

HEADINGS = {"h2", "h3"}
TAGS = {"p", "ul", "ol", "li", "strong", "em", "a", "br", "code", "blockquote"}
ATTRIBUTES = {"a": {"href"}, "ol": {"start"}}
SCHEMES = {"http", "https", "mailto"}
_RENDERER = MarkdownIt("commonmark", {"html": False})


def to_html(text: str) -> Markup:
    """The text as safe HTML."""
    return _cleaned(text, TAGS)


def to_page(text: str) -> Markup:
    """The text of a whole page as safe HTML: headings of the second and third level stay."""
    return _cleaned(text, TAGS | HEADINGS)


def parsed(text: str) -> Sequence[Token]:
    """What the text consists of, for forms other than HTML; nothing of it is cleaned yet."""
    return _RENDERER.parse(text)


def _cleaned(text: str, tags: set[str]) -> Markup:
    cleaned = nh3.clean(
        _RENDERER.render(text),
        tags=tags,
        attributes=ATTRIBUTES,
        url_schemes=SCHEMES,
        link_rel="noopener external",
    )
    return Markup(cleaned)  # noqa: S704 - cleaned by the allow-list above


def to_text(text: str) -> str:
    """The words of the text on one line, without signs of Markdown.

    >>> to_text("Members *pay* [fees](https://example.org/).")
    'Members pay fees.'
    """
    return to_html(text).striptags()
