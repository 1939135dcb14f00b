"""A form as a browser shows it and sends it.

shown = html(form_of(values, (), a_site("de"), LANGUAGES))
values_of(sent(shown), values)
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from functools import cache
from typing import Any

from bs4 import BeautifulSoup
from jinja2 import Template
from lxml.html import document_fromstring
from starlette.datastructures import FormData

from kb.localized import Language
from tests.kb.corpora import delivered_vocabularies
from web.desk.form.form import Field, Form, Input
from web.pages.layout import Site
from web.templates import environment

PAGE = (
    '{% from "desk/_form.html" import record_form, form_contents, completeness_meter %}'
    '<!doctype html><html lang="{{ form.language }}"><head><title>t</title></head><body>'
    "{{ completeness_meter(form.completeness) }}{{ form_contents(form) }}"
    '<form method="post" novalidate>{{ record_form(form) }}</form></body></html>'
)


@cache
def a_site(reader: Language) -> Site:
    """The site as a reader of this language sees it."""
    return Site("", "http://localhost", reader, None, delivered_vocabularies())


def html(form: Form) -> str:
    """The page around a form."""
    return _template(form.language).render(form=form)


@cache
def _template(language: Language) -> Template:
    return environment(language).from_string(PAGE)


def page(form: Form) -> BeautifulSoup:
    """The page to look around in."""
    return BeautifulSoup(html(form), "lxml")


def filled(shown: str) -> list[tuple[str, str]]:
    """The names of all inputs with what each of them sends when nothing is touched."""
    tags = document_fromstring(shown).iterdescendants("input", "textarea", "select")
    return [(tag.get("name"), text) for tag in tags for text in _texts(tag)]


def sent(shown: str, action: str = "save") -> FormData:
    """What a browser sends when nothing was touched and the button of an action is pressed."""
    return FormData([*((name, _line_ends(text)) for name, text in filled(shown)), ("_action", action)])


def held(shown: str) -> dict[str, list[str]]:
    """What the inputs hold by their names, without those that hold nothing."""
    found: dict[str, list[str]] = {}
    for name, text in filled(shown):
        if text:
            found.setdefault(name, []).append(text)
    return found


def typed_into(form: FormData, changed: Mapping[str, str]) -> FormData:
    """The same with other texts in some inputs."""
    kept = [(name, text) for name, text in form.multi_items() if name not in changed]
    return FormData([*kept, *((name, _line_ends(text)) for name, text in changed.items())])


def inputs(form: Form) -> Iterator[tuple[Field, Input]]:
    """Every input of a form with its field."""
    for section in form.sections:
        for shown in section.fields:
            if shown.shape == "rows":
                fields = [field for row in shown.rows for field in row.fields]
            else:
                fields = list(shown.fields) if shown.shape == "group" else [shown]
            yield from ((field, one) for field in fields for one in field.inputs)


def _line_ends(text: str) -> str:
    return text.replace("\r\n", "\n").replace("\r", "\n").replace("\n", "\r\n")


def _texts(tag: Any) -> list[str]:
    if tag.tag == "textarea":
        return [(tag.text or "").removeprefix("\n")]  # which browsers drop, too
    if tag.tag == "select":
        options = list(tag.iterdescendants("option"))
        chosen = [option for option in options if option.get("selected") is not None] or options[:1]
        return [chosen[-1].get("value")]
    text = tag.get("value") or ""
    if tag.get("type") == "checkbox":
        return [] if tag.get("checked") is None else [text]
    return [text if tag.get("type") == "hidden" else text.replace("\r", "").replace("\n", "")]
