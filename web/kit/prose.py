"""Here is a text of a record, in Markdown: which paragraphs, items and quotations does it consist of?

Word and Markdown are made from these parts, so that nothing a text contains can reach beyond its place: an
unclosed fence, the definition of a link or a heading of its own. What the site shows is kept: paragraphs,
lists, quotations, emphasis and links. A heading in a text is a paragraph in bold, code is plain text.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass, field, replace
from typing import Literal
from urllib.parse import urlsplit

from markdown_it.common.normalize_url import normalizeLink
from markdown_it.token import Token

from web.kit.content import writable
from web.markdown import SCHEMES, parsed

_BLANKS = re.compile(r"[ \t\r\n]+")
_HOST = re.compile(r"[a-z0-9_.:-]+")


@dataclass(frozen=True)
class Run:
    """Words of one look; a line feed in ``text`` ends a line. ``url`` is the address a link leads to."""

    text: str
    strong: bool = False
    emphasis: bool = False
    url: str | None = None


@dataclass(frozen=True)
class Around:
    """An item of a list, or a quotation, that holds a part.

    ``list`` tells the lists of a text apart, ``first`` whether the part is the first of its item.
    """

    kind: Literal["bullet", "number", "quote"]
    number: int = 0
    list: int = 0
    first: bool = False


@dataclass(frozen=True)
class Part:
    """One paragraph; what is ``around`` it, from the outside."""

    runs: tuple[Run, ...]
    around: tuple[Around, ...] = ()


@dataclass
class _Open:
    """What is open around the place the walk has come to."""

    around: list[Around] = field(default_factory=list)
    lists: list[tuple[Literal["bullet", "number"], int, int]] = field(default_factory=list)
    made: int = 0

    def begin_list(self, token: Token) -> None:
        kind: Literal["bullet", "number"] = "number" if token.type.startswith("ordered") else "bullet"
        self.lists.append((kind, int(token.attrs.get("start", 1)), self.made))
        self.made += 1

    def begin_item(self) -> None:
        kind, number, made = self.lists.pop()
        self.lists.append((kind, number + 1, made))
        self.around.append(Around(kind, number, made, first=True))

    def part(self, runs: Iterable[Run]) -> Part:
        """A part at this place; the next one of the same item is no longer its first."""
        found = Part(tuple(runs), tuple(self.around))
        self.around = [replace(one, first=False) for one in self.around]
        return found


def parts(text: str) -> Iterator[Part]:
    """The parts of a text in Markdown that hold any words."""
    return _walked(parsed(text))


def web_address(url: str) -> str | None:
    """The address in the signs every program takes; None for what no link on a handout may lead to.

    Word calls a document damaged if one of its addresses is none.
    """
    address = normalizeLink(writable(url))
    try:
        named = urlsplit(address)
        host = f"{named.hostname or ''}{named.port or ''}"
    except ValueError:  # such as half of an IPv6 address, or a port that is no number
        return None
    if named.scheme not in SCHEMES or not address.isascii():
        return None
    return address if named.scheme == "mailto" or _HOST.fullmatch(host) else None


def _walked(tokens: Sequence[Token]) -> Iterator[Part]:
    here, heading = _Open(), False
    for token in tokens:
        if token.type in ("bullet_list_open", "ordered_list_open"):
            here.begin_list(token)
        elif token.type in ("bullet_list_close", "ordered_list_close"):
            here.lists.pop()
        elif token.type == "list_item_open":
            here.begin_item()
        elif token.type == "blockquote_open":
            here.around.append(Around("quote"))
        elif token.type in ("list_item_close", "blockquote_close"):
            here.around.pop()
        elif token.type in ("heading_open", "heading_close"):
            heading = token.type == "heading_open"
        elif token.type in ("code_block", "fence"):
            code = [Run("\n".join(filter(None, (_plain(line) for line in token.content.splitlines()))))]
            if code[0].text:
                yield here.part(code)
        elif token.type == "inline":
            runs = list(_runs(token.children or (), strong=heading))
            if any(run.text.strip() for run in runs):
                yield here.part(runs)


def _runs(tokens: Iterable[Token], strong: bool) -> Iterator[Run]:
    depth = {"strong": int(strong), "em": 0}
    url: str | None = None
    for token in tokens:
        name, _, end = token.type.rpartition("_")
        if name in depth:
            depth[name] += 1 if end == "open" else -1
        elif token.type == "link_open":
            url = web_address(str(token.attrs.get("href", "")))
        elif token.type == "link_close":
            url = None
        else:
            text = _said(token)
            if text:
                yield Run(text, depth["strong"] > 0, depth["em"] > 0, url)


def _said(token: Token) -> str:
    """The words of a piece of text; a picture has none, as on the site."""
    if token.type in ("text", "text_special", "code_inline"):
        return _plain(token.content, strip=False)
    return {"softbreak": " ", "hardbreak": "\n"}.get(token.type, "")


def _plain(text: str, strip: bool = True) -> str:
    found = _BLANKS.sub(" ", writable(text))
    return found.strip(" ") if strip else found
