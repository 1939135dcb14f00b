"""Here is a page: which rules of HTML does it break, and what on it has no name or leads nowhere?

broken_rules('<ul><a href="#nobody"></a></ul>')
    ["<ul> holds <a>", "<a> has no name: …", "href names nothing on the page: nobody", …]

Read by a strict parser of HTML5; what a parser lets pass is checked here, as far as readers would stumble.
"""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Iterator
from itertools import pairwise
from typing import Any

import html5lib
from babel import Locale, UnknownLocaleError

REFERENCES = (
    *("for", "form", "list", "headers", "aria-labelledby", "aria-describedby", "aria-controls", "aria-owns"),
    *("aria-details", "aria-errormessage", "aria-flowto", "aria-activedescendant"),
)
CONTROLS = frozenset({"input", "select", "textarea"})
INTERACTIVE = CONTROLS | {"a", "button", "details", "label", "summary"}
TAKES_NOTHING_INTERACTIVE = frozenset({"a", "button", "summary"})
HAS_TO_HAVE_A_NAME = CONTROLS | {
    *("a", "aside", "button", "caption", "dt", "h1", "h2", "h3", "h4", "h5", "h6", "th"),
    *("label", "legend", "nav", "option", "optgroup", "summary", "title"),
}
CHILDREN = {
    "ul": {"li", "template"},
    "ol": {"li", "template"},
    "dl": {"dt", "dd", "div", "template"},
    "tr": {"th", "td"},
    "select": {"option", "optgroup"},
}
HEADING = re.compile(r"h[1-6]")
UNSAID = frozenset({"script", "style", "template"})


def broken_rules(text: str) -> list[str]:
    """One line for each rule that is broken, with the place; none for a page as it should be."""
    parser = html5lib.HTMLParser(tree=html5lib.getTreeBuilder("lxml"), namespaceHTMLElements=False)
    page = parser.parse(text).getroot()
    tags = [tag for tag in page.iter() if isinstance(tag.tag, str)]  # and no comment
    found = [f"line {place[0]}: {code}" for place, code, _ in parser.errors]
    found += _places(tags)
    found += _headings(tags)
    by_id = {tag.get("id"): tag for tag in tags if tag.get("id")}
    labels = {tag.get("for"): tag for tag in tags if tag.tag == "label" and tag.get("for")}
    for tag in tags:
        found += [f"{broken}: {_start(tag)}" for broken in _of_tag(tag)]
        if _has_to_have_a_name(tag) and not _name(tag, by_id, labels):
            found.append(f"<{tag.tag}> has no name: {_start(tag)}")
        if tag.tag == "table":
            found += [f"{broken}: {_start(tag)}" for broken in _of_table(tag)]
    return found


def _start(tag: Any) -> str:
    attributes = "".join(f' {name}="{value}"' for name, value in tag.attrib.items())
    return f"<{tag.tag}{attributes}> {' '.join(''.join(tag.itertext()).split())[:60]}"


def _places(tags: list[Any]) -> Iterator[str]:
    """Ids are unique, and whatever names one finds it."""
    ids = Counter(tag.get("id") for tag in tags if tag.get("id") is not None)
    yield from (f"the id {one!r} is there {count} times" for one, count in ids.items() if count > 1)
    yield from (f"{one!r} is no id" for one in ids if not one or re.search(r"\s", one))
    for tag in tags:
        named = [(name, word) for name in REFERENCES for word in tag.get(name, "").split()]
        href = tag.get("href", "")
        named += [("href", href[1:])] if href.startswith("#") else []
        yield from (f"{name} names nothing on the page: {word}" for name, word in named if word not in ids)


def _headings(tags: list[Any]) -> Iterator[str]:
    """One heading of the first level, which comes first, and none that leaves a level out."""
    levels = [int(tag.tag[1]) for tag in tags if HEADING.fullmatch(tag.tag)]
    if levels[:1] != [1] or levels.count(1) != 1:
        yield f"not one h1, coming first: {levels}"
    yield from (f"h{after} after h{before}" for before, after in pairwise(levels) if after > before + 1)
    mains = sum(tag.tag == "main" for tag in tags)
    if mains != 1:
        yield f"{mains} main"


def _interactive(tag: Any) -> bool:
    if tag.tag == "input":
        return bool(tag.get("type") != "hidden")
    return tag.tag in INTERACTIVE or tag.get("tabindex") is not None


def _of_tag(tag: Any) -> Iterator[str]:
    above = {one.tag for one in tag.iterancestors()}
    if _interactive(tag) and (around := above & TAKES_NOTHING_INTERACTIVE):
        yield f"something to press inside <{min(around)}>"
    hidden = any(one.get("aria-hidden") == "true" for one in [tag, *tag.iterancestors()])
    if hidden and _interactive(tag) and tag.get("tabindex") != "-1":
        yield "the keyboard reaches what is not said"
    if tag.tag in CHILDREN:
        others = {one.tag for one in tag if isinstance(one.tag, str)} - CHILDREN[tag.tag]
        yield from (f"<{tag.tag}> holds <{other}>" for other in sorted(others))
    if tag.tag == "dl":
        yield from _of_description_list(tag)
    if tag.tag == "fieldset" and (not len(tag) or tag[0].tag != "legend"):
        yield "<fieldset> does not begin with its legend"
    if tag.tag == "script" and not tag.get("src"):
        yield "a script within the page"
    if tag.tag == "style" or tag.get("style") is not None:
        yield "style within the page"
    yield from (f"{name} within the page" for name in tag.attrib if name.lower().startswith("on"))
    if tag.get("lang") is not None and not _is_language(tag.get("lang")):
        yield "no language"
    if not re.fullmatch(r"-1|0", tag.get("tabindex", "0")):
        yield "tabindex changes the order of the keyboard"
    if tag.tag.endswith("svg") and not (hidden or tag.get("role")):
        yield "a drawing neither named nor hidden"


def _of_description_list(tag: Any) -> Iterator[str]:
    groups = [one for one in tag if one.tag == "div"]
    for names in [[one.tag for one in group] for group in groups or [tag]]:
        if names[:1] != ["dt"] or names[-1:] != ["dd"] or set(names) != {"dt", "dd"}:
            yield f"a description list with {names}"


def _is_language(code: str) -> bool:
    try:
        Locale.parse(code, sep="-")
    except (ValueError, UnknownLocaleError):
        return False
    return True


def _of_table(table: Any) -> Iterator[str]:
    """A table or its region says what it is, and each cell has a heading in its column or in its row."""
    regions = [one for one in table.iterancestors() if one.get("role") == "region"]
    if table.find("caption") is None and not regions:
        yield "a table without a caption"
    yield from ("a heading of a table without scope" for th in table.iter("th") if not th.get("scope"))
    columns: dict[int, bool] = {}  # whether a column has a heading with words
    for row in table.iter("tr"):
        place, in_head = 0, row.getparent().tag == "thead"
        said = any(cell.get("scope") == "row" for cell in row)
        for cell in row:
            width = int(cell.get("colspan", "1"))
            for column in range(place, place + width):
                if in_head:
                    columns[column] = bool("".join(cell.itertext()).strip())
                elif cell.tag == "td" and not said and not columns.get(column):
                    yield f"a cell without heading: {_start(cell)}"
            place += width


def _has_to_have_a_name(tag: Any) -> bool:
    if tag.get("aria-hidden") == "true" or tag.get("hidden") is not None:
        return False
    if tag.tag in ("input", "a"):
        return bool(tag.get("type") != "hidden" if tag.tag == "input" else tag.get("href") is not None)
    return tag.tag in HAS_TO_HAVE_A_NAME or tag.get("role") in ("region", "group", "listbox", "img")


def _name(tag: Any, by_id: dict[str, Any], labels: dict[str, Any]) -> str:
    """What is said when the keyboard comes to it; the first of the ways to name something."""
    if referred := tag.get("aria-labelledby"):
        return " ".join(_words(by_id[one]) for one in referred.split() if one in by_id).strip()
    if label := (tag.get("aria-label") or tag.get("label") or "").strip():
        return str(label)
    if tag.tag in CONTROLS:
        own = [labels[tag.get("id")]] if tag.get("id") in labels else []
        return " ".join(_words(label) for label in [*own, *tag.iterancestors("label")]).strip()
    if tag.get("role") in ("region", "group", "listbox", "img") or tag.tag in ("nav", "aside"):
        return ""
    return _words(tag).strip() or str(tag.get("title", ""))


def _words(tag: Any) -> str:
    """The words of an element and of all in it that is said."""
    if not isinstance(tag.tag, str) or tag.tag in UNSAID or tag.get("aria-hidden") == "true":
        return ""
    if label := tag.get("aria-label"):
        return str(label)
    parts = [tag.text or ""]
    for one in tag:
        parts += [_words(one), one.tail or ""]
    return "".join(parts)
