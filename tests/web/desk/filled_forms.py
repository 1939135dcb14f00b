"""Here is a page with a form: what would a browser send, and where to, if somebody filled it in and pressed?

form = the_form(page, "save")               # the one that has a button of this value
form.fill({"title.de": "Hafenfonds"})       # as a person would; unknown names fail
answer = form.press(client, "save")
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from typing import Any

from lxml.html import document_fromstring
from starlette.testclient import TestClient


@dataclass
class Filled:
    """A form as it stands on a page, with what has been typed into it."""

    action: str
    fields: list[tuple[str, str]]
    buttons: list[str]

    def fill(self, typed: Mapping[str, str]) -> Filled:
        """Type into inputs that are there."""
        known = {name for name, _ in self.fields}
        assert typed.keys() <= known, f"no inputs {typed.keys() - known}"
        self.fields = [(name, typed.get(name, text)) for name, text in self.fields]
        return self

    def __getitem__(self, name: str) -> str:
        """What an input holds."""
        (text,) = {text for one, text in self.fields if one == name}
        return text

    def press(self, client: TestClient, button: str = "", **options: Any) -> Any:
        """The answer to the form sent by one of its buttons."""
        assert not button or button in self.buttons, f"no button {button} among {self.buttons}"
        pairs = [*self.fields, *([("_action", button)] if button else [])]
        data: dict[str, list[str]] = {}
        for name, text in pairs:
            data.setdefault(name, []).append(text)
        return client.post(self.action, data=data, **options)


def the_form(page: Any, button: str = "") -> Filled:
    """The form of a page that has a button of this value."""
    # The form of a record is long; Beautiful Soup would take most of the time of these tests.
    for form in document_fromstring(page.text).xpath("//main//form[@method='post']"):
        buttons = [tag.get("value", "") for tag in form.iter("button")]
        if button in buttons:
            return Filled(form.get("action") or str(page.url), list(_fields(form)), buttons)
    raise AssertionError(f"no form with a button “{button}”")


def _fields(form: Any) -> Iterator[tuple[str, str]]:
    for tag in form.xpath(".//*[self::input or self::textarea or self::select][@name]"):
        if any(above.tag == "template" for above in tag.iterancestors()):
            continue
        name = tag.get("name")
        if tag.tag == "select":
            options = tag.findall(".//option")
            chosen = [option for option in options if option.get("selected") is not None]
            yield from ((name, option.get("value", "")) for option in chosen or options[:1])
        elif tag.tag == "textarea":
            yield name, (tag.text or "").removeprefix("\n")
        elif tag.get("type") not in ("checkbox", "radio") or tag.get("checked") is not None:
            yield name, tag.get("value", "on")
