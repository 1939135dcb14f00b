"""Here is an address: what does a reader find there, by the names and roles a screen reader would say?

seen = see(client, "/search?q=fees")
seen.link("Next").href
seen.part("navigation", "Pages").links
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any
from urllib.parse import parse_qsl, urlencode, urljoin, urlsplit

from bs4 import BeautifulSoup, Tag
from starlette.testclient import TestClient

ROLES = {
    "navigation": "nav, [role=navigation]",
    "search": "[role=search], search",
    "complementary": "aside, [role=complementary]",
    "list": "ul, ol, [role=list]",
    "group": "details, fieldset, section, [role=group]",
    "main": "main",
    "status": "[role=status]",
    "article": "article",
    "table": "table",
}
INLINE = ("a", "abbr", "b", "code", "em", "i", "label", "mark", "small", "span", "strong", "time")
UNSAID = ("script", "style", "template")
HEADINGS = ("h1", "h2", "h3", "h4", "h5", "h6")


@dataclass(frozen=True)
class Link:
    """A link: what it is called, where it leads, how it is marked."""

    name: str
    href: str
    rel: frozenset[str]
    current: str | None
    lang: str | None


@dataclass(frozen=True)
class Button:
    """A button that submits a form: what it is called, and the address it asks for."""

    name: str
    sends: str


@dataclass(frozen=True)
class Part:
    """A piece of a page."""

    tag: Tag

    @property
    def text(self) -> str:
        return said(self.tag)

    @property
    def links(self) -> list[Link]:
        return [_link(tag) for tag in self.tag.select("a[href]")]

    def link(self, name: str) -> Link:
        """The only link of that name."""
        found = [link for link in self.links if link.name == name]
        assert len(found) == 1, f"{len(found)} links “{name}” among {[link.name for link in self.links]}"
        return found[0]

    @property
    def buttons(self) -> list[Button]:
        return [_button(tag) for tag in self.tag.select("button")]

    def button(self, name: str) -> Button:
        """The only button of that name."""
        (found,) = [button for button in self.buttons if button.name == name]
        return found

    def parts(self, role: str, name: str | None = None) -> list[Part]:
        """All pieces of a role, with that accessible name or heading."""
        found = [Part(tag) for tag in self.tag.select(ROLES[role])]
        return [part for part in found if name is None or name in part.names]

    def part(self, role: str, name: str | None = None) -> Part:
        """The only piece of that role and name; of nested ones the outermost."""
        found = self.parts(role, name)
        assert found, f"no {role} “{name}”"
        return found[0]

    @property
    def names(self) -> set[str]:
        """What the piece is called: by a label of its own or by its first heading."""
        label = self.tag.get("aria-label")
        heading = self.tag.find([*HEADINGS, "caption", "summary", "legend"])
        return {str(label)} if label else {said(heading)} if isinstance(heading, Tag) else set()

    def under(self, term: str) -> Part:
        """The description that belongs to a term of a description list."""
        found = [tag for tag in self.tag.select("dt") if said(tag) == term]
        assert len(found) == 1, (
            f"{len(found)} terms “{term}” in {[said(tag) for tag in self.tag.select('dt')]}"
        )
        description = found[0].find_next("dd")
        assert isinstance(description, Tag)
        return Part(description)

    @property
    def terms(self) -> list[str]:
        return [said(tag) for tag in self.tag.select("dt")]


@dataclass(frozen=True)
class Seen(Part):
    """A whole page as it was answered."""

    address: str
    status: int
    headers: Mapping[str, str]

    @property
    def main(self) -> Part:
        return self.part("main")

    @property
    def heading(self) -> str:
        """The one heading of the first level."""
        (found,) = self.tag.select("h1")
        return said(found)

    @property
    def title(self) -> str:
        (found,) = self.tag.select("head > title")
        return said(found)

    @property
    def robots(self) -> str:
        found = self.tag.select_one("meta[name=robots]")
        return str(found["content"]) if found else ""

    def head_links(self, rel: str) -> list[Tag]:
        return [tag for tag in self.tag.select("head link[rel]") if rel in (tag.get_attribute_list("rel"))]

    @property
    def canonical(self) -> str:
        (found,) = self.head_links("canonical")
        return str(found["href"])

    @property
    def alternates(self) -> dict[str, str]:
        """Addresses by hreflang."""
        found = [tag for tag in self.head_links("alternate") if tag.get("hreflang")]
        return {str(tag["hreflang"]): str(tag["href"]) for tag in found}

    @property
    def inside_links(self) -> list[Link]:
        """The links to this site, with absolute paths."""
        return [
            link for link in self.links if not urlsplit(link.href).netloc and not link.href.startswith("#")
        ]


def said(tag: Tag) -> str:
    """The words of a piece as a screen reader says them, or its label where it has none."""
    label = tag.get("aria-label")
    if label:
        return str(label)
    words: list[str] = []
    before: object = None
    for text in tag.find_all(string=True):
        around = [parent for parent in text.parents if parent is not tag]
        if any(parent.get("aria-hidden") == "true" or parent.name in UNSAID for parent in around):
            continue
        block = next((parent for parent in text.parents if parent.name not in INLINE), None)
        words += [str(text)] if block is before else [" ", str(text)]
        before = block
    return " ".join("".join(words).split()) or str(tag.get("title") or "")


def _link(tag: Tag) -> Link:
    language, current = tag.get("lang"), tag.get("aria-current")
    return Link(
        name=said(tag),
        href=str(tag["href"]),
        rel=frozenset(tag.get_attribute_list("rel")) - {None},
        current=str(current) if current else None,
        lang=str(language) if language else None,
    )


def _button(tag: Tag) -> Button:
    page = [tag, *tag.parents][-1]
    form = _form_of(tag, page)
    assert isinstance(form, Tag), f"a button without a form: {tag}"
    inputs = [field for field in page.select("input[name]") if _form_of(field, page) is form]
    fields = [field for field in [*inputs, tag] if field.has_attr("name")]
    pairs = [(str(field["name"]), str(field.get("value", ""))) for field in fields]
    return Button(said(tag), f"{form['action']}?{urlencode(pairs)}")


def _form_of(tag: Tag, page: Tag) -> object:
    """The form a field or button belongs to: the one it names, else the one around it."""
    return page.find("form", id=str(tag["form"])) if tag.has_attr("form") else tag.find_parent("form")


def with_parameter(address: str, name: str, value: str) -> str:
    """The address with one more parameter."""
    return f"{address}{'&' if '?' in address else '?'}{urlencode({name: value})}"


def see(
    client: TestClient,
    address: str,
    *,
    lang: str | None = "en",
    status: int = 200,
    headers: Mapping[str, str] | None = None,
) -> Seen:
    """Open a page in a language (None: the browser's) and expect a status."""
    asked = with_parameter(address, "lang", lang) if lang else address
    answer = client.get(asked, headers=dict(headers or {}))
    assert answer.status_code == status, f"{asked}: {answer.status_code}"
    return Seen(BeautifulSoup(answer.text, "lxml"), asked, answer.status_code, answer.headers)


def ask(client: TestClient, address: str, *, lang: str = "en") -> dict[str, Any]:
    """What the API answers to the same address."""
    answer = client.get("/api" + with_parameter(address, "lang", lang))
    assert answer.status_code == 200, answer.text
    body: dict[str, Any] = answer.json()
    return body


def parameters(address: str) -> list[tuple[str, str]]:
    """The parameters of an address in a fixed order, without the language."""
    pairs = parse_qsl(urlsplit(address).query, keep_blank_values=True)
    return sorted(pair for pair in pairs if pair[0] != "lang")


def path_of(address: str, base: str = "http://testserver/") -> str:
    """The path an address leads to."""
    return urlsplit(urljoin(base, address)).path
